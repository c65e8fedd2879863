// Package fetch is the only door to the network. Whatever goes through it is
// polite (robots.txt, reservations of text and data mining, one request at a
// time per host, few per domain, pauses, Retry-After), bounded (bytes, time,
// redirects) and safe (no private address unless that is allowed, nothing
// secret told to another host). It reads no content.
package fetch

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Options are how a Fetcher behaves. The zero value of a limit means its
// default.
type Options struct {
	UserAgent     string         // "Vigie/1.0"; its part before the slash is what robots.txt may name
	Contact       string         // address of a page or mailbox for the owners of sites, told with every request
	AllowPrivate  bool           // lets private and loopback addresses be fetched
	AllowNetworks []netip.Prefix // or only these
	Delay         time.Duration  // pause between two requests to a host; 0: none
	PerDomain     int            // requests at once to all hosts of a registrable domain, begun half a Delay apart; 0: 2
	Timeout       time.Duration  // for one answer, to its last byte; 0: 30 s
	MaxBytes      int64          // of a body, decompressed; 0: 8 MiB
	MaxRedirects  int            // 0: 8
	Now           func() time.Time
	Log           *slog.Logger
}

// Fetcher fetches. It is safe for concurrent use.
type Fetcher struct {
	opt     Options
	agent   string // the User-Agent header
	product string // the name in it
	base    *http.Transport
	long    *http.Transport // for Client
	pacer   *pacer
	sites   sites
}

// New returns a Fetcher. It opens nothing.
func New(opt Options) *Fetcher {
	if opt.UserAgent == "" {
		opt.UserAgent = "Vigie/1.0"
	}
	if opt.PerDomain <= 0 {
		opt.PerDomain = 2
	}
	if opt.Timeout <= 0 {
		opt.Timeout = 30 * time.Second
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 8 << 20
	}
	if opt.MaxRedirects <= 0 {
		opt.MaxRedirects = 8
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	f := &Fetcher{opt: opt, agent: opt.UserAgent, pacer: newPacer(opt.Now, opt.PerDomain, opt.Delay/2)}
	if opt.Contact != "" {
		f.agent += " (+" + opt.Contact + ")"
	}
	f.product, _, _ = strings.Cut(opt.UserAgent, "/")
	f.product, _, _ = strings.Cut(f.product, " ")
	f.sites.all = make(map[string]*site)
	g := &guard{all: opt.AllowPrivate, networks: opt.AllowNetworks}
	f.base, f.long = g.transport(), g.transport()
	f.long.ResponseHeaderTimeout = opt.Timeout
	f.long.ForceAttemptHTTP2 = false // a websocket begins in HTTP/1.1
	return f
}

// Close lets go of idle connections.
func (f *Fetcher) Close() {
	f.base.CloseIdleConnections()
	f.long.CloseIdleConnections()
}

func (f *Fetcher) now() time.Time { return f.opt.Now() }

// Request is one thing to fetch.
type Request struct {
	URL           string
	ETag          string // of the last answer, given back unread
	LastModified  string // of the last answer, given back unread
	Accept        string // empty: anything
	Authorization string // sent to the origin of URL, and to no other
}

// Get fetches a page, following redirects. Every hop is held to robots.txt, to
// reservations, to the pace of its host and to the check of its address.
func (f *Fetcher) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := address(r.URL)
	if err != nil {
		return nil, err
	}
	switch {
	case r.Authorization != "":
	case u.User != nil:
		r.Authorization = basic(u.User)
	default:
		r.Authorization = terms(ctx).secret(u)
	}
	u.User = nil
	start, forGood := f.now(), true
	home := true // every hop so far was to one origin
	hops := []string{u.String()}
	for len(hops) <= f.opt.MaxRedirects+1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("ask for %s: %w", u, err)
		}
		r.dress(req, home)
		reply, err := f.hop(req)
		if reply != nil {
			reply.At, reply.Took = start, f.now().Sub(start)
		}
		if err != nil {
			return reply, err
		}
		next := redirect(reply)
		if next == nil {
			if forGood && len(hops) > 1 {
				reply.Moved = reply.URL
			}
			return reply, verdict(reply)
		}
		if next, err = step(next, hops); err != nil {
			return nil, fmt.Errorf("follow redirect of %s: %w", u, err)
		}
		forGood = forGood && (reply.Status == http.StatusMovedPermanently || reply.Status == http.StatusPermanentRedirect)
		home = home && origin(next) == origin(u)
		hops, u = append(hops, next.String()), next
	}
	return nil, tooManyRedirects(hops[0], f.opt.MaxRedirects)
}

// step is where a redirect leads, if it leads on.
func step(to *url.URL, hops []string) (*url.URL, error) {
	next, err := address(to.String())
	if err != nil {
		return nil, err
	}
	if next.User = nil; slices.Contains(hops, next.String()) {
		return nil, fmt.Errorf("it leads in a circle: %w", ErrTooManyRedirects)
	}
	return next, nil
}

func basic(u *url.Userinfo) string {
	password, _ := u.Password()
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password))
}

// dress sets the headers of a request. home is whether it goes to the origin
// that was asked for: only there do validators and secrets mean something.
func (r Request) dress(req *http.Request, home bool) {
	accept := r.Accept
	if accept == "" {
		accept = "*/*"
	}
	req.Header.Set("Accept", accept)
	if !home {
		return
	}
	if r.Authorization != "" {
		req.Header.Set("Authorization", r.Authorization)
	}
	// What cannot stand in a header did not come out of one.
	if r.ETag != "" && httpguts.ValidHeaderFieldValue(r.ETag) {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" && httpguts.ValidHeaderFieldValue(r.LastModified) {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
}
