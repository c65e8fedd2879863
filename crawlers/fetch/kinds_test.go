package fetch_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

// raw answers every connection with the bytes that talk writes, after it has
// read a request; robots.txt and tdmrep.json are answered for it.
func raw(t *testing.T, talk func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			req, err := http.ReadRequest(bufio.NewReader(c))
			switch {
			case err != nil:
			case req.URL.Path == "/robots.txt" || strings.HasPrefix(req.URL.Path, "/.well-known/"):
				io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			default:
				talk(c)
			}
			c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func say(text string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, text) } }

// TestKinds checks that what can go wrong can be told apart, is told in one
// sentence that names the place once, and is no other kind.
func TestKinds(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	l.Close()
	unsafe := httptest.NewUnstartedServer(http.NotFoundHandler())
	unsafe.Config.ErrorLog = log.New(io.Discard, "", 0)
	unsafe.StartTLS()
	t.Cleanup(unsafe.Close)
	plain := serve(t, noRobots(func(http.ResponseWriter, *http.Request) {}))
	trickle := func(c net.Conn) {
		for _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nX: "); err == nil; _, err = io.WriteString(c, "x") {
			time.Sleep(5 * time.Millisecond)
		}
	}
	reset := func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
		_ = c.(*net.TCPConn).SetLinger(0)
	}
	kinds := []error{fetch.ErrRobots, fetch.ErrReserved, fetch.ErrPrivateAddress, fetch.ErrScheme, fetch.ErrName, fetch.ErrConnect,
		fetch.ErrTLS, fetch.ErrTooSlow, fetch.ErrCut, fetch.ErrTooLarge, fetch.ErrTooManyRedirects, fetch.ErrUnreadable}
	tests := []struct {
		name, address string
		want          error
	}{
		{"no name", "http://nobody.invalid/a", fetch.ErrName},
		{"bad name", "http://a\u00ad\u2000b/", fetch.ErrName},
		{"refused", closed + "/a", fetch.ErrConnect},
		{"certificate", unsafe.URL + "/a", fetch.ErrTLS},
		{"not TLS", strings.Replace(plain, "http:", "https:", 1) + "/a", fetch.ErrTLS},
		{"slow header", raw(t, trickle) + "/a", fetch.ErrTooSlow},
		{"no answer", raw(t, func(net.Conn) {}) + "/a", fetch.ErrCut},
		{"cut in the header", raw(t, say("HTTP/1.1 200 OK\r\nServer: x\r\n")) + "/a", fetch.ErrCut},
		{"cut in the body", raw(t, say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) + "/a", fetch.ErrCut},
		{"cut in a chunk", raw(t, say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf")) + "/a", fetch.ErrCut},
		{"reset", raw(t, reset) + "/a", fetch.ErrCut},
		{"large header", raw(t, say("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 300<<10)+"\r\n\r\n")) + "/a", fetch.ErrTooLarge},
		{"many headers", raw(t, say("HTTP/1.1 200 OK\r\n"+strings.Repeat("X: y\r\n", 60<<10)+"\r\n")) + "/a", fetch.ErrTooLarge},
		{"not HTTP", raw(t, say("220 mail.example ESMTP\r\n")) + "/a", fetch.ErrUnreadable},
		{"bad gzip", raw(t, say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 15\r\n\r\nnot gzip at all")) + "/a", fetch.ErrUnreadable},
		{"brotli unasked", raw(t, say("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx")) + "/a", fetch.ErrUnreadable},
		{"bad chunk", raw(t, say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf")) + "/a", fetch.ErrUnreadable},
		{"circle", raw(t, say("HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n")) + "/a", fetch.ErrTooManyRedirects},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			timeout := 10 * time.Second
			if tt.want == fetch.ErrTooSlow {
				timeout = 200 * time.Millisecond
			}
			_, err := local(t, fetch.Options{Timeout: timeout}).Get(t.Context(), fetch.Request{URL: tt.address})
			for _, kind := range kinds {
				if errors.Is(err, kind) != (kind == tt.want) {
					t.Errorf("%v: is %v: %t", err, kind, errors.Is(err, kind))
				}
			}
			host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(tt.address, "http://"), "https://"), "/")
			if err != nil && strings.Count(err.Error(), host) > 1 {
				t.Errorf("names the place more than once: %v", err)
			}
			t.Log(err)
		})
	}
}

// TestWhoGivesUpIsNoFailureOfTheHost checks that the caller's own end of
// patience comes back as itself.
func TestWhoGivesUpIsNoFailureOfTheHost(t *testing.T) {
	began := make(chan struct{})
	at := serve(t, noRobots(func(_ http.ResponseWriter, r *http.Request) { close(began); <-r.Context().Done() }))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel() }()
	if _, err := local(t, fetch.Options{}).Get(ctx, fetch.Request{URL: at}); err != context.Canceled {
		t.Errorf("Get: %v, want context.Canceled and no more", err)
	}
}

func TestWhatIsAskedFor(t *testing.T) {
	var got http.Header
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		w.Header().Set("ETag", "\xff opaque, \"with\" `signs`")
		w.Header().Set("Last-Modified", "0; not a date")
	}))
	f := local(t, fetch.Options{})
	first, err := f.Get(t.Context(), fetch.Request{URL: at, ETag: "no\nheader", LastModified: "no\x00header"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Get("Accept-Encoding") != "gzip" || got.Get("If-None-Match")+got.Get("If-Modified-Since") != "" {
		t.Errorf("asked with %v, want gzip only and no broken validators", got)
	}
	if _, err := f.Get(t.Context(), fetch.Request{URL: at, ETag: first.ETag, LastModified: first.LastModified}); err != nil {
		t.Fatal(err)
	}
	if got.Get("If-None-Match") != "\xff opaque, \"with\" `signs`" || got.Get("If-Modified-Since") != "0; not a date" {
		t.Errorf("validators come back as %q, %q, want them byte for byte", got.Get("If-None-Match"), got.Get("If-Modified-Since"))
	}
	req, _ := http.NewRequest(http.MethodGet, at, nil)
	req.Header.Set("Accept-Encoding", "br, zstd")
	resp, err := (&http.Client{Transport: f.Transport()}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got.Get("Accept-Encoding") != "gzip" {
		t.Errorf("through Transport asked for %q, want gzip only", got.Get("Accept-Encoding"))
	}
}

func TestMaxRedirects(t *testing.T) {
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		if n := len(r.URL.Path); n < 5 {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
			return
		}
		fmt.Fprint(w, "end")
	}))
	for limit, want := range map[int]error{3: fetch.ErrTooManyRedirects, 4: nil} {
		if _, err := local(t, fetch.Options{MaxRedirects: limit}).Get(t.Context(), fetch.Request{URL: at + "/"}); !errors.Is(err, want) {
			t.Errorf("four redirects, %d allowed: %v, want %v", limit, err, want)
		}
	}
}

func TestUsedUpIsRest(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	asked := 0
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset", "2026-11-20T12:05:00.000000Z")
		fmt.Fprint(w, "the last one")
	}))
	f := local(t, fetch.Options{Now: func() time.Time { return now }})
	if got, err := f.Get(t.Context(), fetch.Request{URL: at}); err != nil || string(got.Body) != "the last one" {
		t.Fatalf("the answer that uses up the limit is lost: %v", err)
	}
	_, err := f.Get(t.Context(), fetch.Request{URL: at})
	var rest *fetch.RetryAfterError
	if !errors.As(err, &rest) || !rest.Until.Equal(now.Add(5*time.Minute)) || asked != 1 {
		t.Errorf("Get: %v, asked %d times, want to be told to wait until 12:05", err, asked)
	}
	now = now.Add(5 * time.Minute)
	if _, err := f.Get(t.Context(), fetch.Request{URL: at}); err != nil {
		t.Errorf("after the reset: %v", err)
	}
}

func TestUsedUpForAMomentIsAPause(t *testing.T) {
	var last time.Time
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		if now := time.Now(); !last.IsZero() && now.Sub(last) < time.Second {
			t.Errorf("asked again after %s", now.Sub(last))
		}
		w.Header().Set("RateLimit", `"burst";r=0;t=1`)
		last = time.Now()
	}))
	f := local(t, fetch.Options{})
	for range 2 {
		if _, err := f.Get(t.Context(), fetch.Request{URL: at}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKindsOfHTTP2 checks the failures that have other words there.
func TestKindsOfHTTP2(t *testing.T) {
	s := httptest.NewUnstartedServer(noRobots(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("%s was spoken", r.Proto)
		}
		switch r.URL.Path {
		case "/large":
			for i := range 65 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 4<<10))
			}
			return
		case "/long":
			w.Header().Set("X", strings.Repeat("x", 300<<10))
			return
		}
		fmt.Fprint(w, "half")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	f := local(t, fetch.Options{})
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	f.Trust(pool)
	for path, want := range map[string]error{"/large": fetch.ErrTooLarge, "/long": fetch.ErrUnreadable, "/cut": fetch.ErrCut} {
		if _, err := f.Get(t.Context(), fetch.Request{URL: s.URL + path}); !errors.Is(err, want) {
			t.Errorf("Get(%s): %v, want %v", path, err, want)
		}
	}
}
