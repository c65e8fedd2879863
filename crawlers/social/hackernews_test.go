package social_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

// search is the search of Hacker News and the items behind it, as
// https://hn.algolia.com/api and https://github.com/HackerNews/API have them.
type search struct {
	hits  []object // newest first
	items map[string]string
}

func (s *search) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n, ok := strings.CutPrefix(r.URL.Path, "/v0/item/"); ok {
		body, ok := s.items[strings.TrimSuffix(n, ".json")]
		if !ok {
			body = `{"by":"voyageur","id":1,"type":"comment","text":"Aw","time":1314211127}`
		}
		refuse(w, 200, body)
		return
	}
	low, high := int64(0), int64(1<<60)
	for _, f := range strings.Split(r.URL.Query().Get("numericFilters"), ",") {
		if v, ok := strings.CutPrefix(f, "created_at_i>="); ok {
			low, _ = strconv.ParseInt(v, 10, 64)
		}
		if v, ok := strings.CutPrefix(f, "created_at_i<="); ok {
			high, _ = strconv.ParseInt(v, 10, 64)
		}
	}
	size, _ := strconv.Atoi(r.URL.Query().Get("hitsPerPage"))
	found := []object{}
	for _, h := range s.hits {
		if at := h["created_at_i"].(int64); at >= low && at <= high && len(found) < size {
			found = append(found, h)
		}
	}
	send(w, object{"hits": found, "nbHits": len(s.hits), "page": 0, "nbPages": 1, "hitsPerPage": size})
}

func (s *search) add(hit object, at time.Time) object {
	hit["created_at_i"], hit["created_at"] = at.Unix(), at.Format(time.RFC3339)
	s.hits = append([]object{hit}, s.hits...)
	return hit
}

func hackerComment(id int, text string) object {
	return object{"objectID": strconv.Itoa(id), "author": "voyageur", "comment_text": text, "story_id": 100, "story_title": "Metro line 3", "parent_id": 100, "title": nil, "url": nil, "points": nil, "_tags": []string{"comment"}}
}

const hackerSearch = "https://hn.algolia.com/?q=metro"

func TestHackerNews(t *testing.T) {
	s := &search{}
	s.add(object{"objectID": "100", "title": "Metro line 3 &amp; its figures", "url": "https://journal.example/metro", "author": "presse", "points": 57, "story_text": nil, "comment_text": nil, "num_comments": 250, "_tags": []string{"story"}}, start.Add(-5*time.Hour))
	s.add(object{"objectID": "101", "title": "Ask HN: metro?", "url": "", "author": "presse", "story_text": "Why &#x27;metro&#x27;?<p>See <a href=\"https:&#x2F;&#x2F;blog.example&#x2F;m\" rel=\"nofollow\">this</a>", "_tags": []string{"story", "ask_hn"}}, start.Add(-5*time.Hour))
	for i := range 250 {
		s.add(hackerComment(200+i, fmt.Sprintf("Comment %03d<p>two", i)), start.Add(time.Duration(i-250)*time.Minute))
	}
	r := newRig(t, s.ServeHTTP)
	run := r.must(hackerSearch)
	if len(run.Posts) != 252 {
		t.Fatalf("%d posts, want 252", len(run.Posts))
	}
	story, c := byText(t, run.Posts, "its figures"), byText(t, run.Posts, "Comment 007")
	if story.Title != "Metro line 3 & its figures" || !slices.Equal(story.Links, []string{"https://journal.example/metro"}) || story.URL != "https://news.ycombinator.com/item?id=100" || story.Kind != post.Status {
		t.Errorf("story = %+v", story)
	}
	if c.Text != "Comment 007\n\ntwo" || c.Parent != story.ID || c.Thread != story.ID || c.Kind != post.Comment || c.Author != "voyageur" || c.AuthorURL != "https://news.ycombinator.com/user?id=voyageur" {
		t.Errorf("comment = %+v", c)
	}
	if ask := byText(t, run.Posts, "Why"); ask.Text != "Why 'metro'?\n\nSee this" || !slices.Equal(ask.Links, []string{"https://blog.example/m"}) {
		t.Errorf("ask = %+v", ask)
	}
	if run = r.must(hackerSearch); !run.Same || !strings.Contains(r.asked[0], "created_at_i%3E%3D") {
		t.Errorf("second run: %q, asked %q", bodies(run.Posts), r.asked)
	}
	s.add(hackerComment(900, "A new one"), r.now.Add(-time.Minute))
	if run = r.must(hackerSearch); len(run.Posts) != 1 || !has(run.Posts, "A new one") {
		t.Errorf("third run: %q, want the new one", bodies(run.Posts))
	}
}

func TestHackerNewsDeletion(t *testing.T) {
	for name, body := range map[string]string{"deleted": `{"deleted":true,"id":201,"parent":100,"type":"comment"}`, "dead": `{"dead":true,"id":201,"type":"comment","text":"x"}`, "null": "null"} {
		s := &search{items: map[string]string{"201": body}}
		s.add(hackerComment(200, "Stays"), start.Add(-2*time.Hour))
		s.add(hackerComment(201, "Goes"), start.Add(-time.Hour))
		r := newRig(t, s.ServeHTTP)
		gone := byText(t, r.must(hackerSearch).Posts, "Goes").ID
		if run := r.must(hackerSearch); !slices.Equal(run.Gone, []string{gone}) {
			t.Errorf("%s: gone %q, want %q", name, run.Gone, gone)
		}
	}
}

func TestHackerNewsAddresses(t *testing.T) {
	tests := []struct{ source, query, tags string }{
		{"https://hn.algolia.com/?q=metro+line", "metro line", "(story,comment)"},
		{"https://news.ycombinator.com/", "", "story"},
		{"https://news.ycombinator.com/ask", "", "ask_hn"},
		{"https://news.ycombinator.com/show", "", "show_hn"},
		{"https://news.ycombinator.com/newcomments", "", "comment"},
		{"https://news.ycombinator.com/user?id=voyageur", "", "(story,comment),author_voyageur"},
		{"https://news.ycombinator.com/submitted?id=voyageur", "", "story,author_voyageur"},
		{"https://news.ycombinator.com/item?id=100", "", "(story,comment),story_100"},
	}
	for _, tt := range tests {
		s := &search{}
		s.add(hackerComment(200, "Stays"), start.Add(-time.Hour))
		r := newRig(t, s.ServeHTTP)
		if run := r.must(tt.source); len(run.Posts) != 1 {
			t.Errorf("%s: posts %q", tt.source, bodies(run.Posts))
		}
		asked, err := url.Parse(r.asked[0])
		if err != nil {
			t.Fatal(err)
		}
		if q := asked.Query(); asked.Path != "/api/v1/search_by_date" || q.Get("query") != tt.query || q.Get("tags") != tt.tags {
			t.Errorf("%s: asked %s, want query %q, tags %q", tt.source, asked, tt.query, tt.tags)
		}
	}
}

// An answer to an answer stands below it, in the thread of the story.
func TestHackerNewsThread(t *testing.T) {
	s := &search{}
	s.add(object{"objectID": "100", "title": "Metro", "author": "presse", "story_text": nil, "story_id": 100}, start.Add(-3*time.Hour))
	s.add(hackerComment(200, "First"), start.Add(-2*time.Hour))
	s.add(hackerComment(201, "Second"), start.Add(-time.Hour))["parent_id"] = 200
	s.add(hackerComment(202, "Elsewhere"), start.Add(-time.Hour))["parent_id"] = 199
	posts := newRig(t, s.ServeHTTP).must("https://news.ycombinator.com/item?id=100").Posts
	story, first := byText(t, posts, "Metro"), byText(t, posts, "First")
	for text, parent := range map[string]string{"First": story.ID, "Second": first.ID, "Elsewhere": post.NewID("https://news.ycombinator.com/item?id=199")} {
		if p := byText(t, posts, text); p.Parent != parent || p.Thread != story.ID {
			t.Errorf("%s: parent %s, thread %s, want %s in %s", text, p.Parent, p.Thread, parent, story.ID)
		}
	}
}
