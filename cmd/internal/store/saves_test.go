package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/post"
)

// Many workers with one visit each make few parts, and lose none.
func TestManySaves(t *testing.T) {
	s := testStore(t)
	const workers, each = 16, 30
	var wg sync.WaitGroup
	for w := range workers {
		source := post.Source{ID: fmt.Sprint("s", w), URL: fmt.Sprint("https://", w, ".localhost/")}
		wg.Go(func() {
			for i := range each {
				if err := s.Save(t.Context(), closing(source, float64(i), crawlers.Good, 1)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if got := countRows(t, s, "SELECT count() FROM visits"); got != workers*each {
		t.Errorf("visits: got %d, want %d", got, workers*each)
	}
	if got := countRows(t, s, "SELECT toUInt64(max(arraySum(mapValues(posts)))) FROM (SELECT sumMap(posts) AS posts FROM outcomes GROUP BY source)"); got != each {
		t.Errorf("posts of a source: got %d, want %d", got, each)
	}
	if got := countRows(t, s, "SELECT toUInt64(max(max_block_number)) FROM system.parts WHERE database = currentDatabase() AND table = 'visits'"); got > workers*each/4 {
		t.Errorf("inserts: got %d for %d saves, want a quarter at most", got, workers*each)
	}
}

// A caller that has gone does not take the others' visits along.
func TestSaveOfOneWhoLeft(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "a")
	s.visits.slot <- struct{}{} // an insert is under way
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Save(ctx, closing(sources[0], 0, crawlers.Good, 0)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
	<-s.visits.slot
	mustSave(t, s, closing(sources[0], 1, crawlers.Good, 0))
	if got := countRows(t, s, "SELECT count() FROM visits"); got != 2 {
		t.Errorf("visits: got %d, want 2", got)
	}
}

// A visit that was saved, by one of many workers, is there after a kill; so is
// what pages know of it.
func TestSavesOutliveAKill(t *testing.T) {
	s, kill := ownStore(t)
	const workers, mine = 8, 12
	var wg sync.WaitGroup
	var saved atomic.Int64
	third := make(chan struct{})
	for w := range workers {
		source := post.Source{ID: fmt.Sprint("s", w), URL: fmt.Sprint("https://", w, ".localhost/")}
		wg.Go(func() {
			for i, deadline := 0, time.Now().Add(time.Minute); i < mine; {
				if s.Save(t.Context(), closing(source, float64(i), crawlers.Good, 1)) == nil {
					if i++; saved.Add(1) == workers*mine/3 {
						close(third)
					}
				} else if time.Now().After(deadline) {
					t.Errorf("worker %d: visit %d is not saved", w, i)
					return
				}
			}
		})
	}
	<-third
	kill()
	wg.Wait()
	kill()
	for deadline := time.Now().Add(time.Minute); s.Healthy(t.Context()) != nil; {
		if time.Now().After(deadline) {
			t.Fatal("not healthy again")
		}
	}
	if got := countRows(t, s, "SELECT uniqExact(source, at) FROM visits"); got != workers*mine {
		t.Errorf("visits: got %d, want %d", got, workers*mine)
	}
	if got := countRows(t, s, "SELECT toUInt64(sum(length(mapKeys(posts)))) FROM (SELECT sumMap(posts) AS posts FROM outcomes GROUP BY source, day)"); got != workers*mine {
		t.Errorf("hours with a new post in outcomes: got %d, want %d", got, workers*mine)
	}
}
