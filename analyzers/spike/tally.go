package spike

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/analyzers/annotation"
)

// tally is one hour of negative posts, counted by entity ("" where none is
// named) and theme ("" for all), and by term.
type tally struct {
	mark    uint64 // of all posts of its hour, negative or not: it is made anew when that changes
	partial bool   // made before the hour was over
	counts  map[[2]string]int
	terms   map[string]table  // by entity
	names   map[uint64]string // of the terms, in late hours
}

// late reports whether an hour, or some of it, is of the longest window.
func (d *Complaints) late(hour int64, at time.Time) bool {
	return time.Unix(hour, 0).Add(time.Hour).After(at.Add(-d.c.Windows[len(d.c.Windows)-1]))
}

// stale reports whether the tally of an hour no longer holds.
func (d *Complaints) stale(hour int64, mark uint64, at time.Time) bool {
	t := d.hours[hour]
	return t == nil || t.mark != mark || t.partial && !time.Unix(hour, 0).Add(time.Hour).After(at) || t.names == nil && d.late(hour, at)
}

// count brings the tallies of the past up to date: the hours whose posts are not
// those they were made from are read again, those that follow each other at once.
// It returns the first hour of each entity's posts.
func (d *Complaints) count(ctx context.Context, at time.Time, longest time.Duration, w annotation.Window) (map[string]time.Time, error) {
	from := at.Add(-complaintDays*day - longest).Truncate(time.Hour)
	cells, err := w.Cells(ctx, from, at)
	if err != nil {
		return nil, fmt.Errorf("count posts: %w", err)
	}
	first, marks := make(map[string]time.Time), make(map[int64]uint64)
	for _, c := range cells {
		if _, ok := first[c.Entity]; !ok {
			first[c.Entity] = c.Hour
		}
		if c.Entity == "" {
			marks[c.Hour.Unix()] += c.Mark
		}
	}
	var stale []annotation.Count
	for _, h := range slices.Sorted(maps.Keys(marks)) {
		if d.stale(h, marks[h], at) {
			stale = append(stale, annotation.Count{Hour: time.Unix(h, 0).UTC(), Mark: marks[h]})
		}
	}
	maps.DeleteFunc(d.hours, func(h int64, t *tally) bool {
		if !d.late(h, at) {
			t.names = nil
		}
		_, counted := marks[h]
		return !counted
	})
	for len(stale) > 0 {
		n := 1
		for n < len(stale) && n < 7*24 && stale[n].Hour.Sub(stale[n-1].Hour) <= 6*time.Hour {
			n++
		}
		if err := d.read(ctx, stale[:n], at, w); err != nil {
			return nil, err
		}
		stale = stale[n:]
	}
	return first, nil
}

// read makes the tallies of some hours.
func (d *Complaints) read(ctx context.Context, stale []annotation.Count, at time.Time, w annotation.Window) error {
	to := stale[len(stale)-1].Hour.Add(time.Hour)
	if to.After(at) {
		to = at
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: stale[0].Hour, To: to, Negative: true})
	if err != nil {
		return fmt.Errorf("read complaints: %w", err)
	}
	sorted := make(map[int64][]annotation.Post)
	for _, p := range posts {
		h := p.Published.Truncate(time.Hour).Unix()
		sorted[h] = append(sorted[h], p)
	}
	for _, c := range stale {
		h := c.Hour.Unix()
		t := tallied(sorted[h], h)
		t.mark, t.partial = c.Mark, c.Hour.Add(time.Hour).After(at)
		if !d.late(h, at) {
			t.names = nil
		}
		d.hours[h] = t
	}
	return nil
}

// tallied counts the negative posts of an hour.
func tallied(posts []annotation.Post, hour int64) *tally {
	t := &tally{counts: make(map[[2]string]int), terms: make(map[string]table), names: make(map[uint64]string)}
	terms := make(map[string]map[uint64]uint32)
	for _, p := range posts {
		ids := []string{""}
		for _, th := range themesOf(p) {
			ids = append(ids, th.id)
		}
		for _, e := range blamed(p) {
			for _, id := range ids {
				t.counts[[2]string{e, id}]++
			}
			if terms[e] == nil {
				terms[e] = make(map[uint64]uint32)
			}
			for _, x := range p.Annotation.Terms {
				k := keyOf(x)
				t.names[k] = x
				terms[e][k]++
			}
		}
	}
	for e, counts := range terms {
		t.terms[e] = newTable(counts, hour)
	}
	return t
}

// blamed are the entities that a negative post speaks ill of, each once; "" where
// it names none.
func blamed(p annotation.Post) []string {
	if len(p.Annotation.Mentions) == 0 {
		return []string{""}
	}
	var out []string
	seen := make(map[string]bool)
	for _, m := range p.Annotation.Mentions {
		negative := m.Sentiment.Label == "negative" || p.Annotation.Sentiment.Label == "negative" && m.Sentiment.Score <= praise
		if negative && !seen[m.Entity] {
			seen[m.Entity] = true
			out = append(out, m.Entity)
		}
	}
	return out
}

// past is the counts of a theme's complaints about an entity, with those that
// name none: they may be about any.
func (d *Complaints) past(entity, id string) []annotation.Count {
	var out []annotation.Count
	for h, t := range d.hours {
		if n := t.counts[[2]string{entity, id}] + t.counts[[2]string{"", id}]; n > 0 {
			out = append(out, annotation.Count{Hour: time.Unix(h, 0).UTC(), Posts: n})
		}
	}
	return out
}
