// Package story puts posts that tell the same thing together, while they come,
// and tells near-copies. It keeps no text and bounded memory; two languages that
// tell the same thing are two stories.
//
// A post joins the story whose centroid it is nearest to, by TF-IDF with document
// frequencies that fade (incremental single pass, found better than embeddings on
// French and English posts by Mazoyer et al., LREC 2020), a story's size and
// freshness counting for it. Near-copies are found by MinHash of word shingles
// (Broder 1997).
package story

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"
)

// Options bound and tune an Index. The zero value of each is its default.
type Options struct {
	Similar    float64       // least similarity to join a story, 0.165
	Size       float64       // how much a large story attracts, 0.2
	Copy       float64       // least share of common shingles of a near-copy, 0.6
	Forget     time.Duration // a story without a post for so long is closed, 14 days
	Fade       time.Duration // half-life of a story's attraction, 2 days
	MaxStories int           // open stories, about 3 kB each, 10 000
	MaxCopies  int           // posts that a copy is sought among, about 400 B each, 50 000
	Names      []string      // that posts are looked for by; they tell no story
}

func (o Options) withDefaults() Options {
	def := func(x *float64, d float64) {
		if *x == 0 {
			*x = d
		}
	}
	def(&o.Similar, 0.165)
	def(&o.Size, 0.2)
	def(&o.Copy, 0.6)
	if o.Forget == 0 {
		o.Forget = 14 * 24 * time.Hour
	}
	if o.Fade == 0 {
		o.Fade = 48 * time.Hour
	}
	if o.MaxStories == 0 {
		o.MaxStories = 10_000
	}
	if o.MaxCopies == 0 {
		o.MaxCopies = 50_000
	}
	return o
}

// Index is the open stories. It is not safe for concurrent use.
type Index struct {
	o        Options
	now      time.Time // latest time seen
	words    frequencies
	stems    stems
	postings map[uint32][]posting
	stories  []story // slots; a closed one is reused
	free     []int
	byID     map[string]int
	oldest   list
	copies   copies
	scratch  scratch
}

// posting is a story that has a term, with the term's weight in its centroid.
type posting struct {
	story  int32
	weight float32
}

// story is a centroid. Its weights stand in the postings.
type story struct {
	id         string
	lang       string // of the first post; empty: unknown
	last       time.Time
	posts      int
	norm       float64 // of the centroid, squared
	terms      []uint32
	prev, next int32 // in the list of open stories, least recently written to first
}

// term is a word of a post.
type term struct {
	hash   uint32
	weight float32
	usual  float32 // share of usual posts that it stands in
	word   string  // as written, with the rest of the name that it is part of
}

// New returns an index that has read nothing.
func New(o Options) *Index {
	x := &Index{o: o.withDefaults(), postings: map[uint32][]posting{}, byID: map[string]int{}, oldest: list{-1, -1}}
	x.words.df = make([]float32, 1<<20)
	x.copies.init(x.o.MaxCopies)
	x.stems.expect(o.Names)
	return x
}

// Add reads the next post and returns its story, the post that it is a near-copy
// of, if any, and its most telling terms. Posts come in time order; at may be zero.
func (x *Index) Add(id string, at time.Time, lang, title, text string) (storyID string, copyOf *string, terms []string) {
	return x.add(id, at, lang, title, text, "", nil)
}

// Follow reads the next post where a thread tells its story: it stands in that
// story whatever its words, which are a reply's and say little, and does not
// change what the story is about.
func (x *Index) Follow(id string, at time.Time, lang, text, storyID string) (copyOf *string, terms []string) {
	x.tick(at)
	read, sketch := x.read(lang, "", text)
	if original, _ := x.copies.find(&sketch, x.o.Copy); original != "" && original != id {
		copyOf = &original
	} else {
		x.copies.keep(id, storyID, &sketch)
	}
	if slot := x.slotOf(storyID); slot >= 0 {
		x.stories[slot].last = x.now
		x.unlink(slot)
		x.link(slot)
	}
	return copyOf, telling(read, 6)
}

// Restore reads a stored post again, into the story that it was put in then. After
// the stored posts of the last Options.Forget, the index goes on as it left off.
func (x *Index) Restore(id string, at time.Time, lang, title, text, storyID string, copyOf *string) {
	x.add(id, at, lang, title, text, storyID, copyOf)
}

func (x *Index) add(id string, at time.Time, lang, title, text, before string, knownCopy *string) (string, *string, []string) {
	x.tick(at)
	terms, sketch := x.read(lang, title, text)
	copyOf := knownCopy
	original, of := x.copies.find(&sketch, x.o.Copy)
	if before == "" && original != "" && original != id {
		copyOf = &original
	}
	slot := -1
	switch {
	case before != "":
		slot = x.slotOf(before)
	case copyOf != nil:
		if s, ok := x.byID[of]; ok {
			slot = s
		}
	}
	if slot < 0 && len(terms) > 0 && before == "" {
		slot = x.nearest(known(lang), terms)
	}
	name := before
	if slot >= 0 {
		name = x.stories[slot].id
	} else if name == "" {
		name = ID(id)
	}
	if len(terms) > 0 {
		if slot < 0 {
			slot = x.open(name, known(lang))
		}
		x.join(slot, terms)
	}
	if copyOf == nil {
		x.copies.keep(id, name, &sketch)
	}
	return name, copyOf, telling(terms, 6)
}

// slotOf is the slot of an open story, or -1.
func (x *Index) slotOf(id string) int {
	if s, ok := x.byID[id]; ok {
		return s
	}
	return -1
}

// ID is the identifier of the story that begins with that post: the same at every
// reading.
func ID(post string) string {
	if len(post) <= 16 {
		return "s-" + post
	}
	if _, err := hex.DecodeString(post); err == nil {
		return "s-" + post[:16]
	}
	return "s-" + strconv.FormatUint(xxhash.Sum64String(post), 16)
}

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
			s.add(p.story, float64(t.weight)*float64(p.weight))
		}
	}
	best, most := -1, x.o.Similar
	for _, k := range s.touched {
		st := &x.stories[k]
		sim := s.dot[k] / math.Sqrt(st.norm) * (1 + x.o.Size*math.Log(float64(st.posts)))
		if age := x.now.Sub(st.last); age > 0 && !st.last.IsZero() {
			sim *= math.Exp2(-age.Hours() / x.o.Fade.Hours())
		}
		if lang != st.lang && lang != "" && st.lang != "" {
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
