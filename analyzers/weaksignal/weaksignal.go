// Package weaksignal finds what is starting: terms and stories that rise against
// their own past while they are still small, in the words of several independent
// voices. What tells the same is one signal.
//
// The methods it started from: SigniTrend (Schubert, Weiler, Kriegel, KDD 2014)
// for the significance of a rise against a term's own past, counted in bounded
// room, and BERTrend for the levels. Here the test is a negative binomial on posts
// of independent voices, and a term must also pass its busiest past day by far.
package weaksignal

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

const day = 24 * time.Hour

// Config says how strict to be, and how much to remember.
type Config struct {
	Windows    []time.Duration // the longest last; where little is said they are 7 or 28 times as long
	Busy       int             // posts of a day that has posts, under which windows are longer
	PastHours  int             // hours with posts that the past is made of, at the least,
	PastDays   int             // and days, so that a month's same day is among them
	MinPast    int             // posts of the past, in the term's language, under which it is silent
	MinVoices  int             // independent voices under which a term is silent
	MinSources int             // sources, likewise, where sources are known
	P          float64         // chance over which a term is silent
	LoneP      float64         // the same for a word with which no other rises, unless four times MinVoices use it, or
	LoneShare  float64         // this share of all voices, or
	Companions float64         // another unusual word stands in this share of its posts
	Ratio      float64         // times its busiest past day under which a term is silent
	StrongP    float64         // chance under which a signal is strong,
	Strong     int             // with so many voices
	MaxPosts   int             // posts of an hour that are remembered one by one; the others are counted
	MaxTerms   int             // terms of an hour that are counted; a quarter of them once it is past
	Kept       Kept            // where counts outlive the process; nil: they are made anew from the posts
}

// Kept keeps the counts of hours. They hold hashes and numbers, no one's words.
type Kept interface {
	// Digests returns what was saved of the hours that begin in [from, to).
	Digests(ctx context.Context, from, to time.Time) (map[time.Time][]byte, error)
	SaveDigests(ctx context.Context, digests map[time.Time][]byte) error
}

// Default returns the configuration that the measures are made with. All of it
// was chosen on the stream of cmd/eval's row of topics. By its five stretches of
// time, each judged with what the other four would choose: Companions raises the
// precision of four and lowers that of one. LoneShare is the share that finds the
// events the soonest of those that let through as many right words as is asked of
// alerts, .85; with any one event left out, the other five choose between .07 and
// .2 (without the tornado .08, for the flood of June is found sooner), by which
// the events left out have a median delay of 6.0 h and a precision of .88, as all
// have. These are few: nine words, eight right. A word's share of the last hour
// was tried in its place: it finds none sooner than this does, and a third to a
// half of what it lets through is wrong.
func Default() Config {
	return Config{
		Windows: []time.Duration{6 * time.Hour, day}, Busy: 24, PastHours: 14 * 24, PastDays: 35, MinPast: 60,
		MinVoices: 5, MinSources: 3, P: 1e-6, LoneP: 1e-16, LoneShare: 0.08, Companions: 0.5, Ratio: 6, StrongP: 1e-12, Strong: 15,
		MaxPosts: 3000, MaxTerms: 60_000,
	}
}

// Detector raises weak signals. It remembers hours in a reduced form, so that a
// tick reads only those that changed; the signals are the same without that
// memory, but for one thing: which posts of an hour that has too many are
// remembered is not weighed again when older posts come late.
type Detector struct {
	c      Config
	mu     sync.Mutex
	hours  map[int64]*digest
	blocks map[int64]*block

	climbing climbing
}

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector of weak signals.
func New(c Config) *Detector {
	return &Detector{c: c, hours: make(map[int64]*digest), blocks: make(map[int64]*block)}
}

// Detect returns the terms and stories that rise, those that tell the same as
// one signal. Its ID stands for the first post of the rise of its leading term.
// The lead may pass to another term as a signal grows: who follows signals also
// takes those that share most of their posts for one.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	counts, scale, err := d.span(ctx, at, w)
	if err != nil {
		return nil, err
	}
	if err := d.fill(ctx, counts, at, scale, w); err != nil {
		return nil, err
	}
	v := d.look(counts, at, scale)
	d.forget(counts, v)
	if v.pastPosts < d.c.MinPast {
		return nil, nil
	}
	var rising []*rise
	for _, window := range d.c.Windows {
		rising = append(rising, d.rising(v, window*time.Duration(scale))...)
	}
	return d.sloped(d.signals(d.merge(rising), v, w), v, counts, w), nil
}

// span returns the posts of each hour that the tick looks at, the oldest first,
// and by how much windows are longer than where much is said.
func (d *Detector) span(ctx context.Context, at time.Time, w annotation.Window) ([]annotation.Count, int, error) {
	var counts []annotation.Count
	for _, back := range []time.Duration{time.Duration(d.c.PastDays+2) * day, 400 * day} {
		var err error
		counts, err = w.Counts(ctx, annotation.Filter{From: at.Add(-back).Truncate(time.Hour), To: at})
		if err != nil {
			return nil, 0, fmt.Errorf("count posts: %w", err)
		}
		if len(counts) > d.c.PastHours+24 && d.scale(counts) == 1 {
			break
		}
	}
	scale := d.scale(counts)
	floor := at.Add(-time.Duration(max(d.c.PastDays, 13*scale)) * day)
	hours := d.c.PastHours + int(d.c.Windows[len(d.c.Windows)-1]/time.Hour)
	first := len(counts)
	for first > 0 && (len(counts)-first < hours || counts[first-1].Hour.After(floor)) {
		first--
	}
	return counts[first:], scale, nil
}

// scale is 1 where a day that has posts has many, else 7 or 28: what starts among
// a few posts a week cannot show within a day.
func (d *Detector) scale(counts []annotation.Count) int {
	posts, days, last := 0, 0, time.Time{}
	for _, c := range counts {
		if today := c.Hour.Truncate(day); !today.Equal(last) {
			days, last = days+1, today
		}
		posts += c.Posts
	}
	switch mean := float64(posts) / float64(max(days, 1)); {
	case len(counts) == 0 || mean >= float64(d.c.Busy):
		return 1
	case mean >= float64(d.c.Busy)/6:
		return 7
	}
	return 28
}

// forget drops what no tick will ask for again: of hours that are no longer
// recent the posts, of those that are no longer looked at all.
func (d *Detector) forget(counts []annotation.Count, v *view) {
	if len(counts) == 0 {
		return
	}
	floor := counts[0].Hour.Add(-day).Unix()
	for h, g := range d.hours {
		at := time.Unix(h, 0)
		switch {
		case h < floor:
			delete(d.hours, h)
		case !at.After(v.at.Add(-2 * v.longest)):
			g.light, g.bare = nil, true
			if at.Before(v.at.Add(-4 * v.longest)) {
				g.terms = g.terms.thinned(d.c.MaxTerms / 4)
			}
		}
	}
	for k := range d.blocks {
		if !slices.ContainsFunc(v.past, func(b *block) bool { return b.key == k }) {
			delete(d.blocks, k)
		}
	}
}
