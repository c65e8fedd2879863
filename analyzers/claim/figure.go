package claim

import (
	"cmp"

	"vigie/analyzers/annotation"
)

// window is the stretch of a sentence that speaks of one quantity: tokens
// [from, to), with the quantity inside.
type window struct{ from, to int }

// byName judges a quantity whose words name a fact, and says whether they do.
func (r *reading) byName(q *quantity) bool {
	if r.uncounted(q) {
		return true
	}
	w := r.windowOf(q)
	if q.dim == money {
		q.rate = r.rate(q, w)
	}
	best, other := r.candidates(q, w)
	if best != nil && !best.fact.fits(q) {
		if f := r.people(q, w); f != nil {
			best = &candidate{fact: f}
		}
	}
	if best == nil && other == nil {
		if f := r.goesOn(q); f != nil {
			best = &candidate{fact: f}
		}
	}
	if best == nil && (other == nil || other.because == otherUnit || other.because == noLevel) {
		if f := cmp.Or(r.loosely(q, w), r.people(q, w)); f != nil {
			best = &candidate{fact: f}
		}
	}
	switch {
	case q.dim == dated, best == nil && other == nil, best != nil && best.fact.values[0].dim == dated:
		return false
	case best == nil && other.because == otherUnit && (other.fact.values[0].dim == dated || q.dim == duration):
		return false // "aged 40", "for 20 years", of a date
	case best == nil:
		cl := r.claimOf(q, w)
		cl.Metric, cl.Why = other.fact.Metric, r.say(other.because, other.fact, q)
		r.add(cl, cl.Unit+cl.Text+r.text.s[q.start:q.end])
	default:
		r.compare(q, w, best)
	}
	return true
}

// uncounted says whether q is no figure of any fact: "klaxonné deux fois", or the 30 of
// "clients under 30" where that is a fact's name.
func (r *reading) uncounted(q *quantity) bool {
	return q.dim == counted && q.to < len(r.tokens) && occasions[r.tokens[q.to].fold] || r.inName(q)
}

// claimOf is the claim of a quantity, not judged yet.
func (r *reading) claimOf(q *quantity, w window) annotation.Claim {
	cl := annotation.Claim{Text: r.sentenceText(q.from), Metric: q.noun, Value: q.value, Unit: q.unit, Hedge: q.hedge, Verdict: Unknown}
	if q.dim == counted {
		cl.Metric, cl.Unit = q.shown, q.shown
	}
	when, _ := r.periodOf(q, w)
	cl.Period = when.String()
	return cl
}

// compare judges a quantity by the fact that its words name.
func (r *reading) compare(q *quantity, w window, best *candidate) {
	cl := r.claimOf(q, w)
	cl.Metric, cl.Fact = best.fact.Metric, best.fact.ID
	if q.dim == counted && best.fact.Unit != "" {
		cl.Unit = best.fact.Unit
	}
	fits := best.fact.fits(q) && !best.loss
	denied := r.denied(q.from, q.to)
	switch {
	case r.inquires(q):
		cl.Why = r.say(asked, best.fact, q)
	case fits && best.fact.tellsLittle(q):
		cl.Fact, cl.Why = "", r.say(noLevel, best.fact, q)
	case fits && !denied:
		cl.Verdict, cl.Why = Matches, r.say(sameFigure, best.fact, q)
	case fits:
		cl.Verdict, cl.Why = Contradicts, r.say(deniesTrue, best.fact, q)
	case denied:
		cl.Verdict, cl.Why, cl.Denied = Matches, r.say(deniesFalse, best.fact, q), true
	default:
		cl.Verdict, cl.Why = Contradicts, r.say(otherFigure, best.fact, q)
	}
	r.add(cl, best.fact.ID+cl.Verdict+formatValue(q))
}

// unnamed notes a quantity that no fact speaks of.
func (r *reading) unnamed(q *quantity) {
	if q.dim == dated || q.dim == duration || q.dim == counted && (q.noun == "" || q.value < 10 && !q.grouped || r.looksLikeYear(q)) {
		return // a bare number, a year, a while: nothing to check
	}
	cl := r.claimOf(q, r.windowOf(q))
	cl.Why = r.say(noFact, nil, q)
	r.add(cl, cl.Unit+cl.Text+r.text.s[q.start:q.end])
}

// occasions are what happens so often, not what is there.
var occasions = set("fois reprises times chiffres numbers figures points mots words raisons reasons")

// windowOf finds the words that speak of q: up to a comma or an "and" on either
// side, and never past another figure of the same kind.
func (r *reading) windowOf(q *quantity) window {
	s := r.sentences[r.tokens[q.from].sent]
	w := window{q.from, q.to}
	for w.from > s.from && r.tokens[w.from].brk < comma && !parts[r.tokens[w.from-1].fold] && !r.otherQuantity(w.from-1, q) {
		w.from--
	}
	w.to = r.pastWhole(q)
	for w.to < s.to && r.tokens[w.to].brk < comma && !parts[r.tokens[w.to].fold] && !r.otherQuantity(w.to, q) {
		w.to++
	}
	return w
}

// pastWhole is the token behind q, and behind the whole that q is a part of: "940
// of the 1,240". What is counted is then said behind the whole.
func (r *reading) pastWhole(q *quantity) int {
	for i := q.to; i < min(q.to+3, len(r.tokens)) && r.tokens[i].brk < comma; i++ {
		u := r.tokens[i].used
		if u <= 0 {
			if !wholes[r.tokens[i].fold] {
				break
			}
			continue
		}
		if whole := &r.quantities[u-1]; i > q.to && whole.dim == q.dim {
			if q.noun == "" {
				q.noun, q.nouns, q.shown = whole.noun, whole.nouns, whole.shown
			}
			return whole.to
		}
		break
	}
	return q.to
}

var wholes = set("of the its our their des de ses nos leurs les sur d'")

// otherQuantity says whether token i belongs to another quantity, dates apart.
func (r *reading) otherQuantity(i int, q *quantity) bool {
	u := r.tokens[i].used
	return u > 0 && &r.quantities[u-1] != q && r.quantities[u-1].dim != dated
}

var parts = set(`et and mais but tandis alors whereas while donc so contre vs versus`)

func (r *reading) sentenceText(i int) string {
	s := r.sentences[r.tokens[i].sent]
	return r.s[s.start:s.end]
}
