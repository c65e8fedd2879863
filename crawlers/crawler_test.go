package crawlers_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

func TestRunFeed(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(item(1, long("Un")), item(2, long("Deux")))})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour}
	v := b.run(t, source)
	if v.Outcome != crawlers.Good || v.Items != 2 || v.New != 2 || v.ETag == "" || v.Status != 200 || v.Entry != source.URL {
		t.Errorf("first run = %+v, want 2 new posts", v)
	}
	if d := v.Next.Sub(start); d < 54*time.Minute || d > 66*time.Minute {
		t.Errorf("next run after %s, want an hour, a tenth more or less", d)
	}
	v = b.run(t, source)
	if v.Outcome != crawlers.Unchanged || v.Status != 304 || v.ETag == "" {
		t.Errorf("second run = %+v, want unchanged, and the validator kept", v)
	}
	s.set("/feed", feedOf(item(3, long("Trois")), item(1, long("Un"))))
	if v = b.run(t, source); v.Outcome != crawlers.Good || v.New != 1 || len(b.posts) != 3 {
		t.Errorf("third run = %+v with %d posts, want 1 new, 3 in all", v, len(b.posts))
	}
}

func TestFailedSinkLosesNothing(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(item(1, long("Un")))})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed"}
	b.fail = errors.New("the database is away")
	if _, err := b.crawler.Run(t.Context(), source); !errors.Is(err, b.fail) {
		t.Fatalf("run: %v, want the sink's error", err)
	}
	if len(b.visits) != 0 {
		t.Fatalf("visits %+v were saved though no post was stored", b.visits)
	}
	b.fail = nil
	if v := b.run(t, source); v.New != 1 {
		t.Errorf("run after the failure = %+v, want the post", v)
	}
}

func TestBadSourcesAreRecorded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/")
		case "/big":
			w.Write(make([]byte, 10<<20))
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for range 200 {
				if _, err := z.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
			z.Close()
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "5000")
			fmt.Fprint(w, "<rss>")
		case "/reset":
			panic(http.ErrAbortHandler)
		case "/slow":
			<-r.Context().Done()
		case "/fault":
			w.WriteHeader(500)
		case "/empty":
			fmt.Fprint(w, feedOf())
		case "/page":
			fmt.Fprint(w, "<!DOCTYPE html><p>Bonjour <a href='/2026/11/un-beau-billet'>billet</a>")
		case "/inside":
			http.Redirect(w, r, "gopher://10.0.0.1/", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	b := newBench(t, fetch.Options{Timeout: 2 * time.Second})
	tests := []struct {
		path string
		want crawlers.Outcome
	}{
		{"/big", crawlers.Broken}, {"/bomb", crawlers.Broken}, {"/loop", crawlers.Broken}, {"/cut", crawlers.Broken},
		{"/reset", crawlers.Broken}, {"/slow", crawlers.Broken}, {"/fault", crawlers.Broken}, {"/gone", crawlers.Broken}, {"/page", crawlers.Broken},
		{"/empty", crawlers.Empty}, {"/private/feed", crawlers.Refused}, {"/inside", crawlers.Refused},
	}
	for _, tt := range tests {
		v := b.run(t, post.Source{ID: tt.path, URL: server.URL + tt.path, Kind: post.Feed})
		if v.Outcome != tt.want || (v.Error == "") != (tt.want == crawlers.Empty) || !v.Next.After(v.At) {
			t.Errorf("run of %s = %+v, want %s with words", tt.path, v, tt.want)
		}
		if last := b.visits[len(b.visits)-1]; last.URL != server.URL+tt.path || last.Outcome != tt.want {
			t.Errorf("visit of %s saved as %+v", tt.path, last)
		}
	}
	v := b.run(t, post.Source{ID: "unknown", URL: server.URL + "/empty", Kind: "carrier-pigeon"})
	if v.Outcome != crawlers.Broken || v.Error == "" {
		t.Errorf("run of an unknown kind = %+v", v)
	}
}

func TestPrivateAddressesAreRefusedByDefault(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(item(1, long("Un")))})
	m := newMemory()
	c := crawlers.New(crawlers.Options{Fetcher: fetch.New(fetch.Options{}), Sink: m, Visits: m})
	// A name that leads to loopback is refused as the address itself is.
	named := strings.Replace(s.url, "127.0.0.1", "journal.localhost", 1)
	for _, at := range []string{s.url, named} {
		v, err := c.Run(t.Context(), post.Source{ID: "x", URL: at + "/feed"})
		if err != nil || v.Outcome != crawlers.Refused || s.count("/feed") != 0 {
			t.Errorf("run of %s = %+v, %v, want refused", at, v, err)
		}
	}
}

func TestBackOff(t *testing.T) {
	s := newSite(t, map[string]string{})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "dead", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour}
	for _, want := range []time.Duration{time.Hour, 2 * time.Hour, 4 * time.Hour, 6 * time.Hour, 6 * time.Hour} {
		v := b.run(t, source)
		got := v.Next.Sub(v.At)
		// Each wait builds on the one before, whose tenth of chance it carries on.
		if got < want*5/10 || got > want*18/10 {
			t.Errorf("after a failure, next try in %s, want about %s", got, want)
		}
		b.now = v.Next
	}
	s.set("/feed", feedOf(item(1, long("Un"))))
	if v := b.run(t, source); v.Outcome != crawlers.Good || v.Next.Sub(v.At) > 2*time.Hour {
		t.Errorf("back again = %+v, want its usual interval", v)
	}
}

func TestRetryAfterMovesTheNextRun(t *testing.T) {
	var asked int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			asked++
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "tired", URL: server.URL + "/feed"}
	v := b.run(t, source)
	if v.Outcome != crawlers.Broken || v.Status != 503 || v.Next.Before(start.Add(24*time.Hour)) {
		t.Errorf("run = %+v, want the next one in a day", v)
	}
	b.run(t, source)
	if asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
}

func TestWrongCharset(t *testing.T) {
	latin := strings.NewReplacer("é", "\xe9", "î", "\xee", "à", "\xe0", "ê", "\xea")
	text := strings.Repeat("La régie paraît débordée à l'arrêt de la ligne 3. ", 30)
	tests := []struct{ name, contentType, body string }{
		{"latin-1 declared utf-8", "application/rss+xml; charset=utf-8", latin.Replace(feedOf("<item><title>Été</title><description>" + text + "</description></item>"))},
		{"utf-8 declared latin-1", "application/rss+xml; charset=iso-8859-1", feedOf("<item><title>Été</title><description>" + text + "</description></item>")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", tt.contentType)
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			b := newBench(t, fetch.Options{})
			b.run(t, post.Source{ID: "x", URL: server.URL + "/feed"})
			for _, p := range b.posts {
				if !strings.HasPrefix(p.Text, "La régie paraît débordée à l'arrêt") {
					t.Errorf("text %.60q", p.Text)
				}
			}
			if len(b.posts) != 1 {
				t.Errorf("%d posts, want 1", len(b.posts))
			}
		})
	}
}

func TestStoppedRunRecordsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			cancel()
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	b := newBench(t, fetch.Options{})
	if _, err := b.crawler.Run(ctx, post.Source{ID: "x", URL: server.URL + "/feed"}); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v, want it to say that it was stopped", err)
	}
	if len(b.visits) != 0 {
		t.Errorf("visits %+v saved", b.visits)
	}
}
