package spike

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// A Tuesday, ten in the morning; the past begins ten weeks before.
var now = time.Date(2026, 11, 17, 10, 0, 0, 0, time.UTC)

var translum = Entity{ID: "translum", Name: "Réseau Translum"}

// byHour is how busy an hour of the day is, beside the mean.
var byHour = [24]float64{.3, .2, .1, .1, .1, .3, .8, 1.6, 1.9, 1.5, 1.2, 1.1, 1.3, 1.1, 1, 1.1, 1.3, 1.8, 1.7, 1.3, 1, .8, .6, .4}

// usual is how many posts an hour sees on average, Mondays more, weekends less.
func usual(t time.Time, perDay float64) float64 {
	n := perDay / 24 * byHour[t.Hour()]
	switch t.Weekday() {
	case time.Monday:
		return n * 2
	case time.Saturday, time.Sunday:
		return n / 2
	}
	return n
}

func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for t := r.ExpFloat64(); t < mean; t += r.ExpFloat64() {
		n++
	}
	return n
}

type world struct {
	*replay.Window
	r *rand.Rand
	n int
}

// newWorld is days of ordinary posts that end at now, from 40 voices of 12 sources.
func newWorld(days int, perDay float64) *world {
	w := &world{Window: replay.NewWindow(0, 0), r: rand.New(rand.NewPCG(7, 11))}
	for t := now.AddDate(0, 0, -days); t.Before(now); t = t.Add(time.Hour) {
		w.add(t, time.Hour, poisson(w.r, usual(t, perDay)), "")
	}
	return w
}

// add spreads n posts over d from t on. An empty author is one of many.
func (w *world) add(t time.Time, d time.Duration, n int, author string, terms ...string) []annotation.Post {
	var out []annotation.Post
	for range n {
		w.n++
		who := author
		if who == "" {
			who = fmt.Sprint("author", w.r.IntN(40))
		}
		p := annotation.Post{Post: post.Post{
			ID: fmt.Sprintf("p%05d", w.n), Kind: post.Message, Source: fmt.Sprint("forum", w.r.IntN(12)), Author: who,
			Published: t.Add(time.Duration(w.r.Int64N(int64(d)))), Text: fmt.Sprint("Le tram numéro ", w.n), Dated: true,
		}}
		p.Annotation.Mentions = []annotation.Mention{{Entity: "translum"}}
		p.Annotation.Terms = append([]string{"tram"}, terms...)
		if author != "" {
			p.Source = "forum1"
		}
		w.Add(p)
		out = append(out, p)
	}
	return out
}

func detect(t *testing.T, w annotation.Window, at time.Time) []signal.Signal {
	t.Helper()
	got, err := New(Default(translum)).Detect(context.Background(), at, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSpikeIsRaisedAndExplained(t *testing.T) {
	w := newWorld(60, 48)
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 45, "", "ligne 3", "retard")
	got := detect(t, w, now)
	if len(got) != 1 {
		t.Fatalf("%d signals, want 1", len(got))
	}
	s := got[0]
	if s.Level != signal.Strong || s.Entity != "translum" || s.Expected > 14 || s.Observed < 30 {
		t.Errorf("level %s, entity %s, observed %v, expected %v", s.Level, s.Entity, s.Observed, s.Expected)
	}
	if len(s.Terms) < 2 || s.Terms[0] != "ligne 3" || s.Terms[1] != "retard" {
		t.Errorf("terms %v, want ligne 3 and retard first", s.Terms)
	}
	if len(s.Why) < 6 || s.Silent.FR == "" || s.Silent.EN == "" {
		t.Errorf("why %v, silent %v: want counts, chance, voices, terms, three examples", s.Why, s.Silent)
	}
}

func TestSpikeKeepsItsID(t *testing.T) {
	w := newWorld(60, 48)
	var ids []string
	for h := range 8 {
		at := now.Add(time.Duration(h) * time.Hour)
		for range 3 {
			w.add(at, 20*time.Minute, 5, "")
			at = at.Add(20 * time.Minute)
			for _, s := range detect(t, w, at) {
				if len(ids) == 0 || ids[len(ids)-1] != s.ID {
					ids = append(ids, s.ID)
				}
			}
		}
	}
	if len(ids) != 1 {
		t.Errorf("a spike of 8 hours had %d identifiers, want 1", len(ids))
	}
}

// quiet replays hours of a world and returns how many signals came.
func quiet(t *testing.T, w *world, from, to time.Time) int {
	t.Helper()
	n := 0
	for at := from; !at.After(to); at = at.Add(time.Hour) {
		n += len(detect(t, w, at))
	}
	return n
}

func TestNoSpike(t *testing.T) {
	origin := "origin"
	for _, c := range []struct {
		name string
		make func() *world
		from time.Duration // how long before now the replay begins
	}{
		{"ten ordinary days", func() *world { return newWorld(60, 48) }, 240 * time.Hour},
		{"ten ordinary days of a big entity", func() *world { return newWorld(60, 600) }, 240 * time.Hour},
		{"ten ordinary days of a small entity", func() *world { return newWorld(60, 4) }, 240 * time.Hour},
		{"the first ten days", func() *world { return newWorld(10, 48) }, 239 * time.Hour},
		{"one spammer", func() *world {
			w := newWorld(60, 48)
			w.add(now.Add(-2*time.Hour), 2*time.Hour, 80, "spammer")
			return w
		}, 2 * time.Hour},
		{"a site that dates its archive anew", func() *world {
			w := newWorld(60, 48)
			for i := range 200 {
				w.Add(annotation.Post{Post: post.Post{ID: fmt.Sprint("old", i), Kind: post.Article, Source: "paper", Author: fmt.Sprint("j", i%9),
					Published: now.Add(-time.Duration(i) * time.Second), Text: fmt.Sprint("archive ", i)},
					Annotation: annotation.Annotation{Mentions: []annotation.Mention{{Entity: "translum"}}}})
			}
			return w
		}, 2 * time.Hour},
		{"one text on 30 sites", func() *world {
			w := newWorld(60, 48)
			for i := range 30 {
				p := annotation.Post{Post: post.Post{ID: fmt.Sprint("copy", i), Kind: post.Article, Source: fmt.Sprint("site", i),
					Published: now.Add(-time.Duration(i) * time.Minute), Text: fmt.Sprint("La dépêche, site ", i)},
					Annotation: annotation.Annotation{Mentions: []annotation.Mention{{Entity: "translum"}}, CopyOf: &origin}}
				w.Add(p)
			}
			return w
		}, 2 * time.Hour},
		{"a month's first day like the one before", func() *world {
			w := newWorld(60, 48)
			for _, month := range []time.Month{10, 11} {
				w.add(time.Date(2026, month, 1, 8, 0, 0, 0, time.UTC), 4*time.Hour, 40, "")
			}
			return w
		}, 17 * 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := quiet(t, c.make(), now.Add(-c.from), now); got != 0 {
				t.Errorf("%d signals, want none", got)
			}
		})
	}
}

func TestNoSpikeWhenClocksChange(t *testing.T) {
	// The rush hour comes an hour later in UTC from the last Sunday of October on.
	change := time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)
	w := &world{Window: replay.NewWindow(0, 0), r: rand.New(rand.NewPCG(3, 5))}
	for at := change.AddDate(0, 0, -50); at.Before(change.AddDate(0, 0, 8)); at = at.Add(time.Hour) {
		clock := at
		if !at.Before(change) {
			clock = at.Add(-time.Hour)
		}
		w.add(at, time.Hour, poisson(w.r, usual(clock, 120)), "")
	}
	if got := quiet(t, w, change, change.AddDate(0, 0, 8)); got != 0 {
		t.Errorf("%d signals after the clocks changed, want none", got)
	}
}

func TestPastSpikeDoesNotHideTheNext(t *testing.T) {
	w := newWorld(60, 48)
	w.add(now.AddDate(0, 0, -7).Add(-2*time.Hour), 2*time.Hour, 60, "")
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 60, "")
	if got := detect(t, w, now); len(got) != 1 {
		t.Errorf("%d signals, want 1", len(got))
	}
}

func TestSpikeAtNightNeedsFew(t *testing.T) {
	w := newWorld(60, 48)
	night := now.Add(-7 * time.Hour) // 3 in the morning, 0.2 posts usual
	w.add(night.Add(-time.Hour), time.Hour, 8, "")
	if got := detect(t, w, night); len(got) != 1 {
		t.Errorf("%d signals, want 1", len(got))
	}
}

func TestJudge(t *testing.T) {
	s := NewSeries(nil, now, nil)
	if v := s.Judge(now, time.Hour); v.P != 1 || v.Days != 0 {
		t.Errorf("empty series: p %v on %d days, want 1 on 0", v.P, v.Days)
	}
	var counts []annotation.Count
	for h := range 24 * 28 {
		counts = append(counts, annotation.Count{Hour: now.Add(-time.Duration(h+1) * time.Hour), Posts: 4})
	}
	v := NewSeries(counts, now, nil).Judge(now, 3*time.Hour)
	if v.Observed != 12 || v.Expected < 11.9 || v.Expected > 12.1 {
		t.Errorf("observed %v, expected %v, want 12 and 12", v.Observed, v.Expected)
	}
}

func BenchmarkDetect(b *testing.B) {
	w := newWorld(60, 2400)
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 900, "")
	d := New(Default(translum))
	b.ReportAllocs()
	for b.Loop() {
		if got, err := d.Detect(context.Background(), now, w); err != nil || len(got) != 1 {
			b.Fatal(len(got), err)
		}
	}
}
