package claim

import (
	"math"
	"strings"

	"vigie/analyzers/annotation"
)

const yearMinutes = 525960

// loosely judges a figure of a text that is known to be about the facts, where
// nothing named its metric: against the facts whose metric the sentence names, or
// else against all that have a value of its kind. It says no where there is none.
func (r *reading) loosely(q *quantity, w window, cl *annotation.Claim) bool {
	var named, all []*known
	s := r.sentences[r.tokens[q.from].sent]
	when := r.yearNamed(q, s)
	for _, f := range r.facts {
		if q.dim != dated && !when.holds(f.period) {
			if _, _, ok := r.aliasIn(q, window{s.from, s.to}, f); ok && f.sameKind(q) {
				return false // it is about this fact, of another year
			}
			continue
		}
		if r.entityFits(q, w, f) != "" {
			continue
		}
		if _, ok := f.comparable(q); !ok || q.dim == duration && strings.Contains(f.Value, "age") && !f.sameKind(q) && !r.ofAge(s) {
			continue
		}
		all = append(all, f)
		if _, _, ok := r.aliasIn(q, window{s.from, s.to}, f); ok {
			named = append(named, f)
		}
	}
	if len(named) > 0 {
		all = named
	} else if q.dim == counted {
		return false
	}
	if len(all) == 0 {
		return false
	}
	best, fits := all[0], false
	for _, f := range all {
		if ok, _ := f.comparable(q); ok {
			best, fits = f, true
			break
		}
	}
	denied := r.denied(q.from, q.to)
	cl.Metric, cl.Fact = best.Metric, best.ID
	why := map[[2]bool]reason{{true, false}: sameFigure, {true, true}: deniesTrue, {false, true}: deniesFalse, {false, false}: otherFigure}
	cl.Verdict, cl.Why = Contradicts, r.say(why[[2]bool{fits, denied}], best, q)
	if fits != denied {
		cl.Verdict, cl.Denied = Matches, denied
	}
	r.add(*cl, best.ID+cl.Verdict+formatValue(q))
	return true
}

// yearNamed is the year that the sentence names for q, behind it or before it; zero
// where it names none, or speaks of now.
func (r *reading) yearNamed(q *quantity, s sentenceSpan) period {
	if p, ok := r.dateBehind(q, s); ok {
		return p
	}
	for i := q.from - 1; i >= s.from; i-- {
		switch r.tokens[i].fold {
		case "aujourd'hui", "desormais", "maintenant", "actuellement", "now", "today", "currently":
			return period{}
		}
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim == dated && r.quantities[u-1].date.year > 0 {
			return r.quantities[u-1].date
		}
	}
	return period{}
}

// ofAge says whether a sentence speaks of somebody's age.
func (r *reading) ofAge(s sentenceSpan) bool {
	for i := s.from; i < s.to; i++ {
		switch r.tokens[i].fold {
		case "age", "aged", "old", "died", "when", "young", "ages", "agee":
			return true
		}
	}
	return false
}

// comparable says whether the fact has a value of q's kind, and whether one fits.
// An age compares with a duration, a span of years with how long it lasts, and a
// number of things with a list of them.
func (k *known) comparable(q *quantity) (fits, ok bool) {
	if k.sameKind(q) && (q.dim != counted || q.noun == "" || k.namesNoun(q)) {
		return k.fits(q), true
	}
	if q.dim == duration && q.value >= yearMinutes {
		years := *q
		years.dim, years.unit = counted, ""
		years.value, years.low, years.high, years.step = q.value/yearMinutes, q.low/yearMinutes, q.high/yearMinutes, math.Max(q.step/yearMinutes, 2)
		for i := range k.values {
			v := k.values[i]
			if v.dim == dated && v.date.last > v.date.year && v.date.last < openEnd {
				v.dim, v.value = counted, float64(v.date.last-v.date.year)
				v.low, v.high = v.value-1, v.value+1
				fits, ok = fits || agree(&years, &v), true
			} else if v.dim == counted && v.value < 130 && strings.Contains(k.Value, "age") {
				fits, ok = fits || agree(&years, &v), true
			}
		}
		return fits, ok
	}
	if q.dim == counted && q.noun != "" && k.namesNoun(q) && q.value < 100 {
		n := float64(strings.Count(k.Value, ";") + strings.Count(k.Value, ",") + 1)
		return agree(q, &quantity{dim: counted, value: n, low: n, high: n, step: 1}), true
	}
	return false, false
}

// namesNoun says whether what q counts is what the metric is called by.
func (k *known) namesNoun(q *quantity) bool {
	for i := range k.aliases {
		if k.aliases[i].has(q.nouns) {
			return true
		}
	}
	return false
}
