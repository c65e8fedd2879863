package crawlers

import (
	"cmp"
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
	asks, later := found.wanted(j, entry.Places, known)
	if entry.Kind == blog.Links && len(asks) > 0 {
		later = nil // a list of links has no end: what is new on it takes the room
	}
	asks = append(asks, later...)
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
	obey(j.source, pages)
	found.settle(j, pages, known, entry.URL)
	found.take(j, pages)
	found.items = len(entry.Places)
	found.left = max(len(asks)-len(later)-len(pages), 0)
	return found, failure(pages, len(found.posts), j.last)
}

// wanted are the pages to fetch: those that are new, and those that changed
// since they were read; and where there is room, those that may have new
// comments.
func (r *reading) wanted(j job, places []extract.Place, known map[string]Visit) (asks, later []blog.Ask) {
	for _, p := range places {
		state, before := stateOf(known, p.URL, j.start), known[p.URL]
		switch {
		case state == fresh:
			asks = append(asks, blog.Ask{URL: p.URL})
		case state != failed && p.Modified.After(before.At):
			asks = append(asks, blog.Ask{URL: p.URL, ETag: before.ETag, LastModified: before.LastModified})
		case state == again:
			later = append(later, blog.Ask{URL: p.URL, ETag: before.ETag, LastModified: before.LastModified})
			r.due(before.Next)
		default:
			r.due(before.Next)
		}
	}
	return asks, later
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
			r.posts = append(append(r.posts, p), comments(p, page.Article, j)...)
		}
	}
}

// Pages that must have failed to speak for their source.
const (
	fewFailed  = 3
	fewWithout = 5 // pages that answer and hold no article, where earlier ones did
)

// failure is an error where pages were asked for and none could be read: a
// source whose lists go on and whose articles are closed is not well.
func failure(pages []blog.Page, posts int, last Visit) error {
	answered, unread := 0, 0
	for _, p := range pages {
		if p.Err == nil || errors.Is(p.Err, extract.ErrNoArticle) {
			answered++
		}
		if p.Status == http.StatusNotModified {
			return nil
		}
		if p.Err != nil {
			unread++
		}
	}
	well := last.Outcome == Good || last.Outcome == Unchanged
	switch {
	case posts == 0 && well && answered == len(pages) && len(pages) >= fewWithout:
		return fmt.Errorf("none of %d new pages holds an article, as they did until %s: %w", len(pages), last.At.UTC().Format("2006-01-02 15:04 UTC"), errLayout)
	case unread == len(pages) && len(pages) >= fewFailed:
		return fmt.Errorf("none of %d article pages could be read: %w", len(pages), pages[0].Err)
	}
	return nil
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
		Language: cmp.Or(a.Language, source.Language),
	}
	p.Published, p.Dated = post.Plausible(a.Published, fetched)
	if at, ok := post.Plausible(a.Updated, fetched); ok && at.After(p.Published) {
		p.Updated = at
	}
	return p, true
}

// obey leaves alone what a page itself reserves.
func obey(source post.Source, pages []blog.Page) {
	for n, p := range pages {
		if p.Article.Reserved && !source.Leave {
			pages[n].Err = &fetch.ReservedError{URL: p.URL, By: "the page"}
		}
	}
}

// pageRetry is when a page that failed is tried again.
const pageRetry = 6 * time.Hour

// settle logs the pages that were fetched.
// home is what the source is read at: where its host asks for rest the source
// waits, where a stranger's does only its pages do.
func (r *reading) settle(j job, pages []blog.Page, known map[string]Visit, home string) {
	for _, p := range pages {
		v := Visit{Source: j.source.ID, URL: p.URL, At: p.At, Took: p.Took, Status: p.Status, Bytes: p.Bytes, ETag: p.ETag, LastModified: p.LastModified, Outcome: Good, Items: 1}
		var rest *fetch.RetryAfterError
		switch {
		case errors.As(p.Err, &rest):
			if post.SameHost(p.URL, home) {
				r.rest = rest.Until
			}
			v.Outcome, v.Items, v.Status, v.Next = Broken, 0, rest.Status, rest.Until
		case refused(p.Err):
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
			v.revisit(known[p.URL].Wait)
		case len(p.Article.Comments) > 0:
			v.revisit(known[p.URL].Wait)
		}
		if p.Err != nil {
			v.Error, v.Fault = p.Err.Error(), faultOf(p.Err)
			v.Items = min(known[p.URL].Items, 1) // what was read of it before is stored
		}
		r.due(v.Next)
		r.pages = append(r.pages, v)
	}
}

// A page with comments is read again after an hour, then after ever longer
// waits, until nobody is likely to add another.
const (
	firstRevisit = time.Hour
	lastRevisit  = 3 * 24 * time.Hour
)

func (v *Visit) revisit(before time.Duration) {
	v.Wait = max(firstRevisit, before*3/2)
	if v.Wait <= lastRevisit {
		v.Next = v.At.Add(v.Wait)
	}
}

// due notes when a page is to be read again.
func (r *reading) due(at time.Time) {
	if !at.IsZero() && (r.retry.IsZero() || at.Before(r.retry)) {
		r.retry = at
	}
}
