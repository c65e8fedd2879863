package crawlers

import (
	"cmp"
	"context"
	"fmt"

	"vigie/crawlers/blog"
	"vigie/crawlers/feed"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// Take takes in a feed, or the part of one, that its hub has delivered: a run
// for which nothing was fetched but the pages that its items lead to. What it
// delivers says nothing of the feed's own state, which stays as it was.
func (c *Crawler) Take(ctx context.Context, source post.Source, contentType string, body []byte) (Visit, error) {
	start := c.opt.Now()
	known, err := c.opt.Visits.Last(ctx, source.ID, source.URL)
	if err != nil {
		return Visit{}, fmt.Errorf("look up last visit of source %s: %w", source.ID, err)
	}
	j := job{source: source, last: known[source.URL], visits: c.opt.Visits, start: start}
	at := cmp.Or(j.last.Entry, source.URL)
	f, err := feed.Parse(body, contentType, at)
	if err != nil {
		return Visit{}, fmt.Errorf("read what was delivered for source %s: %w", source.ID, err)
	}
	if len(f.Items) == 0 && len(f.Gone) == 0 { // nothing of what is new was sent along: a poll finds it
		due := j.last
		due.Next = start
		return due, nil
	}
	site := c.readers[post.Feed].(*siteReader)
	found, fault := guarded(j, func() (reading, error) {
		return site.fromFeed(fetch.Under(ctx, terms(source)), j, blog.Entry{Kind: blog.Feed, URL: at, Feed: f}, reading{})
	})
	found.hub = nil // the feed says which hub it has, and what is delivered need not
	found.closing = Visit{Status: j.last.Status, Bytes: int64(len(body)), ETag: j.last.ETag, LastModified: j.last.LastModified}
	if found.left > 0 { // for which the next poll reads the whole feed
		found.closing.ETag, found.closing.LastModified = "", ""
	}
	return c.keep(ctx, j, found, fault)
}
