package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// bluesky reads the feed of an account or a search by the public AppView:
// app.bsky.feed.getAuthorFeed and app.bsky.feed.searchPosts of
// https://docs.bsky.app/docs/api/. A search is read from the stream where one is
// named, and the search is what steps in for it.
type bluesky struct {
	base   string
	stream string // empty: none
	place  Place
}

func (b *bluesky) batch() int { return 25 } // the most that getPosts takes

func (b *bluesky) read(ctx context.Context, w *walk) ([]item, error) {
	q, plain := readQuery(b.place.Name)
	if b.stream == "" || b.place.Kind != "search" || !plain {
		return b.listing(ctx, w)
	}
	items, fault := b.streamed(ctx, w, q)
	var line *fetch.RetryAfterError
	if errors.As(fault, &line) && line.Status == 0 {
		w.rests(fault) // others read the stream: this source's turn comes later
		return items, fault
	}
	if fault == nil || ctx.Err() != nil {
		return items, fault
	}
	items, err := b.listing(ctx, w)
	if err != nil {
		return items, fmt.Errorf("neither the stream (%w) nor the search can be read: %w", fault, err)
	}
	return items, nil
}

// listing reads the feed or the search, page by page.
func (b *bluesky) listing(ctx context.Context, w *walk) ([]item, error) {
	return w.back(ctx, func(ctx context.Context, cursor string) (page, error) {
		var answer struct {
			Cursor word              `json:"cursor"`
			Feed   []json.RawMessage `json:"feed"`
			Posts  []json.RawMessage `json:"posts"`
		}
		if _, err := w.list(ctx, b.address(w, cursor), &answer); err != nil {
			return page{}, b.explain(err)
		}
		p := page{next: string(answer.Cursor)}
		for _, f := range each[blueskyFeedPost](answer.Feed) {
			p.items = append(p.items, b.item(f, w.job.Start))
		}
		for _, v := range each[blueskyPost](answer.Posts) {
			i := b.item(blueskyFeedPost{Post: v}, w.job.Start)
			w.known[i.key] = w.known[i.key] || w.state.sent(i.key) // by the stream
			p.items = append(p.items, i)
		}
		return p, nil
	})
}

func (b *bluesky) address(w *walk, cursor string) string {
	q := url.Values{"limit": {"100"}}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	if b.place.Kind == "account" {
		q.Set("actor", b.place.Name)
		q.Set("filter", "posts_with_replies")
		return b.base + "/xrpc/app.bsky.feed.getAuthorFeed?" + q.Encode()
	}
	q.Set("q", b.place.Name)
	q.Set("sort", "latest")
	if !w.since.IsZero() {
		q.Set("since", w.since.UTC().Format(time.RFC3339))
	}
	return b.base + "/xrpc/app.bsky.feed.searchPosts?" + q.Encode()
}

func (b *bluesky) explain(err error) error {
	var status *fetch.StatusError
	if b.place.Kind == "account" && errors.As(err, &status) && status.Status == 400 {
		// It answers so for accounts that were deleted, closed or taken down.
		return fmt.Errorf("%w: %w", errClosed, err)
	}
	if b.place.Kind == "search" && errors.As(err, &status) && (status.Status == 401 || status.Status == 403) {
		return fmt.Errorf("the search is closed to readers without an account; set crawl.jetstream in config.yaml to read plain searches from the stream, or watch accounts instead: %w", err)
	}
	return err
}

// check asks for posts by their addresses; those that are gone are left out of
// the answer, which gives no reason.
func (b *bluesky) check(ctx context.Context, w *walk, keys []string) (there []item, gone []string, err error) {
	var answer struct {
		Posts []json.RawMessage `json:"posts"`
	}
	_, err = w.get(ctx, fetch.Request{URL: b.base + "/xrpc/app.bsky.feed.getPosts?" + url.Values{"uris": keys}.Encode()}, &answer)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range each[blueskyPost](answer.Posts) {
		there = append(there, b.item(blueskyFeedPost{Post: v}, w.job.Start))
	}
	return there, nil, nil
}

// blueskyFeedPost is app.bsky.feed.defs#feedViewPost.
type blueskyFeedPost struct {
	Post   blueskyPost `json:"post"`
	Reason struct {
		By struct {
			DID word `json:"did"`
		} `json:"by"`
		Indexed word `json:"indexedAt"`
	} `json:"reason"`
}

// blueskyPost is app.bsky.feed.defs#postView.
type blueskyPost struct {
	URI    word `json:"uri"`
	Author struct {
		DID    word           `json:"did"`
		Handle word           `json:"handle"`
		Labels []blueskyLabel `json:"labels"`
	} `json:"author"`
	Record  blueskyRecord  `json:"record"`
	Embed   blueskyEmbed   `json:"embed"`
	Indexed word           `json:"indexedAt"`
	Labels  []blueskyLabel `json:"labels"`
}

// blueskyRecord is app.bsky.feed.post, as its author wrote it.
type blueskyRecord struct {
	Text    word   `json:"text"`
	Created word   `json:"createdAt"`
	Langs   []word `json:"langs"`
	Tags    []word `json:"tags"` // besides those in the text
	Facets  []struct {
		Features []struct {
			URI word `json:"uri"`
			Tag word `json:"tag"`
		} `json:"features"`
	} `json:"facets"`
	Reply struct {
		Root   blueskyRef `json:"root"`
		Parent blueskyRef `json:"parent"`
	} `json:"reply"`
	Embed  blueskyEmbed `json:"embed"` // a view of it stands beside the record, but for streams
	Labels struct {
		Values []blueskyLabel `json:"values"`
	} `json:"labels"` // the author's own
}

type blueskyRef struct {
	URI word `json:"uri"`
}

type blueskyLabel struct {
	Value   word `json:"val"`
	Negated flag `json:"neg"`
}

// blueskyEmbed is what a post shows besides its text: a link, another post,
// pictures, or a post with one of these.
type blueskyEmbed struct {
	External struct {
		URI word `json:"uri"`
	} `json:"external"`
	Images []struct {
		Alt word `json:"alt"`
	} `json:"images"`
	Record struct {
		URI    word       `json:"uri"`
		Record blueskyRef `json:"record"`
	} `json:"record"`
	Media struct {
		External struct {
			URI word `json:"uri"`
		} `json:"external"`
	} `json:"media"`
}

// item makes a post. A repost is no post of its own: what was reposted is taken
// once, and that this source carries it is a sighting.
func (b *bluesky) item(f blueskyFeedPost, now time.Time) item {
	v := f.Post
	key := string(v.URI)
	published := moment(v.Record.Created)
	if indexed := moment(v.Indexed); !indexed.IsZero() && (published.IsZero() || published.After(indexed)) {
		published = indexed // what the author's clock says counts only where it is earlier
	}
	i := item{key: key, at: published}
	if reposted := moment(f.Reason.Indexed); f.Reason.By.DID != "" && !reposted.IsZero() {
		i.mark, i.at = key+"#"+string(f.Reason.By.DID), reposted
	}
	at := permalink(v.URI)
	if at == "" {
		i.key = "" // a record of another kind
		return i
	}
	i.post = post.Post{
		ID: post.NewID(at), URL: at, Kind: post.Status, Author: name(v.Author.Handle), Text: extract.Text(plain(v.Record.Text)),
		Title: warning(v.Labels), Language: tongue(texts(v.Record.Langs)...), Links: v.links(),
	}
	if v.Author.DID != "" {
		i.post.AuthorURL, _ = post.Canonical("https://bsky.app/profile/" + string(v.Author.DID)) // empty where it is no address
	}
	for _, image := range v.Embed.Images {
		if i.post.Text == "" {
			i.post.Text = name(image.Alt)
		}
	}
	if parent := permalink(v.Record.Reply.Parent.URI); parent != "" {
		i.post.Parent = post.NewID(parent)
	}
	i.post.Thread = i.post.ID
	if root := permalink(v.Record.Reply.Root.URI); root != "" {
		i.post.Thread = post.NewID(root)
	}
	dated(&i.post, published, time.Time{}, now)
	for _, l := range v.Author.Labels {
		// Who asks not to be shown to readers without an account is left out.
		i.skip = i.skip || l.Value == "!no-unauthenticated" && !bool(l.Negated)
	}
	for _, l := range v.Labels {
		i.skip = i.skip || (l.Value == "!hide" || l.Value == "!takedown") && !bool(l.Negated)
	}
	return i
}

// permalink is the page of a post: at://DID/app.bsky.feed.post/KEY. It names
// the account by its number, for handles change.
func permalink(uri word) string {
	rest, ok := strings.CutPrefix(string(uri), "at://")
	parts := strings.Split(rest, "/")
	if !ok || len(parts) != 3 || parts[1] != "app.bsky.feed.post" || parts[0] == "" || parts[2] == "" {
		return ""
	}
	at, err := post.Canonical("https://bsky.app/profile/" + url.PathEscape(parts[0]) + "/post/" + url.PathEscape(parts[2]))
	if err != nil {
		return ""
	}
	return at
}

func (v blueskyPost) links() []string {
	var found []string
	for _, facet := range v.Record.Facets {
		for _, feature := range facet.Features {
			found = link(found, string(feature.URI))
		}
	}
	found = link(found, string(v.Embed.External.URI))
	found = link(found, string(v.Embed.Media.External.URI))
	for _, quoted := range []word{v.Embed.Record.URI, v.Embed.Record.Record.URI} {
		if at := permalink(quoted); at != "" {
			found = link(found, at)
		}
	}
	return found
}

// warning keeps the labels that a post is shown behind.
func warning(labels []blueskyLabel) string {
	var found []string
	for _, l := range labels {
		if v := name(l.Value); v != "" && !bool(l.Negated) && !strings.HasPrefix(v, "!") {
			found = append(found, v)
		}
	}
	return strings.Join(found, ", ")
}

func texts(words []word) []string {
	found := make([]string, len(words))
	for i, w := range words {
		found[i] = string(w)
	}
	return found
}
