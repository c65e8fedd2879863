package claim

import "vigie/analyzers/annotation"

// report compares every figure of the text with the sheet.
func (r *reading) report() []reported {
	var all []reported
	for i := range r.quantities {
		q := &r.quantities[i]
		if len(all) >= mostClaims {
			break
		}
		if r.ofTitle(q) || q.dim == counted && q.to < len(r.tokens) && occasions[r.tokens[q.to].fold] {
			continue
		}
		w := r.windowOf(q)
		a := r.asserted(q)
		f, ok := verdictOf(r.findings(&a, w))
		all = append(all, reported{assertion: a, finding: f, found: ok, denied: r.denied(q.from, q.to)})
	}
	if f, ok := r.compared(); ok {
		all = append(all, f)
	}
	return all
}

// blame is the figure that a contradiction is laid to: the one that differs whose
// words tie it best; -1 where none does.
func blame(all []reported) int {
	best := -1
	for i := range all {
		if f := &all[i]; f.found && f.agree == f.denied && (best < 0 || f.tie > all[best].tie) {
			best = i
		}
	}
	return best
}

// negatedAll says whether the text is a denial in which no figure differs: "was not
// active in 2019".
func (r *reading) negatedAll(all []reported) bool {
	if blame(all) >= 0 {
		return false
	}
	for i := range r.tokens {
		if f := r.tokens[i].fold; (negations[f] || f == "n't") && f != "non" && f != "without" && f != "sans" && r.tokens[i].used == 0 {
			return true
		}
	}
	return false
}

// judge reads a text that is known to be about the facts.
func (r *reading) judge() {
	all := r.report()
	x := r.weighed(all)
	sure := r.layer.score(&x) >= r.layer.threshold
	no := sure && r.negatedAll(all)
	for i := range all {
		all[i].denied = all[i].denied || no && all[i].found
		r.judgement(&all[i], sure)
	}
}

func (r *reading) judgement(f *reported, sure bool) {
	q := f.quantity
	cl := annotation.Claim{Text: r.sentenceText(q.from), Metric: q.noun, Value: q.value, Unit: q.unit, Hedge: q.hedge, Verdict: Unknown}
	if q.dim == counted {
		cl.Metric, cl.Unit = q.shown, q.shown
	}
	if when, _ := r.periodOf(q, r.windowOf(q)); when.year > 0 {
		cl.Period = when.String()
	}
	if !f.found {
		if q.dim == dated || q.dim == counted && (q.noun == "" || q.value < 10 && !q.grouped) {
			return // a bare number, a year: nothing to check
		}
		cl.Why = r.say(noFact, nil, q)
		r.add(cl, cl.Unit+cl.Text+r.text.s[q.start:q.end])
		return
	}
	cl.Metric, cl.Fact = f.Metric, f.ID
	if q.dim == counted && f.Unit != "" {
		cl.Unit = f.Unit
	}
	why := otherFigure
	switch {
	case f.agree && !f.denied:
		cl.Verdict, why = Matches, sameFigure
	case f.denied && !f.agree:
		cl.Verdict, cl.Denied, why = Matches, true, deniesFalse
	case !sure:
		why, cl.Fact = unsure, ""
	case f.denied:
		cl.Verdict, why = Contradicts, deniesTrue
	default:
		cl.Verdict = Contradicts
	}
	if cl.Why = r.say(why, f.known, q); why == otherFigure {
		cl.Why = r.found(f)
	}
	r.add(cl, f.ID+cl.Verdict+formatValue(q))
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
