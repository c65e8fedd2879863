package forecast

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"
)

// Cascade is when the posts of a story came, in order.
type Cascade struct {
	Times []time.Time
	End   time.Time // what came after it was not seen; zero: all was
}

// Moment is a cascade as it is seen at a moment, and what came after.
type Moment struct {
	Times []time.Time // until then
	At    time.Time
	Later []time.Time // in the hours looked ahead
}

// A cascade is looked at after so many posts, and at these ages in hours.
var (
	lookPosts = []int{1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000}
	lookAges  = []float64{.5, 1, 2, 4, 8, 16, 24, 36, 48, 72, 96}
)

// Moments are those of a cascade of which the next hours were seen whole.
func (c Cascade) Moments(hours int) []Moment {
	var at []time.Time
	for _, n := range lookPosts {
		if n <= len(c.Times) {
			at = append(at, c.Times[n-1].Add(time.Second))
		}
	}
	for _, h := range lookAges {
		at = append(at, c.Times[0].Add(time.Duration(h*float64(time.Hour))))
	}
	var out []Moment
	for _, t := range at {
		end := t.Add(time.Duration(hours) * time.Hour)
		if !c.End.IsZero() && end.After(c.End) {
			continue
		}
		i, _ := slices.BinarySearchFunc(c.Times, t, time.Time.Compare)
		j, _ := slices.BinarySearchFunc(c.Times, end, time.Time.Compare)
		out = append(out, Moment{c.Times[:i], t, c.Times[i:j]})
	}
	return out
}

// Open tells a story that goes on at the moment: a post came in the last 12 hours.
func (m Moment) Open() bool {
	return len(m.Times) > 0 && m.At.Sub(m.Times[len(m.Times)-1]) < 12*time.Hour
}

const (
	mostMoments = 150 // of an event, that a model is fitted to
	lookAhead   = 12  // hours
	alone       = .3  // what a story of one post counts for
	fitRounds   = 400
)

// sample is a moment for fitting.
type sample struct {
	ages
	later  [lookAhead]float64 // by hour
	weight float64
}

// Fit finds the model under which what came after is likeliest, in the next
// hour, three hours and 12 hours, all events alike. The same events in the same
// order give the same model.
func Fit(events ...[]Cascade) Model {
	var all []sample
	for _, event := range events {
		var moments []Moment
		for _, c := range event {
			for _, m := range c.Moments(lookAhead) {
				if m.Open() {
					moments = append(moments, m)
				}
			}
		}
		n := min(len(moments), mostMoments)
		for i := range n {
			m := moments[i*len(moments)/n]
			s := sample{ages: gather(m.Times, m.At), weight: 1 / float64(n)}
			if len(m.Times) == 1 {
				s.weight *= alone
			}
			for _, t := range m.Later {
				s.later[min(lookAhead-1, int(t.Sub(m.At).Hours()))]++
			}
			all = append(all, s)
		}
	}
	from := Model{Scale: .05, Decay: .5, Root: .5, Brings: 1, Weight: 30, Size: -1.5, Learns: .3, Far: -.2}
	return model(simplex(from.vector(), func(v vector) float64 { return model(v).loss(all) }))
}

// JSON is how a model is kept, with the digits that matter.
func (m Model) JSON() ([]byte, error) {
	v := m.vector()
	for i, x := range v {
		v[i] = math.Round(x*1e3) / 1e3
	}
	m = model(v)
	for _, p := range []*float64{&m.Scale, &m.Decay, &m.Root, &m.Brings, &m.Weight} {
		digits := math.Pow(10, 3-math.Floor(math.Log10(*p)))
		*p = math.Round(*p*digits) / digits
	}
	b, err := json.MarshalIndent(m, "", "  ")
	return append(b, '\n'), err
}

// vector is a model without bounds: what must be positive by its logarithm.
type vector [8]float64

func (m Model) vector() vector {
	return vector{math.Log(m.Scale), math.Log(m.Decay), math.Log(m.Root), math.Log(m.Brings), math.Log(m.Weight), m.Size, m.Learns, m.Far}
}

func model(v vector) Model {
	return Model{math.Exp(v[0]), math.Exp(v[1]), math.Exp(v[2]), math.Exp(v[3]), math.Exp(v[4]), v[5], v[6], v[7]}
}

// loss is the mean surprise at what came.
func (m Model) loss(samples []sample) float64 {
	var sum, weights float64
	for _, s := range samples {
		var mean, came float64
		for h, x := range m.expect(s.ages, lookAhead) {
			mean, came = mean+x, came+s.later[h]
			if h == 0 || h == 2 || h == lookAhead-1 {
				last := 1.0
				if h == lookAhead-1 {
					last = 2 // what is asked for most
				}
				sum -= last * s.weight * chance(came, mean, m.size(s.n, float64(h+1)))
			}
		}
		weights += s.weight
	}
	if math.IsNaN(sum) {
		return math.Inf(1)
	}
	return sum / weights
}

// chance is the logarithm of that of a negative binomial count.
func chance(k, mean, size float64) float64 {
	mean = max(mean, 1e-9)
	a, _ := math.Lgamma(k + size)
	b, _ := math.Lgamma(size)
	c, _ := math.Lgamma(k + 1)
	return a - b - c + size*math.Log(size/(size+mean)) + k*math.Log(mean/(size+mean))
}

// simplex finds where f is least, by the method of Nelder and Mead (The
// Computer Journal 1965).
func simplex(from vector, f func(vector) float64) vector {
	type corner struct {
		v vector
		y float64
	}
	corners := []corner{{from, f(from)}}
	for i := range from {
		v := from
		v[i] += .5
		corners = append(corners, corner{v, f(v)})
	}
	toward := func(a, b vector, by float64) corner {
		for i := range a {
			a[i] += by * (b[i] - a[i])
		}
		return corner{a, f(a)}
	}
	last := len(corners) - 1
	order := func(a, b corner) int { return cmp.Compare(a.y, b.y) }
	for range fitRounds {
		slices.SortStableFunc(corners, order)
		var mid vector
		for _, c := range corners[:last] {
			for i := range mid {
				mid[i] += c.v[i] / float64(last)
			}
		}
		worst := corners[last]
		next := toward(mid, worst.v, -1)
		if next.y < corners[0].y {
			next = slices.MinFunc([]corner{next, toward(mid, worst.v, -2)}, order)
		} else if next.y >= corners[last-1].y {
			next = toward(mid, worst.v, .5)
		}
		if corners[last] = next; next.y < worst.y {
			continue
		}
		corners[last] = worst
		for i := range corners[1:] {
			corners[i+1] = toward(corners[0].v, corners[i+1].v, .5)
		}
	}
	return slices.MinFunc(corners, order).v
}
