package anomaly

import (
	"math"
	"time"
)

// level is the value itself.
type level struct{}

func (level) add(_ time.Time, v float64) (float64, bool) { return v, true }

// ring holds the last rows.
type ring struct {
	v []float64
	i int
}

func (r *ring) push(size int, v float64) (old float64, full bool) {
	if len(r.v) < size {
		r.v = append(r.v, v)
		return 0, false
	}
	old, r.v[r.i] = r.v[r.i], v
	r.i = (r.i + 1) % size
	return old, true
}

// change is the difference with the value some rows before.
type change struct {
	lag int
	ring
}

func (c *change) add(_ time.Time, v float64) (float64, bool) {
	old, full := c.push(c.lag, v)
	return v - old, full
}

// mean is the mean of the last rows.
type mean struct {
	rows int
	ring
}

func (m *mean) add(_ time.Time, v float64) (float64, bool) {
	_, full := m.push(m.rows, v)
	var sum float64
	for _, x := range m.v {
		sum += x
	}
	return sum / float64(len(m.v)), full
}

// season is how far the last rows are from the usual of their time of day, the
// mean of the days before with the older ones fading.
type season struct {
	rows  int
	usual [96]float64
	seen  [96]float64
	ring
}

func (s *season) add(at time.Time, v float64) (float64, bool) {
	slot := (at.Hour()*60 + at.Minute()) / 15
	known := s.seen[slot] >= 2
	residual := v - s.usual[slot]
	weight := math.Max(1/(s.seen[slot]+1), 0.05)
	s.usual[slot] += weight * residual
	s.seen[slot]++
	if !known {
		return 0, false
	}
	_, full := s.push(s.rows, residual)
	var sum float64
	for _, x := range s.v {
		sum += x
	}
	return sum / float64(len(s.v)), full
}
