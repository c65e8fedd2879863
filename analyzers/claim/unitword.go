package claim

import "strings"

// inside may stand between a number and its unit: "30 continuous years", "50 square
// miles".
var inside = set("continuous consecutive straight full whole entire long square sq cubic")

// unitWord reads a unit in words behind q: "pour cent", "millions d'euros", "km".
func (t *text) unitWord(q *quantity) {
	j := q.to
	if q.scaled && j < len(t.tokens) && (t.tokens[j].fold == "d'" || t.tokens[j].fold == "de" || t.tokens[j].fold == "of") {
		j++
	}
	if j >= len(t.tokens) || t.tokens[j].brk >= comma {
		return
	}
	tk := &t.tokens[j]
	if (tk.fold == "pour" || tk.fold == "per") && j+1 < len(t.tokens) && t.tokens[j+1].fold == "cent" {
		q.to = j + 2
		t.apply(q, measures["%"])
		return
	}
	if c, ok := currencies[tk.fold]; ok {
		q.to = j + 1
		t.apply(q, measure{money, c, 1})
		t.cents(q)
		return
	}
	if inside[tk.fold] && j+1 < len(t.tokens) && t.tokens[j+1].brk < comma {
		if m, ok := measures[t.tokens[j+1].stem]; ok && (m.dim == duration) != (tk.fold == "square" || tk.fold == "sq" || tk.fold == "cubic") {
			if m.dim == length {
				m = m.raised(tk.fold == "cubic")
			}
			q.to = j + 2
			t.apply(q, m)
			return
		}
	}
	m, ok := measures[tk.fold]
	if !ok && len(tk.stem) > 1 {
		m, ok = measures[tk.stem]
	}
	if ok && (len(tk.fold) > 1 || tk.fold == "m" || tk.fold == "h" || tk.fold == "g") && tk.fold != "second" && tk.fold != "pc" {
		if m.dim == length {
			m, j = t.power(m, j)
		}
		q.to = j + 1
		t.apply(q, m)
		t.more(q, m)
	}
}

// power reads what makes the length at token j an area or a volume: "km²", "mètres cubes".
func (t *text) power(m measure, j int) (measure, int) {
	switch rest := t.s[t.tokens[j].End:]; {
	case strings.HasPrefix(rest, "²"):
		return m.raised(false), j
	case strings.HasPrefix(rest, "³"):
		return m.raised(true), j
	case t.reads(j+1, "cube"), t.reads(j+1, "cubes"):
		return m.raised(true), j + 1
	case t.reads(j+1, "carre"), t.reads(j+1, "carres"):
		return m.raised(false), j + 1
	}
	return m, j
}

// cents adds what stands behind a whole sum: "2€50", "two euros fifty".
func (t *text) cents(q *quantity) {
	if q.scaled || q.value != float64(int(q.value)) || q.value >= 1000 || q.to >= len(t.tokens) || t.tokens[q.to].brk != noBreak {
		return
	}
	tk := &t.tokens[q.to]
	n := tens[tk.fold]
	if len(tk.fold) == 2 && tk.isNumber() && (q.end == tk.Start || strings.TrimSpace(t.s[q.end:tk.Start]) == "") {
		n = float64(tk.fold[0]-'0')*10 + float64(tk.fold[1]-'0')
	}
	if n > 0 && n < 100 {
		q.value, q.step, q.to, q.end = q.value+n/100, .01, q.to+1, tk.End
	}
}

// halfMore is how many tokens at i say "and a half".
func (t *text) halfMore(i int) int {
	switch {
	case t.reads(i, "and", "a", "half"):
		return 3
	case t.reads(i, "et", "demi"), t.reads(i, "et", "demie"):
		return 2
	}
	return 0
}

// reads says whether these words stand at token i.
func (t *text) reads(i int, words ...string) bool {
	if i+len(words) > len(t.tokens) {
		return false
	}
	for k, w := range words {
		if t.tokens[i+k].fold != w || t.tokens[i+k].brk >= comma {
			return false
		}
	}
	return true
}
