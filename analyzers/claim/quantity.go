package claim

import "math"

// The dimensions of a quantity.
const (
	counted  = "count"
	share    = "%"
	money    = "money"
	duration = "time"
	length   = "length"
	area     = "area"
	mass     = "mass"
	volume   = "volume"
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
	rate       string // of money: "month", "year"
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
		if tk := &t.tokens[i]; !tk.isNumber() && !starts[tk.fold] {
			i++
			continue
		}
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

// starts are the words that may begin a figure.
var starts = func() map[string]bool {
	m := set("half a an one un une three demi trois quart")
	for _, list := range []map[string]float64{ones, tens, scales, groups, fractions} {
		for w := range list {
			m[w] = true
		}
	}
	for _, list := range []map[string]int{months, seasons} {
		for w := range list {
			m[w] = true
		}
	}
	return m
}()

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
		if k > q.to && t.isCount(k) {
			break // "un peu plus de quatre vols sur cinq"
		}
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
		if !ok || d.value <= q.value || d.value > 1000 || q.value > 10 && d.value != 100 && !t.ratioEnds(&d, w) || d.dim != counted {
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

// ratioEnds tells "19 sur 20" from "12 bus in 20 towns".
func (t *text) ratioEnds(d *quantity, by string) bool {
	return d.value <= 100 && (by == "sur" || d.to >= len(t.tokens) || t.tokens[d.to].brk >= comma || stopNoun[t.tokens[d.to].fold])
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
