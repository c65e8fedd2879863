package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	robotsLife   = 24 * time.Hour      // RFC 9309, 2.4
	robotsRetry  = 10 * time.Minute    // after an answer that refuses only for now
	robotsStale  = 30 * 24 * time.Hour // an old copy serves this long while the site has a fault
	longestDelay = 10 * time.Minute    // a longer Crawl-delay is taken for this one
	manySitemaps = 20
)

// rules is what one robots.txt says to us. They are kept as text, because ten
// thousand sites have them.
type rules struct {
	lines    string // of our group: "+" or "-", a pattern, "\n"
	pause    time.Duration
	sitemaps string // as written, each with "\n"
	refusal  string // not empty: everything is refused, for this reason
}

// check holds an address to the rules: the longest pattern that fits decides,
// and of two equals the one that allows.
func (r *rules) check(u *url.URL) error {
	if r.refusal != "" {
		return &RobotsError{URL: u.Redacted(), Reason: r.refusal}
	}
	if u.Path == "/robots.txt" {
		return nil
	}
	path, longest, allowed := target(u), 0, true
	for line := range strings.Lines(r.lines) {
		p, allow := line[1:len(line)-1], line[0] == '+'
		if (len(p) > longest || len(p) == longest && allow) && match(p, path) {
			longest, allowed = len(p), allow
		}
	}
	if allowed {
		return nil
	}
	return &RobotsError{URL: u.Redacted(), Reason: "the site's robots.txt keeps crawlers away from this page"}
}

// pause is what parts two requests to a site that has these rules.
func (f *Fetcher) pause(r *rules) time.Duration { return max(f.opt.Delay, r.pause) }

// Sitemaps are the addresses that the robots.txt of an address's site names as
// its sitemaps, each once, on whatever host; none when it cannot be read.
func (f *Fetcher) Sitemaps(ctx context.Context, site string) []string {
	u, err := address(site)
	if err != nil {
		return nil
	}
	r, err := f.rulesFor(ctx, u)
	if err != nil {
		return nil
	}
	var all []string
	for line := range strings.Lines(r.sitemaps) {
		// Sitemaps are named in full; many sites name them by their path.
		at, err := u.Parse(strings.TrimSuffix(line, "\n"))
		if err != nil {
			continue
		}
		if at, err = address(at.String()); err == nil && at.User == nil && !slices.Contains(all, at.String()) {
			all = append(all, at.String())
		}
	}
	return all
}

// rulesFor returns what u's site says, from memory or by fetching it.
func (f *Fetcher) rulesFor(ctx context.Context, u *url.URL) (*rules, error) {
	s := f.sites.at(origin(u), f.now())
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	defer s.unlock()
	now := f.now()
	if s.rules != nil && now.Before(s.expires) {
		return s.rules, nil
	}
	fresh, life, err := f.readRobots(ctx, u)
	switch {
	case err == nil && (life == robotsLife || s.rules == nil || now.Sub(s.read) > robotsStale):
		s.rules, s.read, s.expires = fresh, now, now.Add(life)
		f.sites.weigh(origin(u), s)
	case s.rules != nil && ctx.Err() == nil && now.Sub(s.read) <= robotsStale:
		s.expires = now.Add(robotsRetry) // the site has a fault: what it said before holds
	case err != nil:
		return nil, err
	}
	return s.rules, nil
}

// readRobots fetches robots.txt and reads the answer as RFC 9309 has it: 2xx
// are rules, 4xx or too many redirects leave to fetch everything, all else is
// a refusal for now. life is how long the answer holds; an error means that
// the site did not answer at all.
func (f *Fetcher) readRobots(ctx context.Context, u *url.URL) (r *rules, life time.Duration, err error) {
	reply, err := f.readFile(ctx, u, "/robots.txt", "text/plain,*/*;q=0.5", f.opt.Delay)
	switch {
	case errors.Is(err, ErrTooManyRedirects), errors.Is(err, ErrScheme):
		return &rules{}, robotsLife, nil
	case err != nil:
		return nil, 0, err
	case reply.Status >= 200 && reply.Status < 300:
		return parseRobots(reply.Body, f.product), robotsLife, nil
	case reply.Status >= 400 && reply.Status < 500:
		return &rules{}, robotsLife, nil
	}
	return &rules{refusal: fmt.Sprintf("%s answered %d, which counts as a refusal until it answers", reply.URL, reply.Status)}, robotsRetry, nil
}

// parseRobots keeps what a robots.txt says to a product. What cannot be read
// is passed over.
func parseRobots(body []byte, product string) *rules {
	if len(body) >= fileSize {
		if cut := bytes.LastIndexByte(body, '\n'); cut > 0 {
			body = body[:cut] // the last line is only a part of itself
		}
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	p := robotsParser{product: strings.ToLower(product), ruled: true}
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		if key, value, ok := strings.Cut(line, ":"); ok {
			p.read(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
		}
	}
	return &rules{lines: strings.Clone(p.lines.String()), pause: p.pause, sitemaps: strings.Clone(p.sitemaps.String())}
}

// robotsParser reads a robots.txt line by line. It keeps the groups that name
// our product best, put together, and forgets them when one names it better.
type robotsParser struct {
	product         string
	best, here      int  // how well the product is named: by the groups kept, by the group being read
	ruled           bool // the group being read has a rule: the next User-agent begins another
	lines, sitemaps strings.Builder
	pause           time.Duration
	maps            int
}

func (p *robotsParser) read(key, value string) {
	switch key {
	case "user-agent", "useragent":
		if p.ruled {
			p.here, p.ruled = 0, false
		}
		p.here = max(p.here, p.named(strings.ToLower(value)))
		if p.here > p.best {
			p.best, p.pause = p.here, 0
			p.lines.Reset()
		}
	case "disallow", "allow":
		p.ruled = true
		if value != "" && p.here > 0 && p.here == p.best {
			sign := map[string]string{"allow": "+", "disallow": "-"}[key]
			p.lines.WriteString(sign + pattern(value) + "\n")
		}
	case "crawl-delay", "crawldelay":
		p.ruled = true
		seconds, err := strconv.ParseFloat(value, 64)
		if err == nil && seconds >= 0 && p.here > 0 && p.here == p.best {
			p.pause = time.Duration(min(seconds, longestDelay.Seconds()) * float64(time.Second))
		}
	case "sitemap":
		if value != "" && p.maps < manySitemaps {
			p.maps++
			p.sitemaps.WriteString(value + "\n")
		}
	}
}

// named tells how well a User-agent line names the product: 0 not at all, 1 as
// anyone, more when by name or, for "vigie-news", by its family "vigie".
func (p *robotsParser) named(agent string) int {
	agent, _, _ = strings.Cut(agent, "/")
	agent, _, _ = strings.Cut(strings.TrimSpace(agent), " ")
	switch {
	case agent == "*":
		return 1
	case agent != "" && (agent == p.product || strings.HasPrefix(p.product, agent+"-")):
		return 1 + len(agent)
	}
	return 0
}
