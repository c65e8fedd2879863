package spike

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers/annotation"
)

// tally is one hour of negative posts, counted by entity ("" where none is
// named) and theme ("" for all).
type tally struct {
	posts  int // negative posts it was made from: it is made anew when that changes
	counts map[[2]string]int
}

// count brings the tallies of the past up to date: the hours whose number of
// negative posts is not the one they were made from are read again, those that
// follow each other at once.
func (d *Complaints) count(ctx context.Context, at time.Time, longest time.Duration, w annotation.Window) error {
	from := at.Add(-complaintDays*day - longest).Truncate(time.Hour)
	counts, err := w.Counts(ctx, annotation.Filter{From: from, To: at, Negative: true})
	if err != nil {
		return fmt.Errorf("count complaints: %w", err)
	}
	here := make(map[int64]bool, len(counts))
	var stale []annotation.Count
	for _, c := range counts {
		here[c.Hour.Unix()] = true
		if t := d.hours[c.Hour.Unix()]; t == nil || t.posts != c.Posts {
			stale = append(stale, c)
		}
	}
	for h := range d.hours {
		if !here[h] {
			delete(d.hours, h)
		}
	}
	for len(stale) > 0 {
		n := 1
		for n < len(stale) && n < 7*24 && stale[n].Hour.Sub(stale[n-1].Hour) <= 6*time.Hour {
			n++
		}
		if err := d.read(ctx, stale[:n], at, w); err != nil {
			return err
		}
		stale = stale[n:]
	}
	return nil
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
	fresh := make(map[int64]*tally, len(stale))
	for _, c := range stale {
		t := &tally{posts: c.Posts, counts: make(map[[2]string]int)}
		fresh[c.Hour.Unix()], d.hours[c.Hour.Unix()] = t, t
	}
	for _, p := range posts {
		t := fresh[p.Published.Truncate(time.Hour).Unix()]
		if t == nil { // an hour between, counted already
			continue
		}
		ids := []string{""}
		for _, th := range themesOf(p) {
			ids = append(ids, th.id)
		}
		for _, e := range blamed(p) {
			for _, id := range ids {
				t.counts[[2]string{e, id}]++
			}
		}
	}
	return nil
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
