package anomaly

import (
	"math"
	"sort"
)

const (
	blockRows = 20  // rows in a block
	blocks    = 200 // blocks remembered
	spared    = 1   // extremes passed over, so that an anomaly does not hide the next
)

// past remembers a series by the extremes and the middle of its blocks.
type past struct {
	n              int
	lows, highs    []float64 // of the last finished blocks
	middles        []float64
	block          []float64
	mid, low, high float64
	scratch        []float64
}

func newPast() *past { return &past{block: make([]float64, 0, blockRows)} }

// unlike is how far x lies from the middle, beside the extremes: 1 is as far as
// they, or as grain where they are nearer.
func (p *past) unlike(x, grain float64) float64 {
	if len(p.highs) < 2 {
		return 0
	}
	d := x - p.mid
	side := p.high - p.mid
	if d < 0 {
		d, side = -d, p.mid-p.low
	}
	// A side on which nothing was ever seen borrows from the other.
	side = math.Max(math.Max(side, (p.high-p.low)/4), grain)
	if side <= 1e-12*math.Max(1, math.Abs(p.mid)) {
		if d > 1e-9*math.Max(1, math.Abs(p.mid)) {
			return 3
		}
		return 0
	}
	return math.Min(d/side, 10)
}

func (p *past) add(x float64) {
	p.n++
	p.block = append(p.block, x)
	if len(p.block) < blockRows {
		return
	}
	sort.Float64s(p.block)
	p.lows = push(p.lows, p.block[0])
	p.highs = push(p.highs, p.block[blockRows-1])
	p.middles = push(p.middles, p.block[blockRows/2])
	p.block = p.block[:0]
	p.mid = p.rank(p.middles, len(p.middles)/2)
	k := min(spared, (len(p.lows)-1)/4)
	p.low = p.rank(p.lows, k)
	p.high = p.rank(p.highs, len(p.highs)-1-k)
}

func push(s []float64, x float64) []float64 {
	if len(s) == blocks {
		copy(s, s[1:])
		s = s[:blocks-1]
	}
	return append(s, x)
}

func (p *past) rank(s []float64, k int) float64 {
	p.scratch = append(p.scratch[:0], s...)
	sort.Float64s(p.scratch)
	return p.scratch[k]
}
