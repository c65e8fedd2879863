// Package spike finds hours in which an entity is spoken of more than is usual
// for that hour and weekday, and complaints that pile up on one theme. It looks
// at counts first, and at posts only where the counts are unusual.
package spike

import (
	"context"
	"fmt"
	"math"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// Entity is who is watched, with the name that people read.
type Entity struct {
	ID, Name string
}

// Config says what is watched and how strict to be.
type Config struct {
	Entities []Entity
	Windows  []time.Duration
	Zone     *time.Location // whose clock the writers live by; nil: unknown, the test is then less fine
	MinPosts int            // original posts under which a window is silent
	MinVoice int            // independent voices, likewise
	P        float64        // chance over which a window is silent
	StrongP  float64        // chance under which a signal is strong
	Ratio    float64        // times the usual under which a window is silent
}

// Default returns the configuration that the sample world is measured with.
func Default(entities ...Entity) Config {
	return Config{Entities: entities, Windows: []time.Duration{time.Hour, 3 * time.Hour, day},
		MinPosts: 5, MinVoice: 4, P: 1e-4, StrongP: 1e-8, Ratio: 2}
}

// Detector raises spikes of mentions.
type Detector struct{ c Config }

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector of spikes.
func New(c Config) *Detector { return &Detector{c} }

// Detect returns at most one spike an entity: the window least likely to be
// luck. Its ID stands for the entity and the day on which the run of unusual
// hours began, so a spike that goes on keeps it. RaisedAt is at: who follows
// signals keeps the first.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	var out []signal.Signal
	for _, e := range d.c.Entities {
		counts, err := w.Counts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-(pastDays + 16) * day), To: at})
		if err != nil {
			return nil, fmt.Errorf("count mentions of %s: %w", e.ID, err)
		}
		series := NewSeries(counts, at, d.c.Zone)
		var best *found
		for _, window := range d.c.Windows {
			v := series.Judge(at, window)
			if !d.c.unusual(v) {
				continue
			}
			posts, err := w.Posts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-window), To: at})
			if err != nil {
				return nil, fmt.Errorf("read mentions of %s: %w", e.ID, err)
			}
			f := d.c.weigh(v, window, posts)
			if f != nil && (best == nil || f.p < best.p) {
				best = f
			}
		}
		if best == nil {
			continue
		}
		past, err := w.Posts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-best.window - 3*day), To: at.Add(-best.window)})
		if err != nil {
			return nil, fmt.Errorf("read mentions of %s: %w", e.ID, err)
		}
		out = append(out, d.signal(e, at, series, best, past))
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
		return v.P < c.P/100 && v.Observed >= 2*c.Ratio*v.Expected && v.Observed >= 2*float64(c.MinPosts)
	}
	return v.P < c.P && v.Observed >= c.Ratio*v.Expected && v.Observed >= float64(c.MinPosts)
}

// found is a window that passed, with what it stands on.
type found struct {
	Verdict
	window  time.Duration
	posts   []annotation.Post // originals
	copies  int
	p       float64 // without the loudest voice and the copies
	voices  int
	sources []string
}

// weigh tests the window again on what independent voices wrote: copies left
// out, and the loudest voice counted as one post.
func (c Config) weigh(v Verdict, window time.Duration, posts []annotation.Post) *found {
	originals := evidence.Originals(posts)
	voices, loudest := evidence.Weight(originals)
	f := &found{Verdict: v, window: window, posts: originals, copies: len(posts) - len(originals), voices: voices,
		sources: evidence.Sources(originals)}
	count := float64(len(originals) - max(0, loudest-1))
	f.p = evidence.Tail(count, v.Expected, v.Variance)
	if voices < c.MinVoice || len(originals) < c.MinPosts || f.p > math.Sqrt(c.P) || count < c.Ratio*v.Expected {
		return nil
	}
	v.Observed = float64(len(originals))
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	if !c.unusual(v) {
		return nil
	}
	f.Verdict = v
	return f
}

func (d *Detector) signal(e Entity, at time.Time, series *Series, f *found, past []annotation.Post) signal.Signal {
	start := series.Episode(at, d.c.unusual, d.c.Windows)
	level := signal.Low
	if f.P < d.c.StrongP && f.Observed >= 3*f.Expected && f.voices >= 2*d.c.MinVoice {
		level = signal.Strong
	}
	return signal.Signal{
		ID: signal.NewID(signal.Spike, e.ID, d.c.day(start)), Kind: signal.Spike, Level: level,
		Trend: trend(series, at, f.window), Score: score(f.P), Entity: e.ID, Story: evidence.Story(f.posts), RaisedAt: at,
		FirstAt: f.posts[0].Published, LastAt: f.posts[len(f.posts)-1].Published,
		Title: phrase.Text("%s : %s messages en %s, %s fois l’habitude", "%s: %s posts in %s, %s times the usual",
			e.Name, f.Observed, f.window, evidence.Round(f.Observed/f.Expected)),
		Why: why(f, past), Silent: d.silent(f), Terms: evidence.Terms(f.posts, past, 8),
		Posts: evidence.IDs(f.posts), Sources: f.sources, Observed: f.Observed, Expected: f.Expected,
	}
}

func why(f *found, past []annotation.Post) []signal.Text {
	out := []signal.Text{
		phrase.Text("%s messages en %s, contre %s d’habitude à cette heure de ce jour de la semaine (%s jours de recul)",
			"%s posts in %s, against a usual %s at this hour of this weekday (%s past days)",
			f.Observed, f.window, evidence.Round(f.Expected), f.Days),
		evidence.Chance(f.P),
		phrase.Text("%s, %s", "%s, %s",
			phrase.Counted(float64(f.voices), "voix indépendante", "voix indépendantes", "independent voice", "independent voices"),
			phrase.Counted(float64(len(f.sources)), "source", "sources", "source", "sources")),
	}
	if terms := evidence.Terms(f.posts, past, 5); len(terms) > 0 {
		out = append(out, phrase.Text("Plus que d’habitude : %s", "More than usual: %s", terms))
	}
	if f.copies > 0 {
		out = append(out, phrase.Text("%s, laissées de côté", "%s, left out",
			phrase.Counted(float64(f.copies), "copie", "copies", "copy", "copies")))
	}
	return append(out, evidence.Quotes(f.posts)...)
}

// silent says how few posts would have passed unnoticed.
func (d *Detector) silent(f *found) signal.Text {
	limit := f.Observed
	for limit > 1 {
		v := f.Verdict
		v.Observed = limit - 1
		v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
		if !d.c.unusual(v) {
			break
		}
		limit--
	}
	return phrase.Text("Silence sous %s messages en %s, ou sous %s voix indépendantes.",
		"Silent under %s posts in %s, or under %s independent voices.", limit, f.window, d.c.MinVoice)
}

// trend compares the window's second half with its first.
func trend(s *Series, at time.Time, window time.Duration) signal.Trend {
	late, early := s.between(at.Add(-window/2), at), s.between(at.Add(-window), at.Add(-window/2))
	switch {
	case late > 1.25*early:
		return signal.Rising
	case late < 0.6*early:
		return signal.Fading
	}
	return signal.Stable
}

// score maps a chance of 1e-4 to about .5 and of 1e-12 to about .9.
func score(p float64) float64 {
	nines := -math.Log10(math.Max(p, 1e-30))
	return math.Round(1000*(1-math.Exp(-nines/5.5))) / 1000
}
