package websub

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"
)

const (
	perTick  = 200             // requests to hubs in a tick
	perHub   = 20              // of these, to one hub
	atOnce   = 8               // hubs asked at the same time
	rows     = 1000            // written in a tick
	settled  = time.Hour       // between two changes of a source's hub or topic: a feed may change its mind at every poll
	unproven = time.Hour       // a hub that took a request asks back within this, or has not taken it
	firstTry = time.Minute     // after a failure; then twice as long each time
	lastTry  = 24 * time.Hour  // at most
	leaveFor = 3               // requests to forget us; then the hub learns it from a 410
	minRenew = 5 * time.Minute // between two renewals, however short the lease
	maxLease = 30 * 24 * time.Hour
	noLease  = 24 * time.Hour      // where the hub does not say, as older ones do not
	denied   = 30 * 24 * time.Hour // until a hub that said no is asked again
	tellLog  = 15 * time.Minute    // between two rows that only say that something came
)

// pause is how long a hub that fails is left alone.
type pause struct {
	fails int
	until time.Time
}

// Tick does what is due: it subscribes, renews, asks again and unsubscribes, at
// most so much as its limits let it, and writes what changed. A hub's failure is
// not its error: it stands in the subscription.
func (s *Subscriber) Tick(ctx context.Context) error {
	s.tick.Lock()
	defer s.tick.Unlock()
	s.mu.Lock()
	loaded := s.loaded
	s.mu.Unlock()
	if !loaded {
		if err := s.load(ctx); err != nil {
			return err
		}
	}
	now := s.o.Now()
	s.mu.Lock()
	s.reconcile(now)
	groups := s.due(now)
	s.warn()
	s.mu.Unlock()

	turns := make(chan struct{}, atOnce)
	var hubs sync.WaitGroup
	for _, group := range groups {
		turns <- struct{}{}
		hubs.Go(func() {
			defer func() { <-turns }()
			for _, e := range group {
				if ctx.Err() != nil || !s.ask(ctx, e) {
					return
				}
			}
		})
	}
	hubs.Wait()
	return errors.Join(ctx.Err(), s.write(ctx))
}

// reconcile brings what is subscribed to in line with what is wanted.
func (s *Subscriber) reconcile(now time.Time) {
	for source, e := range s.sources {
		want, offered := s.wanted[source]
		switch {
		case !s.o.Watched(source):
			delete(s.wanted, source)
			s.leave(e, now)
		case !offered && !e.leaving, want == e.target() && !e.leaving:
		case want == target{}:
			s.leave(e, now)
		case now.Sub(e.sub.Asked) >= settled:
			s.leave(e, now)
			delete(s.sources, source) // its place is free; it is still known by its key
		}
	}
	for source, want := range s.wanted {
		switch {
		case s.sources[source] != nil:
		case want == target{} || !s.o.Watched(source):
			delete(s.wanted, source)
		default:
			s.begin(source, want, now)
		}
	}
	for host, p := range s.hubs {
		if now.Sub(p.until) > lastTry {
			delete(s.hubs, host)
		}
	}
}

// due is what is to be asked now, the longest overdue first, by hub.
func (s *Subscriber) due(now time.Time) [][]*entry {
	var all []*entry
	for _, e := range s.keys {
		s.lapse(e, now)
		if s.keys[e.sub.Key] == e && !e.next.After(now) && !s.hubs[host(e.sub.Hub)].until.After(now) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *entry) int {
		return cmp.Or(a.next.Compare(b.next), cmp.Compare(a.sub.Source, b.sub.Source))
	})
	at := map[string]int{}
	var groups [][]*entry
	n := 0
	for _, e := range all {
		i, ok := at[host(e.sub.Hub)]
		if !ok {
			i = len(groups)
			at[host(e.sub.Hub)], groups = i, append(groups, nil)
		}
		if len(groups[i]) < perHub && n < perTick {
			groups[i] = append(groups[i], e)
			n++
		}
	}
	return groups
}

// lapse notes what ended by itself: a lease, or the time to ask back.
func (s *Subscriber) lapse(e *entry, now time.Time) {
	switch {
	case e.leaving && !e.sub.Lease.After(now):
		s.finish(e, now)
	case e.waiting && !e.next.After(now):
		e.waiting = false
		s.failed(e, now, fmt.Sprintf("%s took the request and did not ask back at %s within %s; look whether the internet reaches that address",
			host(e.sub.Hub), s.o.Callback, unproven))
	case e.sub.State == Active && !e.sub.Lease.After(now):
		e.sub.State = Failed
		if e.sub.Error == "" {
			e.sub.Error = "the subscription ran out before the hub renewed it; it is asked again"
		}
		s.note(e, now)
	}
}

// failed notes a failure and sets the time of the next try.
func (s *Subscriber) failed(e *entry, now time.Time, why string) {
	e.fails++
	e.next = now.Add(backoff(e.fails, e.sub.Key))
	if e.leaving {
		if e.fails >= leaveFor {
			s.finish(e, now)
		}
		return
	}
	if !e.holds(now) {
		e.sub.State = Failed
	}
	e.sub.Error = why
	s.note(e, now)
}

// warn logs the forged deliveries since the last time, in one line for each
// subscription however many they are.
func (s *Subscriber) warn() {
	for _, e := range s.keys {
		if e.forged > 0 {
			s.o.Logger.Warn("deliveries dropped: signature missing or wrong", "source", e.sub.Source, "hub", host(e.sub.Hub), "count", e.forged)
			e.forged = 0
		}
	}
}

// write saves the rows that changed; those that could not be saved stay for the
// next time.
func (s *Subscriber) write(ctx context.Context) error {
	for range rows {
		sub, ok := s.changed()
		if !ok {
			return nil
		}
		if err := s.o.Log.SaveSubscription(ctx, sub); err != nil {
			s.mu.Lock()
			if _, newer := s.dirty[sub.Source]; !newer {
				s.dirty[sub.Source] = sub
			}
			s.mu.Unlock()
			return fmt.Errorf("save subscription of %s: %w", sub.Source, err)
		}
	}
	return nil
}

func (s *Subscriber) changed() (Subscription, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for source, sub := range s.dirty {
		delete(s.dirty, source)
		return sub, true
	}
	return Subscription{}, false
}

// resume is when a subscription of the Log is due.
func (e *entry) resume() time.Time {
	switch e.sub.State {
	case Active:
		return renewal(e.sub.Asked, e.sub.Lease.Sub(e.sub.Asked), e.sub.Key)
	case Denied:
		return e.sub.At.Add(denied)
	case Asked:
		e.waiting = true
		return e.sub.Asked.Add(unproven)
	}
	return e.sub.Asked.Add(backoff(1, e.sub.Key))
}

// renewal is when to renew a lease: after two thirds of it, a little earlier
// for some than for others, so that they do not all come at once.
func renewal(from time.Time, lease time.Duration, key string) time.Time {
	after := lease * 2 / 3
	return from.Add(max(minRenew, after-part(key, after/10)))
}

// backoff is how long to wait after so many failures in a row.
func backoff(fails int, key string) time.Duration {
	wait := lastTry
	if fails < 12 {
		wait = min(lastTry, firstTry<<(fails-1))
	}
	return wait - part(key, wait/5)
}

// part is a piece of d that is always the same for a key, which chance made.
func part(key string, d time.Duration) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(key))
	return time.Duration(float64(d) * float64(h.Sum32()) / (1 << 32))
}
