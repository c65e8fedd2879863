package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"vigie/crawlers/post"
)

// Many workers that add a few posts each are told how many of theirs were new,
// and share their inserts.
func TestAddPostsSideBySide(t *testing.T) {
	s := testStore(t)
	const workers, rounds = 16, 20
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range rounds {
				shared := post.Post{ID: post.NewID("shared", fmt.Sprint(i)), Source: fmt.Sprint(w), Text: "Repris partout."}
				own := post.Post{ID: post.NewID("own", fmt.Sprint(w, i)), Source: fmt.Sprint(w), Text: "À moi seul."}
				added, err := s.AddPosts(t.Context(), []post.Post{own, shared})
				if err != nil || added < 1 || added > 2 {
					t.Errorf("add of worker %d: %d, %v, want 1 or 2 new", w, added, err)
				}
				if added, err := s.AddPosts(t.Context(), []post.Post{own}); err != nil || added != 0 {
					t.Errorf("add again of worker %d: %d, %v, want none new", w, added, err)
				}
			}
		})
	}
	wg.Wait()
	if got := countRows(t, s, "SELECT count() FROM posts FINAL"); got != rounds*(workers+1) {
		t.Errorf("posts: got %d, want %d", got, rounds*(workers+1))
	}
	if got := countRows(t, s, "SELECT count() FROM sightings FINAL"); got != 2*rounds*workers {
		t.Errorf("sightings: got %d, want %d", got, 2*rounds*workers)
	}
	if got := countRows(t, s, "SELECT toUInt64(max(max_block_number)) FROM system.parts WHERE database = currentDatabase() AND table = 'posts'"); got > workers*rounds/2 {
		t.Errorf("inserts: got %d for %d additions, want half at most", got, workers*rounds)
	}
}

// What is wrong with one call does not keep the others out.
func TestGatherPartsAFaultFromTheRest(t *testing.T) {
	g := newGather[int]()
	fault := errors.New("13 is refused")
	var mu sync.Mutex
	var written []int
	write := func(_ context.Context, calls [][]int) ([]int, error) {
		mu.Lock()
		defer mu.Unlock()
		counts := make([]int, len(calls))
		for n, call := range calls {
			if slices.Contains(call, 13) {
				return nil, fault
			}
			counts[n] = len(call)
		}
		written = append(written, slices.Concat(calls...)...)
		return counts, nil
	}
	g.slot <- struct{}{} // a write is under way, and all of these wait for it
	var wg sync.WaitGroup
	for n := 10; n < 20; n++ {
		wg.Go(func() {
			got, err := g.write(t.Context(), []int{n}, write)
			if n == 13 && !errors.Is(err, fault) || n != 13 && (err != nil || got != 1) {
				t.Errorf("write of %d: %d, %v", n, got, err)
			}
		})
	}
	waitFor(&g, 10)
	<-g.slot
	wg.Wait()
	slices.Sort(written)
	if want := []int{10, 11, 12, 14, 15, 16, 17, 18, 19}; !slices.Equal(written, want) {
		t.Errorf("written %v, want %v", written, want)
	}
}

// A panic is the error of the call that made it: writes go on, and nobody waits
// for ever.
func TestGatherOutlivesAPanic(t *testing.T) {
	g := newGather[int]()
	write := func(_ context.Context, calls [][]int) ([]int, error) {
		for _, call := range calls {
			if call[0] == 13 {
				panic("driver")
			}
		}
		return make([]int, len(calls)), nil
	}
	if _, err := g.write(t.Context(), []int{13}, write); err == nil || !strings.Contains(err.Error(), "driver") {
		t.Errorf("the panic's own call: %v", err)
	}
	g.slot <- struct{}{}
	var wg sync.WaitGroup
	for n := 11; n < 15; n++ {
		wg.Go(func() {
			if _, err := g.write(t.Context(), []int{n}, write); (err != nil) != (n == 13) {
				t.Errorf("write of %d beside a panic: %v", n, err)
			}
		})
	}
	waitFor(&g, 4)
	<-g.slot
	wg.Wait()
	select {
	case g.slot <- struct{}{}:
	default:
		t.Error("the slot is held after all writes")
	}
}

// Where the database is away one attempt tells all who wait, and none makes its
// own: each would wait for its whole time, one after another.
func TestGatherTellsAllThatTheDatabaseIsAway(t *testing.T) {
	g := newGather[int]()
	attempts := 0
	write := func(context.Context, [][]int) ([]int, error) {
		attempts++
		return nil, fmt.Errorf("look up: %w", unreachable(Options{}, context.DeadlineExceeded))
	}
	g.slot <- struct{}{}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			if _, err := g.write(t.Context(), []int{n}, write); !errors.Is(err, errAway) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("write of %d: %v", n, err)
			}
		})
	}
	waitFor(&g, 8)
	<-g.slot
	wg.Wait()
	if attempts != 1 {
		t.Errorf("%d attempts, want 1", attempts)
	}
}

// Who waits for its own attempt after a failed one goes when its time is up.
func TestGatherAloneKeepsToItsTime(t *testing.T) {
	g := newGather[int]()
	g.slot <- struct{}{} // another's attempt hangs
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.alone(ctx, []int{1}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// waitFor returns once n calls wait for the slot.
func waitFor(g *gather[int], n int) {
	for waiting := 0; waiting < n; runtime.Gosched() {
		g.mu.Lock()
		if g.next != nil {
			waiting = len(g.next.calls)
		}
		g.mu.Unlock()
	}
}
