package claim

import (
	"slices"
	"strings"
)

// vocabulary is the words that all of a fact says, as stems, without those of the names
// of entities.
func vocabulary(f *known) map[string]bool {
	m := map[string]bool{}
	title := map[string]bool{}
	for _, t := range lexed(f.Entity) {
		title[t.fold] = true
	}
	for _, t := range lexed(strings.Join(append([]string{f.Metric, f.Unit, f.Statement.FR, f.Statement.EN}, f.Aliases...), " . ")) {
		if !function[t.fold] && !t.isNumber() && !title[t.fold] && !plain[t.stem] && !filler[t.stem] && len(t.fold) > 2 && months[t.fold] == 0 {
			m[t.stem] = true
		}
	}
	return m
}

// count notes in how many facts of each entity a word stands.
func (c *Checker) count() {
	c.saying = map[string]map[string]int{}
	c.tellers = map[string][]int{}
	counted := map[[2]string]bool{}
	for i, f := range c.facts {
		for st := range f.vocabulary {
			c.tellers[st] = append(c.tellers[st], i)
		}
		key := [2]string{f.Entity, f.Metric}
		if counted[key] { // another version, or year, of it
			continue
		}
		counted[key] = true
		of := c.saying[f.Entity]
		if of == nil {
			of = map[string]int{}
			c.saying[f.Entity] = of
		}
		for st := range f.vocabulary {
			of[st]++
		}
	}
}

// loosely finds the fact that q is about though no name of it stands in the sentence in
// full: of its kind, with the sentence's entity, and with words that few facts say.
func (r *reading) loosely(q *quantity, w window) *known {
	if q.dim == dated || q.dim == money && !q.ratio {
		return nil
	}
	var best *known
	top, second := 0.0, 0.0
	for _, i := range r.tellersOf(q) {
		f := r.facts[i]
		if len(f.values) == 0 || len(f.Aliases) == 0 || !f.sameKind(q) || !r.mentionedIn(q, f) || r.outdated(f, q, w) {
			continue
		}
		switch v := r.shared(q, f); {
		case q.low > 1000*f.values[0].high: // "a thousand years": no one means it
		case v > top:
			best, top, second = f, v, top
		case v > second:
			second = v
		}
	}
	if best == nil || top < leastShared || top < 1.3*second || !r.looselyFits(q, w, best) {
		return nil
	}
	return best
}

// tellersOf are the facts with a word of the sentence of q that few others have.
func (r *reading) tellersOf(q *quantity) []int {
	const few = 24
	s := r.sentences[r.tokens[q.from].sent]
	var all []int
	for i := s.from; i < s.to; i++ {
		if of := r.tellers[r.tokens[i].stem]; len(of) <= few {
			all = append(all, of...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// leastShared is what the words that a sentence shares with a fact must come to: two
// that hardly another fact has, or one for a measure that few facts are in.
const leastShared = 1.5

// shared weighs the words that the sentence shares with a fact: less of those that many
// facts say.
func (r *reading) shared(q *quantity, f *known) float64 {
	s := r.sentences[r.tokens[q.from].sent]
	sum, named := 0.0, len(f.event.names) == 0
	seen := map[string]bool{}
	for i := s.from; i < s.to; i++ {
		tk := &r.tokens[i]
		named = named || f.event.names[tk.stem]
		if tk.entity || seen[tk.stem] || i >= q.from && i < q.to || !f.vocabulary[tk.stem] {
			continue
		}
		seen[tk.stem] = true
		sum += 1 / float64(max(1, r.saying[f.Entity][tk.stem]))
	}
	if !named {
		return 0
	}
	if q.dim == counted && f.names(q.noun) {
		sum++
	}
	switch q.dim {
	case share, counted:
	default: // few facts are in kilometres or megawatts
		sum *= 1.5
	}
	return sum
}

// looselyFits says whether nothing speaks against q being of f.
func (r *reading) looselyFits(q *quantity, w window, f *known) bool {
	if q.dim == counted {
		if !f.vocabulary[q.noun] || !f.fits(q) && (q.high < f.values[0].low/4 || r.isPart(q, f)) || r.isChange(q, w) {
			return false
		}
	}
	return !r.shiftsNear(q) && r.measureFits(q, w, f, alias{}) == "" && r.entityFits(q, w, f) == "" && r.periodFits(q, w, f) == ""
}

// shiftsNear says whether a word of change leads to q: "cut its use by 9 %".
func (r *reading) shiftsNear(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := max(s.from, q.from-6); i < q.from; i++ {
		if shiftStems[r.tokens[i].stem] && r.tokens[i].used == 0 {
			return true
		}
	}
	return false
}

// people says whether q is the fact's figure to the digit, of people who are not named
// otherwise: "2,900 people earn their living at".
func (r *reading) people(q *quantity, w window) *known {
	if q.dim != counted || q.noun != "person" || q.value < 10*q.step || r.hires(q) {
		return nil
	}
	for _, f := range r.facts {
		if len(f.values) > 0 && len(f.Aliases) > 0 && f.values[0].dim == counted && f.fits(q) && r.mentionedIn(q, f) && !r.outdated(f, q, w) {
			return f
		}
	}
	return nil
}

// hires says whether q are those to be taken on: "va embaucher 9 800 personnes".
func (r *reading) hires(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := max(s.from, q.from-4); i < q.from; i++ {
		if hireStems[r.tokens[i].stem] && r.tokens[i].used == 0 && r.tokens[i+1].brk < comma {
			return true
		}
	}
	return false
}

var hireStems = stems(`embauche embaucher embauchera embauchent embauches recrute recruter recrutera recrutent recrutes recherche cherche
	hire hires hired hiring recruit recruits recruited recruiting seeks seeking`)
