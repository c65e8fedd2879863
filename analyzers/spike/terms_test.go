package spike

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
)

// again is a window of which posts were read again: their number is the same.
type again struct {
	annotation.Window
	read func(*annotation.Post)
	mark uint64
}

func (w *again) Cells(ctx context.Context, from, to time.Time) ([]annotation.Cell, error) {
	cells, err := w.Window.Cells(ctx, from, to)
	out := append([]annotation.Cell(nil), cells...)
	for i := range out {
		out[i].Mark += w.mark
	}
	return out, err
}

func (w *again) Posts(ctx context.Context, f annotation.Filter) ([]annotation.Post, error) {
	posts, err := w.Window.Posts(ctx, annotation.Filter{From: f.From, To: f.To})
	var out []annotation.Post
	for _, p := range posts {
		p.Annotation.Mentions = append([]annotation.Mention(nil), p.Annotation.Mentions...)
		if w.read != nil {
			w.read(&p)
		}
		if f.Passes(p) {
			out = append(out, p)
		}
	}
	return out, err
}

// What is read in posts anew is seen, though no hour has more or fewer of them.
func TestComplaintsSeeAnotherReading(t *testing.T) {
	plain := newWorld(30, 48)
	plain.complain(14, 3*time.Hour, "Encore vingt minutes de retard ce matin, message")
	w := &again{Window: plain, read: func(p *annotation.Post) {
		p.Annotation.Mentions[0].Sentiment = annotation.Sentiment{Label: "neutral"}
	}}
	d := NewComplaints(Default(translum))
	for _, step := range []struct {
		name string
		want int
	}{{"read as no complaints", 0}, {"read as complaints", 1}} {
		got, err := d.Detect(t.Context(), now, w)
		if err != nil || len(got) != step.want {
			t.Errorf("%s: %v, %v; want %d", step.name, titles(got), err, step.want)
		}
		w.read, w.mark = nil, w.mark+1
	}
}

// What one detector finds, tick after tick, one that remembers nothing finds.
func TestComplaintsAreTheSameWithoutMemory(t *testing.T) {
	w := newWorld(30, 48)
	w.complain(14, 3*time.Hour, "Le robinet de la buvette fuit", func(p *annotation.Post) { p.Annotation.Terms = []string{"tram", "buvette"} })
	posts, _ := w.Posts(t.Context(), annotation.Filter{})
	come := replay.NewWindow(0, 0) // as they come
	d, found := NewComplaints(Default(translum)), 0
	for at := now.Add(-4 * time.Hour); !at.After(now.Add(30 * time.Hour)); at = at.Add(20 * time.Minute) {
		for len(posts) > 0 && posts[0].Published.Before(at) {
			come.Add(posts[0])
			posts = posts[1:]
		}
		got, err := d.Detect(t.Context(), at, come)
		if err != nil {
			t.Fatal(err)
		}
		want, err := NewComplaints(Default(translum)).Detect(t.Context(), at, come)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s: %v, %v; want %v", at, titles(got), err, titles(want))
		}
		found += len(got)
	}
	if found == 0 {
		t.Error("nothing found")
	}
}

// An hour of a great many terms is remembered in little; what is frequent stays.
func TestTermsAreBounded(t *testing.T) {
	memory := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := memory()
	tables := make([]table, 200)
	for h := range tables {
		counts := map[uint64]uint32{keyOf("retard"): 30}
		for i := range 8000 {
			counts[keyOf(fmt.Sprint("mot", i))] = 1
		}
		tables[h] = newTable(counts, int64(h)*3600)
	}
	if each := (memory() - before) / uint64(len(tables)); each > hourTerms*14 {
		t.Errorf("%d bytes an hour, want at most %d", each, hourTerms*14)
	}
	kept, rare := 0.0, 0.0
	for _, tab := range tables {
		tab.among([]uint64{keyOf("retard")}, func(_ int, n float64) { kept += n })
		tab.among([]uint64{keyOf("mot7")}, func(_ int, n float64) { rare += n })
	}
	if kept != 6000 || rare < 20 || rare > 100 {
		t.Errorf("a frequent term %v times, a rare one %v times; want 6000, and a quarter of 200", kept, rare)
	}
}

// BenchmarkTerms looks at an entity about which many complain in many words.
func BenchmarkTerms(b *testing.B) {
	d := NewComplaints(Default(translum))
	for h := range 28 * 24 {
		at := now.Add(-time.Duration(h+1) * time.Hour)
		posts := make([]annotation.Post, 1000)
		for i := range posts {
			p := &posts[i]
			p.Annotation.Sentiment.Label = "negative"
			p.Annotation.Mentions = []annotation.Mention{{Entity: translum.ID, Sentiment: annotation.Sentiment{Label: "negative"}}}
			for k := range 8 {
				p.Annotation.Terms = append(p.Annotation.Terms, fmt.Sprint("mot", (i*8+k)%8000))
			}
		}
		t := tallied(posts, at.Unix())
		if !d.late(at.Unix(), now) {
			t.names = nil
		}
		d.hours[at.Unix()] = t
	}
	all := d.series(translum.ID, "", time.Time{}, now)
	for b.Loop() {
		d.terms(translum.ID, all, now)
	}
}
