package story

import (
	"math"

	"github.com/cespare/xxhash/v2"

	words "vigie/analyzers/text"
)

const (
	bands  = 10 // of rows hashes each: a copy with 7 shingles in 10 alike shares one with 98 %
	rows   = 3
	hashes = bands * rows
	// fewWords is what a text must have, to be told from a coincidence.
	fewWords = 5
)

// sketch is the MinHash of a text's shingles of three words.
type sketch struct {
	min   [hashes]uint32
	words int
}

// sketchOf reads the words of a text; handles, addresses and emoji are left out,
// since those who copy add their own.
func sketchOf(toks []words.Token) sketch {
	s := sketch{}
	for i := range s.min {
		s.min[i] = math.MaxUint32
	}
	var a, b uint64
	for i, t := range toks {
		if t.Kind == words.URL || t.Kind == words.Emoji || t.Kind == words.Handle || i < 2 && t.Fold == "rt" {
			continue
		}
		c := xxhash.Sum64String(t.Fold)
		s.words++
		if s.words >= 3 {
			s.put(a*0x9E3779B97F4A7C15 ^ b*0xC2B2AE3D27D4EB4F ^ c)
		}
		a, b = b, c
	}
	return s
}

// put counts a shingle in: each hash keeps its least value.
func (s *sketch) put(h uint64) {
	h ^= h >> 32
	for i := range s.min {
		h = h*0xD6E8FEB86659FD93 + 0xA0761D6478BD642F // one more step of a generator seeded by the shingle
		if v := uint32(h >> 32); v < s.min[i] {
			s.min[i] = v
		}
	}
}

func (s *sketch) band(i int) uint64 {
	h := uint64(i)*0x9E3779B97F4A7C15 + 1
	for _, v := range s.min[i*rows : (i+1)*rows] {
		h = (h ^ uint64(v)) * 0xFF51AFD7ED558CCD
		h ^= h >> 29
	}
	return h
}

// alike estimates the share of common shingles.
func (s *sketch) alike(o *sketch) float64 {
	n := 0
	for i := range s.min {
		if s.min[i] == o.min[i] {
			n++
		}
	}
	return float64(n) / hashes
}

// copies remembers the sketches of the latest posts that were no copies.
type copies struct {
	ring  []original
	size  int
	at    int
	bands map[uint64]int32
}

type original struct {
	id, story string
	sketch    sketch
}

func (c *copies) init(size int) {
	c.size = size
	c.bands = make(map[uint64]int32)
}

// find returns the post that s is a near-copy of, and its story.
func (c *copies) find(s *sketch, least float64) (id, story string) {
	if s.words < fewWords {
		return "", ""
	}
	best := least
	for i := range bands {
		k, ok := c.bands[s.band(i)]
		if !ok {
			continue
		}
		o := &c.ring[k]
		if few, many := min(s.words, o.sketch.words), max(s.words, o.sketch.words); 2*few < many {
			continue
		}
		if a := s.alike(&o.sketch); a > best || a == best && id == "" {
			best, id, story = a, o.id, o.story
		}
	}
	return id, story
}

// keep remembers a post, in the place of the oldest when there are too many.
func (c *copies) keep(id, story string, s *sketch) {
	if s.words < fewWords {
		return
	}
	if len(c.ring) < c.size {
		c.ring = append(c.ring, original{})
	} else {
		old := &c.ring[c.at].sketch
		for i := range bands {
			if k := old.band(i); c.bands[k] == int32(c.at) {
				delete(c.bands, k)
			}
		}
	}
	c.ring[c.at] = original{id, story, *s}
	for i := range bands {
		c.bands[s.band(i)] = int32(c.at)
	}
	c.at = (c.at + 1) % c.size
}
