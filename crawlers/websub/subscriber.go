package websub

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"vigie/crawlers/fetch"
)

// Poster sends a form: a *fetch.Fetcher, which looks where it connects to. The
// addresses of hubs come from feeds, and are not to be trusted.
type Poster interface {
	PostForm(ctx context.Context, url string, form url.Values) (*fetch.Response, error)
}

// Options are what a Subscriber works with. The zero value of a limit means its
// default.
type Options struct {
	Callback string // the public address that hubs call, "https://vigie.example.org/websub/"; a key is put at its end
	Poster   Poster
	Log      Log
	Deliver  func(ctx context.Context, d Delivery) error // takes in what a hub sent; called by Run, one at a time
	Watched  func(source string) bool                    // whether the source is still one of ours; nil: every one is
	// ClearHubs asks hubs at http addresses as they are, secret and all: for
	// loopback and for an intranet. Without it they are asked over https.
	ClearHubs bool
	Lease     time.Duration // asked of hubs; 0: 10 days
	MaxBody   int64         // of a delivery; 0: 5 MiB
	Queue     int           // deliveries that wait for Deliver; 0: 64
	Now       func() time.Time
	Logger    *slog.Logger
}

// Delivery is what a hub sent for a feed: the feed, or what is new in it.
type Delivery struct {
	Source      string
	Topic       string
	ContentType string // as the hub says; the signature does not cover it
	Body        []byte
}

// Counts are what happened to deliveries since the start.
type Counts struct {
	Taken  uint64 // signed as agreed, and queued
	Forged uint64 // dropped: no signature, or a wrong one
	Busy   uint64 // put off: too much was waiting
	Failed uint64 // Deliver returned an error
}

// Subscriber keeps one subscription for each source whose feed names a hub. As
// an http.Handler it answers what hubs ask and takes what they send. It is safe
// for concurrent use.
type Subscriber struct {
	o     Options
	tick  sync.Mutex // held during Load and Tick: one at a time
	queue chan job
	room  *semaphore.Weighted // bytes of deliveries that are read or wait

	mu      sync.Mutex
	loaded  bool
	closed  bool              // Run has ended: nobody takes deliveries any more
	wanted  map[string]target // as offered since the start, by source
	sources map[string]*entry // the subscription of each source
	keys    map[string]*entry // every subscription a hub may call for, by key; also those being left
	hubs    map[string]pause  // hubs that failed, by host
	dirty   map[string]Subscription
	counts  Counts
}

// target is what to subscribe to; the zero value: nothing.
type target struct{ hub, topic string }

// entry is a subscription and how its next step stands.
type entry struct {
	sub     Subscription
	leaving bool      // it is being given up: the hub is asked to forget it
	waiting bool      // the hub took the request and has not asked back
	fails   int       // in a row
	next    time.Time // of the next request
	queued  int       // deliveries that wait
	forged  int       // since they were last logged
	told    time.Time // as last written
}

func (e *entry) target() target { return target{e.sub.Hub, e.sub.Topic} }

func (e *entry) holds(now time.Time) bool {
	return e.sub.State == Active && e.sub.Lease.After(now)
}

// New returns a Subscriber. It asks nobody anything.
func New(o Options) *Subscriber {
	if !strings.HasSuffix(o.Callback, "/") {
		o.Callback += "/"
	}
	if o.Lease <= 0 {
		o.Lease = 10 * 24 * time.Hour
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 5 << 20
	}
	if o.Queue <= 0 {
		o.Queue = 64
	}
	if o.Watched == nil {
		o.Watched = func(string) bool { return true }
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Subscriber{
		o: o, queue: make(chan job, o.Queue), room: semaphore.NewWeighted(bodies * o.MaxBody),
		wanted: map[string]target{}, sources: map[string]*entry{}, keys: map[string]*entry{},
		hubs: map[string]pause{}, dirty: map[string]Subscription{},
	}
}

// Load takes up the subscriptions of the Log. Until it has, hubs are told to
// call again. Tick makes up for a Load that failed.
func (s *Subscriber) Load(ctx context.Context) error {
	s.tick.Lock()
	defer s.tick.Unlock()
	return s.load(ctx)
}

func (s *Subscriber) load(ctx context.Context) error {
	rows, err := s.o.Log.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("read subscriptions: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loaded {
		return nil
	}
	for _, row := range rows {
		if row.State != Ended && row.Key != "" && row.Secret != "" && row.Hub != "" {
			e := &entry{sub: row, told: row.Told}
			e.next = e.resume()
			s.sources[row.Source], s.keys[row.Key] = e, e
		}
	}
	s.loaded = true
	return nil
}

// Offer notes what a source's feed says: its hub, and its own address (the link
// with rel=self or, where it has none, the address it was fetched from). An
// empty hub says that the feed names none; an answer without a feed in it, such
// as a 304, says nothing and is not to be offered. Nothing is asked before the
// next Tick.
func (s *Subscriber) Offer(source, hub, topic string) {
	var want target
	if hub != "" {
		hub, err := s.hubAddress(hub)
		if err == nil {
			err = checkTopic(topic)
		}
		if err != nil {
			s.o.Logger.Debug("hub not used", "source", source, "err", err)
		} else {
			want = target{hub, topic}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanted[source] = want
}

// Live reports whether a hub has promised to tell what is new in the source.
// Hubs fail silently: a live source is polled less often, not never.
func (s *Subscriber) Live(source string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.sources[source]
	return e != nil && !e.leaving && e.holds(s.o.Now())
}

// Counts returns what happened to deliveries since the start.
func (s *Subscriber) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// begin makes a subscription that is due now.
func (s *Subscriber) begin(source string, want target, now time.Time) {
	e := &entry{next: now, sub: Subscription{
		Source: source, Hub: want.hub, Topic: want.topic, Key: random(), Secret: random(), State: Asked,
	}}
	s.sources[source], s.keys[e.sub.Key] = e, e
}

// leave gives a subscription up. What the hub never granted is forgotten at
// once; the hub's question, if it still comes, is then answered with a no.
func (s *Subscriber) leave(e *entry, now time.Time) {
	if e.leaving {
		return
	}
	e.leaving, e.waiting, e.fails, e.next = true, false, 0, now
	if !e.sub.Lease.After(now) {
		s.finish(e, now)
	}
}

// finish forgets a subscription. A hub that still sends is answered 410.
func (s *Subscriber) finish(e *entry, now time.Time) {
	delete(s.keys, e.sub.Key)
	if s.sources[e.sub.Source] != e {
		return // another one has taken its place
	}
	e.sub.State, e.sub.Key, e.sub.Secret, e.sub.Lease, e.sub.Error = Ended, "", "", time.Time{}, ""
	s.note(e, now)
	delete(s.sources, e.sub.Source)
}

// note marks a subscription to be written. Its time never stands still: the
// latest row is the one that holds.
func (s *Subscriber) note(e *entry, now time.Time) {
	if s.sources[e.sub.Source] != e {
		return
	}
	e.sub.At = now
	e.told = e.sub.Told
	s.dirty[e.sub.Source] = e.sub
}

// random is 32 bytes nobody can guess, as 64 digits.
func random() string {
	var b [32]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
