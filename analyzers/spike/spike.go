// Package spike finds hours in which an entity is spoken of more than is usual
// for that hour and weekday, and complaints that pile up on one theme. It looks
// at counts first, and at posts only where the counts are unusual.
package spike

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

// Entity is who or what is watched, with the name that people read.
type Entity struct {
	ID, Name string
}

// Config says what is watched and how strict to be.
type Config struct {
	Entities []Entity
	Windows  []time.Duration // shortest first
	Zone     *time.Location  // whose clock the writers live by; nil: unknown, the test is then less fine
	MinPosts int             // original posts under which a window is silent
	MinVoice int             // independent voices, likewise
	P        float64         // chance over which a window is silent
	FDR      float64         // share of false findings that the tests of one tick may have, see discoveries
	StrongP  float64         // chance under which a signal is strong
	Ratio    float64         // times the usual under which a window is silent
}

// Default returns the configuration that the sample world is measured with.
func Default(entities ...Entity) Config {
	return Config{Entities: entities, Windows: []time.Duration{15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, day, 3 * day, 7 * day},
		MinPosts: 5, MinVoice: 4, P: 5e-5, FDR: 0.005, StrongP: 1e-7, Ratio: 2}
}

// Detector raises spikes of mentions.
type Detector struct{ c Config }

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector of spikes.
func New(c Config) *Detector { return &Detector{c} }

// Detect returns at most one spike an entity: the window least likely to be
// luck, of all its posts, or where they do not rise as a whole, of one kind of
// source or one language. Its ID stands for the entity and the day on which the
// run of unusual hours began, so a spike that goes on keeps it. RaisedAt is at:
// who follows signals keeps the first.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	b, err := d.c.newBoard(ctx, at, w)
	if err != nil {
		return nil, err
	}
	tests := d.c.tests(b, at)
	limit := discoveries(tests, d.c.FDR)
	var out []signal.Signal
	for _, e := range d.c.Entities {
		var open []test
		for _, t := range tests {
			if t.entity == e.ID && d.c.open(t, limit) {
				open = append(open, t)
			}
		}
		if len(open) == 0 {
			continue
		}
		f, err := d.confirm(ctx, at, w, b, open, limit)
		if err != nil {
			return nil, fmt.Errorf("read mentions of %s: %w", e.ID, err)
		}
		if f == nil {
			continue
		}
		f.tests, f.limit = len(tests), limit
		s, err := d.signal(ctx, e, at, w, b, f)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// day is the day of t by the clock that the writers live by.
func (c Config) day(t time.Time) string {
	if c.Zone != nil {
		t = t.In(c.Zone)
	}
	return t.Format(time.DateOnly)
}

// unusual is the test on bare counts. With few days of past it asks for more.
func (c Config) unusual(v Verdict) bool {
	switch {
	case v.Days < 2:
		return false
	case v.Days < 7:
		return v.P < c.P/1e4 && v.Observed >= 5*c.Ratio*v.Expected && v.Observed >= 4*float64(c.MinPosts)
	}
	return v.P < c.P && v.Observed >= c.Ratio*v.Expected && v.Observed >= float64(c.MinPosts)
}
