package fetch_test

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"vigie/crawlers/fetch"
)

// diary notes which requests came with which Authorization.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(who string, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, strings.TrimSpace(who+r.URL.Path+" "+r.Header.Get("Authorization")))
}

func (d *diary) check(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.lines, want) {
		t.Errorf("requests %q, want %q", d.lines, want)
	}
	d.lines = nil
}

// serveAt serves on an address of this machine.
func serveAt(t *testing.T, address string, h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	listener, err := net.Listen("tcp", address)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("no second loopback address here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Listener.Close()
	s.Listener = listener
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func TestTermsStayAtTheirOrigin(t *testing.T) {
	var d diary
	var home, other *httptest.Server
	other = serveAt(t, "127.0.0.2:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.note("other", r)
		switch r.URL.Path {
		case "/back":
			http.Redirect(w, r, home.URL+"/in", http.StatusFound)
		case "/on":
			http.Redirect(w, r, "/page", http.StatusFound)
		}
	}))
	home = serveAt(t, "127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.note("home", r)
		switch r.URL.Path {
		case "/out":
			http.Redirect(w, r, other.URL+"/page", http.StatusFound)
		case "/outback":
			http.Redirect(w, r, other.URL+"/back", http.StatusFound)
		case "/outon":
			http.Redirect(w, r, other.URL+"/on", http.StatusFound)
		case "/along":
			http.Redirect(w, r, "/in", http.StatusFound)
		}
	}))
	const files = "/.well-known/tdmrep.json"
	tests := []struct {
		path string
		want []string
	}{
		{"/in", []string{"home/robots.txt Bearer s", "home" + files + " Bearer s", "home/in Bearer s"}},
		{"/along", []string{"home/robots.txt Bearer s", "home" + files + " Bearer s", "home/along Bearer s", "home/in Bearer s"}},
		{"/out", []string{"home/robots.txt Bearer s", "home" + files + " Bearer s", "home/out Bearer s",
			"other/robots.txt", "other" + files, "other/page"}},
		{"/outback", []string{"home/robots.txt Bearer s", "home" + files + " Bearer s", "home/outback Bearer s",
			"other/robots.txt", "other" + files, "other/back", "home/in"}},
		{"/outon", []string{"home/robots.txt Bearer s", "home" + files + " Bearer s", "home/outon Bearer s",
			"other/robots.txt", "other" + files, "other/on", "other/page"}},
	}
	for _, tt := range tests {
		ctx := fetch.Under(t.Context(), fetch.Terms{Origin: strings.ToUpper(home.URL), Authorization: "Bearer s"})
		if _, err := local(t, fetch.Options{}).Get(ctx, fetch.Request{URL: home.URL + tt.path}); err != nil {
			t.Fatal(err)
		}
		d.check(t, tt.want...)
		client := http.Client{Transport: local(t, fetch.Options{}).Transport()}
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, home.URL+tt.path, nil)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		d.check(t, tt.want...)
	}
}

func TestAnotherPortIsAnotherOrigin(t *testing.T) {
	var d diary
	at := serve(t, noRobots(func(_ http.ResponseWriter, r *http.Request) { d.note("", r) }))
	for _, origin := range []string{"http://127.0.0.1", "http://127.0.0.1:1", "https" + strings.TrimPrefix(at, "http"), "", "127.0.0.1"} {
		ctx := fetch.Under(t.Context(), fetch.Terms{Origin: origin, Authorization: "Bearer s"})
		if _, err := local(t, fetch.Options{}).Get(ctx, fetch.Request{URL: at}); err != nil {
			t.Fatal(err)
		}
		if _, err := local(t, fetch.Options{}).PostForm(ctx, at, nil); err != nil {
			t.Fatal(err)
		}
		d.check(t, "/", "/")
	}
	ctx := fetch.Under(t.Context(), fetch.Terms{Origin: at, Authorization: "Bearer s"})
	if _, err := local(t, fetch.Options{}).PostForm(ctx, at, nil); err != nil {
		t.Fatal(err)
	}
	d.check(t, "/ Bearer s")
}

func TestRobotsOfAnotherHostHearsNoSecret(t *testing.T) {
	var d diary
	var home string
	other := serveAt(t, "127.0.0.2:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.note("other", r)
		http.Redirect(w, r, home+"/rules", http.StatusFound)
	}))
	home = serve(t, func(w http.ResponseWriter, r *http.Request) {
		d.note("home", r)
		switch r.URL.Path {
		case "/robots.txt":
			http.Redirect(w, r, other.URL+"/rules", http.StatusFound)
		case "/rules":
			fmt.Fprint(w, "User-agent: *\nDisallow: /no")
		}
	})
	ctx := fetch.Under(t.Context(), fetch.Terms{Origin: home, Authorization: "Bearer s", Leave: true})
	f := local(t, fetch.Options{})
	if _, err := f.Get(ctx, fetch.Request{URL: home + "/yes"}); err != nil {
		t.Fatal(err)
	}
	d.check(t, "home/robots.txt Bearer s", "other/rules", "home/rules", "home/yes Bearer s")
	if _, err := f.Get(ctx, fetch.Request{URL: home + "/no"}); err == nil {
		t.Error("rules behind a redirect to another authority are not obeyed")
	}
}

func TestSecretsAreNotSentInTheOpen(t *testing.T) {
	var d diary
	open := serve(t, noRobots(func(_ http.ResponseWriter, r *http.Request) { d.note("open", r) }))
	safe := httptest.NewTLSServer(noRobots(func(w http.ResponseWriter, r *http.Request) {
		d.note("safe", r)
		http.Redirect(w, r, open, http.StatusFound)
	}))
	t.Cleanup(safe.Close)
	f := local(t, fetch.Options{})
	pool := x509.NewCertPool()
	pool.AddCert(safe.Certificate())
	f.Trust(pool)
	host := strings.TrimPrefix(safe.URL, "https://")
	for _, address := range []string{"https://me:p%40ss@" + host, safe.URL} {
		ctx := fetch.Under(t.Context(), fetch.Terms{Origin: safe.URL, Authorization: "Basic bWU6cEBzcw=="})
		if _, err := f.Get(ctx, fetch.Request{URL: address}); err != nil {
			t.Fatal(err)
		}
		d.check(t, "safe/ Basic bWU6cEBzcw==", "open/")
		client := http.Client{Transport: f.Transport()}
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		d.check(t, "safe/ Basic bWU6cEBzcw==", "open/")
	}
}

func TestPasswordsAreNotTold(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nDisallow: /no")
			return
		}
		w.WriteHeader(http.StatusTeapot)
	})
	host := strings.TrimPrefix(at, "http://")
	f := local(t, fetch.Options{})
	for _, address := range []string{
		"http://me:hunter2@" + host + "/no", "http://me:hunter2@" + host + "/yes", "ftp://me:hunter2@" + host,
		"http://me:hunter2@" + host + ":x/", "http://me:hunter2@127.0.0.1:1/", "http://me:hunter2@\u00ad/",
	} {
		_, err := f.Get(t.Context(), fetch.Request{URL: address})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Get(%s): %v, want an error without the password", address, err)
		}
		resp, err := (&http.Client{Transport: f.Transport()}).Get(address)
		if err == nil {
			resp.Body.Close()
		} else if strings.Contains(err.Error(), "hunter2") && !strings.Contains(err.Error(), "invalid port") {
			t.Errorf("Transport, %s: %v", address, err)
		}
	}
}
