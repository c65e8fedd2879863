package spike

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
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

// people is a count of posts by people who answer each other: a Poisson count
// whose mean varies by a third from hour to hour, which is a negative binomial one.
func people(r *rand.Rand, mean float64) int {
	rate := 0.0
	for range 8 { // a gamma variable of shape 8
		rate += r.ExpFloat64() / 8
	}
	return poisson(r, mean*rate)
}

// world is a window with sources that may be silent.
type world struct {
	*replay.Window
	r      *rand.Rand
	n      int
	silent []annotation.Gap
	since  map[string]time.Time
	brings map[annotation.Part]map[string]int
}

func (w *world) Gaps(context.Context, time.Time, time.Time) ([]annotation.Gap, error) {
	return w.silent, nil
}

func (w *world) Carriers(context.Context, time.Time) (map[annotation.Part]map[string]int, map[string]time.Time, error) {
	return w.brings, w.since, nil
}

func emptyWorld(seed uint64) *world {
	return &world{Window: replay.NewWindow(0, 0), r: rand.New(rand.NewPCG(seed, 11)), brings: make(map[annotation.Part]map[string]int), since: make(map[string]time.Time)}
}

// newWorld is days of ordinary posts that end at now, from 40 voices of 12 sources.
func newWorld(days int, perDay float64) *world { return worldOf(7, days, perDay) }

// worldOf is another such world for each seed.
func worldOf(seed uint64, days int, perDay float64) *world {
	w := emptyWorld(seed)
	w.fill(now.AddDate(0, 0, -days), now, func(t time.Time) float64 { return usual(t, perDay) })
	return w
}

// fill adds hours of which the mean is told.
func (w *world) fill(from, to time.Time, mean func(time.Time) float64) *world {
	for t := from; t.Before(to); t = t.Add(time.Hour) {
		w.add(t, time.Hour, people(w.r, mean(t)), "")
	}
	return w
}

// write makes a post by one of 40 authors in one of 12 sources, the last four of
// which are sites, the others forums; three of ten are English.
func (w *world) write(at time.Time, edit ...func(*annotation.Post)) annotation.Post {
	w.n++
	k := w.r.IntN(12)
	p := annotation.Post{Post: post.Post{
		ID: fmt.Sprintf("p%05d", w.n), Kind: post.Message, Source: fmt.Sprint("forum", k), Author: fmt.Sprint("author", w.r.IntN(40)),
		Published: at, Text: fmt.Sprint("Le tram numéro ", w.n), Dated: true,
	}}
	if k >= 8 {
		p.Kind, p.Source, p.Author = post.Article, fmt.Sprint("site", k), ""
	}
	p.Annotation = annotation.Annotation{Language: "fr", Mentions: []annotation.Mention{{Entity: "translum"}}, Terms: []string{"tram"}}
	if w.r.IntN(10) < 3 {
		p.Annotation.Language = "en"
	}
	for _, e := range edit {
		e(&p)
	}
	for _, part := range []annotation.Part{{Entity: "translum"}, {Entity: "translum", Kind: p.Kind}, {Entity: "translum", Language: p.Annotation.Language}} {
		if w.brings[part] == nil {
			w.brings[part] = make(map[string]int)
		}
		w.brings[part][p.Source]++
	}
	w.Add(p)
	return p
}

// add spreads n posts over d from t on. An empty author is one of many.
func (w *world) add(t time.Time, d time.Duration, n int, author string, terms ...string) []annotation.Post {
	var out []annotation.Post
	for range n {
		out = append(out, w.write(t.Add(time.Duration(w.r.Int64N(int64(d)))), func(p *annotation.Post) {
			p.Annotation.Terms = append(p.Annotation.Terms, terms...)
			if author != "" {
				p.Kind, p.Author, p.Source = post.Message, author, "forum1"
			}
		}))
	}
	return out
}

// growing is a mean that grows by a share a day until now.
func growing(perDay, share float64) func(time.Time) float64 {
	return func(t time.Time) float64 {
		return usual(t, perDay) * math.Pow(1+share, t.Sub(now).Hours()/24)
	}
}
