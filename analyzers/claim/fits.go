package claim

import (
	"math"
	"strings"
)

// sameKind says whether q could be compared with the fact's value at all.
func (k *known) sameKind(q *quantity) bool {
	for i := range k.values {
		v := &k.values[i]
		if v.dim == q.dim && (v.dim != money && v.dim != power || v.unit == q.unit) {
			return true
		}
	}
	return k.unnamed(q)
}

// unnamed says whether q is money whose currency goes without saying: "48 millions
// de budget".
func (k *known) unnamed(q *quantity) bool {
	for i := range k.values {
		v := &k.values[i]
		if v.unnamed(q) || v.dim == money && q.dim == counted && q.scaled && k.names(q.noun) {
			return true
		}
	}
	return false
}

// names says whether a stem stands in one of the fact's names.
func (k *known) names(stem string) bool {
	for i := range k.aliases {
		for _, s := range k.aliases[i].stems {
			if s == stem || sameNoun(s, stem) {
				return true
			}
		}
	}
	return false
}

// exceeded says whether q is more than the fact's whole: then it is no part of it.
func (k *known) exceeded(q *quantity) bool {
	q = k.atRate(q)
	for i := range k.values {
		if v := &k.values[i]; v.dim == q.dim && q.low > v.high && q.hedge != AtMost {
			return true
		}
	}
	return false
}

// unnamed says whether q is money whose currency goes without saying: "un budget
// de 48 millions".
func (v *quantity) unnamed(q *quantity) bool {
	return v.dim == money && q.dim == counted && q.scaled && q.noun == ""
}

// fits says whether q agrees with one of the fact's values.
func (k *known) fits(q *quantity) bool {
	q = k.atRate(q)
	for i := range k.values {
		v := &k.values[i]
		if (v.dim == q.dim && (v.dim != money && v.dim != power || v.unit == q.unit) || v.dim == money && k.unnamed(q)) && agree(q, v) {
			return true
		}
	}
	return false
}

// tellsLittle says whether q only bounds the fact from so far that it hardly speaks of it:
// "are over 60", of millions.
func (k *known) tellsLittle(q *quantity) bool {
	if q = k.atRate(q); q.dim == dated {
		return false
	}
	truth := math.Abs(k.values[0].value)
	return q.hedge == AtLeast && q.low < truth/10 || q.hedge == AtMost && q.high >= truth*10
}

// agree compares what is said with what is true. A figure may be off by half of
// the step it is rounded to, though never by more than 4 %: so "1 200" stands for
// 1 240 and "1 000" does not. A hedge widens that to 6 %, and 10 % for a very
// round figure; "plus de" and "moins de" only bound it.
func agree(q, v *quantity) bool {
	if q.dim == dated {
		return q.date.same(v.date)
	}
	truth := math.Abs(v.value)
	tol := min(max(q.step, v.step)/2, 0.04*truth)
	tol = max(tol, math.Abs(v.step)/2*1e-9, 1e-9*truth)
	if q.step <= v.step {
		tol = max(tol, min(v.step/2, 0.04*truth))
	}
	if q.hedge == About {
		tol = max(tol, 0.06*truth, min(q.step/2, 0.1*truth))
		if math.Abs(q.value) < 10*q.step { // "nearly two million", of 1.8
			tol = max(tol, min(q.step/2, 0.1*math.Abs(q.value)))
		}
	}
	if q.rough {
		tol = max(tol, 0.2*truth)
	}
	if q.ratio {
		tol = max(tol, min(q.step/2, 5))
	}
	if q.dim != counted && q.dim != share && q.dim != money { // converted units
		tol = max(tol, 0.005*truth)
	}
	low, high := min(v.low, v.value), max(v.high, v.value)
	switch q.hedge {
	case AtLeast:
		return high >= q.low-1e-9*truth
	case AtMost:
		return low <= q.high+1e-9*truth
	}
	return q.low-tol <= high && low <= q.high+tol
}

// parseValue reads a fact's value; unit gives what the value leaves unsaid. Text
// without a figure has none.
func parseValue(value, unit string) []quantity {
	tongue := "fr"
	if strings.Contains(value, ",") && strings.Contains(value, "$") {
		tongue = "en"
	}
	_, qs := parsed(value, unit, tongue)
	return qs
}

// parsed is the text of a value and its quantities.
func parsed(value, unit, tongue string) (text, []quantity) {
	t := read(value, tongue)
	out := make([]quantity, 0, len(t.quantities))
	u, known := unitOf(unit)
	for _, q := range t.quantities {
		q.hedge = ""
		if unit != "" && q.dim == counted && known {
			t.apply(&q, u)
			q.low, q.high = q.low*u.scale, q.high*u.scale
		} else if unit != "" && q.dim == dated && u.dim != duration && q.date.month == 0 && q.date.last == 0 && (known || isNoun(unit)) {
			q.dim, q.low, q.high, q.date = counted, q.value, q.value, period{} // "2000", unit "bus"
			if known {
				t.apply(&q, u)
			}
		}
		if q.dim != dated && q.low == q.high {
			q.low, q.high = q.value, q.value
		}
		out = append(out, q)
	}
	return t, out
}

func isNoun(unit string) bool {
	for _, s := range senseStems(unit) {
		switch s {
		case "dat", "date", "anne", "annee", "year", "an":
			return false
		}
		return true
	}
	return false
}
