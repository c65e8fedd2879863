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
	"vigie/crawlers/feed"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// siteReader reads feeds and sites that have one, a sitemap, or only links.
type siteReader struct {
	blog  *blog.Reader
	pages int
}

func (s *siteReader) read(ctx context.Context, j job) (reading, error) {
	last := readMark(j.last.ETag)
	whole := !last.retry.IsZero() && !j.start.Before(last.retry) // a page that failed is due again
	entry, err := s.open(ctx, j, last, whole)
	var found reading
	if a := entry.Answer; a != nil {
		found.closing = Visit{Status: a.Status, Bytes: int64(len(a.Body)), ETag: a.ETag, LastModified: a.LastModified}
	}
	if err != nil {
		var rest *fetch.RetryAfterError
		if errors.As(err, &rest) {
			found.rest = rest.Until
			found.closing.Status = cmp.Or(found.closing.Status, rest.Status)
		}
		return found, err
	}
	now := mark{etag: entry.Answer.ETag}
	if entry.Answer.Status == http.StatusNotModified {
		now = mark{etag: first(now.etag, last.etag), digest: last.digest, retry: last.retry}
		found.same, found.closing.ETag = true, now.String()
		found.closing.LastModified = first(found.closing.LastModified, j.last.LastModified)
		return found, nil
	}
	found.closing.Entry = entry.URL
	if !entry.Index { // whose own body says nothing of its parts'
		now.digest = digest(entry.Answer.Body)
	}
	if now.digest != "" && now.digest == last.digest && entry.URL == j.last.Entry && j.last.Outcome != Empty && !whole {
		now.retry = last.retry
		found.same, found.closing.ETag = true, now.String()
		return found, nil
	}
	if entry.Kind == blog.Feed {
		found, err = s.fromFeed(ctx, j, entry, found)
	} else {
		found, err = s.fromPages(ctx, j, entry, found)
	}
	now.retry = found.retry
	found.closing.ETag = now.String()
	if found.left > 0 || entry.Index {
		// The next run reads the entry even when it has not changed.
		found.closing.ETag, found.closing.LastModified = "", ""
	}
	return found, err
}

// open fetches the entry that the last run used, and looks for one where there
// was none or it is gone.
func (s *siteReader) open(ctx context.Context, j job, last mark, whole bool) (blog.Entry, error) {
	if j.last.Entry != "" {
		ask := fetch.Request{URL: j.last.Entry, ETag: last.etag, LastModified: j.last.LastModified}
		if whole {
			ask.ETag, ask.LastModified = "", ""
		}
		entry, err := s.blog.Open(ctx, ask)
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
	all, teasers := candidates(entry.Feed, j)
	found.ttl, found.items = entry.Feed.TTL, len(all)
	known, err := lookup(ctx, j, teasers)
	if err != nil {
		return found, err
	}
	var asks []blog.Ask
	for n := range all {
		c := &all[n]
		if !c.teaser {
			continue
		}
		c.state = stateOf(known, c.post.URL, j.start)
		if c.state == done && c.post.Updated.After(known[c.post.URL].At) {
			c.state = fresh
		}
		switch {
		case c.state == failed:
			found.due(known[c.post.URL].Next)
		case c.state != fresh:
		case len(asks) < s.pages:
			asks = append(asks, blog.Ask{URL: c.post.URL})
		default:
			found.left++
		}
	}
	pages := s.blog.Pages(ctx, asks, s.pages, nil)
	found.settle(j, pages)
	found.left += len(asks) - len(pages)
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
	return found, nil
}

// candidate is an item of a feed on its way to a post.
type candidate struct {
	post   post.Post
	teaser bool
	state  state
}

// candidates are a feed's items, each once, and the addresses of those that are
// teasers.
func candidates(f feed.Feed, j job) (all []candidate, teasers []string) {
	seen := make(map[string]bool)
	for _, item := range f.Items {
		p, ok := f.Post(item, j.source, j.start)
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
	return all, teasers
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

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
