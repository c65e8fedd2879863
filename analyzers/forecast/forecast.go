// Package forecast says how many posts of a story are still to come, and how
// sure that is, from the times of those that came.
package forecast

import (
	"math"
	"slices"
	"sort"
	"time"
)

// Forecast is how many posts come in the next hours.
type Forecast struct {
	From  time.Time `json:"from"`  // the moment of it: posts after it were not looked at
	Hours []Band    `json:"hours"` // by hour: how many come in that hour
	Total Band      `json:"total"` // in all of them
}

// Band is the middle of what is expected, as often more as less, and bounds
// between which the number lies 80 % of the time. Hours share the middle of the
// whole.
type Band struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Cascade is when the posts of a story came, in order, for fitting.
type Cascade struct {
	Times []time.Time
	End   time.Time // what came after it was not seen; zero: all was
}

// Model is what Fit finds: posts bring others on, each for a time with a long
// tail, and how many it brings is learnt from the story, beginning with what is
// usual.
type Model struct {
	Scale  float64 // hours after which a post begins to be forgotten
	Decay  float64 // how fast, a power of the time
	Root   float64 // how many posts the first one counts for
	Brings float64 // how many posts one brings on in the end, before anything is known,
	Weight float64 // and how many posts that counts for
	Old    float64 // what posts of more than a day ago count, of how fast a story goes
	Size   float64 // size of the negative binomial count with one post known, logarithm,
	Learns float64 // how it grows with the logarithm of those known,
	Far    float64 // and with that of the hours looked ahead
}

// mostHours is how far ahead a forecast goes.
const mostHours = 7 * 24

var usual = Model{Scale: 0.0555, Decay: 0.558, Root: 0.444, Brings: 1, Weight: 29.9, Old: 0.727, Size: -1.633, Learns: 0.337, Far: -0.194}

// Next returns how many posts come in each of the next hours and in all.
func Next(times []time.Time, at time.Time, hours int) Forecast {
	return usual.Next(times, at, hours)
}

// Next is the forecast of a model.
func (m Model) Next(times []time.Time, at time.Time, hours int) Forecast {
	hours = max(0, min(hours, mostHours))
	f := Forecast{From: at, Hours: make([]Band, hours)}
	a := gather(times, at)
	var total float64
	means := m.expect(a, hours)
	for h, x := range means {
		f.Hours[h] = m.band(x, a.n, 1)
		total += x
	}
	f.Total = m.band(total, a.n, float64(hours))
	for h, x := range means { // the middles of hours do not add up: they share the whole
		if total > 0 {
			f.Hours[h].Expected = f.Total.Expected * x / total
		}
	}
	return f
}

// ages are the posts so far by how old they are, those about as old together.
type ages struct {
	n      float64
	first  float64 // hours
	counts []age
}

type age struct{ hours, n float64 }

const perFold = 5 // bins by which an age grows by a factor of e

func gather(times []time.Time, at time.Time) ages {
	var a ages
	bins := make(map[int]age)
	for _, t := range times {
		h := at.Sub(t).Hours()
		if h < 0 {
			continue
		}
		a.n++
		a.first = max(a.first, h)
		k := int(perFold * math.Log1p(h*60))
		b := bins[k]
		bins[k] = age{b.hours + h, b.n + 1}
	}
	for _, b := range bins {
		a.counts = append(a.counts, age{b.hours / b.n, b.n})
	}
	slices.SortFunc(a.counts, func(x, y age) int { return int(math.Copysign(1, x.hours-y.hours)) })
	return a
}

// left is the share of what a post brings that comes later than h hours after.
func (m Model) left(h float64) float64 { return math.Pow(1+max(0, h)/m.Scale, -m.Decay) }

// expect is how many posts come in each hour.
func (m Model) expect(a ages, hours int) []float64 {
	if a.n == 0 {
		return make([]float64, hours)
	}
	// Came and owed: posts, and what share of theirs the posts before should have brought.
	came, owed := 0.0, 0.0
	direct := make([]float64, hours)
	weigh := func(h, n float64) {
		now, day := m.left(h), 0.0
		owed += n * (1 - now)
		if h > 24 {
			day = 1 - m.left(h-24)
			owed -= (1 - m.Old) * n * day
		}
		for i := range direct {
			later := m.left(h + float64(i) + 1)
			direct[i] += n * (now - later)
			now = later
		}
	}
	weigh(a.first, m.Root-1)
	for _, b := range a.counts {
		weigh(b.hours, b.n)
		if b.hours > 24 {
			came += m.Old * b.n
		} else {
			came += b.n
		}
	}
	if a.first > 24 {
		came -= m.Old
	} else {
		came--
	}
	p := (m.Brings*m.Weight + max(0, came)) / (m.Weight + owed)
	p = min(p, 20)
	// What comes brings more: the share of it an hour and more later.
	q := min(p, 1)
	out := make([]float64, hours)
	for i := range out {
		out[i] = p * direct[i]
		for j := range i {
			out[i] += q * out[j] * (m.left(float64(i-j)-.5) - m.left(float64(i-j)+.5))
		}
		out[i] /= 1 - q*(1-m.left(.5))
	}
	return out
}

func (m Model) size(n, hours float64) float64 {
	return math.Exp(m.Size + m.Learns*math.Log(max(n, 1)) + m.Far*math.Log(max(hours, 1)))
}

func (m Model) band(mean, n, hours float64) Band {
	return bandOf(mean, m.size(n, hours))
}

// bandOf is the middle of a negative binomial count, and the shortest stretch
// from its lower tail on that holds 80 % of it.
func bandOf(mean, size float64) Band {
	if mean <= 0 {
		return Band{}
	}
	low := max(0, quantile(mean, size, .1))
	below := 0.0
	if low > 0 {
		below = cdf(low-1, mean, size)
	}
	return Band{middle(mean, size), low, quantile(mean, size, min(below+.8, .9))}
}

// middle is the median, between whole numbers.
func middle(mean, size float64) float64 {
	k := quantile(mean, size, .5)
	if k == 0 {
		return (1 - cdf(0, mean, size))
	}
	below := cdf(k-1, mean, size)
	return k - .5 + (.5-below)/(cdf(k, mean, size)-below)
}

// quantile is the least count that a negative binomial one reaches with the chance p.
func quantile(mean, size, p float64) float64 {
	most := 1.0
	for cdf(most, mean, size) < p {
		most *= 2
	}
	return float64(sort.Search(int(most), func(k int) bool { return cdf(float64(k), mean, size) >= p }))
}
