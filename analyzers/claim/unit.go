package claim

import "strings"

// measure is a unit: its dimension, base unit, and how many of that it is.
type measure struct {
	dim, base string
	scale     float64
}

var (
	currencies = map[string]string{
		"€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "$": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD", "us$": "USD",
		"£": "GBP", "₤": "GBP", "pound": "GBP", "pounds": "GBP", "gbp": "GBP", "livres": "GBP", "chf": "CHF", "francs": "CHF", "yen": "JPY", "¥": "JPY",
		"₹": "INR", "rupees": "INR", "balles": "EUR", "quid": "GBP", "bucks": "USD",
	}
	measures = map[string]measure{
		"%": {share, "%", 1}, "pourcent": {share, "%", 1}, "percent": {share, "%", 1}, "percents": {share, "%", 1}, "pct": {share, "%", 1}, "pc": {share, "%", 1},
		"second": {duration, "min", 1. / 60}, "seconde": {duration, "min", 1. / 60}, "s": {duration, "min", 1. / 60}, "sec": {duration, "min", 1. / 60},
		"minut": {duration, "min", 1}, "minute": {duration, "min", 1}, "min": {duration, "min", 1}, "mn": {duration, "min", 1}, "mins": {duration, "min", 1},
		"hour": {duration, "min", 60}, "heur": {duration, "min", 60}, "heure": {duration, "min", 60}, "h": {duration, "min", 60}, "hr": {duration, "min", 60},
		"day": {duration, "min", 1440}, "jour": {duration, "min", 1440}, "week": {duration, "min", 10080}, "semain": {duration, "min", 10080}, "semaine": {duration, "min", 10080},
		"month": {duration, "min", 43830}, "mois": {duration, "min", 43830}, "moi": {duration, "min", 43830},
		"year": {duration, "min", 525960}, "yr": {duration, "min", 525960}, "ans": {duration, "min", 525960}, "an": {duration, "min", 525960}, "anne": {duration, "min", 525960}, "annee": {duration, "min", 525960},
		"decad": {duration, "min", 5259600}, "decenni": {duration, "min", 5259600}, "centuri": {duration, "min", 52596000}, "siecl": {duration, "min", 52596000},
		"mm": {length, "m", .001}, "cm": {length, "m", .01}, "m": {length, "m", 1}, "metr": {length, "m", 1}, "meter": {length, "m", 1}, "km": {length, "m", 1000},
		"kilometr": {length, "m", 1000}, "kilometer": {length, "m", 1000}, "mi": {length, "m", 1609.344}, "mile": {length, "m", 1609.344}, "ft": {length, "m", .3048}, "feet": {length, "m", .3048},
		"foot": {length, "m", .3048}, "inch": {length, "m", .0254}, "inche": {length, "m", .0254}, "yard": {length, "m", .9144}, "nmi": {length, "m", 1852},
		"km2": {area, "m2", 1e6}, "km²": {area, "m2", 1e6}, "m2": {area, "m2", 1}, "m²": {area, "m2", 1}, "ha": {area, "m2", 1e4}, "hectar": {area, "m2", 1e4}, "acre": {area, "m2", 4046.86}, "acr": {area, "m2", 4046.86},
		"g": {mass, "kg", .001}, "kg": {mass, "kg", 1}, "kilo": {mass, "kg", 1}, "kilogram": {mass, "kg", 1}, "kilogramm": {mass, "kg", 1}, "tonn": {mass, "kg", 1000}, "tonne": {mass, "kg", 1000}, "ton": {mass, "kg", 907.185},
		"lb": {mass, "kg", .453592}, "mg": {mass, "kg", 1e-6}, "kw": {power, "W", 1e3}, "mw": {power, "W", 1e6}, "gw": {power, "W", 1e9}, "kilowatt": {power, "W", 1e3}, "megawatt": {power, "W", 1e6}, "gigawatt": {power, "W", 1e9}, "kwh": {power, "Wh", 1e3}, "twh": {power, "Wh", 1e12}, "mwh": {power, "Wh", 1e6}, "gwh": {power, "Wh", 1e9},
		"l": {volume, "m3", .001}, "litr": {volume, "m3", .001}, "liter": {volume, "m3", .001}, "hl": {volume, "m3", .1}, "hectolitr": {volume, "m3", .1}, "m3": {volume, "m3", 1}, "m³": {volume, "m3", 1},
		"°c": {degrees, "°C", 1}, "degre": {degrees, "°C", 1}, "degree": {degrees, "°C", 1}, "degr": {degrees, "°C", 1},
	}
)

// raised is a length squared, or cubed.
func (m measure) raised(cubed bool) measure {
	if cubed {
		return measure{volume, "m3", m.scale * m.scale * m.scale}
	}
	return measure{area, "m2", m.scale * m.scale}
}

// unitOf reads a unit that stands alone: "%", "M€", "km", "minutes".
func unitOf(s string) (measure, bool) {
	s = strings.TrimSpace(s)
	if c, ok := currencies[strings.ToLower(s)]; ok {
		return measure{money, c, 1}, true
	}
	for sign, c := range currencies {
		if rest, ok := strings.CutSuffix(s, sign); ok && len(sign) < 4 && rest != "" {
			if m, ok := multiplier(strings.TrimSpace(rest)); ok {
				return measure{money, c, m}, true
			}
		}
	}
	if m, ok := measures[strings.ToLower(s)]; ok {
		return m, true
	}
	f := lexed(s)
	if len(f) == 1 {
		m, ok := measures[f[0].stem]
		return m, ok
	}
	if len(f) == 2 && f[1].fold == "cent" && (f[0].fold == "pour" || f[0].fold == "per") {
		return measures["%"], true
	}
	return measure{}, false
}

// multiplier reads k, M, Md, bn: the case tells a million from a metre.
func multiplier(s string) (float64, bool) {
	switch s {
	case "k", "K":
		return 1e3, true
	case "M", "m", "mn", "Mn", "MM":
		return 1e6, true
	case "Md", "Mds", "md", "Mrd", "bn", "Bn", "BN", "B", "b", "G":
		return 1e9, true
	}
	return 0, false
}

// suffix reads what is glued to a number: 12k, 48M, 10km, 3e. It says no where
// that makes it no figure.
func (t *text) suffix(q *quantity, s string) bool {
	fold := strings.ToLower(s)
	switch fold {
	case "er", "e", "eme", "ème", "re", "nd", "nde", "st", "rd", "th", "es", "s":
		return false
	}
	if m, ok := multiplier(s); ok {
		if len(s) > 1 || s == "k" || s == "K" || s == "M" || t.signAt(q.from, q.to-1) != "" || t.codeBefore(q.from) != "" {
			q.value, q.step, q.scaled, q.grouped = q.value*m, q.step*m, true, true
			return true
		}
	}
	if s == "m" && t.lang != "fr" && q.to < len(t.tokens) && t.tokens[q.to].brk == noBreak && isPlural(t.tokens[q.to].fold) { // "2.4m customers"
		q.value, q.step, q.scaled, q.grouped = q.value*1e6, q.step*1e6, true, true
		return true
	}
	if m, ok := scales[fold]; ok && m >= 1e6 { // "1million"
		q.value, q.step, q.scaled, q.grouped = q.value*m, q.step*m, true, true
		return true
	}
	m, ok := measures[fold]
	if !ok && len(fold) > 3 {
		m, ok = measures[stemOf(fold)] // "115minutes"
	}
	if ok {
		t.apply(q, m)
		return true
	}
	if c, ok := currencies[fold]; ok {
		t.apply(q, measure{money, c, 1})
		return true
	}
	return false
}

func (t *text) apply(q *quantity, m measure) {
	q.value, q.step = q.value*m.scale, q.step*m.scale
	q.dim, q.unit, q.grouped = m.dim, m.base, true
}

// signs are those of currencies.
var signs = [...]string{"€", "$", "£", "₤", "¥", "₹"}

// spaces may stand between a number and its sign.
const spaces = " \u00a0\u202f"

// signAt is the currency sign before token from or after token last.
func (t *text) signAt(from, last int) string {
	before := strings.TrimRight(t.s[max(0, t.tokens[from].Start-5):t.tokens[from].Start], spaces)
	after := strings.TrimLeft(t.s[t.tokens[last].End:min(len(t.s), t.tokens[last].End+7)], spaces)
	for _, sign := range signs {
		if strings.HasSuffix(before, sign) || strings.HasPrefix(after, sign) {
			return sign
		}
	}
	return ""
}

// unitFollows says whether the token or sign at i is a unit or a scale.
func (t *text) unitFollows(i int) bool {
	if strings.HasPrefix(strings.TrimLeft(t.s[t.tokens[i-1].End:], spaces), "%") || t.signAt(i-1, i-1) != "" {
		return true
	}
	if i >= len(t.tokens) || t.tokens[i].brk >= comma {
		return false
	}
	_, unit := measures[t.tokens[i].stem]
	return unit || scales[t.tokens[i].fold] > 0
}

// scaleAndUnit reads what follows the number of q: a scale, then a unit.
func (t *text) scaleAndUnit(q *quantity) {
	q.dim = counted
	if t.reads(q.to, "and", "a", "half") {
		q.value, q.step, q.to = q.value+0.5, 0.5, q.to+3
	}
	if t.smallChange(q) {
		return
	}
	t.scale(q)
	if code := t.codeBefore(q.from); code != "" {
		t.apply(q, measure{money, code, 1})
		return
	}
	if sign := t.signAt(q.from, q.to-1); sign != "" {
		if tail := t.s[t.tokens[q.to-1].End:]; strings.HasPrefix(strings.TrimLeft(tail, spaces), sign) {
			q.end = len(t.s) - len(strings.TrimLeft(tail, spaces)) + len(sign)
		}
		t.apply(q, measure{money, currencies[sign], 1})
		t.cents(q)
		return
	}
	rest := strings.TrimLeft(t.s[t.tokens[q.to-1].End:min(len(t.s), t.tokens[q.to-1].End+8)], spaces)
	if strings.HasPrefix(rest, "%") {
		q.end = t.tokens[q.to-1].End + strings.IndexByte(t.s[t.tokens[q.to-1].End:], '%') + 1
		t.apply(q, measures["%"])
		return
	}
	if strings.HasPrefix(rest, "°C") {
		t.apply(q, measures["°c"])
		return
	}
	t.unitWord(q)
}

// scale reads "millions", "M" behind the number of q.
func (t *text) scale(q *quantity) {
	for q.to < len(t.tokens) && t.tokens[q.to].brk < comma {
		if next := q.to + 1; q.rough && next < len(t.tokens) && scales[t.tokens[next].fold] >= 1e6 && (t.reads(q.to, "de") || t.reads(q.to, "of")) {
			q.to = next // "une quarantaine de millions"
		}
		tk := &t.tokens[q.to]
		raw := t.s[tk.Start:tk.End]
		m, ok := scales[tk.fold]
		if g := groups[tk.fold]; g == 12 && q.value >= 1 { // "2 dozen"
			m, ok = g, true
		}
		if tk.fold == "milliers" && q.value > 0 || tk.fold == "thousands" && t.tokens[q.to-1].isNumber() && q.step < 1 { // "9,8 milliers"
			m, ok = 1e3, true
		}
		if !ok && t.signAt(q.from, q.to) != "" {
			m, ok = multiplier(raw)
		}
		if !ok && (raw == "M" || raw == "Md" || raw == "Mds") {
			m, ok = multiplier(raw)
		}
		if !ok || m == 0 || t.centOfPercent(q.to) || tk.isNumber() {
			break
		}
		q.value, q.step, q.scaled, q.grouped = q.value*m, q.step*m, true, true
		q.to++
		if n := t.halfMore(q.to); n > 0 && m >= 1e6 { // "un million et demi"
			q.value, q.step, q.to = q.value+m/2, m/2, q.to+n
		}
	}
	if q.scaled && t.reads(q.to, "et", "demi") {
		q.value, q.step, q.to = q.value*(1+0.5/scaleless(q)), q.step/2, q.to+2
	}
}
