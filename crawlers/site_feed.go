package crawlers

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"vigie/crawlers/blog"
	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
)

// fromFeed makes posts of a feed. For items that are only the beginning of an
// article the page is fetched, once.
func (s *siteReader) fromFeed(ctx context.Context, j job, entry blog.Entry, found reading) (reading, error) {
	all, teasers := candidates(entry.Feed, j)
	found.announced(entry, j)
	found.items = len(all)
	known, err := lookup(ctx, j, teasers)
	if err != nil {
		return found, err
	}
	asks := found.choose(all, known, j, s.pages)
	pages := s.blog.Pages(ctx, asks, s.pages, nil)
	obey(j.source, pages)
	found.settle(j, pages, known, entry.URL)
	found.left += len(asks) - len(pages)
	read := make(map[string]blog.Page, len(pages))
	for _, p := range pages {
		read[p.URL] = p
	}
	for _, c := range all {
		page, asked := read[c.post.URL]
		before := known[c.post.URL]
		whole := asked && page.Err == nil && page.Status != http.StatusNotModified
		switch {
		case whole:
			c.post = completed(c.post, page.Article, j.start, !post.SameHost(c.post.URL, entry.URL))
			found.posts = append(found.posts, comments(c.post, page.Article, j)...)
		case c.teaser && before.Items > 0:
			continue // its full text is stored; the teaser must not take its place
		case faultOf(page.Err) == FaultReserved, !asked && before.Fault == FaultReserved && !j.source.Leave:
			continue
		}
		found.posts = append(found.posts, c.post)
	}
	return found, nil
}

// choose picks the pages to fetch: of teasers that are new or have changed,
// then, where there is room, of those that may have new comments.
func (r *reading) choose(all []candidate, known map[string]Visit, j job, most int) []blog.Ask {
	var asks, later []blog.Ask
	for _, c := range all {
		if !c.teaser {
			continue
		}
		before := known[c.post.URL]
		state := stateOf(known, c.post.URL, j.start)
		if state == done && c.post.Updated.After(before.At) {
			state = fresh
		}
		switch {
		case state == fresh && len(asks) < most:
			asks = append(asks, blog.Ask{URL: c.post.URL})
		case state == fresh:
			r.left++
		case state == again:
			later = append(later, blog.Ask{URL: c.post.URL, ETag: before.ETag, LastModified: before.LastModified})
			r.due(before.Next) // which is past: where there is no room now, the next run looks again
		default:
			r.due(before.Next)
		}
	}
	return append(asks, later[:min(len(later), most-len(asks))]...)
}

// candidate is an item of a feed on its way to a post.
type candidate struct {
	post   post.Post
	teaser bool
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

// announced takes in what a feed says of itself.
func (r *reading) announced(entry blog.Entry, j job) {
	f := entry.Feed
	r.ttl, r.skip = f.TTL, skip{hours: f.SkipHours, days: f.SkipDays}
	r.hub = &hub{hub: f.Hub, topic: cmp.Or(f.Self, entry.URL)}
	if r.hub.hub == "" && entry.Answer != nil {
		r.hub = &hub{hub: entry.Answer.Link("hub"), topic: cmp.Or(entry.Answer.Link("self"), r.hub.topic)}
	}
	r.gone = f.GoneIDs(j.source, j.source.URL, entry.URL)
}

// comments are the posts of an article's readers.
func comments(p post.Post, page extract.Page, j job) []post.Post {
	said := forum.Posts(j.source, p.URL, p.Title, cmp.Or(p.Language, page.Language), page.Comments, j.start)
	for i := range said {
		said[i].Kind, said[i].Thread, said[i].Parent = post.Comment, p.ID, cmp.Or(said[i].Parent, p.ID)
	}
	return said
}

// completed is a feed's post with the text of its page. What the feed says of
// it stays, for the feed is the better witness of dates and titles; but not
// where it is a stranger's, who only points to the page.
func completed(p post.Post, page extract.Page, fetched time.Time, stranger bool) post.Post {
	if len(page.Text) > len(p.Text) {
		p.Text, p.Links = page.Text, page.Links
	}
	if stranger {
		p.Title = cmp.Or(page.Title, p.Title)
	}
	if page.Author != "" && (stranger || p.Author == "") {
		p.Author, p.AuthorURL = page.Author, ""
	}
	if p.Language == "" {
		p.Language = page.Language
	}
	if at, ok := post.Plausible(page.Published, fetched); page.Dated && ok && (stranger || !p.Dated) {
		p.Published, p.Dated = at, true
	}
	return p
}
