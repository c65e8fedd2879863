package spike

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// quietly is a world in which nothing happens, and the hours that are replayed.
type quietly struct {
	name string
	make func() *world
	from time.Duration // how long before now the replay begins
	wave int           // posts of the true wave that is raised in it all the same
	zone *time.Location
	last time.Duration // how long the replay is; 0: until now
}

// paris is the clock of the writers where a case has clocks that change.
func paris(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// check replays the hours, and asks for no signal; then for one, of a wave.
func (q quietly) check(t *testing.T) {
	w := q.make()
	c := Default(translum)
	c.Zone = q.zone
	look := func(at time.Time) []signal.Signal {
		got, err := New(c).Detect(context.Background(), at, w)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	end := now
	if q.last > 0 {
		end = now.Add(q.last - q.from)
	}
	step := time.Hour
	if end.Sub(now.Add(-q.from)) > 2*day {
		step = 3 * time.Hour
	}
	for at := now.Add(-q.from); !at.After(end); at = at.Add(step) {
		for _, s := range look(at) {
			t.Errorf("%s: %s, p %v, expected %v; want none", at.Format("02 Jan 15:04"), s.Title.EN, s.P, s.Expected)
		}
	}
	w.add(now.Add(time.Hour), 2*time.Hour, q.wave, "", "greve")
	got := look(now.Add(3 * time.Hour))
	if len(got) != 1 || got[0].Class != "" || got[0].Language != "" || !slices.Contains(got[0].Terms, "greve") {
		t.Errorf("a true wave of %d posts: %v, want it raised whole, with its term", q.wave, titles(got))
	}
}

func titles(signals []signal.Signal) []string {
	var out []string
	for _, s := range signals {
		out = append(out, s.Title.EN)
	}
	return out
}

func TestOrdinaryTimes(t *testing.T) {
	for _, q := range []quietly{
		{"ten days, two Monday mornings", func() *world { return newWorld(60, 48) }, 240 * time.Hour, 60, nil, 5 * day},
		{"of a big entity", func() *world { return newWorld(60, 300) }, 48 * time.Hour, 300, nil, 0},
		{"of a small entity", func() *world { return newWorld(60, 4) }, 240 * time.Hour, 15, nil, 0},
		{"of an entity hardly spoken of", func() *world { return newWorld(70, .5) }, 240 * time.Hour, 12, nil, 0},
		{"of one in another world", func() *world { return worldOf(1, 70, .5) }, 240 * time.Hour, 12, nil, 0},
		{"of one in a third", func() *world { return worldOf(2, 70, .5) }, 240 * time.Hour, 12, nil, 0},
		{"of one in a fourth", func() *world { return worldOf(3, 70, .5) }, 240 * time.Hour, 12, nil, 0},
		{"the first ten days", func() *world { return newWorld(10, 48) }, 239 * time.Hour, 90, nil, 0},
		{"growth of three percent a day", func() *world {
			return emptyWorld(1).fill(now.AddDate(0, 0, -70), now, growing(160, .03))
		}, 240 * time.Hour, 200, nil, 0},
		{"a month's first day like the ones before", func() *world {
			w := newWorld(75, 48)
			for _, month := range []time.Month{9, 10, 11} {
				w.add(time.Date(2026, month, 1, 8, 0, 0, 0, time.UTC), 4*time.Hour, 50, "")
			}
			return w
		}, 17 * 24 * time.Hour, 60, nil, 3 * day},
		{"after two weeks of holidays", func() *world {
			return emptyWorld(2).fill(now.AddDate(0, 0, -70), now, func(t time.Time) float64 {
				if ago := now.Sub(t).Hours() / 24; ago > 3 && ago < 17 {
					return usual(t, 36)
				}
				return usual(t, 120)
			})
		}, 120 * time.Hour, 150, nil, 0},
		{"a bank holiday", func() *world { // a Wednesday as quiet as a Sunday
			return emptyWorld(3).fill(now.AddDate(0, 0, -60), now, func(t time.Time) float64 {
				if t.Month() == time.November && t.Day() == 11 {
					return usual(t, 24)
				}
				return usual(t, 48)
			})
		}, 180 * time.Hour, 60, nil, 0},
	} {
		t.Run(q.name, func(t *testing.T) { t.Parallel(); q.check(t) })
	}
}

func TestClocksChange(t *testing.T) {
	zone := paris(t)
	// The rush hour comes an hour later in UTC from the last Sunday of October on.
	for _, q := range []quietly{{"told", nil, 24 * 24 * time.Hour, 150, zone, 5 * day}, {"not told", nil, 24 * 24 * time.Hour, 150, nil, 5 * day}} {
		q.make = func() *world {
			return emptyWorld(4).fill(now.AddDate(0, 0, -70), now, func(t time.Time) float64 { return usual(t.In(zone), 120) })
		}
		t.Run("zone "+q.name, func(t *testing.T) { t.Parallel(); q.check(t) })
	}
}

func TestOneVoiceIsNoSpike(t *testing.T) {
	origin := "origin"
	with := func(add func(*world)) func() *world {
		return func() *world {
			w := newWorld(60, 48)
			add(w)
			return w
		}
	}
	ago := func(i int, each time.Duration) time.Time { return now.Add(-time.Minute - time.Duration(i)*each) }
	for _, q := range []quietly{
		{"one spammer", with(func(w *world) { w.add(now.Add(-2*time.Hour), 2*time.Hour, 80, "spammer") }), 2 * time.Hour, 150, nil, 0},
		{"one spammer in twelve forums", with(func(w *world) {
			for i := range 80 {
				w.write(ago(i, time.Minute), func(p *annotation.Post) {
					p.Kind, p.Author, p.Source = post.Message, "Spammer", fmt.Sprint("forum", i%12)
				})
			}
		}), 2 * time.Hour, 150, nil, 0},
		{"a feed that dates its archive anew", with(func(w *world) {
			for i := range 200 {
				w.write(ago(i, time.Second), func(p *annotation.Post) { p.Kind, p.Source, p.Author = post.Article, "site8", fmt.Sprint("j", i%9) })
			}
		}), 2 * time.Hour, 250, nil, 0},
		{"a forum that dates its archive anew, by many authors", with(func(w *world) {
			for i := range 200 {
				w.write(ago(i, time.Second), func(p *annotation.Post) {
					p.Kind, p.Source, p.Author, p.Fetched = post.Message, "forum3", fmt.Sprint("a", i%50), now
				})
			}
		}), 2 * time.Hour, 250, nil, 0},
		{"one text on 30 sites, told to be copies", with(func(w *world) {
			for i := range 30 {
				w.write(ago(i, time.Minute), func(p *annotation.Post) {
					p.Kind, p.Source, p.Author, p.Annotation.CopyOf = post.Article, fmt.Sprint("local", i), "", &origin
				})
			}
		}), 2 * time.Hour, 60, nil, 0},
		{"one text on 30 sites, word for word", with(func(w *world) {
			for i := range 30 {
				w.write(ago(i, time.Minute), func(p *annotation.Post) {
					p.Kind, p.Source, p.Author, p.Text = post.Article, fmt.Sprint("local", i), "", "Réseau Translum annonce la ligne 4."
				})
			}
		}), 2 * time.Hour, 60, nil, 0},
	} {
		t.Run(q.name, func(t *testing.T) { t.Parallel(); q.check(t) })
	}
}

// late is a source of which most posts are.
const late = "forum1"

// leaning fills a world in which a source brings 60 of 100 posts, but in its gaps.
func leaning(w *world, perDay float64) *world {
	mostly := func(p *annotation.Post) { p.Kind, p.Source = post.Message, late }
	for at := now.AddDate(0, 0, -60); at.Before(now); at = at.Add(time.Hour) {
		w.add(at, time.Hour, people(w.r, .4*usual(at, perDay)), "")
		down := false
		for _, g := range w.silent {
			down = down || !at.Before(g.From) && at.Before(g.To)
		}
		if down {
			continue
		}
		for range people(w.r, .6*usual(at, perDay)) {
			w.write(at.Add(time.Duration(w.r.Int64N(int64(time.Hour)))), mostly)
		}
	}
	return w
}

func TestSourcesComeAndGo(t *testing.T) {
	gap := func(days, hours, length int) annotation.Gap {
		from := now.AddDate(0, 0, -days).Add(-time.Duration(hours) * time.Hour)
		return annotation.Gap{Source: late, From: from, To: from.Add(time.Duration(length) * time.Hour)}
	}
	for _, q := range []quietly{
		{"down two days, back with all it missed, without dates", func() *world {
			w := emptyWorld(5)
			w.silent = []annotation.Gap{gap(2, 1, 48)}
			leaning(w, 120)
			for i := range 140 {
				at := now.Add(-time.Hour + time.Duration(i/7)*time.Minute) // page by page
				w.write(at, func(p *annotation.Post) {
					p.Kind, p.Source, p.Author, p.Dated, p.Fetched = post.Message, late, fmt.Sprint("m", i), false, at
				})
			}
			return w
		}, 60 * time.Hour, 250, nil, 0},
		{"down for five weeks, back since yesterday", func() *world {
			w := emptyWorld(6)
			w.silent = []annotation.Gap{gap(36, 1, 24*35)}
			return leaning(w, 240)
		}, 24 * time.Hour, 250, nil, 0},
		{"a source added today, with its archive and a lot to say", func() *world {
			w := newWorld(60, 48)
			for i := range 12 {
				w.since[fmt.Sprint("forum", i)], w.since[fmt.Sprint("site", i)] = now.AddDate(0, 0, -60), now.AddDate(0, 0, -60)
			}
			w.since["new"] = now.Add(-6 * time.Hour)
			for i := range 500 { // a third of them today
				age := time.Duration(i) * 3 * time.Minute
				if i > 160 {
					age = time.Duration(i) * 3 * time.Hour
				}
				w.write(now.Add(-age-time.Second), func(p *annotation.Post) {
					p.Kind, p.Source, p.Author, p.Fetched = post.Message, "new", fmt.Sprint("n", i%60), now.Add(-6*time.Hour)
				})
			}
			return w
		}, 12 * time.Hour, 150, nil, 0},
		{"an old archive, thin, read today, of all there is", func() *world {
			w := newWorld(8, 96)
			w.since["forum1"] = now.AddDate(0, 0, -8)
			for i := range 100 {
				w.write(now.AddDate(0, 0, -9).Add(-time.Duration(i) * 12 * time.Hour))
			}
			return w
		}, 48 * time.Hour, 200, nil, 0},
	} {
		t.Run(q.name, func(t *testing.T) { t.Parallel(); q.check(t) })
	}
}
