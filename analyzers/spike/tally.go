package spike

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
)

// tally is one hour of negative posts, counted by entity ("" where none is
// named) and theme ("" for all), and by term.
type tally struct {
	posts  int // all posts of its hour, negative or not: it is made anew when that changes
	counts map[[2]string]int
	terms  map[term]int
}

// term is a term of complaints about an entity.
type term struct{ entity, text string }

// count brings the tallies of the past up to date: the hours whose number of
// posts is not the one they were made from are read again, those that follow
// each other at once. It returns the first hour of each entity's posts.
func (d *Complaints) count(ctx context.Context, at time.Time, longest time.Duration, w annotation.Window) (map[string]time.Time, error) {
	from := at.Add(-complaintDays*day - longest).Truncate(time.Hour)
	cells, err := w.Cells(ctx, from, at)
	if err != nil {
		return nil, fmt.Errorf("count posts: %w", err)
	}
	first, total := make(map[string]time.Time), make(map[int64]int)
	for _, c := range cells {
		if _, ok := first[c.Entity]; !ok {
			first[c.Entity] = c.Hour
		}
		if c.Entity == "" {
			total[c.Hour.Unix()] += c.Posts
		}
	}
	var stale []annotation.Count
	for _, h := range slices.Sorted(maps.Keys(total)) {
		if t := d.hours[h]; t == nil || t.posts != total[h] {
			stale = append(stale, annotation.Count{Hour: time.Unix(h, 0).UTC(), Posts: total[h]})
		}
	}
	maps.DeleteFunc(d.hours, func(h int64, _ *tally) bool { return total[h] == 0 })
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
	fresh := make(map[int64]*tally, len(stale))
	for _, c := range stale {
		t := &tally{posts: c.Posts, counts: make(map[[2]string]int), terms: make(map[term]int)}
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
			for _, x := range p.Annotation.Terms {
				t.terms[term{e, x}]++
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

// mostTerms is how many terms of an entity are looked at in a tick.
const mostTerms = 5

// terms returns the terms of an entity that its complaints have more often than
// is usual, the most unlikely first.
func (d *Complaints) terms(entity string, all *Series, at time.Time) []theme {
	longest := d.c.Windows[len(d.c.Windows)-1]
	recent := make(map[string]int)
	for h, t := range d.hours {
		if time.Unix(h, 0).Before(at.Add(-longest)) {
			continue
		}
		for x, n := range t.terms {
			if x.entity == entity || x.entity == "" {
				recent[x.text] += n
			}
		}
	}
	chance := make(map[string]float64)
	for text, n := range recent {
		if n < d.c.MinPosts {
			continue
		}
		for _, window := range d.c.Windows {
			if v := d.share(all.Judge(at, window), entity, text, window, at); d.c.unusual(v) && v.P < cmp.Or(chance[text], 1) {
				chance[text] = v.P
			}
		}
	}
	found := slices.SortedFunc(maps.Keys(chance), func(a, b string) int { return cmp.Or(cmp.Compare(chance[a], chance[b]), cmp.Compare(a, b)) })
	var out []theme
	for _, text := range found[:min(len(found), mostTerms)] {
		out = append(out, theme{id: "term " + text, term: text})
	}
	return out
}

// share is the verdict on the posts of a window that have the term: what is usual
// of all complaints, times the share of them that had it before the window.
func (d *Complaints) share(all Verdict, entity, text string, window time.Duration, at time.Time) Verdict {
	var with, of, now float64
	for h, t := range d.hours {
		n := float64(t.terms[term{entity, text}] + t.terms[term{"", text}])
		if !time.Unix(h, 0).Add(time.Hour).After(at.Add(-window)) {
			with += n
			of += float64(t.counts[[2]string{entity, ""}] + t.counts[[2]string{"", ""}])
		} else {
			now += n
		}
	}
	v := all
	share := min(1, (with+0.5)/(of+1))
	v.Observed, v.Expected = now, max(all.Expected*share, 0.1)
	v.Variance = v.Expected * max(1.5, all.Variance/max(all.Expected, 0.1))
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	return v
}
