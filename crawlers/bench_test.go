package crawlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gocolly/colly/v2"

	"vigie/crawlers"
	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// benchPages is how many article pages one round crawls.
const benchPages = 2000

// BenchmarkPages crawls article pages on loopback, without a pause: by a run of
// ours (robots.txt, limits, extraction, posts), by bare colly, and by bare
// colly with the same extractor.
func BenchmarkPages(b *testing.B) {
	pages := map[string]string{"/robots.txt": "User-agent: *\nDisallow: /prive\n"}
	var list strings.Builder
	list.WriteString("<urlset>")
	var addresses []string
	for n := range benchPages {
		at := fmt.Sprintf("/2026/11/un-beau-billet-%d", n)
		pages[at] = article(fmt.Sprintf("Billet %d", n), long(fmt.Sprintf("Texte %d", n)))
		addresses = append(addresses, at)
		fmt.Fprintf(&list, "<url><loc>SITE%s</loc></url>", at)
	}
	list.WriteString("</urlset>")
	pages["/sitemap.xml"] = list.String()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.ReplaceAll(body, "SITE", server.URL))
	}))
	defer server.Close()

	b.Run("vigie", func(b *testing.B) {
		for b.Loop() {
			m := newMemory()
			f := fetch.New(fetch.Options{AllowPrivate: true})
			c := crawlers.New(crawlers.Options{Fetcher: f, Sink: m, Visits: m, Pages: benchPages})
			v, err := c.Run(context.Background(), post.Source{ID: "bench", URL: server.URL + "/sitemap.xml", Kind: post.BlogSite})
			if err != nil || v.New != benchPages {
				b.Fatalf("run = %+v, %v, want %d posts", v, err, benchPages)
			}
			f.Close()
		}
		b.ReportMetric(float64(b.N*benchPages)/b.Elapsed().Seconds(), "pages/s")
	})
	bare := func(b *testing.B, read func(*colly.Response)) {
		for b.Loop() {
			c := colly.NewCollector()
			got := 0
			c.OnResponse(func(r *colly.Response) {
				got++
				read(r)
			})
			for _, at := range addresses {
				if err := c.Visit(server.URL + at); err != nil {
					b.Fatal(err)
				}
			}
			if got != benchPages {
				b.Fatalf("%d pages, want %d", got, benchPages)
			}
		}
		b.ReportMetric(float64(b.N*benchPages)/b.Elapsed().Seconds(), "pages/s")
	}
	b.Run("colly", func(b *testing.B) { bare(b, func(*colly.Response) {}) })
	b.Run("colly-and-extractor", func(b *testing.B) {
		bare(b, func(r *colly.Response) {
			if _, err := extract.Article(r.Body, r.Request.URL.String()); err != nil {
				b.Fatal(err)
			}
		})
	})
}
