package forum

import (
	"regexp"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

// Posts makes posts of a thread's messages: their own words, without what they
// quote. thread is its address, the key that its posts share.
func Posts(source post.Source, thread, title, language string, messages []extract.Message, fetched time.Time) []post.Post {
	fetched = fetched.UTC()
	posts := make([]post.Post, 0, len(messages))
	ids := make(map[string]string, len(messages))
	for _, m := range messages {
		ids[m.ID] = identify(m, thread)
	}
	for _, m := range messages {
		p := post.Post{
			ID: identify(m, thread), URL: m.URL, Source: source.ID, Kind: post.Message, Author: m.Author, AuthorURL: m.AuthorURL,
			Fetched: fetched, Title: title, Text: m.Text, Thread: post.NewID(thread), Language: language, Links: m.Links,
		}
		if p.Language == "" {
			p.Language = source.Language
		}
		p.Published, p.Dated = fetched, false
		if m.Dated {
			p.Published, p.Dated = post.Plausible(m.Published, fetched)
		}
		if m.Parent != "" {
			if p.Parent = ids[m.Parent]; p.Parent == "" {
				p.Parent = elsewhere(m, thread)
			}
		}
		if p.Parent == p.ID {
			p.Parent = ""
		}
		posts = append(posts, p)
	}
	return posts
}

// identify is the message's permanent identifier: of its permalink, or where
// it has none of its thread and what it says.
func identify(m extract.Message, thread string) string {
	if m.ID != "" && strings.Contains(m.URL, m.ID) {
		return post.NewID(m.URL)
	}
	if m.ID != "" {
		return post.NewID(thread, m.ID)
	}
	return post.NewID(thread, identity(m))
}

// identity stands in for a number that a forum does not give.
func identity(m extract.Message) string {
	return post.NewID(m.Author, m.Published.UTC().Format(time.RFC3339), m.Whole)
}

// elsewhere is the identifier of a message of another page, whose permalink is
// written as that of the message which answers it.
func elsewhere(m extract.Message, thread string) string {
	if m.ID == "" || !strings.Contains(m.URL, m.ID) {
		return post.NewID(thread, m.Parent)
	}
	own := regexp.MustCompile(`(^|\D)` + regexp.QuoteMeta(m.ID) + `(\D|$)`)
	at := strings.LastIndexByte(strings.TrimSuffix(m.URL, "/"), '/') + 1 // before it numbers are the thread's
	return post.NewID(m.URL[:at] + own.ReplaceAllString(m.URL[at:], "${1}"+m.Parent+"${2}"))
}
