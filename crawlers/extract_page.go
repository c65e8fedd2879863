package crawlers

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/crawlers/charset"
	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
)

// Extract makes posts of one body as it came, without fetching anything. kind is
// "feed", "article", "forum", or "auto" (or empty), which finds out: a feed by
// its look, a forum by its engine or by messages that repeat, else an article.
//
// A message of a forum is returned whole, with what it quotes, as the page
// shows it; a crawl keeps its own words alone, so that nobody is taken to say
// what they only quote.
func Extract(kind, url string, body []byte, now time.Time) ([]post.Post, error) {
	switch kind {
	case "feed":
		return extractFeed(url, body, now)
	case "article":
		return extractArticle(url, body, now)
	case "forum":
		return extractThread(url, body, now)
	case "auto", "":
	default:
		return nil, fmt.Errorf("extract: kind %q: there are auto, article, forum and feed", kind)
	}
	if looksLikeFeed(body) {
		if posts, err := extractFeed(url, body, now); err == nil {
			return posts, nil
		}
	}
	if looksLikeForum(url, body, now) {
		if posts, err := extractThread(url, body, now); err == nil {
			return posts, nil
		}
	}
	return extractArticle(url, body, now)
}

// looksLikeFeed spares pages the feed reader, which makes feeds of much.
func looksLikeFeed(body []byte) bool {
	text, _ := charset.UTF8(body[:min(len(body), 4<<10)], "")
	head := bytes.ToLower(bytes.TrimSpace(text))
	if bytes.HasPrefix(head, []byte("{")) {
		return bytes.Contains(head, []byte("jsonfeed.org")) || bytes.Contains(head, []byte(`"items"`)) && !bytes.Contains(head, []byte(`"post_stream"`))
	}
	if bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html")) {
		return false
	}
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf", "<channel", ":feed", ":rss"} {
		if bytes.Contains(head, []byte(root)) {
			return true
		}
	}
	return false
}

// looksLikeForum takes a thread for one where its engine is known, its address
// is a thread's, or an article could not hold its messages.
func looksLikeForum(url string, body []byte, now time.Time) bool {
	thread, err := extract.ReadThread(body, url, now)
	switch {
	case err != nil:
		return false
	case thread.Engine != "repeated" && thread.Engine != "schema.org" || extract.IsThread(url):
		return true
	}
	// Comments under an article repeat too: there the main text is not theirs.
	page, err := extract.Article(body, url)
	return err != nil || ofMessages(page.Text, thread.Messages)
}

// ofMessages tells whether most of a page's main text was said in messages.
func ofMessages(text string, messages []extract.Message) bool {
	text = strings.Join(strings.Fields(text), " ")
	whole, there, signed := 0, 0, 0
	for _, m := range messages {
		said := strings.Join(strings.Fields(m.Whole), " ")
		whole += len(said)
		if strings.Contains(text, strings.ToValidUTF8(said[:min(len(said), 40)], "")) {
			there++
		}
		if m.Author != "" && m.Dated {
			signed++
		}
	}
	return len(messages) >= 3 && 10*signed >= 8*len(messages) && 2*there >= len(messages) && 2*whole >= len(text)
}

func extractFeed(url string, body []byte, now time.Time) ([]post.Post, error) {
	f, err := feed.Parse(body, "", url)
	if err != nil {
		return nil, fmt.Errorf("extract feed %s: %w", url, err)
	}
	return f.Posts(post.Source{URL: url}, now), nil
}

func extractArticle(url string, body []byte, now time.Time) ([]post.Post, error) {
	page, err := extract.ArticleAt(body, url, now)
	if err != nil {
		return nil, fmt.Errorf("extract article %s: %w", url, err)
	}
	p := post.Post{
		ID: post.NewID(page.Canonical), URL: page.Canonical, Kind: post.Article, Author: page.Author, Title: page.Title,
		Text: page.Text, Links: page.Links, Fetched: now.UTC(), Language: page.Language,
	}
	p.Published, p.Dated = post.Plausible(page.Published, now)
	if at, ok := post.Plausible(page.Updated, now); ok && at.After(p.Published) {
		p.Updated = at
	}
	return []post.Post{p}, nil
}

func extractThread(url string, body []byte, now time.Time) ([]post.Post, error) {
	thread, err := extract.ReadThread(body, url, now)
	if err != nil {
		if _, list := extract.ReadBoard(body, url, now); list == nil {
			err = errors.Join(err, errors.New("the page lists threads; give one of them"))
		}
		return nil, fmt.Errorf("extract forum %s: %w", url, err)
	}
	for i := range thread.Messages {
		thread.Messages[i].Text = thread.Messages[i].Whole
	}
	return forum.Posts(post.Source{URL: url}, thread.URL, thread.Title, thread.Language, thread.Messages, now), nil
}
