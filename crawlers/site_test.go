package crawlers_test

import (
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

// A page that was read in full and cannot be read again, for comments or because
// it changed, does not give its place to the feed's teaser.
func TestTeaserNeverReplacesTheWholeText(t *testing.T) {
	updated := strings.Replace(item(1, "Un début…"), "</item>", "<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2026-11-20T23:30:00Z</atom:updated></item>", 1)
	for name, after := range map[string]string{"comments are due": feedOf(item(1, "Un début…")), "it changed": feedOf(updated, item(2, long("Deux")))} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, map[string]string{"/feed": feedOf(item(1, "Un début…")), "/billet-1": commented(2)})
			b := newBench(t, fetch.Options{})
			source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour}
			b.run(t, source)
			s.set("/feed", after)
			s.mu.Lock()
			delete(s.pages, "/billet-1")
			s.mu.Unlock()
			for range 30 {
				b.run(t, source)
			}
			if s.count("/billet-1") < 2 {
				t.Fatal("the page was not asked for again")
			}
			if p := b.posts[post.NewID(s.url+"/billet-1")]; !strings.Contains(p.Text, "Un. "+whole) {
				t.Errorf("the post says %q, want the text of its page", p.Text)
			}
		})
	}
}

// A stranger's page that asks for rest is left alone; the feed that led to it
// goes on, and so do the pages of other hosts.
func TestRestOfAStranger(t *testing.T) {
	tired := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/billet") {
			w.Header().Set("Retry-After", "604800")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer tired.Close()
	theirs := strings.ReplaceAll(item(1, "Un début…")+item(2, "Un début…"), "SITE", strings.Replace(tired.URL, "127.0.0.1", "tired.localhost", 1))
	s := newSite(t, map[string]string{"/feed": feedOf(theirs, item(3, "Un début…")), "/billet-3": article("Trois", long("Trois"))})
	b := newBench(t, fetch.Options{})
	v := b.run(t, post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour})
	if v.Outcome != crawlers.Good || v.New != 3 || v.Next.After(start.Add(2*time.Hour)) || s.count("/billet-3") != 1 {
		t.Errorf("run = %+v, own page asked for %d times; want all three posts, and the next run in an hour", v, s.count("/billet-3"))
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

func TestSiteWhosePagesAreAllClosedIsNotWell(t *testing.T) {
	s := newSite(t, map[string]string{"/": "<!DOCTYPE html><a href='/2026/11/un-a-b'>1</a><a href='/2026/11/deux-a-b'>2</a><a href='/2026/11/trois-a-b'>3</a>"})
	b := newBench(t, fetch.Options{})
	v := b.run(t, post.Source{ID: "closed", URL: s.url + "/", Kind: post.BlogSite})
	if v.Outcome != crawlers.Broken || !strings.Contains(v.Error, "none of 3") || len(b.visits) != 4 {
		t.Errorf("run = %+v with %d visits, want broken, and each page in the log", v, len(b.visits))
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
