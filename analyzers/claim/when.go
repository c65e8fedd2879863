package claim

import "strings"

// periodOf reads the period that q is said to be of; stated is false where the
// text only implies the present.
func (r *reading) periodOf(q *quantity, w window) (p period, stated bool) {
	if q.dim == dated {
		return q.date, true
	}
	s := r.sentences[r.tokens[q.from].sent]
	if p, ok := r.dateBehind(q, s); ok {
		return p, true
	}
	if p, ok := r.relative(w); ok {
		return p, true
	}
	for i := w.from; i < w.to; i++ {
		switch r.tokens[i].fold {
		case "aujourd'hui", "desormais", "maintenant", "actuellement", "now", "today", "currently":
			return period{}, false
		}
		if strongLevel[r.tokens[i].stem] && i < q.to && w.from > s.from {
			return period{}, false
		}
	}
	if p, ok := r.dateBefore(q, s); ok {
		return p, true
	}
	if r.answers(q) { // "La dette en 2019 ? 88 M€."
		if p, ok := r.yearIn(r.sentences[r.tokens[s.from-1].sent]); ok {
			return p, true
		}
	}
	return r.relative(window{s.from, q.from})
}

// dateBehind is a year close behind q: "1 300 en 2019".
func (r *reading) dateBehind(q *quantity, s sentenceSpan) (period, bool) {
	for i := q.to; i < min(q.to+9, s.to); i++ {
		if r.tokens[i].brk >= semicolon {
			break
		}
		u := r.tokens[i].used
		if u <= 0 {
			continue
		}
		d := &r.quantities[u-1]
		if d.dim != dated {
			break
		}
		if d.date.year > 0 {
			return d.date, true
		}
	}
	return period{}, false
}

// dateBefore is the nearest year before q in its sentence.
func (r *reading) dateBefore(q *quantity, s sentenceSpan) (period, bool) {
	for i := q.from - 1; i >= s.from; i-- {
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim == dated && r.quantities[u-1].date.year > 0 {
			return r.quantities[u-1].date, true
		}
	}
	return period{}, false
}

// relative reads "l'an dernier", "last year", "il y a dix ans", "ten years ago".
func (r *reading) relative(w window) (period, bool) {
	year := r.published.Year()
	known := !r.published.IsZero()
	for i := w.from; i < w.to; i++ {
		a, b := r.tokens[i].fold, ""
		if i+1 < w.to {
			b = r.tokens[i+1].fold
		}
		back := 0
		switch {
		case (a == "an" || a == "annee") && (b == "dernier" || b == "derniere" || b == "passee" || b == "precedente"), a == "last" && b == "year":
			back = 1
		case (a == "an" || a == "annee") && b == "prochaine", a == "an" && b == "prochain", a == "next" && b == "year":
			back = -1
		case a == "ago" && i > 0 && r.tokens[i-1].used > 0 && r.quantities[r.tokens[i-1].used-1].dim == duration:
			back = int(r.quantities[r.tokens[i-1].used-1].value / 525960)
		case a == "ago", a == "autrefois", a == "jadis", a == "formerly", a == "used" && b == "to", a == "epoque":
			back = r.yearsAgo(w)
		case a == "y" && b == "a" && i > 0 && r.yearsAgo(w) > 1 && r.hasDuration(w):
			back = r.yearsAgo(w)
		default:
			continue
		}
		if !known {
			return period{year: 1 - back}, true // some other year than the fact's
		}
		return period{year: year - back}, true
	}
	return period{}, false
}

// yearsAgo is the years of a duration in the window, at least two.
func (r *reading) yearsAgo(w window) int {
	for i := w.from; i < w.to; i++ {
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim == duration {
			return max(int(r.quantities[u-1].value/525960), 0)
		}
	}
	return 2
}

func (r *reading) hasDuration(w window) bool {
	for i := w.from; i < w.to; i++ {
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim == duration {
			return true
		}
	}
	return false
}

// periodFits says why q is of another time than the fact; empty: it may be of it.
func (r *reading) periodFits(q *quantity, w window, f *known) reason {
	if q.dim == dated {
		return ""
	}
	if r.isPlan(q, w) {
		return aPlan
	}
	when, stated := r.periodOf(q, w)
	if !stated && f.rate == "" && (r.sheet == nil || !f.bare) && (r.backThen(q) || q.dim == counted && r.isPast(q, w)) {
		return otherYear
	}
	if !r.current(f, when, stated) || r.otherQuarter(q, f, when, stated) {
		return otherYear
	}
	if stated {
		if f.period.year == 0 || when.holds(f.period) {
			return ""
		}
		return otherYear
	}
	if f.period.year > 0 && !r.published.IsZero() {
		if y := r.published.Year(); y < f.period.year || y > f.period.end()+2 {
			return otherYear
		}
	}
	return ""
}

// longAgo are openings that lead back: "du temps de", "à l'époque", "when it started".
var longAgo = phrases("du temps|a l' epoque|a ses debuts|a ses origines|dans le temps|quand j'|quand il|quand elle|when it|when i|back when|back in|in the days|at its peak|at its height|avant la|avant le|before the|years ago|il fut un temps|en ces temps|il y avait|there were|there was|there used")

// backThen says whether the sentence of q opens in the past.
func (r *reading) backThen(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	n := r.leads(s.from, longAgo)
	return n > 0 && s.from+n <= q.from && !r.nowIn(s)
}

// isPast tells "comptait 400 agences", which it no longer does.
func (r *reading) isPast(q *quantity, w window) bool {
	for i := w.from; i < q.from; i++ {
		if f := r.tokens[i].fold; !pastLevel[f] && f != "etait" && f != "etaient" || i > 0 && has[r.tokens[i-1].fold] {
			continue
		}
		for k := i + 1; k < q.from; k++ {
			switch r.tokens[k].fold {
			case "plus", "que", "qu'", "only", "just", "left":
				return false // "n'avait plus que"
			}
		}
		return true
	}
	return false
}

var pastLevel = set(`avait avaient comptait comptaient employait employaient possedait possedaient disposait disposaient exploitait exploitaient
	had employed operated owned ran`)

// asksIf lead to an "if" that supposes nothing.
var asksIf = set("sait savoir sais savez demande demandent verifier know knows wonder ask asks sure meme even as")

// isPlan tells what is wished or planned from what is.
func (r *reading) isPlan(q *quantity, w window) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := max(w.from, s.from); i < q.from; i++ {
		a, b := r.tokens[i].fold, ""
		if i+1 < q.from {
			b = r.tokens[i+1].fold
		}
		switch {
		case a == "objectif", a == "vise", a == "visent", a == "ambitionne", a == "target", a == "targets", a == "aims", a == "aim",
			a == "prevoit", a == "prevoient", a == "plans", a == "planned", a == "expects", a == "promises", a == "promet", a == "promettent", a == "vouloir", a == "viser", a == "esperer", a == "souhaiter", a == "veut", a == "veulent", a == "wants", a == "hopes", a == "espere", a == "esperent",
			a == "souhaite", a == "souhaitent", a == "voudrait", a == "faudrait", a == "devrait", a == "devraient", a == "faut", a == "should", a == "would" && b == "need",
			(q.dim == counted || q.dim == share) && (a == "will" || a == "'ll" || a == "due" && b == "to" || a == "set" && b == "to" || a == "going" && b == "to" || a == "expected" && b == "to" || r.isFuture(i)),
			a == "d'" && b == "ici", a == "si" && (i == 0 || !asksIf[r.tokens[i-1].fold]), a == "if" && (i == 0 || !asksIf[r.tokens[i-1].fold]), a == "imaginons", a == "imagine", a == "imaginez", a == "suppose", a == "supposons", a == "supposez":
			return true
		}
	}
	return false
}

// isFuture says whether token i has the form of a French verb in the future: "aura",
// "compteront".
func (r *reading) isFuture(i int) bool {
	w := r.tokens[i].fold
	if r.tokens[i].upper || len(w) < 4 || noVerbs[w] {
		return false
	}
	if next := r.tokens[min(i+1, len(r.tokens)-1)].fold; (w == "aura" || w == "auront") && next[0] > '9' && strings.ContainsAny(next[len(next)-1:], "eiu") {
		return false // "aura fallu"
	}
	return strings.HasSuffix(w, "ra") && strings.ContainsAny(w[len(w)-3:len(w)-2], "eiudtv") || strings.HasSuffix(w, "ront")
}

// noVerbs end as verbs do.
var noVerbs = set("opera camera extra ultra infra para front affront sierra")

// nowIn says whether a sentence speaks of the present besides.
func (r *reading) nowIn(s sentenceSpan) bool {
	for i := s.from; i < s.to; i++ {
		switch r.tokens[i].fold {
		case "aujourd'hui", "desormais", "maintenant", "actuellement", "now", "today", "currently", "reste", "restent", "left", "only":
			return true
		}
	}
	return false
}
