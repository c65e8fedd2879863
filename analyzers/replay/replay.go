package replay

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

// Replay feeds posts into a window and asks detectors at every tick of the
// posts' own time.
type Replay struct {
	window    *Window
	every     time.Duration
	detectors []annotation.Detector
	yield     func(signal.Signal) error
	next      time.Time
	seen      Seen
	known     map[string]*followed // not seen for the last time yet
	outcomes  []Outcome            // of the others
}

// Seen is what a replay read so far.
type Seen struct {
	Posts    int
	Late     int       // of these, those published more than an hour before one that came earlier
	From, To time.Time // publication of the first post, and of the last
}

// Seen returns what was read so far.
func (r *Replay) Seen() Seen { return r.seen }

// followed is a signal that was raised: what it is known by from then on.
type followed struct {
	first    signal.Signal // as it was raised
	last     signal.Signal // and as it was last
	levels   []Step
	lastSeen time.Time
	posts    map[string]time.Time // all that it ever stood on -> published
}

// New returns a replay over window that asks the detectors every so often and
// yields each signal when it is first raised and when its level rises: one that
// falls back and rises again says nothing new.
func New(window *Window, every time.Duration, yield func(signal.Signal) error, detectors ...annotation.Detector) *Replay {
	if every <= 0 {
		every = time.Hour
	}
	return &Replay{window: window, every: every, detectors: detectors, yield: yield, known: make(map[string]*followed)}
}

// Add takes the next post in, after the ticks that came before it. Where no
// post came for a while the ticks are those that still can change something:
// the next ones for a day, then none until the post.
func (r *Replay) Add(ctx context.Context, p annotation.Post) error {
	if r.next.IsZero() {
		r.next = p.Published.Truncate(r.every).Add(r.every)
	}
	for idle := 0; !r.next.After(p.Published); idle++ {
		if idle > int(24*time.Hour/r.every) {
			r.next = p.Published.Truncate(r.every)
			if !r.next.After(p.Published) {
				r.next = r.next.Add(r.every)
			}
			break
		}
		if err := r.tick(ctx, r.next); err != nil {
			return err
		}
		r.next = r.next.Add(r.every)
	}
	r.window.Add(p)
	if r.seen.Posts == 0 {
		r.seen.From = p.Published
	}
	r.seen.Posts++
	if p.Published.Before(r.seen.To.Add(-time.Hour)) {
		r.seen.Late++
	}
	if p.Published.After(r.seen.To) {
		r.seen.To = p.Published
	}
	return nil
}

// Close runs the tick that follows the last post.
func (r *Replay) Close(ctx context.Context) error {
	if r.next.IsZero() {
		return nil
	}
	return r.tick(ctx, r.next)
}

func (r *Replay) tick(ctx context.Context, at time.Time) error {
	var all []signal.Signal
	for _, d := range r.detectors {
		found, err := d.Detect(ctx, at, r.window)
		if err != nil {
			return fmt.Errorf("detect at %s: %w", at.Format(time.RFC3339), err)
		}
		all = append(all, found...)
	}
	all, err := evidence.Distinct(ctx, at, r.window, all)
	if err != nil {
		return fmt.Errorf("detect at %s: %w", at.Format(time.RFC3339), err)
	}
	if all, err = evidence.Follow(all, r.isKnown, r.earlier); err != nil {
		return err
	}
	for _, s := range all {
		if err := r.follow(at, s); err != nil {
			return err
		}
	}
	for id, f := range r.known {
		if at.Sub(f.lastSeen) > 14*24*time.Hour {
			r.outcomes = append(r.outcomes, f.outcome())
			delete(r.known, id)
		}
	}
	return nil
}

var rank = map[signal.Level]int{signal.Noise: 1, signal.Low: 2, signal.Strong: 3}

// follow yields the signal if it is new or its level rose.
func (r *Replay) follow(at time.Time, s signal.Signal) error {
	f := r.known[s.ID]
	if f == nil {
		s.RaisedAt = at
		f = &followed{first: s, posts: make(map[string]time.Time)}
		r.known[s.ID] = f
	}
	f.last, f.lastSeen = s, at
	for _, id := range s.Posts {
		f.posts[id] = r.window.ids[id]
	}
	if n := len(f.levels); n > 0 && rank[s.Level] <= rank[f.levels[n-1].Level] {
		return nil
	}
	f.levels = append(f.levels, Step{Level: s.Level, At: at, Score: s.Score})
	s.RaisedAt = f.first.RaisedAt
	return r.yield(s)
}

func (r *Replay) isKnown(id string) bool { return r.known[id] != nil }

func (r *Replay) earlier(signal.Signal) ([]evidence.Earlier, error) {
	out := make([]evidence.Earlier, 0, len(r.known))
	for id, f := range r.known {
		out = append(out, evidence.Earlier{ID: id, Kind: f.last.Kind, Entity: f.last.Entity, Raised: f.first.RaisedAt,
			FirstAt: f.last.FirstAt, LastAt: f.last.LastAt, Stood: func(p string) bool { _, ok := f.posts[p]; return ok }})
	}
	return out, nil
}
