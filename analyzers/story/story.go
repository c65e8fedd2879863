// Package story puts posts that tell the same thing together, while they come,
// tells near-copies, and gives each story a title. Its memory is bounded; two languages that
// tell the same thing are two stories.
//
// A post joins the story whose centroid it is nearest to, by TF-IDF with document
// frequencies that fade (incremental single pass, found better than embeddings on
// French and English posts by Mazoyer et al., LREC 2020), a story's size and
// freshness counting for it. Near-copies are found by MinHash of word shingles
// (Broder 1997) and compared word by word: the same words with another figure, name,
// date or sense are no copy.
package story

import (
	"encoding/hex"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"
)

// span is the stretch of time that the index counts in: what it knows of words
// and stories comes from this stretch and the one before.
const span = 7 * 24 * time.Hour

// Memory is how far back posts must be read again, in the order in which they
// were read, for an index to go on as if it had never stopped: this span and the
// one before make the stories, the words of the one before that weigh their terms,
// and the languages of a fourth say how posts of unknown language are cut. A copy
// is sought among posts of that time.
const Memory = 4 * span

// Options bound and tune an Index. The zero value of each is its default. Similar
// and Size stand in the middle of what is best for the stories of even number of
// both measured sets; those of odd number judge them. Copy only chooses what is
// compared word by word.
type Options struct {
	Similar    float64       // least similarity to join a story, 0.165
	Size       float64       // how much a large story attracts, 0.2
	Copy       float64       // least share of common shingles of texts that are compared, 0.2
	Forget     time.Duration // a story without a post for so long is closed, 14 days
	Fade       time.Duration // half-life of a story's attraction, 2 days
	MaxStories int           // open stories, about 3 kB each, 10 000
	MaxCopies  int           // posts that a copy is sought among, about 800 B each, 50 000
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
	def(&o.Copy, 0.2)
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
	span     int64     // number of the current span
	said     []said    // memory of read
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

// posting is a story that has a term, with the term's weight in its centroid:
// of this span, and of the one before.
type posting struct {
	story    int32
	now, old float32
}

func (p posting) weight() float32 { return p.now + p.old }

// story is a centroid. Its weights stand in the postings.
type story struct {
	id         string
	last       time.Time
	this, past tally    // of this span, of the one before
	norm       float64  // of the centroid, squared
	terms, old []uint32 // of this span, of the one before
	title      title
	prev, next int32 // in the list of open stories, least recently written to first
}

// tally is the posts of a story in a span, and the language of the first.
type tally struct {
	posts int
	lang  string // empty: unknown
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
	x.words.df = make([]counted, 1<<20)
	x.copies.init(x.o.MaxCopies)
	x.stems.expect(o.Names)
	return x
}

// Add reads the next post and returns its story, the post that it is a near-copy
// of, if any, and its most telling terms. Posts come in time order; at may be zero.
func (x *Index) Add(id string, at time.Time, lang, title, text string) (storyID string, copyOf *string, terms []string) {
	p := x.read(at, lang, title, text)
	name, copyOf := x.place(id, p)
	return name, copyOf, telling(p.terms, mostTold)
}

// Follow reads the next post where a thread tells its story: it stands in that
// story whatever its words, which are a reply's and say little, and does not
// change what the story is about.
func (x *Index) Follow(id string, at time.Time, lang, text, storyID string) (copyOf *string, terms []string) {
	p := x.read(at, lang, "", text)
	if f := x.copies.find(&p.sketch, p.said, x.now, x.o.Copy); f.id != "" && f.id != id {
		copyOf = &f.id
	} else {
		x.copies.keep(id, storyID, &p.sketch, p.said, x.now)
	}
	if slot := x.slotOf(storyID); slot >= 0 {
		x.touch(slot)
	}
	return copyOf, telling(p.terms, mostTold)
}

// Stored is what was read from a post before a restart.
type Stored struct {
	Story, Title string // its story, and what that was called then
	CopyOf       *string
	Follows      bool // it stands in the story because its thread does
}

// Restore reads a stored post again, and puts it where it was put then. After the
// stored posts of Memory, the index goes on as it left off. The text of one that
// follows is without its thread's title.
func (x *Index) Restore(id string, at time.Time, lang, title, text string, was Stored) {
	p := x.read(at, lang, title, text)
	if was.CopyOf == nil {
		x.copies.keep(id, was.Story, &p.sketch, p.said, x.now)
	}
	slot := x.slotOf(was.Story)
	switch {
	case was.Follows && slot >= 0:
		x.touch(slot)
	case !was.Follows && len(p.terms) > 0:
		if slot < 0 {
			slot = x.open(was.Story)
		}
		x.join(slot, known(lang), p.terms)
	}
	if slot = x.slotOf(was.Story); slot >= 0 {
		x.call(slot, p.tongue, was.Title)
	}
}

// place puts a post into its story.
func (x *Index) place(id string, p reading) (name string, copyOf *string) {
	slot := -1
	f := x.copies.find(&p.sketch, p.said, x.now, x.o.Copy)
	if f.id != "" && f.id != id {
		copyOf = &f.id
	}
	if f.story != "" {
		slot = x.slotOf(f.story)
	}
	if slot < 0 && len(p.terms) > 0 {
		slot = x.nearest(known(p.lang), p.terms)
	}
	name = ID(id)
	if slot < 0 {
		slot = x.slotOf(name) // the post was read before, in other words
	}
	if slot >= 0 {
		name = x.stories[slot].id
	}
	if len(p.terms) > 0 {
		if slot < 0 {
			slot = x.open(name)
		}
		x.join(slot, known(p.lang), p.terms)
		if copyOf == nil {
			x.entitle(slot, p)
		}
	}
	if copyOf == nil {
		x.copies.keep(id, name, &p.sketch, p.said, x.now)
	}
	return name, copyOf
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
