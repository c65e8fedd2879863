package claim

import (
	"math"
	"strings"
)

// wordsAt reads a number in words: "douze", "twelve hundred", "la moitié".
func (t *text) wordsAt(i int) (quantity, bool) {
	total, current, seen, large, j := 0.0, 0.0, 0, false, i
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
		case isScale && scale >= 1e6 && j == i && t.aMark(i):
			total, large = scale, true
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
	if j == i+1 && t.isArticle(i) {
		return quantity{}, false
	}
	return quantity{value: total + current, step: roundness(total + current), from: i, to: j, grouped: true, scaled: large}, true
}

var sizes = set("bonne petite grosse good")

// isArticle says whether "un" at i is no number.
func (t *text) isArticle(i int) bool {
	f := t.tokens[i].fold
	return (f == "un" || f == "une" || f == "one") && !t.beforeRatio(i+1) && !t.reads(i+1, "and", "a", "half")
}

// aMark says whether a scale stands for one of it: "le milliard", "the billion-euro mark".
func (t *text) aMark(i int) bool {
	if i == 0 || t.tokens[i].brk >= comma || strings.HasSuffix(t.tokens[i].fold, "s") {
		return false
	}
	switch t.tokens[i-1].fold {
	case "le", "the":
		return true
	}
	return false
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
	if sizes[t.tokens[j].fold] && seen > 0 && j+1 < len(t.tokens) && t.tokens[j+1].brk < comma {
		j++ // "une bonne trentaine"
	}
	w := t.tokens[j].fold
	if g, ok := groups[strings.TrimSuffix(w, "s")]; ok && (seen > 0 || w == "dozen") {
		n = max(n, 1)
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
		j := t.pastHedge(j)
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
		case "le", "du", "au", "tout":
			return true
		case "de":
			return i < 2 || !bounds[t.tokens[i-2].stem] && t.tokens[i-2].fold != "pres"
		}
	}
	return false
}

// beforeRatio says whether "un" at j-1 begins "un bus sur trois".
func (t *text) beforeRatio(j int) bool {
	for k := j; k < min(j+ratioReach, len(t.tokens)); k++ {
		if t.tokens[k].brk >= comma || t.isCount(k) {
			return false
		}
		switch t.tokens[k].fold {
		case "sur", "in", "out":
			return k < j+3 || k+1 < len(t.tokens) && t.isCount(k+1)
		}
	}
	return false
}
