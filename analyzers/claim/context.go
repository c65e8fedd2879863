package claim

import "strings"

// nounOf reads what is counted: the words behind the number, adjectives too.
func (t *text) nounOf(q *quantity) {
	j, n := q.to, 0
	for ; j < len(t.tokens) && n < len(q.nouns) && j < q.to+5; j++ {
		tk := &t.tokens[j]
		if tk.brk >= comma || tk.used != 0 {
			break
		}
		if function[tk.fold] || stopNoun[tk.fold] {
			if n == 0 && (j == q.to && q.scaled && (tk.fold == "de" || tk.fold == "d'" || tk.fold == "of")) {
				continue
			}
			break
		}
		q.nouns[n] = tk.stem
		if n == 0 && t.lang != "fr" && t.modifies(j) {
			continue // "2,300 bus drivers" counts drivers
		}
		if n == 0 {
			q.noun, q.shown = tk.stem, t.s[tk.Start:tk.End]
		}
		n++
	}
}

// modifies says whether the English word at j only describes the one behind it.
func (t *text) modifies(j int) bool {
	if j+1 >= len(t.tokens) || t.tokens[j+1].brk >= comma || t.tokens[j+1].used != 0 || isPlural(t.tokens[j].fold) {
		return false
	}
	next := &t.tokens[j+1]
	return isPlural(next.fold) && !function[next.fold] && !stopNoun[next.fold] && (!levelStems[next.stem] || strings.HasSuffix(next.fold, "ees"))
}

// isPlural says whether an English word is the plural of a noun, as far as its form tells.
func isPlural(w string) bool {
	return strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && w != "bus" && !function[w] || w == "people"
}

// stopNoun are words that begin something other than what is counted.
var stopNoun = set(`ont sont etaient etait est a ete avait avaient en ne pas plus moins seulement only alors soit mais were was have has had
	will would could may might are is be been not but than when where while as so if after before since depuis apres avant contre vs
	cette aujourd'hui today now maintenant restent reste left remain remains aurait auraient serait seraient hier demain environ then
	fois times range fourchette selon according it we they you i je tu ce ca cela there here que qui comme aussi also still encore ici voila bientot`)

// yearOrCount turns a bare number that is a year into a date.
func (t *text) yearOrCount(q *quantity) {
	if q.dim != counted || !q.bare || q.value < 1000 || q.value > 2200 || q.value != float64(int(q.value)) || t.tokens[q.from].fold[0] == '0' {
		return
	}
	prev := ""
	if q.from > 0 && t.tokens[q.from].brk < comma {
		prev = t.tokens[q.from-1].fold
	}
	open := q.to < len(t.tokens) && t.tokens[q.to].brk == dash && (t.tokens[q.to].fold == "present" || t.tokens[q.to].fold == "aujourd'hui")
	if open {
		q.dim, q.date, q.to, q.step = dated, period{year: int(q.value), last: openEnd}, q.to+1, 1
		return
	}
	if yearLead[prev] || q.value >= 1500 && q.value <= 2100 && q.noun == "" && q.hedge == "" && !countLead[prev] {
		q.dim, q.date = dated, period{year: int(q.value), season: t.seasonBefore(q.from)}
		q.step = 1
	}
}

// openEnd is the last year of a span that goes on: "2005-present".
const openEnd = 9999

var (
	yearLead = set(`en in depuis since annee year debut fin mi exercice d'ici ici by during spring summer fall autumn winter early late mid until
		before after avant apres printemps ete automne hiver rentree circa`)
	countLead = set(`que only reste restent resterait has have compte compter sont are reach atteint qu' total`)
)

// ranges merges "entre 900 et 1 000", "900 à 1 000 bus", "900-1,000".
func (t *text) ranges() {
	out := t.quantities[:0]
	for i := 0; i < len(t.quantities); i++ {
		q := t.quantities[i]
		if i+1 < len(t.quantities) {
			t.carryScale(&q, &t.quantities[i+1])
			if m, ok := t.merge(&q, &t.quantities[i+1]); ok {
				q = m
				i++
			}
		}
		out = append(out, q)
	}
	t.quantities = out
	for i := range t.quantities {
		t.mark(&t.quantities[i], i+1)
	}
}

func (t *text) merge(a, b *quantity) (quantity, bool) {
	if q, ok := t.sumOfUnits(a, b); ok {
		return q, true
	}
	if a.dim == dated || b.dim == dated || a.dim != b.dim && a.dim != counted || b.value <= a.value || a.value <= 0 || b.value > 20*a.value && a.dim == b.dim || a.ratio || b.ratio {
		return *a, false
	}
	between := t.s[t.tokens[a.to-1].End:t.tokens[b.from].Start]
	prev := ""
	if a.from > 0 {
		prev = t.tokens[a.from-1].fold
	}
	ok := b.from == a.to && (between == "-" || between == "–" || between == " - " || between == " – ") && !t.looksLikeYear(a)
	if b.from == a.to+1 {
		switch w := t.tokens[a.to].fold; w {
		case "et", "and":
			ok = prev == "entre" || prev == "between"
		case "a", "to", "ou", "or":
			ok = prev != "de" && prev != "from" && prev != "d'" && t.tokens[b.from].brk == noBreak && b.value < 3*max(a.value, 1)
		}
	}
	if !ok {
		return *a, false
	}
	m := *b
	m.low, m.high = a.value, b.value
	if a.dim != b.dim && b.value > 0 { // "40 à 48 M€": the scale stands once
		m.low = a.value * scaleOf(b)
	}
	if m.low >= m.high {
		return *a, false
	}
	m.value, m.step = (m.low+m.high)/2, min(a.step, b.step)
	m.from, m.start = a.from, a.start
	return m, true
}

func (t *text) looksLikeYear(q *quantity) bool {
	return q.bare && q.value >= 1900 && q.value <= 2100
}

// scaleOf guesses the scale of q: the power of 1000 in it.
func scaleOf(q *quantity) float64 {
	s := 1.0
	for q.scaled && q.value/s >= 1000 {
		s *= 1000
	}
	return s
}

// sumOfUnits adds "2 hours and 5 minutes", "6 feet 2 inches".
func (t *text) sumOfUnits(a, b *quantity) (quantity, bool) {
	gap := b.from - a.to
	if a.dim != b.dim || a.dim != duration && a.dim != length || a.ratio || a.low != a.high || b.low != b.high || b.value*1.5 > a.value || gap > 1 ||
		gap == 1 && t.tokens[a.to].fold != "and" && t.tokens[a.to].fold != "et" || t.tokens[b.from].brk > noBreak || t.tokens[b.from-gap].brk > comma ||
		t.tokens[a.to-1].stem == t.tokens[b.to-1].stem {
		return *a, false
	}
	q := *a
	q.value, q.step, q.to, q.end = a.value+b.value, b.step, b.to, b.end
	q.low, q.high = q.value, q.value
	return q, true
}
