package claim

import (
	"math"
	"strings"
)

// The dimensions of a quantity.
const (
	counted  = "count"
	share    = "%"
	money    = "money"
	duration = "time"
	length   = "length"
	area     = "area"
	mass     = "mass"
	degrees  = "temperature"
	power    = "power"
	dated    = "date"
)

// quantity is a figure of a text.
type quantity struct {
	value      float64 // in the base unit
	low, high  float64 // the bounds of a range; both value where it is none
	step       float64 // how round it is: 1 200 is rounded to 100
	dim        string
	unit       string // base unit, currency
	noun       string // stem of what is counted, empty: unsaid
	shown      string // that noun as written
	nouns      [3]string
	hedge      string
	ratio      bool // "1 in 3"
	date       period
	from, to   int // tokens
	start, end int // bytes
	skip       bool
	rough      bool   // "une vingtaine"
	yearlike   bool   // of a fact: a year, unless what is counted names the fact
	per        string // of a fact: "5.42 per match"
	aged       bool   // "in his 40s"
	grouped    bool   // with separators or a scale: never a year
	scaled     bool   // after "millions": "de" may follow
	bare       bool   // a literal without sign, for years
}

// scan finds the quantities, in order.
func (t *text) scan() {
	for i := 0; i < len(t.tokens); {
		q, ok := t.quantityAt(i)
		if !ok {
			i++
			continue
		}
		q.start, q.end = t.tokens[q.from].Start, max(q.end, t.tokens[q.to-1].End)
		i = max(q.to, i+1)
		if q.skip {
			t.mark(&q, -1)
			continue
		}
		t.quantities = append(t.quantities, q)
		t.mark(&q, len(t.quantities))
	}
	t.ranges()
	for i := range t.quantities {
		q := &t.quantities[i]
		t.hedge(q)
		if q.dim == counted {
			t.nounOf(q)
		}
		t.yearOrCount(q)
	}
}

func (t *text) mark(q *quantity, as int) {
	for j := q.from; j < q.to; j++ {
		t.tokens[j].used = as
	}
}

// quantityAt reads the quantity that begins at token i.
func (t *text) quantityAt(i int) (quantity, bool) {
	tk := &t.tokens[i]
	c := tk.fold[0]
	digit := c >= '0' && c <= '9'
	if digit || months[tk.fold] > 0 {
		if q, ok := t.dateAt(i); ok {
			return q, true
		}
	}
	if q, ok := t.partOfHour(i); ok {
		return q, true
	}
	if t.loose {
		if q, ok := t.looseAt(i); ok {
			return q, true
		}
	}
	var q quantity
	var ok bool
	if digit {
		if q, ok = t.literalAt(i); !ok || q.skip {
			return q, ok
		}
	} else if q, ok = t.wordsAt(i); !ok {
		return q, false
	}
	if q.dim == "" {
		t.scaleAndUnit(&q)
	}
	if r, yes := t.ratioAt(&q); yes {
		return r, true
	}
	q.low, q.high = q.value, q.value
	return q, true
}

// wordsAt reads a number in words: "douze", "twelve hundred", "la moitié".
func (t *text) wordsAt(i int) (quantity, bool) {
	total, current, seen, large := 0.0, 0.0, 0, false
	j := i
	for ; j < len(t.tokens); j++ {
		if j > i && t.tokens[j].brk > dash {
			break
		}
		w := t.tokens[j].fold
		v, one := ones[w]
		ten, isTen := tens[w]
		switch scale, isScale := scales[w]; {
		case one:
			current += v
		case isTen && w[0] == 'v' && math.Mod(current, 100) == 4: // quatre-vingts
			current += 76
		case isTen:
			current += ten
		case isScale && scale > 0 && (seen > 0 || scale < 1e6 || j == i+1) && !t.centOfPercent(j):
			large = large || scale >= 1e6
			if scale >= 1000 {
				total += max(current, 1) * scale
				current = 0
			} else {
				current = max(current, 1) * scale
			}
		case (w == "et" || w == "and") && seen > 0 && j+1 < len(t.tokens) && t.joins(j):
			continue
		case w == "a" && seen == 0 && j+1 < len(t.tokens) && scales[t.tokens[j+1].fold] > 0:
			continue
		default:
			goto done
		}
		seen++
	}
done:
	if q, ok := t.partAt(i, j, total+current, seen); ok {
		return q, true
	}
	if seen == 0 || j == i || j == i+1 && t.isNoNumber(i) {
		return quantity{}, false
	}
	if f := t.tokens[i].fold; j == i+1 && (f == "un" || f == "une" || f == "one") {
		if !t.beforeRatio(j) {
			return quantity{}, false
		}
	}
	v := total + current
	return quantity{value: v, step: roundness(v), from: i, to: j, grouped: true, scaled: large}, true
}

// centOfPercent tells the cent of "pour cent" from a hundred.
func (t *text) centOfPercent(j int) bool {
	return t.tokens[j].fold[0] == 'c' && j > 0 && (t.tokens[j-1].fold == "pour" || t.tokens[j-1].fold == "per")
}

// joins says whether the "et" at j stands inside a number: "vingt et un".
func (t *text) joins(j int) bool {
	next, prev := t.tokens[j+1].fold, t.tokens[j-1].fold
	v, one := ones[next]
	if t.tokens[j].fold == "et" {
		return tens[prev] > 0 && (v == 1 || v == 11)
	}
	return scales[prev] > 0 && (one || tens[next] > 0)
}

// partAt reads the collective or fraction at token j, after a number n that
// began at i: "une centaine", "deux tiers", "half of".
func (t *text) partAt(i, j int, n float64, seen int) (quantity, bool) {
	if j >= len(t.tokens) || j > i && t.tokens[j].brk > dash {
		return quantity{}, false
	}
	w := t.tokens[j].fold
	if g, ok := groups[strings.TrimSuffix(w, "s")]; ok && (seen > 0 || w == "dozen") {
		if seen == 0 {
			n = 1
		}
		return quantity{value: n * g, step: g, hedge: About, rough: true, from: i, to: j + 1, scaled: true, grouped: true}, true
	}
	f, ok := fractions[w]
	if !ok {
		return quantity{}, false
	}
	if seen == 0 {
		prev := ""
		if i > 0 {
			prev = t.tokens[i-1].fold
		}
		switch prev {
		case "first", "second", "latter", "last", "other", "premiere", "seconde", "deuxieme", "derniere":
			return quantity{}, false // a part of a time: "the first half of 2026"
		}
		whole := j+1 < len(t.tokens) && (t.tokens[j+1].fold == "de" || t.tokens[j+1].fold == "des" || t.tokens[j+1].fold == "d'" ||
			t.tokens[j+1].fold == "du" || t.tokens[j+1].fold == "of" || t.tokens[j+1].fold == "the")
		if f != 0.5 && (!whole || prev != "le" && prev != "un" && prev != "a" && prev != "the") || f == 0.5 && !whole {
			return quantity{}, false
		}
		n = 1
	}
	if n*f > 1 || n*f <= 0 || t.ofAnHour(j+1) {
		return quantity{}, false
	}
	v := n * f * 100
	return quantity{value: v, low: v, high: v, step: 8, dim: share, unit: "%", ratio: true, from: i, to: j + 1}, true
}

// ofAnHour tells "un quart d'heure" and "half an hour" from a share of something.
func (t *text) ofAnHour(j int) bool {
	for k := j; k < min(j+3, len(t.tokens)); k++ {
		switch t.tokens[k].fold {
		case "heure", "heures", "hour", "hours":
			return true
		case "d'", "of", "an", "a":
			continue
		}
		return false
	}
	return false
}

// isNoNumber tells "le neuf" and "du neuf", what is new, from nine.
func (t *text) isNoNumber(i int) bool {
	if t.tokens[i].fold == "neuf" && i > 0 {
		switch t.tokens[i-1].fold {
		case "le", "du", "au", "de", "tout":
			return true
		}
	}
	return false
}

// beforeRatio says whether "un" at j-1 begins "un bus sur trois".
func (t *text) beforeRatio(j int) bool {
	for k := j; k < min(j+ratioReach, len(t.tokens)); k++ {
		if t.tokens[k].brk >= comma {
			return false
		}
		switch t.tokens[k].fold {
		case "sur", "in", "out":
			return k < j+3 || k+1 < len(t.tokens) && t.isCount(k+1)
		}
	}
	return false
}

// ratioReach is how many words may stand in "un client de la banque sur dix".
const ratioReach = 6

// isCount says whether a whole number stands at token i.
func (t *text) isCount(i int) bool {
	w := t.tokens[i].fold
	return ones[w] > 1 || tens[w] > 0 || scales[w] == 100 || len(w) <= 3 && w[0] >= '1' && w[0] <= '9'
}

// ratioAt reads "2 bus sur 3" and "1 in 3", whose first number is q.
func (t *text) ratioAt(q *quantity) (quantity, bool) {
	if q.dim != counted || q.value < 1 || q.value > 99 {
		return *q, false
	}
	for k := q.to; k < min(q.to+ratioReach, len(t.tokens)); k++ {
		if t.tokens[k].brk >= comma {
			break
		}
		w := t.tokens[k].fold
		if w != "sur" && w != "in" && w != "out" {
			continue
		}
		k++
		if k < len(t.tokens) && (t.tokens[k].fold == "of" || t.tokens[k].fold == "every") {
			k++
		}
		if k >= len(t.tokens) {
			break
		}
		d, ok := t.plainAt(k)
		if !ok || d.value <= q.value || d.value > 1000 || q.value > 10 && d.value != 100 || d.dim != counted {
			break
		}
		v := 100 * q.value / d.value
		noun := ""
		if q.to < len(t.tokens) && t.tokens[q.to].fold != w {
			noun = t.tokens[q.to].stem
		}
		return quantity{value: v, low: v, high: v, step: min(100/d.value, 8), dim: share, unit: "%", ratio: true, noun: noun, from: q.from, to: d.to}, true
	}
	return *q, false
}

// plainAt reads a number without looking for a ratio behind it.
func (t *text) plainAt(i int) (quantity, bool) {
	var q quantity
	var ok bool
	if c := t.tokens[i].fold[0]; c >= '0' && c <= '9' {
		q, ok = t.literalAt(i)
		if q.skip || q.dim != "" {
			return q, false
		}
	} else {
		q, ok = t.wordsAt(i)
	}
	if !ok {
		return q, false
	}
	t.scaleAndUnit(&q)
	if q.dim == counted && q.bare && q.value > 1900 && q.value < 2100 {
		return q, false // "1 in 2019"
	}
	return q, true
}

// roundness is the step that a whole number seems rounded to: 1 200 to 100.
func roundness(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || v != math.Trunc(v) {
		return 1
	}
	step := 1.0
	for math.Mod(v, step*10) == 0 && step < 1e12 {
		step *= 10
	}
	return step
}
