package post

import (
	"fmt"
	"net/url"
	"sort"
	"strings"

	"github.com/PuerkitoBio/purell"
)

// normal is what every address loses: default port, dots in the path, upper
// case in its host. It keeps the trailing slash and "www.", which make a
// different page on some sites. The query is put in order here: purell's own
// way of doing so takes the escapes out of names.
const normal = purell.FlagsSafe | purell.FlagRemoveDotSegments |
	purell.FlagRemoveDuplicateSlashes | purell.FlagRemoveEmptyQuerySeparator

// trackers are query parameters that say where a reader came from, and never
// which page it is.
var trackers = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true,
	"msclkid": true, "yclid": true, "twclid": true, "ttclid": true, "igshid": true, "igsh": true,
	"xtor": true, "xtref": true, "xtcr": true, "mkt_tok": true, "_hsenc": true, "_hsmi": true,
	"__hstc": true, "__hssc": true, "__hsfp": true, "hsctatracking": true, "oly_anon_id": true,
	"oly_enc_id": true, "vero_id": true, "wickedid": true, "ref_src": true, "ref_url": true,
	"cmpid": true, "ns_campaign": true, "ns_mchannel": true, "ns_source": true, "s_cid": true,
	"phpsessid": true, "jsessionid": true, "__twitter_impression": true, "spm": true,
	"wt_mc": true, "wt_zmc": true, "_ga": true, "_gl": true, "srsltid": true, "epik": true,
}

// trackerPrefixes begin the names of whole families of such parameters.
var trackerPrefixes = []string{"utm_", "at_", "mc_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "stm_", "itm_", "ga_", "trk_"}

// Canonical returns the one spelling of a page's address: http or https, host
// in lower case, no default port, no credentials, no fragment, no parameter
// that only tracks, the others in order. It is stable: the canonical form of a
// canonical address is itself.
func Canonical(raw string) (string, error) {
	u, err := parse(raw)
	if err != nil {
		return "", err
	}
	u.Fragment, u.RawFragment = "", ""
	return settle(u), nil
}

// Permalink is Canonical for addresses whose fragment names one message of a
// page, as forums have them ("#p1234", "#comment-12"): it keeps a fragment that
// has a number in it, and is not a tracker's ("#xtor=RSS-1").
func Permalink(raw string) (string, error) {
	u, err := parse(raw)
	if err != nil {
		return "", err
	}
	if !strings.ContainsAny(u.Fragment, "0123456789") || strings.ContainsAny(u.Fragment, "=:~") {
		u.Fragment, u.RawFragment = "", ""
	}
	return settle(u), nil
}

// SameHost tells whether two addresses are of one host, "www." or not.
func SameHost(a, b string) bool {
	ua, err := url.Parse(a)
	ub, err2 := url.Parse(b)
	bare := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") }
	return err == nil && err2 == nil && bare(ua) == bare(ub) && ua.Host != ""
}

func parse(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("read address %q: %w", raw, err)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("read address %q: not an http or https address", raw)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("read address %q: it names no host", raw)
	}
	u.User = nil
	u.RawQuery = untracked(u.RawQuery)
	return u, nil
}

// settle normalises until nothing changes: one rule of purell can make room
// for another.
func settle(u *url.URL) string {
	text := purell.NormalizeURL(u, normal)
	for range 4 {
		next, err := url.Parse(text)
		if err != nil {
			return text
		}
		if next.Path == "" && next.RawQuery == "" && next.Fragment == "" {
			next.Path = "/"
		}
		again := purell.NormalizeURL(next, normal)
		if again == text {
			return text
		}
		text = again
	}
	return text
}

// untracked drops tracking parameters from a raw query and puts the others in
// the order of their names. It leaves their bytes alone.
func untracked(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for _, part := range strings.Split(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if name = strings.ToLower(name); !tracks(name) && !session(name, value) {
			kept = append(kept, part)
		}
	}
	sort.SliceStable(kept, func(i, j int) bool {
		a, _, _ := strings.Cut(kept[i], "=")
		b, _, _ := strings.Cut(kept[j], "=")
		return a < b
	})
	return strings.Join(kept, "&")
}

func tracks(name string) bool {
	if trackers[name] {
		return true
	}
	for _, prefix := range trackerPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// session knows a forum's session number from the "sid" that names an article
// on other sites.
func session(name, value string) bool {
	if (name != "sid" && name != "s") || len(value) != 32 {
		return false
	}
	return strings.Trim(strings.ToLower(value), "0123456789abcdef") == ""
}
