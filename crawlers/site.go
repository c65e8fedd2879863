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

// siteReader reads feeds and sites that have one, a sitemap, or only links.
type siteReader struct {
	blog  *blog.Reader
	pages int
}

func (s *siteReader) read(ctx context.Context, j job) (reading, error) {
	entry, err := s.open(ctx, j)
	var found reading
	if a := entry.Answer; a != nil {
		found.closing = Visit{Status: a.Status, Bytes: int64(len(a.Body)), ETag: a.ETag, LastModified: a.LastModified}
	}
	var rest *fetch.RetryAfterError
	if errors.As(err, &rest) {
		found.rest = rest.Until
		if found.closing.Status == 0 {
			found.closing.Status = rest.Status
		}
	}
	if err != nil {
		return found, err
	}
	if entry.Answer.Status == http.StatusNotModified {
		found.same = true
		found.closing.ETag = first(found.closing.ETag, j.last.ETag)
		found.closing.LastModified = first(found.closing.LastModified, j.last.LastModified)
		return found, nil
	}
	found.closing.Entry = entry.URL
	if entry.Kind == blog.Feed {
		return s.fromFeed(ctx, j, entry, found)
	}
	return s.fromPages(ctx, j, entry, found)
}

// open fetches the entry that the last run used, and looks for one where there
// was none or it is gone.
func (s *siteReader) open(ctx context.Context, j job) (blog.Entry, error) {
	if j.last.Entry != "" {
		entry, err := s.blog.Open(ctx, fetch.Request{URL: j.last.Entry, ETag: j.last.ETag, LastModified: j.last.LastModified})
		changed := err == nil && j.source.Kind == post.Feed && entry.Kind != blog.Feed && entry.Answer.Status != http.StatusNotModified
		if !changed && (!gone(err) || j.last.Entry == j.source.URL) {
			return entry, err
		}
	}
	if j.source.Kind == post.Feed {
		return s.blog.FindFeed(ctx, j.source.URL)
	}
	return s.blog.Find(ctx, j.source.URL)
}

// gone reports whether an entry is no longer there, so that another one may be.
func gone(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && (status.Status == 404 || status.Status == 410) || errors.Is(err, blog.ErrNothingToRead)
}

// fromFeed makes posts of a feed. For items that are only the beginning of an
// article the page is fetched, once.
func (s *siteReader) fromFeed(ctx context.Context, j job, entry blog.Entry, found reading) (reading, error) {
	found.ttl = entry.Feed.TTL
	var teasers []string
	var all []candidate
	seen := make(map[string]bool)
	for _, item := range entry.Feed.Items {
		p, ok := entry.Feed.Post(item, j.source, j.start)
		if !ok || seen[p.ID] {
			continue
		}
		seen[p.ID] = true
		c := candidate{post: p, teaser: item.Teaser && p.URL != ""}
		if c.teaser {
			teasers = append(teasers, p.URL)
		}
		all = append(all, c)
	}
	found.items = len(all)
	known, err := lookup(ctx, j, teasers)
	if err != nil {
		return found, err
	}
	var asks []blog.Ask
	left := 0
	for n := range all {
		c := &all[n]
		if !c.teaser {
			continue
		}
		c.state = stateOf(known, c.post.URL, j.start)
		if c.state == done && c.post.Updated.After(known[c.post.URL].At) {
			c.state = fresh
		}
		if c.state != fresh {
			continue
		}
		if len(asks) < s.pages {
			asks = append(asks, blog.Ask{URL: c.post.URL})
		} else {
			left++
		}
	}
	pages := s.blog.Pages(ctx, asks, s.pages, nil)
	found.settle(j, pages)
	read := make(map[string]blog.Page, len(pages))
	for _, p := range pages {
		read[p.URL] = p
	}
	for _, c := range all {
		if c.teaser && c.state == done {
			continue // its full text is stored; the teaser must not take its place
		}
		if p, ok := read[c.post.URL]; ok && p.Err == nil {
			c.post = completed(c.post, p.Article, j.start)
		}
		found.posts = append(found.posts, c.post)
	}
	found.again(left + len(asks) - len(pages))
	return found, nil
}

// candidate is an item of a feed on its way to a post.
type candidate struct {
	post   post.Post
	teaser bool
	state  state
}

// state is what is to be done about a page.
type state int

const (
	fresh  state = iota // to be fetched
	done                // read before
	failed              // failed before; not to be fetched now
)

// stateOf tells what the log says of a page.
func stateOf(known map[string]Visit, address string, now time.Time) state {
	v, ok := known[address]
	switch {
	case !ok:
		return fresh
	case v.Outcome == Good || v.Outcome == Unchanged:
		return done
	case v.Next.IsZero() || now.Before(v.Next):
		return failed
	}
	return fresh
}

// completed is a feed's post with the text of its page. What the feed says of
// it stays, for the feed is the better witness of dates and titles.
func completed(p post.Post, page extract.Page, fetched time.Time) post.Post {
	if len(page.Text) > len(p.Text) {
		p.Text, p.Links = page.Text, page.Links
	}
	if p.Author == "" {
		p.Author = page.Author
	}
	if p.Language == "" {
		p.Language = page.Language
	}
	if at, ok := post.Plausible(page.Published, fetched); !p.Dated && page.Dated && ok {
		p.Published, p.Dated = at, true
	}
	return p
}

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
	var asks []blog.Ask
	for _, p := range entry.Places {
		state, before := stateOf(known, p.URL, j.start), known[p.URL]
		switch {
		case state == fresh:
			asks = append(asks, blog.Ask{URL: p.URL})
		case state == done && p.Modified.After(before.At):
			asks = append(asks, blog.Ask{URL: p.URL, ETag: before.ETag, LastModified: before.LastModified})
		}
	}
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
	seen := make(map[string]bool)
	for n, page := range pages {
		if page.Err != nil || page.Status == http.StatusNotModified {
			continue
		}
		p, ok := fromPage(page, j.source, j.start)
		if !ok {
			found.pages[n].Outcome = Empty
			continue
		}
		if !seen[p.ID] {
			seen[p.ID] = true
			found.posts = append(found.posts, p)
		}
	}
	found.items = len(entry.Places)
	found.again(len(asks) - len(pages))
	return found, allFailed(pages)
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

// lookup asks the log about pages. A failure is one of ours.
func lookup(ctx context.Context, j job, addresses []string) (map[string]Visit, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	known, err := j.visits.Last(ctx, j.source.ID, addresses...)
	if err != nil {
		return nil, &storageError{fmt.Errorf("look up visits of %d pages: %w", len(addresses), err)}
	}
	return known, nil
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
		}
		r.pages = append(r.pages, v)
	}
}

// again makes the next run read the entry even when it has not changed, for
// pages of it are left.
func (r *reading) again(left int) {
	if left > 0 {
		r.closing.ETag, r.closing.LastModified = "", ""
	}
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
