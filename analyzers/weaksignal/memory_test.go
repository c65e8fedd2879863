package weaksignal

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// shelf keeps counts in memory, as a store does on disk.
type shelf map[time.Time][]byte

func (s shelf) Digests(_ context.Context, from, to time.Time) (map[time.Time][]byte, error) {
	found := maps.Clone(s)
	maps.DeleteFunc(found, func(h time.Time, _ []byte) bool { return h.Before(from) || !h.Before(to) })
	return found, nil
}

func (s shelf) SaveDigests(_ context.Context, digests map[time.Time][]byte) error {
	maps.Copy(s, digests)
	return nil
}

// look detects, and fails the test where that fails.
func look(t *testing.T, d *Detector, at time.Time, w annotation.Window) []signal.Signal {
	t.Helper()
	got, err := d.Detect(t.Context(), at, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// reread is a world whose posts were all read once more: as many, other marks.
type reread struct{ *world }

func (w reread) Counts(ctx context.Context, f annotation.Filter) ([]annotation.Count, error) {
	counts, err := w.world.Counts(ctx, f)
	for i := range counts {
		counts[i].Mark++
	}
	return counts, err
}

// TestPostsReadAnew wants what was counted to hold no longer once the posts are
// read otherwise, in memory and where counts are kept.
func TestPostsReadAnew(t *testing.T) {
	in := func(lang string) *world {
		w := newWorld(20)
		w.many(now, 30, 10, says("tunnel ferme fumee", "fumee tunnel"), func(p *annotation.Post) { p.Annotation.Language = lang })
		w.many(now.AddDate(0, 0, -6), 30, 10, says("tunnel ferme fumee", "fumee tunnel"), func(p *annotation.Post) {
			if lang == "fr" { // what they were taken to say six days ago
				p.Text = "bus retard"
			}
		})
		return w
	}
	before, after := in("de"), reread{in("fr")}
	want := look(t, New(Default()), now, after)
	if len(want) != 1 {
		t.Fatalf("%d signals of what is read anew, want one", len(want))
	}
	c := Default()
	c.Kept = make(shelf)
	d := New(c)
	if got := look(t, d, now, before); len(got) != 0 {
		t.Fatalf("%d signals before, want none", len(got))
	}
	if got := look(t, New(c), now, after); !reflect.DeepEqual(got, want) {
		t.Errorf("a detector that takes up what was kept says %v, want %v", got, want)
	}
	if got := look(t, d, now, after); !reflect.DeepEqual(got, want) {
		t.Errorf("a detector that remembers says %v, want %v", got, want)
	}
}

// TestRestart wants a rise that began before the longest window to keep its
// identifier when the counts are taken up.
func TestRestart(t *testing.T) {
	w := newWorld(20)
	smell := func(at time.Time, i int) {
		w.add(at, fmt.Sprint("src", i%7), w.sentence(4)+" odeur de brûlé tunnel "+w.sentence(3))
	}
	for i, hours := range []int{40, 32, 26, 20, 12} {
		smell(now.Add(-time.Duration(hours)*time.Hour+time.Minute), i)
	}
	for i := range 8 {
		smell(now.Add(-5*time.Hour+time.Duration(i)*30*time.Minute+time.Minute), i)
	}
	c := Default()
	c.Kept = make(shelf)
	d := New(c)
	for at := now.Add(-44 * time.Hour); at.Before(now); at = at.Add(time.Hour) {
		look(t, d, at, w)
	}
	want := look(t, New(Default()), now, w)
	if len(want) != 1 {
		t.Fatalf("%d signals, want one", len(want))
	}
	if got := look(t, d, now, w); !reflect.DeepEqual(got, want) {
		t.Errorf("a detector that ran on says %v, want %v", got, want)
	}
	if got := look(t, New(c), now, w); !reflect.DeepEqual(got, want) {
		t.Errorf("a detector that was started anew says %v, want %v", got, want)
	}
}

// TestLongerWindows wants the posts of hours that were past to be there again once
// so little is said that windows are longer.
func TestLongerWindows(t *testing.T) {
	w := &world{Window: newWorld(0).Window, r: newWorld(0).r}
	for d := 200; d > 0; d-- {
		for range 5 {
			w.add(now.AddDate(0, 0, -d).Add(time.Duration(w.r.IntN(86400))*time.Second), fmt.Sprint("src", w.r.IntN(30)), w.sentence(9))
		}
	}
	for i := range 10 {
		w.add(now.AddDate(0, 0, -6).Add(time.Duration(i)*12*time.Hour), fmt.Sprint("src", i), w.sentence(3)+" odeur de brûlé tunnel "+w.sentence(3))
	}
	want := look(t, New(Default()), now, w)
	if len(want) != 1 {
		t.Fatalf("%d signals, want one", len(want))
	}
	busy, quiet := Default(), Default()
	busy.Busy = 1 // a day of five posts is one of many
	d := New(busy)
	for at := now.AddDate(0, 0, -9); at.Before(now); at = at.Add(6 * time.Hour) {
		look(t, d, at, w)
	}
	d.c = quiet
	if got := look(t, d, now, w); !reflect.DeepEqual(got, want) {
		t.Errorf("a detector that looked at shorter windows says %v, want %v", got, want)
	}
}

// TestBoundsAreTheSame wants what is remembered of full hours to be the same
// whether they were seen one by one, or all are read at once.
func TestBoundsAreTheSame(t *testing.T) {
	w := newWorld(20)
	w.smell()
	for i := range 2000 { // the last hours are full, of what is usual and what is not
		text := w.sentence(5)
		if i%9 == 0 {
			text += fmt.Sprint(" rare", i%63)
		}
		w.add(now.Add(-time.Duration(i)*10*time.Second), fmt.Sprint("src", i%40), text, func(p *annotation.Post) { p.Author, p.Kind = fmt.Sprint(i), post.Status })
	}
	c := Default()
	c.MaxPosts, c.MaxTerms = 60, 120
	d := New(c)
	for at := now.Add(-130 * time.Hour); at.Before(now); at = at.Add(time.Hour) {
		look(t, d, at, w)
	}
	w.add(now.Add(-121*time.Hour), "src1", w.sentence(9)) // late: its day is counted anew
	ran := look(t, d, now, w)
	fresh := New(c)
	if want := look(t, fresh, now, w); !reflect.DeepEqual(ran, want) {
		t.Errorf("signals %v, want %v", ran, want)
	}
	if !reflect.DeepEqual(d.blocks, fresh.blocks) {
		t.Error("the days of the past are counted otherwise than by one reading")
	}
	for h := now.Add(-24 * time.Hour); h.Before(now); h = h.Add(time.Hour) {
		if got, want := d.hours[h.Unix()].light, fresh.hours[h.Unix()].light; !reflect.DeepEqual(got, want) {
			t.Errorf("%d posts remembered of %s, want the same %d as of one reading", len(got), h, len(want))
		}
	}
}
