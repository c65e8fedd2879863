package replay

import (
	"cmp"
	"slices"
	"time"

	"vigie/analyzers/signal"
)

// Outcome is what became of a signal in a replay.
type Outcome struct {
	signal.Signal             // as it was first raised
	Levels        []Step      // the first, and each that was higher
	Times         []time.Time // publication of all posts that it ever stood on, in order
	Peak          int         // most posts within PeakSpan,
	PeakAt        time.Time   // and the publication of the last of these
}

// Step is a level that a signal reached.
type Step struct {
	Level signal.Level `json:"level"`
	At    time.Time    `json:"at"`
	Score float64      `json:"score"`
}

// PeakSpan is the stretch of time that a signal's peak is looked for in.
const PeakSpan = 6 * time.Hour

// Lead is how long before its peak the signal was raised; negative: after it.
func (o Outcome) Lead() time.Duration { return o.PeakAt.Sub(o.RaisedAt) }

// Outcomes returns what became of each signal so far, the first raised first.
func (r *Replay) Outcomes() []Outcome {
	out := slices.Clone(r.outcomes)
	for _, f := range r.known {
		out = append(out, f.outcome())
	}
	slices.SortFunc(out, func(a, b Outcome) int { return cmp.Or(a.RaisedAt.Compare(b.RaisedAt), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (f *followed) outcome() Outcome {
	o := Outcome{Signal: f.first, Levels: f.levels}
	for _, at := range f.posts {
		o.Times = append(o.Times, at)
	}
	slices.SortFunc(o.Times, time.Time.Compare)
	first := 0
	for i, at := range o.Times {
		for at.Sub(o.Times[first]) >= PeakSpan {
			first++
		}
		if n := i - first + 1; n > o.Peak {
			o.Peak, o.PeakAt = n, at
		}
	}
	return o
}

// Line is one line of `vigie backtest`.
type Line struct {
	ID       string       `json:"id"`
	Kind     signal.Kind  `json:"kind"`
	Entity   string       `json:"entity,omitempty"`
	RaisedAt time.Time    `json:"raised_at"`
	Level    signal.Level `json:"level"` // when it was raised
	Score    float64      `json:"score"`
	Title    string       `json:"title"`
	Terms    []string     `json:"terms"`
	Posts    []string     `json:"posts"`
	Sources  int          `json:"sources"`
	Observed float64      `json:"observed"`
	Expected float64      `json:"expected"`
	Why      []string     `json:"why"`
	Levels   []Step       `json:"levels"`     // the first, and each that was higher
	Total    int          `json:"total"`      // posts that it stood on in the end
	Peak     int          `json:"peak"`       // most posts within six hours
	PeakAt   time.Time    `json:"peak_at"`    // the last of these
	Lead     float64      `json:"lead_hours"` // from raised_at to peak_at; negative: raised after the peak
}

// NewLine writes what became of a signal as a line in lang.
func NewLine(o Outcome, lang string) Line {
	l := Line{
		ID: o.ID, Kind: o.Kind, Entity: o.Entity, RaisedAt: o.RaisedAt, Level: o.Level, Score: o.Score, Title: o.Title.In(lang),
		Terms: o.Terms, Posts: o.Posts, Sources: len(o.Sources), Observed: o.Observed, Expected: o.Expected, Why: []string{},
		Levels: o.Levels, Total: len(o.Times), Peak: o.Peak, PeakAt: o.PeakAt, Lead: o.Lead().Round(time.Minute).Hours(),
	}
	for _, w := range o.Why {
		l.Why = append(l.Why, w.In(lang))
	}
	if l.Terms == nil {
		l.Terms = []string{}
	}
	if l.Posts == nil {
		l.Posts = []string{}
	}
	return l
}
