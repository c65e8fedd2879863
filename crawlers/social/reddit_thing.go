package social

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

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
	i.gone = slices.Contains(redditGone, string(body)) || slices.Contains(redditGone, string(d.Title)) || d.Author == "[deleted]" && body == "" || d.Removed != ""
	return i
}

// redditGone is what stands for a text or a title that was taken down.
var redditGone = []string{"[deleted]", "[removed]", "[deleted by user]", "[ Removed by Reddit ]", "[ Removed by reddit in response to a copyright notice. ]"}

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
