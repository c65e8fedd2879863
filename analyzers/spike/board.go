package spike

import (
	"context"
	"fmt"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/crawlers/post"
)

// part is what a series counts: the posts of an entity, all of them or those of
// one kind of source or of one language.
type part struct {
	entity   string
	class    post.Kind
	language string
}

func (p part) whole() bool { return p.class == "" && p.language == "" }

// has reports whether a post is of the part.
func (p part) has(x annotation.Post) bool {
	return (p.class == "" || x.Kind == p.class) && (p.language == "" || x.Annotation.Language == p.language)
}

// board is what one tick knows of the counts of the entities watched.
type board struct {
	series map[part]*Series
	parts  []part // in a fixed order
	gaps   []annotation.Gap
	since  map[string]time.Time // when each source was read first; empty: not known
	began  time.Time            // when the first of them was
}

// newBoard counts: one question for all entities, kinds of source and languages.
func (c Config) newBoard(ctx context.Context, at time.Time, w annotation.Window) (*board, error) {
	from := at.Add(-reach)
	cells, err := w.Cells(ctx, from, at)
	if err != nil {
		return nil, fmt.Errorf("count mentions: %w", err)
	}
	b := &board{series: make(map[part]*Series)}
	if b.gaps, err = w.Gaps(ctx, from, at); err != nil {
		return nil, fmt.Errorf("hours without an answer: %w", err)
	}
	brings, since, err := w.Carriers(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("sources of mentions: %w", err)
	}
	b.since = since
	for _, t := range b.since {
		if b.began.IsZero() || t.Before(b.began) {
			b.began = t
		}
	}
	counts := c.sorted(cells)
	for p, hours := range counts {
		s := NewSeries(hours, at, c.Zone)
		s.watched = b.began
		s.quiet(silences(b.gaps, brings[annotation.Part{Entity: p.entity, Kind: p.class, Language: p.language}]))
		b.series[p] = s
		b.parts = append(b.parts, p)
	}
	sort.Slice(b.parts, func(i, j int) bool { return b.parts[i].before(b.parts[j]) })
	return b, nil
}

func (p part) before(q part) bool {
	if p.entity != q.entity {
		return p.entity < q.entity
	}
	if p.class != q.class {
		return p.class < q.class
	}
	return p.language < q.language
}

// sorted deals cells out to the parts of the entities watched.
func (c Config) sorted(cells []annotation.Cell) map[part][]annotation.Count {
	watched := make(map[string]bool, len(c.Entities))
	for _, e := range c.Entities {
		watched[e.ID] = true
	}
	counts := make(map[part][]annotation.Count)
	for _, x := range cells {
		if !watched[x.Entity] {
			continue
		}
		parts := []part{{entity: x.Entity}}
		if x.Kind != "" {
			parts = append(parts, part{entity: x.Entity, class: x.Kind})
		}
		if x.Language != "" && x.Language != "und" {
			parts = append(parts, part{entity: x.Entity, language: x.Language})
		}
		for _, p := range parts {
			counts[p] = append(counts[p], annotation.Count{Hour: x.Hour, Posts: x.Posts})
		}
	}
	return counts
}

// silences is, for each hour since 1970, the share of the posts that the sources
// that were silent in it usually bring.
func silences(gaps []annotation.Gap, brings map[string]int) map[int64]float64 {
	var all float64
	for _, n := range brings {
		all += float64(n)
	}
	if all == 0 {
		return nil
	}
	out := make(map[int64]float64)
	for _, g := range gaps {
		share := float64(brings[g.Source]) / all
		if share == 0 {
			continue
		}
		for h := g.From.Unix() / 3600; h < (g.To.Unix()+3599)/3600; h++ {
			out[h] += share
		}
	}
	return out
}

// test is one window of one part.
type test struct {
	part
	window time.Duration
	Verdict
	most float64 // what Observed may be, see Series.most
}

// partDays is how many past days a kind of source or a language must have of its
// own to be judged alone: archives reach back less far on forums than on blogs.
const partDays = 14

// tests judges every window of every part.
func (c Config) tests(b *board, at time.Time) []test {
	var out []test
	for _, p := range b.parts {
		s := b.series[p]
		for _, window := range c.Windows {
			v := s.Judge(at, window)
			if !p.whole() && v.Days < partDays {
				continue
			}
			out = append(out, test{p, window, v, s.most(at, window, v)})
		}
	}
	return out
}

// open reports whether the posts are worth a look: what the counts by the hour
// allow at most is unusual.
func (c Config) open(t test, limit float64) bool {
	v := t.Verdict
	if t.most > v.Observed {
		v.Observed = t.most
		v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	}
	return c.unusual(v) && v.P <= limit
}

// discoveries is the chance up to which a test of a tick is a finding, so that
// no more than a share q of its findings are expected to be luck: the step-up
// procedure of Benjamini and Hochberg (1995), which holds for tests that rise
// together, as windows within windows do (Benjamini and Yekutieli, 2001).
func discoveries(tests []test, q float64) float64 {
	ps := make([]float64, len(tests))
	for i, t := range tests {
		ps[i] = t.P
	}
	sort.Float64s(ps)
	m := float64(max(len(ps), 1))
	for i := len(ps) - 1; i >= 0; i-- {
		if bound := q * float64(i+1) / m; ps[i] <= bound {
			return bound
		}
	}
	return q / m
}
