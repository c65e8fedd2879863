package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// gather lets many workers share one write: what they bring while another write
// is under way goes into the next one. With few things each they make few parts
// of a table, and none waits for a timer.
type gather[T any] struct {
	slot chan struct{} // held by who writes
	mu   sync.Mutex
	next *gathered[T]
}

// gathered is what is written together. Its results may be read once done is
// closed.
type gathered[T any] struct {
	calls  [][]T
	done   chan struct{}
	counts []int // one a call
	err    error
}

func newGather[T any]() gather[T] { return gather[T]{slot: make(chan struct{}, 1)} }

// write has items written with those of other callers, and returns the count
// that write gives for this call. Where a write of several calls fails each is
// made on its own: what is wrong with one must not keep the others out. Where
// the database is away none is.
func (g *gather[T]) write(ctx context.Context, items []T, write func(ctx context.Context, calls [][]T) ([]int, error)) (int, error) {
	b, mine := g.join(items)
	select {
	case <-b.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	case g.slot <- struct{}{}:
		g.lead(ctx, b, write)
		<-g.slot
	}
	if b.err != nil && len(b.calls) > 1 && !errors.Is(b.err, errAway) {
		return g.alone(ctx, b.calls[mine], write)
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.counts[mine], nil
}

// alone writes one call by itself.
func (g *gather[T]) alone(ctx context.Context, items []T, write func(ctx context.Context, calls [][]T) ([]int, error)) (int, error) {
	select {
	case g.slot <- struct{}{}:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	b := &gathered[T]{calls: [][]T{items}}
	b.write(ctx, write)
	<-g.slot
	if b.err != nil {
		return 0, b.err
	}
	return b.counts[0], nil
}

func (g *gather[T]) join(items []T) (b *gathered[T], place int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.next == nil {
		g.next = &gathered[T]{done: make(chan struct{})}
	}
	g.next.calls = append(g.next.calls, items)
	return g.next, len(g.next.calls) - 1
}

// lead writes b, unless another has done so meanwhile. Where it holds the calls
// of others too, they have not gone away with ctx.
func (g *gather[T]) lead(ctx context.Context, b *gathered[T], write func(ctx context.Context, calls [][]T) ([]int, error)) {
	select {
	case <-b.done:
		return
	default:
	}
	g.mu.Lock()
	g.next = nil // it is b: whoever takes one writes it before the slot is free
	g.mu.Unlock()
	defer close(b.done)
	if len(b.calls) > 1 {
		ctx = context.WithoutCancel(ctx)
	}
	b.write(ctx, write)
}

// write fills in the results. A panic is an error of this batch: others wait for
// it, and for the slot.
func (b *gathered[T]) write(ctx context.Context, write func(ctx context.Context, calls [][]T) ([]int, error)) {
	defer func() {
		if cause := recover(); cause != nil {
			b.err = fmt.Errorf("write panicked: %v", cause)
		}
	}()
	b.counts, b.err = write(ctx, b.calls)
}
