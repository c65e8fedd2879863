// Package weaksignal finds what is starting: terms that rise against their own
// past while they are still small, in the words of several independent voices.
// Terms that tell the same are one signal.
//
// The methods it started from: SigniTrend (Schubert, Weiler, Kriegel, KDD 2014)
// for the significance of a rise against a term's own past, and BERTrend for
// the levels. Here the test is a negative binomial on posts of independent
// voices, and a term must also pass its busiest past day by far.
package weaksignal

import (
	"context"
	"fmt"
	"sort"
	"sync"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

const day = 24 * time.Hour

// Config says how strict to be.
type Config struct {
	Windows    []time.Duration // the longest last
	PastHours  int             // hours with posts that the past is made of
	MinPast    int             // posts of the past under which all is silent
	MinVoices  int             // independent voices under which a term is silent
	MinSources int             // sources, likewise, where sources are known
	P          float64         // chance over which a term is silent
	LoneP      float64         // the same for a word with which no other rises, unless it has four times the voices
	Ratio      float64         // times its busiest past day under which a term is silent
	StrongP    float64         // chance under which a signal is strong,
	Strong     int             // with so many voices
}

// Default returns the configuration that the measures are made with.
func Default() Config {
	return Config{Windows: []time.Duration{6 * time.Hour, day}, PastHours: 14 * 24, MinPast: 60, MinVoices: 5, MinSources: 3,
		P: 1e-6, LoneP: 1e-14, Ratio: 6, StrongP: 1e-12, Strong: 15}
}

// Detector raises weak signals. It remembers finished hours in a reduced form,
// so that a tick reads only the hours that changed; the signals are the same
// without that memory.
type Detector struct {
	c     Config
	mu    sync.Mutex
	hours map[int64]*digest
	shown map[string]word
}

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector of weak signals.
func New(c Config) *Detector {
	return &Detector{c: c, hours: make(map[int64]*digest), shown: make(map[string]word)}
}

// Detect returns the terms that rise, those that tell the same as one signal.
// Its ID stands for the first post of the rise of its leading term. The lead may
// pass to another term as a signal grows: who follows signals also takes those
// that share most of their posts for one.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	longest := d.c.Windows[len(d.c.Windows)-1]
	counts, err := w.Counts(ctx, annotation.Filter{From: at.Add(-400 * day), To: at})
	if err != nil {
		return nil, fmt.Errorf("count posts: %w", err)
	}
	v := view{at: at, now: make(map[string][]*light)}
	past := 0
	for i := len(counts) - 1; i >= 0 && past < d.c.PastHours; i-- {
		c := counts[i]
		g, err := d.hour(ctx, c.Hour, c.Posts, at, w)
		if err != nil {
			return nil, err
		}
		if c.Hour.Add(time.Hour).After(at.Add(-longest)) {
			v.recent = append(v.recent, g)
			continue
		}
		past++
		v.past = append(v.past, g)
		if c.Hour.Before(at.Add(-longest - 3*day)) {
			g.light = nil
		}
	}
	d.forget(counts)
	if v.weigh(longest); v.pastPosts < d.c.MinPast {
		return nil, nil
	}
	var rising []*rise
	for _, window := range d.c.Windows {
		rising = append(rising, d.rising(&v, window)...)
	}
	return d.signals(d.merge(rising), &v), nil
}

// forget drops the hours that no tick will ask for again.
func (d *Detector) forget(counts []annotation.Count) {
	if len(d.hours) <= 2*d.c.PastHours || len(counts) <= 2*d.c.PastHours {
		return
	}
	floor := counts[len(counts)-2*d.c.PastHours].Hour.Unix()
	for h := range d.hours {
		if h < floor {
			delete(d.hours, h)
		}
	}
}

// view is the window as the tests look at it.
type view struct {
	at        time.Time
	recent    []*digest // the latest first
	past      []*digest // the latest first
	now       map[string][]*light
	posts     []*light // recent posts with a text of their own, oldest first
	pastPosts int
	blockOwn  []int // posts of each past day that has posts: 24 hours with posts
}

// weigh gathers the recent posts, near-copies across hours left out.
func (v *view) weigh(longest time.Duration) {
	keys := make(map[uint64]bool)
	for i := len(v.recent) - 1; i >= 0; i-- {
		for j := range v.recent[i].light {
			l := &v.recent[i].light[j]
			if l.post.Published.Before(v.at.Add(-longest)) || keys[l.key] {
				continue
			}
			keys[l.key] = true
			v.posts = append(v.posts, l)
			for _, t := range l.terms {
				v.now[t] = append(v.now[t], l)
			}
		}
	}
	for i, g := range v.past {
		if i%24 == 0 {
			v.blockOwn = append(v.blockOwn, 0)
		}
		v.blockOwn[len(v.blockOwn)-1] += g.own
		v.pastPosts += g.own
	}
}

// rise is a term that rises in a window.
type rise struct {
	term     string
	window   time.Duration
	posts    []*light
	voices   int
	sources  int
	expected float64
	p        float64
}

func (d *Detector) rising(v *view, window time.Duration) []*rise {
	from := v.at.Add(-window)
	total := len(v.posts) - sort.Search(len(v.posts), func(i int) bool { return !v.posts[i].post.Published.Before(from) })
	var out []*rise
	for term, posts := range v.now {
		posts = posts[sort.Search(len(posts), func(i int) bool { return !posts[i].post.Published.Before(from) }):]
		if len(posts) < d.c.MinVoices {
			continue
		}
		r := &rise{term: term, window: window, posts: posts}
		r.voices, r.sources = independent(posts)
		if r.voices < d.c.MinVoices || r.sources < d.c.MinSources && r.sources > 0 {
			continue
		}
		if d.test(r, v, total) {
			out = append(out, r)
		}
	}
	return out
}

// test compares the share of voices that use a term with its past days.
func (d *Detector) test(r *rise, v *view, total int) bool {
	var sum, busiest, squares float64
	for b, own := range v.blockOwn {
		n := 0.0
		for _, g := range v.past[b*24 : min(len(v.past), b*24+24)] {
			n += float64(g.terms[r.term])
		}
		sum += n
		if own > 0 {
			size := float64(max(own, 30))
			busiest = max(busiest, (n+0.5)/size)
			squares += n * n / size
		}
	}
	past := float64(v.pastPosts)
	share := (sum + 0.5) / (past + 1)
	observed, size := float64(r.voices), float64(total)
	r.expected = share * size
	// How much more the term's days differ than chance would have it.
	dispersion := 1.0
	if days := float64(len(v.blockOwn)); days > 1 && sum > 0 {
		dispersion = max(1, (squares-sum*sum/past)/(days-1)/(sum/past))
	}
	r.p = evidence.Tail(observed, r.expected, r.expected*(1+0.5*(dispersion-1))+r.expected*r.expected/4)
	return r.p < d.c.P && observed >= d.c.Ratio*busiest*size
}

// independent counts voices, and sources where they are known.
func independent(posts []*light) (voices, sources int) {
	v, s := make(map[string]bool), make(map[string]bool)
	for _, l := range posts {
		v[l.voice] = true
		if l.post.Source != "" {
			s[l.post.Source] = true
		}
	}
	return len(v), len(s)
}
