package crawlers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/collectors"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// faults are what can happen to bytes on their way from a server, in the words
// of toxiproxy.
var faults = []struct{ name, toxic string }{
	{"slow to begin", `{"type":"latency","attributes":{"latency":60000}}`},
	{"trickle", `{"type":"bandwidth","attributes":{"rate":1}}`},
	{"byte by byte", `{"type":"slicer","attributes":{"average_size":2,"size_variation":1,"delay":20000}}`},
	{"silence", `{"type":"timeout","attributes":{"timeout":0}}`},
	{"cut at once", `{"type":"limit_data","attributes":{"bytes":0}}`},
	{"cut in the header", `{"type":"limit_data","attributes":{"bytes":60}}`},
	{"cut in the body", `{"type":"limit_data","attributes":{"bytes":1000}}`},
	{"reset", `{"type":"reset_peer","attributes":{"timeout":0}}`},
	{"reset after a while", `{"type":"reset_peer","attributes":{"timeout":60}}`},
}

// faultLimit is the crawler's time limit for one answer here, and mostTook what
// a run may take in all, on a machine that has other work.
const (
	faultLimit = 400 * time.Millisecond
	mostTook   = 15 * time.Second
)

// wire is a server behind a proxy that can be made to fail.
type wire struct {
	url   string
	proxy *toxiproxy.Proxy
	asked atomic.Int64
	mu    sync.Mutex
	pages map[string]string
}

func newWire(t *testing.T, pages map[string]string) *wire {
	w := &wire{pages: pages}
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.asked.Add(1)
		w.mu.Lock()
		body, ok := w.pages[r.URL.Path]
		w.mu.Unlock()
		if !ok {
			http.NotFound(out, r)
			return
		}
		etag := validator(body)
		if out.Header().Set("ETag", etag); r.Header.Get("If-None-Match") == etag {
			out.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(out, strings.ReplaceAll(body, "SITE", w.url))
	}))
	t.Cleanup(server.Close)
	zerolog.SetGlobalLevel(zerolog.Disabled) // one toxic writes to the global log
	control := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	control.Metrics.ProxyMetrics = collectors.NewProxyMetricCollectors()
	w.proxy = toxiproxy.NewProxy(control, t.Name(), "127.0.0.1:0", strings.TrimPrefix(server.URL, "http://"))
	if err := w.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.proxy.Stop)
	w.url = "http://" + w.proxy.Listen
	return w
}

func (w *wire) set(path, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = body
}

func (w *wire) fail(t *testing.T, toxic string) {
	if _, err := w.proxy.Toxics.AddToxicJson(strings.NewReader(strings.Replace(toxic, "{", `{"name":"fault","stream":"downstream",`, 1))); err != nil {
		t.Fatal(err)
	}
}

func (w *wire) heal(t *testing.T) {
	if err := w.proxy.Toxics.RemoveToxic(t.Context(), "fault"); err != nil {
		t.Fatal(err)
	}
}

// timed makes a run, which must end by itself.
func (b *bench) timed(t *testing.T, source post.Source) crawlers.Visit {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), mostTook)
	defer cancel()
	v, err := b.crawler.Run(ctx, source)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("run of %s: still at it after %s", source.URL, mostTook)
	}
	if err != nil {
		t.Fatalf("run of %s: %v", source.URL, err)
	}
	b.now = b.now.Add(time.Hour)
	return v
}

// TestFaultsOfTheWire injects faults between the crawler and a feed: the run
// ends, says why, asks no more than it should, keeps nobody else waiting, and
// what was published meanwhile is read when the fault is over.
func TestFaultsOfTheWire(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, map[string]string{"/feed": feedOf(item(1, long("Un")))})
			other := newSite(t, map[string]string{"/feed": feedOf(item(9, long("Neuf")))})
			b := newBench(t, fetch.Options{Timeout: faultLimit})
			source := post.Source{ID: "wire", URL: w.url + "/feed", Kind: post.Feed}
			if v := b.timed(t, source); v.Outcome != crawlers.Good || v.New != 1 {
				t.Fatalf("before the fault: %+v", v)
			}
			w.set("/feed", feedOf(item(3, long("Trois")), item(2, long("Deux")), item(1, long("Un"))))
			w.fail(t, tt.toxic)
			before := w.asked.Load()
			for range 2 {
				if v := b.timed(t, source); v.Outcome != crawlers.Broken || v.Error == "" || v.New != 0 || !v.Next.After(v.At) {
					t.Errorf("under the fault: %+v, want it recorded", v)
				}
			}
			if asked := w.asked.Load() - before; asked > 6 {
				t.Errorf("asked %d times in two runs", asked)
			}
			if v := b.timed(t, post.Source{ID: "other", URL: other.url + "/feed", Kind: post.Feed}); v.Outcome != crawlers.Good {
				t.Errorf("another source meanwhile: %+v", v)
			}
			w.heal(t)
			if v := b.timed(t, source); v.Outcome != crawlers.Good || v.New != 2 || len(b.posts) != 4 {
				t.Errorf("after the fault: %+v, %d posts in all, want both new ones", v, len(b.posts))
			}
		})
	}
}

// TestFaultsFromTheFirstByte has the fault there before anything is known of
// the host, robots.txt included.
func TestFaultsFromTheFirstByte(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, map[string]string{"/feed": feedOf(item(1, long("Un")))})
			b := newBench(t, fetch.Options{Timeout: faultLimit})
			source := post.Source{ID: "wire", URL: w.url + "/feed", Kind: post.Feed}
			w.fail(t, tt.toxic)
			if v := b.timed(t, source); v.Outcome != crawlers.Broken && v.Outcome != crawlers.Refused || v.Error == "" {
				t.Errorf("under the fault: %+v, want it recorded", v)
			}
			w.heal(t)
			b.now = b.now.Add(24 * time.Hour)
			if v := b.timed(t, source); v.Outcome != crawlers.Good || v.New != 1 {
				t.Errorf("after the fault: %+v, want the post", v)
			}
		})
	}
}

// TestFaultsOfArticlePages breaks the pages that a healthy feed leads to: the
// teasers are kept, and the pages read when they are due again.
func TestFaultsOfArticlePages(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, map[string]string{"/robots.txt": "", "/billet-1": article("Un", long("Le texte entier"))})
			feed := newSite(t, map[string]string{"/feed": strings.ReplaceAll(feedOf(item(1, "Un début…")), "SITE", w.url)})
			b := newBench(t, fetch.Options{Timeout: faultLimit})
			source := post.Source{ID: "wire", URL: feed.url + "/feed", Kind: post.Feed}
			b.timed(t, post.Source{ID: "warm", URL: w.url + "/nothing", Kind: post.Feed}) // robots.txt is known
			w.fail(t, tt.toxic)
			if v := b.timed(t, source); v.Outcome != crawlers.Good || v.New != 1 {
				t.Errorf("under the fault: %+v, want the teaser", v)
			}
			if page := b.visits[len(b.visits)-2]; page.URL != w.url+"/billet-1" || page.Outcome != crawlers.Broken || page.Error == "" || !page.Next.After(page.At) {
				t.Errorf("the page's visit: %+v, want the fault and when to try again", page)
			}
			w.heal(t)
			b.now = b.now.Add(6 * time.Hour)
			b.timed(t, source)
			if p := b.posts[post.NewID(w.url+"/billet-1")]; !strings.Contains(p.Text, "Le texte entier") {
				t.Errorf("after the fault the post says %q, want the whole text", p.Text)
			}
		})
	}
}

// TestFaultsOfAForum cuts a forum off in the middle of a run: what was said
// meanwhile is read afterwards, and nothing twice.
func TestFaultsOfAForum(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			thread := func(messages ...string) string { return threadHead + strings.Join(messages, "") + "</body></html>" }
			w := newWire(t, map[string]string{"/forum/": boardPage, "/forum/viewtopic.php": thread(message(1, "Le bus n'est pas passé."))})
			b := newBench(t, fetch.Options{Timeout: faultLimit})
			source := post.Source{ID: "forum", URL: w.url + "/forum/", Kind: post.Forum}
			if v := b.timed(t, source); v.Outcome != crawlers.Good || len(b.posts) == 0 {
				t.Fatalf("before the fault: %+v", v)
			}
			known := len(b.posts)
			w.set("/forum/", strings.Replace(boardPage, "2026-11-19T20:00:00", "2026-11-20T20:00:00", 1))
			w.set("/forum/viewtopic.php", thread(message(1, "Le bus n'est pas passé."), message(2, "Chez moi si."), message(3, long("Le tram est bondé."))))
			w.fail(t, tt.toxic)
			before := len(b.visits)
			if v := b.timed(t, source); v.Outcome == crawlers.Good {
				t.Errorf("under the fault: %+v", v)
			}
			if !slices.ContainsFunc(b.visits[before:], func(v crawlers.Visit) bool { return v.Outcome == crawlers.Broken && v.Error != "" }) {
				t.Errorf("under the fault: visits %+v, want the fault in one", b.visits[before:])
			}
			w.heal(t)
			b.now = b.now.Add(24 * time.Hour)
			if v := b.timed(t, source); v.Outcome != crawlers.Good || len(b.posts) < known+2 {
				t.Errorf("after the fault: %+v, %d posts in all, %d before; want two more", v, len(b.posts), known)
			}
		})
	}
}
