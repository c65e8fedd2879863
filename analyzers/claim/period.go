package claim

import (
	"strconv"
	"strings"
	"time"
)

// period is a day, month, quarter, year or span of years; zero: none.
type period struct {
	year, month, day, quarter int
	last                      int // last year of a span; 0: year
	season                    int // 1 winter (December to February) ... 4 autumn
}

func (p period) String() string {
	switch {
	case p.year == 0:
		return ""
	case p.last > p.year:
		return strconv.Itoa(p.year) + "-" + strconv.Itoa(p.last)
	case p.day > 0:
		return time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
	case p.month > 0:
		return time.Date(p.year, time.Month(p.month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	case p.quarter > 0:
		return strconv.Itoa(p.year) + "-Q" + strconv.Itoa(p.quarter)
	}
	return strconv.Itoa(p.year)
}

// end is the last year of the period.
func (p period) end() int { return max(p.year, p.last) }

// holds says whether two periods may speak of the same time: they overlap as far
// as each is known. A level at a day stands for its year.
func (p period) holds(o period) bool {
	if p.year == 0 || o.year == 0 {
		return true
	}
	if p.end() < o.year || o.end() < p.year {
		return false
	}
	if p.quarter > 0 && o.quarter > 0 {
		return p.quarter == o.quarter
	}
	return true
}

// same says whether two dates agree as far as both are known, to the day. A season
// may begin or end a few weeks off the calendar's.
func (p period) same(o period) bool {
	if !p.holds(o) {
		return false
	}
	if p.last > p.year || o.last > o.year {
		return true
	}
	if p.season > 0 && o.month > 0 {
		first := p.season*3 - 3 // the month that the season begins in; December is 0
		d := (o.month - first + 12) % 12
		return d <= 3 && !(d == 3 && o.day > 22) || d == 11 && (o.day == 0 || o.day >= 20)
	}
	if p.month > 0 && o.month > 0 && p.month != o.month {
		return false
	}
	return p.day == 0 || o.day == 0 || p.day == o.day
}

var seasons = map[string]int{
	"winter": 1, "hiver": 1, "spring": 2, "printemps": 2, "summer": 3, "ete": 3, "autumn": 4, "fall": 4, "automne": 4,
}

// seasonBefore reads "in the spring of" and "printemps" before a year at token i.
func (t *text) seasonBefore(i int) int {
	for k := i - 1; k >= max(0, i-2) && t.tokens[k+1].brk < comma; k-- {
		if s := seasons[t.tokens[k].fold]; s > 0 {
			return s
		}
	}
	return 0
}

// parsePeriod reads a fact's period; zero where there is no year in it.
func parsePeriod(s string) period {
	t := read(s, "en")
	var p period
	for i := range t.quantities {
		if q := &t.quantities[i]; q.dim == dated && p.year == 0 {
			p = q.date
		} else if q.dim == counted && q.bare && q.value >= 1000 && q.value <= 2200 && p.year == 0 {
			p.year = int(q.value)
		}
	}
	if p.year == 0 { // "T3-2026", "2026Q3"
		for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
			if y, err := strconv.Atoi(f); err == nil && len(f) == 4 {
				p.year = y
			}
		}
	}
	for _, tk := range t.tokens {
		if len(tk.fold) == 2 && (tk.fold[0] == 'q' || tk.fold[0] == 't') && tk.fold[1] >= '1' && tk.fold[1] <= '4' {
			p.quarter = int(tk.fold[1] - '0')
		}
	}
	return p
}

// dateAt reads a date at token i: "1er novembre 2026", "November 1, 2026",
// "2026-11-01", "21/11/2026", "novembre 2026", "1960s".
func (t *text) dateAt(i int) (quantity, bool) {
	tk := &t.tokens[i]
	if m := months[tk.fold]; m > 0 {
		return t.monthFirst(i, m)
	}
	if q, ok := t.shortDecade(i); ok {
		return q, true
	}
	n, ordinal, ok := dayNumber(tk.fold)
	if !ok {
		return t.decade(i)
	}
	if i+1 < len(t.tokens) && t.tokens[i+1].brk < comma {
		next := &t.tokens[i+1]
		if next.fold == "of" && ordinal && i+2 < len(t.tokens) {
			next = &t.tokens[i+2]
		}
		if m := months[next.fold]; m > 0 && n >= 1 && n <= 31 && (next.fold != "mars" && next.fold != "may" || true) {
			j := i + 2
			if next == &t.tokens[min(i+2, len(t.tokens)-1)] && t.tokens[i+1].fold == "of" {
				j++
			}
			y, to := t.yearAt(j)
			return dateQuantity(period{year: y, month: m, day: n}, i, to), true
		}
		if next.fold == "century" || next.fold == "siecle" {
			if n >= 1 && n <= 21 && !t.reads(i+2, "b") && !t.reads(i+2, "bc") && !t.reads(i+2, "bce") && !t.reads(i+2, "av") {
				return dateQuantity(period{year: (n-1)*100 + 1, last: n * 100}, i, i+2), true
			}
		}
	}
	return t.numericDate(i)
}

func dateQuantity(p period, from, to int) quantity {
	q := quantity{dim: dated, date: p, value: float64(p.year), low: float64(p.year), high: float64(p.end()), step: 1, from: from, to: to}
	q.skip = p.year == 0
	return q
}

// monthFirst reads "November 1, 2026" and "novembre 2026".
func (t *text) monthFirst(i, m int) (quantity, bool) {
	if i+1 >= len(t.tokens) || t.tokens[i+1].brk >= semicolon {
		return quantity{}, false
	}
	if d, _, ok := dayNumber(t.tokens[i+1].fold); ok && d >= 1 && d <= 31 && t.tokens[i+1].brk < comma && len(t.tokens[i+1].fold) < 5 {
		if y, to := t.yearAt(i + 2); y > 0 {
			return dateQuantity(period{year: y, month: m, day: d}, i, to), true
		}
		if t.lang != "fr" && t.tokens[i].upper {
			return dateQuantity(period{month: m, day: d}, i, i+2), true
		}
	}
	if y, to := t.yearAt(i + 1); y > 0 && (t.tokens[i+1].brk < comma || t.tokens[i].upper && t.s[t.tokens[i].End:t.tokens[i+1].Start] == ", ") {
		return dateQuantity(period{year: y, month: m}, i, to), true
	}
	return quantity{}, false
}

// yearAt reads a year of four digits at token j; to is the token after it, or j.
func (t *text) yearAt(j int) (year, to int) {
	if j < len(t.tokens) && t.tokens[j].brk <= comma && len(t.tokens[j].fold) == 4 {
		if y, err := strconv.Atoi(t.tokens[j].fold); err == nil && y >= 1000 && y <= 2200 {
			return y, j + 1
		}
	}
	return 0, j
}

// dayNumber reads "21", "1er", "3rd".
func dayNumber(w string) (n int, ordinal, ok bool) {
	i := 0
	for i < len(w) && w[i] >= '0' && w[i] <= '9' {
		i++
	}
	if i == 0 || i > 2 {
		return 0, false, false
	}
	switch w[i:] {
	case "":
	case "er", "e", "eme", "st", "nd", "rd", "th":
		ordinal = true
	default:
		return 0, false, false
	}
	n, _ = strconv.Atoi(w[:i])
	return n, ordinal, true
}

// numericDate reads 2026-11-01 and 21/11/2026.
func (t *text) numericDate(i int) (quantity, bool) {
	var n [3]int
	for k := range n {
		if i+k >= len(t.tokens) || t.tokens[i+k].Kind != 1 || len(t.tokens[i+k].fold) > 4 || k > 0 && (t.tokens[i+k].brk != dash || t.tokens[i+k].Start != t.tokens[i+k-1].End+1) {
			if k == 2 && n[0] >= 1900 && n[0] <= 2100 && n[1] >= 1 && n[1] <= 12 && len(t.tokens[i+1].fold) == 2 {
				return dateQuantity(period{year: n[0], month: n[1]}, i, i+2), true
			}
			return quantity{}, false
		}
		v, err := strconv.Atoi(t.tokens[i+k].fold)
		if err != nil {
			return quantity{}, false
		}
		n[k] = v
	}
	switch {
	case n[0] > 31 && n[1] >= 1 && n[1] <= 12 && n[2] >= 1 && n[2] <= 31:
		return dateQuantity(period{year: n[0], month: n[1], day: n[2]}, i, i+3), true
	case n[2] > 999 && n[0] >= 1 && n[0] <= 31 && n[1] >= 1 && n[1] <= 12:
		return dateQuantity(period{year: n[2], month: n[1], day: n[0]}, i, i+3), true
	case n[2] > 999 && n[1] >= 13 && n[1] <= 31 && n[0] >= 1 && n[0] <= 12:
		return dateQuantity(period{year: n[2], month: n[0], day: n[1]}, i, i+3), true
	}
	return quantity{}, false
}

// decade reads "1960s", "1980's", and spans of years "2010-2014".
func (t *text) decade(i int) (quantity, bool) {
	w := t.tokens[i].fold
	if len(w) < 4 {
		return t.numericDate(i)
	}
	y, err := strconv.Atoi(w[:4])
	if err != nil || y < 1000 || y > 2200 {
		return t.numericDate(i)
	}
	rest, to := w[4:], i+1
	if rest == "" && y%10 == 0 && to < len(t.tokens) && t.tokens[to].fold == "'s" && i > 0 && decadeLead[t.tokens[i-1].fold] {
		rest, to = "s", to+1 // "the late 1990's", and not "1990's hit"
	}
	if rest == "" && to < len(t.tokens) && t.tokens[to].fold == "s" && t.s[t.tokens[i].End:t.tokens[to].Start] != " " && t.tokens[to].Start-t.tokens[i].End <= 3 {
		rest, to = "s", to+1
	}
	switch rest {
	case "s", "'s":
		if y%100 == 0 && y < 2000 {
			return dateQuantity(period{year: y, last: y + 99}, i, to), true
		}
		return dateQuantity(period{year: y, last: y + 9}, i, to), true
	case "":
		if q, ok := t.numericDate(i); ok {
			return q, true
		}
		if i+1 < len(t.tokens) && t.tokens[i+1].Start-t.tokens[i].End <= 3 && strings.ContainsAny(t.s[t.tokens[i].End:t.tokens[i+1].Start], "-–/") {
			if z, err := strconv.Atoi(t.tokens[i+1].fold); err == nil && z > y && z <= 2200 && len(t.tokens[i+1].fold) == 4 {
				return dateQuantity(period{year: y, last: z}, i, i+2), true
			} else if err == nil && z > y%100 && z > 12 && z < 100 && t.tokens[i+1].brk == dash { // "1873-76"
				return dateQuantity(period{year: y, last: y - y%100 + z}, i, i+2), true
			}
		}
	}
	return quantity{}, false
}

// decadeLead stand before a decade.
var decadeLead = set("the early late mid les annees since")

// shortDecade reads "the 80s" and "the 80's" as years of the last century.
func (t *text) shortDecade(i int) (quantity, bool) {
	w, to := t.tokens[i].fold, i+1
	if len(w) == 2 && to < len(t.tokens) && t.tokens[to].fold == "'s" {
		w, to = w+"s", to+1
	} else if len(w) == 2 && i > 0 && t.tokens[i-1].fold == "annees" { // "les années 70"
		w += "s"
	}
	if len(w) != 3 || w[1] != '0' || w[2] != 's' || w[0] < '2' || w[0] > '9' || i == 0 || !decadeLead[t.tokens[i-1].fold] {
		return quantity{}, false
	}
	y := 1900 + int(w[0]-'0')*10
	return dateQuantity(period{year: y, last: y + 9}, i, to), true
}
