package crawlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"vigie/crawlers/blog"
	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
)

// Probed is what an address turned out to be.
type Probed struct {
	Kind     post.SourceKind // Feed, BlogSite, Forum or Social; what to write into the configuration
	Entry    string          // the feed, sitemap or page that it is read at
	At       blog.Kind       // what the entry is; empty for Forum and Social
	Title    string          // of the feed, or of the one thread
	Language string          // of the feed, or of the first post
	Items    int             // that the entry lists; of a forum, messages on the pages that were read
	Threads  int             // of a forum: that its lists show
	Engine   string          // of a forum, where it is known: "phpbb"
	Posts    []post.Post     // the first of those that a run would take
	Note     string          // for people: how it was found
}

// probePages is how many article pages a probe fetches.
const probePages = 3

// mostShown is how many posts a probe returns.
const mostShown = 10

// Probe finds out what an address is, and which posts a run would take, without
// storing anything. The error says in words why there is nothing.
func (c *Crawler) Probe(ctx context.Context, source post.Source) (Probed, error) {
	ctx = fetch.Under(ctx, terms(source))
	source.ID, source.Kind = cmp.Or(source.ID, "probe"), cmp.Or(source.Kind, post.Auto)
	if source.Kind == post.Forum {
		return c.probeForum(ctx, source, nil)
	}
	if source.Kind == post.Auto || source.Kind == post.Social {
		if p, ok, err := c.probeSocial(ctx, source); ok {
			return p, err
		}
	}
	if source.Kind == post.Auto {
		answer, err := c.opt.Fetcher.Get(ctx, fetch.Request{URL: source.URL})
		if err == nil && extract.ForumEngine(answer.Text(), answer.URL) != "" {
			return c.probeForum(ctx, source, answer)
		}
	}
	return c.probeSite(ctx, source)
}

func (c *Crawler) probeSite(ctx context.Context, source post.Source) (Probed, error) {
	address := source.URL
	site := blog.New(c.opt.Fetcher, c.opt.Now)
	entry, err := site.Find(ctx, address, nil)
	if errors.Is(err, blog.ErrNothingToRead) && entry.Answer != nil && looksLikeForum(entry.Answer.URL, entry.Answer.Text(), c.opt.Now()) {
		return c.probeForum(ctx, source, entry.Answer)
	}
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

// probeForum reads the first threads of a forum; answer is its page, or nil.
func (c *Crawler) probeForum(ctx context.Context, source post.Source, answer *fetch.Response) (Probed, error) {
	run, err := forum.New(c.opt.Fetcher, c.opt.Now).Read(ctx, forum.Job{
		URL: source.URL, Answer: answer, Pages: probePages, Leave: source.Leave,
		Memory: func(context.Context, []string) (map[string]forum.Known, error) { return nil, nil },
	})
	p := Probed{Kind: post.Forum, Entry: source.URL, Threads: run.Listed}
	if run.Answer != nil {
		p.Engine = extract.ForumEngine(run.Answer.Text(), run.Answer.URL)
	}
	for _, t := range run.Threads {
		p.Items += t.Shown
		p.Posts = append(p.Posts, forum.Posts(source, t.URL, t.Title, t.Language, t.Messages, c.opt.Now())...)
	}
	p.Posts = p.Posts[:min(len(p.Posts), mostShown)]
	if len(p.Posts) > 0 {
		p.Language = p.Posts[0].Language
	}
	if len(run.Threads) == 1 && run.Listed == 1 {
		p.Title = run.Threads[0].Title
	}
	p.Note = fmt.Sprintf("%s: a forum (%s), %d threads; %d messages on the %d that were read", source.URL, cmp.Or(p.Engine, "of no known engine"), p.Threads, p.Items, len(run.Threads))
	switch {
	case err != nil:
		return p, fmt.Errorf("probe %s: %w", source.URL, err)
	case p.Threads == 0 && p.Items == 0:
		return p, fmt.Errorf("probe %s: the forum lists no thread", source.URL)
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
