// Package rumor finds rumours: claims that contradict a fact of the
// organisation and are carried on by independent relays, and unverified
// statements that draw doubt. It also scores threads and stories as their posts
// come. It judges what is said and how it spreads; it never ranks people.
package rumor

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

// Config says how far to look and from what on to speak.
type Config struct {
	Past   time.Duration // how far back relays are looked for
	Relays int           // independent relays that make a rumour
	Reach  int           // readers a month from which one relay is enough
}

// Default returns the configuration that the sample world is measured with.
func Default() Config {
	return Config{Past: 14 * 24 * time.Hour, Relays: 2, Reach: 100_000}
}

// Fact is what a rumour is set beside. The claims were compared with it before.
type Fact struct {
	ID, Entity string
	Metric     string // what it is about, in the words of its owner
	Value      string // "1 240", with or without its unit; empty: a statement
	Unit       string // what Value leaves unsaid; empty: that of the claims against it
	Document   string // title or link
	Statement  signal.Text
}

// Detector raises rumours.
type Detector struct {
	c     Config
	facts map[string]Fact
}

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector that knows these facts.
func New(facts []Fact, c Config) *Detector {
	d := &Detector{c: c, facts: make(map[string]Fact, len(facts))}
	for _, f := range facts {
		d.facts[f.ID] = f
	}
	return d
}

// mostGroups is how many figures, those said most, are looked for in posts that
// were not compared with a fact: each costs a look at all of them.
const mostGroups = 100

// Detect returns the rumours whose relays stand in the window: one a fact and
// value said, whatever the language, and one an unverified story. RaisedAt is
// at: who follows signals keeps the first.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	compared, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at, Compared: true})
	if err != nil {
		return nil, fmt.Errorf("read claims for rumours: %w", err)
	}
	groups := d.groups(compared, w)
	around, err := d.around(ctx, groups, at, w)
	if err != nil {
		return nil, err
	}
	var raised []*group
	used := make(map[string]bool)
	all := together(compared, around)
	large := slices.SortedStableFunc(slices.Values(groups), func(a, b *group) int { return cmp.Compare(len(b.claims), len(a.claims)) })
	for _, g := range large[:min(len(large), mostGroups)] {
		d.complete(g, all, w)
	}
	for _, g := range groups {
		if !d.enough(g, w) {
			continue
		}
		for _, r := range g.relays {
			used[r.ID], used[r.Annotation.Story] = true, true
		}
		raised = append(raised, g)
	}
	hearsay, err := d.unverified(ctx, used, at, w)
	if err != nil || len(raised)+len(hearsay) == 0 {
		return nil, err
	}
	return d.signals(ctx, raised, hearsay, at, w)
}

// signals are those of the groups that are rumours: against a fact, and what no
// fact speaks of.
func (d *Detector) signals(ctx context.Context, raised, hearsay []*group, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	first := at
	for _, g := range slices.Concat(raised, hearsay) {
		if p := g.relays[0]; p.Published.Before(first) {
			first = p.Published
		}
	}
	seen, err := surround(ctx, first, at, w)
	if err != nil {
		return nil, err
	}
	var out []signal.Signal
	for _, g := range raised {
		out = append(out, d.signal(g, at, w, seen))
	}
	for _, g := range hearsay {
		out = append(out, d.told(g, at, w, seen))
	}
	return out, nil
}

// around reads the posts of the stories that the relays tell, those from before them
// too: a relay may have it from one whose figure was not compared.
func (d *Detector) around(ctx context.Context, groups []*group, at time.Time, w annotation.Window) ([]annotation.Post, error) {
	told := make(map[string]bool)
	for _, g := range groups {
		for _, p := range g.relays {
			told[p.Annotation.Story] = true
		}
	}
	delete(told, "")
	stories := slices.Sorted(maps.Keys(told))
	if len(stories) == 0 {
		return nil, nil
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at, Stories: stories})
	if err != nil {
		return nil, fmt.Errorf("read the stories of rumours: %w", err)
	}
	return posts, nil
}

// together returns the posts of both lists, each once, in order of publication.
func together(a, b []annotation.Post) []annotation.Post {
	out := slices.Clone(a)
	in := ids(a)
	for _, p := range b {
		if !in[p.ID] {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b annotation.Post) int {
		return cmp.Or(a.Published.Compare(b.Published), strings.Compare(a.ID, b.ID))
	})
	return out
}

// enough is the rule: independent relays, or one with reach.
func (d *Detector) enough(g *group, w annotation.Window) bool {
	voices, _ := evidence.Weight(g.relays)
	return voices >= d.c.Relays || d.reach(g.relays, w) >= d.c.Reach && voices > 0
}

func (d *Detector) reach(posts []annotation.Post, w annotation.Window) int {
	sum := 0
	for _, s := range evidence.Sources(posts) {
		sum += w.Source(s).Audience
	}
	return sum
}

func round(v float64) float64 { return math.Round(v*1000) / 1000 }
