package weaksignal

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// names lists the cluster's terms as they are written, those that tell it best
// first: in many of its posts and in few of the past; a pair tells more than a
// word, and one that shares a word with a better one says nothing new.
func (v *view) names(c *cluster, n int) []string {
	terms := slices.Clone(c.terms)
	weight := func(r *rise) float64 {
		in := 0
		for _, l := range r.posts {
			if c.posts[l.id] != nil {
				in++
			}
		}
		w := float64(in) * math.Log1p(1/(0.02+r.expected*float64(day)/float64(r.window)))
		if strings.Contains(r.term.folded, " ") {
			w *= 1.5
		}
		return w
	}
	slices.SortStableFunc(terms, func(a, b *rise) int { return cmp.Compare(weight(b), weight(a)) })
	out := []string{}
	covered := make(map[string]bool)
	for _, r := range terms {
		fresh := r.term.folded != ""
		for w := range strings.FieldsSeq(r.term.folded) {
			fresh = fresh && !covered[w]
		}
		if !fresh || len(out) == n {
			continue
		}
		for w := range strings.FieldsSeq(r.term.folded) {
			covered[w] = true
		}
		out = append(out, r.term.written)
	}
	if len(out) == 0 { // only its story rises
		return v.shared(c, 3)
	}
	return v.placed(out, covered, c, n)
}

// placed adds the pair that most of the posts share with much other talk, after
// the term that tells the signal: it says where.
func (v *view) placed(names []string, covered map[string]bool, c *cluster, n int) []string {
	if len(names) == 0 || len(names) >= n {
		return names
	}
	counts := make(map[uint32]int)
	for _, l := range c.posts {
		for _, t := range l.terms {
			counts[t]++
		}
	}
	best, most := term{}, 0
	for k, in := range counts {
		if 2*in < len(c.posts) || in < most {
			continue
		}
		t := v.name(k)
		fresh := strings.Contains(t.folded, " ")
		for w := range strings.FieldsSeq(t.folded) {
			fresh = fresh && !covered[w]
		}
		if fresh && (in > most || t.folded < best.folded) {
			best, most = t, in
		}
	}
	if most > 0 {
		return slices.Insert(names, 1, best.written)
	}
	return names
}

// shared lists the terms that most of the posts have in common, as they are
// written, the rarest in the past first.
func (v *view) shared(c *cluster, n int) []string {
	counts := make(map[uint32]int)
	for _, l := range c.posts {
		v.read(l)
		for _, k := range l.terms {
			counts[k]++
		}
	}
	var keys []uint32
	for k, in := range counts {
		if 2*in >= len(c.posts) && v.name(k).folded != "" {
			keys = append(keys, k)
		}
	}
	past := func(k uint32) (sum uint32) {
		for _, b := range v.past {
			sum += b.terms.count(k)
		}
		return sum
	}
	slices.SortFunc(keys, func(a, b uint32) int { return cmp.Or(cmp.Compare(past(a), past(b)), cmp.Compare(a, b)) })
	out := []string{}
	for _, k := range keys[:min(n, len(keys))] {
		out = append(out, v.name(k).written)
	}
	return out
}
