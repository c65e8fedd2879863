package claim

// report compares the figures of a sentence with the sheet.
func (r *reading) report(of []quantity) []reported {
	var all []reported
	for i := range of {
		q := &of[i]
		if len(all) >= mostClaims {
			break
		}
		if r.ofTitle(q) || r.uncounted(q) {
			continue
		}
		w := r.windowOf(q)
		a := r.asserted(q)
		f, ok := verdictOf(r.findings(&a, w))
		all = append(all, reported{at: i, assertion: a, finding: f, found: ok, denied: a.order != notBefore && r.denied(q.from, q.to)})
	}
	if f, ok := r.compared(); ok {
		f.at = -1
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
	for i := r.span.from; i < r.span.to; i++ {
		if f := r.tokens[i].fold; (negations[f] || f == "n't") && f != "non" && f != "without" && f != "sans" && r.tokens[i].used == 0 {
			return true
		}
	}
	return false
}

// sentence judges the figures of one sentence: each by the fact that its words name,
// else by what all the facts of its entity tell together.
func (r *reading) sentence(s sentenceSpan, of []quantity) {
	r.span, r.sheet = s, r.sheetOf(s)
	left := 0
	done := make([]bool, len(of))
	for i := range of {
		q := &of[i]
		if len(r.out) >= mostClaims {
			return
		}
		if r.sheet != nil {
			a := r.asserted(q)
			if a.age || a.more && !r.isMore(q) {
				left++
				continue
			}
		}
		if done[i] = r.byName(q); !done[i] && r.sheet == nil {
			r.unnamed(q)
		} else if !done[i] && (q.dim != dated || r.sheet.dated) {
			left++
		}
	}
	if r.sheet != nil && (left > 0 || r.compares(s)) {
		r.together(of, done)
	}
}

// together judges the figures of a sentence that name no fact by all the facts of its
// entity.
func (r *reading) together(of []quantity, done []bool) {
	all := r.report(of)
	x := r.weighed(all)
	sure := r.layer.score(&x) >= r.layer.threshold
	no := sure && r.negatedAll(all)
	for i := range all {
		f := &all[i]
		if len(r.out) >= mostClaims {
			return
		}
		if f.at >= 0 && (done[f.at] || !(f.found && f.agree && f.more && f.kind == byChange) && !f.age && r.byName(f.quantity)) {
			continue
		}
		if f.found && !r.tells(f) {
			f.found = false
		}
		f.denied = f.denied || no && f.found && f.order != notBefore
		r.judgement(f, sure)
	}
}

// compares says whether the sentence may compare two facts: "more than".
func (r *reading) compares(s sentenceSpan) bool {
	for i := s.from; i < s.to; i++ {
		if r.tokens[i].fold == "than" {
			return true
		}
	}
	return false
}

// leastTie is how much words must tie a figure to a fact that it contradicts: a word
// of the metric, or two of the value. Chosen on the training part of InfoTabS.
const leastTie = 0.35

// tells says whether a finding may be a verdict: words tie the figure to the fact, and
// do not say that it is something else's.
func (r *reading) tells(f *reported) bool {
	if f.kind == byOrder {
		return true
	}
	if f.kind == byList && len(f.Aliases) > 0 {
		return false // a statement is no list
	}
	if f.kind == byChange && !f.more && len(f.Aliases) > 0 {
		return false // what two facts differ by, by chance
	}
	if q := f.quantity; len(f.Aliases) > 0 && q.dim == counted && !f.agree && (r.isMore(q) || r.isPart(q, f.known)) {
		return false
	}
	if f.tie < leastTie && !(len(f.Aliases) == 0 && r.titled() && r.sheet.lone(f.entry)) {
		return false
	}
	if f.kind == byDate && len(f.Aliases) > 0 && !r.ofEvent(f.entry) {
		return false
	}
	w := r.windowOf(f.quantity)
	if !r.titled() && r.entityFits(f.quantity, w, f.known) != "" {
		return false
	}
	if f.agree {
		return true
	}
	if f.kind != byLength && f.kind != byCount {
		return true
	}
	if len(f.Aliases) > 0 {
		return false // whose words are all given
	}
	if f.mean && !r.isMean(f.quantity) {
		return false
	}
	_, _, seen := r.aliasIn(f.quantity, w, f.known)
	return !seen // else figureNamed found that it is no figure of this fact
}

// lone says whether no other fact of the sheet has a date, or a figure of the kind.
func (s *sheet) lone(e *entry) bool {
	for _, o := range s.entries {
		if o != e && (len(o.dates) > 0 && len(e.dates) > 0 || len(o.figures) > 0 && len(e.figures) > 0 && o.figures[0].dim == e.figures[0].dim) {
			return false
		}
	}
	return true
}

// titled says whether the sentence has a word of the entity's name.
func (r *reading) titled() bool {
	for i := r.span.from; i < r.span.to; i++ {
		if tk := &r.tokens[i]; tk.upper && !function[tk.fold] && r.sheet.title[tk.fold] {
			return true
		}
	}
	return false
}

// sheetOf is the facts that a sentence may be judged by as a whole: those of the
// entity that it names, or of the only one where none is named.
func (r *reading) sheetOf(s sentenceSpan) *sheet {
	if len(r.sheets) == 1 && len(r.named) == 0 {
		return r.only()
	}
	if n := r.namedFrom(s.to); n > 0 {
		return r.sheets[r.named[n-1].entity]
	}
	return nil
}

// only is the one sheet that there is.
func (c *Checker) only() *sheet {
	for _, s := range c.sheets {
		return s
	}
	return nil
}

func (r *reading) judgement(f *reported, sure bool) {
	q := f.quantity
	if !f.found {
		r.unnamed(q)
		return
	}
	cl := r.claimOf(q, r.windowOf(q))
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
