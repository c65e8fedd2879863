package crawlers

import (
	"context"
	"fmt"

	"vigie/crawlers/blog"
	"vigie/crawlers/post"
)

// Probed is what an address turned out to be.
type Probed struct {
	Kind     post.SourceKind // Feed, BlogSite or Social; what to write into the configuration
	Entry    string          // the feed, sitemap or page that it is read at
	At       blog.Kind       // what the entry is; empty for Social
	Title    string          // of the feed
	Language string          // of the feed, or of the first post
	Items    int             // that the entry lists
	Posts    []post.Post     // the first of those that a run would take
	Note     string          // for people: how it was found
}

// probePages is how many article pages a probe fetches.
const probePages = 3

// mostShown is how many posts a probe returns.
const mostShown = 10

// Probe finds out what an address is, and which posts a run would take, without
// storing anything. The error says in words why there is nothing.
func (c *Crawler) Probe(ctx context.Context, address string) (Probed, error) {
	source := post.Source{ID: "probe", URL: address, Kind: post.Auto}
	if p, ok, err := c.probeSocial(ctx, source); ok {
		return p, err
	}
	site := blog.New(c.opt.Fetcher, c.opt.Now)
	entry, err := site.Find(ctx, address)
	if err != nil {
		return Probed{}, fmt.Errorf("probe %s: %w", address, err)
	}
	p := Probed{Kind: post.BlogSite, Entry: entry.URL, At: entry.Kind}
	if entry.Kind == blog.Feed {
		if entry.URL == address {
			p.Kind = post.Feed
		}
		p.Title, p.Language = entry.Feed.Title, entry.Feed.Language
		p.Posts = entry.Feed.Posts(source, c.opt.Now())
		p.Items = len(p.Posts)
		p.Posts = p.Posts[:min(len(p.Posts), mostShown)]
	} else {
		p.Items = len(entry.Places)
		p.Posts = c.sample(ctx, site, source, entry)
	}
	if p.Language == "" && len(p.Posts) > 0 {
		p.Language = p.Posts[0].Language
	}
	p.Note = fmt.Sprintf("%s: %d items by its %s", entry.URL, p.Items, entry.Kind)
	if p.Items == 0 {
		return p, fmt.Errorf("probe %s: its %s at %s is empty", address, entry.Kind, entry.URL)
	}
	return p, ctx.Err()
}

// sample reads the first article pages of an entry.
func (c *Crawler) sample(ctx context.Context, site *blog.Reader, source post.Source, entry blog.Entry) []post.Post {
	var asks []blog.Ask
	for _, place := range entry.Places[:min(len(entry.Places), probePages)] {
		asks = append(asks, blog.Ask{URL: place.URL})
	}
	var posts []post.Post
	for _, page := range site.Pages(ctx, asks, probePages, nil) {
		if page.Err != nil {
			continue
		}
		if p, ok := fromPage(page, source, c.opt.Now()); ok {
			posts = append(posts, p)
		}
	}
	return posts
}
