// Package forecast says how many posts of a story are still to come, and how
// sure that is, from the times of those that came.
//
// Posts bring posts on, with a memory that fades by a power of the time, as in
// SEISMIC (Zhao, Erdogdu, He, Rajaraman and Leskovec, KDD 2015; before it Hawkes,
// Biometrika 1971, and Ogata, JASA 1988). How many each brings is what is usual,
// corrected by what this story brought so far: a gamma prior. What comes brings
// more, hour by hour. The count is negative binomial, a Poisson one whose rate is
// itself uncertain, the less so the more posts are known. What is usual was fitted
// on real threads and stories (see Fit). A rhythm of day and night, learnt from the
// story itself, made long stories no better and is left out.
package forecast

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"sort"
	"time"

	"vigie/analyzers/evidence"
)

// Forecast is how many posts come in the next hours.
type Forecast struct {
	From  time.Time `json:"from"`  // the moment of it: posts after it were not looked at
	Hours []Band    `json:"hours"` // by hour: how many come in that hour
	Total Band      `json:"total"` // in all of them
}

// Band is the middle of what is expected, as often more as less, and bounds
// between which the number lies 80 % of the time. Hours share the middle of the
// whole, each within its own bounds.
type Band struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`

	mean, size float64 // of the negative binomial count; 0: none is expected
}

// AtMost is the chance that so many come or fewer, by the count that the band is
// of: a band that was read back has none, and nothing comes for sure.
func (b Band) AtMost(n int) float64 {
	if b.mean <= 0 {
		return 1
	}
	return cumulated(float64(n), b.mean, b.size)
}

// AtLeast is the chance that so many come or more.
func (b Band) AtLeast(n int) float64 {
	if n <= 0 {
		return 1
	}
	return 1 - b.AtMost(n-1)
}

// Model is what Fit finds.
type Model struct {
	Scale  float64 `json:"scale"`  // hours after which a post begins to be forgotten
	Decay  float64 `json:"decay"`  // how fast, a power of the time
	Root   float64 `json:"root"`   // how many posts the first one counts for
	Brings float64 `json:"brings"` // how many posts one brings in the end, before anything is known,
	Weight float64 `json:"weight"` // and how many posts that counts for
	Size   float64 `json:"size"`   // size of the negative binomial count with one post known, logarithm;
	Learns float64 `json:"learns"` // how it grows with the logarithm of those known,
	Far    float64 `json:"far"`    // and with that of the hours counted
}

const (
	mostHours  = 7 * 24 // how far ahead a forecast goes
	mostBrings = 5      // posts that one brings, at most
	perFold    = 5      // posts are counted together by age: so many ages in a factor of e
)

// Made by
//
//	go run ./cmd/train forecast
//
//go:embed usual.json
var usualFile []byte

var usual = read(usualFile)

func read(b []byte) (m Model) {
	if err := json.Unmarshal(b, &m); err != nil {
		panic(err) // the embedded file is part of the program
	}
	return m
}

// Next returns how many posts come in each of the next hours, a week at most,
// and in all. The times may come in any order.
func Next(times []time.Time, at time.Time, hours int) Forecast {
	return usual.Next(times, at, hours)
}

// Next is the forecast of a model.
func (m Model) Next(times []time.Time, at time.Time, hours int) Forecast {
	f := Forecast{From: at, Hours: make([]Band, max(0, min(hours, mostHours)))}
	a := gather(times, at)
	means := m.expect(a, len(f.Hours))
	var total float64
	for h, x := range means {
		f.Hours[h] = band(x, m.size(a.n, 1))
		total += x
	}
	f.Total = band(total, m.size(a.n, float64(hours)))
	for h, x := range means {
		if total > 0 {
			b := &f.Hours[h]
			b.Expected = min(max(f.Total.Expected*x/total, b.Low), b.High)
		}
	}
	return f
}

// ages are the posts so far, those about as old together, so that a forecast of
// thousands costs little more than that of ten.
type ages struct {
	n      float64
	first  float64 // hours
	groups []age
}

type age struct{ hours, n float64 }

func gather(times []time.Time, at time.Time) ages {
	var a ages
	var sums []age
	for _, t := range times {
		h := at.Sub(t).Hours()
		if h < 0 {
			continue
		}
		a.n++
		a.first = max(a.first, h)
		k := int(perFold * math.Log1p(h*60))
		if k >= len(sums) {
			sums = append(sums, make([]age, k+1-len(sums))...)
		}
		sums[k].hours += h
		sums[k].n++
	}
	for _, s := range sums {
		if s.n > 0 {
			a.groups = append(a.groups, age{s.hours / s.n, s.n})
		}
	}
	return a
}

// left is the share of what a post brings that comes later than h hours after.
func (m Model) left(h float64) float64 { return math.Pow(1+h/m.Scale, -m.Decay) }

// expect is the mean of how many posts come in each hour.
func (m Model) expect(a ages, hours int) []float64 {
	out := make([]float64, hours)
	if a.n == 0 {
		return out
	}
	owed := 0.0 // what the posts so far should have brought, if each brought one
	direct := make([]float64, hours)
	for _, g := range append(slices.Clone(a.groups), age{a.first, m.Root - 1}) {
		now := m.left(g.hours)
		owed += g.n * (1 - now)
		for i := range direct {
			later := m.left(g.hours + float64(i) + 1)
			direct[i] += g.n * (now - later)
			now = later
		}
	}
	brings := min((m.Brings*m.Weight+a.n-1)/(m.Weight+max(0, owed)), mostBrings)
	// What comes brings more, itself no more than one each: the rest is the story's past.
	next := min(brings, 1)
	shares := make([]float64, hours)
	for i := range shares {
		shares[i] = m.left(max(0, float64(i)-.5)) - m.left(float64(i)+.5)
	}
	for i := range out {
		out[i] = brings * max(0, direct[i])
		for j := range i {
			out[i] += next * out[j] * shares[i-j]
		}
		out[i] /= 1 - next*shares[0]
	}
	return out
}

// size is that of the negative binomial count of some hours, n posts known.
func (m Model) size(n, hours float64) float64 {
	return math.Exp(m.Size + m.Learns*math.Log(max(n, 1)) + m.Far*math.Log(max(hours, 1)))
}

// band is the middle of a count, and the bounds that leave a tenth below and a
// tenth above; where none is the most likely, all that is left above.
func band(mean, size float64) Band {
	if mean <= 0 {
		return Band{}
	}
	low := quantile(mean, size, .1)
	below := 0.0
	if low > 0 {
		below = cumulated(low-1, mean, size)
	}
	return Band{middle(mean, size), low, quantile(mean, size, min(below+.8, .9)), mean, size}
}

// cumulated is the chance of k or fewer.
func cumulated(k, mean, size float64) float64 {
	return 1 - evidence.Tail(k+1, mean, mean+mean*mean/size)
}

// middle is the median, between whole numbers.
func middle(mean, size float64) float64 {
	k := quantile(mean, size, .5)
	if k == 0 {
		return 1 - cumulated(0, mean, size)
	}
	below := cumulated(k-1, mean, size)
	return k - .5 + (.5-below)/(cumulated(k, mean, size)-below)
}

// quantile is the least number that has the chance p of itself or fewer.
func quantile(mean, size, p float64) float64 {
	most := 1
	for cumulated(float64(most), mean, size) < p && most < 1<<40 {
		most *= 2
	}
	return float64(sort.Search(most, func(k int) bool { return cumulated(float64(k), mean, size) >= p }))
}
