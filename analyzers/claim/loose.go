package claim

// looseAt reads at token i what is a figure where it is known what a text is about:
// "over an hour", "one year", "in his 40s", "in the spring".
func (t *text) looseAt(i int) (quantity, bool) {
	if q, ok := t.unitAlone(i); ok {
		return q, true
	}
	if q, ok := t.ageDecade(i); ok {
		return q, true
	}
	return t.monthAlone(i)
}

// unitAlone reads "an hour", "one year", "a decade", "half an hour", where a word
// before it makes it a figure.
func (t *text) unitAlone(i int) (quantity, bool) {
	j, share := i, 1.0
	if t.tokens[j].fold == "half" && j+1 < len(t.tokens) {
		j, share = j+1, 0.5
	}
	switch t.tokens[j].fold {
	case "a", "an", "one", "un", "une":
	default:
		return quantity{}, false
	}
	if j+1 >= len(t.tokens) || t.tokens[j+1].brk >= comma || share == 1 && t.tokens[j].fold != "one" && (i == 0 || !unitLead[t.tokens[i-1].fold]) && !(j+2 < len(t.tokens) && tens[t.tokens[j+2].fold] > 0 && t.tokens[j+2].brk == noBreak) {
		return quantity{}, false
	}
	j++
	if (t.tokens[j].fold == "full" || t.tokens[j].fold == "whole") && j+1 < len(t.tokens) {
		j++
	}
	m, ok := measures[t.tokens[j].stem]
	if !ok || m.dim != duration || len(t.tokens[j].fold) < 2 || t.tokens[j].fold == "second" || t.tokens[j].fold == "min" {
		return quantity{}, false
	}
	v := share * m.scale
	to := j + 1
	if n := t.halfMore(to); n > 0 {
		v, to = v+m.scale/2, to+n
	}
	q := quantity{value: v, step: m.scale / 4, dim: m.dim, unit: m.base, grouped: true, from: i, to: to}
	t.minutesMore(&q, m)
	q.low, q.high = q.value, q.value
	return q, true
}

// unitLead stand before a unit that is measured: "for over a decade".
var unitLead = set(`over under about around than least most nearly almost exactly for took lasted lasting roughly approximately only just in within
	needs need takes take takes prend met faut environ moins plus de d' pendant durant dure presque`)

// ageDecade reads "in his 40s".
func (t *text) ageDecade(i int) (quantity, bool) {
	w, to := t.tokens[i].fold, i+1
	if len(w) == 2 && to < len(t.tokens) && t.tokens[to].fold == "'s" {
		w, to = w+"s", to+1
	}
	if len(w) != 3 || w[0] < '1' || w[0] > '9' || w[1] != '0' || w[2] != 's' {
		return quantity{}, false
	}
	for k := i - 1; k >= max(0, i-2); k-- {
		if possessive[t.tokens[k].fold] || t.tokens[k].fold == "his" || t.tokens[k].fold == "her" {
			v := float64(w[0]-'0') * 10
			return quantity{value: v, low: v, high: v + 9, step: 1, dim: counted, aged: true, grouped: true, from: i, to: to}, true
		}
	}
	return quantity{}, false
}

// monthAlone reads a month or season without its year: "in March", "late spring".
func (t *text) monthAlone(i int) (quantity, bool) {
	tk := &t.tokens[i]
	if i == 0 || !monthLead[t.tokens[i-1].fold] || tk.brk > dash || i+1 < len(t.tokens) && (t.tokens[i+1].isNumber() || t.tokens[i+1].fold == "of") {
		return quantity{}, false
	}
	p := period{season: seasons[tk.fold]}
	if tk.upper {
		p.month = months[tk.fold]
	}
	if p.month == 0 && p.season == 0 {
		return quantity{}, false
	}
	return quantity{dim: dated, date: p, step: 1, from: i, to: i + 1}, true
}

var monthLead = set(`in the during early late mid of this en au le l' fin debut de before after since until`)

// partOfHour reads "half an hour", "une demi-heure", "trois quarts d'heure".
func (t *text) partOfHour(i int) (quantity, bool) {
	v, n := 0.0, 0
	switch {
	case t.reads(i, "half", "an", "hour"):
		v, n = 30, 3
	case t.reads(i, "a", "quarter", "of", "an", "hour"):
		v, n = 15, 5
	case t.reads(i, "three", "quarters", "of", "an", "hour"):
		v, n = 45, 5
	case t.reads(i, "demi", "heure"):
		v, n = 30, 2
	case t.reads(i, "trois", "quarts", "d'", "heure"):
		v, n = 45, 4
	case t.reads(i, "quart", "d'", "heure"):
		v, n = 15, 3
	default:
		return t.halfMillion(i)
	}
	return quantity{value: v, low: v, high: v, step: 5, dim: duration, unit: "min", grouped: true, from: i, to: i + n}, true
}

// halfMillion reads "half a million", "un demi-million".
func (t *text) halfMillion(i int) (quantity, bool) {
	n := 0
	switch {
	case t.reads(i, "half", "a"):
		n = 2
	case t.reads(i, "un", "demi"):
		n = 2
	}
	if n == 0 || i+n >= len(t.tokens) || scales[t.tokens[i+n].fold] < 1e6 {
		return quantity{}, false
	}
	v := scales[t.tokens[i+n].fold] / 2
	q := quantity{value: v, step: v / 5, from: i, to: i + n + 1, grouped: true, scaled: true}
	t.scaleAndUnit(&q)
	q.low, q.high = q.value, q.value
	return q, true
}
