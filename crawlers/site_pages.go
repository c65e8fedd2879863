package crawlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vigie/crawlers/blog"
	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// thin is the length under which an undated page is taken for a list or a form.
const thin = 500

// fromPages makes posts of the article pages that a sitemap or a home page
// lists.
func (s *siteReader) fromPages(ctx context.Context, j job, entry blog.Entry, found reading) (reading, error) {
	addresses := make([]string, 0, len(entry.Places))
	for _, p := range entry.Places {
		addresses = append(addresses, p.URL)
	}
	known, err := lookup(ctx, j, addresses)
	if err != nil {
		return found, err
	}
	asks := found.wanted(j, entry.Places, known)
	var follow blog.Want
	var refused error
	if entry.Kind == blog.Links {
		follow = func(address string) bool {
			if refused != nil || !extract.Story(address, j.source.URL) {
				return false
			}
			var before map[string]Visit
			if before, refused = lookup(ctx, j, []string{address}); refused != nil {
				return false
			}
			return stateOf(before, address, j.start) == fresh
		}
	}
	pages := s.blog.Pages(ctx, asks, s.pages, follow)
	if refused != nil {
		return found, refused
	}
	found.settle(j, pages)
	found.take(j, pages)
	found.items = len(entry.Places)
	found.left = len(asks) - len(pages)
	return found, allFailed(pages)
}

// wanted are the pages to fetch: those that are new, and those that changed
// since they were read.
func (r *reading) wanted(j job, places []extract.Place, known map[string]Visit) []blog.Ask {
	var asks []blog.Ask
	for _, p := range places {
		state, before := stateOf(known, p.URL, j.start), known[p.URL]
		switch {
		case state == fresh:
			asks = append(asks, blog.Ask{URL: p.URL})
		case state == done && p.Modified.After(before.At):
			asks = append(asks, blog.Ask{URL: p.URL, ETag: before.ETag, LastModified: before.LastModified})
		case state == failed:
			r.due(before.Next)
		}
	}
	return asks
}

// take makes posts of the pages that settle has just logged.
func (r *reading) take(j job, pages []blog.Page) {
	seen := make(map[string]bool)
	for n, page := range pages {
		if page.Err != nil || page.Status == http.StatusNotModified {
			continue
		}
		p, ok := fromPage(page, j.source, j.start)
		if !ok {
			r.pages[n].Outcome = Empty
			continue
		}
		if !seen[p.ID] {
			seen[p.ID] = true
			r.posts = append(r.posts, p)
		}
	}
}

// allFailed is an error where pages were asked for and none could be read: a
// source whose lists go on and whose articles are closed is not well.
func allFailed(pages []blog.Page) error {
	for _, p := range pages {
		if p.Err == nil {
			return nil
		}
	}
	if len(pages) < 3 {
		return nil // too few to speak for the source
	}
	return fmt.Errorf("none of %d article pages could be read: %w", len(pages), pages[0].Err)
}

// fromPage makes a post of an article page; it is false for one that is none.
func fromPage(page blog.Page, source post.Source, fetched time.Time) (post.Post, bool) {
	a := page.Article
	if a.Text == "" || !a.Dated && len(a.Text) < thin {
		return post.Post{}, false
	}
	p := post.Post{
		ID: post.NewID(a.Canonical), URL: a.Canonical, Source: source.ID, Kind: source.Yields(),
		Author: a.Author, Title: a.Title, Text: a.Text, Links: a.Links, Fetched: fetched.UTC(),
		Language: first(a.Language, source.Language),
	}
	p.Published, p.Dated = post.Plausible(a.Published, fetched)
	if at, ok := post.Plausible(a.Updated, fetched); ok && at.After(p.Published) {
		p.Updated = at
	}
	return p, true
}

// pageRetry is when a page that failed is tried again.
const pageRetry = 6 * time.Hour

// settle logs the pages that were fetched.
func (r *reading) settle(j job, pages []blog.Page) {
	for _, p := range pages {
		v := Visit{Source: j.source.ID, URL: p.URL, At: p.At, Took: p.Took, Status: p.Status, Bytes: p.Bytes, ETag: p.ETag, LastModified: p.LastModified, Outcome: Good, Items: 1}
		var rest *fetch.RetryAfterError
		switch {
		case errors.As(p.Err, &rest):
			r.rest = rest.Until
			v.Outcome, v.Items, v.Status, v.Next = Broken, 0, rest.Status, rest.Until
		case errors.Is(p.Err, fetch.ErrRobots), errors.Is(p.Err, fetch.ErrPrivateAddress):
			v.Outcome, v.Items, v.Next = Refused, 0, p.At.Add(24*time.Hour)
		case errors.Is(p.Err, extract.ErrNoArticle):
			v.Outcome, v.Items = Empty, 0
		case p.Err != nil:
			v.Outcome, v.Items = Broken, 0
			if p.Status != 404 && p.Status != 410 {
				v.Next = p.At.Add(pageRetry)
			}
		case p.Status == http.StatusNotModified:
			v.Outcome = Unchanged
		}
		if p.Err != nil {
			v.Error = p.Err.Error()
			r.due(v.Next)
		}
		r.pages = append(r.pages, v)
	}
}

// due notes when a page that failed is to be tried again.
func (r *reading) due(at time.Time) {
	if !at.IsZero() && (r.retry.IsZero() || at.Before(r.retry)) {
		r.retry = at
	}
}
