package fetch_test

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

func TestPostForm(t *testing.T) {
	var asked []string
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+r.FormValue("hub.mode")+" "+r.UserAgent())
		switch r.URL.Path {
		case "/hub":
			w.WriteHeader(http.StatusAccepted)
		case "/moved":
			http.Redirect(w, r, "/hub", http.StatusTemporaryRedirect)
		case "/movedforgood":
			http.Redirect(w, r, "/hub", http.StatusPermanentRedirect)
		case "/see":
			http.Redirect(w, r, "/hub", http.StatusSeeOther)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
		case "/no":
			http.Error(w, "no such topic", http.StatusBadRequest)
		case "/busy":
			http.Error(w, "later", http.StatusTooManyRequests)
		}
	})
	form := url.Values{"hub.mode": {"subscribe"}}
	const sent = " subscribe Vigie/1.0"
	tests := []struct {
		path  string
		asked []string
		want  int
	}{
		{"/hub", []string{"POST /hub" + sent}, 202}, // no robots.txt, no tdmrep.json
		{"/moved", []string{"POST /moved" + sent, "POST /hub" + sent}, 202},
		{"/movedforgood", []string{"POST /movedforgood" + sent, "POST /hub" + sent}, 202},
		{"/see", []string{"POST /see" + sent}, 303},
		{"/no", []string{"POST /no" + sent}, 400},
		{"/busy", []string{"POST /busy" + sent}, 429},
	}
	for _, tt := range tests {
		asked = nil
		got, err := local(t, fetch.Options{}).PostForm(t.Context(), at+tt.path, form)
		if got == nil || got.Status != tt.want || (err == nil) != (tt.want < 300) || !slices.Equal(asked, tt.asked) {
			t.Errorf("PostForm(%s) = %+v, %v after %q, want %d after %q", tt.path, got, err, asked, tt.want, tt.asked)
		}
		if tt.want == 400 && string(got.Body) != "no such topic\n" {
			t.Errorf("the hub's reason is lost: %q", got.Body)
		}
	}
	asked = nil
	f := local(t, fetch.Options{MaxRedirects: 3})
	if _, err := f.PostForm(t.Context(), at+"/loop", form); !errors.Is(err, fetch.ErrTooManyRedirects) || len(asked) != 4 {
		t.Errorf("loop: %v after %d requests, want an end after 4", err, len(asked))
	}
}

func TestPostFormIsGuarded(t *testing.T) {
	inside := serveAt(t, "127.0.0.2:0", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a private address was reached") }))
	outside := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inside.URL, http.StatusTemporaryRedirect)
	})
	f := fetch.New(fetch.Options{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	t.Cleanup(f.Close)
	for _, address := range []string{inside.URL, outside} {
		if _, err := f.PostForm(t.Context(), address, url.Values{"hub.secret": {"s"}}); !errors.Is(err, fetch.ErrPrivateAddress) {
			t.Errorf("PostForm(%s): %v, want a refusal", address, err)
		}
	}
}

func TestPostFormKeepsItsSecrets(t *testing.T) {
	open := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the form was sent in the open") })
	safe := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, open, http.StatusPermanentRedirect)
	}))
	t.Cleanup(safe.Close)
	f := local(t, fetch.Options{})
	pool := x509.NewCertPool()
	pool.AddCert(safe.Certificate())
	f.Trust(pool)
	if _, err := f.PostForm(t.Context(), safe.URL, url.Values{"hub.secret": {"s"}}); !errors.Is(err, fetch.ErrScheme) {
		t.Errorf("PostForm: %v, want a refusal", err)
	}
}

func TestPostFormWaitsItsTurn(t *testing.T) {
	var last time.Time
	at := serve(t, func(http.ResponseWriter, *http.Request) {
		if now := time.Now(); !last.IsZero() && now.Sub(last) < 50*time.Millisecond {
			t.Errorf("two forms within %s", now.Sub(last))
		}
		last = time.Now()
	})
	f := local(t, fetch.Options{Delay: 50 * time.Millisecond})
	for range 3 {
		if _, err := f.PostForm(t.Context(), at, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestClient holds a connection open as a websocket does, for longer than an
// answer may take.
func TestClient(t *testing.T) {
	other := serveAt(t, "127.0.0.2:0", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect left its host") }))
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stream":
			c, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			fmt.Fprintf(rw, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n%s\n", r.UserAgent())
			rw.Flush()
			line, _ := rw.ReadString('\n')
			fmt.Fprint(rw, line)
			rw.Flush()
		case "/silent":
			<-r.Context().Done()
		case "/here":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		}
	})
	const limit = 500 * time.Millisecond
	client := local(t, fetch.Options{Timeout: limit}).Client()
	req, _ := http.NewRequest(http.MethodGet, at+"/stream", nil)
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "echo")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stream := bufio.NewReader(resp.Body)
	if agent, err := stream.ReadString('\n'); err != nil || agent != "Vigie/1.0\n" {
		t.Errorf("User-Agent %q, %v, want Vigie/1.0", agent, err)
	}
	<-time.After(2 * limit)
	if _, err := io.WriteString(resp.Body.(io.Writer), "still here\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := stream.ReadString('\n'); err != nil || line != "still here\n" {
		t.Errorf("after a while the stream says %q, %v", line, err)
	}
	for path, want := range map[string]int{"/here": 200, "/away": 302} {
		resp, err := client.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Body.Close(); resp.StatusCode != want {
			t.Errorf("Get(%s) = %d, want %d", path, resp.StatusCode, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, _ = http.NewRequestWithContext(ctx, http.MethodGet, at+"/silent", nil)
	if _, err := client.Do(req); err == nil || ctx.Err() != nil {
		t.Error("a server that never begins to answer is waited for")
	}
	guarded := fetch.New(fetch.Options{})
	t.Cleanup(guarded.Close)
	if _, err := guarded.Client().Get(at); !errors.Is(err, fetch.ErrPrivateAddress) {
		t.Errorf("Client, private address: %v, want a refusal", err)
	}
}

func TestSitemaps(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			t.Errorf("%s was asked for", r.URL.Path)
		}
		fmt.Fprint(w, "Sitemap: https://cdn.example/news.xml\nUser-agent: *\nDisallow: /\nsitemap: /map.xml\n",
			"Sitemap: https://CDN.example:443/news.xml\nSitemap: ftp://a.example/x\nSitemap:\nSitemap: https://me:pw@a.example/x\n", strings.Repeat("Sitemap: /map.xml\n", 9))
		for i := range 30 {
			fmt.Fprintf(w, "Sitemap: /%d.xml\n", i)
		}
	})
	f := local(t, fetch.Options{})
	got := f.Sitemaps(t.Context(), at+"/a/page?x#y")
	if len(got) > 20 || len(got) < 3 || got[0] != "https://cdn.example/news.xml" || got[1] != at+"/map.xml" || got[2] != at+"/0.xml" {
		t.Errorf("Sitemaps = %q", got)
	}
	for _, site := range []string{"", "mailto:a@b.example", "http://127.0.0.1:1/"} {
		if got := f.Sitemaps(t.Context(), site); got != nil {
			t.Errorf("Sitemaps(%q) = %q, want none", site, got)
		}
	}
}
