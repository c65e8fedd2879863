package store

import (
	"context"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// told is a detector that says what it is told, tick after tick.
type told struct{ ticks [][]signal.Signal }

func (d *told) Detect(context.Context, time.Time, annotation.Window) ([]signal.Signal, error) {
	if len(d.ticks) == 0 {
		return nil, nil
	}
	now := d.ticks[0]
	d.ticks = d.ticks[1:]
	return now, nil
}

// TestStoreAndReplayFollowAlike raises the same signals in the database and in a
// replay: as they grow, an entity comes and their leading terms change; u tells a
// part of w at the same tick.
func TestStoreAndReplayFollowAlike(t *testing.T) {
	tick := 0
	x := func(kind signal.Kind, id, entity string, posts ...string) signal.Signal {
		at := monday.Add(time.Duration(tick) * time.Hour)
		return signal.Signal{ID: id, Kind: kind, Level: signal.Low, Entity: entity, RaisedAt: at, FirstAt: at.Add(-time.Hour), LastAt: at, Title: signal.Text{EN: id}, Posts: posts}
	}
	var ticks [][]signal.Signal
	for _, raised := range []func() []signal.Signal{
		func() []signal.Signal { return []signal.Signal{x(signal.Weak, "w", "", "a", "b", "c")} },
		func() []signal.Signal { return []signal.Signal{x(signal.Weak, "w2", "translum", "b", "c", "d")} },
		func() []signal.Signal {
			return []signal.Signal{x(signal.Weak, "v", "translum", "b", "c", "d", "e", "f")}
		},
		func() []signal.Signal { return []signal.Signal{x(signal.Weak, "a", "", "a", "b")} }, // which it stood on at first
		func() []signal.Signal {
			return []signal.Signal{x(signal.Weak, "u", "", "d", "e", "f"), x(signal.Weak, "w", "translum", "d", "e", "f")}
		},
		func() []signal.Signal { return []signal.Signal{x(signal.Spike, "monday", "translum", "g")} },
		func() []signal.Signal { return []signal.Signal{x(signal.Spike, "sunday", "translum", "h")} },
	} {
		ticks = append(ticks, raised())
		tick++
	}
	s := testStore(t)
	for _, raised := range ticks {
		if _, err := s.SaveSignals(t.Context(), raised); err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Findings(t.Context(), "", monday.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var stored, replayed []string
	for _, f := range found {
		stored = append(stored, f.ID)
	}
	r := replay.New(replay.NewWindow(0, 0), time.Hour, func(signal.Signal) error { return nil }, &told{ticks})
	for i := range ticks {
		if err := r.Add(t.Context(), annotation.Post{Post: post.Post{ID: string(rune('a' + i)), Published: monday.Add(time.Duration(i) * time.Hour)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, o := range r.Outcomes() {
		replayed = append(replayed, o.ID)
	}
	slices.Sort(stored)
	slices.Sort(replayed)
	if want := []string{"monday", "w"}; !slices.Equal(stored, want) || !slices.Equal(replayed, want) {
		t.Errorf("stored %v, replayed %v, want %v", stored, replayed, want)
	}
}
