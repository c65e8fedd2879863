package extract_test

import (
	"os"
	"path/filepath"
	"testing"

	"vigie/crawlers/extract"
)

// pages is where the pages that others chose stand, when they do.
const pages = "../../../shared/data/article-pages/test/test-pages"

// BenchmarkArticle reads the pages that others chose, one an operation.
func BenchmarkArticle(b *testing.B) {
	names, err := filepath.Glob(filepath.Join(pages, "*", "source.html"))
	if err != nil || len(names) == 0 {
		b.Skipf("no pages to measure with at %s", pages)
	}
	bodies := make([][]byte, len(names))
	for i, name := range names {
		if bodies[i], err = os.ReadFile(name); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = extract.Article(bodies[i%len(bodies)], "http://fakehost/test/page.html") // some hold no article
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
