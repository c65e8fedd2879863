// Package blog finds where a site's news can be read (its feed, else its
// sitemap, else its links) and reads its article pages. It stores nothing and
// makes no posts: it hands over what it found.
package blog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// Kind is what a site is read at.
type Kind string

// The kinds of entry.
const (
	Feed    Kind = "feed"
	Sitemap Kind = "sitemap"
	Links   Kind = "links"
)

// Entry is what a site is read at, as it was just fetched.
type Entry struct {
	Kind   Kind
	URL    string
	Answer *fetch.Response
	Feed   feed.Feed       // of a feed
	Places []extract.Place // of a sitemap or links: article pages, latest first
	Index  bool            // of a sitemap: it lists others, and does not say when they changed
	Fault  error           // why it is no feed, where it is none
}

// ErrNothingToRead says that a page is no feed and no sitemap, and links to
// nothing that looks like an article.
var ErrNothingToRead = errors.New("no feed, no sitemap, and no link that looks like an article's")

// Reader reads sites. It is safe for concurrent use.
type Reader struct {
	fetcher *fetch.Fetcher
	now     func() time.Time
}

// New returns a Reader that fetches through fetcher.
func New(fetcher *fetch.Fetcher, now func() time.Time) *Reader {
	return &Reader{fetcher: fetcher, now: now}
}

const accept = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"

// Bounds of a search, in requests: it is a stranger's server.
const (
	mostFeeds    = 4
	mostPaths    = 6
	mostSitemaps = 3
	oldest       = 120 * 24 * time.Hour // of a sitemap's pages
)

// Open fetches an entry that is known. Where the answer is 304 the Entry has
// only its Answer. The answer is given even with an error, if there was one.
func (r *Reader) Open(ctx context.Context, req fetch.Request) (Entry, error) {
	req.Accept = accept
	answer, err := r.fetcher.Get(ctx, req)
	if err != nil || answer.Status == 304 {
		return Entry{URL: req.URL, Answer: answer}, err
	}
	return r.Identify(ctx, req.URL, answer)
}

// Identify tells what the answer of an address is by what it holds; what the
// server calls it is wrong too often.
func (r *Reader) Identify(ctx context.Context, address string, answer *fetch.Response) (Entry, error) {
	e := Entry{URL: cmp.Or(answer.Moved, address), Answer: answer}
	f, err := feed.Parse(answer.Body, answer.ContentType(), answer.URL, answer.Header.Get("Content-Language"))
	if err == nil {
		e.Kind, e.Feed = Feed, f
		return e, nil
	}
	e.Fault = err
	if m, err := extract.ReadSitemap(e.Answer.Body); err == nil {
		e.Kind = Sitemap
		e.Index = slices.ContainsFunc(m.Maps, func(child extract.Place) bool { return child.Modified.IsZero() })
		e.Places, err = r.places(ctx, m, e.Answer.URL)
		return e, err
	}
	e.Kind = Links
	for _, to := range extract.Links(e.Answer.Text(), e.Answer.URL) {
		if extract.Story(to, e.Answer.URL) {
			e.Places = append(e.Places, extract.Place{URL: to})
		}
	}
	if len(e.Places) == 0 {
		return e, fmt.Errorf("%s: %w", e.Answer.URL, ErrNothingToRead)
	}
	return e, nil
}

// places are the pages of a sitemap, or of the latest of an index's sitemaps.
func (r *Reader) places(ctx context.Context, m extract.Sitemap, at string) ([]extract.Place, error) {
	pages := m.Pages
	for i, child := range m.Maps {
		if i >= mostSitemaps {
			break
		}
		if !post.SameHost(child.URL, at) {
			continue
		}
		answer, err := r.fetcher.Get(ctx, fetch.Request{URL: child.URL})
		if err != nil {
			if ctx.Err() != nil || stop(err) {
				return nil, err
			}
			continue // the other sitemaps may still answer
		}
		if inner, err := extract.ReadSitemap(answer.Body); err == nil {
			pages = append(pages, inner.Pages...)
		}
	}
	if kept := r.recent(pages, func(p extract.Place) bool { return extract.Story(p.URL, at) }); len(kept) > 0 {
		return kept, nil
	}
	// No address looks like an article's: what a small site lists is what it has.
	return r.recent(pages, func(p extract.Place) bool {
		return post.SameHost(p.URL, at) && !strings.HasSuffix(strings.TrimSuffix(p.URL, "/"), hostOf(p.URL))
	}), nil
}

// recent are the pages of a kind that are not too old.
func (r *Reader) recent(pages []extract.Place, of func(extract.Place) bool) []extract.Place {
	floor := r.now().Add(-oldest)
	var kept []extract.Place
	for _, p := range pages {
		if of(p) && (p.Modified.IsZero() || p.Modified.After(floor)) {
			kept = append(kept, p)
		}
	}
	return kept
}

// Find looks for the best entry of a site: what its address itself is, the
// feeds it announces, the usual places of feeds, its sitemap, its links. answer
// is that of the address, where it has just been fetched.
func (r *Reader) Find(ctx context.Context, site string, answer *fetch.Response) (Entry, error) {
	var home Entry
	var err error
	if answer == nil {
		home, err = r.Open(ctx, fetch.Request{URL: site})
	} else {
		home, err = r.Identify(ctx, site, answer)
	}
	if home.Answer == nil || err != nil && !errors.Is(err, ErrNothingToRead) {
		return home, err
	}
	if home.Kind == Feed || home.Kind == Sitemap {
		return home, nil
	}
	at := home.Answer.URL
	announced := extract.FeedLinks(home.Answer.Text(), at)
	found, err := r.firstGood(ctx, announced, mostFeeds, Feed)
	if found == nil && err == nil {
		found, err = r.firstGood(ctx, extract.FeedPaths(at), mostPaths, Feed)
	}
	if found == nil && err == nil {
		found, err = r.firstGood(ctx, r.sitemaps(ctx, at), mostSitemaps, Sitemap)
	}
	switch {
	case err != nil:
		return home, err
	case found != nil:
		return *found, nil
	case len(home.Places) == 0:
		return home, fmt.Errorf("%s: %w", at, ErrNothingToRead)
	}
	return home, nil
}

// sitemaps are those that the site's robots.txt names, then the usual places.
func (r *Reader) sitemaps(ctx context.Context, site string) []string {
	named := r.fetcher.Sitemaps(ctx, site)
	for _, usual := range extract.SitemapPaths(site) {
		if !slices.Contains(named, usual) {
			named = append(named, usual)
		}
	}
	return named
}

// FindFeed is Find for an address that is said to be a feed's: where it is a
// page, only the feeds that the page announces will do.
func (r *Reader) FindFeed(ctx context.Context, address string) (Entry, error) {
	e, err := r.Open(ctx, fetch.Request{URL: address})
	if e.Answer == nil || e.Kind == Feed || err != nil && !errors.Is(err, ErrNothingToRead) {
		return e, err
	}
	found, err := r.firstGood(ctx, extract.FeedLinks(e.Answer.Text(), e.Answer.URL), mostFeeds, Feed)
	if err != nil {
		return e, err
	}
	if found == nil {
		return e, fmt.Errorf("%s: %w; it announces none either; if it is a site's page, use kind blog", address, e.Fault)
	}
	return *found, nil
}

// firstGood opens addresses in turn until one is of the kind and holds
// something. It gives up the search only where going on would be wrong.
func (r *Reader) firstGood(ctx context.Context, addresses []string, most int, kind Kind) (*Entry, error) {
	var empty *Entry
	for i, address := range addresses {
		if i >= most {
			break
		}
		e, err := r.Open(ctx, fetch.Request{URL: address})
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil && stop(err):
			return nil, err
		case err != nil || e.Kind != kind:
		case len(e.Feed.Items) > 0 || len(e.Places) > 0:
			return &e, nil
		case empty == nil:
			empty = &e
		}
	}
	return empty, nil
}

// stop reports whether an error speaks for the whole host.
func stop(err error) bool {
	var rest *fetch.RetryAfterError
	return errors.As(err, &rest)
}
