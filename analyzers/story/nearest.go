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
			s.add(p.story, t, p.weight())
		}
	}
	best, most := -1, x.o.Similar
	for _, k := range s.touched {
		st := &x.stories[k]
		norm := math.Sqrt(st.norm)
		core := s.shared[k].core(norm)
		if core < leastCore {
			continue
		}
		sim := s.dot[k] / norm * (1 + x.o.Size*min(1, core/fullCore)*math.Log(float64(st.this.posts+st.past.posts)))
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

// What a post must have in common with a story besides the likeness, so that a
// story does not drift, nor take in what shares one word of its matter. They were
// chosen with Similar and Size, see Options, and cost tweets 0.015 of B-cubed F1: a
// stream of one company needs them, whose every matter has a word in common.
const (
	// leastCore is the least weight in a story of the heaviest word that a post
	// shares with it, the story's length being one: what a story's posts have in
	// common, not what some of them say besides. From fullCore on, the story's
	// size counts in full.
	leastCore, fullCore = 0.2, 0.4
	// soleCore and soleShare are the least weight of a word that is the only one
	// shared, in the story and in the post: it is what both are about.
	soleCore, soleShare = 0.43, 0.25
	// rareShare is the share of usual posts from which on a word does not count
	// as shared. A figure never does.
	rareShare = 0.005
)

// shared is what a post and a story have in common.
type shared struct {
	words       int     // rare ones
	story, post float32 // the most that one of them weighs in the story, in the post
}

// core is what the heaviest shared word weighs in a story of that length, 0 where
// what is shared makes no story.
func (s shared) core(length float64) float64 {
	core := float64(s.story) / length
	if s.words == 0 || s.words == 1 && (core < soleCore || s.post < soleShare) {
		return 0
	}
	return core
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
	shared  []shared
	touched []int32
}

func (s *scratch) reset(n int) {
	for _, k := range s.touched {
		s.dot[k], s.shared[k] = 0, shared{}
	}
	s.touched = s.touched[:0]
	if len(s.dot) < n {
		s.dot = append(s.dot, make([]float64, n-len(s.dot))...)
		s.shared = append(s.shared, make([]shared, n-len(s.shared))...)
	}
}

// add counts a word in that a post shares with the story in slot k, where it has
// that weight.
func (s *scratch) add(k int32, t term, weight float32) {
	if s.dot[k] == 0 {
		s.touched = append(s.touched, k)
	}
	s.dot[k] += float64(t.weight) * float64(weight)
	if t.usual > rareShare || isFigure(t.word) {
		return
	}
	c := &s.shared[k]
	c.words++
	c.story, c.post = max(c.story, weight), max(c.post, t.weight)
}
