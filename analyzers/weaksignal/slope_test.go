package weaksignal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
)

// hill is a world of 40 ordinary days with what climbs in the last of them.
func hill(seed uint64) *world {
	w := &world{Window: replay.NewWindow(0, 0), r: rand.New(rand.NewPCG(seed, 3))}
	for t := now.AddDate(0, 0, -40); t.Before(now); t = t.Add(time.Hour) {
		for range 2 + w.r.IntN(3) {
			w.add(t.Add(time.Duration(w.r.IntN(3600))*time.Second), fmt.Sprint("src", w.r.IntN(30)), w.sentence(9))
		}
	}
	return w
}

// vault says one thing in words of its own.
func (w *world) vault() string {
	said := []string{"coffre numerique vide", "mon coffre numerique", "coffre numerique introuvable", "le coffre numerique"}
	return w.sentence(4) + " " + said[w.r.IntN(len(said))] + " " + w.sentence(3)
}

// climb adds the posts of each day, the last of which ends now.
func (w *world) climb(days []int, sources int, edit ...func(*annotation.Post)) {
	w.climbUntil(now, days, sources, edit...)
}

func (w *world) climbUntil(end time.Time, days []int, sources int, edit ...func(*annotation.Post)) {
	for i, n := range days {
		for range n {
			at := end.AddDate(0, 0, i-len(days)).Add(time.Duration(w.r.IntN(86400)) * time.Second)
			w.add(at, fmt.Sprint("src", w.r.IntN(sources)), w.vault(), edit...)
		}
	}
}

// ramp is posts of days that grow by a factor each.
func ramp(first, factor float64, days int) []int {
	out := make([]int, days)
	for i := range out {
		out[i] = int(math.Round(first * math.Pow(factor, float64(i))))
	}
	return out
}

// raised looks every six hours, and returns when something was raised first that
// has a word, and all that has none.
func raised(t *testing.T, w *world, days int, word string) (first time.Time, s signal.Signal, others []signal.Signal) {
	t.Helper()
	d := New(Default())
	for at := now.AddDate(0, 0, -days); !at.After(now); at = at.Add(6 * time.Hour) {
		got, err := d.Detect(context.Background(), at, w)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range got {
			switch {
			case !tells(x, word):
				others = append(others, x)
			case first.IsZero():
				first, s = at, x
			}
		}
	}
	return first, s, others
}

func TestSlope(t *testing.T) {
	for _, c := range []struct {
		name   string
		days   []int
		before int // days before the last at which it must be raised
	}{
		{"the usual slow start", []int{1, 1, 2, 2, 3, 4, 6, 8, 11, 15, 20, 26}, 3},
		{"a third more a day", ramp(1, 1.33, 12), 3},
		{"a quarter more a day", ramp(1, 1.25, 14), 3},
		{"a fifth more a day", ramp(1.5, 1.2, 14), 1},
		{"half more a day", ramp(1, 1.5, 8), 2},
		{"two thirds more a day", ramp(1, 1.65, 7), 2},
		{"twice as much a day", ramp(1, 2, 5), 1},
		{"larger from the first", ramp(3, 1.25, 9), 3},
		{"one more a day", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 3},
		{"with a day off", []int{1, 2, 2, 3, 5, 0, 6, 9, 12, 14, 18}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(2) {
				w := hill(seed)
				w.climb(c.days, 12)
				first, s, others := raised(t, w, min(len(c.days), 8), "numerique")
				if len(others) > 0 {
					t.Errorf("seed %d: %s", seed, others[0].Title.EN)
				}
				if first.IsZero() || now.Sub(first) < time.Duration(c.before)*day {
					t.Errorf("seed %d: raised %s before the end (%s), want %d days", seed, now.Sub(first), s.Title.EN, c.before)
				}
				t.Logf("%v: %.1f days before the end: %s", c.days, now.Sub(first).Hours()/24, s.Title.EN)
			}
		})
	}
}

// plains are what does not climb, or not by voices of its own.
var plains = []struct {
	name string
	add  func(w *world)
}{
	{"ordinary days", func(*world) {}},
	{"a week's climb, every week", func(w *world) {
		for week := range 5 {
			w.climbUntil(now.AddDate(0, 0, -7*week), []int{1, 1, 2, 3, 4, 6, 8}, 12)
		}
	}},
	{"a climb to the same day of every month", func(w *world) {
		w.climbUntil(now.AddDate(0, -1, 0), []int{1, 2, 3, 4, 5}, 12)
		w.climbUntil(now, []int{1, 2, 3, 4, 5}, 12)
	}},
	{"one author who says more each day", func(w *world) {
		w.climb([]int{1, 1, 2, 3, 4, 6, 8, 11, 15}, 12, func(p *annotation.Post) { p.Author, p.Source = "one", "src1" })
	}},
	{"one loud author among a few", func(w *world) {
		w.climb([]int{1, 1, 2, 3, 4, 5, 6, 8, 10}, 12, func(p *annotation.Post) {
			if w.n%5 > 0 {
				p.Author, p.Source = "one", "src1"
			}
		})
	}},
	{"one source", func(w *world) { w.climb([]int{1, 1, 2, 3, 4, 6, 8, 10, 12}, 1) }},
	{"sources that were added as it began", func(w *world) {
		w.climb([]int{1, 1, 2, 3, 4, 6, 8, 10, 12}, 12, func(p *annotation.Post) { p.Source = "new" + p.Source })
	}},
	{"a language newly watched", func(w *world) {
		w.climb([]int{1, 1, 2, 3, 4, 6, 8, 10, 12}, 12, func(p *annotation.Post) { p.Annotation.Language = "de" })
	}},
	{"one text that is copied more each day", func(w *world) {
		for i, n := range []int{1, 1, 2, 3, 4, 6, 8, 11, 15} {
			for k := range n {
				w.add(now.AddDate(0, 0, i-9).Add(time.Duration(k)*91*time.Minute), fmt.Sprint("src", w.n%12),
					fmt.Sprint("Le coffre numérique des abonnés fermera cet hiver, annonce la direction, qui invite chacun à reprendre ses documents ", k))
			}
		}
	}},
	{"what is said as much every day", func(w *world) { w.climb(slices.Repeat([]int{6, 5, 7}, 13), 12) }},
	{"what is said as much of more and more posts", func(w *world) {
		for i, n := range ramp(8, 1.35, 10) {
			w.climbUntil(now.AddDate(0, 0, i-9), []int{1 + n/12}, 12)
			for range 8 * n {
				w.add(now.AddDate(0, 0, i-10).Add(time.Duration(w.r.IntN(86400))*time.Second), fmt.Sprint("src", w.r.IntN(30)), w.sentence(9))
			}
		}
		w.climbUntil(now.AddDate(0, 0, -10), slices.Repeat([]int{1}, 29), 12)
	}},
	{"what fades", func(w *world) {
		w.climb(slices.Concat(slices.Repeat([]int{6}, 28), []int{4, 5, 4, 4, 3, 3, 3, 2, 2}), 12)
	}},
}

func TestSlopeSilence(t *testing.T) {
	for _, c := range plains {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(2) {
				w := hill(10 + seed)
				c.add(w)
				if _, s, others := raised(t, w, 8, "numerique"); s.ID != "" || len(others) > 0 {
					t.Errorf("seed %d: %q %v and %d others, want none", seed, s.Title.EN, s.Why, len(others))
				}
			}
		})
	}
}

func TestSlopeIsToldByItsDays(t *testing.T) {
	w := hill(1)
	w.climb([]int{1, 1, 2, 2, 3, 4, 6, 8, 11}, 12)
	d := New(Default())
	for at := now.Add(-day); !at.After(now); at = at.Add(90 * time.Minute) {
		got, err := d.Detect(context.Background(), at, w)
		if err != nil {
			t.Fatal(err)
		}
		if fresh := detect(t, w, at); !reflect.DeepEqual(got, fresh) {
			t.Fatalf("at %s a detector that remembers says %v, a new one %v", at, got, fresh)
		}
	}
	got := detect(t, w, now)
	if len(got) != 1 || got[0].Trend != signal.Rising || !strings.HasPrefix(got[0].Test, "Poisson") || got[0].Hours != 48 {
		t.Fatalf("signals %v, want one that rises, by its days", got)
	}
	for _, c := range []struct{ got, want string }{
		{got[0].Why[0].EN, "“coffre numerique”: 1, 1, 2, 2, 3, 4, 6, 8, 11 posts a day, against less than 0.1 before"},
		{got[0].Why[0].FR, "« coffre numerique » : 1, 1, 2, 2, 3, 4, 6, 8, 11 messages par jour, contre moins de 0,1 avant"},
	} {
		if strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(c.got) != c.want {
			t.Errorf("reason %q, want %q", c.got, c.want)
		}
	}
}
