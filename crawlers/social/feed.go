package social

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
	"vigie/crawlers/fetch"
)

// feed reads a source at a feed that the network offers. An entry whose page is
// on none of the network's domains is none of its posts.
func (w *walk) feed(ctx context.Context, address string, domains ...string) ([]item, error) {
	w.run.Entry = address
	r := fetch.Request{URL: address, Accept: "application/atom+xml,application/rss+xml;q=0.9,*/*;q=0.1"}
	if address == w.job.Entry {
		r.ETag, r.LastModified = w.job.ETag, w.state.Modified
	}
	answer, err := w.fetcher.Get(ctx, r)
	w.note(answer)
	if err != nil {
		w.rests(err)
		return nil, err
	}
	w.state.Feed, w.run.ETag = address, answer.ETag
	if answer.Status == http.StatusNotModified {
		if answer.ETag == "" {
			w.run.ETag = w.job.ETag
		}
		return nil, nil
	}
	w.state.Modified = answer.LastModified
	f, err := feed.Parse(answer.Body, answer.ContentType(), answer.URL)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	var items []item
	w.shown = make(map[string]bool, len(f.Items))
	for _, entry := range f.Items {
		p, ok := f.Post(entry, w.job.Source, w.job.Start)
		own := func(domain string) bool { return within(hostOf(word(p.URL)), domain) }
		if !ok || p.URL != "" && !slices.ContainsFunc(domains, own) {
			continue
		}
		key := entry.GUID
		if key == "" {
			key = p.ID
		}
		w.shown[key] = true
		if w.oldest.IsZero() || p.Published.Before(w.oldest) {
			w.oldest = p.Published
		}
		items = w.add(items, item{key: key, at: p.Published, post: p})
	}
	return items, nil
}

// youtube reads the videos of a channel, a playlist or a user by their Atom
// feed, which holds the latest fifteen.
type youtube struct {
	base  string
	place Place
}

func (y *youtube) batch() int { return mostWatched } // it costs no request

func (y *youtube) read(ctx context.Context, w *walk) ([]item, error) {
	address, err := y.address(ctx, w)
	if err != nil {
		return nil, err
	}
	items, err := w.feed(ctx, address, "youtube.com", "youtu.be")
	for i := range items {
		// A feed holds the description beside the title, which says what the video is.
		if p := &items[i].post; p.Title != "" && !strings.Contains(p.Text, p.Title) {
			p.Text = p.Title + "\n\n" + p.Text
		}
	}
	return items, err
}

// address is the feed. A page named by a handle says which one is its own.
func (y *youtube) address(ctx context.Context, w *walk) (string, error) {
	parameter := map[string]string{"channel": "channel_id", "playlist": "playlist_id", "user": "user"}[y.place.Kind]
	if parameter != "" {
		return y.base + "/feeds/videos.xml?" + parameter + "=" + url.QueryEscape(y.place.Name), nil
	}
	if w.state.Feed != "" {
		return w.state.Feed, nil
	}
	answer, err := w.fetcher.Get(ctx, fetch.Request{URL: y.base + (&url.URL{Path: y.place.Name}).EscapedPath()})
	w.note(answer)
	if err != nil {
		w.rests(err)
		return "", err
	}
	for _, link := range extract.FeedLinks(answer.Text(), answer.URL) {
		u, err := url.Parse(link)
		if err != nil || u.Path != "/feeds/videos.xml" {
			continue
		}
		if id := u.Query().Get("channel_id"); youtubeNumber.MatchString(id) {
			return y.base + "/feeds/videos.xml?channel_id=" + url.QueryEscape(id), nil
		}
	}
	return "", errors.New("the page names no feed; give the address of the channel, as .../channel/UC...")
}

// check sees what the feed of this run showed: a video that lies between two
// that are there, and is not there itself, was taken down or made private.
func (y *youtube) check(_ context.Context, w *walk, keys []string) (there []item, gone []string, err error) {
	for _, k := range keys {
		at := slices.IndexFunc(w.state.Watch, func(s watched) bool { return s.Key == k })
		if w.shown[k] || at < 0 || len(w.shown) == 0 || !w.oldest.Before(timeOf(w.state.Watch[at])) {
			there = append(there, item{key: k, blind: !w.shown[k]})
		}
	}
	return there, nil, nil
}
