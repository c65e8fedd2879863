package social_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
)

const (
	streamSearch = "https://bsky.app/search?q=ligne+%22en+panne%22"
	stranger     = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
)

func idOf(who, rkey string) string {
	return post.NewID("https://bsky.app/profile/" + who + "/post/" + rkey)
}

func TestStream(t *testing.T) {
	r, a, j := newStream(t, 0)
	j.post(tid(1), "La Ligne 3 est EN PANNE", start.Add(-5*time.Minute))
	j.post(tid(2), "Rien à voir", start.Add(-4*time.Minute))
	j.commit("create", stranger, tid(3), start.Add(-3*time.Minute), record("ligne 8, en  panne !", start.Add(-3*time.Minute)))
	j.upToNow(r)
	shown := skeet(tid(1), "La Ligne 3 est EN PANNE", start.Add(-5*time.Minute))
	shown["labels"] = []object{{"val": "rude"}}
	a.add(shown)
	run := r.must(streamSearch)
	if len(run.Posts) != 2 || run.Shown < 2 || run.More || run.Same {
		t.Fatalf("first run: %q, shown %d, more %v, want two posts", bodies(run.Posts), run.Shown, run.More)
	}
	if got, want := j.cursor(), start.Add(-10*time.Minute); !got.Equal(want) {
		t.Errorf("cursor %v, want %v", got, want)
	}
	p, far := byText(t, run.Posts, "Ligne 3"), byText(t, run.Posts, "ligne 8")
	if p.ID != idOf(did, tid(1)) || p.Author != "ligne3.example" || p.Title != "rude" || p.Language != "fr" || p.Source != "src" || !p.Published.Equal(start.Add(-5*time.Minute)) || !p.Dated {
		t.Errorf("post = %+v, want it as the interface tells it", p)
	}
	if far.Author != stranger || far.ID != idOf(stranger, tid(3)) || far.AuthorURL != "https://bsky.app/profile/"+stranger {
		t.Errorf("post = %+v, want it as the stream tells it", far)
	}
	if !strings.HasSuffix(run.Entry, "/subscribe?wantedCollections=app.bsky.feed.post") || run.Bytes == 0 {
		t.Errorf("entry %q, %d bytes", run.Entry, run.Bytes)
	}
	r.now = r.now.Add(time.Second - r.step)
	if run = r.must(streamSearch); !run.Same || len(run.Posts) != 0 || len(r.asked) != 0 {
		t.Errorf("run a second later: %q, same %v, asked %q, want nothing new", bodies(run.Posts), run.Same, r.asked)
	}
	last := start
	j.upToNow(r)
	if run = r.must(streamSearch); !run.Same || len(run.Posts) != 0 || !j.cursor().Equal(last.Add(-5*time.Second)) {
		t.Errorf("second run: %q, same %v, cursor %v, want it five seconds before %v", bodies(run.Posts), run.Same, j.cursor(), last)
	}
}

// What the stream and the search show both is one post.
func TestStreamAndSearchAgree(t *testing.T) {
	r, a, j := newStream(t, 0)
	at := start.Add(-time.Minute)
	rec := record("Ligne 3 en panne", at)
	rec["reply"] = object{"root": object{"uri": "at://" + did + "/app.bsky.feed.post/far"}, "parent": object{"uri": "at://" + did + "/app.bsky.feed.post/near"}}
	rec["facets"] = []object{{"features": []object{{"$type": "app.bsky.richtext.facet#link", "uri": "https://journal.example/a"}}}}
	rec["embed"] = object{"$type": "app.bsky.embed.recordWithMedia", "record": object{"record": object{"uri": "at://" + did + "/app.bsky.feed.post/quoted"}}, "media": object{"external": object{"uri": "https://blog.example/b"}}}
	rec["labels"] = object{"values": []object{{"val": "spoiler"}}}
	j.commit("create", did, tid(1), at, rec)
	j.upToNow(r)
	streamed := r.must(streamSearch).Posts[0]

	view := a.add(skeet(tid(1), "", at))
	view["record"], view["labels"], view["indexedAt"] = rec, []object{{"val": "spoiler"}}, at.Format(time.RFC3339)
	view["embed"] = object{"$type": "app.bsky.embed.recordWithMedia#view", "record": object{"record": object{"uri": "at://" + did + "/app.bsky.feed.post/quoted"}}, "media": object{"external": object{"uri": "https://blog.example/b"}}}
	r.last = social.Run{}
	j.status = http.StatusServiceUnavailable
	searched := r.must(streamSearch).Posts[0]
	streamed.Author, streamed.Fetched = searched.Author, searched.Fetched
	if fmt.Sprintf("%+v", streamed) != fmt.Sprintf("%+v", searched) {
		t.Errorf("stream %+v\nsearch %+v", streamed, searched)
	}
	if run := r.must(streamSearch); len(run.Posts) != 0 {
		t.Errorf("posts %q again", bodies(run.Posts))
	}
	r.last.State = "" // a first run, whose past both tell
	j.status = 0
	j.events = nil
	j.commit("create", did, tid(1), r.now.Add(-time.Minute), rec)
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Posts) != 1 {
		t.Errorf("posts %q, want one", bodies(run.Posts))
	}
}

func TestStreamFirstRunAsksForThePast(t *testing.T) {
	r, a, j := newStream(t, 0)
	a.add(skeet(tid(1), "Ligne 3 en panne, hier", start.Add(-24*time.Hour)))
	j.post(tid(2), "Ligne 3 en panne", start.Add(-time.Minute))
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Posts) != 2 {
		t.Errorf("posts %q, want both", bodies(run.Posts))
	}
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Posts) != 0 || len(r.asked) != 0 {
		t.Errorf("second run: %q, asked %q, want the stream alone", bodies(run.Posts), r.asked)
	}
}

// Where events are lost, the search is asked for them.
func TestStreamHole(t *testing.T) {
	r, a, j := newStream(t, 0)
	j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
	j.upToNow(r)
	r.must(streamSearch)
	r.now = start.Add(50 * time.Hour)
	a.add(skeet(tid(2), "Ligne 3 en panne encore", start.Add(10*time.Hour)))
	j.events = nil // its memory is shorter
	j.post(tid(3), "Ligne 3 en panne toujours", r.now.Add(-time.Hour))
	j.upToNow(r)
	if run := r.must(streamSearch); len(run.Posts) != 2 || !strings.Contains(r.asked[len(r.asked)-1], "since=2026-11-20T08%3A45") {
		t.Errorf("posts %q, asked %q, want the lost one too", bodies(run.Posts), r.asked)
	}
}

func TestStreamCut(t *testing.T) {
	r, _, j := newStream(t, 0)
	for n := range 6 {
		j.post(tid(n), fmt.Sprintf("Ligne %d en panne", n), start.Add(time.Duration(n-60)*time.Second))
	}
	j.play = func(ctx context.Context, conn *websocket.Conn, events []event) {
		for _, e := range events[:3] {
			_ = conn.Write(ctx, websocket.MessageText, []byte(e.body))
		}
		w, err := conn.Writer(ctx, websocket.MessageText)
		if err == nil {
			_, _ = w.Write([]byte(events[3].body[:40]))
		}
		_ = conn.CloseNow() // in the middle of a message
	}
	run := r.must(streamSearch)
	if len(run.Posts) != 3 || !run.More {
		t.Fatalf("posts %q, more %v, want what came before the cut", bodies(run.Posts), run.More)
	}
	j.play = nil
	j.upToNow(r)
	run = r.must(streamSearch)
	if len(run.Posts) != 3 || run.More || !j.cursor().Equal(start.Add((2-60-5)*time.Second)) {
		t.Errorf("posts %q, more %v, cursor %v, want the rest from the third on", bodies(run.Posts), run.More, j.cursor())
	}
}

func TestStreamBounds(t *testing.T) {
	for _, limit := range []struct {
		name  string
		bytes int64
		posts int
	}{{"posts", 1 << 20, 4}, {"bytes", 1300, 100}} {
		r, _, j := newStream(t, 0)
		r.reader.SetBounds(time.Minute, 10*time.Second, limit.bytes, limit.posts)
		for n := range 10 {
			j.post(tid(n), fmt.Sprintf("Ligne %d en panne", n), start.Add(time.Duration(n-10)*10*time.Second))
		}
		r.step = time.Second
		j.upToNow(r)
		seen := map[string]bool{}
		for n := range 6 {
			run := r.must(streamSearch)
			for _, p := range run.Posts {
				seen[p.ID] = true
			}
			if n == 0 && (len(run.Posts) == 0 || len(run.Posts) > 4 || !run.More) {
				t.Errorf("%s: first run: %d posts, more %v, want a few and more", limit.name, len(run.Posts), run.More)
			}
		}
		if len(seen) != 10 {
			t.Errorf("%s: %d posts read, want ten", limit.name, len(seen))
		}
	}
}

// A server that stays open and says no more ends a run, and one that goes on
// slowly ends with the run's time.
func TestStreamSlow(t *testing.T) {
	t.Parallel()
	for _, silent := range []bool{true, false} {
		r, _, j := newStream(t, 0)
		all, idle := 2*time.Second, time.Minute
		if silent {
			all, idle = time.Minute, 1500*time.Millisecond
		}
		r.reader.SetBounds(all, idle, 1<<20, 100)
		j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
		begin := time.Now()
		run := r.must(streamSearch)
		if len(run.Posts) != 1 || run.More == silent || time.Since(begin) > 30*time.Second {
			t.Errorf("silent %v: %q, more %v, after %v", silent, bodies(run.Posts), run.More, time.Since(begin))
		}
	}
}

func TestStreamRefused(t *testing.T) {
	r, a, j := newStream(t, 0)
	a.add(skeet(tid(1), "Ligne 3 en panne", start.Add(-time.Minute)))
	for _, broken := range []func(){
		func() { j.status = http.StatusForbidden },
		func() {
			j.status = 0
			j.play = func(context.Context, *websocket.Conn, []event) {}
		},
		func() {
			j.play = func(ctx context.Context, conn *websocket.Conn, _ []event) {
				_ = conn.Write(ctx, websocket.MessageText, []byte(`{"error":"ConsumerTooSlow"}`))
			}
		},
	} {
		broken()
		r.last = social.Run{}
		if run := r.must(streamSearch); len(run.Posts) != 1 || !strings.Contains(run.Entry, "searchPosts") {
			t.Errorf("posts %q read at %s, want those of the search", bodies(run.Posts), run.Entry)
		}
	}
	r.answer = func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, `<html>Forbidden</html>`) }
	_, err := r.run(streamSearch)
	if err == nil || !strings.Contains(err.Error(), "neither the stream") || !strings.Contains(err.Error(), "no new event came") || !strings.Contains(err.Error(), "answered 403") {
		t.Errorf("run: %v, want both causes", err)
	}
}

// A stream is held to the addresses that may be asked, as all else is.
func TestStreamOfPrivateAddress(t *testing.T) {
	_, _, j := newStream(t, 0)
	server := httptest.NewServer(j)
	defer server.Close()
	f := fetch.New(fetch.Options{})
	defer f.Close()
	reader := social.New(f, social.Networks{Jetstream: server.URL, Bluesky: server.URL})
	_, err := reader.Read(t.Context(), social.Job{Source: post.Source{ID: "src", URL: streamSearch}, Start: start})
	if !errors.Is(err, fetch.ErrPrivateAddress) || j.last() != nil {
		t.Errorf("run: %v, stream asked %v, want it refused", err, j.last())
	}
}

func TestStreamStops(t *testing.T) {
	r, _, j := newStream(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	j.play = func(inner context.Context, conn *websocket.Conn, _ []event) {
		cancel()
		<-inner.Done()
	}
	_, err := r.reader.Read(ctx, social.Job{Source: post.Source{ID: "src", URL: streamSearch}, Start: r.now})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v, want it stopped", err)
	}
}

// A stream that stands still is not taken for a network that is silent.
func TestStreamStandsStill(t *testing.T) {
	t.Parallel()
	r, a, j := newStream(t, 0)
	r.reader.SetBounds(time.Minute, 1500*time.Millisecond, 1<<20, 100)
	j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
	j.upToNow(r)
	r.must(streamSearch)
	a.add(skeet(tid(2), "Ligne 3 en panne encore", r.now.Add(-time.Minute)))
	if run := r.must(streamSearch); !slices.Equal(bodies(run.Posts), []string{"Ligne 3 en panne encore"}) || !strings.Contains(run.Entry, "searchPosts") {
		t.Errorf("posts %q read at %s, want those of the search", bodies(run.Posts), run.Entry)
	}
	j.upToNow(r)
	if r.must(streamSearch); !j.cursor().Equal(start.Add(-5 * time.Second)) {
		t.Errorf("cursor %v, want that of the first run, for what was taken back since", j.cursor())
	}
}

func TestStreamAnswersPings(t *testing.T) {
	r, _, j := newStream(t, 0)
	j.post(tid(1), "Ligne 3 en panne", start.Add(-time.Minute))
	j.upToNow(r)
	answered := make(chan error, 1)
	j.play = func(ctx context.Context, conn *websocket.Conn, events []event) {
		answered <- conn.Ping(ctx)
		playAll(ctx, conn, events)
	}
	r.must(streamSearch)
	if err := <-answered; err != nil {
		t.Errorf("ping: %v", err)
	}
}

// A search that a stream cannot decide, and an account, are asked for.
func TestStreamIsForPlainSearches(t *testing.T) {
	for _, source := range []string{blueskyAccount, "https://bsky.app/search?q=from:ligne3.example+panne", "https://bsky.app/search?q=a+OR+b", "https://bsky.app/search?q=-a"} {
		r, _, j := newStream(t, 3)
		if run := r.must(source); len(run.Posts) != 3 || j.last() != nil {
			t.Errorf("%s: %q, stream asked %v", source, bodies(run.Posts), j.last())
		}
	}
	r, _, j := newStream(t, 0)
	j.post(tid(1), "Encore le #Métro", start.Add(-time.Minute))
	j.upToNow(r)
	if run := r.must("https://bsky.app/hashtag/metro"); !slices.Equal(bodies(run.Posts), []string{"Encore le #Métro"}) {
		t.Errorf("hashtag: %q", bodies(run.Posts))
	}
}
