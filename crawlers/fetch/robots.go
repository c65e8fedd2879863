package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

const (
	robotsLife   = 24 * time.Hour      // RFC 9309, 2.4
	robotsRetry  = 10 * time.Minute    // after an answer that refuses only for now
	robotsStale  = 30 * 24 * time.Hour // an old copy serves this long while the site has a fault
	robotsSize   = 500 << 10           // RFC 9309, 2.5
	robotsHops   = 5                   // RFC 9309, 2.3.1.2
	longestDelay = 10 * time.Minute    // a longer Crawl-delay is taken for this one
	manyRobots   = 20_000
)

// robots keeps what the robots.txt of each site said.
type robots struct {
	mu    sync.Mutex
	sites map[string]*site
}

// site is one authority's robots.txt. Its lock is held while the file is
// fetched, so that it is fetched once.
type site struct {
	mu      sync.Mutex
	rules   *rules
	read    time.Time // of rules
	expires time.Time
}

// rules is what one robots.txt says to us.
type rules struct {
	group    *robotstxt.Group
	sitemaps []string
	refusal  string // not empty: everything is refused, for this reason
}

func (r *rules) check(u *url.URL) error {
	if r.refusal != "" {
		return &RobotsError{URL: u.String(), Reason: r.refusal}
	}
	if r.group == nil || u.Path == "/robots.txt" {
		return nil
	}
	path := octets(u.EscapedPath())
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + octets(u.RawQuery)
	}
	if r.group.Test(path) {
		return nil
	}
	return &RobotsError{URL: u.String(), Reason: "the site's robots.txt keeps crawlers away from this page"}
}

func (r *rules) delay() time.Duration {
	if r == nil || r.group == nil {
		return 0
	}
	return min(r.group.CrawlDelay, longestDelay)
}

// rulesFor returns what u's site says, from memory or by fetching it.
func (f *Fetcher) rulesFor(ctx context.Context, u *url.URL) (*rules, error) {
	s := f.robots.site(strings.ToLower(u.Scheme+"://"+u.Host), f.now())
	s.mu.Lock()
	defer s.mu.Unlock()
	now := f.now()
	if s.rules != nil && now.Before(s.expires) {
		return s.rules, nil
	}
	fresh, life, err := f.readRobots(ctx, u)
	switch {
	case err == nil && (life == robotsLife || s.rules == nil || now.Sub(s.read) > robotsStale):
		s.rules, s.read, s.expires = fresh, now, now.Add(life)
	case s.rules != nil && ctx.Err() == nil && now.Sub(s.read) <= robotsStale:
		s.expires = now.Add(robotsRetry) // the site has a fault: what it said before holds
	case err != nil:
		return nil, err
	}
	return s.rules, nil
}

// readRobots fetches robots.txt. life is how long the answer holds; an error
// means that the site did not answer at all.
func (f *Fetcher) readRobots(ctx context.Context, u *url.URL) (r *rules, life time.Duration, err error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range robotsHops + 1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, 0, fmt.Errorf("ask for %s: %w", at, err)
		}
		req.Header.Set("Accept", "text/plain,*/*;q=0.5")
		reply, err := f.exchange(req, f.opt.Delay, limit{bytes: robotsSize, cut: true})
		if err != nil {
			return nil, 0, fmt.Errorf("read %s: %w", at, err)
		}
		if next := redirect(reply); next != nil {
			at = next
			continue
		}
		r, life = f.judge(at, reply.Status, reply.Body)
		return r, life, nil
	}
	// RFC 9309: more redirects than that may count as "no such file".
	return &rules{}, robotsLife, nil
}

// judge reads an answer as RFC 9309 has it: 2xx are rules, 4xx is leave to
// fetch everything, all else is a refusal for now.
func (f *Fetcher) judge(at *url.URL, status int, body []byte) (*rules, time.Duration) {
	switch {
	case status >= 200 && status < 300:
		return parseRobots(body, f.product), robotsLife
	case status >= 400 && status < 500:
		return &rules{}, robotsLife
	}
	return &rules{refusal: fmt.Sprintf("%s answered %d, which counts as a refusal until it answers", at, status)}, robotsRetry
}

func parseRobots(body []byte, product string) *rules {
	if len(body) >= robotsSize {
		if cut := bytes.LastIndexByte(body, '\n'); cut > 0 {
			body = body[:cut] // the last line is only a part of itself
		}
	}
	data, err := robotstxt.FromBytes(tidy(body))
	if err != nil || data == nil {
		return &rules{} // tidy leaves nothing to stumble over; no rule could be read
	}
	return &rules{group: data.FindGroup(product), sitemaps: data.Sitemaps}
}

// tidy keeps the lines that mean something. The parser gives up the whole file
// for one bad line, where RFC 9309 asks to use what can be read; and of an
// Allow and a Disallow of equal length it takes the first, where Allow wins,
// so Allow lines go first within their group.
func tidy(body []byte) []byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	var out, denials bytes.Buffer
	named := false // a user-agent line was read
	flush := func() {
		out.Write(denials.Bytes())
		denials.Reset()
	}
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent", "useragent":
			flush()
			named = named || value != ""
			if value != "" {
				fmt.Fprintf(&out, "User-agent: %s\n", value)
			}
		case "disallow", "allow":
			if !named || value == "" && key == "allow" {
				continue
			}
			if key == "disallow" {
				fmt.Fprintf(&denials, "Disallow: %s\n", octets(value))
			} else {
				fmt.Fprintf(&out, "Allow: %s\n", octets(value))
			}
		case "crawl-delay", "crawldelay":
			seconds, err := strconv.ParseFloat(value, 64)
			if named && err == nil && seconds >= 0 && seconds < 1e6 {
				fmt.Fprintf(&denials, "Crawl-delay: %g\n", seconds)
			}
		case "sitemap":
			fmt.Fprintf(&denials, "Sitemap: %s\n", value)
		}
	}
	flush()
	return out.Bytes()
}

// octets writes a path the one way that RFC 9309 (2.2.2) compares: letters
// beyond ASCII as escapes, escapes in capitals, what needs no escape plain.
func octets(path string) string {
	var out strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if v, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c = byte(v)
				i += 2
				if plain(c) {
					out.WriteByte(c)
				} else {
					fmt.Fprintf(&out, "%%%02X", c)
				}
				continue
			}
		}
		if c >= 0x80 {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// plain reports whether RFC 3986 calls c unreserved.
func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func (r *robots) site(key string, now time.Time) *site {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.sites[key]
	if s == nil {
		if len(r.sites) >= manyRobots {
			r.sweep(now)
		}
		s = &site{}
		r.sites[key] = s
	}
	return s
}

// sweep forgets what is out of date and not being read.
func (r *robots) sweep(now time.Time) {
	for key, s := range r.sites {
		if !s.mu.TryLock() {
			continue
		}
		if now.After(s.expires) {
			delete(r.sites, key)
		}
		s.mu.Unlock()
	}
}
