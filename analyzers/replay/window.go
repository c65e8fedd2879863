// Package replay runs detectors over posts that come in time order, as the
// service would have, and says when each signal would have come. It keeps the
// posts of a bounded past in memory; it reads no file and has no clock.
package replay

import (
	"context"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// Window is an annotation.Window in memory. Posts older than Keep are forgotten
// when newer ones come, their counts per hour and entity after KeepCounts.
type Window struct {
	Keep, KeepCounts time.Duration // 0: for ever

	posts   []annotation.Post    // by publication, then arrival
	ids     map[string]time.Time // -> published
	hours   map[int64]*hour      // since 1970
	order   []int64              // of the hours
	sources map[string]post.Source
	oldest  int64 // hour before which counts were dropped
}

var _ annotation.Window = (*Window)(nil)

// NewWindow returns an empty window that knows these sources.
func NewWindow(keep, keepCounts time.Duration, sources ...post.Source) *Window {
	w := &Window{Keep: keep, KeepCounts: keepCounts, ids: make(map[string]time.Time), hours: make(map[int64]*hour),
		sources: make(map[string]post.Source)}
	for _, s := range sources {
		w.sources[s.ID] = s
	}
	return w
}

// Add takes posts in. A late one goes to its own hour; an identifier that is
// known already is left out.
func (w *Window) Add(posts ...annotation.Post) {
	for _, p := range posts {
		if _, known := w.ids[p.ID]; known && p.ID != "" {
			continue
		}
		w.ids[p.ID] = p.Published
		i := len(w.posts)
		if i > 0 && p.Published.Before(w.posts[i-1].Published) {
			i = sort.Search(i, func(i int) bool { return w.posts[i].Published.After(p.Published) })
		}
		w.posts = append(w.posts, p)
		if i < len(w.posts)-1 {
			copy(w.posts[i+1:], w.posts[i:])
			w.posts[i] = p
		}
		hour := p.Published.Unix() / 3600
		w.count(p, "", hour)
		for _, e := range entities(p) {
			w.count(p, e, hour)
		}
	}
	w.forget()
}

// forget drops what is past Keep, once it is a tenth of what is held, so that
// the cost is spread.
func (w *Window) forget() {
	if len(w.posts) == 0 {
		return
	}
	now := w.posts[len(w.posts)-1].Published
	if w.Keep > 0 {
		n := w.search(now.Add(-w.Keep))
		if n > len(w.posts)/10 {
			for _, p := range w.posts[:n] {
				delete(w.ids, p.ID)
			}
			w.posts = append([]annotation.Post(nil), w.posts[n:]...)
		}
	}
	if w.KeepCounts > 0 {
		floor := now.Add(-w.KeepCounts).Unix() / 3600
		if floor < w.oldest+24 {
			return
		}
		w.oldest = floor
		w.forgetHours(floor)
	}
}

// search returns the index of the first post published at t or later.
func (w *Window) search(t time.Time) int {
	return sort.Search(len(w.posts), func(i int) bool { return !w.posts[i].Published.Before(t) })
}

// Posts returns the posts that pass, in order of publication.
func (w *Window) Posts(_ context.Context, f annotation.Filter) ([]annotation.Post, error) {
	from, to := 0, len(w.posts)
	if !f.From.IsZero() {
		from = w.search(f.From)
	}
	if !f.To.IsZero() {
		to = max(from, w.search(f.To))
	}
	out := make([]annotation.Post, 0, min(to-from, 1024))
	for _, p := range w.posts[from:to] {
		if f.Passes(p) {
			out = append(out, p)
		}
	}
	return out, nil
}

// Counts returns the posts per hour that pass, hours without any left out.
func (w *Window) Counts(ctx context.Context, f annotation.Filter) ([]annotation.Count, error) {
	hours := w.perHour(f.Entity)
	if f.Story != "" || len(f.Stories) > 0 || f.Compared || f.Negative || f.Doubt > 0 || f.Staff {
		hours = make(map[int64]total)
		posts, err := w.Posts(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			at := p.Published.Unix() / 3600
			hours[at] = hours[at].plus(1, mark(p))
		}
	}
	var out []annotation.Count
	for h, n := range hours {
		at := time.Unix(h*3600, 0).UTC()
		if (f.From.IsZero() || !at.Add(time.Hour).Add(-1).Before(f.From)) && (f.To.IsZero() || at.Before(f.To)) {
			out = append(out, annotation.Count{Hour: at, Posts: n.posts, Mark: n.mark})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Hour.Before(out[j].Hour) })
	return out, nil
}

// Source returns what is known of a source, its identifier at the least.
func (w *Window) Source(id string) post.Source {
	if s, ok := w.sources[id]; ok {
		return s
	}
	return post.Source{ID: id, Name: id}
}

func entities(p annotation.Post) []string {
	var out []string
	seen := make(map[string]bool)
	for _, m := range p.Annotation.Mentions {
		if !seen[m.Entity] && m.Entity != "" {
			seen[m.Entity] = true
			out = append(out, m.Entity)
		}
	}
	return out
}
