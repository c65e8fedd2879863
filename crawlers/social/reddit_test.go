package social_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

// community is a listing of Reddit, newest first, in the shapes of
// https://github.com/reddit-archive/reddit/wiki/JSON.
type community struct{ things []object }

func submission(id, title, text string, created time.Time) object {
	return object{"kind": "t3", "data": object{
		"name": "t3_" + id, "id": id, "author": "voyageur", "title": title, "selftext": text, "selftext_html": "<!-- SC_OFF --><div class=\"md\"><p>" + text + "</p></div>",
		"is_self": true, "permalink": "/r/transports/comments/" + id + "/titre/", "url": "https://www.reddit.com/r/transports/comments/" + id + "/titre/",
		"subreddit": "transports", "created_utc": float64(created.Unix()), "edited": false, "over_18": false, "num_comments": 2, "removed_by_category": nil,
	}}
}

func comment(id, link, parent, text string, created time.Time) object {
	return object{"kind": "t1", "data": object{
		"name": "t1_" + id, "author": "autre", "body": text, "body_html": "<div class=\"md\"><p>" + text + "</p></div>", "link_id": "t3_" + link, "parent_id": parent,
		"link_title": "Panne", "permalink": "/r/transports/comments/" + link + "/titre/" + id + "/", "created_utc": float64(created.Unix()), "edited": false, "replies": "",
	}}
}

func listing(after any, things ...object) object {
	return object{"kind": "Listing", "data": object{"after": after, "before": nil, "children": things, "modhash": ""}}
}

func (c *community) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch r.URL.Path {
	case "/r/transports/new.json":
		from := 0
		if after := q.Get("after"); after != "" {
			from = 1 + slices.IndexFunc(c.things, func(t object) bool { return t["data"].(object)["name"] == after })
		}
		limit, _ := strconv.Atoi(q.Get("limit"))
		to := min(from+limit, len(c.things))
		var after any
		if to < len(c.things) {
			after = c.things[to-1]["data"].(object)["name"]
		}
		send(w, listing(after, c.things[from:to]...))
	case "/api/info.json":
		found := []object{}
		for _, t := range c.things {
			if slices.Contains(strings.Split(q.Get("id"), ","), t["data"].(object)["name"].(string)) {
				found = append(found, t)
			}
		}
		send(w, listing(nil, found...))
	default:
		refuse(w, 404, `{"message":"Not Found","error":404}`)
	}
}

func (c *community) add(t object) object {
	c.things = append([]object{t}, c.things...)
	return t
}

const transports = "https://www.reddit.com/r/transports/"

func TestRedditListing(t *testing.T) {
	c := &community{}
	for i := range 250 {
		c.add(submission(fmt.Sprintf("a%03d", i), fmt.Sprintf("Titre %03d", i), fmt.Sprintf("Texte %03d.", i), start.Add(time.Duration(i-250)*time.Minute)))
	}
	r := newRig(t, c.ServeHTTP)
	if run := r.must(transports); len(run.Posts) != 250 || len(r.asked) != 3 {
		t.Fatalf("%d posts by %q, want three pages", len(run.Posts), r.asked)
	}
	if run := r.must(transports); !run.Same || len(run.Posts) != 0 {
		t.Errorf("second run: %q", bodies(run.Posts))
	}
	link := c.add(submission("b1", "Vu dans le journal", "", r.now.Add(-time.Minute)))["data"].(object)
	link["is_self"], link["url"], link["selftext_html"], link["over_18"], link["spoiler"] = false, "https://journal.example/x?utm_source=r", nil, true, true
	run := r.must(transports)
	if len(run.Posts) != 1 {
		t.Fatalf("third run: %q, want the new one", bodies(run.Posts))
	}
	p := run.Posts[0]
	if p.Text != "Vu dans le journal" || p.Title != "[spoiler] [NSFW] Vu dans le journal" || !slices.Equal(p.Links, []string{"https://journal.example/x"}) ||
		p.URL != "https://www.reddit.com/r/transports/comments/b1/titre/" || p.AuthorURL != "https://www.reddit.com/user/voyageur" || p.Kind != post.Status || p.Thread != p.ID {
		t.Errorf("post = %+v", p)
	}
}

func TestRedditDeletion(t *testing.T) {
	c := &community{}
	one := c.add(submission("a1", "Un", "Texte un", start.Add(-2*time.Hour)))["data"].(object)
	c.add(submission("a2", "Deux", "Texte deux", start.Add(-time.Hour)))
	two := c.add(submission("a3", "Trois", "Texte trois", start.Add(-time.Minute)))["data"].(object)
	two["author"], two["selftext"], two["selftext_html"] = "[deleted]", "[removed]", nil
	r := newRig(t, c.ServeHTTP)
	run := r.must(transports)
	if len(run.Posts) != 2 || len(run.Gone) != 0 {
		t.Fatalf("posts %q, gone %q, want two posts", bodies(run.Posts), run.Gone)
	}
	gone := byText(t, run.Posts, "Texte un").ID
	one["author"], one["selftext"], one["selftext_html"] = "[deleted]", "[deleted]", "<p>[deleted]</p>"
	if run = r.must(transports); !slices.Equal(run.Gone, []string{gone}) {
		t.Errorf("gone %q, want %q", run.Gone, gone)
	}
	if run = r.must(transports); len(run.Gone) != 0 || !run.Same {
		t.Errorf("gone %q again, posts %q", run.Gone, bodies(run.Posts))
	}
	c.things[1]["data"].(object)["removed_by_category"] = "moderator"
	if run = r.must(transports); len(run.Gone) != 1 || run.Gone[0] == gone {
		t.Errorf("gone %q, want what a moderator took down", run.Gone)
	}
}

func TestRedditThread(t *testing.T) {
	deep := comment("c3", "a1", "t1_c2", "Tout au fond", start.Add(-time.Minute))
	inner := comment("c2", "a1", "t1_c1", "Réponse", start.Add(-2*time.Minute))
	inner["data"].(object)["replies"] = listing(nil, deep, object{"kind": "more", "data": object{"count": 3, "children": []string{"x"}}})
	outer := comment("c1", "a1", "t3_a1", "Premier", start.Add(-3*time.Minute))
	outer["data"].(object)["replies"] = listing(nil, inner)
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/r/transports/comments/a1.json" {
			refuse(w, 404, "{}")
			return
		}
		send(w, []object{listing(nil, submission("a1", "Panne", "Départ", start.Add(-time.Hour))), listing(nil, outer)})
	})
	r.blind = true
	run := r.must("https://www.reddit.com/r/transports/comments/a1/panne_ligne_3/")
	if len(run.Posts) != 4 {
		t.Fatalf("posts %q, want four", bodies(run.Posts))
	}
	head, bottom := byText(t, run.Posts, "Départ"), byText(t, run.Posts, "fond")
	if bottom.Thread != head.ID || bottom.Parent != byText(t, run.Posts, "Réponse").ID || bottom.Kind != post.Comment || bottom.Title != "Panne" {
		t.Errorf("deepest = %+v, want it in its thread", bottom)
	}
}

const redditFeed = `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>newest submissions : transports</title>
<entry><author><name>/u/voyageur</name><uri>https://www.reddit.com/user/voyageur</uri></author><content type="html">&lt;div class="md"&gt;&lt;p&gt;Texte un&lt;/p&gt;&lt;/div&gt;</content>
<id>t3_a1</id><link href="https://www.reddit.com/r/transports/comments/a1/titre/"/><updated>2026-11-20T08:00:00+00:00</updated><published>2026-11-20T08:00:00+00:00</published><title>Un</title></entry></feed>`

func TestRedditFeedWhereJSONIsClosed(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		switch {
		case strings.HasSuffix(req.URL.Path, ".json"):
			refuse(w, 403, `{"message":"Forbidden","error":403}`)
		case req.Header.Get("If-None-Match") == `"x"`:
			w.WriteHeader(304)
		default:
			w.Header().Set("ETag", `"x"`)
			w.Header().Set("Content-Type", "application/atom+xml; charset=UTF-8")
			fmt.Fprint(w, redditFeed)
		}
	})
	run := r.must(transports)
	if len(run.Posts) != 1 || run.Posts[0].Author != "voyageur" || run.Posts[0].Text != "Texte un" || !strings.HasSuffix(run.Entry, "/r/transports/new/.rss") {
		t.Fatalf("posts %+v read at %s", run.Posts, run.Entry)
	}
	if run.Posts[0].ID != post.NewID("https://www.reddit.com", "t3_a1") {
		t.Error("the post has another identifier than by JSON")
	}
	if run = r.must(transports); !run.Same || run.Status != 304 || len(r.asked) != 1 {
		t.Errorf("second run: same %v, status %d, asked %q, want the feed alone", run.Same, run.Status, r.asked)
	}
}

func TestRedditLimit(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Ratelimit-Used", "100")
		w.Header().Set("X-Ratelimit-Remaining", "0.0")
		w.Header().Set("X-Ratelimit-Reset", "240")
		refuse(w, 429, `{"message":"Too Many Requests","error":429}`)
	})
	if run, err := r.run(transports); err == nil || !run.Rest.Equal(start.Add(4*time.Minute)) {
		t.Errorf("run: %v, rest until %v, want four minutes", err, run.Rest)
	}
}

func TestRedditClosedCommunities(t *testing.T) {
	tests := []struct {
		status int
		body   string
		want   string
		feed   bool // is tried too
	}{
		{403, `{"reason":"private","message":"Forbidden","error":403}`, "only its members read it; remove the source", false},
		{403, `{"reason":"quarantined","quarantine_message":"x","message":"Forbidden","error":403}`, "quarantined", false},
		{403, `{"reason":"gated","interstitial_warning_message":"x","message":"Forbidden","error":403}`, "opted in", false},
		{404, `{"reason":"banned","message":"Not Found","error":404}`, "Reddit has banned the community; remove the source", false},
		{404, `{"message":"Not Found","error":404}`, "look for the source's new address", false},
		{403, `<!doctype html><title>Blocked</title>whoa there, pardner!`, "neither the listing", true},
	}
	for _, tt := range tests {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, tt.status, tt.body) })
		run, err := r.run(transports)
		tried := slices.ContainsFunc(r.asked, func(a string) bool { return strings.Contains(a, ".rss") })
		if err == nil || !strings.Contains(err.Error(), tt.want) || run.Status != tt.status || tried != tt.feed {
			t.Errorf("%s: %v, status %d, asked %q, want %q", tt.body, err, run.Status, r.asked, tt.want)
		}
	}
}

func TestRedditUnknownCommunity(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		if strings.HasPrefix(req.URL.Path, "/r/") {
			http.Redirect(w, req, "/subreddits/search.json?q=transports", http.StatusFound)
			return
		}
		send(w, listing(nil, object{"kind": "t5", "data": object{"display_name": "transport"}}))
	})
	if _, err := r.run(transports); err == nil || !strings.Contains(err.Error(), "no community of the name transports") {
		t.Errorf("run: %v, want it to say that there is none", err)
	}
}

// A community that was banned takes its posts with it; one that went private
// does not.
func TestRedditGoneWithTheCommunity(t *testing.T) {
	for reason, status := range map[string]int{"banned": 404, "private": 403} {
		c := &community{}
		c.add(submission("a1", "Un", "Texte un", start.Add(-time.Hour)))
		r := newRig(t, c.ServeHTTP)
		r.must(transports)
		c.things = nil
		r.answer = func(w http.ResponseWriter, req *http.Request) {
			if strings.HasPrefix(req.URL.Path, "/r/") {
				refuse(w, status, fmt.Sprintf(`{"reason":%q,"error":%d}`, reason, status))
				return
			}
			c.ServeHTTP(w, req)
		}
		if run, err := r.run(transports); err == nil || (len(run.Gone) == 1) != (reason == "banned") {
			t.Errorf("%s: %v, gone %q", reason, err, run.Gone)
		}
	}
}

func TestRedditTakenDown(t *testing.T) {
	changes := map[string]func(thing object){
		"by the author":    func(d object) { d["author"], d["selftext"] = "[deleted]", "[deleted]" },
		"without a text":   func(d object) { d["author"], d["selftext"], d["selftext_html"] = "[deleted]", "", nil },
		"by a moderator":   func(d object) { d["selftext"] = "[removed]" },
		"by category":      func(d object) { d["removed_by_category"] = "content_takedown" },
		"by Reddit":        func(d object) { d["selftext"], d["title"] = "[ Removed by Reddit ]", "[ Removed by Reddit ]" },
		"with its title":   func(d object) { d["title"] = "[deleted by user]" },
		"a link, by title": func(d object) { d["is_self"], d["selftext"], d["title"] = false, "", "[ Removed by Reddit ]" },
	}
	for name, change := range changes {
		c := &community{}
		d := c.add(submission("a1", "Un", "Texte un", start.Add(-time.Hour)))["data"].(object)
		c.add(submission("a2", "Deux", "Texte deux", start.Add(-time.Minute)))
		r := newRig(t, c.ServeHTTP)
		gone := byText(t, r.must(transports).Posts, "Texte un").ID
		change(d)
		if run := r.must(transports); !slices.Equal(run.Gone, []string{gone}) {
			t.Errorf("%s: gone %q, want %q", name, run.Gone, gone)
		}
	}
	c := &community{}
	c.add(comment("c1", "a1", "t3_a1", "[ Removed by Reddit ]", start.Add(-time.Minute)))
	c.add(comment("c2", "a1", "t3_a1", "Bonjour", start.Add(-time.Minute)))
	if run := newRig(t, c.ServeHTTP).must(transports); len(run.Posts) != 1 || len(run.Gone) != 0 {
		t.Errorf("posts %q, gone %q, want one", bodies(run.Posts), run.Gone)
	}
}
