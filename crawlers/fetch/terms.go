package fetch

import (
	"context"
	"net/http"
	"net/url"
)

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

func terms(ctx context.Context) Terms {
	t, _ := ctx.Value(termsKey{}).(Terms)
	return t
}

// secret is the Authorization of the terms for a request to u; empty when it
// is not meant for u.
func (t Terms) secret(u *url.URL) string {
	if t.Authorization == "" {
		return ""
	}
	home, err := address(t.Origin)
	if err != nil || origin(home) != origin(u) {
		return ""
	}
	return t.Authorization
}

// strayed reports whether a request of an http.Client is the end of a chain of
// redirects that touched another origin. A secret is not sent there, not even
// when the chain has come home: who sent us back chose the address.
func strayed(in *http.Request) bool {
	for r := in; r.Response != nil && r.Response.Request != nil; r = r.Response.Request {
		from, err := address(r.Response.Request.URL.String())
		to, fault := address(r.URL.String())
		if err != nil || fault != nil || origin(from) != origin(to) {
			return true
		}
	}
	return false
}
