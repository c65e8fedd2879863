package story

import "slices"

// list holds the open stories, least recently written to first.
type list struct{ first, last int32 }

// open begins a story in a slot of its own.
func (x *Index) open(id, lang string) int {
	if len(x.byID) >= x.o.MaxStories {
		x.close(int(x.oldest.first))
	}
	slot := len(x.stories)
	if n := len(x.free); n > 0 {
		slot, x.free = x.free[n-1], x.free[:n-1]
		x.stories[slot] = story{terms: x.stories[slot].terms[:0]}
	} else {
		x.stories = append(x.stories, story{})
	}
	x.stories[slot].id, x.stories[slot].lang = id, lang
	x.stories[slot].prev, x.stories[slot].next = -1, -1
	x.byID[id] = slot
	x.link(slot)
	return slot
}

// join adds a post's terms to a story.
func (x *Index) join(slot int, terms []term) {
	s := &x.stories[slot]
	s.posts++
	s.last = x.now
	for _, t := range terms {
		if w, ok := x.raise(t, int32(slot)); ok {
			s.norm += float64(w)*float64(w) - float64(w-t.weight)*float64(w-t.weight)
			continue
		}
		x.postings[t.hash] = append(x.postings[t.hash], posting{int32(slot), t.weight})
		s.terms = append(s.terms, t.hash)
		s.norm += float64(t.weight) * float64(t.weight)
	}
	if len(s.terms) > 2*keptTerms {
		x.trim(slot)
	}
	x.unlink(slot)
	x.link(slot)
}

// raise adds to the weight of a term in a story, and returns the new weight.
func (x *Index) raise(t term, slot int32) (float32, bool) {
	list := x.postings[t.hash]
	for i := range list {
		if list[i].story == slot {
			list[i].weight += t.weight
			return list[i].weight, true
		}
	}
	return 0, false
}

func (x *Index) weightIn(slot int, hash uint32) float32 {
	for _, p := range x.postings[hash] {
		if p.story == int32(slot) {
			return p.weight
		}
	}
	return 0
}

// trim keeps a story's heaviest terms.
func (x *Index) trim(slot int) {
	s := &x.stories[slot]
	all := make([]term, len(s.terms))
	for i, h := range s.terms {
		all[i] = term{hash: h, weight: x.weightIn(slot, h)}
	}
	sortTerms(all)
	s.terms, s.norm = s.terms[:0], 0
	for i, t := range all {
		if i >= keptTerms {
			x.drop(t.hash, int32(slot))
			continue
		}
		s.terms = append(s.terms, t.hash)
		s.norm += float64(t.weight) * float64(t.weight)
	}
}

// drop takes a story out of a term's postings.
func (x *Index) drop(hash uint32, slot int32) {
	list := x.postings[hash]
	i := slices.IndexFunc(list, func(p posting) bool { return p.story == slot })
	if i < 0 {
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
		x.drop(h, int32(slot))
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
