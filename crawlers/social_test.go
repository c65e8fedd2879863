package crawlers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// forgetful is a Sink that can erase.
type forgetful struct {
	*memory
	erased []string
	refuse error
}

func (f *forgetful) ErasePosts(_ context.Context, _ string, ids []string) error {
	if f.refuse != nil {
		return f.refuse
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.erased = append(f.erased, ids...)
	for _, id := range ids {
		delete(f.posts, id)
	}
	return nil
}

// instance is a Mastodon server with a few statuses of one hashtag.
type instance struct {
	mu    sync.Mutex
	url   string
	gone  map[string]bool
	limit bool
	asked []string
}

func newInstance(t *testing.T) *instance {
	i := &instance{gone: map[string]bool{}}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	i.url = server.URL
	return i
}

func (i *instance) set(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

func (i *instance) status(id string) string {
	return fmt.Sprintf(`{"id":%q,"created_at":"2026-11-20T08:00:00.000Z","visibility":"public","language":"fr","content":"<p>Statut %s</p>","url":"%s/@a/%s","account":{"id":"1","acct":"a","url":"%s/@a"}}`, id, id, i.url, id, i.url)
}

func (i *instance) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = append(i.asked, r.URL.Path)
	w.Header().Set("Content-Type", "application/json")
	_, one := strings.CutPrefix(r.URL.Path, "/api/v1/statuses/")
	switch {
	case i.limit && strings.HasPrefix(r.URL.Path, "/api/"):
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	case r.URL.Path == "/.well-known/nodeinfo":
		fmt.Fprintf(w, `{"links":[{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"%s/nodeinfo/2.0"}]}`, i.url)
	case r.URL.Path == "/nodeinfo/2.0":
		fmt.Fprint(w, `{"software":{"name":"mastodon","version":"4.5.0"}}`)
	case r.URL.Path == "/api/v1/timelines/tag/bus" && r.URL.Query().Get("min_id") != "":
		fmt.Fprint(w, `[]`)
	case r.URL.Path == "/api/v1/timelines/tag/bus", r.URL.Path == "/api/v1/statuses":
		var all []string
		for _, id := range []string{"3", "2", "1"} {
			if !i.gone[id] && (r.URL.Query().Get("max_id") == "") {
				all = append(all, i.status(id))
			}
		}
		fmt.Fprintf(w, "[%s]", strings.Join(all, ","))
	case one && !i.gone[strings.TrimPrefix(r.URL.Path, "/api/v1/statuses/")]:
		fmt.Fprint(w, i.status(strings.TrimPrefix(r.URL.Path, "/api/v1/statuses/")))
	default:
		http.NotFound(w, r)
	}
}

// newSocialBench is a crawler whose Sink can erase.
func newSocialBench(t *testing.T) (*bench, *forgetful) {
	b := &bench{memory: newMemory(), now: start}
	sink := &forgetful{memory: b.memory}
	now := func() time.Time { return b.now }
	f := fetch.New(fetch.Options{AllowPrivate: true, Now: now})
	t.Cleanup(f.Close)
	b.crawler = crawlers.New(crawlers.Options{Fetcher: f, Sink: sink, Visits: b, Now: now})
	return b, sink
}

func TestRunSocial(t *testing.T) {
	for _, kind := range []post.SourceKind{post.Social, post.Auto} {
		i := newInstance(t)
		b, sink := newSocialBench(t)
		source := post.Source{ID: "bus", URL: i.url + "/tags/bus", Kind: kind}
		if v := b.run(t, source); v.Outcome != crawlers.Good || v.New != 3 || v.Items != 3 || !strings.Contains(v.Entry, "/api/v1/timelines/tag/bus") {
			t.Fatalf("%s: first run = %+v, want three posts", kind, v)
		}
		if v := b.run(t, source); v.Outcome != crawlers.Unchanged || v.New != 0 {
			t.Errorf("%s: second run = %+v, want unchanged", kind, v)
		}
		i.set(func() { i.gone["2"] = true })
		b.run(t, source)
		if want := post.NewID(i.url + "/@a/2"); !slices.Equal(sink.erased, []string{want}) || len(b.posts) != 2 {
			t.Errorf("%s: erased %q, %d posts left, want %q", kind, sink.erased, len(b.posts), want)
		}
		if asked := strings.Join(i.asked, " "); kind == post.Auto && strings.Count(asked, "/.well-known/nodeinfo") != 1 {
			t.Errorf("asked %s, want NodeInfo once", asked)
		}
	}
}

func TestRunSocialObeysLimits(t *testing.T) {
	i := newInstance(t)
	i.limit = true
	b, _ := newSocialBench(t)
	v := b.run(t, post.Source{ID: "bus", URL: i.url + "/tags/bus", Kind: post.Social, Every: 10 * time.Minute})
	if v.Outcome != crawlers.Broken || v.Status != 429 || v.Next.Before(start.Add(2*time.Hour)) {
		t.Errorf("run = %+v, want 429 and two hours of rest", v)
	}
}

// What could not be erased must be erased by the next run.
func TestRunSocialErasesAgain(t *testing.T) {
	i := newInstance(t)
	b, sink := newSocialBench(t)
	source := post.Source{ID: "bus", URL: i.url + "/tags/bus", Kind: post.Social}
	b.run(t, source)
	i.set(func() { i.gone["2"] = true })
	sink.refuse = errors.New("the store is away")
	if _, err := b.crawler.Run(t.Context(), source); !errors.Is(err, sink.refuse) {
		t.Fatalf("run: %v, want the fault of the store", err)
	}
	sink.refuse = nil
	if b.run(t, source); len(sink.erased) != 1 {
		t.Errorf("erased %q, want one", sink.erased)
	}
}

// A Sink that cannot erase is not told, and nothing is asked for it.
func TestRunSocialWithoutEraser(t *testing.T) {
	i := newInstance(t)
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "bus", URL: i.url + "/tags/bus", Kind: post.Social}
	for range 3 {
		b.run(t, source)
	}
	if asked := strings.Join(i.asked, " "); strings.Contains(asked, "/api/v1/statuses") {
		t.Errorf("asked %s, want timelines only", asked)
	}
}

func TestRunSocialOfNoNetwork(t *testing.T) {
	s := newSite(t, map[string]string{"/": "<!DOCTYPE html><p>Bonjour</p>"})
	b := newBench(t, fetch.Options{})
	v := b.run(t, post.Source{ID: "x", URL: s.url + "/", Kind: post.Social})
	if v.Outcome != crawlers.Broken || !strings.Contains(v.Error, "not an address of a social network") {
		t.Errorf("run = %+v, want it to say what is wrong", v)
	}
}

func TestRunDiscourseAsSocial(t *testing.T) {
	topic := `{"id":12,"slug":"panne","title":"Panne de la ligne 3","highest_post_number":2,"post_stream":{"stream":[1,2],"posts":[
		{"id":1,"post_number":1,"username":"voyageur","created_at":"2026-11-19T08:00:00.000Z","cooked":"<p>La ligne 3 est en panne depuis ce matin.</p>"},
		{"id":2,"post_number":2,"username":"autre","created_at":"2026-11-19T09:00:00.000Z","reply_to_post_number":1,"cooked":"<p>Pareil de mon côté, rien ne passe.</p>"}]}}`
	s := newSite(t, map[string]string{
		"/latest.json":     `{"topic_list":{"topics":[{"id":12,"slug":"panne","title":"Panne de la ligne 3","posts_count":2,"last_posted_at":"2026-11-19T09:00:00.000Z"}]}}`,
		"/t/12.json":       topic,
		"/t/panne/12":      topic,
		"/t/panne/12.json": topic,
	})
	b := newBench(t, fetch.Options{})
	for _, address := range []string{"/latest.json", "/t/12.json"} {
		v := b.run(t, post.Source{ID: address, URL: s.url + address, Kind: post.Social})
		if v.Outcome != crawlers.Good || v.Items != 2 {
			t.Errorf("%s: run = %+v, want two messages", address, v)
		}
	}
}

func TestProbeSocial(t *testing.T) {
	i := newInstance(t)
	b, _ := newSocialBench(t)
	p, err := b.crawler.Probe(t.Context(), post.Source{URL: i.url + "/tags/bus"})
	if err != nil || p.Kind != post.Social || p.Items != 3 || len(p.Posts) != 3 || p.Language != "fr" || !strings.HasPrefix(p.Entry, i.url+"/api/v1/timelines/tag/bus") {
		t.Errorf("probe = %+v, %v, want the hashtag", p, err)
	}
	if len(b.posts)+len(b.visits) != 0 {
		t.Error("a probe stored something")
	}
}
