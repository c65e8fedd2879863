package claim

import (
	"slices"

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
	best, other := r.candidates(q, w)
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

// candidate is a fact that a quantity may be about.
type candidate struct {
	fact    *known
	score   float64
	loss    bool   // q is a loss, the fact a gain
	because reason // why it is not comparable after all
}

// candidates returns the fact that q is about, or else the one that it looks
// like but is not, with the reason.
func (r *reading) candidates(q *quantity, w window) (best, other *candidate) {
	s := r.sentences[r.tokens[q.from].sent]
	tried := map[int]bool{}
	try := func(i int) {
		if tried[i] {
			return
		}
		tried[i] = true
		c, ok := r.consider(q, w, r.facts[i])
		switch {
		case !ok:
		case c.because != "":
			if other == nil || c.score > other.score {
				other = c
			}
		case best == nil || r.better(c, best, q, w):
			best = c
		}
	}
	for _, from := range [2]int{s.from, r.before(s)} {
		for i := from; i < r.pointed(s); i++ {
			if r.tokens[i].used > 0 && r.tokens[i].isNumber() {
				continue
			}
			for _, f := range r.byStem[r.tokens[i].stem] {
				try(f)
			}
		}
		if best != nil || !r.anaphora(q, w) {
			break
		}
	}
	return best, other
}

// before is the start of the sentence before s, for what "en" stands for.
func (r *reading) before(s sentenceSpan) int {
	if s.from == 0 {
		return 0
	}
	return r.sentences[r.tokens[s.from-1].sent].from
}

// better prefers the stronger alias, then the fact whose period is nearer.
func (r *reading) better(a, b *candidate, q *quantity, w window) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	when, _ := r.periodOf(q, w)
	year := when.year
	if year == 0 && !r.published.IsZero() {
		year = r.published.Year()
	}
	if year == 0 {
		return a.fact.period.end() > b.fact.period.end()
	}
	return distance(a.fact.period, year) < distance(b.fact.period, year)
}

func distance(p period, year int) int {
	if p.year == 0 {
		return 1
	}
	return max(p.year-year, year-p.end(), 0)
}

// answers says whether q begins the answer to a question that has no figure: "La
// part du bio ? Un tiers."
func (r *reading) answers(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	if s.from == 0 || q.from > s.from+2 {
		return false
	}
	p := r.sentences[r.tokens[s.from-1].sent]
	return p.asks && !r.figureBetween(p.from, p.to)
}

// pointed is the end of s, or of the sentence behind it which says what its figure
// was: "35 millions ! C'est le montant de l'amende."
func (r *reading) pointed(s sentenceSpan) int {
	if s.to+1 < len(r.tokens) {
		switch a, b := r.tokens[s.to].fold, r.tokens[s.to+1].fold; {
		case a == "c'" && b == "est", a == "that's", a == "that" && (b == "is" || b == "'s"), a == "voila":
			return r.sentences[r.tokens[s.to].sent].to
		}
	}
	return s.to
}

// anaphora says whether what is counted was said before: "il n'en reste que 940",
// "only 940 are left".
func (r *reading) anaphora(q *quantity, w window) bool {
	if r.answers(q) {
		return true
	}
	if q.dim != counted {
		return false
	}
	if q.noun != "" && !generic[q.noun] {
		return false
	}
	s := r.sentences[r.tokens[q.from].sent]
	if q.noun == "" && (r.counts(q) || q.from <= s.from+2 && outright[r.tokens[s.from].fold]) { // "No, 312."
		return true
	}
	for i := w.from; i < w.to; i++ {
		if r.tokens[i].fold == "en" && i+1 < w.to && !r.tokens[i+1].isNumber() || levelStems[r.tokens[i].stem] {
			return true
		}
	}
	return false
}

// counts says whether the sentence of q names the number itself: "le nombre de bus
// est de 940".
func (r *reading) counts(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := s.from; i < s.to; i++ {
		switch r.tokens[i].fold {
		case "nombre", "number", "total", "count", "decompte":
			return true
		}
	}
	return false
}

// consider judges whether q speaks of f; ok is false where nothing links them.
func (r *reading) consider(q *quantity, w window, f *known) (*candidate, bool) {
	if len(f.values) == 0 {
		return nil, false
	}
	alias, near, ok := r.aliasIn(q, w, f)
	if !ok {
		return nil, false
	}
	c := &candidate{fact: f, loss: alias.loss, score: float64(len(alias.stems)) + near}
	if alias.weak {
		c.score -= 0.5
	}
	if q.dim == counted && q.noun == "" && alias.weak && !r.anaphora(q, w) {
		return nil, false
	}
	if !f.sameKind(q) {
		c.because = otherUnit
		return c, !alias.weak || q.dim != counted
	}
	if q.dim == counted && !f.unnamed(q) {
		if !r.nounFits(q, f, alias) {
			c.because = otherUnit
			return c, !alias.weak
		}
		c.because = r.countFits(q, w, f, alias, near)
		if c.because != "" {
			return c, true
		}
	}
	if c.because = r.measureFits(q, w, f, alias); c.because == "" {
		if c.because = r.entityFits(q, w, f); c.because == "" {
			c.because = r.periodFits(q, w, f)
		}
	}
	return c, true
}

// countFits says why a number of what the fact counts is not the fact's; empty: it is.
func (r *reading) countFits(q *quantity, w window, f *known, a alias, near float64) reason {
	fits := f.fits(q)
	weak := a.weak || len(a.stems) == 1 && (a.has(q.nouns) || slices.Contains(kin[a.stems[0]], q.noun)) // it only names what is counted
	switch {
	case !f.changes && r.isChange(q, w) && !(fits && r.theWhole(q)), !fits && !f.exceeded(q) && r.isPart(q, f):
		return aChange
	case r.sought(q), len(a.stems) > 1 && near < 0 && !r.isLevel(q, w):
		return noLevel
	case weak && !fits && (f.rate == "" || r.rate(q, w) != f.rate) && !f.exceeded(q) && !r.refuted(r.sentences[r.tokens[q.from].sent]) && !r.isLevel(q, w):
		return noLevel
	}
	return ""
}

// perThing says whether what is measured is said to be of each: "le chiffre d'affaires
// par magasin".
func (r *reading) perThing(q *quantity, w window, f *known) bool {
	for i := w.from; i+1 < q.from; i++ {
		if a := r.tokens[i].fold; a != "par" && a != "per" {
			continue
		}
		if st := r.tokens[i+1].stem; len(r.byStem[st]) > 0 && !f.names(st) && !timeStems[st] {
			return true
		}
	}
	return false
}

// measureFits says why q is no figure of the fact, whatever is measured.
func (r *reading) measureFits(q *quantity, w window, f *known, a alias) reason {
	if !f.changes && (r.shifts(q) || (q.dim == length || q.dim == mass || q.dim == area) && r.isChange(q, w)) {
		return aChange
	}
	if !f.changes && f.mean && len(a.stems) == 1 && !r.isMean(q) {
		return noLevel
	}
	if per := perOf(r.tokens[:w.to], q.to); per != "" && !f.names(per) && !timeStems[per] || r.perThing(q, w, f) {
		return otherRate
	}
	if rate := r.rate(q, w); rate != "" && rate != f.rate && (f.rate != "" || rate != "year") {
		return otherRate
	}
	return ""
}
