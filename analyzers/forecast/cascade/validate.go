package cascade

import (
	"maps"
	"math"
	"slices"

	"vigie/analyzers/forecast"
)

const (
	folds = 4
	ahead = 12 // hours
	most  = 1500
)

// Measure is how good the forecasts of the next 12 hours are, at moments of
// open stories of two posts and more, by a model fitted to other events.
type Measure struct {
	Event   string // empty: all together
	Moments int
	Covered float64 // share of moments at which what came lies in the band of 80 %
	Error   float64 // mean of |log(1+n) - log(1+n expected)|,
	Same    float64 // of who expects the same again as in the last 12 hours,
	None    float64 // and of who expects nothing
}

func (m *Measure) add(o Measure, by float64) {
	m.Covered += by * o.Covered
	m.Error += by * o.Error
	m.Same += by * o.Same
	m.None += by * o.None
}

// Validate judges each event by a model fitted to the events of the other folds,
// never a part of its own: first all together, then each.
func Validate(events map[string][]forecast.Cascade) []Measure {
	names := slices.Sorted(maps.Keys(events))
	all := Measure{}
	var each []Measure
	for fold := range folds {
		var others [][]forecast.Cascade
		for i, name := range names {
			if i%folds != fold {
				others = append(others, events[name])
			}
		}
		m := forecast.Fit(others...)
		for i := fold; i < len(names); i += folds {
			one := judge(m, events[names[i]])
			one.Event = names[i]
			all.add(one, float64(one.Moments))
			all.Moments += one.Moments
			each = append(each, one)
		}
	}
	if all.Moments > 0 {
		sum := all
		all = Measure{Moments: sum.Moments}
		all.add(sum, 1/float64(sum.Moments))
	}
	slices.SortFunc(each, func(a, b Measure) int { return slices.Index(names, a.Event) - slices.Index(names, b.Event) })
	return append([]Measure{all}, each...)
}

func judge(m forecast.Model, cascades []forecast.Cascade) Measure {
	var moments []forecast.Moment
	for _, c := range cascades {
		for _, at := range c.Moments(ahead) {
			if at.Open() && len(at.Times) > 1 {
				moments = append(moments, at)
			}
		}
	}
	n := min(len(moments), most)
	var out Measure
	for i := range n {
		at := moments[i*len(moments)/n]
		got, came := m.Next(at.Times, at.At, ahead).Total, float64(len(at.Later))
		same := 0.0
		for _, t := range at.Times {
			if at.At.Sub(t).Hours() <= ahead {
				same++
			}
		}
		if came >= got.Low && came <= got.High {
			out.Covered++
		}
		out.Error += math.Abs(math.Log1p(came) - math.Log1p(got.Expected))
		out.Same += math.Abs(math.Log1p(came) - math.Log1p(same))
		out.None += math.Log1p(came)
	}
	mean := Measure{Moments: n}
	mean.add(out, 1/math.Max(1, float64(n)))
	return mean
}
