package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// hop makes one request as far as robots.txt and reservations let it.
func (f *Fetcher) hop(req *http.Request) (*Response, error) {
	ctx := req.Context()
	rules, err := f.rulesFor(ctx, req.URL)
	if err != nil {
		return nil, err
	}
	if err := rules.check(req.URL); err != nil {
		return nil, err
	}
	if err := f.reserves(ctx, req.URL, rules); err != nil {
		return nil, err
	}
	reply, err := f.exchange(req, f.pause(rules), limit{bytes: f.opt.MaxBytes})
	if err != nil {
		return reply, err
	}
	if err := reservedBy(ctx, reply); err != nil {
		reply.Body = nil // it is not to be read
		return reply, err
	}
	return reply, nil
}

// limit is how much of a body is read, and whether a longer one is cut there
// or is an error.
type limit struct {
	bytes int64
	cut   bool
}

// exchange makes one request when its host's turn has come, and reads the
// answer to its end. Before it and after it there is a pause.
func (f *Fetcher) exchange(req *http.Request, pause time.Duration, size limit) (*Response, error) {
	host := req.URL.Host
	leave, err := f.pacer.enter(req.Context(), host, pause)
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
		return nil, explain(req, err, f.opt.Timeout)
	}
	defer resp.Body.Close()
	reply := &Response{
		URL: req.URL.Redacted(), Status: resp.StatusCode, Header: resp.Header,
		ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
	}
	if pause, err = f.obey(host, resp, pause); err != nil {
		return reply, err
	}
	if reply.Body, err = readBody(resp, size); err != nil {
		return reply, explain(req, err, f.opt.Timeout)
	}
	return reply, nil
}

// obey does as a host's answer asks: the pause gets longer, or the host is left
// alone. The error is a *RetryAfterError, where the answer is no other.
func (f *Fetcher) obey(host string, resp *http.Response, pause time.Duration) (time.Duration, error) {
	until, refused := restAfter(resp, f.now())
	if wait := until.Sub(f.now()); !refused && wait <= shortWait {
		pause = max(pause, wait)
	} else if !until.IsZero() {
		f.pacer.hush(host, resp.StatusCode, until)
	}
	if refused {
		return pause, &RetryAfterError{Host: host, Status: resp.StatusCode, Until: until}
	}
	return pause, nil
}

// notAsked are the ways to compress that the transport does not undo, because
// it did not ask for them.
var notAsked = []string{"br", "zstd", "deflate", "compress", "x-compress", "gzip", "x-gzip"}

// readBody reads a body, decompressed by the transport, up to the limit.
func readBody(resp *http.Response, size limit) ([]byte, error) {
	if coding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))); slices.Contains(notAsked, coding) && resp.StatusCode != http.StatusNotModified {
		return nil, fmt.Errorf("the answer is compressed as %s, which was not asked for: %w", coding, ErrUnreadable)
	}
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
