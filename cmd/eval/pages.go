package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
	var sum scores
	metas := make(map[string][2]int)
	for _, dir := range dirs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		page, one, err := extractors(dir)
		if err != nil {
			return err
		}
		if one.ours < .9 {
			t.miss("%s: F1 %.3f", filepath.Base(dir), one.ours)
		}
		sum.ours, sum.wide, sum.strict = sum.ours+one.ours, sum.wide+one.wide, sum.strict+one.strict
		if err := about(t, filepath.Join(dir, "expected-metadata.json"), page, metas); err != nil {
			return err
		}
	}
	n := float64(len(dirs))
	t.add("", "shingle F1", sum.ours/n, standard{.934, .970, .955, .975}, fmt.Sprintf("%d pages, mean; words in runs of four", len(dirs))).
		beside("go-readability", sum.wide/n).beside("go-trafilatura", sum.strict/n)
	for _, name := range []string{"title", "author", "date", "language"} {
		m := metas[name]
		r := t.add(name, "share", ratio(m[0], m[1]), standard{none, none, none, none}, fmt.Sprintf("the same as expected, of %d pages that expect one", m[1]))
		if like, ok := metas[name+alike]; ok {
			r.beside(strings.TrimSpace(alike), ratio(like[0], m[1]))
		}
	}
	return nil
}

// scores are how like the expected text the extractors' texts are.
type scores struct{ ours, wide, strict float64 }

// extractors reads a page with each of them.
func extractors(dir string) (page extract.Page, s scores, err error) {
	source, err := os.ReadFile(filepath.Join(dir, "source.html"))
	if err != nil {
		return page, s, err
	}
	expected, err := os.ReadFile(filepath.Join(dir, "expected.html"))
	if err != nil {
		return page, s, err
	}
	at := &url.URL{Scheme: "http", Host: "fakehost", Path: "/test/page.html"}
	want := extract.Text(string(expected))
	page, _ = extract.Article(source, at.String()) // without an article it has no text, and scores so
	s.ours = shingleF1(page.Text, want)
	if r, err := readability.FromReader(bytes.NewReader(source), at); err == nil {
		s.wide = shingleF1(r.TextContent, want)
	}
	if r, err := trafilatura.Extract(bytes.NewReader(source), trafilatura.Options{OriginalURL: at, HtmlDateMode: trafilatura.Disabled}); err == nil && r != nil {
		s.strict = shingleF1(r.ContentText, want)
	}
	return page, s, nil
}

// about counts which of a page's particulars are as expected.
func about(t *table, file string, page extract.Page, counts map[string][2]int) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var m struct{ Title, Byline, PublishedTime, Lang string }
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	count := func(name, want string, right bool) {
		if want == "" {
			return
		}
		if !right && !strings.HasSuffix(name, alike) {
			t.miss("%s: %s is not %q", filepath.Base(filepath.Dir(file)), name, want)
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
	count("title"+alike, m.Title, plainTitle(page.Title, page.Site) == plainTitle(m.Title, page.Site))
	count("author"+alike, m.Byline, plainName(page.Author) == plainName(m.Byline))
	count("date"+alike, m.PublishedTime, page.Dated && sameMinute(page.Published, m.PublishedTime))
	return nil
}

// alike marks the counts of what is right but for the way of writing: small and
// capital letters, white space, the site's name after a title, "by" before an
// author, local time without its zone.
const alike = " but for the way of writing"

var (
	siteMark = regexp.MustCompile(`[\s|·•»–—_:/-]+$`)
	byWord   = regexp.MustCompile(`^(?:by|par|von|de|da) `)
)

func plain(said string) string { return strings.Join(strings.Fields(strings.ToLower(said)), " ") }

// plainTitle is a title without the name that its page gives the site.
func plainTitle(title, site string) string {
	title = plain(title)
	if rest, ok := strings.CutSuffix(title, plain(site)); ok && site != "" {
		return siteMark.ReplaceAllString(rest, "")
	}
	return title
}

func plainName(author string) string { return byWord.ReplaceAllString(plain(author), "") }

// sameMinute compares with an expected time, which without a zone is in the
// page's own: there whole hours may lie between.
func sameMinute(got time.Time, said string) bool {
	want := minute(said)
	if at, err := time.Parse("2006-01-02T15:04", want); err == nil && !strings.HasSuffix(said, "Z") && !strings.ContainsAny(said[min(len(said), 11):], "+-") {
		apart := got.Truncate(time.Minute).Sub(at)
		return apart%time.Hour == 0 && apart.Abs() <= 14*time.Hour
	}
	return strings.HasPrefix(got.Format("2006-01-02T15:04"), want)
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
