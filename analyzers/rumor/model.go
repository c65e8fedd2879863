package rumor

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"vigie/analyzers/annotation"
)

// The model is linear: measures of a thread's first post, the mean of the same
// measures over its replies, three figures of the thread, and the words of
// both. So every score can be taken apart.
const (
	threadFigures = 3 // replies, minutes, share of authors who wrote once
	denseSize     = 2*features + threadFigures
	firstSize     = 24 << 10 // buckets of the words of first posts
	replySize     = 8 << 10
	pull          = 3 // replies that the mean is held by, at zero
	maxAuthors    = 100
)

// Made from the two events of ../shared/data/rumours by
//
//	go run ./cmd/train rumor
//
//go:embed weights.bin
var weights []byte

// model has its fields exported for encoding/binary alone.
type model struct {
	Mean, Scale, Dense [denseSize]float32
	FirstStep          float32 // what one unit of First weighs
	First              [firstSize]int8
	ReplyStep          float32
	Reply              [replySize]int8
}

func loadModel(b []byte) (*model, error) {
	m := new(model)
	if err := binary.Read(bytes.NewReader(b), binary.LittleEndian, m); err != nil {
		return nil, fmt.Errorf("read the rumour weights: %w", err)
	}
	return m, nil
}

// view is one thread up to a moment, ready for the model.
type view struct {
	dense          [denseSize]float64
	first, replies counts // words
}

// state is what is kept of a thread: sums only, so that a thread of a million
// replies takes no more room than one of ten.
type state struct {
	first, replies reading
	firsts, n      float64
	authors        []uint32 // hashed, of the first maxAuthors
	repeat         float64  // replies by an author who had written before
	begin, end     int64    // Unix seconds
}

func (s *state) figures() (dense [denseSize]float64) {
	for i := range features {
		dense[i] = s.first[i] / math.Max(1, s.firsts)
		dense[features+i] = s.replies[i] / (s.n + pull)
	}
	dense[2*features] = math.Log1p(s.n)
	if s.n > 0 {
		dense[2*features+1] = math.Log1p(math.Max(0, float64(s.end-s.begin)) / 60)
	}
	dense[2*features+2] = (s.n - s.repeat) / (s.n + 1)
	return dense
}

// add takes one post's measures in.
func (s *state) add(f reading, author string, at int64, reply bool) {
	if s.begin == 0 || at < s.begin {
		s.begin = at
	}
	s.end = max(s.end, at)
	if !reply {
		s.firsts++
		for i, x := range f {
			s.first[i] += x
		}
		return
	}
	for i, x := range f {
		s.replies[i] += x
	}
	s.n++
	if author == "" {
		return
	}
	h := hash(author)
	if slices.Contains(s.authors, h) {
		s.repeat++
	} else if len(s.authors) < maxAuthors {
		s.authors = append(s.authors, h)
	}
}

// hash is FNV-1a.
func hash(parts ...string) uint32 {
	h := uint32(2166136261)
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint32(s[i])) * 16777619
		}
	}
	return h
}

// buckets calls f with the bucket of each word and pair of a first post, or of
// each word of a reply, and with what it counts there. Bucket 0 says that there
// is a post.
func buckets(words []string, reply bool, f func(bucket uint32, weight float64)) {
	if len(words) == 0 {
		return
	}
	f(0, 1)
	if reply {
		weight := 1 / math.Sqrt(float64(len(words)))
		for _, w := range words {
			f(1+hash("r ", w)%(replySize-1), weight)
		}
		return
	}
	weight := 1 / math.Sqrt(float64(2*len(words)))
	prev := "^"
	for _, w := range words {
		f(1+hash("u ", w)%(firstSize-1), weight)
		f(1+hash("b ", prev, " ", w)%(firstSize-1), weight)
		prev = w
	}
}

// wordScore is what the words of one post add.
func (m *model) wordScore(words []string, reply bool) float64 {
	var sum float64
	weights, step := m.First[:], m.FirstStep
	if reply {
		weights, step = m.Reply[:], m.ReplyStep
	}
	buckets(words, reply, func(b uint32, weight float64) { sum += float64(weights[b]) * weight })
	return sum * float64(step)
}

// standard brings a measure to the scale that it was trained on.
func (m *model) standard(i int, x float64) float64 {
	if i == fBias {
		return x
	}
	return math.Max(-3, math.Min(3, (x-float64(m.Mean[i]))/float64(m.Scale[i])))
}

// denseScore is what the measures add.
func (m *model) denseScore(dense [denseSize]float64) (sum float64) {
	for i, x := range dense {
		sum += float64(m.Dense[i]) * m.standard(i, x)
	}
	return sum
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// isReply tells an answer from what opens a thread: who names what it answers
// does, even where that was not seen; of a thread known by a key alone the first
// post seen opens it.
func isReply(p annotation.Post, first bool) bool {
	switch {
	case p.Thread != "" && p.Thread == p.ID:
		return false
	case p.Parent != "":
		return true
	}
	return !first && p.Thread != ""
}
