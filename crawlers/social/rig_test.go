package social_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
)

var start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// rig is a network's server and a reader that asks it, run after run.
type rig struct {
	t      *testing.T
	url    string
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []string
	now    time.Time
	reader *social.Reader
	last   social.Run
	pages  int
	blind  bool          // runs do not verify
	step   time.Duration // between two runs
}

func newRig(t *testing.T, answer http.HandlerFunc) *rig {
	r := &rig{t: t, answer: answer, now: start, step: time.Hour}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/robots.txt" || req.URL.Path == "/.well-known/tdmrep.json" {
			http.NotFound(w, req)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asked = append(r.asked, req.URL.RequestURI())
		r.answer(w, req)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	f := fetch.New(fetch.Options{AllowPrivate: true, Now: func() time.Time { return r.now }, MaxBytes: 1 << 20})
	t.Cleanup(f.Close)
	r.reader = social.New(f, social.Networks{Bluesky: r.url, Reddit: r.url, HackerNews: r.url, Firebase: r.url, YouTube: r.url})
	return r
}

// run makes one run, a step after the one before. It keeps the state as the
// crawler does: what a failed run was told does not count.
func (r *rig) run(source string) (social.Run, error) {
	r.t.Helper()
	r.asked = nil
	run, err := r.reader.Read(r.t.Context(), social.Job{
		Source: post.Source{ID: "src", URL: strings.ReplaceAll(source, "SITE", r.url), Kind: post.Social}, State: r.last.State,
		ETag: r.last.ETag, Entry: r.last.Entry, Start: r.now, Verify: !r.blind, Pages: r.pages,
	})
	if err == nil {
		r.last = run
	}
	r.now = r.now.Add(r.step)
	return run, err
}

func (r *rig) must(source string) social.Run {
	r.t.Helper()
	run, err := r.run(source)
	if err != nil {
		r.t.Fatalf("run %s: %v\nasked %q", source, err, r.asked)
	}
	return run
}

func send(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

type object = map[string]any

// byText finds the post that holds a text.
func byText(t *testing.T, posts []post.Post, text string) post.Post {
	t.Helper()
	for _, p := range posts {
		if strings.Contains(p.Text, text) {
			return p
		}
	}
	t.Fatalf("no post with %q in %d posts: %q", text, len(posts), bodies(posts))
	return post.Post{}
}

func bodies(posts []post.Post) []string {
	var all []string
	for _, p := range posts {
		all = append(all, p.Text)
	}
	return all
}

func has(posts []post.Post, text string) bool {
	return slices.ContainsFunc(posts, func(p post.Post) bool { return strings.Contains(p.Text, text) })
}
