package websub_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/websub"
)

func TestHubDownThenUp(t *testing.T) {
	r := newRig(t)
	r.hub.status = http.StatusServiceUnavailable
	r.sub.Offer("press", r.hub.url, topic)
	for range 2 * 24 * 60 {
		r.tick()
		r.clock.pass(time.Minute)
	}
	r.wantState("press", websub.Failed)
	if row := r.table.row("press"); !strings.Contains(row.Error, "503") {
		t.Errorf("error %q", row.Error)
	}
	if r.hub.asked < 8 || r.hub.asked > 14 {
		t.Errorf("asked %d times in two days, want a wait that doubles up to a day", r.hub.asked)
	}
	r.hub.status = 0
	r.clock.pass(24 * time.Hour)
	r.step()
	r.wantState("press", websub.Active)
	if row := r.table.row("press"); row.Error != "" {
		t.Errorf("error %q is left", row.Error)
	}
}

// A hub may be down when it is time to renew: until the lease ends it is live.
func TestRenewalFails(t *testing.T) {
	r := subscribed(t)
	r.hub.status = http.StatusBadGateway
	for range 9*24 + 23 {
		r.clock.pass(time.Hour)
		r.step()
	}
	if !r.sub.Live("press") {
		t.Error("not live before the lease ends")
	}
	r.wantState("press", websub.Active)
	r.clock.pass(time.Hour)
	r.step()
	if r.sub.Live("press") {
		t.Error("live after the lease ended")
	}
	r.wantState("press", websub.Failed)
	r.hub.status = 0
	r.clock.pass(24 * time.Hour)
	r.step()
	if !r.sub.Live("press") || r.hub.subscribers() != 1 {
		t.Error("not live once the hub is up")
	}
}

func TestHubThatNeverAsksBack(t *testing.T) {
	r := newRig(t)
	r.sub.Offer("press", r.hub.url, topic)
	for range 24 * 60 {
		r.tick()
		r.clock.pass(time.Minute)
	}
	if n := r.hub.asked; n < 3 || n > 24 {
		t.Errorf("asked %d times in a day, want a few", n)
	}
	r.hub.verify() // late, and still what we want
	r.tick()
	r.wantState("press", websub.Active)
}

func TestNeverAskedBackIsSaid(t *testing.T) {
	r := newRig(t)
	r.sub.Offer("press", r.hub.url, topic)
	r.tick()
	r.clock.pass(61 * time.Minute)
	r.tick()
	r.wantState("press", websub.Failed)
	row := r.table.row("press")
	if !strings.Contains(row.Error, "did not ask back at "+r.at) || strings.Contains(row.Error, row.Key) {
		t.Errorf("error %q: want it to name the address, without the key", row.Error)
	}
}

// A thousand sources at three hubs, one of which is down and one slow to ask
// back: every tick is bounded, and in the end all that can live do.
func TestThousand(t *testing.T) {
	r := newRig(t)
	down, other := newHub(t, r.clock.now), newHub(t, r.clock.now)
	down.status = http.StatusBadGateway
	hubs := []*hub{r.hub, other, down}
	for i := range 1000 {
		r.sub.Offer(fmt.Sprint("s", i), hubs[i%3].url, fmt.Sprint(topic, "?n=", i))
	}
	for tick := range 20 {
		before := [3]int{r.hub.asked, other.asked, down.asked}
		r.tick()
		for i, h := range hubs {
			if n := h.asked - before[i]; n > 20 {
				t.Fatalf("tick %d: hub %d was asked %d times, want at most 20", tick, i, n)
			}
		}
		r.hub.verify()
		other.verify()
		r.clock.pass(time.Minute)
	}
	r.tick()
	if a, b := r.hub.subscribers(), other.subscribers(); a != 334 || b != 333 {
		t.Errorf("%d and %d subscribers after 20 ticks, want 334 and 333", a, b)
	}
	if down.asked > 6 {
		t.Errorf("the hub that is down was asked %d times in 20 minutes for 333 sources, want at most 6", down.asked)
	}
	r.tick()
	live := 0
	for i := range 1000 {
		if r.sub.Live(fmt.Sprint("s", i)) {
			live++
		}
	}
	if live != 667 {
		t.Errorf("%d sources are live, want 667", live)
	}
	saved := r.table.saved
	r.tick()
	if n := r.table.saved - saved; n > 30 {
		t.Errorf("%d rows were written in a tick in which nothing happened", n)
	}
	for i := range 1000 {
		r.remove(fmt.Sprint("s", i))
	}
	for range 30 {
		r.step()
		other.verify()
		r.clock.pass(time.Minute)
	}
	r.tick()
	if a, b := r.hub.subscribers(), other.subscribers(); a != 0 || b != 0 {
		t.Errorf("%d and %d subscribers are left, want none", a, b)
	}
}

func TestManyHubs(t *testing.T) {
	var asked atomic.Int64
	r := newRig(t, func(o *websub.Options) {
		o.Poster = posterFunc(func(context.Context, string, url.Values) (*fetch.Response, error) {
			asked.Add(1)
			return &fetch.Response{Status: 202}, nil
		})
	})
	for i := range 500 {
		r.sub.Offer(fmt.Sprint("s", i), fmt.Sprintf("https://hub%d.example.org/", i), topic)
	}
	for _, want := range []int64{200, 400, 500, 500} {
		r.tick()
		if got := asked.Load(); got != want {
			t.Errorf("%d requests so far, want %d", got, want)
		}
	}
}

// A topic that one hub cannot serve does not hold up the others there.
func TestRefused(t *testing.T) {
	r := newRig(t)
	var asked []string
	r.options.Poster = posterFunc(func(_ context.Context, at string, form url.Values) (*fetch.Response, error) {
		asked = append(asked, form.Get("hub.topic"))
		if strings.HasSuffix(form.Get("hub.topic"), "bad") {
			return &fetch.Response{Status: 422}, &fetch.StatusError{URL: at, Status: 422}
		}
		return &fetch.Response{Status: 202}, nil
	})
	r.restart()
	r.sub.Offer("a", "https://hub.example.org/", topic+"?bad")
	r.sub.Offer("b", "https://hub.example.org/", topic+"?good")
	r.tick()
	if len(asked) != 2 {
		t.Errorf("asked for %q, want both", asked)
	}
	r.wantState("a", websub.Failed)
	r.wantState("b", websub.Asked)
	if row := r.table.row("a"); !strings.Contains(row.Error, "hub.example.org answered 422") {
		t.Errorf("error %q", row.Error)
	}
}

type posterFunc func(ctx context.Context, at string, form url.Values) (*fetch.Response, error)

func (f posterFunc) PostForm(ctx context.Context, at string, form url.Values) (*fetch.Response, error) {
	return f(ctx, at, form)
}

// The hub has taken the request, even where the rest of its answer is lost.
func TestCutAnswer(t *testing.T) {
	r := newRig(t, func(o *websub.Options) {
		o.Poster = posterFunc(func(context.Context, string, url.Values) (*fetch.Response, error) {
			return &fetch.Response{Status: 202}, io.ErrUnexpectedEOF
		})
	})
	r.sub.Offer("press", "https://hub.example.org/", topic)
	r.tick()
	r.wantState("press", websub.Asked)
}

func TestHubWithoutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &table{rows: map[string]websub.Subscription{}}
		s := websub.New(websub.Options{Callback: "https://vigie.example.org/websub/", Log: l,
			Poster: posterFunc(func(ctx context.Context, _ string, _ url.Values) (*fetch.Response, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			})})
		s.Offer("press", "https://hub.example.org/", topic)
		if err := s.Tick(t.Context()); err != nil {
			t.Error(err)
		}
		if row := l.row("press"); row.State != websub.Failed || !strings.Contains(row.Error, "hub.example.org gave no answer within") {
			t.Errorf("row %+v, want a failure that says so", row)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	r := newRig(t)
	until := r.clock.now().Add(3 * time.Hour)
	asked := 0
	r.options.Poster = posterFunc(func(context.Context, string, url.Values) (*fetch.Response, error) {
		asked++
		return &fetch.Response{Status: 429}, &fetch.RetryAfterError{Host: "hub.example.org", Status: 429, Until: until}
	})
	r.restart()
	r.sub.Offer("press", "https://hub.example.org/", topic)
	for r.clock.now().Before(until) {
		r.tick()
		r.clock.pass(time.Minute)
	}
	if asked != 1 {
		t.Errorf("asked %d times before the hub's Retry-After, want once", asked)
	}
	r.tick()
	if asked != 2 {
		t.Errorf("asked %d times, want again after the hub's Retry-After", asked)
	}
}

// Ending a tick is no fault of the hub.
func TestStopped(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	r.options.Poster = posterFunc(func(ctx context.Context, _ string, _ url.Values) (*fetch.Response, error) {
		cancel() // and at the second time there is nothing to wait for
		if asked++; asked > 1 {
			return &fetch.Response{Status: 202}, nil
		}
		<-ctx.Done()
		return nil, ctx.Err()
	})
	r.restart()
	r.sub.Offer("press", r.hub.url, topic)
	if err := r.sub.Tick(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Tick returned %v, want that it was stopped", err)
	}
	r.tick()
	r.wantState("press", websub.Asked)
}

func TestAddresses(t *testing.T) {
	tests := []struct{ name, hub, topic, want string }{
		{"https", "https://hub.example.org/h?x=1", topic, "https://hub.example.org/h?x=1"},
		{"http is asked over https", "http://hub.example.org/h", topic, "https://hub.example.org/h"},
		{"http on its port", "http://hub.example.org:80/h", topic, "https://hub.example.org/h"},
		{"a fragment", "https://hub.example.org/h#part", topic, "https://hub.example.org/h"},
		{"an http topic", "https://hub.example.org/h", "http://press.example.org/feed", "https://hub.example.org/h"},
		{"no web", "gopher://hub.example.org/h", topic, ""},
		{"a file", "file:///etc/passwd", topic, ""},
		{"no host", "https:///h", topic, ""},
		{"a path", "/hub", topic, ""},
		{"a password", "https://a:b@hub.example.org/", topic, ""},
		{"a password in the topic", "https://hub.example.org/", "https://a:b@press.example.org/feed", ""},
		{"no topic", "https://hub.example.org/", "", ""},
		{"a topic of words", "https://hub.example.org/", "tag:press,2026:feed", ""},
		{"a line break", "https://hub.example.org/\r\nHost: x", topic, ""},
		{"endless", "https://hub.example.org/" + strings.Repeat("a", 3000), topic, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			r := newRig(t, func(o *websub.Options) {
				o.ClearHubs = false
				o.Poster = posterFunc(func(_ context.Context, at string, form url.Values) (*fetch.Response, error) {
					got = at
					if form.Get("hub.secret") == "" {
						t.Error("asked without a secret")
					}
					return &fetch.Response{Status: 202}, nil
				})
			})
			r.sub.Offer("press", tt.hub, tt.topic)
			r.tick()
			if got != tt.want {
				t.Errorf("Offer(%q, %q) asked %q, want %q", tt.hub, tt.topic, got, tt.want)
			}
		})
	}
}

// Everything at once, for the race detector.
func TestTogether(t *testing.T) {
	r := newRig(t)
	r.hub.eager = true
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r.options.Deliver = func(context.Context, websub.Delivery) error { return nil }
	r.restart()
	var run, workers sync.WaitGroup
	run.Go(func() { r.sub.Run(ctx) })
	for range 4 {
		workers.Go(func() {
			for i := range 30 {
				r.sub.Offer(fmt.Sprint("s", i%10), r.hub.url, fmt.Sprint(topic, "?n=", i%10))
				_ = r.sub.Live("s1")
				if err := r.sub.Tick(ctx); err != nil {
					t.Error(err)
				}
				if row := r.table.row("s1"); row.State == websub.Active {
					distribute(t, r.at+row.Key, []byte(feed), sign("sha256", row.Secret, []byte(feed)))
				}
				r.clock.pass(time.Second)
			}
		})
	}
	workers.Wait()
	cancel()
	run.Wait()
	if r.sub.Counts().Taken == 0 {
		t.Error("nothing was taken")
	}
}
