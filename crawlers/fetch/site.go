package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	fileSize  = 500 << 10 // RFC 9309, 2.5
	fileHops  = 5         // RFC 9309, 2.3.1.2
	manySites = 20_000
	muchText  = 64 << 20 // of the rules of all sites
)

// sites keeps what each origin told crawlers in its robots.txt and tdmrep.json.
type sites struct {
	mu   sync.Mutex
	all  map[string]*site
	text int // bytes of rules
}

// site is what one origin told. Whoever holds its lock may touch the fields,
// and reads the files, so that each is read once.
type site struct {
	held     chan struct{}
	rules    *rules
	read     time.Time // of rules
	expires  time.Time
	reserved reservations
	seen     time.Time // of reserved
	stale    time.Time // of reserved
	text     int       // bytes counted in sites.text
}

func (s *site) lock(ctx context.Context) error {
	select {
	case s.held <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *site) unlock() { <-s.held }

// at returns the site of an origin.
func (c *sites) at(origin string, now time.Time) *site {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.all[origin]
	if s == nil {
		c.makeRoom(now)
		s = &site{held: make(chan struct{}, 1)}
		c.all[origin] = s
	}
	return s
}

// weigh counts a site's text anew. The caller holds its lock.
func (c *sites) weigh(origin string, s *site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all[origin] != s {
		return
	}
	text := len(s.reserved)
	if s.rules != nil {
		text += len(s.rules.lines) + len(s.rules.sitemaps)
	}
	c.text += text - s.text
	s.text = text
}

// makeRoom forgets sites when there are too many: those that are out of date,
// then any, which costs no more than reading their files again.
func (c *sites) makeRoom(now time.Time) {
	if len(c.all) < manySites && c.text < muchText {
		return
	}
	c.drop(func(s *site) bool { return now.After(s.expires) })
	c.drop(func(*site) bool { return len(c.all) > manySites*3/4 || c.text > muchText*3/4 })
}

func (c *sites) drop(dispensable func(*site) bool) {
	for origin, s := range c.all {
		select {
		case s.held <- struct{}{}:
		default:
			continue // somebody reads it
		}
		if dispensable(s) {
			delete(c.all, origin)
			c.text -= s.text
		}
		s.unlock()
	}
}

// readFile fetches one of the files that a site has for crawlers, with a pause
// about each request to it. It follows the redirects that RFC 9309 asks for, to
// whatever host.
func (f *Fetcher) readFile(ctx context.Context, u *url.URL, path, accept string, pause time.Duration) (*Response, error) {
	at, home := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}, true
	for range fileHops + 1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("ask for %s: %w", at, err)
		}
		req.Header.Set("Accept", accept)
		home = home && origin(at) == origin(u)
		if secret := terms(ctx).secret(at); home && secret != "" {
			req.Header.Set("Authorization", secret)
		}
		between := pause
		if at.Host != u.Host {
			between = f.opt.Delay
		}
		reply, err := f.exchange(req, between, limit{bytes: fileSize, cut: true})
		if err != nil {
			return nil, err
		}
		next := redirect(reply)
		if next == nil {
			return reply, nil
		}
		if at, err = address(next.String()); err != nil {
			return nil, err
		}
		at.User = nil
	}
	return nil, tooManyRedirects(u.Scheme+"://"+u.Host+path, fileHops)
}

// tolerable reports whether a file that could not be had may be taken as not
// there: all but a host that asks for rest, and a caller who has given up.
func tolerable(ctx context.Context, err error) bool {
	var rest *RetryAfterError
	return ctx.Err() == nil && !errors.As(err, &rest)
}
