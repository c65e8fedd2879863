package social_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
)

// newTurns is a stream read through a fetcher that the test holds too.
func newTurns(t *testing.T, delay time.Duration) (*rig, *jetstream, *fetch.Fetcher, string) {
	r, _ := newBluesky(t, 0)
	j := &jetstream{t: t}
	server := httptest.NewServer(j)
	t.Cleanup(server.Close)
	f := fetch.New(fetch.Options{AllowPrivate: true, Delay: delay, Now: func() time.Time { return r.now }})
	t.Cleanup(f.Close)
	at := strings.Replace(server.URL, "http", "ws", 1)
	r.reader, r.step = social.New(f, social.Networks{Bluesky: r.url, Jetstream: at}), time.Second
	return r, j, f, at
}

func TestOneStreamAtATime(t *testing.T) {
	r, j, f, at := newTurns(t, 0)
	leave, err := f.Turn(t.Context(), at) // as another source's stream
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = r.reader.Read(soon, social.Job{Source: post.Source{ID: "src", URL: streamSearch}, Start: r.now})
	if !errors.Is(err, context.DeadlineExceeded) || j.last() != nil {
		t.Errorf("run beside another: %v, asked %v, want it to wait for its turn", err, j.last())
	}
	leave(nil)
	j.upToNow(r)
	if r.must(streamSearch); j.last() == nil {
		t.Error("the stream was not read when its turn came")
	}
	if leave, err = f.Turn(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	leave(nil)
}

// A source whose turn comes too late is read later: the search does not step in.
func TestStreamTurnComesTooLate(t *testing.T) {
	r, j, _, _ := newTurns(t, 5*time.Minute)
	j.upToNow(r)
	r.must(streamSearch)
	run, err := r.run(streamSearch)
	var line *fetch.RetryAfterError
	if !errors.As(err, &line) || !run.Rest.Equal(start.Add(5*time.Minute)) || len(r.asked) != 0 {
		t.Errorf("run: %v, rest until %v, asked %q, want to come back in five minutes", err, run.Rest, r.asked)
	}
}

// A stream that refuses is left alone for a while, and the search steps in.
func TestStreamThatRefusesIsLeftAlone(t *testing.T) {
	r, _, j := newStream(t, 0)
	r.step, j.status = time.Second, http.StatusTooManyRequests
	for range 2 {
		r.must(streamSearch)
		if len(j.asked) != 1 || len(r.asked) == 0 {
			t.Errorf("stream asked %d times, search %q, want once and the search", len(j.asked), r.asked)
		}
	}
	j.status, r.step = 0, 2*time.Minute
	r.must(streamSearch)
	j.upToNow(r)
	if r.must(streamSearch); len(j.asked) != 2 {
		t.Errorf("stream asked %d times, want it asked again two minutes later", len(j.asked))
	}
}
