package replay

import (
	"cmp"
	"context"
	"hash/fnv"
	"slices"
	"time"

	"vigie/analyzers/annotation"
)

// hour counts the posts of one hour by what they have in common.
type hour struct {
	posts map[annotation.Cell]total // by a cell without hour, posts and mark
	cells []annotation.Cell         // the same, sorted; nil: not since the last post
}

// total is some posts, counted.
type total struct {
	posts int
	mark  uint64
}

func (t total) plus(posts int, mark uint64) total { return total{t.posts + posts, t.mark + mark} }

// mark tells a post from others. What was read from it never changes here.
func mark(p annotation.Post) uint64 {
	h := fnv.New64a()
	h.Write([]byte(p.ID))
	return h.Sum64()
}

func (w *Window) count(p annotation.Post, entity string, at int64) {
	h := w.hours[at]
	if h == nil {
		h = &hour{posts: make(map[annotation.Cell]total)}
		w.hours[at] = h
		i, _ := slices.BinarySearch(w.order, at)
		w.order = slices.Insert(w.order, i, at)
	}
	c := annotation.Cell{Entity: entity, Kind: p.Kind, Language: p.Annotation.Language}
	h.posts[c] = h.posts[c].plus(1, mark(p))
	h.cells = nil
}

func (h *hour) sorted(at int64) []annotation.Cell {
	if h.cells == nil {
		for c, n := range h.posts {
			c.Hour, c.Posts, c.Mark = time.Unix(at*3600, 0).UTC(), n.posts, n.mark
			h.cells = append(h.cells, c)
		}
		slices.SortFunc(h.cells, func(a, b annotation.Cell) int {
			return cmp.Or(cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Language, b.Language))
		})
	}
	return h.cells
}

// Cells returns the posts of the hours that begin in [from, to), counted.
func (w *Window) Cells(_ context.Context, from, to time.Time) ([]annotation.Cell, error) {
	var out []annotation.Cell
	i, _ := slices.BinarySearch(w.order, (from.Unix()+3599)/3600)
	for _, at := range w.order[i:] {
		if !time.Unix(at*3600, 0).Before(to) {
			break
		}
		out = append(out, w.hours[at].sorted(at)...)
	}
	return out, nil
}

// perHour returns the posts of an entity ("": of any) by the hour since 1970.
func (w *Window) perHour(entity string) map[int64]total {
	out := make(map[int64]total, len(w.order))
	for at, h := range w.hours {
		for c, n := range h.posts {
			if c.Entity == entity {
				out[at] = out[at].plus(n.posts, n.mark)
			}
		}
	}
	return out
}

// forgetHours drops those before floor.
func (w *Window) forgetHours(floor int64) {
	n, _ := slices.BinarySearch(w.order, floor)
	for _, at := range w.order[:n] {
		delete(w.hours, at)
	}
	w.order = slices.Delete(w.order, 0, n)
}

// Gaps returns none: what is replayed knows no visits.
func (w *Window) Gaps(context.Context, time.Time, time.Time) ([]annotation.Gap, error) {
	return nil, nil
}

// Carriers returns nothing, for the same reason.
func (w *Window) Carriers(context.Context, time.Time) (map[annotation.Part]map[string]int, map[string]time.Time, error) {
	return nil, nil, nil
}
