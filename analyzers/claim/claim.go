// Package claim finds the checkable statements of a post, figures above all, and
// compares them with the organisation's facts. It judges the figure, not its
// author: who relays, asks or mocks is for the rumour detector to say.
package claim

import (
	"slices"
	"time"

	"vigie/analyzers/annotation"
)

// Verdicts.
const (
	Contradicts = "contradicts"
	Matches     = "matches"
	Unknown     = "unknown"
)

// Hedges.
const (
	About   = "about"
	AtLeast = "at least"
	AtMost  = "at most"
)

// mostClaims bounds what one post may claim: a table of figures is no rumour.
const mostClaims = 16

// mostFigures bounds how many figures of one sentence are judged.
const mostFigures = 16

// longest is how much of a post is read, in bytes.
const longest = 64 << 10

// Checker compares texts with facts. It is safe for concurrent use.
type Checker struct {
	facts []*known
	// byStem leads from a stem to the facts that have it in an alias.
	byStem  map[string][]int
	byWord  map[string][]wordRef // the wordings that deny a statement, by wordKey of the first
	stated  []int                // the facts that tell a state
	names   map[string][]name    // by the first word of the entity's identifier
	numbers []float64            // that stand in the names of facts: "clients under 30"
	sheets  map[string]*sheet    // the facts of each entity, taken apart
	layer   *layer
	forms   map[string][]int32        // the stems of aliases that a stem is a form of
	stems   map[string]int32          // the numbers of the stems of aliases
	saying  map[string]map[string]int // in how many metrics of an entity a word stands
	tellers map[string][]int          // the facts that have a word
	cents   string                    // the currency of a price in cents
}

// name is how a fact's own entity may be written where no mention is given.
type name struct {
	words  []string
	entity string
}

// New prepares the facts for comparison.
func New(facts Facts) *Checker {
	c := &Checker{byStem: map[string][]int{}, names: map[string][]name{}, byWord: map[string][]wordRef{}}
	c.layer, _ = readLayer(weightsFile) // which is part of the program, and tested
	for _, f := range facts {
		k := prepare(f)
		i := len(c.facts)
		c.facts = append(c.facts, k)
		seen := map[string]bool{}
		for _, a := range k.aliases {
			for _, s := range append(slices.Clip(kin[a.stems[0]]), a.stems[0]) {
				if !seen[s] {
					seen[s] = true
					c.byStem[s] = append(c.byStem[s], i)
				}
			}
		}
		c.deny(k, i)
		if k.states != nil || k.every {
			c.stated = append(c.stated, i)
		}
		c.addName(f.Entity)
		for _, a := range k.aliases {
			for _, q := range read(a.shown, "fr").quantities {
				if q.dim != dated && q.value > 1 && !slices.Contains(c.numbers, q.value) {
					c.numbers = append(c.numbers, q.value)
				}
			}
		}
	}
	c.sheets = newSheets(c.facts)
	c.cents = c.currency()
	c.count()
	c.number()
	return c
}

// deny notes the wordings that deny fact i.
func (c *Checker) deny(k *known, i int) {
	for _, d := range k.denials {
		var keys []string
		own := slices.ContainsFunc(k.aliases, func(a alias) bool { return a.shown == d.shown })
		for n, st := range d.stems {
			if n > 0 && !own {
				break
			}
			keys = append(keys, wordKey(st))
			for _, s := range kin[st] {
				keys = append(keys, wordKey(s))
			}
		}
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			c.byWord[key] = append(c.byWord[key], wordRef{d.stems, i, own})
		}
	}
}

func (c *Checker) addName(entity string) {
	var words []string
	for _, t := range lexed(entity) {
		words = append(words, t.fold)
	}
	if len(words) == 0 {
		return
	}
	for _, n := range c.names[words[0]] {
		if n.entity == entity {
			return
		}
	}
	c.names[words[0]] = append(c.names[words[0]], name{words, entity})
}

// Claims returns the claims of s, in order. Mentions are the entities named in
// it, at byte offsets of s; published says what "this year" is, and may be zero.
// Claim.Value is in the unit that Claim.Unit names: "%", a currency ("EUR"), a
// base unit ("min", "m", "kg", "m2") or the noun that is counted.
//
// A sentence that denies a false figure ("il est faux qu'il n'en reste que 940")
// does not contradict the fact: its claim matches, and is Denied.
func (c *Checker) Claims(s, lang string, mentions []annotation.Mention, published time.Time) []annotation.Claim {
	return c.ClaimsFrom(s, 0, lang, mentions, published)
}

// ClaimsFrom returns the claims of s that begin at byte from or behind it. What stands
// before, such as the title that an answer repeats, still says what they are about.
func (c *Checker) ClaimsFrom(s string, from int, lang string, mentions []annotation.Mention, published time.Time) []annotation.Claim {
	if len(s) > longest {
		s = s[:longest]
	}
	r := reading{Checker: c, text: readFrom(s, from, lang, true), judged: from, french: lang == "fr", published: published}
	for i := range r.quantities {
		if q := &r.quantities[i]; q.unit == small {
			q.unit = c.cents
		}
	}
	r.place(mentions)
	at := 0
	for _, s := range r.sentences {
		first := at
		for at < len(r.quantities) && r.quantities[at].from < s.to {
			at++
		}
		if s.start < from {
			continue
		}
		if at > first || r.compares(s) {
			r.sentence(s, r.quantities[first:min(at, first+mostFigures)])
		}
	}
	r.wordings()
	corrected(r.out)
	return r.out
}

// reading is the work on one text.
type reading struct {
	*Checker
	text
	french    bool
	judged    int // the byte from which it is judged
	published time.Time
	interned  bool
	named     []place // the entities named, in order
	sheet     *sheet  // the facts of the entity that span speaks of, if it is known
	span      sentenceSpan
	out       []annotation.Claim
	said      map[string]bool
}

// add appends a claim unless the post has made it already.
func (r *reading) add(cl annotation.Claim, key string) {
	if r.said == nil {
		r.said = map[string]bool{}
	}
	if r.said[key] {
		return
	}
	r.said[key] = true
	r.out = append(r.out, cl)
}
