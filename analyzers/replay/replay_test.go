package replay

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

var start = time.Date(2026, 11, 1, 0, 30, 0, 0, time.UTC)

func at(hours float64, id string, entities ...string) annotation.Post {
	p := annotation.Post{Post: post.Post{ID: id, Published: start.Add(time.Duration(hours * float64(time.Hour)))}}
	for _, e := range entities {
		p.Annotation.Mentions = append(p.Annotation.Mentions, annotation.Mention{Entity: e})
	}
	return p
}

func ids(posts []annotation.Post) []string {
	var out []string
	for _, p := range posts {
		out = append(out, p.ID)
	}
	return out
}

func TestWindow(t *testing.T) {
	ctx := context.Background()
	w := NewWindow(0, 0, post.Source{ID: "s", Owner: post.Press})
	late := at(0.7, "late", "a")
	late.Annotation.Story = "s-1"
	w.Add(at(0, "1", "a"), at(1, "2", "b"), at(2, "3", "a", "b", "a"), late, at(2, "3", "a"))
	for _, c := range []struct {
		name string
		f    annotation.Filter
		want []string
	}{
		{"all, a late one in its place, none twice", annotation.Filter{}, []string{"1", "late", "2", "3"}},
		{"of an entity", annotation.Filter{Entity: "a"}, []string{"1", "late", "3"}},
		{"of a story", annotation.Filter{Story: "s-1"}, []string{"late"}},
		{"from, to", annotation.Filter{From: start.Add(time.Hour), To: start.Add(2 * time.Hour)}, []string{"2"}},
		{"none", annotation.Filter{From: start.Add(9 * time.Hour), To: start.Add(8 * time.Hour)}, nil},
	} {
		got, err := w.Posts(ctx, c.f)
		if err != nil || !reflect.DeepEqual(ids(got), c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, ids(got), err, c.want)
		}
	}
	counts, err := w.Counts(ctx, annotation.Filter{Entity: "a"})
	for i, c := range counts {
		if want := start.Truncate(time.Hour).Add(time.Duration(i) * time.Hour); !c.Hour.Equal(want) || c.Posts != 1 || c.Mark == 0 {
			t.Errorf("count %v, want one marked post at %s", c, want)
		}
	}
	if err != nil || len(counts) != 3 {
		t.Errorf("counts %v, %v, want three hours", counts, err)
	}
	if got := w.Source("s").Owner; got != post.Press {
		t.Errorf("owner %q, want press", got)
	}
	if got := w.Source("unknown"); got.ID != "unknown" {
		t.Errorf("unknown source %+v, want its ID", got)
	}
}

func TestWindowForgets(t *testing.T) {
	w := NewWindow(24*time.Hour, 72*time.Hour)
	for h := range 24 * 30 {
		w.Add(at(float64(h), fmt.Sprint(h), "a"))
	}
	if len(w.posts) > 24*2 || len(w.ids) != len(w.posts) {
		t.Errorf("%d posts, %d identifiers held, want about a day's", len(w.posts), len(w.ids))
	}
	if n := len(w.perHour("a")); n < 72 || n > 72+26 {
		t.Errorf("%d hours counted, want three to four days'", n)
	}
}

// script is a detector that says what it was told for a number of posts.
type script map[int][]signal.Signal

func (s script) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	posts, err := w.Posts(ctx, annotation.Filter{To: at})
	return s[len(posts)], err
}

func sig(id string, level signal.Level, posts ...string) signal.Signal {
	return signal.Signal{ID: id, Kind: signal.Weak, Level: level, Posts: posts}
}

func TestReplayYieldsOnceAndWhenTheLevelRises(t *testing.T) {
	var got []string
	r := New(NewWindow(0, 0), time.Hour, func(s signal.Signal) error {
		got = append(got, fmt.Sprintf("%s %s %s", s.ID, s.Level, s.RaisedAt.Format("15h")))
		return nil
	}, script{
		1: {sig("x", signal.Low, "1")},
		2: {sig("x", signal.Low, "1", "2")},
		3: {sig("y", signal.Strong, "1", "2", "3")}, // x under another leading term
		4: {sig("x", signal.Low, "1"), sig("z", signal.Low, "4")},
	})
	for i := range 4 {
		if err := r.Add(context.Background(), at(float64(i), fmt.Sprint(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := []string{"x weak 01h", "x strong 01h", "z weak 04h"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if seen := r.Seen(); seen.Posts != 4 || !seen.From.Equal(start) || !seen.To.Equal(start.Add(3*time.Hour)) {
		t.Errorf("seen %+v, want four posts over three hours", seen)
	}
	var became []string
	for _, o := range r.Outcomes() {
		became = append(became, fmt.Sprintf("%s %s %d levels, %d posts, %d at %s, lead %s", o.ID, o.Level, len(o.Levels), len(o.Times), o.Peak, o.PeakAt.Format("15:04"), o.Lead()))
	}
	want = []string{"x weak 2 levels, 3 posts, 3 at 02:30, lead 1h30m0s", "z weak 1 levels, 1 posts, 1 at 03:30, lead -30m0s"}
	if !reflect.DeepEqual(became, want) {
		t.Errorf("outcomes %v, want %v", became, want)
	}
}

// A signal that nothing is heard of for two weeks keeps what became of it.
func TestOutcomesOfTheLongPast(t *testing.T) {
	r := New(NewWindow(24*time.Hour, 0), time.Hour, func(signal.Signal) error { return nil }, script{1: {sig("x", signal.Low, "0")}})
	for day := range 40 {
		if err := r.Add(context.Background(), at(float64(24*day), fmt.Sprint(day))); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.Outcomes(); len(got) == 0 || got[0].ID != "x" || len(got[0].Times) == 0 || !got[0].PeakAt.Equal(got[0].Times[0]) {
		t.Errorf("outcomes %+v, want x with the publication of its post", got)
	}
	if len(r.known) > 1 {
		t.Errorf("%d signals still followed", len(r.known))
	}
}

// clock is a detector that notes when it was asked.
type clock struct{ asked []time.Time }

func (c *clock) Detect(_ context.Context, at time.Time, _ annotation.Window) ([]signal.Signal, error) {
	c.asked = append(c.asked, at)
	return nil, nil
}

func TestReplayTicksByThePostsTime(t *testing.T) {
	c := new(clock)
	r := New(NewWindow(0, 0), time.Hour, func(signal.Signal) error { return nil }, c)
	for _, h := range []float64{0, 2, 24 * 365} {
		if err := r.Add(context.Background(), at(h, fmt.Sprint(h))); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.asked); n < 24 || n > 30 {
		t.Errorf("%d ticks over a year without posts, want a day's", n)
	}
	for i, a := range c.asked {
		if a.Minute() != 0 || i > 0 && !a.After(c.asked[i-1]) {
			t.Fatalf("tick %d at %s", i, a)
		}
	}
}

func TestReplayStopsOnError(t *testing.T) {
	stop := errors.New("full")
	r := New(NewWindow(0, 0), time.Hour, func(signal.Signal) error { return stop }, script{1: {sig("x", signal.Low, "1")}})
	if err := r.Add(context.Background(), at(0, "1")); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(context.Background()); !errors.Is(err, stop) {
		t.Errorf("error %v, want %v", err, stop)
	}
}
