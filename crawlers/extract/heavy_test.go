package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

// TestNastyPages reads pages that would take an extractor minutes: deep ones,
// wide ones, and those that never close what they open.
func TestNastyPages(t *testing.T) {
	const para = "<p>La régie a publié ses chiffres hier soir, et la ligne 3 en est le premier sujet.</p>"
	var attributes strings.Builder
	for n := range 20_000 {
		fmt.Fprintf(&attributes, "a%d=b ", n)
	}
	tests := []struct {
		name, body string
		text       bool // there is one to find
	}{
		{"paragraphs below much", strings.Repeat("<div>", 450) + strings.Repeat(para, 20_000), true},
		{"inline below much", "<p>" + strings.Repeat("<span>mot, ", 450) + strings.Repeat("<i>a</i>", 50_000), false},
		{"bylines below authors", strings.Repeat("<div class=author>", 450) + strings.Repeat("<p class=meta>Par x</p>", 40_000), false},
		{"headings within headings", strings.Repeat("<h1><div>", 200) + strings.Repeat(para, 10_000), true},
		{"many paragraphs", "<article>" + strings.Repeat(para, 50_000) + "</article>", true},
		{"more elements than are read", "<main>" + strings.Repeat(para, 100_000) + "</main>", true},
		{"one word after the other", "<p>" + strings.Repeat("mot, ", 1_000_000), true},
		{"bold without end", strings.Repeat("<b>x", 50_000), false},
		{"bold and paragraphs without end", strings.Repeat("<b><p>", 50_000), false},
		{"tables in tables", strings.Repeat("<table><tr><td>x", 20_000), false},
		{"home links", strings.Repeat("<a href=/>x</a>", 60_000) + para, false},
		{"a title of bars", "<title>" + strings.Repeat("a - ", 500_000) + "</title>" + para, false},
		{"headings", strings.Repeat("<h2>mot deux trois</h2>"+para, 20_000), true},
		{"meta elements", "<head>" + strings.Repeat("<meta name=a content=b>", 60_000), false},
		{"brackets", "<script type='application/ld+json'>" + strings.Repeat("[", 1_000_000) + "</script>" + para, false},
		{"attributes", "<p " + attributes.String() + ">x", false},
		{"white space", "<p>" + strings.Repeat(" \n\t", 3_000_000) + "x", false},
		{"dates", strings.Repeat("<p class=date>Publié le 12 mai 2020 à 2020</p>", 30_000), false},
		{"comments in comments", strings.Repeat("<div class=comment><b class=author>A</b> 5 March 2026 10:20 <p>x", 100_000), false},
		{"comments side by side", "<div id=comments>" + strings.Repeat("<div class=comment><b class=author>A</b> 5 March 2026 10:20 <p>Un avis de plus.</p></div>", 50_000), false},
		{"comments in data", "<script type='application/ld+json'>{\"@type\":\"Article\",\"comment\":[" + strings.Repeat("{\"text\":\"x\",\"author\":\"A\"},", 150_000) + "{}]}</script>" + para, false},
		{"nothing that repeats, often", "<div class=comments>" + strings.Repeat("<div><div>2026-03-05 x</div>", 200) + strings.Repeat("<li>il y a 2 ans, mot</li>", 100_000), false},
		{"anchors of comments", "<ol class=comment-list>" + strings.Repeat("<li class=comment>", 400) + strings.Repeat("<a href=#comment-1>x</a>", 100_000), false},
		{"named for comments", strings.Repeat("<div class='comments comment-list'>", 450) + strings.Repeat("<a class=comment>x</a>", 100_000), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			got, _ := extract.Article([]byte(tt.body), "https://a.example/2026/x")
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("%d bytes took %s", len(tt.body), took)
			} else if took > time.Second {
				t.Logf("%d bytes took %s", len(tt.body), took)
			}
			if tt.text && len(got.Text) < 1000 {
				t.Errorf("Text has %d bytes, want what the page says", len(got.Text))
			}
		})
	}
}
