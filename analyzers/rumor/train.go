package rumor

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"vigie/analyzers/annotation"
)

// Example is a thread of which is known whether it carries a rumour.
type Example struct {
	Posts  []annotation.Post // in time order, the first one first
	Rumour bool
}

// The three parts are fitted apart and added: together, the words of one event
// would explain what the measures hold of any. Costs and gains were chosen on
// two events, each judged by weights trained on the other.
const (
	rounds    = 150
	denseCost = 1 // weight decay
	denseGain = 4
	firstCost = .01
	firstGain = 1
	replyCost = .01
	replyGain = 3
)

// term is a measure or bucket and what it counts.
type term struct {
	i int
	x float64
}

// sample is what a part sees of a view.
type sample struct {
	terms  []term
	rumour float64 // 1 or 0
}

// Train fits the weights to threads, each seen at its first post, after some
// replies and whole, by logistic regression. The same threads in
// the same order give the same bytes.
func Train(threads []Example) ([]byte, error) {
	var views []view
	var labels []float64
	for _, t := range threads {
		for _, v := range t.views() {
			views = append(views, v)
			y := 0.0
			if t.Rumour {
				y = 1
			}
			labels = append(labels, y)
		}
	}
	m := new(model)
	m.fitScale(views)
	var dense, first, replies []sample
	for i, v := range views {
		var all []term
		for j, x := range v.dense {
			all = append(all, term{j, x})
		}
		dense = append(dense, sample{all, labels[i]})
		if len(v.first) > 0 {
			first = append(first, sample{v.first.terms(), labels[i]})
		}
		if len(v.replies) > 0 {
			replies = append(replies, sample{v.replies.terms(), labels[i]})
		}
	}
	for j, w := range fit(dense, denseSize, denseCost) {
		m.Dense[j] = float32(denseGain * w)
	}
	m.FirstStep = quantise(m.First[:], fitWords(first, firstSize, firstCost), firstGain)
	m.ReplyStep = quantise(m.Reply[:], fitWords(replies, replySize, replyCost), replyGain)
	var out bytes.Buffer
	err := binary.Write(&out, binary.LittleEndian, m)
	return out.Bytes(), err
}

// fitWords fits words that count for more the rarer they are; the weights have
// that in them.
func fitWords(samples []sample, size int, cost float64) []float64 {
	rare := make([]float64, size)
	for _, s := range samples {
		for _, t := range s.terms {
			rare[t.i]++
		}
	}
	for b, n := range rare {
		rare[b] = 1 + math.Log((1+float64(len(samples)))/(1+n))
	}
	for _, s := range samples {
		for k := range s.terms {
			s.terms[k].x *= rare[s.terms[k].i]
		}
	}
	w := fit(samples, size, cost)
	for b := range w {
		w[b] *= rare[b]
	}
	return w
}

// fit weighs rumours and others alike, however many there are of each.
func fit(samples []sample, size int, cost float64) []float64 {
	var rumours float64
	for _, s := range samples {
		rumours += s.rumour
	}
	n := float64(len(samples))
	balance := [2]float64{n / 2 / math.Max(1, n-rumours), n / 2 / math.Max(1, rumours)}
	var square float64
	for _, s := range samples {
		for _, t := range s.terms {
			square += t.x * t.x / n
		}
	}
	step := 2 / (square + cost)
	w, grad := make([]float64, size), make([]float64, size)
	for range rounds {
		clear(grad)
		for _, s := range samples {
			var z float64
			for _, t := range s.terms {
				z += w[t.i] * t.x
			}
			e := (s.rumour - logistic(z)) * balance[int(s.rumour)] / n
			for _, t := range s.terms {
				grad[t.i] += e * t.x
			}
		}
		for i := range w {
			w[i] += step * (grad[i] - cost*w[i])
		}
	}
	return w
}

// counts are words by their bucket.
type counts map[uint32]float64

func (c counts) terms() []term {
	out := make([]term, 0, len(c))
	for _, b := range slices.Sorted(maps.Keys(c)) {
		out = append(out, term{int(b), c[b]})
	}
	return out
}

// views are a thread as it is seen at its first post, and after 1, 4, 16 ...
// and all replies.
func (t Example) views() []view {
	var out []view
	var s state
	first, replies := make(counts), make(counts)
	next := 1
	for i, p := range t.Posts {
		f, words := read(p, readCues(p))
		s.add(f, p.Author, p.Published.Unix(), i > 0)
		into := first
		if i > 0 {
			into = replies
		}
		buckets(words, i > 0, func(b uint32, weight float64) { into[b] += weight })
		if i == 0 || i == next || i == len(t.Posts)-1 {
			v := view{dense: s.figures(), first: maps.Clone(first), replies: make(counts, len(replies))}
			for b, x := range replies {
				v.replies[b] = x / (s.n + pull)
			}
			out = append(out, v)
		}
		if i == next {
			next *= 4
		}
	}
	return out
}

// fitScale brings all measures to mean 0 and variance 1.
func (m *model) fitScale(views []view) {
	n := float64(len(views))
	for j := range denseSize {
		var sum, squares float64
		for _, v := range views {
			sum += v.dense[j]
			squares += v.dense[j] * v.dense[j]
		}
		mean := sum / n
		m.Mean[j] = float32(mean)
		m.Scale[j] = float32(math.Sqrt(math.Max(squares/n-mean*mean, 1e-4)))
	}
	for i := range views {
		for j, x := range views[i].dense {
			views[i].dense[j] = m.standard(j, x)
		}
	}
}

// quantise writes weights as whole numbers of a step, which it returns.
func quantise(into []int8, words []float64, gain float64) float32 {
	most := 1e-9
	for _, w := range words {
		most = math.Max(most, math.Abs(w))
	}
	for b, w := range words {
		into[b] = int8(math.Round(w / most * 127))
	}
	return float32(gain * most / 127)
}
