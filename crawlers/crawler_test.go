package crawlers_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
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
	etag := fmt.Sprintf(`"%d"`, len(body))
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

func TestTeasersAreReadInFullOnce(t *testing.T) {
	s := newSite(t, map[string]string{
		"/feed":     feedOf(item(1, "Un début…"), item(2, long("Deux, en entier"))),
		"/billet-1": article("Billet 1", long("Le texte entier")),
		"/billet-2": article("Billet 2", long("Deux")),
	})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed"}
	v := b.run(t, source)
	p := b.posts[post.NewID(s.url+"/billet-1")]
	if v.New != 2 || !strings.Contains(p.Text, "Le texte entier") || p.Title != "Billet 1" || p.Published.Format("15:04") != "07:01" {
		t.Errorf("run = %+v, post %+v, want the page's text under the feed's title and date", v, p)
	}
	if s.count("/billet-2") != 0 {
		t.Error("the page of an item with its whole text was fetched")
	}
	s.set("/feed", feedOf(item(1, "Un début…"), item(2, long("Deux, en entier")), item(3, long("Trois"))))
	v = b.run(t, source)
	if got := s.count("/billet-1"); got != 1 || v.Items != 3 {
		t.Errorf("page fetched %d times, %d items, want once, 3", got, v.Items)
	}
	if p := b.posts[p.ID]; !strings.Contains(p.Text, "Le texte entier") {
		t.Errorf("the teaser took the place of the whole text: %q", p.Text)
	}
}

func TestTeaserWhosePageIsAwayIsKept(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(item(1, "Un début…"))})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed"}
	if v := b.run(t, source); v.Outcome != crawlers.Good || v.New != 1 {
		t.Errorf("run = %+v, want the teaser", v)
	}
	s.set("/feed", feedOf(item(1, "Un début…"), item(2, long("Deux"))))
	b.run(t, source)
	if got := s.count("/billet-1"); got != 1 {
		t.Errorf("a page that is gone was asked for %d times, want once", got)
	}
}

func TestPagesAreBoundedAndCaughtUpWith(t *testing.T) {
	pages := map[string]string{}
	var items []string
	for n := range 50 {
		items = append(items, item(n, "Début…"))
		pages[fmt.Sprintf("/billet-%d", n)] = article(fmt.Sprintf("Billet %d", n), long(fmt.Sprintf("Texte %d", n)))
	}
	pages["/feed"] = feedOf(items...)
	s := newSite(t, pages)
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed"}
	for run := 1; run <= 4; run++ {
		b.run(t, source)
		fetched := 0
		for n := range 50 {
			fetched += s.count(fmt.Sprintf("/billet-%d", n))
		}
		if want := min(20*run, 50); fetched != want {
			t.Errorf("after run %d, %d pages fetched, want %d", run, fetched, want)
		}
	}
	for id, p := range b.posts {
		if !strings.Contains(p.Text, "Texte") {
			t.Errorf("post %s has only %q", id, p.Text)
		}
	}
}

func TestRunBlog(t *testing.T) {
	story := article("Le Ticket déchiré", long("Un billet"))
	tests := []struct {
		name, entry string
		pages       map[string]string
		posts       int
	}{
		{"announced feed", "/the-feed", map[string]string{
			"/":         "<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/the-feed><a href=/a>a</a>",
			"/the-feed": feedOf(item(1, long("Un"))),
		}, 1},
		{"usual place", "/feed", map[string]string{"/": "<!DOCTYPE html><p>Bonjour", "/feed": feedOf(item(1, long("Un")))}, 1},
		{"sitemap", "/sitemap.xml", map[string]string{
			"/":                       "<!DOCTYPE html><p>Bonjour",
			"/sitemap.xml":            "<urlset><url><loc>SITE/2026/11/un-vieux-billet</loc><lastmod>2020-01-01</lastmod></url><url><loc>SITE/2026/11/un-beau-billet</loc><lastmod>2026-11-19</lastmod></url><url><loc>SITE/contact</loc></url></urlset>",
			"/2026/11/un-beau-billet": story, "/2026/11/un-vieux-billet": story,
		}, 1},
		{"index of sitemaps", "/sitemap.xml", map[string]string{
			"/":                       "<!DOCTYPE html><p>Bonjour",
			"/sitemap.xml":            "<sitemapindex><sitemap><loc>SITE/posts.xml</loc><lastmod>2026-11-19</lastmod></sitemap></sitemapindex>",
			"/posts.xml":              "<urlset><url><loc>SITE/2026/11/un-beau-billet</loc></url></urlset>",
			"/2026/11/un-beau-billet": story,
		}, 1},
		{"links", "/", map[string]string{
			"/":                           "<!DOCTYPE html><a href='/2026/11/un-beau-billet'>Un</a><a href='/contact'>Contact</a><a href='https://elsewhere.example/2026/11/a-b-c'>x</a>",
			"/2026/11/un-beau-billet":     strings.Replace(story, "Fin.", "<a href='/2026/11/la-suite-du-billet'>suite</a>", 1),
			"/2026/11/la-suite-du-billet": article("Suite", long("La suite")),
		}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t, tt.pages)
			b := newBench(t, fetch.Options{})
			source := post.Source{ID: "ticket", URL: s.url + "/", Kind: post.BlogSite}
			v := b.run(t, source)
			if v.Outcome != crawlers.Good || v.New != tt.posts || v.Entry != s.url+tt.entry {
				t.Errorf("run = %+v, want %d posts read at %s", v, tt.posts, tt.entry)
			}
			pages := 0
			for path := range tt.pages {
				pages += s.count(path)
			}
			if v = b.run(t, source); v.New != 0 || v.Outcome == crawlers.Broken {
				t.Errorf("second run = %+v, want nothing new", v)
			}
			again := 0
			for path := range tt.pages {
				again += s.count(path)
			}
			if again != pages+1 {
				t.Errorf("second run made %d requests, want only the one for its entry", again-pages)
			}
		})
	}
}

func TestIndexThatDoesNotSayWhatChangedIsReadThrough(t *testing.T) {
	s := newSite(t, map[string]string{
		"/sitemap.xml":            "<sitemapindex><sitemap><loc>SITE/posts.xml</loc></sitemap></sitemapindex>",
		"/posts.xml":              "<urlset><url><loc>SITE/2026/11/un-beau-billet</loc></url></urlset>",
		"/2026/11/un-beau-billet": article("Un beau billet", long("Un")),
		"/2026/11/la-suite-du-1":  article("La suite", long("Deux")),
	})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "ticket", URL: s.url + "/sitemap.xml", Kind: post.BlogSite}
	b.run(t, source)
	s.set("/posts.xml", "<urlset><url><loc>SITE/2026/11/la-suite-du-1</loc></url><url><loc>SITE/2026/11/un-beau-billet</loc></url></urlset>")
	if v := b.run(t, source); v.New != 1 {
		t.Errorf("run = %+v, want the new page, though the index is the same", v)
	}
}

// TestSameBodyIsUnchanged is of servers that know no conditional requests.
func TestSameBodyIsUnchanged(t *testing.T) {
	body, status, asked := feedOf(item(1, long("Un")), item(2, "Début…")), 200, 0
	page := http.StatusServiceUnavailable
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			asked++
			if r.Header.Get("If-None-Match") != "" {
				t.Errorf("asked with %q, which the server never gave", r.Header)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, strings.ReplaceAll(body, "SITE", "http://"+r.Host))
		case "/billet-2":
			w.WriteHeader(page)
			fmt.Fprint(w, article("Billet 2", long("Deux")))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "plain", URL: server.URL + "/feed", Kind: post.Feed}
	steps := []struct {
		change  func()
		outcome crawlers.Outcome
		added   int
	}{
		{func() {}, crawlers.Good, 2},
		{func() {}, crawlers.Unchanged, 0},
		{func() { status = 500 }, crawlers.Broken, 0},
		{func() { status = 200 }, crawlers.Unchanged, 0},
		// The page of the second item failed; when it is due again, the feed
		// is read though it is the same.
		{func() { b.now, page = b.now.Add(6*time.Hour), 200 }, crawlers.Good, 0},
		{func() {}, crawlers.Unchanged, 0},
		{func() { body = feedOf(item(3, long("Trois"))) }, crawlers.Good, 1},
	}
	for n, step := range steps {
		step.change()
		if v := b.run(t, source); v.Outcome != step.outcome || v.New != step.added {
			t.Errorf("run %d = %+v, want %s with %d new", n+1, v, step.outcome, step.added)
		}
	}
	if p := b.posts[post.NewID(server.URL+"/billet-2")]; !strings.Contains(p.Text, "Deux") {
		t.Errorf("the page that failed once was not read later: %q", p.Text)
	}
	if asked != len(steps) {
		t.Errorf("asked %d times in %d runs", asked, len(steps))
	}
}

func TestPostOfAPage(t *testing.T) {
	s := newSite(t, map[string]string{
		"/":                       "<!DOCTYPE html><a href='/2026/11/un-beau-billet?utm_source=home'>Un</a>",
		"/2026/11/un-beau-billet": article("Un beau billet", long("Texte")),
	})
	b := newBench(t, fetch.Options{})
	b.run(t, post.Source{ID: "ticket", URL: s.url + "/", Kind: post.BlogSite, Owner: post.Press})
	got, ok := b.posts[post.NewID(s.url+"/2026/11/un-beau-billet")]
	if !ok || got.Title != "Un beau billet" || got.Kind != post.Article || got.Language != "fr" || !got.Dated ||
		!got.Published.Equal(time.Date(2026, 11, 19, 20, 30, 0, 0, time.UTC)) || strings.Contains(got.Text, "Contact") {
		t.Errorf("posts = %+v", b.posts)
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

func TestSiteWhosePagesAreAllClosedIsNotWell(t *testing.T) {
	s := newSite(t, map[string]string{"/": "<!DOCTYPE html><a href='/2026/11/un-a-b'>1</a><a href='/2026/11/deux-a-b'>2</a><a href='/2026/11/trois-a-b'>3</a>"})
	b := newBench(t, fetch.Options{})
	v := b.run(t, post.Source{ID: "closed", URL: s.url + "/", Kind: post.BlogSite})
	if v.Outcome != crawlers.Broken || !strings.Contains(v.Error, "none of 3") || len(b.visits) != 4 {
		t.Errorf("run = %+v with %d visits, want broken, and each page in the log", v, len(b.visits))
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
	for _, want := range []time.Duration{time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour} {
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

func TestGoneEntryIsLookedForAgain(t *testing.T) {
	s := newSite(t, map[string]string{
		"/":    "<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/old>",
		"/old": feedOf(item(1, long("Un"))),
	})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "moved", URL: s.url + "/", Kind: post.BlogSite}
	b.run(t, source)
	s.mu.Lock()
	delete(s.pages, "/old")
	s.pages["/"] = "<!DOCTYPE html><link rel=alternate type=application/atom+xml href=/new>"
	s.pages["/new"] = feedOf(item(2, long("Deux")))
	s.mu.Unlock()
	if v := b.run(t, source); v.Outcome != crawlers.Good || v.Entry != s.url+"/new" || v.New != 1 {
		t.Errorf("run = %+v, want the new feed", v)
	}
}
