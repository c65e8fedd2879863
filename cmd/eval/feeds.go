package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/feed"
)

func feeds(_ context.Context, t *table) error {
	ours, bare, total := 0, 0, 0
	err := eachObject(t.path("feeds", "feedparser", "cases.jsonl"), func(c struct {
		File, Path string
		Expected   any
	},
	) error {
		name := coreField(c.Path)
		if name == "" {
			return nil
		}
		body, err := os.ReadFile(t.path("feeds", "feedparser", c.File))
		if err != nil {
			return err
		}
		total++
		contentType, base, language := sentWith(body, "http://127.0.0.1:8097/"+c.File)
		f, _ := feed.Parse(body, contentType, base, language) // what cannot be read has no fields
		if sameField(name, ourFields(f)[name], c.Expected) {
			ours++
		} else {
			t.miss("%s %s: got %.80q, want %.80q", c.File, c.Path, ourFields(f)[name], fmt.Sprint(c.Expected))
		}
		if g, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil && sameField(name, bareFields(g)[name], c.Expected) {
			bare++
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.add("feedparser", "share", ratio(ours, total), standard{ratio(bare, total), none, none, none}, fmt.Sprintf("%d assertions on core fields; floor is bare gofeed on the same", total))
	ours2, bare2, total2, err := gofeedSuite(t)
	if err != nil {
		return err
	}
	t.add("gofeed", "share", ratio(ours2, total2), standard{ratio(bare2, total2), none, none, none}, fmt.Sprintf("%d core fields; floor is bare gofeed on its own suite", total2))
	t.add("both", "share", ratio(ours+ours2, total+total2), standard{ratio(bare+bare2, total+total2), 1, .97, 1}, "the two suites together; floor is bare gofeed on the same")
	return nil
}

// gofeedSuite holds both readers to what gofeed is expected to say, as a
// universal feed or as one of RSS or Atom.
func gofeedSuite(t *table) (ours, bare, total int, err error) {
	for _, folder := range []string{"translator/rss", "translator/atom", "parser/rss", "parser/atom"} {
		files, err := glob(t.path("feeds", "gofeed", folder, "*.xml"))
		if err != nil {
			return 0, 0, 0, err
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				return 0, 0, 0, err
			}
			want, err := expectedFields(strings.TrimSuffix(file, ".xml") + ".json")
			if absent(err) {
				continue
			}
			if err != nil {
				return 0, 0, 0, fmt.Errorf("%s: %w", file, err)
			}
			f, _ := feed.Parse(body, "text/xml", "")
			mine, theirs := ourFields(f), fields{}
			if g, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil {
				theirs = bareFields(g)
			}
			for _, name := range slices.Sorted(maps.Keys(want)) {
				total++
				if sameField(name, mine[name], want[name]) {
					ours++
				} else {
					t.miss("%s %s: got %.80q, want %.80q", file, name, mine[name], want[name])
				}
				if sameField(name, theirs[name], want[name]) {
					bare++
				}
			}
		}
	}
	return ours, bare, total, nil
}

// expectedFields reads the core fields of gofeed's expectations, whichever of
// its kinds of feed they are.
func expectedFields(name string) (fields, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var top map[string]any
	if err := json.Unmarshal(raw, &top); err != nil {
		return nil, err
	}
	want := fields{}
	take := func(of string, from map[string]any) {
		for field, keys := range map[string][]string{
			"title": {"title"}, "link": {"link"}, "id": {"id", "guid"}, "language": {"language"}, "author": {"author"},
			"published": {"publishedParsed", "pubDateParsed"}, "updated": {"updatedParsed"}, "content": {"content"},
			"description": {"description", "subtitle"}, "summary": {"summary"},
		} {
			for _, key := range keys {
				if s := plainOf(from[key]); s != "" && want[of+field] == "" {
					want[of+field] = s
				}
			}
		}
	}
	take("feed.", top)
	for _, key := range []string{"items", "entries"} {
		if list, ok := top[key].([]any); ok && len(list) > 0 {
			if first, ok := list[0].(map[string]any); ok {
				take("entry.", first)
			}
		}
	}
	if s, ok := want["entry.description"]; ok {
		want["entry.summary"] = s
		delete(want, "entry.description")
	}
	delete(want, "feed.content")
	delete(want, "feed.summary")
	return want, nil
}

// plainOf is a text, or the value or name of what has one.
func plainOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		for _, key := range []string{"value", "name", "email"} {
			if s, ok := v[key].(string); ok && s != "" {
				return s
			}
		}
	}
	return ""
}
