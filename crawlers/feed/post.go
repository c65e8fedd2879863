package feed

import (
	"strings"
	"time"

	"vigie/crawlers/post"
)

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
	if p.Author == "" && !strings.Contains(f.Author, "@") { // the editors' mail address wrote nothing
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
