package spike

import (
	"context"
	"fmt"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

const complaintDays = 28 // how far back the usual of complaints is looked for

// Complaints raises waves of negative posts about one theme of an entity.
type Complaints struct{ c Config }

var _ annotation.Detector = (*Complaints)(nil)

// NewComplaints returns a detector of complaint waves.
func NewComplaints(c Config) *Complaints { return &Complaints{c} }

// wave is one theme in one window.
type wave struct {
	*found
	theme string
	name  signal.Text
	all   *Series
}

// Detect returns the themes of an entity on which complaints pile up; of themes
// that most of the same posts speak of, the one least likely to be luck. The ID
// stands for entity, theme and the hour in which the wave began.
func (d *Complaints) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	var out []signal.Signal
	longest := d.c.Windows[len(d.c.Windows)-1]
	for _, e := range d.c.Entities {
		posts, err := w.Posts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-complaintDays*day - longest), To: at})
		if err != nil {
			return nil, fmt.Errorf("read complaints about %s: %w", e.ID, err)
		}
		var negative []annotation.Post
		for _, p := range posts {
			if complains(p, e.ID, w) {
				negative = append(negative, p)
			}
		}
		for _, v := range distinct(d.waves(negative, posts, at)) {
			out = append(out, d.signal(e, v, at))
		}
	}
	return out, nil
}

// complains reports whether the post speaks ill of the entity, as a customer or
// a reader would: not staff who answer, not satire, not the organisation.
func complains(p annotation.Post, entity string, w annotation.Window) bool {
	switch w.Source(p.Source).Owner {
	case post.Satire, post.Company:
		return false
	}
	if a := p.Annotation.Ambassador; a.Is && (a.Attitude == "defends" || a.Attitude == "explains") {
		return false
	}
	toward := ""
	for _, m := range p.Annotation.Mentions {
		if m.Entity == entity && m.Sentiment.Label != "" {
			toward = m.Sentiment.Label
			if toward == "negative" {
				return true
			}
		}
	}
	return toward == "" && p.Annotation.Sentiment.Label == "negative"
}

func (d *Complaints) waves(negative, all []annotation.Post, at time.Time) []wave {
	hours := make(map[string][]annotation.Count)
	names := make(map[string]signal.Text)
	recent := make(map[string][]annotation.Post)
	longest := d.c.Windows[len(d.c.Windows)-1]
	for _, p := range negative {
		for id, name := range themesOf(p) {
			hours[id] = append(hours[id], annotation.Count{Hour: p.Published.Truncate(time.Hour), Posts: 1})
			names[id] = name
			if !p.Published.Before(at.Add(-longest)) {
				recent[id] = append(recent[id], p)
			}
		}
	}
	var out []wave
	for id, posts := range recent {
		if len(posts) < d.c.MinPosts {
			continue
		}
		// The past begins with the entity's first post, complaint or not.
		series := NewSeries(hours[id], at, d.c.Zone)
		series.startAt(all[0].Published)
		for _, window := range d.c.Windows {
			v := series.Judge(at, window)
			if !d.c.unusual(v) {
				continue
			}
			from := sort.Search(len(posts), func(i int) bool { return !posts[i].Published.Before(at.Add(-window)) })
			if f := d.c.weigh(v, window, posts[from:]); f != nil {
				out = append(out, wave{f, id, names[id], series})
			}
		}
	}
	return out
}

// distinct keeps, of waves that share most of their posts, the best one; a
// known theme before a mere term.
func distinct(waves []wave) []wave {
	sort.Slice(waves, func(i, j int) bool {
		a, b := waves[i], waves[j]
		if x, y := named(a), named(b); x != y {
			return x
		}
		if a.P != b.P {
			return a.P < b.P
		}
		if a.theme != b.theme {
			return a.theme < b.theme
		}
		return a.window < b.window
	})
	var out []wave
	taken := make(map[string]bool)
	for _, v := range waves {
		shared := 0
		for _, p := range v.posts {
			if taken[p.ID] {
				shared++
			}
		}
		if 2*shared >= len(v.posts) {
			continue
		}
		for _, p := range v.posts {
			taken[p.ID] = true
		}
		out = append(out, v)
	}
	return out
}

func named(v wave) bool { return len(v.theme) < 5 || v.theme[:5] != "term " }

func (d *Complaints) signal(e Entity, v wave, at time.Time) signal.Signal {
	level := signal.Low
	if v.P < d.c.StrongP && v.voices >= 2*d.c.MinVoice {
		level = signal.Strong
	}
	start := v.all.Episode(at, d.c.unusual, d.c.Windows)
	dd := Detector{d.c}
	terms := evidence.Terms(v.posts, nil, 8)
	why := append([]signal.Text{
		phrase.Text("Thème : %s, nommé par %s négatifs sur %s", "Theme: %s, in %s negative about %s", v.name,
			phrase.Counted(v.Observed, "message", "messages", "post", "posts"), e.Name),
	}, why(v.found, nil)...)
	return signal.Signal{
		ID: signal.NewID(signal.Complaints, e.ID, v.theme, start.UTC().Format(time.RFC3339)), Kind: signal.Complaints, Level: level,
		Trend: trend(v.all, at, v.window), Score: score(v.P), Entity: e.ID, RaisedAt: at,
		FirstAt: v.posts[0].Published, LastAt: v.posts[len(v.posts)-1].Published,
		Title: phrase.Text("Plaintes sur %s : %s messages en %s, %s fois l’habitude", "Complaints about %s: %s posts in %s, %s times the usual",
			v.name, v.Observed, v.window, evidence.Round(v.Observed/v.Expected)),
		Why: why, Silent: dd.silent(v.found), Terms: terms, Posts: evidence.IDs(v.posts), Sources: v.sources,
		Observed: v.Observed, Expected: v.Expected,
	}
}
