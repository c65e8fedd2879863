package claim

import "slices"

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
			if i+1 < s.to && particles[r.tokens[i+1].fold] { // "turned over"
				for _, f := range r.byStem[r.tokens[i].stem+r.tokens[i+1].fold] {
					try(f)
				}
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
	if a.fact.Holds(r.published) != b.fact.Holds(r.published) {
		return a.fact.Holds(r.published)
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
	large := !fits && q.high >= f.values[0].low/4                                                       // few parts are as large
	weak := a.weak || len(a.stems) == 1 && (a.has(q.nouns) || slices.Contains(kin[a.stems[0]], q.noun)) // it only names what is counted
	switch {
	case !f.changes && r.isChange(q, w) && !(fits && r.theWhole(q)), !fits && !f.exceeded(q) && r.isPart(q, f):
		return aChange
	case r.sought(q), len(a.stems) > 1 && near < 0 && !r.isLevel(q, w):
		return noLevel
	case !weak && !fits && q.high < f.values[0].low/10 && !r.isLevel(q, w) && !r.yearSaid(q, w): // "three accidents in a week"
		return noLevel
	case weak && !fits && (f.rate == "" || r.rate(q, w) != f.rate) && !f.exceeded(q) && !r.refuted(r.sentences[r.tokens[q.from].sent]) && !r.isLevel(q, w) && !(large && r.mentionedIn(q, f)):
		return noLevel
	}
	return ""
}

// yearSaid says whether q is said to be of a year or more.
func (r *reading) yearSaid(q *quantity, w window) bool {
	when, stated := r.periodOf(q, w)
	return stated && when.year > 0 && when.month == 0
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

// forOthers says whether the words speak of a price for some who the fact does not name:
// "l'abonnement étudiant".
func (r *reading) forOthers(w window, f *known) bool {
	for i := w.from; i < w.to; i++ {
		if payers[r.tokens[i].stem] && !f.vocabulary[r.tokens[i].stem] && r.tokens[i].used == 0 {
			return true
		}
	}
	return false
}

var payers = stems("etudiant jeune senior famille enfant reduit scolaire student youth family child children reduced concession discounted")

// measureFits says why q is no figure of the fact, whatever is measured.
func (r *reading) measureFits(q *quantity, w window, f *known, a alias) reason {
	if !f.changes && (r.shifts(q) || (q.dim == length || q.dim == mass || q.dim == area) && r.isChange(q, w)) {
		return aChange
	}
	if q.dim != duration && !f.fits(q) && !f.exceeded(q) && r.partitive(q) {
		return aChange
	}
	if q.dim == duration && !f.fits(q) && r.once(q) && !r.isMean(q) {
		return noLevel
	}
	if !f.changes && f.mean && len(a.stems) == 1 && !r.isMean(q) {
		return noLevel
	}
	if per := perOf(r.tokens[:w.to], q.to); per != "" && !f.names(per) && !timeStems[per] && !f.perSaid(r.tokens[:w.to], q.to) || r.perThing(q, w, f) {
		return otherRate
	}
	if q.dim == money && !q.scaled && r.forOthers(w, f) {
		return noLevel
	}
	if rate := r.rate(q, w); rate != "" && rate != f.rate && !f.turns(q) && (f.rate != "" || rate != "year") {
		return otherRate
	}
	return r.beyond(q, f)
}
