package fetch

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"

	"vigie/crawlers/charset"
)

// ContentType is the header of that name.
func (r *Response) ContentType() string { return r.Header.Get("Content-Type") }

// Text is the body in UTF-8, whatever charset it was sent in.
func (r *Response) Text() []byte {
	text, _ := charset.UTF8(r.Body, r.ContentType())
	return text
}

// Transport is the Fetcher as an http.RoundTripper, for libraries that bring
// their own client: each request is held to robots.txt, pace, address and size
// as Get holds it; text comes back in UTF-8 and is labelled so. Following
// redirects is the client's part, and each hop passes here.
func (f *Fetcher) Transport() http.RoundTripper { return transport{f} }

type transport struct{ f *Fetcher }

func (t transport) RoundTrip(in *http.Request) (*http.Response, error) {
	if in.Body != nil {
		in.Body.Close()
	}
	if in.Method != http.MethodGet && in.Method != "" {
		return nil, &http.ProtocolError{ErrorString: "fetch: a crawler only reads, it sends no " + in.Method}
	}
	if in.URL.Scheme != "http" && in.URL.Scheme != "https" {
		return nil, ErrScheme
	}
	req := in.Clone(in.Context())
	req.Body = nil
	req.Header.Del("Referer")
	req.Header.Del("Cookie")
	reply, err := t.f.hop(req)
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

func textual(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return media == "" || strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+xml") ||
		strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "json")
}
