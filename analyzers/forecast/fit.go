package forecast

import (
	"math"
	"slices"
	"time"

	"vigie/analyzers/evidence"
)

func cdf(k, mean, size float64) float64 { return 1 - evidence.Tail(k+1, mean, mean+mean*mean/size) }

// Moment is a cascade as it is seen at a moment, and what came after.
type Moment struct {
	Times []time.Time // until then
	At    time.Time
	Later []time.Time
}

// looks are the ages, in hours, and numbers of posts at which a cascade is looked at.
var (
	lookAges  = []float64{.5, 1, 2, 4, 8, 16, 24, 36, 48, 72, 96}
	lookCount = []int{1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000}
)

// Moments are those of a cascade of which the next hours were seen whole: after
// its first posts and at some ages.
func (c Cascade) Moments(hours int) []Moment {
	var at []time.Time
	for _, n := range lookCount {
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

// loss is the mean surprise at what came.
func logChance(k, mean, size float64) float64 {
	mean = max(mean, 1e-9)
	a, _ := math.Lgamma(k + size)
	b, _ := math.Lgamma(size)
	c, _ := math.Lgamma(k + 1)
	return a - b - c + size*math.Log(size/(size+mean)) + k*math.Log(mean/(size+mean))
}

const nparams = 9

func (m Model) vector() [nparams]float64 {
	l := math.Log
	return [nparams]float64{l(m.Scale), l(m.Decay), l(m.Root), l(m.Brings), l(m.Weight), l(m.Old), m.Size, m.Learns, m.Far}
}

func modelOf(v [nparams]float64) Model {
	e := math.Exp
	return Model{e(v[0]), e(v[1]), e(v[2]), e(v[3]), e(v[4]), e(v[5]), v[6], v[7], v[8]}
}

type sample struct {
	ages
	later  []float64 // by hour
	weight float64
}

func sampleOf(m Moment, hours int) sample {
	s := sample{ages: gather(m.Times, m.At), later: make([]float64, hours), weight: 1}
	for _, t := range m.Later {
		s.later[min(hours-1, int(t.Sub(m.At).Hours()))]++
	}
	return s
}

func (m Model) loss(samples []sample) float64 {
	var sum, weights float64
	for _, s := range samples {
		mean, came := 0.0, 0.0
		l := 0.0
		for h, x := range m.expect(s.ages, len(s.later)) {
			mean += x
			came += s.later[h]
			switch h {
			case 0, 2, 11:
				l -= logChance(came, mean, m.size(s.n, float64(h+1)))
			}
		}
		l -= logChance(came, mean, m.size(s.n, float64(len(s.later))))
		if math.IsNaN(l) {
			return math.Inf(1)
		}
		sum += s.weight * l
		weights += s.weight
	}
	return sum / weights
}

// Fit finds the model.
func Fit(samples []sample, from Model, rounds int) (Model, float64) {
	v, l := simplex(from.vector(), func(v [nparams]float64) float64 { return modelOf(v).loss(samples) }, rounds)
	return modelOf(v), l
}

// simplex is the method of Nelder and Mead.
func simplex(from [nparams]float64, f func([nparams]float64) float64, rounds int) ([nparams]float64, float64) {
	type corner struct {
		v [nparams]float64
		y float64
	}
	corners := []corner{{from, f(from)}}
	for i := range from {
		v := from
		v[i] += .5
		corners = append(corners, corner{v, f(v)})
	}
	toward := func(a, b [nparams]float64, by float64) corner {
		for i := range a {
			a[i] += by * (b[i] - a[i])
		}
		return corner{a, f(a)}
	}
	last := len(corners) - 1
	for range rounds {
		slices.SortStableFunc(corners, func(a, b corner) int { return int(math.Copysign(1, a.y-b.y)) })
		var mid [nparams]float64
		for _, c := range corners[:last] {
			for i := range mid {
				mid[i] += c.v[i] / float64(last)
			}
		}
		worst := corners[last]
		next := toward(mid, worst.v, -1)
		switch {
		case next.y < corners[0].y:
			if more := toward(mid, worst.v, -2); more.y < next.y {
				next = more
			}
		case next.y >= corners[last-1].y:
			next = toward(mid, worst.v, .5)
			if next.y >= worst.y {
				for i := range corners[1:] {
					corners[i+1] = toward(corners[0].v, corners[i+1].v, .5)
				}
				continue
			}
		}
		corners[last] = next
	}
	best := slices.MinFunc(corners, func(a, b corner) int { return int(math.Copysign(1, a.y-b.y)) })
	return best.v, best.y
}
