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

// appView is the public interface of Bluesky with one account, which pages as
// its lexicons say.
type appView struct {
	feed    []object // feedViewPost, newest first
	refusal string   // of the account
}

const did = "did:plc:z72i7hdynmk6r22z27h6tvur"

func at(rkey string) string { return "at://" + did + "/app.bsky.feed.post/" + rkey }

func skeet(rkey, text string, created time.Time) object {
	return object{
		"uri": at(rkey), "cid": "bafyrei" + rkey, "author": object{"did": did, "handle": "ligne3.example", "displayName": "Ligne 3", "labels": []any{}},
		"record":    object{"$type": "app.bsky.feed.post", "text": text, "createdAt": created.Format(time.RFC3339), "langs": []string{"fr-FR"}},
		"indexedAt": created.Add(time.Second).Format("2006-01-02T15:04:05.000Z"), "replyCount": 0, "repostCount": 3, "likeCount": 1, "labels": []any{},
	}
}

func (a *appView) add(post object) object {
	a.feed = append([]object{{"post": post}}, a.feed...)
	return post
}

func (a *appView) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	from, _ := strconv.Atoi(q.Get("cursor"))
	page := a.feed[min(from, len(a.feed)):min(from+limit, len(a.feed))]
	answer := object{}
	if from+limit < len(a.feed) {
		answer["cursor"] = strconv.Itoa(from + limit)
	}
	switch r.URL.Path {
	case "/xrpc/app.bsky.feed.getAuthorFeed":
		if a.refusal != "" || q.Get("actor") != "ligne3.example" {
			refuse(w, 400, a.refusal)
			return
		}
		answer["feed"] = page
	case "/xrpc/app.bsky.feed.searchPosts":
		since, _ := time.Parse(time.RFC3339, q.Get("since"))
		posts := []any{}
		for _, f := range page {
			v := f["post"].(object)
			if created, _ := time.Parse(time.RFC3339, v["record"].(object)["createdAt"].(string)); !created.Before(since) {
				posts = append(posts, v)
			}
		}
		answer["posts"], answer["hitsTotal"] = posts, len(a.feed)
	case "/xrpc/app.bsky.feed.getPosts":
		posts := []any{}
		for _, f := range a.feed {
			if v := f["post"].(object); slices.Contains(q["uris"], v["uri"].(string)) {
				posts = append(posts, v)
			}
		}
		if len(q["uris"]) > 25 {
			refuse(w, 400, `{"error":"InvalidRequest","message":"uris must not have more than 25 elements"}`)
			return
		}
		answer = object{"posts": posts}
	}
	send(w, answer)
}

func newBluesky(t *testing.T, n int) (*rig, *appView) {
	a := &appView{}
	for i := range n {
		a.add(skeet(fmt.Sprintf("a%03d", i), fmt.Sprintf("Billet %03d.", i), start.Add(time.Duration(i-n)*time.Minute)))
	}
	return newRig(t, a.ServeHTTP), a
}

const blueskyAccount, blueskySearch = "https://bsky.app/profile/ligne3.example", "https://bsky.app/search?q=ligne+3"

func TestBlueskyReadsOnlyWhatIsNew(t *testing.T) {
	for _, source := range []string{blueskyAccount, blueskySearch} {
		r, a := newBluesky(t, 30)
		if run := r.must(source); len(run.Posts) != 30 {
			t.Fatalf("%s: %d posts, want 30", source, len(run.Posts))
		}
		if run := r.must(source); len(run.Posts) != 0 || !run.Same {
			t.Errorf("%s: second run: %q, same %v", source, bodies(run.Posts), run.Same)
		}
		a.add(skeet("b1", "Un neuf", r.now.Add(-time.Minute)))
		if run := r.must(source); len(run.Posts) != 1 || !has(run.Posts, "Un neuf") {
			t.Errorf("%s: third run: %q", source, bodies(run.Posts))
		}
		if source == blueskySearch && !strings.Contains(r.asked[0], "since=") {
			t.Errorf("asked %q, want since", r.asked)
		}
	}
}

func TestBlueskyLosesNothingBetweenRuns(t *testing.T) {
	r, a := newBluesky(t, 1)
	r.blind = true
	r.must(blueskyAccount)
	for i := range 1000 {
		a.add(skeet(fmt.Sprintf("f%04d", i), fmt.Sprintf("Flot %04d", i), start.Add(time.Duration(i)*time.Second)))
	}
	r.pages = 4
	seen := map[string]bool{}
	for n := range 6 {
		run := r.must(blueskyAccount)
		for _, p := range run.Posts {
			seen[p.ID] = true
		}
		if n == 0 && (!run.More || len(run.Posts) != 400) {
			t.Errorf("first run: %d posts, more %v, want four pages and more", len(run.Posts), run.More)
		}
		if n == 5 && run.More {
			t.Error("the last run still says that posts are left")
		}
	}
	if len(seen) < 1000 || len(seen) > 1001 { // the first one may be seen again
		t.Errorf("%d posts read, want 1000 at least", len(seen))
	}
}

func TestBlueskyPost(t *testing.T) {
	r, a := newBluesky(t, 0)
	when := start.Add(-time.Hour)
	a.add(skeet("root", "La ligne 3 est en panne\n\nEncore & <b>toujours</b>\nvoilà", when))
	reply := a.add(skeet("reply", "Pareil ici", when.Add(time.Minute)))
	reply["record"].(object)["reply"] = object{"root": object{"uri": at("far"), "cid": "x"}, "parent": object{"uri": at("root"), "cid": "x"}}
	linked := a.add(skeet("link", "À lire", when.Add(2*time.Minute)))
	linked["record"].(object)["facets"] = []object{{"features": []object{{"$type": "app.bsky.richtext.facet#link", "uri": "https://journal.example/a?utm_source=b"}, {"$type": "app.bsky.richtext.facet#mention", "did": did}}}}
	linked["embed"] = object{"$type": "app.bsky.embed.recordWithMedia#view", "record": object{"record": object{"uri": at("root")}}, "media": object{"external": object{"uri": "https://blog.example/b"}}}
	linked["labels"] = []object{{"val": "graphic-media"}, {"val": "spam", "neg": true}}
	ahead := a.add(skeet("ahead", "Horloge folle", when.Add(3*time.Minute)))
	ahead["record"].(object)["createdAt"] = "2031-01-01T00:00:00Z"
	shy := a.add(skeet("shy", "Pas pour vous", when.Add(4*time.Minute)))
	shy["author"].(object)["labels"] = []object{{"val": "!no-unauthenticated", "src": did}}
	odd := a.add(skeet("odd", "Autre chose", when.Add(5*time.Minute)))
	odd["uri"] = "at://" + did + "/app.bsky.feed.generator/odd"
	repost := skeet("orig", "Le mot d'un autre", when.Add(-300*time.Hour))
	a.feed = append([]object{{"post": repost, "reason": object{"$type": "app.bsky.feed.defs#reasonRepost", "by": object{"did": did}, "indexedAt": when.Add(6 * time.Minute).Format(time.RFC3339)}}}, a.feed...)

	run := r.must(blueskyAccount)
	if len(run.Posts) != 5 {
		t.Fatalf("posts %q, want five", bodies(run.Posts))
	}
	root := byText(t, run.Posts, "en panne")
	if root.Text != "La ligne 3 est en panne\n\nEncore & <b>toujours</b>\nvoilà" || root.URL != "https://bsky.app/profile/"+did+"/post/root" || root.Author != "ligne3.example" || root.Language != "fr" || root.Kind != post.Status || root.Thread != root.ID {
		t.Errorf("root = %+v", root)
	}
	if p := byText(t, run.Posts, "Pareil"); p.Parent != root.ID || p.Thread != post.NewID("https://bsky.app/profile/"+did+"/post/far") {
		t.Errorf("reply = %+v, want parent and thread", p)
	}
	p := byText(t, run.Posts, "À lire")
	if !slices.Equal(p.Links, []string{"https://journal.example/a", "https://blog.example/b", "https://bsky.app/profile/" + did + "/post/root"}) || p.Title != "graphic-media" {
		t.Errorf("links %q, title %q", p.Links, p.Title)
	}
	if p := byText(t, run.Posts, "folle"); !p.Published.Equal(when.Add(3*time.Minute + time.Second)) {
		t.Errorf("published %v, want when it was indexed", p.Published)
	}
	if p := byText(t, run.Posts, "d'un autre"); !p.Published.Equal(when.Add(-300 * time.Hour)) {
		t.Errorf("repost published %v, want the original's time", p.Published)
	}
	if run = r.must(blueskyAccount); len(run.Posts) != 0 {
		t.Errorf("second run: %q, want nothing", bodies(run.Posts))
	}
}

func TestBlueskyDeletion(t *testing.T) {
	r, a := newBluesky(t, 10)
	gone := byText(t, r.must(blueskyAccount).Posts, "Billet 004").ID
	a.feed = slices.DeleteFunc(a.feed, func(f object) bool { return f["post"].(object)["uri"] == at("a004") })
	if run := r.must(blueskyAccount); len(run.Gone) != 0 {
		t.Errorf("gone %q after one look, want two", run.Gone)
	}
	if run := r.must(blueskyAccount); !slices.Equal(run.Gone, []string{gone}) {
		t.Errorf("gone %q, want %q", run.Gone, gone)
	}
	if run := r.must(blueskyAccount); len(run.Gone) != 0 || !run.Same {
		t.Errorf("gone %q again", run.Gone)
	}
}

func TestBlueskyClosedAccount(t *testing.T) {
	for _, says := range []struct{ code, message string }{
		{"InvalidRequest", "Profile not found"}, {"AccountTakedown", "Account has been suspended"}, {"AccountDeactivated", "Account is deactivated"},
	} {
		r, a := newBluesky(t, 60)
		r.must(blueskyAccount)
		a.refusal, a.feed = fmt.Sprintf(`{"error":%q,"message":%q}`, says.code, says.message), nil
		if run, err := r.run(blueskyAccount); err == nil || len(run.Gone) != 60 || !strings.Contains(err.Error(), says.message) {
			t.Errorf("%s: run: %v, %d gone, want all 60", says.code, err, len(run.Gone))
		}
	}
}

// An account that has a new name is not closed: its posts are there.
func TestBlueskyRenamedAccount(t *testing.T) {
	r, a := newBluesky(t, 60)
	r.must(blueskyAccount)
	a.refusal = `{"error":"InvalidRequest","message":"Profile not found"}`
	if run, err := r.run(blueskyAccount); err == nil || len(run.Gone) != 0 {
		t.Errorf("run: %v, %d gone, want an error and nothing gone", err, len(run.Gone))
	}
}

func TestBlueskyTakedown(t *testing.T) {
	for label, down := range map[string]bool{"!takedown": true, "!hide": true, "!warn": false} {
		r, a := newBluesky(t, 2)
		r.must(blueskyAccount)
		a.feed[0]["post"].(object)["labels"] = []object{{"val": label, "src": "did:plc:mod"}}
		if run := r.must(blueskyAccount); (len(run.Gone) == 1) != down {
			t.Errorf("%s: gone %q", label, run.Gone)
		}
	}
}

func TestBlueskySearchBehindSignIn(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, `<html>Forbidden</html>`) })
	if _, err := r.run(blueskySearch); err == nil || !strings.Contains(err.Error(), "watch accounts instead") || !strings.Contains(err.Error(), "crawl.jetstream") {
		t.Errorf("run: %v, want a remedy", err)
	}
}

func TestBlueskyUnchanged(t *testing.T) {
	r, a := newBluesky(t, 3)
	serve := a.ServeHTTP
	r.blind = true
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		if req.Header.Get("If-None-Match") == `W/"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `W/"1"`)
		serve(w, req)
	}
	r.must(blueskyAccount)
	for range 2 {
		if run := r.must(blueskyAccount); !run.Same || run.Status != 304 {
			t.Errorf("run: same %v, status %d, want 304", run.Same, run.Status)
		}
	}
}

func TestBlueskyLimit(t *testing.T) {
	r, a := newBluesky(t, 250)
	serve := a.ServeHTTP
	r.blind = true
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("RateLimit-Limit", "3000")
		w.Header().Set("RateLimit-Remaining", "0")
		w.Header().Set("RateLimit-Reset", strconv.FormatInt(start.Add(5*time.Minute).Unix(), 10))
		serve(w, req)
	}
	if run := r.must(blueskyAccount); len(run.Posts) != 100 || !run.Rest.Equal(start.Add(5*time.Minute)) {
		t.Errorf("%d posts, rest until %v, want one page and five minutes", len(run.Posts), run.Rest)
	}
}

func TestBlueskyTakesLatePosts(t *testing.T) {
	r, a := newBluesky(t, 1)
	a.add(skeet("b1", "Le dernier", start.Add(-time.Second)))
	r.must(blueskyAccount)
	a.feed = slices.Insert(a.feed, 1, object{"post": skeet("b0", "Vu en retard", start.Add(-10*time.Second))})
	if run := r.must(blueskyAccount); len(run.Posts) != 1 || !has(run.Posts, "en retard") {
		t.Errorf("posts %q, want the late one", bodies(run.Posts))
	}
}

func TestBlueskyOutOfSightOnceAndAgain(t *testing.T) {
	r, a := newBluesky(t, 3)
	r.must(blueskyAccount)
	full := a.feed
	for n := range 6 {
		if a.feed = full; n%2 == 0 {
			a.feed = full[:2]
		}
		if run := r.must(blueskyAccount); len(run.Gone) != 0 {
			t.Fatalf("run %d: gone %q, though it was there in between", n, run.Gone)
		}
	}
}

func TestBlueskyToldOffOnTheWay(t *testing.T) {
	r, a := newBluesky(t, 1)
	r.blind = true
	r.must(blueskyAccount)
	for i := range 250 {
		a.add(skeet(fmt.Sprintf("f%03d", i), fmt.Sprintf("Flot %03d", i), start.Add(time.Duration(i)*time.Second)))
	}
	serve, told := a.ServeHTTP, false
	r.answer = func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Query().Get("cursor") == "100" && !told {
			told = true
			w.Header().Set("Retry-After", "60")
			refuse(w, 429, `{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}`)
			return
		}
		serve(w, req)
	}
	run := r.must(blueskyAccount)
	if len(run.Posts) != 100 || !run.More || !run.Rest.Equal(start.Add(61*time.Minute)) {
		t.Errorf("%d posts, more %v, rest until %v, want the first page to count", len(run.Posts), run.More, run.Rest)
	}
	if run = r.must(blueskyAccount); len(run.Posts) < 150 || run.More {
		t.Errorf("%d posts, more %v, want the other 150", len(run.Posts), run.More)
	}
}
