// Package feed reads RSS, RDF, Atom, CDF and JSON feeds, broken ones included,
// and makes posts of their items. It is pure: bytes in, values out.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/charset"
	"vigie/crawlers/post"
)

// ErrNotFeed says that the bytes are not a feed of any kind.
var ErrNotFeed = errors.New("not a feed")

// Feed is what a feed says.
type Feed struct {
	Kind        string // "rss", "atom", "json", "cdf"
	Title       string
	Link        string // of the site
	ID          string
	Description string
	Author      string
	Language    string
	TTL         time.Duration // how long it asks not to be read again; 0: it does not say
	Published   time.Time
	Updated     time.Time
	Recovered   bool // it was broken, and read as far as it goes
	Items       []Item
}

// Item is one entry. Texts are plain, addresses absolute.
type Item struct {
	GUID      string
	Link      string
	Title     string
	Summary   string // the short text, where there is a long one too
	Text      string // the longest text given
	Teaser    bool   // Text is likely only the beginning of what is at Link
	Author    string
	AuthorURL string
	Language  string
	Published time.Time // zero: not said
	Updated   time.Time
	Links     []string // in the text
	Comments  string   // address of the comments
}

// Parse reads a feed as it came: body in any charset, contentType as the server
// says, base the address it was read at.
func Parse(body []byte, contentType, base string) (Feed, error) {
	text, _ := charset.UTF8(body, contentType)
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return Feed{}, fmt.Errorf("%w: it is empty", ErrNotFeed)
	}
	if text[0] == '{' {
		return parseJSON(text, base)
	}
	start := root(text)
	if start == "" {
		return Feed{}, fmt.Errorf("%w: it begins with %q", ErrNotFeed, opening(text))
	}
	tidy := prepare(text)
	tree, broken, deep := readTree(tidy)
	f := fromTree(tree, base)
	var parsed *gofeed.Feed
	err := errors.New("it nests too deep")
	if !deep { // gofeed follows nesting by recursion, to the end of the stack
		parsed, err = gofeed.NewParser().Parse(bytes.NewReader(tidy))
	}
	if err != nil || broken {
		f.Recovered = true
	}
	if err == nil {
		f.fill(fromGofeed(parsed, base))
	}
	f.finish()
	if err != nil && len(f.Items) == 0 && f.Title == "" && f.Link == "" && f.Description == "" && f.Updated.IsZero() {
		return Feed{}, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	return f, nil
}

func parseJSON(text []byte, base string) (Feed, error) {
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(text))
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	if !strings.Contains(parsed.FeedVersion, "1") && !bytes.Contains(text, []byte("jsonfeed.org")) {
		return Feed{}, fmt.Errorf("%w: JSON of another kind", ErrNotFeed)
	}
	f := fromGofeed(parsed, base)
	f.finish()
	return f, nil
}

// Posts makes posts of a feed's items. fetched is the moment of reading, and
// stands in for a date that the feed does not give.
func (f Feed) Posts(source post.Source, fetched time.Time) []post.Post {
	fetched = fetched.UTC()
	posts := make([]post.Post, 0, len(f.Items))
	seen := make(map[string]bool, len(f.Items))
	for _, item := range f.Items {
		p, ok := f.Post(item, source, fetched)
		if ok && !seen[p.ID] {
			seen[p.ID] = true
			posts = append(posts, p)
		}
	}
	return posts
}

// Post makes a post of one item; it is false for an item that says nothing.
func (f Feed) Post(i Item, source post.Source, fetched time.Time) (post.Post, bool) {
	fetched = fetched.UTC()
	p := post.Post{
		Source: source.ID, Kind: source.Yields(), Author: i.Author, AuthorURL: i.AuthorURL,
		Title: i.Title, Text: i.Text, Links: i.Links, Fetched: fetched,
		Language: language(i.Language, f.Language, source.Language),
	}
	if p.Text == "" {
		p.Text = i.Title
	}
	if p.Text == "" {
		return p, false
	}
	if p.Author == "" {
		p.Author = f.Author
	}
	url, err := post.Permalink(i.Link)
	switch {
	case err == nil:
		p.URL, p.ID = url, post.NewID(url)
	case i.GUID != "":
		p.ID = post.NewID(source.ID, i.GUID)
	default:
		p.ID = post.NewID(source.ID, i.Title, i.Text)
	}
	p.Published, p.Dated = post.Plausible(i.Published, fetched)
	if !p.Dated {
		p.Published, p.Dated = post.Plausible(i.Updated, fetched)
	}
	if updated, ok := post.Plausible(i.Updated, fetched); ok && updated.After(p.Published) {
		p.Updated = updated
	}
	return p, true
}

func language(tags ...string) string {
	for _, tag := range tags {
		tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(strings.ReplaceAll(tag, "_", "-"))), "-")
		if len(tag) == 2 || len(tag) == 3 {
			return tag
		}
	}
	return ""
}
