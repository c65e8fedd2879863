package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// PostForm sends a form to an interface that a site offers for it, such as a
// WebSub hub: guarded, paced and bounded as Get is. robots.txt is not asked: it
// speaks of pages that a crawler reads unasked, and the publisher has named
// this address to be called. A redirect is followed only where it keeps the
// form (307, 308), and never from https to http: the form may hold a secret.
func (f *Fetcher) PostForm(ctx context.Context, to string, form url.Values) (*Response, error) {
	u, err := address(to)
	if err != nil {
		return nil, err
	}
	start, first, home := f.now(), u.String(), true
	for range f.opt.MaxRedirects + 1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
		if err != nil {
			return nil, fmt.Errorf("send to %s: %w", u.Redacted(), err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "*/*")
		if secret := terms(ctx).secret(u); home && secret != "" {
			req.Header.Set("Authorization", secret)
		}
		reply, err := f.exchange(req, f.opt.Delay, limit{bytes: f.opt.MaxBytes})
		if reply != nil {
			reply.At, reply.Took = start, f.now().Sub(start)
		}
		if err != nil {
			return reply, err
		}
		next := redirect(reply)
		if next == nil || reply.Status != http.StatusTemporaryRedirect && reply.Status != http.StatusPermanentRedirect {
			return reply, verdict(reply)
		}
		if next, err = address(next.String()); err != nil {
			return nil, fmt.Errorf("follow redirect of %s: %w", u.Redacted(), err)
		}
		if u.Scheme == "https" && next.Scheme == "http" {
			return reply, fmt.Errorf("%s redirects to %s, where what is sent could be read on the way: %w", reply.URL, next.Redacted(), ErrScheme)
		}
		next.User = nil
		home = home && origin(next) == origin(u)
		u = next
	}
	return nil, tooManyRedirects(first, f.opt.MaxRedirects)
}

// Turn waits for a host's turn, for a connection of Client: while that is open
// nothing else is asked of the host. leave, which must be called, gives the turn
// back, and obeys what the answer that opened the connection says of limits; nil
// is none. A line that is too long, and a host that wants rest, are a
// *RetryAfterError. robots.txt is not asked: it speaks of pages that a crawler
// reads unasked, and this is an interface that the configuration names.
func (f *Fetcher) Turn(ctx context.Context, to string) (leave func(*http.Response), err error) {
	if rest, ok := strings.CutPrefix(to, "ws"); ok {
		to = "http" + rest // a websocket begins so
	}
	u, err := address(to)
	if err != nil {
		return nil, err
	}
	out, err := f.pacer.enter(ctx, u.Host, f.opt.Delay)
	if err != nil {
		return nil, err
	}
	return func(answer *http.Response) {
		pause := f.opt.Delay
		if answer != nil {
			pause, _ = f.obey(u.Host, answer, pause) // whoever comes next is told of a refusal
		}
		out(pause)
	}, nil
}

// Client is for protocols that hold a connection open, such as a websocket:
// its connections are guarded and say who we are, its redirects stay on their
// host, and an answer may take for ever once it has begun. Their place in line
// is given by Turn.
func (f *Fetcher) Client() *http.Client {
	return &http.Client{
		Transport: named{f.agent, f.long},
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			last := via[len(via)-1].URL
			if len(via) > f.opt.MaxRedirects || next.URL.Host != last.Host || last.Scheme == "https" && next.URL.Scheme != "https" {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

// named is a transport that says who asks.
type named struct {
	agent string
	base  http.RoundTripper
}

func (n named) RoundTrip(in *http.Request) (*http.Response, error) {
	req := in.Clone(in.Context())
	req.Header.Set("User-Agent", n.agent)
	req.Header.Del("Referer")
	return n.base.RoundTrip(req)
}
