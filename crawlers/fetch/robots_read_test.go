package fetch_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

func TestGetRefusesByRobots(t *testing.T) {
	tests := []struct {
		name, robots string
		status       int
		path         string
		refused      bool
	}{
		{"allowed", "User-agent: *\nDisallow: /prive", 200, "/public", false},
		{"disallowed", "User-agent: *\nDisallow: /prive", 200, "/prive/a", true},
		{"our own group wins", "User-agent: *\nDisallow: /\n\nUser-agent: vigie\nDisallow:", 200, "/a", false},
		{"our own group refuses", "User-agent: *\nDisallow:\n\nUser-agent: Vigie\nDisallow: /", 200, "/a", true},
		{"longest rule", "User-agent: *\nDisallow: /a\nAllow: /a/b", 200, "/a/b", false},
		{"of two equals Allow", "User-agent: *\nDisallow: /a\nAllow: /a", 200, "/a", false},
		{"query", "User-agent: *\nDisallow: /*?print=", 200, "/a?print=1", true},
		{"end", "User-agent: *\nDisallow: /*.pdf$", 200, "/a.pdf", true},
		{"escapes", "User-agent: *\nDisallow: /caf\u00e9", 200, "/caf%c3%a9", true},
		{"no such file", "User-agent: *\nDisallow: /", 404, "/a", false},
		{"forbidden file", "User-agent: *\nDisallow: /", 403, "/a", false},
		{"site at fault", "", 500, "/a", true},
		{"a page instead", "<html><p>Disallow: /</html>", 200, "/a", false},
		{"one bad line", "User-agent: *\nCrawl-delay: soon\nDisallow: /a", 200, "/a", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					w.WriteHeader(tt.status)
					fmt.Fprint(w, tt.robots)
				}
			})
			_, err := local(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: at + tt.path})
			if errors.Is(err, fetch.ErrRobots) != tt.refused || !tt.refused && err != nil {
				t.Errorf("Get(%s) under %d %q: %v, want refused %t", tt.path, tt.status, tt.robots, err, tt.refused)
			}
		})
	}
}

func TestRobotsIsReadOnceADay(t *testing.T) {
	var reads atomic.Int32
	var fault atomic.Bool
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			return
		}
		reads.Add(1)
		if fault.Load() {
			w.WriteHeader(500)
			return
		}
		fmt.Fprint(w, "User-agent: *\nDisallow: /no")
	})
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	f := local(t, fetch.Options{Now: func() time.Time { return now }})
	get := func(path string) error {
		_, err := f.Get(t.Context(), fetch.Request{URL: at + path})
		return err
	}
	for range 3 {
		if err := get("/yes"); err != nil {
			t.Fatal(err)
		}
	}
	if got := reads.Load(); got != 1 {
		t.Errorf("robots.txt read %d times on one day, want 1", got)
	}
	fault.Store(true)
	now = now.Add(25 * time.Hour)
	if err := get("/yes"); err != nil {
		t.Errorf("a site that had rules and has a fault now: %v, want its old rules", err)
	}
	if err := get("/no"); !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("old rules forgotten: %v", err)
	}
	if got := reads.Load(); got != 2 {
		t.Errorf("robots.txt read %d times, want 2", got)
	}
}

// TestRobotsRedirects follows five redirects between two authorities, as RFC
// 9309 asks, and takes more for no file at all.
func TestRobotsRedirects(t *testing.T) {
	for hops, refused := range map[int]bool{1: true, 5: true, 6: false} {
		var here, there *httptest.Server
		rules := func(w http.ResponseWriter, r *http.Request) {
			n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
			switch {
			case r.URL.Path == "/robots.txt" && r.Host == here.Listener.Addr().String():
				http.Redirect(w, r, there.URL+"/1", http.StatusFound)
			case err == nil && n < hops && n%2 == 0:
				http.Redirect(w, r, there.URL+"/"+strconv.Itoa(n+1), http.StatusMovedPermanently)
			case err == nil && n < hops:
				http.Redirect(w, r, here.URL+"/"+strconv.Itoa(n+1), http.StatusTemporaryRedirect)
			case err == nil:
				fmt.Fprint(w, "User-agent: *\nDisallow: /no")
			}
		}
		here, there = serveAt(t, "127.0.0.1:0", http.HandlerFunc(rules)), serveAt(t, "127.0.0.2:0", http.HandlerFunc(rules))
		if _, err := local(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: here.URL + "/no"}); errors.Is(err, fetch.ErrRobots) != refused {
			t.Errorf("rules behind %d redirects: %v, want refused %t", hops, err, refused)
		}
	}
}

func TestRobotsIsReadToItsLimit(t *testing.T) {
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nDisallow: /no\n", strings.Repeat("# a long comment\n", 500<<10/17), "Disallow: /late\n")
		}
	})
	f := local(t, fetch.Options{})
	if _, err := f.Get(t.Context(), fetch.Request{URL: at + "/no"}); !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("the beginning of a long robots.txt is not obeyed: %v", err)
	}
	if _, err := f.Get(t.Context(), fetch.Request{URL: at + "/late"}); err != nil {
		t.Errorf("what stands beyond 500 KiB is obeyed: %v", err)
	}
}
