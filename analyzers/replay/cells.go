package replay

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/analyzers/annotation"
)

// Cells returns the posts of the hours that begin in [from, to), counted.
func (w *Window) Cells(_ context.Context, from, to time.Time) ([]annotation.Cell, error) {
	var out []annotation.Cell
	for h, counts := range w.cells {
		at := time.Unix(h*3600, 0).UTC()
		if at.Before(from) || !at.Before(to) {
			continue
		}
		for c, n := range counts {
			c.Hour, c.Posts = at, n
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b annotation.Cell) int {
		return cmp.Or(a.Hour.Compare(b.Hour), cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Language, b.Language))
	})
	return out, nil
}

// Gaps returns none: what is replayed knows no visits.
func (w *Window) Gaps(context.Context, time.Time, time.Time) ([]annotation.Gap, error) {
	return nil, nil
}
