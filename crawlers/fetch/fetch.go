// Package fetch is the only door to the network. Whatever goes through it is
// polite (robots.txt, one request at a time per host, pauses, Retry-After),
// bounded (bytes, time, redirects) and safe (no private address unless that is
// allowed, nothing secret told to another host). It reads no content.
package fetch

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Options are how a Fetcher behaves. The zero value of a limit means its
// default.
type Options struct {
	UserAgent     string         // "Vigie/1.0"; its part before the slash is what robots.txt may name
	Contact       string         // address of a page or mailbox for the owners of sites, told with every request
	AllowPrivate  bool           // lets private and loopback addresses be fetched
	AllowNetworks []netip.Prefix // or only these
	Delay         time.Duration  // pause between two requests to a host; 0: none
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
	base    http.RoundTripper
	pacer   *pacer
	robots  robots
}

// New returns a Fetcher. It opens nothing.
func New(opt Options) *Fetcher {
	if opt.UserAgent == "" {
		opt.UserAgent = "Vigie/1.0"
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
	f := &Fetcher{opt: opt, agent: opt.UserAgent, pacer: newPacer(opt.Now)}
	if opt.Contact != "" {
		f.agent += " (+" + opt.Contact + ")"
	}
	f.product, _, _ = strings.Cut(opt.UserAgent, "/")
	f.product, _, _ = strings.Cut(f.product, " ")
	f.robots.sites = make(map[string]*site)
	g := &guard{all: opt.AllowPrivate, networks: opt.AllowNetworks}
	f.base = &http.Transport{
		DialContext:            g.dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           200,
		MaxIdleConnsPerHost:    1, // one request at a time needs no more
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
	return f
}

// Close lets go of idle connections.
func (f *Fetcher) Close() {
	if t, ok := f.base.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

func (f *Fetcher) now() time.Time { return f.opt.Now() }

// Request is one thing to fetch.
type Request struct {
	URL           string
	ETag          string // of the last answer, given back unread
	LastModified  string // of the last answer, given back unread
	Accept        string // empty: anything
	Authorization string // sent to the host of URL, and to no other
}

// Response is an answer: 2xx with a body, or 304 without one. With a
// *StatusError or *RetryAfterError it carries what was answered.
type Response struct {
	URL          string // after redirects
	Moved        string // where the address has moved for good, when every redirect says so
	Status       int
	Header       http.Header
	Body         []byte // as sent, decompressed; see Text
	ETag         string
	LastModified string
	At           time.Time
	Took         time.Duration
}

// Get fetches a page, following redirects. Every hop is held to robots.txt, to
// the pace of its host and to the check of its address.
func (f *Fetcher) Get(ctx context.Context, r Request) (*Response, error) {
	u, err := f.address(r.URL)
	if err != nil {
		return nil, err
	}
	if u.User != nil {
		if r.Authorization == "" {
			password, _ := u.User.Password()
			r.Authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password))
		}
		u.User = nil
	}
	start, first, forGood := f.now(), u, true
	for range f.opt.MaxRedirects + 1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("ask for %s: %w", u, err)
		}
		f.dress(req, r, strings.EqualFold(u.Host, first.Host) && u.Scheme == first.Scheme)
		reply, err := f.hop(req)
		if reply != nil {
			reply.At, reply.Took = start, f.now().Sub(start)
		}
		if err != nil {
			return reply, err
		}
		next := redirect(reply)
		if next == nil {
			if forGood && u != first {
				reply.Moved = reply.URL
			}
			return reply, verdict(reply)
		}
		if next, err = f.address(next.String()); err != nil {
			return nil, fmt.Errorf("follow redirect of %s: %w", u, err)
		}
		forGood = forGood && (reply.Status == http.StatusMovedPermanently || reply.Status == http.StatusPermanentRedirect)
		next.User = nil
		u = next
	}
	return nil, fmt.Errorf("%s: more than %d redirects: %w", r.URL, f.opt.MaxRedirects, ErrTooManyRedirects)
}

func (f *Fetcher) address(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("read address %q: %w", raw, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("read address %q: %w", raw, ErrScheme)
	}
	u.Fragment = ""
	return u, nil
}

// dress sets the headers of a request. home is whether it goes to the host
// that was asked for: only there do validators and secrets mean something.
func (f *Fetcher) dress(req *http.Request, r Request, home bool) {
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
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
}

// hop makes one request as far as robots.txt lets it.
func (f *Fetcher) hop(req *http.Request) (*Response, error) {
	rules, err := f.rulesFor(req.Context(), req.URL)
	if err != nil {
		return nil, err
	}
	if err := rules.check(req.URL); err != nil {
		return nil, err
	}
	return f.exchange(req, max(f.opt.Delay, rules.delay()), limit{bytes: f.opt.MaxBytes})
}

// limit is how much of a body is read, and whether a longer one is cut there
// or is an error.
type limit struct {
	bytes int64
	cut   bool
}

// exchange makes one request when its host's turn has come, and reads the
// answer to its end.
func (f *Fetcher) exchange(req *http.Request, pause time.Duration, size limit) (*Response, error) {
	host := strings.ToLower(req.URL.Host)
	leave, err := f.pacer.enter(req.Context(), host)
	if err != nil {
		return nil, err
	}
	defer func() { leave(pause) }()
	req.Header.Set("User-Agent", f.agent)
	// The time limit begins now: waiting in line is not the host's fault.
	ctx, cancel := context.WithTimeout(req.Context(), f.opt.Timeout)
	defer cancel()
	resp, err := f.base.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, f.explain(req, err)
	}
	defer resp.Body.Close()
	reply := &Response{
		URL: req.URL.Redacted(), Status: resp.StatusCode, Header: resp.Header,
		ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
	}
	if until, ok := f.asksForRest(resp); ok {
		f.pacer.hush(host, resp.StatusCode, until)
		return reply, &RetryAfterError{Host: host, Status: resp.StatusCode, Until: until}
	}
	if reply.Body, err = readBody(resp, size); err != nil {
		return reply, f.explain(req, err)
	}
	return reply, nil
}

// readBody reads a body, decompressed by the transport, up to the limit.
func readBody(resp *http.Response, size limit) ([]byte, error) {
	if resp.ContentLength > size.bytes && !size.cut {
		return nil, fmt.Errorf("%d bytes are announced, %d are the limit: %w", resp.ContentLength, size.bytes, ErrTooLarge)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, size.bytes+1))
	if int64(len(body)) > size.bytes {
		if size.cut {
			return body[:size.bytes], nil
		}
		return nil, fmt.Errorf("more than %d bytes: %w", size.bytes, ErrTooLarge)
	}
	return body, err
}

// explain words a failure of the exchange.
func (f *Fetcher) explain(req *http.Request, err error) error {
	var private *PrivateAddressError
	var dns *net.DNSError
	switch {
	case errors.As(err, &private):
		return private
	case req.Context().Err() != nil:
		return req.Context().Err() // the caller stopped it
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: no complete answer within %s: %w", req.URL.Redacted(), f.opt.Timeout, ErrTooSlow)
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("%s: there is no host of that name; look for the source's new address: %w", req.URL.Redacted(), err)
	}
	return fmt.Errorf("%s: %w", req.URL.Redacted(), err)
}

// redirect is where an answer sends us; nil when it is not a redirect.
func redirect(r *Response) *url.URL {
	switch r.Status {
	case 301, 302, 303, 307, 308:
	default:
		return nil
	}
	from, err := url.Parse(r.URL)
	to := r.Header.Get("Location")
	if err != nil || to == "" {
		return nil
	}
	next, err := from.Parse(to)
	if err != nil {
		return nil
	}
	return next
}

func verdict(r *Response) error {
	if r.Status >= 200 && r.Status < 300 || r.Status == http.StatusNotModified {
		return nil
	}
	return &StatusError{URL: r.URL, Status: r.Status}
}

// Terms are what holds for the fetches of one source.
type Terms struct {
	Origin        string // "https://intranet.example.org", where Authorization goes and nowhere else
	Authorization string
	Leave         bool // the owner agreed: a reservation of text and data mining does not bind us
}

type termsKey struct{}

// Under returns a context whose fetches are made under terms.
func Under(ctx context.Context, t Terms) context.Context {
	return context.WithValue(ctx, termsKey{}, t)
}
