package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

const (
	reservedFile  = "/.well-known/tdmrep.json"
	reservedLife  = 24 * time.Hour
	reservedRetry = time.Hour // when the file could not be had for now
)

// reservations are the rules of a tdmrep.json, kept as text, because ten
// thousand sites may have them: "1" or "0", a pattern, "\t", the address of
// the policy, "\n".
type reservations string

// find tells what the rules say of a path: the first that fits decides (TDMRep,
// "TDM File on the Origin Server").
func (r reservations) find(path string) (policy string, reserved bool) {
	for line := range strings.Lines(string(r)) {
		p, policy, _ := strings.Cut(line[1:len(line)-1], "\t")
		if match(p, path) {
			return policy, line[0] == '1'
		}
	}
	return "", false
}

// parseReservations reads a tdmrep.json. What is not as the report has it
// reserves nothing.
func parseReservations(body []byte) reservations {
	var entries []json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &entries) != nil {
		return ""
	}
	var out strings.Builder
	for _, entry := range entries {
		var rule struct {
			Location    string          `json:"location"`
			Reservation json.RawMessage `json:"tdm-reservation"`
			Policy      string          `json:"tdm-policy"`
		}
		if json.Unmarshal(entry, &rule) != nil || rule.Location == "" {
			continue
		}
		value := strings.Trim(string(rule.Reservation), `"`)
		if value == "0" || value == "1" {
			out.WriteString(value + pattern(rule.Location) + "\t" + oneLine(rule.Policy) + "\n")
		}
	}
	return reservations(strings.Clone(out.String()))
}

// oneLine takes out of an address what no address has.
func oneLine(address string) string {
	return strings.Join(strings.FieldsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f }), "")
}

// reserves reports whether the tdmrep.json of u's site reserves the mining of
// u. A site that gives none, or keeps it from crawlers, reserves nothing.
func (f *Fetcher) reserves(ctx context.Context, u *url.URL, r *rules) error {
	file := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: reservedFile}
	if terms(ctx).Leave || r.check(file) != nil {
		return nil
	}
	s := f.sites.at(origin(u), f.now())
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	if now := f.now(); !now.Before(s.stale) {
		reply, err := f.readFile(ctx, u, reservedFile, "application/json,*/*;q=0.5", f.pause(r))
		switch {
		case err != nil && !tolerable(ctx, err):
			return err
		case err != nil || reply.Status >= 500:
			// The site has a fault: what it said before holds for a while.
			if s.stale = now.Add(reservedRetry); now.Sub(s.seen) > robotsStale {
				s.reserved = ""
			}
		default:
			s.reserved, s.seen, s.stale = "", now, now.Add(reservedLife)
			if reply.Status >= 200 && reply.Status < 300 {
				s.reserved = parseReservations(reply.Body)
			}
		}
		f.sites.weigh(origin(u), s)
	}
	if policy, reserved := s.reserved.find(target(u)); reserved {
		return &ReservedError{URL: u.Redacted(), By: "the site's " + reservedFile, Policy: policy}
	}
	return nil
}

// reservedBy reports whether an answer says itself that its mining is reserved.
func reservedBy(ctx context.Context, r *Response) error {
	if verdict(r) != nil || strings.TrimSpace(r.Header.Get("Tdm-Reservation")) != "1" || terms(ctx).Leave {
		return nil
	}
	return &ReservedError{URL: r.URL, By: "its tdm-reservation header", Policy: oneLine(r.Header.Get("Tdm-Policy"))}
}
