package forecast_test

import (
	"math"
	"testing"
	"time"

	"vigie/analyzers/forecast"
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// every gives n times, evenly over some hours.
func every(n int, hours float64) []time.Time {
	var out []time.Time
	for i := range n {
		out = append(out, start.Add(time.Duration(float64(i)/float64(n)*hours*float64(time.Hour))))
	}
	return out
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		name                           string
		times                          []time.Time
		after                          float64 // hours since the start
		hours                          int
		least, most, leastHigh, mostHi float64 // of the whole: what is expected, the upper bound
	}{
		{"nothing", nil, 1, 12, 0, 0, 0, 0},
		{"one, now", every(1, 0), 0, 12, 0, 3, 1, 20},
		{"two in an hour", every(2, 1), 1, 12, 0, 3, 1, 20},
		{"five in an hour", every(5, 1), 1, 12, .5, 10, 3, 40},
		{"two, ten days ago", every(2, 1), 240, 12, 0, .1, 0, 1},
		{"twenty, ten days ago", every(20, 1), 240, 12, 0, .5, 0, 2},
		{"a hundred in three hours", every(100, 3), 3, 12, 20, 200, 60, 600},
		{"the same, a day later", every(100, 3), 27, 12, 0, 10, 1, 40},
		{"thousands", every(3000, 3), 3, 12, 500, 8000, 1500, 30_000},
		{"no hours", every(5, 1), 1, 0, 0, 0, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := start.Add(time.Duration(c.after * float64(time.Hour)))
			f := forecast.Next(c.times, at, c.hours)
			if len(f.Hours) != c.hours || !f.From.Equal(at) {
				t.Fatalf("%d hours from %v", len(f.Hours), f.From)
			}
			var sum, bounded float64
			for i, b := range append(f.Hours, f.Total) {
				if i < len(f.Hours) && (b.Expected < b.Low || b.Expected > b.High) {
					t.Errorf("hour %d: %v expected, out of its bounds %v and %v", i, b.Expected, b.Low, b.High)
				}
				if b.Expected == b.Low || b.Expected == b.High {
					bounded += .5 // an hour of which less than one is expected has none
				}
				if b.Low > b.High || b.Low < 0 || math.IsNaN(b.Expected+b.High) {
					t.Errorf("no band: %+v", b)
				}
				sum += b.Expected
			}
			if math.Abs(sum-2*f.Total.Expected) > 1e-6+bounded {
				t.Errorf("the hours sum up to %v, want %v", sum-f.Total.Expected, f.Total.Expected)
			}
			if x := f.Total; x.Expected < c.least || x.Expected > c.most || x.High < c.leastHigh || x.High > c.mostHi {
				t.Errorf("got %+v, want %v to %v expected, up to %v to %v", x, c.least, c.most, c.leastHigh, c.mostHi)
			}
		})
	}
}

// TestOnlyThePast wants nothing of what came after the moment.
func TestOnlyThePast(t *testing.T) {
	at := start.Add(29 * time.Minute)
	all, past := forecast.Next(every(10, 1), at, 12), forecast.Next(every(10, 1)[:5], at, 12)
	if all.Total != past.Total {
		t.Errorf("with what comes later %+v, without %+v", all.Total, past.Total)
	}
}

func BenchmarkNext(b *testing.B) {
	times := every(2000, 24)
	for b.Loop() {
		forecast.Next(times, start.Add(24*time.Hour), 12)
	}
}

// TestChances holds a band's bounds against the chances of its own count.
func TestChances(t *testing.T) {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var times []time.Time
	for i := range 300 {
		times = append(times, at.Add(-time.Duration(i+1)*time.Minute))
	}
	b := forecast.Next(times, at, 12).Total
	low, high := int(b.Low), int(b.High)
	if low < 1 || b.AtMost(low) < .1 || b.AtMost(low-1) >= .1 || b.AtMost(high) < .89 || b.AtLeast(high+1) > .11 || b.AtLeast(0) != 1 {
		t.Errorf("%+v: at most %d %.3f, at least %d %.3f", b, low, b.AtMost(low), high+1, b.AtLeast(high+1))
	}
	if none := forecast.Next(nil, at, 12).Total; none.AtMost(0) != 1 || none.AtLeast(1) != 0 {
		t.Errorf("nothing is known: %+v", none)
	}
}
