package fetch

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/charset"
)

// Response is an answer: 2xx with a body, or 304 without one. With a
// *StatusError or *RetryAfterError it carries what was answered, with a
// *ReservedError all but the body.
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

// ContentType is the header of that name.
func (r *Response) ContentType() string { return r.Header.Get("Content-Type") }

// Text is the body in UTF-8, whatever charset it was sent in.
func (r *Response) Text() []byte {
	text, _ := charset.UTF8(r.Body, r.ContentType())
	return text
}

// Transport is the Fetcher as an http.RoundTripper, for libraries that bring
// their own client: each request is held to robots.txt, reservations, terms,
// pace, address and size as Get holds it; text comes back in UTF-8 and is
// labelled so. Following redirects is the client's part, and each hop passes
// here.
func (f *Fetcher) Transport() http.RoundTripper { return transport{f} }

type transport struct{ f *Fetcher }

func (t transport) RoundTrip(in *http.Request) (*http.Response, error) {
	if in.Body != nil {
		in.Body.Close()
	}
	if in.Method != http.MethodGet && in.Method != "" {
		return nil, &http.ProtocolError{ErrorString: "fetch: a crawler only reads, it sends no " + in.Method}
	}
	u, err := address(in.URL.String())
	if err != nil {
		return nil, err
	}
	reply, err := t.f.hop(dressed(in, u))
	if err != nil {
		return nil, err
	}
	header := reply.Header.Clone()
	header.Del("Set-Cookie")
	header.Del("Content-Encoding")
	body := reply.Body
	if textual(reply.ContentType()) {
		body = reply.Text()
		media, _, _ := strings.Cut(reply.ContentType(), ";")
		if media = strings.TrimSpace(media); media == "" {
			media = "text/html"
		}
		header.Set("Content-Type", media+"; charset=utf-8")
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	return &http.Response{
		Status: http.StatusText(reply.Status), StatusCode: reply.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: in, Uncompressed: true,
	}, nil
}

// dressed is a client's request to u as it goes out.
func dressed(in *http.Request, u *url.URL) *http.Request {
	req := in.Clone(in.Context())
	for _, name := range []string{"Referer", "Cookie", "Accept-Encoding", "Range"} {
		req.Header.Del(name)
	}
	if secret := terms(in.Context()).secret(u); secret != "" {
		req.Header.Set("Authorization", secret)
	} else if u.User != nil && req.Header.Get("Authorization") == "" {
		req.Header.Set("Authorization", basic(u.User))
	}
	if strayed(in) {
		for _, name := range []string{"Authorization", "If-None-Match", "If-Modified-Since"} {
			req.Header.Del(name)
		}
	}
	u.User = nil
	req.Body, req.URL, req.Host = nil, u, ""
	return req
}

func textual(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return media == "" || strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+xml") ||
		strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "json")
}
