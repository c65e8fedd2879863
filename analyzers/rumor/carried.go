package rumor

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
)

// surroundings are what a tick knows of where rumours may have begun.
type surroundings struct {
	watched map[string]bool // hosts
	gaps    []annotation.Gap
}

// surround reads them for rumours of which the oldest began at first.
func surround(ctx context.Context, first, at time.Time, w annotation.Window) (surroundings, error) {
	s := surroundings{watched: make(map[string]bool)}
	_, since, err := w.Carriers(ctx, at)
	if err != nil {
		return s, fmt.Errorf("read the sources watched: %w", err)
	}
	for id := range since {
		s.watch(w, id)
	}
	if s.gaps, err = w.Gaps(ctx, first.Add(-24*time.Hour), at); err != nil {
		return s, fmt.Errorf("read when sources did not answer: %w", err)
	}
	return s, nil
}

func (s surroundings) watch(w annotation.Window, id string) {
	if host := relay.Host(w.Source(id).URL); host != "" {
		s.watched[host] = true
	}
}

// evidence gives a rumour's signal its relays, where they began and what stands
// beside them.
func (d *Detector) evidence(out *signal.Signal, g *group, w annotation.Window, seen surroundings) {
	beside := map[string][]annotation.Post{relay.RoleOfficial: g.own, relay.RoleDenial: g.denials, relay.RoleQuestion: g.queries, relay.RoleSatire: g.satire}
	for _, posts := range beside {
		for _, p := range posts {
			seen.watch(w, p.Source)
		}
	}
	for _, p := range g.relays {
		seen.watch(w, p.Source)
		seen.watched[relay.Host(p.URL)] = true
	}
	path := relay.Path(g.relays, w)
	first := g.relays[0]
	around := relay.Around{Watched: seen.watched, Gaps: seen.gaps, Before: g.before()}
	if g.judge.cues(first).hearsay > 0 {
		around.Hearsay = hedgeIn(first)
	}
	out.Rumour.Origin = relay.NewOrigin(g.relays, path, around, w)
	out.Rumour.Relays, out.Rumour.Left = relay.Bounded(path), relay.LeftOut(g.relays, w)
	out.Rumour.Beside = relay.Beside(g.relays, beside)
	out.Posts = make([]string, len(out.Rumour.Relays))
	for i, r := range out.Rumour.Relays {
		out.Posts[i] = r.Post
	}
}

// before are the denials and questions that stand before the first relay: what
// they answer was told before.
func (g *group) before() (out []annotation.Post) {
	for _, posts := range [][]annotation.Post{g.denials, g.queries} {
		for _, p := range posts {
			if p.Published.Before(g.relays[0].Published) {
				out = append(out, p)
			}
		}
	}
	return out
}

// trend compares the last third of the relays' time, up to now, with before.
func trend(relays []annotation.Post, at time.Time) signal.Trend {
	first, last := relays[0].Published, relays[len(relays)-1].Published
	switch {
	case at.Sub(last) > 24*time.Hour:
		return signal.Fading
	case len(relays) < 3:
		return signal.Rising
	}
	third := at.Add(-at.Sub(first) / 3)
	late := 0
	for _, p := range relays {
		if p.Published.After(third) {
			late++
		}
	}
	switch {
	case 3*late >= len(relays):
		return signal.Rising
	case late == 0:
		return signal.Fading
	}
	return signal.Stable
}
