package crawlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

func TestFaultsHaveAKind(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "User-agent: *\nDisallow: /private/")
	})
	for path, status := range map[string]int{"/401": 401, "/403": 403, "/gone": 410, "/500": 500, "/418": 418} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	}
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	mux.HandleFunc("/reserved", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("TDM-Reservation", "1")
		fmt.Fprint(w, feedOf(item(1, "Un")))
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 2<<20)) })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, "<rss>")
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!DOCTYPE html><p>Bonjour") })
	server := httptest.NewServer(mux)
	defer server.Close()
	secure := httptest.NewTLSServer(mux) // of whose certificate nobody has heard
	defer secure.Close()
	closed := httptest.NewServer(mux)
	closed.Close()
	tests := []struct {
		url  string
		want crawlers.Fault
	}{
		{server.URL + "/private/feed", crawlers.FaultRobots},
		{server.URL + "/reserved", crawlers.FaultReserved},
		{server.URL + "/401", crawlers.FaultDenied},
		{server.URL + "/403", crawlers.FaultDenied},
		{server.URL + "/gone", crawlers.FaultGone},
		{server.URL + "/500", crawlers.FaultServer},
		{server.URL + "/418", crawlers.FaultStatus},
		{server.URL + "/large", crawlers.FaultLarge},
		{server.URL + "/loop", crawlers.FaultRedirects},
		{server.URL + "/slow", crawlers.FaultSlow},
		{server.URL + "/cut", crawlers.FaultCut},
		{server.URL + "/page", crawlers.FaultUnreadable},
		{server.URL + "/busy", crawlers.FaultBusy},
		{secure.URL + "/feed", crawlers.FaultTLS},
		{closed.URL + "/feed", crawlers.FaultConnect},
		{"http://no-such-host.invalid/feed", crawlers.FaultName},
		{"gopher://127.0.0.1/feed", crawlers.FaultPrivate},
	}
	for _, tt := range tests {
		b := newBench(t, fetch.Options{Timeout: time.Second, MaxBytes: 1 << 20})
		if v := b.run(t, post.Source{ID: "x", URL: tt.url, Kind: post.Feed}); v.Fault != tt.want || v.Error == "" {
			t.Errorf("run of %s: fault %q (%s), want %q", tt.url, v.Fault, v.Error, tt.want)
		} else if strings.Count(v.Error, tt.url) > 1 {
			t.Errorf("the error names the address %d times: %s", strings.Count(v.Error, tt.url), v.Error)
		}
	}
}

func TestReservedPagesAreLeftAlone(t *testing.T) {
	closed := strings.Replace(article("Billet 1", long("Réservé")), "<head>", "<head><meta name='tdm-reservation' content='1'>", 1)
	s := newSite(t, map[string]string{
		"/":                          "<!DOCTYPE html><a href='/2026/11/un-billet-reserve'>Un</a><a href='/2026/11/un-billet-ouvert'>Deux</a>",
		"/2026/11/un-billet-reserve": closed, "/2026/11/un-billet-ouvert": article("Billet 2", long("Ouvert")),
	})
	source := post.Source{ID: "site", URL: s.url + "/", Kind: post.BlogSite}
	b := newBench(t, fetch.Options{})
	if v := b.run(t, source); v.Outcome != crawlers.Good || v.New != 1 {
		t.Errorf("run = %+v, want the one post that is not reserved", v)
	}
	i := slices.IndexFunc(b.visits, func(v crawlers.Visit) bool { return strings.HasSuffix(v.URL, "reserve") })
	if i < 0 || b.visits[i].Outcome != crawlers.Refused || b.visits[i].Fault != crawlers.FaultReserved || !strings.Contains(b.visits[i].Error, "leave") {
		t.Errorf("visits %+v: want the reserved page refused, with the remedy", b.visits)
	}
	source.Leave = true
	b = newBench(t, fetch.Options{})
	if v := b.run(t, source); v.New != 2 {
		t.Errorf("run with the owner's leave = %+v, want both posts", v)
	}
}

func TestTombstonesEraseWhatIsTheFeedsOwn(t *testing.T) {
	tomb := func(ref string) string {
		return "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='" + ref + "' when='2026-11-20T08:00:00Z'/>"
	}
	feed := "<feed xmlns='http://www.w3.org/2005/Atom'><title>Lignes</title><id>x</id>" +
		tomb("SITE/billet-1") + tomb("https://journal.example.org/article-9") + tomb("tag:lignes,2026:7") +
		"<entry><title>Deux</title><id>SITE/billet-2</id><link href='SITE/billet-2'/><content>" + long("Deux") + "</content></entry></feed>"
	s := newSite(t, map[string]string{"/feed": feed})
	m := &forgetful{memory: newMemory()}
	c := crawlers.New(crawlers.Options{Fetcher: fetch.New(fetch.Options{AllowPrivate: true}), Sink: m, Visits: m})
	if _, err := c.Run(t.Context(), post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed}); err != nil {
		t.Fatal(err)
	}
	want := []string{post.NewID(s.url + "/billet-1"), post.NewID("lignes", "tag:lignes,2026:7")}
	if !slices.Equal(m.erased, want) {
		t.Errorf("erased %v, want %v: another's article is not this feed's to take back", m.erased, want)
	}
}

const comment = "<li class='comment' id='comment-%d'><div class='comment-author'>Usager %d</div><time datetime='2026-11-20T07:%02d:00+01:00'></time><div class='comment-content'><p>Commentaire numéro %d, et il dit ce qu&#39;il pense du bus.</p></div></li>"

func commented(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, comment, i+1, i+1, i, i+1)
	}
	return strings.Replace(article("Billet 1", long("Un")), "</body>", "<section id='comments'><ol class='comment-list'>"+list.String()+"</ol></section></body>", 1)
}

func TestCommentsArePosts(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(item(1, "Un début…")), "/billet-1": commented(2)})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Owner: post.Press, Every: time.Hour}
	if v := b.run(t, source); v.New != 3 {
		t.Errorf("run = %+v, want the article and two comments", v)
	}
	said := b.posts[post.NewID(s.url+"/billet-1#comment-2")]
	at := time.Date(2026, 11, 20, 6, 1, 0, 0, time.UTC)
	if said.Kind != post.Comment || said.Author != "Usager 2" || !said.Published.Equal(at) || said.Thread != post.NewID(s.url+"/billet-1") || said.Parent != said.Thread {
		t.Errorf("the second comment is %+v, want it under the article", said)
	}
	if p := b.posts[post.NewID(s.url+"/billet-1")]; strings.Contains(p.Text, "Commentaire") {
		t.Errorf("the article says what its readers do: %q", p.Text)
	}
	s.set("/billet-1", commented(3))
	if v := b.run(t, source); v.New != 1 || s.count("/billet-1") != 2 {
		t.Errorf("an hour later = %+v, want the new comment", v)
	}
	for range 30 * 24 {
		b.run(t, source)
	}
	if asked := s.count("/billet-1"); asked < 8 || asked > 16 {
		t.Errorf("in a month the page was asked for %d times, want ever more seldom", asked)
	}
}

func TestALayoutThatChangesIsNoticed(t *testing.T) {
	s := newSite(t, map[string]string{"/forum/": boardPage, "/forum/viewtopic.php?t=1": threadHead + message(1, "Le bus n'est pas passé.") + "</body></html>"})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "forum", URL: s.url + "/forum/", Kind: post.Forum}
	if v := b.run(t, source); v.Outcome != crawlers.Good {
		t.Fatalf("run = %+v", v)
	}
	s.set("/forum/", "<!DOCTYPE html><div id=app></div><script src=/app.js></script>")
	v := b.run(t, source)
	if v.Outcome != crawlers.Broken || v.Fault != crawlers.FaultLayout || !strings.Contains(v.Error, "2026-11-20 09:00 UTC") {
		t.Errorf("a forum that holds nothing any more = %+v, want the layout named, and since when", v)
	}
	home := func(from int) string {
		var links strings.Builder
		for n := range 6 {
			fmt.Fprintf(&links, "<a href='/2026/11/un-beau-billet-%d'>Billet</a>", from+n)
		}
		return "<!DOCTYPE html>" + links.String()
	}
	pages := map[string]string{"/": home(0)}
	for n := range 6 {
		pages[fmt.Sprintf("/2026/11/un-beau-billet-%d", n)] = article("Billet", long(fmt.Sprint(n)))
		pages[fmt.Sprintf("/2026/11/un-beau-billet-%d", 10+n)] = "<!DOCTYPE html><p>Connectez-vous."
	}
	s = newSite(t, pages)
	source = post.Source{ID: "site", URL: s.url + "/", Kind: post.BlogSite}
	if v := b.run(t, source); v.New != 6 {
		t.Fatalf("run = %+v", v)
	}
	s.set("/", home(10))
	if v := b.run(t, source); v.Outcome != crawlers.Broken || v.Fault != crawlers.FaultLayout {
		t.Errorf("a site whose new pages hold no article = %+v, want the layout named", v)
	}
}

// A wall in the middle of a thread is told, and what is behind it read later.
func TestAWallInAThreadIsTold(t *testing.T) {
	first := strings.Replace(thread("Premier."), "</body>", `<a class="pageNav-jump pageNav-jump--next" href="/threads/la-3.7/page-2">Suivant</a></body>`, 1)
	s := newSite(t, map[string]string{"/threads/la-3.7/": first, "/threads/la-3.7/page-2": "<!DOCTYPE html><title>Êtes-vous humain ?</title><p>Cochez la case."})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "fil", URL: s.url + "/threads/la-3.7/", Kind: post.Forum}
	if v := b.run(t, source); v.New != 1 || v.Fault != crawlers.FaultLayout || v.Error == "" {
		t.Errorf("run = %+v, want the first page's message, and the wall told", v)
	}
	s.set("/threads/la-3.7/page-2", strings.ReplaceAll(thread("Deuxième."), "post-5", "post-9"))
	b.now = b.now.Add(24 * time.Hour)
	b.run(t, source)
	if v := b.run(t, source); v.Fault != "" || len(b.posts) != 2 {
		t.Errorf("run without the wall = %+v, %d posts; want both messages and no fault", v, len(b.posts))
	}
}

func TestSitemapsAreWhereRobotsTxtSays(t *testing.T) {
	s := newSite(t, map[string]string{
		"/robots.txt":             "User-agent: *\nDisallow:\nSitemap: SITE/plan/articles.xml\n",
		"/":                       "<!DOCTYPE html><p>Bienvenue.",
		"/plan/articles.xml":      "<urlset><url><loc>SITE/2026/11/un-beau-billet</loc></url></urlset>",
		"/2026/11/un-beau-billet": article("Billet", long("Un")),
	})
	b := newBench(t, fetch.Options{})
	if v := b.run(t, post.Source{ID: "site", URL: s.url + "/", Kind: post.BlogSite}); v.New != 1 || v.Entry != s.url+"/plan/articles.xml" {
		t.Errorf("run = %+v, want the post of the sitemap that robots.txt names", v)
	}
}

func TestAutoAsksOnce(t *testing.T) {
	for name, pages := range map[string]map[string]string{
		"a feed":  {"/": feedOf(item(1, long("Un")))},
		"a forum": {"/": boardPage},
	} {
		s := newSite(t, pages)
		b := newBench(t, fetch.Options{})
		for n := range 3 {
			b.run(t, post.Source{ID: "x", URL: s.url + "/"})
			if s.count("/") != n+1 {
				t.Errorf("%s was asked for %d times in %d runs", name, s.count("/"), n+1)
			}
		}
	}
}

func TestIntranetTokenStaysAtHome(t *testing.T) {
	var mu sync.Mutex
	told := map[string]string{}
	serve := func(pages map[string]string) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			told[r.Host+r.URL.Path] = r.Header.Get("Authorization")
			mu.Unlock()
			if r.Header.Get("Authorization") != "Bearer secret" && r.URL.Path == "/feed" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, pages[r.URL.Path])
		}))
	}
	away := serve(map[string]string{"/billet-1": article("Dehors", long("Dehors"))})
	defer away.Close()
	home := serve(map[string]string{"/feed": strings.ReplaceAll(feedOf(item(1, "Un début…")), "SITE", away.URL)})
	defer home.Close()
	b := newBench(t, fetch.Options{})
	v := b.run(t, post.Source{ID: "intranet", URL: home.URL + "/feed", Kind: post.Intranet, Token: "Bearer secret"})
	if v.Outcome != crawlers.Good || v.New != 1 {
		t.Errorf("run = %+v, want the post", v)
	}
	for at, authorization := range told {
		if strings.HasPrefix("http://"+at, away.URL) && authorization != "" {
			t.Errorf("%s, another host, was told %q", at, authorization)
		}
	}
	if v := b.run(t, post.Source{ID: "stranger", URL: home.URL + "/feed", Kind: post.Intranet}); v.Fault != crawlers.FaultDenied {
		t.Errorf("run without the token = %+v, want it denied", v)
	}
}
