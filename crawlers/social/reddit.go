package social

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"vigie/crawlers/extract"
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
		if _, err := w.list(ctx, r.base+path+".json?"+q.Encode(), &listing); err != nil {
			return page{}, err
		}
		p := page{next: listing.after}
		for _, t := range listing.things {
			p.items = append(p.items, r.item(t, w.job.Start))
		}
		return p, nil
	})
	var status *fetch.StatusError
	if len(items) == 0 && errors.As(err, &status) && (status.Status == 401 || status.Status == 403) && w.run.Rest.IsZero() {
		w.run.Entry, w.run.ETag = "", ""
		return r.feed(ctx, w, feed)
	}
	return items, err
}

// feed reads the listing as Atom: the same things by the same names, without
// their threads.
func (r *reddit) feed(ctx context.Context, w *walk, address string) ([]item, error) {
	items, err := w.feed(ctx, address)
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

// redditAnswer is one listing, or the two of a thread: its opening post, and
// its comments with the answers to them inside.
type redditAnswer struct {
	things []redditThing
	after  string
}

// redditThing is a comment (t1) or a link (t3).
type redditThing struct {
	Kind word `json:"kind"`
	Data struct {
		Name      word            `json:"name"`
		Author    word            `json:"author"`
		Title     word            `json:"title"`
		SelfHTML  word            `json:"selftext_html"`
		Self      word            `json:"selftext"`
		BodyHTML  word            `json:"body_html"`
		Body      word            `json:"body"`
		URL       word            `json:"url"`
		Permalink word            `json:"permalink"`
		Link      word            `json:"link_id"`
		LinkTitle word            `json:"link_title"`
		Parent    word            `json:"parent_id"`
		Subreddit word            `json:"subreddit"`
		Created   word            `json:"created_utc"`
		Edited    word            `json:"edited"`
		IsSelf    flag            `json:"is_self"`
		Over18    flag            `json:"over_18"`
		Spoiler   flag            `json:"spoiler"`
		Removed   word            `json:"removed_by_category"`
		Replies   json.RawMessage `json:"replies"`
	} `json:"data"`
}

// deepest is how deep answers within answers are read.
const deepest = 50

// UnmarshalJSON implements json.Unmarshaler.
func (a *redditAnswer) UnmarshalJSON(data []byte) error {
	var both []json.RawMessage
	if json.Unmarshal(data, &both) == nil {
		for _, one := range both {
			if err := a.listing(one, 0); err != nil {
				return err
			}
		}
		a.after = "" // a thread is one page
		return nil
	}
	return a.listing(data, 0)
}

func (a *redditAnswer) listing(data []byte, depth int) error {
	var l struct {
		Kind word `json:"kind"`
		Data struct {
			After    word              `json:"after"`
			Children []json.RawMessage `json:"children"`
		} `json:"data"`
	}
	if err := json.Unmarshal(data, &l); err != nil {
		return err
	}
	if l.Kind != "Listing" {
		return errors.New("no Listing")
	}
	if depth == 0 {
		a.after = string(l.Data.After)
	}
	for _, t := range each[redditThing](l.Data.Children) {
		if t.Kind != "t1" && t.Kind != "t3" {
			continue // "more": comments that are left out
		}
		a.things = append(a.things, t)
		if len(t.Data.Replies) > 0 && t.Data.Replies[0] == '{' && depth < deepest {
			if err := a.listing(t.Data.Replies, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reddit) item(t redditThing, now time.Time) item {
	d := t.Data
	i := item{key: string(d.Name), at: seconds(d.Created)}
	p := post.Post{Kind: post.Status, Title: name(d.Title)}
	if d.Author != "[deleted]" {
		p.Author = name(d.Author)
	}
	at := d.Permalink
	if at == "" && t.Kind == "t1" { // listings from before permalinks
		at = word("/r/" + string(d.Subreddit) + "/comments/" + strings.TrimPrefix(string(d.Link), "t3_") + "/_/" + strings.TrimPrefix(string(d.Name), "t1_"))
	}
	if u, err := post.Canonical(redditHome + string(at)); err == nil && strings.HasPrefix(string(at), "/") {
		p.URL = u
	}
	p.ID = redditID(d.Name)
	if p.Author != "" {
		p.AuthorURL = redditHome + "/user/" + url.PathEscape(p.Author)
	}
	body, html := d.Self, d.SelfHTML
	if t.Kind == "t1" {
		p.Kind, p.Title = post.Comment, name(d.LinkTitle)
		p.Parent, p.Thread = redditID(d.Parent), redditID(d.Link)
		body, html = d.Body, d.BodyHTML
	} else {
		p.Thread = p.ID
	}
	if p.Text = extract.Text(string(html)); p.Text == "" {
		p.Text = extract.Text(plain(body))
	}
	p.Links = linked(string(html), redditHome)
	if t.Kind == "t3" && !bool(d.IsSelf) {
		p.Links = link(p.Links, string(d.URL))
	}
	if p.Text == "" {
		p.Text = p.Title
	}
	p.Title = marked(p.Title, d.Over18, d.Spoiler)
	dated(&p, i.at, seconds(d.Edited), now)
	i.post = p
	// A thing that was taken down stays in its place, without author or text.
	i.gone = body == "[deleted]" || body == "[removed]" || d.Author == "[deleted]" && body == "" || d.Removed != ""
	return i
}

// redditHome is what permalinks are relative to, wherever the listing came from.
const redditHome = "https://www.reddit.com"

// redditID names things by what Reddit calls them: a permalink holds a title,
// which a comment does not know of its thread.
func redditID(fullname word) string {
	if fullname == "" {
		return ""
	}
	return post.NewID(redditHome, string(fullname))
}

// marked keeps the warnings that a title is shown with.
func marked(title string, adult, spoiler flag) string {
	if adult {
		title = "[NSFW] " + title
	}
	if spoiler {
		title = "[spoiler] " + title
	}
	return strings.TrimSpace(title)
}
