package weaksignal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/crawlers/post"
)

// crowd is a window of many posts, made when they are asked for: the same each
// time. The last six hours hold a story of a few.
type crowd struct {
	*replay.Window
	from, to time.Time
	posts    func(hour time.Time) int
	last     []annotation.Post // of the last hour, where they stand ready
}

func (c crowd) Counts(_ context.Context, f annotation.Filter) ([]annotation.Count, error) {
	var out []annotation.Count
	for h := c.from; h.Before(c.to); h = h.Add(time.Hour) {
		if !h.Before(f.From) && h.Before(f.To) {
			out = append(out, annotation.Count{Hour: h, Posts: c.posts(h)})
		}
	}
	return out, nil
}

func (c crowd) Posts(_ context.Context, f annotation.Filter) ([]annotation.Post, error) {
	var out []annotation.Post
	if f.To.Sub(f.From) == time.Hour && len(c.last) > 0 && !f.From.Before(c.last[0].Published) {
		return c.last, nil
	}
	for h := f.From; h.Before(f.To); h = h.Add(time.Hour) {
		r := rand.New(rand.NewPCG(uint64(h.Unix()), 1))
		n := c.posts(h)
		for i := range n {
			var s strings.Builder
			for range 14 { // words as rare as those of a language: a vocabulary of 200,000
				u := r.Float64()
				fmt.Fprintf(&s, "w%d ", int(200_000*u*u*u*u))
			}
			if c.to.Sub(h) <= 6*time.Hour && i%(n/20) == 0 {
				fmt.Fprintf(&s, "odeur brulee tunnel zz%d", i)
			}
			p := annotation.Post{Post: post.Post{ID: fmt.Sprint(h.Unix(), "-", i), Source: fmt.Sprint("s", r.IntN(500)), Author: fmt.Sprint("a", r.IntN(50_000)),
				Kind: post.Status, Published: h.Add(time.Duration(i) * time.Hour / time.Duration(n)), Text: s.String()}}
			p.Annotation.Language = "fr"
			out = append(out, p)
		}
	}
	return out, nil
}

func newCrowd(days int, posts func(time.Time) int) crowd {
	return crowd{Window: replay.NewWindow(0, 0), from: now.AddDate(0, 0, -days), to: now, posts: posts}
}

// weigh is how many bytes a detector holds after it looked at a crowd, and how
// many signals it raised.
func weigh(t testing.TB, c Config, w crowd) (held, raised int) {
	t.Helper()
	d := New(c)
	before := heap()
	got, err := d.Detect(context.Background(), now, w)
	if err != nil {
		t.Fatal(err)
	}
	held = heap() - before
	runtime.KeepAlive(d)
	return held, len(got)
}

func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestMemoryIsBounded wants four times the posts to take little more memory, and
// what starts among them to be found.
func TestMemoryIsBounded(t *testing.T) {
	c := Default()
	c.MaxPosts, c.MaxTerms, c.PastDays, c.PastHours = 150, 3000, 2, 30
	few, _ := weigh(t, c, newCrowd(3, func(time.Time) int { return 300 }))
	many, raised := weigh(t, c, newCrowd(3, func(time.Time) int { return 1200 }))
	t.Logf("%d bytes of 300 posts an hour, %d of 1,200", few, many)
	if many > few*5/4 {
		t.Errorf("%d bytes of 1,200 posts an hour, want little more than the %d of 300", many, few)
	}
	if raised != 1 {
		t.Errorf("%d signals among 1,200 posts an hour, want the one story", raised)
	}
}

// TestLatePost wants a post that comes late to count in its own hour, not in the
// one in which it came, and words that stand side by side by chance for no news.
func TestLatePost(t *testing.T) {
	tunnel := says("tunnel ferme fumee", "fumee tunnel")
	inWorlds(t, 20, 0, func(seed uint64) error {
		w := seeded(20, seed)
		d := New(Default())
		for _, step := range []struct {
			name string
			add  func()
			want int
		}{
			{"before", func() {}, 0},
			{"after posts of five days ago came in", func() { w.many(now.AddDate(0, 0, -5), 30, 10, tunnel) }, 0},
			{"of what was as loud five days ago", func() { w.many(now, 30, 10, tunnel) }, 0},
			{"after late posts of today, the burning smell", func() { w.smell() }, 1},
		} {
			step.add()
			if got := look(t, d, now, w); len(got) != step.want {
				return fmt.Errorf("%d signals %s, want %d: %v", len(got), step.name, step.want, got)
			}
		}
		return nil
	})
}

// BenchmarkHour says how long a tick takes: the first of 100,000 new posts, a
// quiet one beside 4,600 posts an hour (10 million in 90 days).
func BenchmarkHour(b *testing.B) {
	busy := newCrowd(3, func(h time.Time) int {
		if now.Sub(h) <= 2*time.Hour {
			return 100_000
		}
		return 4600
	})
	last, err := busy.Posts(b.Context(), annotation.Filter{From: now.Add(-time.Hour), To: now})
	if err != nil {
		b.Fatal(err)
	}
	busy.last = last
	for _, c := range []struct {
		name string
		lose time.Duration // forgotten before each tick
		w    crowd
	}{
		{"100000-new", time.Hour, busy},
		{"quiet", 0, newCrowd(3, func(time.Time) int { return 4600 })},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := New(Default())
			before := heap()
			if _, err := d.Detect(b.Context(), now, c.w); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if c.lose > 0 {
					delete(d.hours, now.Add(-c.lose).Unix())
				}
				if _, err := d.Detect(b.Context(), now, c.w); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB-held")
			runtime.KeepAlive(d)
		})
	}
}
