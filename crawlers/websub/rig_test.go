package websub_test

import (
	"bytes"
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vigie/crawlers/fetch"
	"vigie/crawlers/websub"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(int) { http.DefaultClient.CloseIdleConnections() }))
}

const (
	topic = "https://press.example.org/feed.atom"
	feed  = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Le tramway</title></feed>`
)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// table is a Log in memory, with one row for each source as the database has.
type table struct {
	mu    sync.Mutex
	rows  map[string]websub.Subscription
	fails error
	saved int
}

func (l *table) Subscriptions(context.Context) ([]websub.Subscription, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Collect(maps.Values(l.rows)), l.fails
}

func (l *table) SaveSubscription(_ context.Context, s websub.Subscription) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fails != nil {
		return l.fails
	}
	l.saved++
	if !s.At.Before(l.rows[s.Source].At) {
		l.rows[s.Source] = s
	}
	return nil
}

func (l *table) row(source string) websub.Subscription {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[source]
}

func (l *table) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fails = err
}

// rig is a subscriber with its callback on a real server, and a hub.
type rig struct {
	t     *testing.T
	clock *clock
	table *table
	hub   *hub
	sub   *websub.Subscriber
	at    string // the callback
	log   *safeBuffer

	mu      sync.Mutex
	serve   http.Handler
	gone    map[string]bool // sources no longer watched
	options websub.Options
	came    chan websub.Delivery
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newRig(t *testing.T, change ...func(*websub.Options)) *rig {
	t.Helper()
	c := newClock()
	r := &rig{t: t, clock: c, table: &table{rows: map[string]websub.Subscription{}}, hub: newHub(t, c.now),
		log: &safeBuffer{}, gone: map[string]bool{}, came: make(chan websub.Delivery, 100)}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.at = server.URL + "/websub/"
	fetcher := fetch.New(fetch.Options{AllowPrivate: true, Now: c.now})
	t.Cleanup(fetcher.Close)
	r.options = websub.Options{
		Callback: r.at, Poster: fetcher, Log: r.table, ClearHubs: true, Now: c.now,
		Logger:  slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Watched: r.watched,
		Deliver: func(_ context.Context, d websub.Delivery) error { r.came <- d; return nil },
	}
	for _, f := range change {
		f(&r.options)
	}
	r.restart()
	return r
}

// restart is the end of one process and the start of the next.
func (r *rig) restart() {
	r.t.Helper()
	sub := websub.New(r.options)
	if err := sub.Load(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sub, r.serve = sub, sub
}

func (r *rig) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	serve := r.serve
	r.mu.Unlock()
	serve.ServeHTTP(w, req)
}

func (r *rig) watched(source string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.gone[source]
}

func (r *rig) remove(source string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone[source] = true
}

// run lets deliveries through until the test ends.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.sub.Run(ctx) })
	r.t.Cleanup(func() { cancel(); running.Wait() })
}

func (r *rig) tick() {
	r.t.Helper()
	if err := r.sub.Tick(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// step is a tick, the hub's questions, and a tick that writes what came of it.
func (r *rig) step() {
	r.t.Helper()
	r.tick()
	r.hub.verify()
	r.tick()
}

// subscribed is a rig with one live subscription.
func subscribed(t *testing.T, change ...func(*websub.Options)) *rig {
	t.Helper()
	r := newRig(t, change...)
	r.sub.Offer("press", r.hub.url, topic)
	r.step()
	if !r.sub.Live("press") || r.hub.subscribers() != 1 {
		t.Fatalf("live %t, %d subscribers; want a live subscription; row: %+v", r.sub.Live("press"), r.hub.subscribers(), r.table.row("press"))
	}
	return r
}

func (r *rig) wantState(source string, want websub.State) {
	r.t.Helper()
	if row := r.table.row(source); row.State != want {
		r.t.Errorf("state of %s is %q (%s), want %q", source, row.State, row.Error, want)
	}
}
