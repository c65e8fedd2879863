package store

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/crawlers/post"
)

// TestFiltersAgreeWithReplay asks the database and annotation.Filter the same.
func TestFiltersAgreeWithReplay(t *testing.T) {
	s := testStore(t)
	posts := make([]post.Post, 6)
	for i, id := range []string{"f0", "f1", "f2", "f3", "f4", "f5"} {
		posts[i] = telling(id, "source", i, "Text of "+id)
	}
	add(t, s, len(posts), posts...)
	all := []annotation.Post{
		read(posts[0], "translum", 0.5, "s-1"), read(posts[1], "translum", -0.5, "s-1"), read(posts[2], "keolane", 0, "s-2"),
		read(posts[3], "", -0.7, "s-3"), read(posts[4], "", 0, ""), read(posts[5], "", 0, "s-3"),
	}
	all[0].Annotation.Claims = []annotation.Claim{{Text: `says "fact":"x"`, Verdict: "unknown"}}
	all[2].Annotation.Claims = []annotation.Claim{{Text: "940 bus", Value: 940, Verdict: "contradicts", Fact: "fleet-2026"}}
	all[3].Annotation.Sentiment = annotation.Sentiment{Label: "negative", Score: -0.7}
	all[4].Annotation.Doubt = 0.6
	all[5].Annotation.Doubt = 0.4
	all[5].Annotation.Ambassador = annotation.Ambassador{Is: true, Score: 0.9, Attitude: "explains"}
	all[4].Annotation.Ambassador = annotation.Ambassador{Score: 0.55}
	save(t, s, all...)
	for _, f := range []annotation.Filter{
		{}, {Entity: "translum"}, {Story: "s-1"}, {Stories: []string{"s-1", "s-3"}}, {Compared: true}, {Negative: true}, {Doubt: 0.5}, {Staff: true},
		{Negative: true, Stories: []string{"s-1"}}, {Entity: "translum", Negative: true}, {From: posts[2].Published}, {To: posts[2].Published},
	} {
		found, err := s.Posts(t.Context(), f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		var got, want []string
		for _, p := range found {
			got = append(got, p.ID)
		}
		for _, p := range all {
			if f.Passes(p) {
				want = append(want, p.ID)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%+v: %v, want %v", f, got, want)
		}
		if counts, err := s.Counts(t.Context(), f); err != nil || total(counts) != len(want) {
			t.Errorf("%+v: counts %v (%v), want %d posts", f, counts, err, len(want))
		}
	}
}

// TestCellsAgreeWithReplay counts the same posts in the database and in memory.
func TestCellsAgreeWithReplay(t *testing.T) {
	s := testStore(t)
	w := replay.NewWindow(0, 0)
	var all []annotation.Post
	for i, entity := range []string{"translum", "translum", "", "keolane"} {
		p := telling("c"+strconv.Itoa(i), "source", i*7, "Text of a post")
		add(t, s, 1, p)
		all = append(all, read(p, entity, 0, ""))
	}
	save(t, s, all...)
	w.Add(all...)
	from := all[0].Published.Truncate(time.Hour)
	for _, to := range []time.Time{from.Add(24 * time.Hour), from.Add(time.Minute), from} {
		got, err := s.Cells(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := w.Cells(t.Context(), from, to)
		want = slices.Clone(want)
		for i := range got { // each marks posts in its own way
			got[i].Mark, want[min(i, len(want)-1)].Mark = 0, 0
		}
		if len(want) == 0 && to.After(from) || !slices.Equal(got, want) {
			t.Errorf("to %s: %v, want %v", to, got, want)
		}
	}
}

func total(counts []annotation.Count) int {
	n := 0
	for _, c := range counts {
		n += c.Posts
	}
	return n
}
