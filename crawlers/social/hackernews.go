package social

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// hackerNews reads Hacker News by its search (https://hn.algolia.com/api), and
// looks single items up where they are kept
// (https://github.com/HackerNews/API).
type hackerNews struct {
	search string
	items  string
	place  Place
}

// hackerPage is how many hits a page has.
const hackerPage = 100

func (h *hackerNews) batch() int { return 5 } // each costs a request

func (h *hackerNews) read(ctx context.Context, w *walk) ([]item, error) {
	return w.back(ctx, func(ctx context.Context, cursor string) (page, error) {
		var answer struct {
			Hits []json.RawMessage `json:"hits"`
		}
		if _, err := w.list(ctx, h.address(w, cursor), &answer); err != nil {
			return page{}, err
		}
		hits := each[hackerHit](answer.Hits)
		var p page
		for _, hit := range hits {
			p.items = append(p.items, h.item(hit, w.job.Start))
		}
		if len(answer.Hits) >= hackerPage && len(hits) > 0 {
			// Page numbers shift as hits come in; the time of the last one does not.
			if last := hits[len(hits)-1]; digits(string(last.CreatedAt)) != "" {
				p.next = string(last.CreatedAt)
			}
		}
		return p, nil
	})
}

func (h *hackerNews) address(w *walk, cursor string) string {
	q := url.Values{"hitsPerPage": {strconv.Itoa(hackerPage)}}
	switch h.place.Kind {
	case "search":
		q.Set("query", h.place.Name)
		q.Set("tags", "(story,comment)")
	case "account":
		q.Set("tags", "(story,comment),author_"+h.place.Name)
		if strings.Trim(h.place.path, "/") == "submitted" {
			q.Set("tags", "story,author_"+h.place.Name)
		}
	case "thread":
		q.Set("tags", "(story,comment),story_"+h.place.Name)
	default:
		q.Set("tags", h.place.Name)
	}
	var limits []string
	if !w.since.IsZero() {
		limits = append(limits, fmt.Sprintf("created_at_i>=%d", w.since.Unix()))
	}
	if cursor != "" {
		limits = append(limits, "created_at_i<="+cursor)
	}
	if limits != nil {
		q.Set("numericFilters", strings.Join(limits, ","))
	}
	return h.search + "/api/v1/search_by_date?" + q.Encode()
}

// hackerHit is one hit of the search.
type hackerHit struct {
	ID         word `json:"objectID"`
	CreatedAt  word `json:"created_at_i"`
	Author     word `json:"author"`
	Title      word `json:"title"`
	URL        word `json:"url"`
	StoryText  word `json:"story_text"`
	Comment    word `json:"comment_text"`
	Story      word `json:"story_id"`
	StoryTitle word `json:"story_title"`
	Parent     word `json:"parent_id"`
}

func (h *hackerNews) item(hit hackerHit, now time.Time) item {
	i := item{key: digits(string(hit.ID)), at: seconds(hit.CreatedAt)}
	if i.key == "" {
		return i
	}
	p := post.Post{Kind: post.Status, Author: name(hit.Author), Title: extract.Line(string(hit.Title)), URL: hackerURL(hit.ID)}
	p.ID = post.NewID(p.URL)
	body := hit.StoryText
	if hit.Comment != "" || hit.Parent != "" {
		p.Kind, p.Title = post.Comment, extract.Line(string(hit.StoryTitle))
		body = hit.Comment
		if parent := hackerURL(hit.Parent); parent != "" {
			p.Parent = post.NewID(parent)
		}
	}
	p.Thread = p.ID
	if story := hackerURL(hit.Story); story != "" {
		p.Thread = post.NewID(story)
	}
	if p.Author != "" {
		p.AuthorURL = hackerHome + "/user?id=" + url.QueryEscape(p.Author)
	}
	p.Text = extract.Text(string(body))
	p.Links = link(linked(string(body), hackerHome), string(hit.URL))
	if p.Text == "" && p.Kind == post.Status {
		p.Text = p.Title
	}
	dated(&p, i.at, time.Time{}, now)
	i.post = p
	return i
}

const hackerHome = "https://news.ycombinator.com"

func hackerURL(id word) string {
	if digits(string(id)) == "" {
		return ""
	}
	return hackerHome + "/item?id=" + string(id)
}

// check looks items up one by one: what was deleted says so, or is null.
func (h *hackerNews) check(ctx context.Context, w *walk, keys []string) (there []item, gone []string, err error) {
	for _, k := range keys {
		if !w.run.Rest.IsZero() {
			there = append(there, item{key: k, blind: true})
			continue
		}
		var found *struct {
			Deleted flag `json:"deleted"`
			Dead    flag `json:"dead"`
		}
		if _, err := w.get(ctx, fetch.Request{URL: h.items + "/v0/item/" + k + ".json"}, &found); err != nil {
			return there, gone, err
		}
		switch {
		case found == nil, bool(found.Deleted), bool(found.Dead):
			gone = append(gone, k)
		default:
			there = append(there, item{key: k})
		}
	}
	return there, gone, nil
}
