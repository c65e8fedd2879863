package crawlers_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// memory is a Sink and Visits that keeps its promises, without a database.
type memory struct {
	mu     sync.Mutex
	posts  map[string]post.Post
	adds   int
	visits []crawlers.Visit
	fail   error
}

func newMemory() *memory { return &memory{posts: make(map[string]post.Post)} }

func (m *memory) AddPosts(_ context.Context, posts []post.Post) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return 0, m.fail
	}
	added := 0
	for _, p := range posts {
		m.adds++
		if _, there := m.posts[p.ID]; !there {
			added++
		}
		m.posts[p.ID] = p
	}
	return added, nil
}

func (m *memory) Last(_ context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[string]crawlers.Visit)
	for _, v := range m.visits {
		for _, u := range urls {
			if v.Source == source && v.URL == u {
				found[u] = v
			}
		}
	}
	return found, nil
}

func (m *memory) Save(_ context.Context, visits ...crawlers.Visit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.visits = append(m.visits, visits...)
	return nil
}

// site serves pages by path, counts requests, and knows ETags.
type site struct {
	t     *testing.T
	url   string
	mu    sync.Mutex
	pages map[string]string
	asked map[string]int
}

func newSite(t *testing.T, pages map[string]string) *site {
	s := &site{t: t, pages: pages, asked: make(map[string]int)}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.RequestURI()]++
	body, ok := s.pages[r.URL.RequestURI()]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	body = strings.ReplaceAll(body, "SITE", s.url)
	etag := validator(body)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("ETag", etag)
	if strings.HasPrefix(strings.TrimSpace(body), "<!DOCTYPE html") {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	} else {
		w.Header().Set("Content-Type", "application/xml")
	}
	fmt.Fprint(w, body)
}

// validator is an ETag of a body.
func validator(body string) string {
	sum := fnv.New64a()
	sum.Write([]byte(body))
	return fmt.Sprintf(`"%x"`, sum.Sum64())
}

func (s *site) set(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = body
}

func (s *site) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

var start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

type bench struct {
	*memory
	crawler *crawlers.Crawler
	now     time.Time
}

func newBench(t *testing.T, opt fetch.Options) *bench {
	b := &bench{memory: newMemory(), now: start}
	opt.AllowPrivate = true
	opt.Now = func() time.Time { return b.now }
	f := fetch.New(opt)
	t.Cleanup(f.Close)
	b.crawler = crawlers.New(crawlers.Options{Fetcher: f, Sink: b, Visits: b, Now: func() time.Time { return b.now }})
	return b
}

func (b *bench) run(t *testing.T, s post.Source) crawlers.Visit {
	t.Helper()
	v, err := b.crawler.Run(t.Context(), s)
	if err != nil {
		t.Fatalf("run %s: %v", s.URL, err)
	}
	b.now = b.now.Add(time.Hour)
	return v
}

const whole = "La régie a publié ses chiffres hier soir, et la ligne 3 en est le premier sujet. "

func long(about string) string { return about + ". " + strings.Repeat(whole, 15) }

func feedOf(items ...string) string {
	return "<rss version='2.0'><channel><title>Lignes</title>" + strings.Join(items, "") + "</channel></rss>"
}

func item(n int, text string) string {
	return fmt.Sprintf("<item><title>Billet %d</title><link>SITE/billet-%d</link><pubDate>Fri, 20 Nov 2026 08:%02d:00 +0100</pubDate><description>%s</description></item>", n, n, n, text)
}

func article(title, text string) string {
	return "<!DOCTYPE html><html lang=fr><head><title>" + title + "</title><meta property='article:published_time' content='2026-11-19T21:30:00+01:00'></head><body><nav><a href='/contact'>Contact</a></nav><article><h1>" + title + "</h1><p>" + text + "</p><p>" + text + " Fin.</p></article></body></html>"
}
