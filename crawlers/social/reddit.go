package social

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// reddit reads listings of communities, accounts, searches and threads as JSON
// (https://www.reddit.com/dev/api), or where that is closed as a feed.
type reddit struct {
	base  string
	place Place
}

func (r *reddit) batch() int { return 25 }

// path is the listing, and the parameters that it has besides.
func (r *reddit) path() (string, url.Values) {
	q := url.Values{}
	switch r.place.Kind {
	case "account":
		q.Set("sort", "new")
		return "/user/" + r.place.Name, q
	case "comments":
		return "/r/" + r.place.Name + "/comments", q
	case "thread":
		q.Set("sort", "new")
		return r.place.path, q
	case "search":
		q.Set("q", r.place.Name)
		q.Set("sort", "new")
		if strings.HasPrefix(r.place.path, "/r/") {
			q.Set("restrict_sr", "1")
			return r.place.path + "/search", q
		}
		return "/search", q
	}
	return "/r/" + r.place.Name + "/new", q
}

func (r *reddit) read(ctx context.Context, w *walk) ([]item, error) {
	path, q := r.path()
	feed := r.base + path + "/.rss"
	if len(q) > 0 {
		feed += "?" + q.Encode()
	}
	if w.state.Feed == feed {
		return r.feed(ctx, w, feed)
	}
	items, err := w.back(ctx, func(ctx context.Context, cursor string) (page, error) {
		q.Set("limit", "100")
		q.Set("raw_json", "1") // without it &, < and > come escaped twice
		q.Del("after")
		if cursor != "" {
			q.Set("after", cursor)
		}
		var listing redditAnswer
		answer, err := w.list(ctx, r.base+path+".json?"+q.Encode(), &listing)
		if err != nil {
			return page{}, r.explain(err)
		}
		if strings.Contains(answer.URL, "/subreddits/search") {
			// It sends those who look for a community that is not there to its search.
			return page{}, fmt.Errorf("there is no community of the name %s; look for its new address: %w", r.place.Name, errClosed)
		}
		p := page{next: listing.after}
		for _, t := range listing.things {
			p.items = append(p.items, r.item(t, w.job.Start))
		}
		return p, nil
	})
	var status *fetch.StatusError
	var barred *barredError
	if len(items) == 0 && errors.As(err, &status) && (status.Status == 401 || status.Status == 403) && !errors.As(err, &barred) && w.run.Rest.IsZero() {
		w.run.Entry, w.run.ETag = "", ""
		items, fault := r.feed(ctx, w, feed)
		if fault != nil {
			fault = fmt.Errorf("neither the listing (%w) nor its feed can be read: %w", err, fault)
		}
		return items, fault
	}
	return items, err
}

// barredError says that a community is not for everyone.
type barredError struct {
	why string
	err error
}

func (e *barredError) Error() string { return fmt.Sprintf("%s; remove the source: %v", e.why, e.err) }
func (e *barredError) Unwrap() error { return e.err }

// barred are the reasons that Reddit gives.
var barred = map[string]string{
	"private":             "the community is private, only its members read it",
	"quarantined":         "the community is quarantined, only those who opted in read it",
	"gated":               "the community is gated, only those who opted in read it",
	"gold_only":           "the community is for those who pay",
	"employees_only":      "the community is for Reddit's own people",
	"banned":              "Reddit has banned the community",
	"community_suspended": "Reddit has suspended the community",
}

func (r *reddit) explain(err error) error {
	var said *saidError
	if errors.As(err, &said) && barred[said.text] != "" {
		return &barredError{why: barred[said.text], err: err}
	}
	return err
}

// feed reads the listing as Atom: the same things by the same names, without
// their threads.
func (r *reddit) feed(ctx context.Context, w *walk, address string) ([]item, error) {
	items, err := w.feed(ctx, address, "reddit.com")
	for n := range items {
		i := &items[n]
		if strings.HasPrefix(i.key, "t1_") {
			i.post.Kind = post.Comment
		}
		if strings.HasPrefix(i.key, "t1_") || strings.HasPrefix(i.key, "t3_") {
			i.post.ID = redditID(word(i.key))
		}
		i.post.Author = strings.TrimPrefix(i.post.Author, "/u/")
	}
	return items, err
}

// check asks for things by their names. The listing /api/info is part of the
// documented interface; what was taken down stands there without its author.
func (r *reddit) check(ctx context.Context, w *walk, keys []string) (there []item, gone []string, err error) {
	if w.state.Feed != "" {
		for _, k := range keys {
			there = append(there, item{key: k, blind: true})
		}
		return there, nil, nil // a feed tells nothing of what is gone
	}
	var listing redditAnswer
	_, err = w.get(ctx, fetch.Request{URL: r.base + "/api/info.json?raw_json=1&id=" + url.QueryEscape(strings.Join(keys, ","))}, &listing)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range listing.things {
		there = append(there, r.item(t, w.job.Start))
	}
	return there, nil, nil
}
