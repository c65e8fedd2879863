package story

import (
	"math"
	"time"
)

const (
	bands  = 15 // of rows hashes each: a copy with 5 shingles in 10 alike shares one with 98 %
	rows   = 2
	hashes = bands * rows
	// fewWords is what a text must have, to be told from a coincidence.
	fewWords = 5
	// wordings are how many texts that share a band are looked at, the latest
	// first: a text and its altered copies share most.
	wordings = 8
)

// sketch is the MinHash of a text's shingles of three words.
type sketch struct {
	min   [hashes]uint32
	words int32
}

// sketchOf reads the words of a text.
func sketchOf(text []said) sketch {
	s := sketch{words: int32(len(text))}
	for i := range s.min {
		s.min[i] = math.MaxUint32
	}
	for i := 2; i < len(text); i++ {
		s.put(uint64(text[i-2]>>classBits)*0x9E3779B97F4A7C15 ^ uint64(text[i-1]>>classBits)*0xC2B2AE3D27D4EB4F ^ uint64(text[i]>>classBits))
	}
	return s
}

// put counts a shingle in: each hash keeps its least value.
func (s *sketch) put(h uint64) {
	h *= 0xFF51AFD7ED558CCD
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

// copies remembers the latest posts that were no copies.
type copies struct {
	ring  []original
	size  int
	at    int
	kept  int64
	bands map[uint64]int32 // the latest of a band
	diff  diff
}

type original struct {
	id, story string
	read      time.Time
	order     int64 // of those kept
	sketch    sketch
	said      []said       // its first words
	before    [bands]int32 // the one of the same band before it, -1: none
}

func (c *copies) init(size int) {
	c.size = size
	c.bands = make(map[uint64]int32)
}

// found is what a text repeats.
type found struct {
	id    string // the post that it is a near-copy of, empty: of none
	story string // of that post, or of one that says the same with another figure, date or sense
}

// find looks for the post that says what a text says in the same words.
func (c *copies) find(s *sketch, text []said, now time.Time, least float64) (f found) {
	if s.words < fewWords {
		return found{}
	}
	best, near := 0.0, 0.0
	for i := 0; i < bands && best < 1; i++ {
		key := s.band(i)
		k, ok := c.bands[key]
		for step := 0; ok && step < wordings; step++ {
			o := &c.ring[k]
			if o.sketch.band(i) != key || now.Sub(o.read) >= Memory {
				break
			}
			if a := c.likeness(s, o, least); a > best || a > near && f.id == "" {
				switch change := c.diff.change(o.said, text); {
				case change == same && a > best:
					best, f.id, f.story = a, o.id, o.story
				case change == altered && f.id == "" && a > near:
					near, f.story = a, o.story
				}
			}
			before := o.before[i]
			if ok = before >= 0 && c.ring[before].order < o.order; ok {
				k = before
			}
		}
	}
	return f
}

// likeness is that of two texts of about the same length, or 0 below the least.
func (c *copies) likeness(s *sketch, o *original, least float64) float64 {
	if few, many := min(s.words, o.sketch.words), max(s.words, o.sketch.words); 2*few < many {
		return 0
	}
	if a := s.alike(&o.sketch); a >= least {
		return a
	}
	return 0
}

// keep remembers a post, in the place of the oldest when there are too many.
func (c *copies) keep(id, story string, s *sketch, text []said, now time.Time) {
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
	c.kept++
	o := &c.ring[c.at]
	*o = original{id: id, story: story, read: now, order: c.kept, sketch: *s, said: append(o.said[:0], text[:min(len(text), mostSaid)]...)}
	for i := range bands {
		key := s.band(i)
		o.before[i] = -1
		if k, ok := c.bands[key]; ok {
			o.before[i] = k
		}
		c.bands[key] = int32(c.at)
	}
	c.at = (c.at + 1) % c.size
}
