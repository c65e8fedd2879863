package demo

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding/charmap"

	"vigie/crawlers/post"
)

func TestFeedsParse(t *testing.T) {
	s := serve(t)
	n := 0
	for _, site := range s.sites {
		path := feedPath(site)
		if path == "" || site.Quirk == "gone" {
			continue
		}
		n++
		status, _, body := s.get(t, s.base(site.ID)+path)
		if status != http.StatusOK {
			t.Errorf("%s: feed answers %d", site.ID, status)
			continue
		}
		if site.Quirk == "charset" {
			if bytes.Contains(body, []byte("é")) {
				t.Errorf("%s: is UTF-8, want Windows-1252", site.ID)
			}
			decoded, err := charmap.Windows1252.NewDecoder().Bytes(body)
			if err != nil {
				t.Fatal(err)
			}
			body = decoded
		}
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			t.Errorf("%s: feed does not parse: %v", site.ID, err)
			continue
		}
		if got, want := len(feed.Items), min(feedItems, len(site.visible(start()))); got != want {
			t.Errorf("%s: %d items, want %d", site.ID, got, want)
		}
		for _, it := range feed.Items {
			if it.Title == "" || it.Link == "" || it.PublishedParsed == nil || it.PublishedParsed.After(start()) {
				t.Errorf("%s: item lacks something, or is early: %q %q %v", site.ID, it.Title, it.Link, it.PublishedParsed)
			}
			if full := it.Content != ""; full == (site.Feed == "teaser") {
				t.Errorf("%s: %q: full text %v in a %s feed", site.ID, it.Title, full, site.Feed)
			}
		}
	}
	if n < 35 {
		t.Errorf("%d sites with a feed, want 35 at least", n)
	}
}

// TestLinksAnswer follows every link of every site once.
func TestLinksAnswer(t *testing.T) {
	s := serve(t)
	hosts := map[string]bool{}
	for _, src := range s.Sources(s.addr) {
		u, err := url.Parse(src.URL)
		if err != nil {
			t.Fatal(err)
		}
		hosts[u.Host] = true
	}
	dead, _ := url.Parse(s.base("echo-du-rail"))
	queue := []string{"http://" + s.addr + "/"}
	seen := map[string]bool{queue[0]: true}
	for len(queue) > 0 {
		page := queue[0]
		queue = queue[1:]
		status, header, body := s.get(t, page)
		here, _ := url.Parse(page)
		if here.Host == dead.Host {
			if status != http.StatusGone {
				t.Errorf("%s: %d, want 410", page, status)
			}
			continue
		}
		if status != http.StatusOK {
			t.Errorf("%s: %d", page, status)
			continue
		}
		if !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			continue
		}
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for _, href := range doc.Find("a[href], link[href]").EachIter() {
			to, err := here.Parse(href.AttrOr("href", ""))
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			to.Fragment = ""
			if !hosts[to.Host] {
				t.Errorf("%s: leads out to %s", page, to)
			}
			if !seen[to.String()] {
				seen[to.String()] = true
				queue = append(queue, to.String())
			}
		}
	}
	t.Logf("%d addresses", len(seen))
	for _, site := range s.sites {
		for _, e := range site.visible(start()) {
			if at, _, _ := strings.Cut(s.base(site.ID)+e.path, "#"); !seen[at] {
				t.Errorf("%s: no link leads to it", at)
			}
		}
	}
}

func TestForumThreadsArePaginated(t *testing.T) {
	s := serve(t)
	for id, message := range map[string]string{"lignes-et-rails": "div.post[id^=p]", "usagers-34": "article.message--post"} {
		site := s.byHost[id]
		var longest *thread
		for _, th := range site.threads {
			if th.posts[len(th.posts)-1].at.Before(start()) && (longest == nil || len(th.posts) > len(longest.posts)) {
				longest = th
			}
		}
		if len(longest.posts) <= perPage {
			t.Fatalf("%s: longest thread has %d messages", id, len(longest.posts))
		}
		v := &view{web: s.Web, site: site, now: start()}
		var authors []string
		for page := 1; page <= (len(longest.posts)+perPage-1)/perPage; page++ {
			_, _, body := s.get(t, s.base(id)+v.threadURL(longest, page))
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range doc.Find(message).EachIter() {
				authors = append(authors, m.Find(".username").First().Text())
				if _, err := time.Parse(time.RFC3339, strings.Replace(m.Find("time").AttrOr("datetime", ""), "+0100", "+01:00", 1)); err != nil {
					t.Errorf("%s: message without its time: %v", id, err)
				}
			}
		}
		var want []string
		for _, e := range longest.posts {
			want = append(want, e.author)
		}
		if !slices.Equal(authors, want) {
			t.Errorf("%s: %q over all pages: authors %q, want %q", id, longest.title, authors, want)
		}
	}
}

func TestPostsAppearWithTheClock(t *testing.T) {
	s := serve(t)
	feed := s.base("le-ticket-dechire") + "/feed/"
	thread := s.base("usagers-34") + "/"
	_, before, body := s.get(t, feed)
	if bytes.Contains(body, []byte("300 bus de moins")) {
		t.Fatal("the relay is out before its time")
	}
	late := s.keys["r-ticket"]
	if status, _, _ := s.get(t, s.base("le-ticket-dechire")+late.path); status != http.StatusNotFound {
		t.Errorf("its page answers %d before its time, want 404", status)
	}
	s.clock.set(late.at)
	status, _, body := s.get(t, feed, "If-None-Match", before.Get("ETag"))
	if status != http.StatusOK || !bytes.Contains(body, []byte("300 bus de moins")) {
		t.Errorf("at its time the feed answers %d without the relay", status)
	}
	if status, _, _ := s.get(t, s.base("le-ticket-dechire")+late.path); status != http.StatusOK {
		t.Errorf("its page answers %d at its time", status)
	}
	s.clock.set(start().Add(5 * time.Minute))
	if _, _, body := s.get(t, thread); !bytes.Contains(body, []byte("300 bus supprimés en douce")) {
		t.Error("the forum's thread has not appeared")
	}
}

func TestNotModified(t *testing.T) {
	s := serve(t)
	for _, path := range []string{"/", "/feed/", "/robots.txt"} {
		url := s.base("le-ticket-dechire") + path
		_, h, _ := s.get(t, url)
		for name, value := range map[string]string{"If-None-Match": h.Get("ETag"), "If-Modified-Since": h.Get("Last-Modified")} {
			status, _, body := s.get(t, url, name, value)
			if value == "" || status != http.StatusNotModified || len(body) > 0 {
				t.Errorf("%s with %s %q: %d and %d bytes, want 304 and none", path, name, value, status, len(body))
			}
		}
	}
}

func TestQuirks(t *testing.T) {
	s := serve(t)
	if status, _, _ := s.get(t, s.base("echo-du-rail")+"/"); status != http.StatusGone {
		t.Errorf("the dead site answers %d, want 410", status)
	}
	if _, _, body := s.get(t, s.base("entre-voisins")+"/robots.txt"); !bytes.Contains(body, []byte("Disallow: /\n")) {
		t.Errorf("robots.txt of entre-voisins: %q", body)
	}
	if status, _, _ := s.get(t, s.base("quai-numero-9")+"/sitemap.xml"); status != http.StatusNotFound {
		t.Errorf("the site without a sitemap answers %d for it", status)
	}
	_, h, body := s.get(t, s.base("courrier-de-la-combe")+"/")
	if h.Get("Content-Type") != "text/html; charset=utf-8" || !bytes.Contains(body, []byte("\xe9")) {
		t.Errorf("the site with a wrong charset says %q", h.Get("Content-Type"))
	}
	if status, _, _ := s.get(t, s.base("rue-des-halles")+"/nowhere"); status != http.StatusNotFound {
		t.Errorf("a page that is not there answers %d", status)
	}
}

func TestSources(t *testing.T) {
	s := serve(t)
	owners := map[post.Owner]int{}
	for _, src := range s.Sources(s.addr) {
		owners[src.Owner]++
		if src.ID == "" || src.Name == "" || src.Kind == "" || src.Language == "" || src.Every == 0 {
			t.Errorf("source lacks something: %+v", src)
		}
	}
	for _, o := range []post.Owner{post.Press, post.Staff, post.Customer, post.Institution, post.Competitor, post.Company, post.Satire} {
		if owners[o] == 0 {
			t.Errorf("no source of owner %s", o)
		}
	}
}
