package story

import (
	"cmp"
	"math"
)

// nearest returns the slot of the story nearest to the terms, or -1.
func (x *Index) nearest(lang string, terms []term) int {
	s := &x.scratch
	s.reset(len(x.stories))
	for _, t := range terms {
		list := x.postings[t.hash]
		if len(list) > mostPostings { // a word of every other story tells none
			continue
		}
		for _, p := range list {
			s.add(p.story, float64(t.weight)*float64(p.weight()))
		}
	}
	best, most := -1, x.o.Similar
	for _, k := range s.touched {
		st := &x.stories[k]
		sim := s.dot[k] / math.Sqrt(st.norm) * (1 + x.o.Size*math.Log(float64(st.this.posts+st.past.posts)))
		if sim < most { // age and language make it no nearer
			continue
		}
		if age := x.now.Sub(st.last); age > 0 && !st.last.IsZero() {
			sim *= math.Exp2(-age.Hours() / x.o.Fade.Hours())
		}
		if in := cmp.Or(st.past.lang, st.this.lang); lang != in && lang != "" && in != "" {
			sim *= otherTongue
		}
		if sim > most || sim == most && best >= 0 && st.id < x.stories[best].id {
			best, most = int(k), sim
		}
	}
	return best
}

const (
	mostPostings = 5000
	// otherTongue is what a likeness counts between two languages: names and
	// figures stand in both.
	otherTongue = 0.5
)

// known is a language, empty where it was not recognised.
func known(lang string) string {
	if lang == "und" {
		return ""
	}
	return lang
}

// scratch is the memory of nearest, used again at every post.
type scratch struct {
	dot     []float64
	touched []int32
}

func (s *scratch) reset(n int) {
	for _, k := range s.touched {
		s.dot[k] = 0
	}
	s.touched = s.touched[:0]
	if len(s.dot) < n {
		s.dot = append(s.dot, make([]float64, n-len(s.dot))...)
	}
}

func (s *scratch) add(k int32, x float64) {
	if s.dot[k] == 0 {
		s.touched = append(s.touched, k)
	}
	s.dot[k] += x
}
