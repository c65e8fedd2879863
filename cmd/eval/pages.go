package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-shiori/go-readability"
	"github.com/markusmobius/go-trafilatura"

	"vigie/crawlers/extract"
)

// articles compares the text of pages with what is expected, beside two bare
// extractors on the same pages.
func articles(ctx context.Context, t *table) error {
	dirs, err := glob(t.path("article-pages", "test", "test-pages", "*"))
	if err != nil {
		return err
	}
	at := &url.URL{Scheme: "http", Host: "fakehost", Path: "/test/page.html"}
	var ours, wide, strict float64
	metas := make(map[string][2]int)
	for _, dir := range dirs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		source, err := os.ReadFile(filepath.Join(dir, "source.html"))
		if err != nil {
			return err
		}
		expected, err := os.ReadFile(filepath.Join(dir, "expected.html"))
		if err != nil {
			return err
		}
		want := extract.Text(string(expected))
		page, _ := extract.Article(source, at.String()) // without an article it has no text, and scores so
		score := shingleF1(page.Text, want)
		ours += score
		if score < .9 {
			t.miss("%s: F1 %.3f", filepath.Base(dir), score)
		}
		if r, err := readability.FromReader(bytes.NewReader(source), at); err == nil {
			wide += shingleF1(r.TextContent, want)
		}
		if r, err := trafilatura.Extract(bytes.NewReader(source), trafilatura.Options{OriginalURL: at, HtmlDateMode: trafilatura.Disabled}); err == nil && r != nil {
			strict += shingleF1(r.ContentText, want)
		}
		if err := about(filepath.Join(dir, "expected-metadata.json"), page, metas); err != nil {
			return err
		}
	}
	n := float64(len(dirs))
	r := t.add("", "shingle F1", ours/n, standard{.934, .970, .955, .975}, fmt.Sprintf("%d pages, mean; words in runs of four", len(dirs)))
	r.beside("go-readability", wide/n).beside("go-trafilatura", strict/n)
	for _, name := range []string{"title", "author", "date", "language"} {
		m := metas[name]
		t.add(name, "share", ratio(m[0], m[1]), standard{none, none, none, none}, fmt.Sprintf("the same as expected, of %d pages that expect one", m[1]))
	}
	return nil
}

// about counts which of a page's particulars are as expected.
func about(name string, page extract.Page, counts map[string][2]int) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var m struct{ Title, Byline, PublishedTime, Lang string }
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	count := func(name, want string, right bool) {
		if want == "" {
			return
		}
		c := counts[name]
		c[1]++
		if right {
			c[0]++
		}
		counts[name] = c
	}
	count("title", m.Title, page.Title == m.Title)
	count("author", m.Byline, page.Author == m.Byline)
	count("language", m.Lang, page.Language == strings.ToLower(strings.Split(m.Lang, "-")[0]))
	count("date", m.PublishedTime, page.Dated && strings.HasPrefix(page.Published.Format("2006-01-02T15:04"), minute(m.PublishedTime)))
	return nil
}

// minute is a written time in UTC, to the minute or as far as it goes.
func minute(said string) string {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, said); err == nil {
			return at.UTC().Format("2006-01-02T15:04")
		}
	}
	said = strings.Replace(said, " ", "T", 1)
	return said[:min(len(said), len("2006-01-02T15:04"))]
}
