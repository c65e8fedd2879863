package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
)

// fields are what both readers are asked for: "feed.title", "entry.link", ...
type fields map[string]string

func ourFields(f feed.Feed) fields {
	v := fields{"feed.title": f.Title, "feed.link": f.Link, "feed.id": f.ID, "feed.description": f.Description, "feed.author": f.Author, "feed.language": f.Language, "feed.published": stamp(f.Published), "feed.updated": stamp(f.Updated)}
	if len(f.Items) > 0 {
		i := f.Items[0]
		v["entry.title"], v["entry.link"], v["entry.id"] = i.Title, i.Link, i.GUID
		v["entry.content"], v["entry.summary"] = i.Text, i.Summary
		if i.Summary == "" {
			v["entry.summary"] = i.Text
		}
		v["entry.author"], v["entry.language"], v["entry.published"], v["entry.updated"] = i.Author, i.Language, stamp(i.Published), stamp(i.Updated)
	}
	return v
}

func bareFields(g *gofeed.Feed) fields {
	who := func(all []*gofeed.Person) string {
		if len(all) == 0 {
			return ""
		}
		if all[0].Name == "" {
			return all[0].Email
		}
		return all[0].Name
	}
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return stamp(*t)
	}
	v := fields{"feed.title": extract.Line(g.Title), "feed.link": g.Link, "feed.description": extract.Text(g.Description), "feed.author": who(g.Authors), "feed.language": g.Language, "feed.published": at(g.PublishedParsed), "feed.updated": at(g.UpdatedParsed)}
	if len(g.Items) > 0 {
		i := g.Items[0]
		v["entry.title"], v["entry.link"], v["entry.id"] = extract.Line(i.Title), i.Link, i.GUID
		v["entry.content"], v["entry.summary"] = extract.Text(i.Content), extract.Text(i.Description)
		if i.Content == "" {
			v["entry.content"] = v["entry.summary"]
		}
		if i.Description == "" {
			v["entry.summary"] = v["entry.content"]
		}
		v["entry.author"], v["entry.published"], v["entry.updated"] = who(i.Authors), at(i.PublishedParsed), at(i.UpdatedParsed)
	}
	return v
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

var fieldPath = regexp.MustCompile(`^(feed|entries\[0\])\['(\w+)'\](\[0\]\['value'\])?$`)

// coreField is our name of one of feedparser's paths; empty where that is no
// core field.
func coreField(path string) string {
	m := fieldPath.FindStringSubmatch(path)
	if m == nil {
		return ""
	}
	of := "feed."
	if m[1] != "feed" {
		of = "entry."
	}
	switch name := m[2]; {
	case name == "content" && m[3] != "":
		return of + "content"
	case m[3] != "":
		return ""
	case of == "feed." && (name == "tagline" || name == "subtitle" || name == "info" || name == "description"):
		return "feed.description"
	case name == "description":
		return of + "summary"
	case name == "guid":
		return of + "id"
	case name == "title", name == "link", name == "id", name == "summary", name == "author", name == "published", name == "updated", name == "language":
		return of + name
	}
	return ""
}

// sameField compares as plain text, for that is what posts hold; dates as
// moments.
func sameField(name, got string, expected any) bool {
	want := fmt.Sprint(expected)
	if strings.HasSuffix(name, "published") || strings.HasSuffix(name, "updated") {
		for _, layout := range []string{time.RFC3339, time.RFC1123, time.RFC1123Z, "2006-01-02T15:04:05-07:00"} {
			if t, err := time.Parse(layout, want); err == nil {
				return got == stamp(t)
			}
		}
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if strings.HasSuffix(name, "author") && strings.Contains(want, "@") {
		return got != "" && strings.Contains(want, got) // feedparser gives "Name (mail)"; a post has the name
	}
	return squeeze(got) == squeeze(want) || squeeze(got) == squeeze(extract.Text(want))
}

var headerLine = regexp.MustCompile(`(?m)^Header:\s*([\w-]+):\s*(.*)$`)

// sentWith is the content type, the address and the language that feedparser's
// server sends a case with: they stand in the file.
func sentWith(body []byte, address string) (contentType, base, language string) {
	contentType, base = "text/xml", address
	for _, h := range headerLine.FindAllSubmatch(body, -1) {
		switch strings.ToLower(string(h[1])) {
		case "content-type":
			contentType = strings.TrimSpace(string(h[2]))
		case "content-location":
			base = strings.TrimSpace(string(h[2]))
		case "content-language":
			language = strings.TrimSpace(string(h[2]))
		}
	}
	return contentType, base, language
}
