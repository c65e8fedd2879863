package claim

import (
	"math"
	"strings"
)

// comparison is the work on one assertion: what ties each entry to it, and which
// entries are of another time or organisation.
type comparison struct {
	*reading
	*assertion
	now  now
	ties []float64
	skip []bool
	out  []finding
}

// findings compares an assertion with every fact that it may be about.
func (r *reading) findings(a *assertion, w window) []finding {
	c := comparison{reading: r, assertion: a, now: r.now(), ties: make([]float64, len(r.sheet.entries)), skip: make([]bool, len(r.sheet.entries))}
	if a.dim == money && a.unit == "GBP" && !r.sheet.in("GBP") && !strings.Contains(r.s[a.start:a.end], "£") {
		a.dim, a.unit, a.value, a.low, a.high, a.step = mass, "kg", a.value*.4536, a.low*.4536, a.high*.4536, a.step*.4536
	}
	s := r.sentences[r.tokens[a.from].sent]
	if why, _, _ := r.othersFigure(a.quantity, w, s, r.sheet.entries[0].known); why != "" {
		return nil
	}
	when, gone := r.yearNamed(a.quantity, s), -1.0
	telling := r.telling(s)
	for i, e := range r.sheet.entries {
		c.ties[i] = r.tied(a.quantity, w, e, telling)
		if c.skip[i] = a.dim != dated && !r.ofTime(e.known, when); c.skip[i] {
			gone = max(gone, c.ties[i])
		}
	}
	for i := range c.skip { // what speaks of another time is about no fact that it names less
		c.skip[i] = c.skip[i] || c.ties[i] < gone
	}
	long := a.dim == duration && a.value >= 1440
	for i, e := range r.sheet.entries {
		switch {
		case c.skip[i]:
		case a.dim == dated:
			c.add(e, nil, byDate, a.dateOf(e, c.now), c.ties[i])
		case (a.age || a.old && r.sheet.born != nil && long) && (a.dim == duration || a.dim == counted):
			c.ageWith(i)
		case a.dim == duration:
			c.add(e, nil, byLength, a.figureOf(e), c.ties[i])
			if long && len(e.dates) > 0 {
				c.timeWith(i)
			}
		case a.dim == counted && !(a.scaled && (a.noun == "" || !e.counts(a.quantity)) && e.inMoney()):
			c.countWith(i)
		default:
			c.sumWith(i)
		}
	}
	return c.out
}

func (c *comparison) add(e, other *entry, k kind, o outcome, tie float64) {
	if o != none {
		c.out = append(c.out, finding{entry: e, other: other, kind: k, agree: o == yes, tie: tie})
	}
}

// ageWith compares an age with the one at the event of entry i.
func (c *comparison) ageWith(i int) {
	e, born, died := c.sheet.entries[i], c.sheet.born, c.sheet.died
	switch {
	case e == born && (c.then || died != nil):
		if died != nil && !c.then {
			c.add(died, born, byAge, c.ageAt(born, died, c.now), 0.5)
		}
	case e == born || c.ties[i] > 0:
		c.add(e, born, byAge, c.ageAt(born, e, c.now), c.ties[i])
	}
}

// timeWith compares a length of time with the dates of entry i, and of those behind.
func (c *comparison) timeWith(i int) {
	e, tie := c.sheet.entries[i], c.ties[i]
	o, k := c.sinceOf(e, c.now)
	c.add(e, nil, k, o, tie)
	if !c.apart || tie <= 0 || c.birthday(c.quantity) {
		return
	}
	for j := i + 1; j < len(c.ties); j++ {
		if f := c.sheet.entries[j]; c.ties[j] > 0 && !c.skip[j] {
			c.add(e, f, byGap, c.gapOf(e, f), (tie+c.ties[j])/2+0.2)
		}
	}
}

// countWith compares a number of things with the number of entry i, or its list.
func (c *comparison) countWith(i int) {
	e, tie := c.sheet.entries[i], c.ties[i]
	counts := e.counts(c.quantity)
	if c.noun != "" && !counts && tie <= 0.3 {
		return
	}
	switch o := c.figureOf(e); {
	case o == no && c.noun != "" && !e.named(c.quantity) && c.value <= e.most(): // "2 sons" are some of the children
	case o != none && (c.noun == "" && tie > 0.3 || counts || tie > 1):
		c.add(e, nil, byCount, o, tie)
	case c.noun != "" && c.value < 60 && counts && len(e.figures) == 0:
		v := float64(e.items)
		c.add(e, nil, byList, judged(agree(c.quantity, &quantity{dim: counted, value: v, low: v, high: v, step: 1})), tie)
	}
}

// sumWith compares a measure with entry i, and a sum with what two entries differ by.
func (c *comparison) sumWith(i int) {
	e, tie := c.sheet.entries[i], c.ties[i]
	if !c.more || !e.inMoney() {
		c.add(e, nil, byLength, c.figureOf(e), tie)
	}
	if c.dim != money && !c.scaled || !e.inMoney() || tie <= 0 {
		return
	}
	for j := i + 1; j < len(c.ties); j++ {
		if f := c.sheet.entries[j]; c.ties[j] > 0.3 && f.inMoney() {
			v := math.Abs(e.figures[0].value - f.figures[0].value)
			c.add(e, f, byChange, judged(agree(c.quantity, &quantity{dim: c.dim, unit: c.unit, value: v, low: v, high: v, step: e.figures[0].step})), (tie+c.ties[j])/2+0.1)
		}
	}
}

// birthday says whether q leads to a birthday, which is no day of the facts.
func (r *reading) birthday(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.to; i < s.to; i++ {
		if f := r.tokens[i].fold; f == "birthday" || f == "anniversary" || f == "anniversaire" {
			return true
		}
	}
	return false
}

// counts says whether q counts what the entry's metric is called by.
func (e *entry) counts(q *quantity) bool {
	for _, n := range q.nouns {
		if n != "" && (e.topics[n] || e.isKey(n)) {
			return true
		}
	}
	return false
}

// now is when the text was written: as the facts tell, or its date, or, where
// nothing tells, some time in the years from the latest of the facts.
func (r *reading) now() now {
	if y := r.sheet.now; y > 0 {
		return now{y, y + 1}
	}
	if !r.published.IsZero() {
		return now{r.published.Year(), r.published.Year()}
	}
	return now{r.sheet.latest, r.sheet.latest + 15}
}

// verdictOf is what an assertion's findings come to: the strongest tie decides, and
// of facts tied as much the one that agrees.
func verdictOf(all []finding) (finding, bool) {
	if len(all) == 0 {
		return finding{}, false
	}
	top := 0.0
	for i := range all {
		top = max(top, all[i].tie)
	}
	best := -1
	for i := range all {
		f := &all[i]
		if f.tie < top-0.25 {
			continue
		}
		if best < 0 || f.agree && !all[best].agree || f.agree == all[best].agree && f.tie > all[best].tie {
			best = i
		}
	}
	return all[best], true
}

// ofTitle says whether q is part of a name: "Iron Man 2", "the 2006 Games".
func (r *reading) ofTitle(q *quantity) bool {
	for i := q.from; i < q.to; i++ {
		if !r.sheet.title[r.tokens[i].fold] {
			return false
		}
	}
	in := func(i int) bool {
		return i >= 0 && i < len(r.tokens) && !function[r.tokens[i].fold] && r.sheet.title[r.tokens[i].fold]
	}
	return in(q.from-1) || in(q.to) || len(r.sheet.title) == q.to-q.from
}

// named says whether the entry's metric itself names what q counts.
func (e *entry) named(q *quantity) bool {
	for _, n := range q.nouns {
		if n != "" && e.isKey(n) {
			return true
		}
	}
	return false
}

// most is the largest number of the entry.
func (e *entry) most() float64 {
	v := 0.0
	for i := range e.figures {
		if e.figures[i].dim == counted {
			v = max(v, e.figures[i].high)
		}
	}
	return v
}

// inMoney says whether the entry is a sum.
func (e *entry) inMoney() bool { return len(e.figures) > 0 && e.figures[0].dim == money }

// in says whether a sum of the sheet is in a currency.
func (s *sheet) in(currency string) bool {
	for _, e := range s.entries {
		for i := range e.figures {
			if e.figures[i].unit == currency {
				return true
			}
		}
	}
	return false
}
