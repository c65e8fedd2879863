package rumor

import (
	"bytes"
	"encoding/binary"
	"math"

	"vigie/analyzers/annotation"
)

// Example is a thread of which is known whether it carries a rumour.
type Example struct {
	Posts  []annotation.Post // in time order, the first one first
	Rumour bool
}

const (
	epochs    = 30
	rate      = 0.1
	denseCost = 0.01 // weight decay
	wordCost  = 0.05
)

// Train fits the weights to threads, each seen at its first post, after some
// replies and whole, by logistic regression with AdaGrad. The same threads in
// the same order give the same bytes.
func Train(threads []Example) ([]byte, error) {
	var views []view
	var labels []float64
	var rumours float64
	for _, t := range threads {
		for _, v := range t.views() {
			views = append(views, v)
			y := 0.0
			if t.Rumour {
				y = 1
			}
			labels = append(labels, y)
			rumours += y
		}
	}
	m := new(model)
	m.fitScale(views)
	n := float64(len(views))
	balance := [2]float64{n / 2 / math.Max(1, n-rumours), n / 2 / math.Max(1, rumours)}
	var dense, denseSum [denseSize]float64
	words, wordSum := make([]float64, wordSize), make([]float64, wordSize)
	for epoch := range epochs {
		for k := range views {
			i := (k*7919 + epoch*31) % len(views)
			v := views[i]
			var z float64
			for j, x := range v.dense {
				z += dense[j] * x
			}
			for b, x := range v.words {
				z += words[b] * x
			}
			e := (labels[i] - logistic(z)) * balance[int(labels[i])]
			for j, x := range v.dense {
				descend(&dense[j], &denseSum[j], e*x-denseCost*dense[j])
			}
			for b, x := range v.words {
				descend(&words[b], &wordSum[b], e*x-wordCost*words[b])
			}
		}
	}
	for j, w := range dense {
		m.Dense[j] = float32(w)
	}
	m.quantise(words)
	var out bytes.Buffer
	err := binary.Write(&out, binary.LittleEndian, m)
	return out.Bytes(), err
}

func descend(w, sum *float64, g float64) {
	*sum += g * g
	*w += rate * g / math.Sqrt(*sum+1e-8)
}

// views are a thread as it is seen at its first post, and after 1, 4, 16 ...
// and all replies.
func (t Example) views() []view {
	var out []view
	var s state
	first, replies := make(map[uint32]float64), make(map[uint32]float64)
	next := 1
	snapshot := func() {
		v := view{dense: s.figures(), words: make(map[uint32]float64, len(first)+len(replies))}
		for b, x := range first {
			v.words[b] += x
		}
		for b, x := range replies {
			v.words[b] += x / (s.n + pull)
		}
		out = append(out, v)
	}
	for i, p := range t.Posts {
		f, words := read(p)
		s.add(f, p.Author, p.Published.Unix(), i > 0)
		into := first
		if i > 0 {
			into = replies
		}
		buckets(words, i > 0, func(b uint32, weight float64) { into[b] += weight })
		if i == 0 || i == next || i == len(t.Posts)-1 {
			snapshot()
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

func (m *model) quantise(words []float64) {
	most := 1e-9
	for _, w := range words {
		most = math.Max(most, math.Abs(w))
	}
	m.Step = float32(most / 127)
	for b, w := range words {
		m.Words[b] = int8(math.Round(w / most * 127))
	}
}
