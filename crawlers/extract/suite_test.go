package extract_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-shiori/go-readability"
	"github.com/markusmobius/go-trafilatura"

	"vigie/crawlers/extract"
)

// pages is where the pages that others chose stand, when they do.
const pages = "../../../shared/data/article-pages/test/test-pages"

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// shingles counts the runs of four words.
func shingles(text string) map[string]int {
	words := word.FindAllString(strings.ToLower(text), -1)
	n := min(4, len(words))
	all := make(map[string]int)
	for i := 0; n > 0 && i+n <= len(words); i++ {
		all[strings.Join(words[i:i+n], " ")]++
	}
	return all
}

func f1(got, want string) float64 {
	a, b := shingles(got), shingles(want)
	both, na, nb := 0, 0, 0
	for run, n := range a {
		na += n
		both += min(n, b[run])
	}
	for _, n := range b {
		nb += n
	}
	if na+nb == 0 {
		return 1
	}
	return 2 * float64(both) / float64(na+nb)
}

// TestArticlePages measures word-shingle F1 beside the bare extractors, and
// how often title, author and date are right.
func TestArticlePages(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(pages, "*"))
	if err != nil || len(dirs) == 0 {
		t.Skipf("no pages to measure with at %s: the measure is not made", pages)
	}
	at, _ := url.Parse("http://fakehost/test/page.html")
	sum := map[string]float64{}
	var took time.Duration
	for _, dir := range dirs {
		source, err := os.ReadFile(filepath.Join(dir, "source.html"))
		if err != nil {
			t.Fatal(err)
		}
		expected, err := os.ReadFile(filepath.Join(dir, "expected.html"))
		if err != nil {
			t.Fatal(err)
		}
		want := extract.Text(string(expected))
		start := time.Now()
		page, err := extract.Article(source, at.String())
		took += time.Since(start)
		score := f1(page.Text, want)
		sum["ours"] += score
		wide, strict := 0.0, 0.0
		if r, err := readability.FromReader(bytes.NewReader(source), at); err == nil {
			wide = f1(r.TextContent, want)
		}
		if r, err := trafilatura.Extract(bytes.NewReader(source), trafilatura.Options{OriginalURL: at, HtmlDateMode: trafilatura.Disabled}); err == nil {
			strict = f1(r.ContentText, want)
		}
		sum["readability"] += wide
		sum["trafilatura"] += strict
		var m struct{ Title, Byline, PublishedTime, Lang string }
		text, _ := os.ReadFile(filepath.Join(dir, "expected-metadata.json"))
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		for name, pair := range map[string][2]string{"title": {page.Title, m.Title}, "author": {page.Author, m.Byline}, "language": {page.Language, strings.ToLower(strings.Split(m.Lang, "-")[0])}} {
			if pair[1] != "" {
				sum[name+" of"]++
				if pair[0] == pair[1] {
					sum[name]++
				}
				if same(name, pair[0], pair[1]) {
					sum[name+" in sense"]++
				} else if testing.Verbose() {
					t.Logf("%s: %s %q, want %q", filepath.Base(dir), name, pair[0], pair[1])
				}
			}
		}
		if m.PublishedTime != "" {
			sum["date of"]++
			if got := page.Published.Format("2006-01-02T15:04"); page.Dated && strings.HasPrefix(got, normal(m.PublishedTime)) {
				sum["date"]++
			} else {
				t.Logf("%s: published %s, want %s", filepath.Base(dir), got, m.PublishedTime)
			}
		}
		if score < 0.9 && testing.Verbose() {
			t.Logf("%s: F1 %.3f, readability %.3f, trafilatura %.3f, %v", filepath.Base(dir), score, wide, strict, err)
		}
	}
	n := float64(len(dirs))
	t.Logf("article pages: F1 %.4f; bare go-readability %.4f, bare go-trafilatura %.4f; %d pages, %s a page", sum["ours"]/n, sum["readability"]/n, sum["trafilatura"]/n, len(dirs), took/time.Duration(len(dirs)))
	t.Logf("in sense: title %.0f, author %.0f (white space, the site's name after a title, \"By\" and dates around an author do not count)", sum["title in sense"], sum["author in sense"])
	t.Logf("title %.0f of %.0f, author %.0f of %.0f, date %.0f of %.0f, language %.0f of %.0f", sum["title"], sum["title of"], sum["author"], sum["author of"], sum["date"], sum["date of"], sum["language"], sum["language of"])
	if sum["ours"]/n < 0.955 {
		t.Errorf("F1 %.4f, want .955 or more", sum["ours"]/n)
	}
	if sum["title in sense"] < 0.95*sum["title of"] || sum["author in sense"] < 0.85*sum["author of"] {
		t.Errorf("title %.0f of %.0f, author %.0f of %.0f in sense, want 95 %% and 85 %%", sum["title in sense"], sum["title of"], sum["author in sense"], sum["author of"])
	}
}

var (
	folding = regexp.MustCompile(`[\s\p{Z}]+`)
	suffix  = regexp.MustCompile(`^\s*(?:[|·•»–—_\[-]|\s)+\S`)
	before  = regexp.MustCompile(`(?i)^(?:written by|by|par)\s+`)
	after   = regexp.MustCompile(`(?i)(?: edited by .*| webmd health news|\s*(?:\d{1,2} )?(?:dec|march) ?\d.*)$`)
)

// same compares what was read with what is expected, which for titles often
// has the site's name at its end, and for authors the line they stand on.
func same(name, got, want string) bool {
	got, want = strings.TrimSpace(folding.ReplaceAllString(got, " ")), strings.TrimSpace(folding.ReplaceAllString(want, " "))
	switch {
	case got == want:
		return true
	case name == "title" && got != "" && strings.HasPrefix(want, got):
		return suffix.MatchString(want[len(got):])
	case name == "author":
		return got == after.ReplaceAllString(before.ReplaceAllString(want, ""), "")
	}
	return false
}

// normal is an expected time in UTC, to the minute.
func normal(said string) string {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, said); err == nil {
			return at.UTC().Format("2006-01-02T15:04")
		}
	}
	said = strings.Replace(said, " ", "T", 1)
	return said[:min(len(said), len("2006-01-02T15:04"))]
}
