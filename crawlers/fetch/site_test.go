package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers/fetch"
)

// What a site asks for in its robots.txt holds from the next request on.
func TestCrawlDelayFromTheStart(t *testing.T) {
	const pause = 200 * time.Millisecond
	var mu sync.Mutex
	var paths []string
	var times []time.Time
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths, times = append(paths, r.URL.Path), append(times, time.Now())
		mu.Unlock()
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 0.2\n")
		case "/.well-known/tdmrep.json":
			http.Redirect(w, r, "/tdm", http.StatusFound)
		}
	})
	f := local(t, fetch.Options{})
	for _, path := range []string{"/a", "/b"} {
		if _, err := f.Get(t.Context(), fetch.Request{URL: at + path}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.Join(paths, " "), "/robots.txt /.well-known/tdmrep.json /tdm /a /b"; got != want {
		t.Fatalf("asked %s, want %s", got, want)
	}
	for i := 1; i < len(times); i++ {
		if got := times[i].Sub(times[i-1]); got < pause {
			t.Errorf("%s %s after %s, want at least %s", paths[i], got, paths[i-1], pause)
		}
	}
}

// A connection that is held open takes its host's turn, and what the host says
// as it opens is obeyed.
func TestTurn(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f := local(t, fetch.Options{Now: func() time.Time { return now }})
	leave, err := f.Turn(t.Context(), "wss://stream.example/subscribe?cursor=1")
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := f.Turn(soon, "https://Stream.example:443/other"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second turn of the host: %v, want to wait for it", err)
	}
	other, err := f.Turn(t.Context(), "wss://another.example/")
	if err != nil {
		t.Fatal(err)
	}
	other(nil)
	leave(nil)
	if leave, err = f.Turn(t.Context(), "wss://stream.example/"); err != nil {
		t.Fatal(err)
	}
	leave(&http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"600"}}})
	_, err = f.Turn(t.Context(), "wss://stream.example/subscribe")
	var rest *fetch.RetryAfterError
	if !errors.As(err, &rest) || rest.Status != http.StatusTooManyRequests || !rest.Until.Equal(now.Add(10*time.Minute)) {
		t.Errorf("after a refusal: %v, want ten minutes of rest", err)
	}
	for _, bad := range []string{"ftp://stream.example/", "ws://", "stream.example"} {
		if _, err := f.Turn(t.Context(), bad); err == nil {
			t.Errorf("Turn(%q): no error", bad)
		}
	}
}
