package story

import (
	"cmp"
	"slices"
)

// list holds the open stories, least recently written to first.
type list struct{ first, last int32 }

// open begins a story in a slot of its own.
func (x *Index) open(id string) int {
	if len(x.byID) >= x.o.MaxStories {
		x.close(int(x.oldest.first))
	}
	slot := len(x.stories)
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
		x.stories[slot] = story{terms: x.stories[slot].terms[:0], old: x.stories[slot].old[:0]}
	} else {
		x.stories = append(x.stories, story{})
	}
	x.stories[slot].id = id
	x.stories[slot].prev, x.stories[slot].next = -1, -1
	x.byID[id] = slot
	x.link(slot)
	return slot
}

// join adds a post's terms to a story.
func (x *Index) join(slot int, lang string, terms []term) {
	s := &x.stories[slot]
	s.this.posts++
	s.this.lang = cmp.Or(s.this.lang, lang)
	for _, t := range terms {
		x.raise(slot, t)
	}
	if len(s.terms) > 2*keptTerms {
		x.trim(slot)
		x.measure(slot)
	}
	x.touch(slot)
}

// touch notes that a story was written to.
func (x *Index) touch(slot int) {
	x.stories[slot].last = x.now
	x.unlink(slot)
	x.link(slot)
}

// raise adds to the weight of a term in a story.
func (x *Index) raise(slot int, t term) {
	s := &x.stories[slot]
	list := x.postings[t.hash]
	for i := range list {
		if p := &list[i]; p.story == int32(slot) {
			if p.now == 0 {
				s.terms = append(s.terms, t.hash)
			}
			before := float64(p.weight())
			p.now += t.weight
			after := float64(p.weight())
			s.norm += after*after - before*before
			return
		}
	}
	x.postings[t.hash] = append(list, posting{story: int32(slot), now: t.weight})
	s.terms = append(s.terms, t.hash)
	s.norm += float64(t.weight) * float64(t.weight)
}

func (x *Index) in(slot int, hash uint32) posting {
	for _, p := range x.postings[hash] {
		if p.story == int32(slot) {
			return p
		}
	}
	return posting{}
}

// trim keeps a story's heaviest terms of this span.
func (x *Index) trim(slot int) {
	s := &x.stories[slot]
	if len(s.terms) <= keptTerms {
		return
	}
	all := make([]term, len(s.terms))
	for i, h := range s.terms {
		all[i] = term{hash: h, weight: x.in(slot, h).now}
	}
	sortTerms(all)
	s.terms = s.terms[:0]
	for i, t := range all {
		if i < keptTerms {
			s.terms = append(s.terms, t.hash)
		} else {
			x.drop(t.hash, int32(slot), true)
		}
	}
}

// measure adds the norm of a story up anew.
func (x *Index) measure(slot int) {
	s := &x.stories[slot]
	s.norm = 0
	for _, h := range s.old {
		w := float64(x.in(slot, h).weight())
		s.norm += w * w
	}
	for _, h := range s.terms {
		if p := x.in(slot, h); p.old == 0 {
			s.norm += float64(p.now) * float64(p.now)
		}
	}
}

// turn begins the next span, or a later one.
func (x *Index) turn(to int64) {
	next := to == x.span+1
	x.span = to
	x.words.turn(next)
	x.stems.turn(next)
	for slot := x.oldest.first; slot >= 0; slot = x.stories[slot].next {
		x.trim(int(slot))
	}
	for h, list := range x.postings {
		kept := list[:0]
		for _, p := range list {
			if p.old, p.now = p.now, 0; p.old > 0 && next {
				kept = append(kept, p)
			}
		}
		if len(kept) == 0 {
			delete(x.postings, h)
		} else {
			x.postings[h] = kept
		}
	}
	for slot := x.oldest.first; slot >= 0; slot = x.stories[slot].next {
		s := &x.stories[slot]
		s.old, s.terms = s.terms, s.old[:0]
		s.past, s.this = s.this, tally{}
		if !next {
			s.old, s.past = s.old[:0], tally{}
		}
		x.measure(int(slot))
	}
}

// drop takes a story out of a term's postings; where it is fresh, what the story
// had of it in the span before stays.
func (x *Index) drop(hash uint32, slot int32, fresh bool) {
	list := x.postings[hash]
	i := slices.IndexFunc(list, func(p posting) bool { return p.story == slot })
	if i < 0 {
		return
	}
	if fresh && list[i].old > 0 {
		list[i].now = 0
		return
	}
	list[i] = list[len(list)-1]
	if list = list[:len(list)-1]; len(list) == 0 {
		delete(x.postings, hash)
		return
	}
	x.postings[hash] = list
}

// close forgets a story.
func (x *Index) close(slot int) {
	s := &x.stories[slot]
	for _, h := range s.terms {
		x.drop(h, int32(slot), false)
	}
	for _, h := range s.old {
		x.drop(h, int32(slot), false)
	}
	delete(x.byID, s.id)
	x.unlink(slot)
	x.free = append(x.free, slot)
}

// closeOld closes the stories that have had no post for Options.Forget.
func (x *Index) closeOld() {
	for x.oldest.first >= 0 {
		s := &x.stories[x.oldest.first]
		if x.now.Sub(s.last) < x.o.Forget || s.last.IsZero() {
			return
		}
		x.close(int(x.oldest.first))
	}
}

func (x *Index) link(slot int) {
	s := &x.stories[slot]
	s.prev, s.next = x.oldest.last, -1
	if x.oldest.last >= 0 {
		x.stories[x.oldest.last].next = int32(slot)
	} else {
		x.oldest.first = int32(slot)
	}
	x.oldest.last = int32(slot)
}

func (x *Index) unlink(slot int) {
	s := &x.stories[slot]
	if s.prev >= 0 {
		x.stories[s.prev].next = s.next
	} else {
		x.oldest.first = s.next
	}
	if s.next >= 0 {
		x.stories[s.next].prev = s.prev
	} else {
		x.oldest.last = s.prev
	}
}
