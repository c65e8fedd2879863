package spike

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

const complaintDays = 28 // how far back the usual of complaints is looked for

// Complaints raises waves of negative posts about one theme of an entity: one of
// themes.txt, or a term that complaints have in common. It remembers the counts
// of hours, so that a tick reads only those of which the mark changed; the signals
// are the same without that memory.
type Complaints struct {
	c     Config
	mu    sync.Mutex
	hours map[int64]*tally
}

var _ annotation.Detector = (*Complaints)(nil)

// NewComplaints returns a detector of complaint waves. They are looked for in
// windows of an hour to a day, whatever the configuration's.
func NewComplaints(c Config) *Complaints {
	c.P = max(c.P, widespreadP)
	c.Windows = []time.Duration{time.Hour, 3 * time.Hour, day}
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
// follows signals also takes those that share most of their posts for one. Posts
// are read of the hours that changed, and of a day where counts are unusual.
func (d *Complaints) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	longest := d.c.Windows[len(d.c.Windows)-1]
	watched, err := d.count(ctx, at, longest, w)
	if err != nil {
		return nil, err
	}
	open := make(map[string][]theme)
	for _, e := range d.c.Entities {
		if themes := d.open(e.ID, watched[e.ID], at); len(themes) > 0 {
			open[e.ID] = themes
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	negative, err := w.Posts(ctx, annotation.Filter{From: at.Add(-longest), To: at, Negative: true})
	if err != nil {
		return nil, fmt.Errorf("read complaints: %w", err)
	}
	about, err := d.stories(ctx, at, longest, negative, w)
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
		if len(open[e.ID]) == 0 || len(posts) < d.c.MinPosts {
			continue
		}
		for _, v := range distinct(d.waves(e.ID, open[e.ID], posts, watched[e.ID], at)) {
			out = append(out, d.signal(e, v, at, w))
		}
	}
	return out, nil
}

// open returns the themes of an entity whose counts are unusual, posts that are
// no complaints after all included.
func (d *Complaints) open(entity string, first time.Time, at time.Time) []theme {
	all := d.series(entity, "", first, at)
	var out []theme
	for _, t := range append([]theme{{}}, themes...) {
		s := all
		if t.id != "" {
			s = d.series(entity, t.id, first, at)
		}
		for _, window := range d.c.Windows {
			if s.between(at.Add(-window), at) >= float64(d.c.MinPosts) && d.c.unusual(s.Judge(at, window)) {
				out = append(out, t)
				break
			}
		}
	}
	return append(out, d.terms(entity, all, at)...)
}

// stories says of which entity each story that complaints without a name tell is
// told: the one that its posts name most, two of them at the least.
func (d *Complaints) stories(ctx context.Context, at time.Time, longest time.Duration, negative []annotation.Post, w annotation.Window) (map[string]string, error) {
	var nameless []string
	for _, p := range negative {
		if s := p.Annotation.Story; s != "" && len(p.Annotation.Mentions) == 0 && !slices.Contains(nameless, s) {
			nameless = append(nameless, s)
		}
	}
	about, most := make(map[string]string), make(map[string]int)
	if len(nameless) == 0 {
		return about, nil
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: at.Add(-longest), To: at, Stories: nameless})
	if err != nil {
		return nil, fmt.Errorf("read the stories of complaints: %w", err)
	}
	for _, e := range d.c.Entities {
		n := make(map[string]int)
		for _, p := range posts {
			if mentions(p, e.ID) {
				n[p.Annotation.Story]++
			}
		}
		for s, k := range n {
			if k >= 2 && k > most[s] {
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
