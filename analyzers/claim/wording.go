package claim

import (
	"slices"

	"vigie/analyzers/annotation"
)

// wordings checks the statements that can be denied without a figure.
func (r *reading) wordings() {
	for _, s := range r.sentences {
		if s.start < r.judged {
			continue
		}
		for i := s.from; i < s.to; i++ {
			for _, w := range r.byWord[wordKey(r.tokens[i].stem)] {
				if len(r.out) >= mostClaims {
					return
				}
				to, ok := r.holdsAt(i, s, w.stems)
				if !ok && w.loose {
					to, ok = r.holdsAround(i, s, w.stems)
				}
				if ok {
					r.wording(r.facts[w.fact], s, i, to)
				}
			}
		}
		r.absences(s)
		r.losses(s)
		for _, i := range r.stated {
			if f := r.facts[i]; f.every {
				r.everyOf(f, s)
			} else {
				r.stateOf(f, s)
			}
		}
	}
}

// holdsAround says whether stems stand in any order close to one another from token i.
func (r *reading) holdsAround(i int, s sentenceSpan, stems []string) (to int, ok bool) {
	if len(stems) < 2 {
		return 0, false
	}
	end := i + 1
	for end < s.to && end < i+len(stems)+4 && (r.tokens[end].brk < comma || r.tokens[end].brk == semicolon) {
		end++
	}
	for _, want := range stems {
		found := false
		for k := i; k < end && !found; k++ {
			if st := r.tokens[k].stem; st == want || sameNoun(st, want) || slices.Contains(kin[want], st) {
				found, to = true, max(to, k+1)
			}
		}
		if !found {
			return 0, false
		}
	}
	return to, true
}

// wordRef leads from a word to the fact that a wording denies.
type wordRef struct {
	stems []string
	fact  int
	loose bool // in any order
}

// wordKey is what the forms of a word have in common.
func wordKey(stem string) string { return stem[:min(5, len(stem))] }

// holdsAt says whether stems stand in this order from token i, at most two words
// apart, auxiliaries left out.
func (r *reading) holdsAt(i int, s sentenceSpan, stems []string) (to int, ok bool) {
	if st := r.tokens[i].stem; st != stems[0] && !slices.Contains(kin[stems[0]], st) && (min(len(st), len(stems[0])) < 7 || !sameNoun(st, stems[0])) {
		return 0, false // "licence" is no "licenciement"
	}
	j := i + 1
	for _, want := range stems[1:] {
		for gap := 0; ; j++ {
			if j >= s.to || gap > 2 {
				return 0, false
			}
			tk := &r.tokens[j]
			if tk.stem == want || sameNoun(tk.stem, want) || slices.Contains(kin[want], tk.stem) {
				break
			}
			if !auxiliaries[tk.fold] && !tk.entity {
				gap++
			}
		}
		j++
	}
	return j, true
}

var auxiliaries = set("a ont ete est sont etait etaient sera seront bien deja de des du d' la le les l' the of was were is are be been being has have had will by over for par pour")

// wording judges a sentence that holds a wording of tokens [at, to) which denies
// the statement f.
func (r *reading) wording(f *known, s sentenceSpan, at, to int) {
	if r.shutsAWhile(s, at, to) || r.neverSaid(s, at) {
		return
	}
	says, denied := r.denialOf(s, at, to)
	if !denied {
		says = !r.plainly(s, at, to) && !r.denied(at, to)
	}
	r.toldOf(f, s, at, to, says)
}

// toldOf notes that tokens [at, to) say, or deny, what the statement f denies.
func (r *reading) toldOf(f *known, s sentenceSpan, at, to int, against bool) {
	q := quantity{from: at, to: to, start: r.tokens[at].Start, end: r.tokens[to-1].End, dim: share}
	cl := annotation.Claim{Text: r.s[s.start:s.end], Metric: f.Metric, Fact: f.ID, Verdict: Unknown}
	w := r.windowOf(&q)
	when, stated := r.periodOf(&q, w)
	if !stated {
		when, stated = r.yearIn(s)
	}
	cl.Period = when.String()
	why := r.entityFits(&q, w, f)
	if why == "" && r.elsewhere(to, s, f) {
		why = otherName
	}
	switch {
	case why != "":
	case !r.current(f, when, stated):
		why = otherYear
	case r.supposes(s, at):
		why = aPlan
	case stated && (when.end() < f.period.year || len(f.values) > 0 && f.period.year > 0 && !when.holds(f.period)):
		why = otherYear
	case s.asks && against && r.answeredNo(s):
		cl.Verdict, why = Matches, saysNot
	case s.asks:
		why = asked
	case !against:
		cl.Verdict, why = Matches, saysNot
	default:
		cl.Verdict, why = Contradicts, saysSo
	}
	if cl.Verdict == Unknown && why != asked {
		cl.Fact = ""
	}
	cl.Why = r.say(why, f, &q)
	r.add(cl, f.ID+cl.Verdict)
}

// absences judges what is said not to be at all, where a fact has a sum of it: "was
// never fined", "aucune amende".
func (r *reading) absences(s sentenceSpan) {
	for i := s.from; i < s.to; i++ {
		if !nones[r.tokens[i].fold] {
			continue
		}
		for j := i + 1; j < min(i+4, s.to) && r.tokens[j].brk < comma && r.tokens[j].used <= 0; j++ {
			for _, k := range r.byStem[r.tokens[j].stem] {
				f := r.facts[k]
				if len(f.values) > 0 && f.values[0].dim == money && f.values[0].value > 0 && f.alone(r.tokens[j].stem) && !articles[r.tokens[j-1].fold] && !r.figureBetween(s.from, s.to-1) {
					r.toldOf(f, s, i, j+1, true)
				} else if len(f.values) > 0 && f.values[0].dim == counted && f.values[0].low > 0 && f.alone(r.tokens[j].stem) && r.noneAtAll(i, j, s) {
					r.toldOf(f, s, i, j+1, true)
				}
			}
		}
	}
}

// alone says whether one word names the fact.
func (k *known) alone(stem string) bool {
	return slices.ContainsFunc(k.aliases, func(a alias) bool {
		return len(a.stems) == 1 && !a.loss && (a.stems[0] == stem || slices.Contains(kin[a.stems[0]], stem))
	})
}

var (
	nones    = set("aucun aucune jamais pas never no zero")
	articles = set("l' la le les cette cet ce ces the this that its their sa son ses leur")
)

// yearIn is the one year that a sentence names.
func (r *reading) yearIn(s sentenceSpan) (period, bool) {
	var p period
	for i := s.from; i < s.to; i++ {
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim == dated && r.quantities[u-1].date.year > 0 {
			if p.year > 0 && p != r.quantities[u-1].date {
				return period{}, false
			}
			p = r.quantities[u-1].date
		}
	}
	return p, p.year > 0
}

// denialOf looks for a verb of denial around tokens [at, to): "exclut tout plan
// social" denies it, and "n'exclut pas un plan social" says that it may come.
func (r *reading) denialOf(s sentenceSpan, at, to int) (says, found bool) {
	for i := at - 1; i >= max(s.from, at-10) && r.tokens[i+1].brk < semicolon; i-- {
		if r.denies(i) {
			return r.unsaid(i), true
		}
		if r.tokens[i].fold == "mais" || r.tokens[i].fold == "but" {
			break
		}
	}
	for i := to; i < min(to+7, s.to) && r.tokens[i].brk < comma; i++ {
		if r.denies(i) {
			return r.unsaid(i), true
		}
	}
	return false, false
}

// denies says whether a verb of denial stands at token i.
func (r *reading) denies(i int) bool {
	tk := &r.tokens[i]
	if !denyStems[tk.stem] {
		return false
	}
	return tk.stem[0] != 'r' || tk.fold[1] != 'u' || i+1 < len(r.tokens) && r.tokens[i+1].fold == "out" // "rules out"
}

// plainly says whether tokens [at, to) are negated: "aucun plan social", "layoffs are
// not planned".
func (r *reading) plainly(s sentenceSpan, at, to int) bool {
	no := false
	for i := max(s.from, at-6); i < at; i++ {
		if r.tokens[i].brk >= semicolon {
			no = false
		}
		no = no || negations[r.tokens[i].fold] && r.tokens[i].fold != "non" && !r.unheard(i, at)
	}
	for i := at + 1; i < to; i++ { // "ne vend pas nos données"
		no = no || r.tokens[i].fold == "pas" || r.tokens[i].fold == "aucune" || r.tokens[i].fold == "aucun" || r.tokens[i].fold == "no"
	}
	for i := to; i < min(to+7, s.to) && r.tokens[i].brk < comma && !parts[r.tokens[i].fold] && !withouts[r.tokens[i].fold]; i++ {
		no = no || negations[r.tokens[i].fold]
	}
	return no
}

// supposes says whether the sentence supposes what stands at token at.
func (r *reading) supposes(s sentenceSpan, at int) bool {
	for i := s.from; i < at; i++ {
		switch r.tokens[i].fold {
		case "si", "s'", "if", "imagine", "imaginons":
			if i == 0 || !asksIf[r.tokens[i-1].fold] && r.tokens[i].fold != "s'" || r.tokens[i].fold == "s'" && r.tokens[i+1].fold == "il" {
				return true
			}
		}
	}
	return false
}

// state is what a statement says of its subject, in words for and against: "l'agence
// de Lille reste ouverte".
type state struct{ is, isnt map[string]bool }

// stateOf judges a sentence on what a statement says to be so: its subject must be
// named, and a word for or against.
func (r *reading) stateOf(f *known, s sentenceSpan) {
	for i := s.from; i < s.to; i++ {
		st := r.tokens[i].stem
		is, isnt := f.states.is[st], f.states.isnt[st]
		if !is && !isnt || r.hours(i, s) {
			continue
		}
		if is && i+1 < s.to && (f.states.isnt[r.tokens[i+1].stem] || f.states.is[r.tokens[i+1].stem]) {
			continue // "stays closed"
		}
		if !slices.ContainsFunc(f.aliases, func(a alias) bool {
			_, ok := r.holds(window{s.from, s.to}, a, &quantity{from: i, to: i + 1})
			return ok
		}) {
			return
		}
		says, denied := r.denialOf(s, i, i+1)
		if !denied {
			says = !r.plainly(s, i, i+1) && !r.denied(i, i+1) && !(is && r.lacks(i, s)) // "fini la gratuité"
		}
		r.toldOf(f, s, i, i+1, says == isnt)
		return
	}
}
