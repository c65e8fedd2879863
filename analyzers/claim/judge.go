package claim

import (
	"math"
	"strings"
)

// findings compares an assertion with every fact that it may be about.
func (r *reading) findings(a *assertion, w window) []finding {
	s := r.sheet
	n := r.now()
	if a.dim == money && a.unit == "GBP" && !s.in("GBP") && !strings.Contains(r.s[a.start:a.end], "£") {
		a.dim, a.unit, a.value, a.low, a.high, a.step = mass, "kg", a.value*.4536, a.low*.4536, a.high*.4536, a.step*.4536
	}
	var out []finding
	add := func(e, other *entry, k kind, o outcome, tie float64) {
		if o != none {
			out = append(out, finding{entry: e, other: other, kind: k, agree: o == yes, tie: tie})
		}
	}
	ties := make([]float64, len(s.entries))
	skip := make([]bool, len(s.entries))
	gone := -1.0
	for i, e := range s.entries {
		ties[i] = r.tied(a.quantity, w, e)
		if skip[i] = r.elsewhere(a.quantity, w, e); skip[i] {
			gone = max(gone, ties[i])
		}
	}
	for i := range skip { // what speaks of another year or house is about no fact that it names less
		skip[i] = skip[i] || ties[i] < gone
	}
	born := s.born
	years := a.dim == duration && a.value >= 1440
	for i, e := range s.entries {
		if skip[i] {
			continue
		}
		tie := ties[i]
		switch {
		case a.dim == dated:
			add(e, nil, byDate, a.dateOf(e, n), tie)
		case (a.age || a.old && born != nil && years) && (a.dim == duration || a.dim == counted):
			switch {
			case e == born && (a.then || s.died != nil):
				if s.died != nil && !a.then {
					add(s.died, born, byAge, a.ageAt(born, s.died, n), 0.5)
				}
			case e == born || tie > 0:
				add(e, born, byAge, a.ageAt(born, e, n), tie)
			}
		case a.dim == duration:
			add(e, nil, byLength, a.figureOf(e), tie)
			if years && len(e.dates) > 0 {
				o, k := a.sinceOf(e, n)
				add(e, nil, k, o, tie)
				if a.apart && tie > 0 && !r.birthday(a.quantity) {
					for j := i + 1; j < len(s.entries); j++ {
						if f := s.entries[j]; ties[j] > 0 && !skip[j] {
							add(e, f, byGap, a.gapOf(e, f), (tie+ties[j])/2+0.2)
						}
					}
				}
			}
		case a.dim == counted && !(a.scaled && (a.noun == "" || !e.counts(a.quantity)) && e.inMoney()):
			if a.noun != "" && !e.counts(a.quantity) && tie <= 0.3 {
				continue
			}
			if o := a.figureOf(e); o == no && a.noun != "" && !e.named(a.quantity) && a.value <= e.most() {
				continue // "2 sons" are some of the children
			} else if o != none && (a.noun == "" && tie > 0.3 || e.counts(a.quantity) || tie > 1) {
				add(e, nil, byCount, o, tie)
			} else if a.noun != "" && a.value < 60 && e.counts(a.quantity) && len(e.figures) == 0 {
				v := float64(e.items)
				add(e, nil, byList, judged(agree(a.quantity, &quantity{dim: counted, value: v, low: v, high: v, step: 1})), tie)
			}
		default:
			if !a.more || !e.inMoney() {
				add(e, nil, byLength, a.figureOf(e), tie)
			}
			if (a.dim == money || a.scaled) && e.inMoney() && tie > 0 {
				for j := i + 1; j < len(s.entries); j++ {
					f := s.entries[j]
					if ties[j] > 0.3 && f.inMoney() {
						v := math.Abs(e.figures[0].value - f.figures[0].value)
						add(e, f, byChange, judged(agree(a.quantity, &quantity{dim: a.dim, unit: a.unit, value: v, low: v, high: v, step: e.figures[0].step})), (tie+ties[j])/2+0.1)
					}
				}
			}
		}
	}
	return out
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

// elsewhere says whether q is of another time or organisation than the fact.
func (r *reading) elsewhere(q *quantity, w window, e *entry) bool {
	if r.entityFits(q, w, e.known) != "" {
		return true
	}
	if q.dim == dated || e.period.year == 0 {
		return false
	}
	return !r.yearNamed(q, r.sentences[r.tokens[q.from].sent]).holds(e.period)
}

// now is when the text was written: as the facts tell, or its date, or, where
// nothing tells, some time in the years about the latest of the facts.
func (r *reading) now() now {
	if y := r.sheet.now; y > 0 {
		return now{y, y + 1}
	}
	if !r.published.IsZero() {
		return now{r.published.Year(), r.published.Year()}
	}
	return now{2019, 2019}
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
