package spike

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

const complaintDays = 28 // how far back the usual of complaints is looked for

// Complaints raises waves of negative posts about one theme of an entity. It
// remembers the counts of finished hours, so that a tick reads only the hours
// that changed; the signals are the same without that memory.
type Complaints struct {
	c     Config
	mu    sync.Mutex
	hours map[int64]*tally
}

var _ annotation.Detector = (*Complaints)(nil)

// NewComplaints returns a detector of complaint waves.
func NewComplaints(c Config) *Complaints {
	c.P = max(c.P, widespreadP)
	return &Complaints{c: c, hours: make(map[int64]*tally)}
}

// A wave that many complain in, in several places, needs less of a surprise.
const (
	widespreadP       = 1e-3
	widespreadVoices  = 6
	widespreadSources = 3
	narrowP           = 1e-4
)

func (f *found) surprising() bool {
	return f.P < narrowP || f.voices >= widespreadVoices && len(f.sources) >= widespreadSources
}

// Detect returns the themes of an entity on which complaints pile up; of those
// that are about one thing, the largest. The ID stands for
// entity and story, or where the posts tell none in common, for the theme and the
// day on which the wave began. What leads may change as a wave grows, so who
// follows signals also takes those that share most of their posts for one.
func (d *Complaints) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	longest := d.c.Windows[len(d.c.Windows)-1]
	if err := d.count(ctx, at, longest, w); err != nil {
		return nil, err
	}
	negative, err := w.Posts(ctx, annotation.Filter{From: at.Add(-longest), To: at, Negative: true})
	if err != nil {
		return nil, fmt.Errorf("read complaints: %w", err)
	}
	about, err := d.stories(ctx, at, longest, w)
	if err != nil {
		return nil, err
	}
	var out []signal.Signal
	for _, e := range d.c.Entities {
		var posts []annotation.Post
		for _, p := range negative {
			if complains(p, e.ID, about, w) {
				posts = append(posts, p)
			}
		}
		if len(posts) < d.c.MinPosts {
			continue
		}
		known, err := w.Counts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-complaintDays*day - longest), To: at})
		if err != nil {
			return nil, fmt.Errorf("count mentions of %s: %w", e.ID, err)
		}
		for _, v := range distinct(d.waves(e.ID, posts, known, at)) {
			out = append(out, d.signal(e, v, at))
		}
	}
	return out, nil
}

// stories says of which entity each recent story is told: the one that its posts
// name most, two of them at the least.
func (d *Complaints) stories(ctx context.Context, at time.Time, longest time.Duration, w annotation.Window) (map[string]string, error) {
	about, most := make(map[string]string), make(map[string]int)
	for _, e := range d.c.Entities {
		posts, err := w.Posts(ctx, annotation.Filter{Entity: e.ID, From: at.Add(-longest), To: at})
		if err != nil {
			return nil, fmt.Errorf("read mentions of %s: %w", e.ID, err)
		}
		n := make(map[string]int)
		for _, p := range posts {
			n[p.Annotation.Story]++
		}
		for s, k := range n {
			if s != "" && k >= 2 && k > most[s] {
				about[s], most[s] = e.ID, k
			}
		}
	}
	return about, nil
}

// complains reports whether the post speaks ill of the entity, or of what its
// story says is the entity's doing, as a customer or a reader would: not staff
// who answer, not satire, not the organisation.
func complains(p annotation.Post, entity string, about map[string]string, w annotation.Window) bool {
	switch w.Source(p.Source).Owner {
	case post.Satire, post.Company:
		return false
	}
	if a := p.Annotation.Ambassador; a.Is && (a.Attitude == "defends" || a.Attitude == "explains") {
		return false
	}
	warmest := -1.0
	for _, m := range p.Annotation.Mentions {
		if m.Entity != entity {
			continue
		}
		if m.Sentiment.Label == "negative" {
			return true
		}
		warmest = max(warmest, m.Sentiment.Score)
	}
	if p.Annotation.Sentiment.Label != "negative" || warmest > praise {
		return false
	}
	return mentions(p, entity) || len(p.Annotation.Mentions) == 0 && about[p.Annotation.Story] == entity
}

// praise is the score toward an entity from which a negative post spares it.
const praise = 0.4

func mentions(p annotation.Post, entity string) bool {
	return slices.ContainsFunc(p.Annotation.Mentions, func(m annotation.Mention) bool { return m.Entity == entity })
}

func (d *Complaints) waves(entity string, complaints []annotation.Post, known []annotation.Count, at time.Time) []wave {
	recent := make(map[string][]annotation.Post)
	names := make(map[string]theme)
	for _, p := range complaints {
		for _, t := range themesOf(p) {
			recent[t.id] = append(recent[t.id], p)
			names[t.id] = t
		}
		recent[""] = append(recent[""], p) // whatever it is about
	}
	all := d.series(entity, "", known, at)
	var out []wave
	for id, posts := range recent {
		if len(posts) < d.c.MinPosts {
			continue
		}
		series := d.series(entity, id, known, at)
		for _, window := range d.c.Windows {
			v := series.Judge(at, window)
			if !d.c.unusual(v) {
				continue
			}
			from := sort.Search(len(posts), func(i int) bool { return !posts[i].Published.Before(at.Add(-window)) })
			if f := d.c.weigh(v, window, posts[from:]); f != nil && f.surprising() && (id != "" || oneThing(f.posts)) {
				out = append(out, d.whole(wave{f, names[id], evidence.Story(f.posts), series}, recent[""], all, at))
			}
		}
	}
	return out
}

// series is the past of a theme's complaints. It begins with the entity's first
// post, complaint or not.
func (d *Complaints) series(entity, id string, known []annotation.Count, at time.Time) *Series {
	s := NewSeries(d.past(entity, id), at, d.c.Zone)
	if len(known) > 0 {
		s.startAt(known[0].Hour)
	}
	return s
}

// whole adds the complaints that tell the wave's story without naming its theme,
// and weighs them against the usual of all complaints.
func (d *Complaints) whole(v wave, complaints []annotation.Post, all *Series, at time.Time) wave {
	if v.story == "" {
		return v
	}
	in := make(map[string]bool)
	for _, p := range v.posts {
		in[p.ID] = true
	}
	var posts []annotation.Post
	for _, p := range complaints {
		if !p.Published.Before(at.Add(-v.window)) && (in[p.ID] || p.Annotation.Story == v.story) {
			posts = append(posts, p)
		}
	}
	if f := d.c.weigh(all.Judge(at, v.window), v.window, posts); f != nil && len(f.posts) > len(v.posts) {
		v.found, v.all = f, all
	}
	return v
}

// oneThing reports whether complaints that share no known theme are about one
// thing all the same: a story, or a term that half of them have.
func oneThing(posts []annotation.Post) bool {
	return evidence.Common(posts) != "" || evidence.Story(posts) != "" && evidence.Pair(posts) != ""
}

func (d *Complaints) signal(e Entity, v wave, at time.Time) signal.Signal {
	level := signal.Low
	if v.P < d.c.StrongP && v.voices >= 2*d.c.MinVoice {
		level = signal.Strong
	}
	start := v.all.Episode(at, d.c.unusual, d.c.Windows)
	dd := Detector{d.c}
	terms := evidence.Terms(v.posts, nil, 8)
	why := append([]signal.Text{
		phrase.Text("Thème : %s ; %s négatifs sur %s", "Theme: %s; %s negative about %s", v.name(),
			phrase.Counted(v.Observed, "message", "messages", "post", "posts"), e.Name),
	}, why(v.found, nil)...)
	return signal.Signal{
		ID: signal.NewID(signal.Complaints, e.ID, cmp.Or(v.story, v.theme.id+" "+d.c.day(start))), Kind: signal.Complaints, Level: level,
		Trend: trend(v.all, at, v.window), Score: score(v.P), Entity: e.ID, Story: v.story, RaisedAt: at,
		FirstAt: v.posts[0].Published, LastAt: v.posts[len(v.posts)-1].Published,
		Title: phrase.Text("Plaintes sur %s : %s messages en %s, %s fois l’habitude", "Complaints about %s: %s posts in %s, %s times the usual",
			v.name(), v.Observed, v.window, evidence.Round(v.Observed/v.Expected)),
		Why: why, Silent: dd.silent(v.found), Terms: terms, Posts: evidence.IDs(v.posts), Sources: v.sources,
		Observed: v.Observed, Expected: v.Expected,
	}
}
