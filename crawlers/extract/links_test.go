package extract_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie/crawlers/extract"
)

func TestLinks(t *testing.T) {
	body := `<base href="https://a.example/blog/"><a href="un">1</a><a href="un#x">2</a><a href="/deux?utm_source=x">3</a><a href="mailto:x@a.example">4</a><a href="javascript:void(0)">5</a><a rel="nofollow" href="/non">6</a>`
	got := strings.Join(extract.Links([]byte(body), "https://a.example/"), " ")
	if want := "https://a.example/blog/un https://a.example/deux"; got != want {
		t.Errorf("Links = %s, want %s", got, want)
	}
}

func TestFeedLinks(t *testing.T) {
	body := `<link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments/feed">
<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="feed://a.example/atom">
<link rel="alternate" type="application/rss+xml" href="/rss">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="alternate stylesheet" type="text/xml" href="/style.xml">
<a href="/index.xml">Flux</a><a href="https://other.example/feed">x</a>`
	got := strings.Join(extract.FeedLinks([]byte(body), "https://a.example/"), " ")
	if want := "https://a.example/atom https://a.example/rss https://a.example/index.xml https://a.example/comments/feed"; got != want {
		t.Errorf("FeedLinks = %s, want %s", got, want)
	}
}

// TestAutodiscoverySuite reads the pages of the autodiscovery test suite: each
// announces its feed in another spelling.
func TestAutodiscoverySuite(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/feeds/autodiscovery/html4-*.html")
	if len(files) == 0 {
		t.Skip("the autodiscovery suite is not there: the measure is not made")
	}
	found := 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(extract.FeedLinks(body, "https://a.example/"+filepath.Base(file))) > 0 {
			found++
		} else {
			t.Logf("no feed found in %s", filepath.Base(file))
		}
	}
	t.Logf("autodiscovery: a feed found in %d of %d pages", found, len(files))
}

func TestStory(t *testing.T) {
	const site = "https://a.example/"
	tests := []struct {
		address string
		want    bool
	}{
		{"https://a.example/2026/11/un-billet", true}, {"https://a.example/le-ticket-dechire", true}, {"https://a.example/?p=1234", true},
		{"https://www.a.example/article-1234.html", true}, {"https://a.example/", false}, {"https://a.example/contact", false},
		{"https://a.example/tag/bus-de-nuit-en-ville", false}, {"https://a.example/photo-1234.jpg", false}, {"https://b.example/2026/11/un-billet", false},
		{"https://a.example:8080/2026/11/un-billet", false}, {"https://a.example/page/2", false}, {"https://a.example/wp-login.php", false},
	}
	for _, tt := range tests {
		if got := extract.Story(tt.address, site); got != tt.want {
			t.Errorf("Story(%s) = %t, want %t", tt.address, got, tt.want)
		}
	}
}

func TestReadSitemap(t *testing.T) {
	const urls = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://a.example/old </loc><lastmod>2020-01-01</lastmod></url><url><loc>https://a.example/none</loc></url>
<url><loc>https://a.example/new</loc><news:news><news:publication_date>2026-11-20T08:15+01:00</news:publication_date><news:title>A &amp; B</news:title></news:news></url><url><loc>/relative</loc></url></urlset>`
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, urls)
	z.Close()
	for name, body := range map[string][]byte{"plain": []byte(urls), "gzipped": packed.Bytes(), "cut": []byte(urls[:len(urls)-30])} {
		m, err := extract.ReadSitemap(body)
		var got []string
		for _, p := range m.Pages {
			got = append(got, p.URL)
		}
		if want := "https://a.example/new https://a.example/old https://a.example/none"; err != nil || strings.Join(got, " ") != want || m.Pages[0].Title != "A & B" {
			t.Errorf("%s: pages %q, %v, want %s", name, got, err, want)
		}
	}
	m, err := extract.ReadSitemap([]byte(`<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>`))
	if err != nil || len(m.Maps) != 1 || len(m.Pages) != 0 {
		t.Errorf("index = %+v, %v", m, err)
	}
	if m, err := extract.ReadSitemap([]byte("https://a.example/1\nhttps://a.example/2\n")); err != nil || len(m.Pages) != 2 {
		t.Errorf("plain list = %+v, %v", m, err)
	}
	for _, bad := range []string{"", "<html></html>", "<rss/>", "\x1f\x8bxx", "hello"} {
		if m, err := extract.ReadSitemap([]byte(bad)); !errors.Is(err, extract.ErrNotSitemap) {
			t.Errorf("ReadSitemap(%q) = %+v, %v, want ErrNotSitemap", bad, m, err)
		}
	}
}

func TestSitemapBomb(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	zeros := bytes.Repeat([]byte(" "), 1<<20)
	for range 60 {
		z.Write(zeros)
	}
	z.Close()
	if _, err := extract.ReadSitemap(packed.Bytes()); !errors.Is(err, extract.ErrNotSitemap) {
		t.Errorf("a sitemap that unpacks to 60 MB: %v, want a refusal", err)
	}
}

func FuzzReadSitemap(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc>https://a.example/</loc><lastmod>2026-11-20</lastmod></url></urlset>`))
	f.Add([]byte("<sitemapindex><sitemap><loc>https://a"))
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := extract.ReadSitemap(body)
		for _, p := range append(m.Pages, m.Maps...) {
			if err != nil || !strings.HasPrefix(p.URL, "http") {
				t.Errorf("ReadSitemap(%q): place %+v, %v", body, p, err)
			}
		}
	})
}
