package weaksignal

import (
	"context"
	"fmt"
	"sort"
	"time"

	"vigie/analyzers/annotation"
)

// atOnce is how many posts are read at once, but for an hour that has more.
const atOnce = 20_000

// fill makes the digests that are missing or no longer hold: from what is kept,
// where only counts are needed, else from the posts.
func (d *Detector) fill(ctx context.Context, counts []annotation.Count, at time.Time, scale int, w annotation.Window) error {
	// The posts of twice the longest window are asked for: the first of a rise may
	// lie before the window in which it shows.
	recent := at.Add(-2 * time.Duration(scale) * d.c.Windows[len(d.c.Windows)-1])
	stale := d.stale(counts, at, time.Time{})
	if d.c.Kept != nil && len(stale) > 0 && !stale[0].Hour.After(recent) {
		if err := d.restore(ctx, stale, recent.Add(1)); err != nil {
			return err
		}
	}
	fresh := make(map[time.Time][]byte)
	stale = d.stale(counts, at, recent)
	for len(stale) > 0 {
		n, posts := 1, stale[0].Posts
		for n < len(stale) && posts+stale[n].Posts <= atOnce && stale[n].Hour.Sub(stale[n-1].Hour) <= 7*day {
			posts += stale[n].Posts
			n++
		}
		if err := d.read(ctx, stale[:n], at, recent, w, fresh); err != nil {
			return err
		}
		stale = stale[n:]
	}
	if d.c.Kept != nil && len(fresh) > 0 {
		if err := d.c.Kept.SaveDigests(ctx, fresh); err != nil {
			return fmt.Errorf("keep %d hours: %w", len(fresh), err)
		}
	}
	return nil
}

// stale are the hours whose digest is missing, or not of the posts that they
// have now as they are read now, or without posts although they are recent.
func (d *Detector) stale(counts []annotation.Count, at, recent time.Time) []annotation.Count {
	var out []annotation.Count
	for _, c := range counts {
		g := d.hours[c.Hour.Unix()]
		over := !c.Hour.Add(time.Hour).After(at)
		if g == nil || !g.of(c) || g.partial && over || !recent.IsZero() && g.bare && c.Hour.After(recent) {
			out = append(out, c)
		}
	}
	return out
}

// restore takes up the counts that are kept of hours before the recent ones.
func (d *Detector) restore(ctx context.Context, stale []annotation.Count, recent time.Time) error {
	kept, err := d.c.Kept.Digests(ctx, stale[0].Hour, recent)
	if err != nil {
		return fmt.Errorf("take up kept hours: %w", err)
	}
	for _, c := range stale {
		body, ok := kept[c.Hour.UTC()]
		if !ok {
			continue
		}
		if g, err := decode(body, c); err == nil { // else it is made anew
			d.hours[c.Hour.Unix()] = g
		}
	}
	return nil
}

// read makes the digests of hours from their posts; old ones without the posts.
func (d *Detector) read(ctx context.Context, hours []annotation.Count, at, recent time.Time, w annotation.Window, fresh map[time.Time][]byte) error {
	end := hours[len(hours)-1].Hour.Add(time.Hour)
	if end.After(at) {
		end = at
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: hours[0].Hour, To: end})
	if err != nil {
		return fmt.Errorf("read the posts of %s: %w", hours[0].Hour.Format(time.RFC3339), err)
	}
	for _, c := range hours {
		to := c.Hour.Add(time.Hour)
		from := sort.Search(len(posts), func(i int) bool { return !posts[i].Published.Before(c.Hour) })
		until := sort.Search(len(posts), func(i int) bool { return !posts[i].Published.Before(to) })
		of := posts[from:max(from, until)]
		g := d.digestOf(c, of, to.After(at))
		if c.Hour.After(recent) {
			d.bound(g, c.Hour)
		} else {
			g.light, g.bare = nil, true
		}
		d.hours[c.Hour.Unix()] = g
		if !g.partial && d.c.Kept != nil {
			fresh[c.Hour.UTC()] = g.encode()
		}
	}
	return nil
}

// usual counts the terms of the day that ended a day before an hour, and says how
// many of its hours have posts: what has been rising for a day is not yet usual.
func (d *Detector) usual(hour time.Time) (of table, hours int) {
	var tables []*table
	for h := hour.Add(-2 * day); h.Before(hour.Add(-day)); h = h.Add(time.Hour) {
		if g := d.hours[h.Unix()]; g != nil {
			tables = append(tables, &g.terms)
		}
	}
	return merged(tables), len(tables)
}
