package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

func local(t *testing.T, opt fetch.Options) *fetch.Fetcher {
	opt.AllowPrivate = true
	f := fetch.New(opt)
	t.Cleanup(f.Close)
	return f
}

func serve(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// noRobots answers 404 to /robots.txt, and gives the rest to h.
func noRobots(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" || r.URL.Path == "/.well-known/tdmrep.json" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}
}

func TestGetTellsWhoWeAre(t *testing.T) {
	var agent, referer string
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		agent, referer = r.UserAgent(), r.Referer()
		fmt.Fprint(w, "bonjour")
	}))
	f := local(t, fetch.Options{UserAgent: "Vigie/1.0", Contact: "https://translum.example/robots"})
	got, err := f.Get(t.Context(), fetch.Request{URL: at + "/a#fragment"})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "bonjour" || got.Status != 200 {
		t.Errorf("Get = %d %q, want 200 bonjour", got.Status, got.Body)
	}
	if want := "Vigie/1.0 (+https://translum.example/robots)"; agent != want || referer != "" {
		t.Errorf("User-Agent, Referer = %q, %q, want %q and none", agent, referer, want)
	}
}

func TestGetConditional(t *testing.T) {
	const etag, modified = `W/"à la lettre"`, "some day, opaque"
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == etag && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		fmt.Fprint(w, "new")
	}))
	f := local(t, fetch.Options{})
	first, err := f.Get(t.Context(), fetch.Request{URL: at})
	if err != nil {
		t.Fatal(err)
	}
	second, err := f.Get(t.Context(), fetch.Request{URL: at, ETag: first.ETag, LastModified: first.LastModified})
	if err != nil || second.Status != http.StatusNotModified || len(second.Body) != 0 {
		t.Errorf("second Get = %+v, %v, want 304 and no body", second, err)
	}
}

func TestGetLimits(t *testing.T) {
	bomb := func(w http.ResponseWriter) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 64 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		z.Close()
	}
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			bomb(w)
		case "/big":
			w.Write(bytes.Repeat([]byte("x"), 10<<20))
		case "/announced":
			w.Header().Set("Content-Length", "99999999999")
			w.Write([]byte("x"))
		case "/loop":
			http.Redirect(w, r, "/loop?"+r.URL.RawQuery+"x", http.StatusFound)
		case "/trickle":
			for r.Context().Err() == nil {
				if _, err := w.Write([]byte("x")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
				case <-time.After(20 * time.Millisecond):
				}
			}
		case "/silent":
			<-r.Context().Done()
		case "/elsewhere":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte("half"))
		}
	}))
	patient, hasty := local(t, fetch.Options{}), local(t, fetch.Options{Timeout: 400 * time.Millisecond})
	tests := []struct {
		path string
		want error
	}{
		{"/bomb", fetch.ErrTooLarge},
		{"/big", fetch.ErrTooLarge},
		{"/announced", fetch.ErrTooLarge},
		{"/loop", fetch.ErrTooManyRedirects},
		{"/trickle", fetch.ErrTooSlow},
		{"/silent", fetch.ErrTooSlow},
		{"/elsewhere", fetch.ErrScheme},
		{"/cut", io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		f := patient
		if tt.want == fetch.ErrTooSlow {
			f = hasty
		}
		if _, err := f.Get(t.Context(), fetch.Request{URL: at + tt.path}); !errors.Is(err, tt.want) {
			t.Errorf("Get(%s): %v, want %v", tt.path, err, tt.want)
		}
	}
}

func TestGetRefusesPrivateAddresses(t *testing.T) {
	var reached atomic.Int32
	at := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	port := at[strings.LastIndexByte(at, ':'):]
	f := fetch.New(fetch.Options{})
	for _, host := range []string{"127.0.0.1", "localhost", "journal.localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[64:ff9b::7f00:1]"} {
		if _, err := f.Get(t.Context(), fetch.Request{URL: "http://" + host + port}); !errors.Is(err, fetch.ErrPrivateAddress) {
			t.Errorf("Get(%s): %v, want a refusal", host, err)
		}
	}
	if got := reached.Load(); got != 0 {
		t.Errorf("%d requests reached the private server, want 0", got)
	}
}

func TestRedirectToPrivateAddressIsRefused(t *testing.T) {
	var reached atomic.Int32
	inside := serve(t, func(http.ResponseWriter, *http.Request) { reached.Add(1) })
	_, port, _ := strings.Cut(strings.TrimPrefix(inside, "http://"), ":")
	// One network is allowed, the server within it sends us to another one.
	outside := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2:"+port+"/", http.StatusFound)
	}))
	f := fetch.New(fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	if _, err := f.Get(t.Context(), fetch.Request{URL: outside}); !errors.Is(err, fetch.ErrPrivateAddress) {
		t.Errorf("Get: %v, want a refusal", err)
	}
	if got := reached.Load(); got != 0 {
		t.Errorf("%d requests reached the private server, want 0", got)
	}
}

func TestPublic(t *testing.T) {
	tests := []struct {
		addr string
		want bool
	}{
		{"93.184.216.34", true}, {"2606:2800:220:1::1", true}, {"64:ff9b::5db8:d822", true}, {"2002:5db8:d822::1", true},
		{"10.0.0.1", false}, {"172.16.0.1", false}, {"192.168.1.1", false}, {"127.1.2.3", false}, {"169.254.169.254", false},
		{"100.64.0.1", false}, {"0.0.0.0", false}, {"255.255.255.255", false}, {"224.0.0.1", false}, {"198.18.0.1", false},
		{"168.63.129.16", false}, {"192.0.0.192", false}, {"::", false}, {"::1", false}, {"fe80::1", false}, {"fe80::1%eth0", false},
		{"fc00::1", false}, {"fd00:ec2::254", false}, {"::ffff:10.0.0.1", false}, {"::10.0.0.1", false}, {"64:ff9b::a00:1", false},
		{"64:ff9b:1::a00:1", false}, {"2002:a00:1::1", false}, {"2001::1", false}, {"ff02::1", false},
	}
	for _, tt := range tests {
		if got := fetch.Public(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("Public(%s) = %t, want %t", tt.addr, got, tt.want)
		}
	}
}

func TestSecretsStayAtHome(t *testing.T) {
	var there, home string
	other := serve(t, noRobots(func(_ http.ResponseWriter, r *http.Request) { there = r.Header.Get("Authorization") }))
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		home = r.Header.Get("Authorization")
		http.Redirect(w, r, other, http.StatusFound)
	}))
	f := local(t, fetch.Options{})
	if _, err := f.Get(t.Context(), fetch.Request{URL: at, Authorization: "Bearer intranet"}); err != nil {
		t.Fatal(err)
	}
	if home != "Bearer intranet" || there != "" {
		t.Errorf("Authorization at home %q, elsewhere %q, want only at home", home, there)
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	start := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		status int
		header string
		rest   time.Duration
	}{
		{"seconds", 429, "120", 2 * time.Minute},
		{"date", 503, start.Add(time.Hour).Format(http.TimeFormat), time.Hour},
		{"429 without", 429, "", time.Minute},
		{"for ever", 503, "99999999999", 7 * 24 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			at := serve(t, noRobots(func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) == 1 {
					w.Header().Set("Retry-After", tt.header)
					w.WriteHeader(tt.status)
				}
			}))
			now := start
			f := local(t, fetch.Options{Now: func() time.Time { return now }})
			for range 3 {
				_, err := f.Get(t.Context(), fetch.Request{URL: at})
				var rest *fetch.RetryAfterError
				if !errors.As(err, &rest) || !rest.Until.Equal(start.Add(tt.rest)) {
					t.Fatalf("Get: %v, want rest until %s", err, start.Add(tt.rest))
				}
			}
			if got := asked.Load(); got != 1 {
				t.Errorf("asked %d times while told to wait, want 1", got)
			}
			now = start.Add(tt.rest)
			if _, err := f.Get(t.Context(), fetch.Request{URL: at}); err != nil {
				t.Errorf("after the rest: %v", err)
			}
		})
	}
}

func TestOneRequestAtATimePerHost(t *testing.T) {
	var under, most, total atomic.Int32
	count := noRobots(func(w http.ResponseWriter, _ *http.Request) {
		now := under.Add(1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		total.Add(1)
		for range 1000 {
			fmt.Fprintln(w, "a line that takes its time")
		}
		under.Add(-1)
	})
	at := serve(t, count)
	f := local(t, fetch.Options{})
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if _, err := f.Get(t.Context(), fetch.Request{URL: at}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() != 1 || total.Load() != 40 {
		t.Errorf("%d requests, at most %d at a time, want 40, 1", total.Load(), most.Load())
	}
}

func TestCallerCanLeaveTheLine(t *testing.T) {
	hold := make(chan struct{})
	at := serve(t, noRobots(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer close(hold)
	f := local(t, fetch.Options{})
	go f.Get(context.WithoutCancel(t.Context()), fetch.Request{URL: at}) // holds the host's turn
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := f.Get(ctx, fetch.Request{URL: at}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Get: %v, want the caller's deadline", err)
	}
}

func TestMovedForGood(t *testing.T) {
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/today":
			http.Redirect(w, r, "/new", http.StatusFound)
		}
	}))
	f := local(t, fetch.Options{})
	for path, want := range map[string]string{"/old": at + "/new", "/today": "", "/new": ""} {
		got, err := f.Get(t.Context(), fetch.Request{URL: at + path})
		if err != nil || got.Moved != want {
			t.Errorf("Get(%s).Moved = %q, %v, want %q", path, got.Moved, err, want)
		}
	}
}

func TestStatus(t *testing.T) {
	at := serve(t, noRobots(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "gone", http.StatusGone) }))
	got, err := local(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: at})
	var status *fetch.StatusError
	if !errors.As(err, &status) || status.Status != 410 || got == nil || got.Status != 410 {
		t.Errorf("Get = %+v, %v, want a StatusError 410 and the answer", got, err)
	}
}

func TestTransport(t *testing.T) {
	var cookie, agent string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no")
		case "/yes":
			cookie, agent = r.Header.Get("Cookie"), r.UserAgent()
			w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
			w.Write([]byte("<p>\xe9t\xe9"))
		case "/there":
			http.Redirect(w, r, "/no", http.StatusFound)
		}
	})
	client := &http.Client{Transport: local(t, fetch.Options{UserAgent: "Vigie/2"}).Transport()}
	req, _ := http.NewRequest("GET", at+"/yes", nil)
	req.Header.Set("Cookie", "who=me")
	req.Header.Set("User-Agent", "another")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	if string(body) != "<p>été" || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("body %q as %q, want <p>été in utf-8", body, resp.Header.Get("Content-Type"))
	}
	if cookie != "" || agent != "Vigie/2" {
		t.Errorf("Cookie %q, User-Agent %q, want none, Vigie/2", cookie, agent)
	}
	for _, path := range []string{"/no", "/there"} {
		if _, err := client.Get(at + path); !errors.Is(err, fetch.ErrRobots) {
			t.Errorf("client.Get(%s): %v, want a refusal by robots.txt", path, err)
		}
	}
	if _, err := client.PostForm(at+"/yes", url.Values{}); err == nil {
		t.Error("a POST was sent")
	}
}
