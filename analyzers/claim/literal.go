package claim

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// literalAt reads the number in digits at token i; skip says that it is none
// that could count: a clock, an ordinal, a telephone, an identifier.
func (t *text) literalAt(i int) (quantity, bool) {
	q := quantity{from: i, to: i + 1}
	raw := t.s[t.tokens[i].Start:t.tokens[i].End]
	digits := numberPart(raw)
	suffix := raw[len(digits):]
	if n := t.telephone(i); n > 0 {
		q.to, q.skip = i+n, true
		return q, true
	}
	for suffix == "" && q.to < len(t.tokens) && len(digits) < 18 && !strings.ContainsAny(digits, ".,") && (q.grouped || groupStart(digits)) {
		next := t.s[t.tokens[q.to].Start:t.tokens[q.to].End]
		part := numberPart(next)
		if !spaceOnly(t.s[t.tokens[q.to-1].End:t.tokens[q.to].Start]) || !isGroup(part) {
			break
		}
		digits += part
		suffix = next[len(part):]
		q.to++
		q.grouped = true
		if strings.ContainsAny(part, ".,") {
			break
		}
	}
	v, step, grouped, ok := parseDigits(digits, t.lang, suffix != "" || t.unitFollows(q.to))
	q.value, q.step, q.grouped = v, step, q.grouped || grouped
	q.bare = !q.grouped && suffix == "" && !strings.ContainsAny(digits, ".,")
	if q.skip = !ok || t.noFigure(&q, suffix); q.skip || q.dim != "" {
		return q, true
	}
	if suffix != "" {
		if !t.suffix(&q, suffix) {
			q.skip = true
		}
		return q, true
	}
	if t.slash(&q) {
		return q, true
	}
	if u, ok := clockLength(t, &q); ok {
		return u, true
	}
	return q, true
}

// numberPart is the leading digits of s with their points and commas.
func numberPart(s string) string {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || (s[i] == '.' || s[i] == ',') && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9') {
		i++
	}
	return s[:i]
}

// groupStart tells whether groups of three digits may follow: "1" of "1 240".
func groupStart(s string) bool { return len(s) <= 3 && s != "" && s[0] != '0' }

func isGroup(s string) bool {
	whole, _, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	return len(whole) == 3
}

func spaceOnly(gap string) bool {
	r, n := utf8.DecodeRuneInString(gap)
	if n != len(gap) {
		return false
	}
	return r == ' ' || r == 0xA0 || r == 0x202F || r == 0x2009 || r == '\'' || r == '’'
}

// parseDigits reads digits with their separators as the language means them.
// With a unit behind it, "1,240" is a decimal in French.
func parseDigits(s, lang string, unit bool) (v, step float64, grouped, ok bool) {
	if len(s) > 24 {
		return 0, 0, false, false
	}
	mark := strings.LastIndexAny(s, ".,")
	decimals := 0
	if mark >= 0 {
		tail := len(s) - mark - 1
		kinds := strings.Count(s, ".") > 0 && strings.Count(s, ",") > 0
		many := strings.Count(s, s[mark:mark+1]) > 1
		switch {
		case many && kinds, many && !allGroups(s):
			return 0, 0, false, false // 1.2.3, an address
		case many:
			grouped = true
		case kinds, tail != 3:
			decimals = tail
			grouped = kinds
		case s[0] == '0', mark > 3:
			decimals = tail
		case s[mark] == ',' && lang == "fr" && unit, s[mark] == '.' && lang == "en":
			decimals = tail
		default:
			grouped = true
		}
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "")
	if len(digits) > 15 || digits == "" {
		return 0, 0, false, false
	}
	if len(digits) > 1 && digits[0] == '0' && decimals == 0 {
		return 0, 0, false, false // 0612, 007
	}
	whole, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, 0, false, false
	}
	step = roundness(whole)
	if decimals > 0 {
		step = 1
	}
	scale := math.Pow10(decimals)
	return whole / scale, step / scale, grouped, true
}

func allGroups(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	for i, p := range parts {
		if i > 0 && len(p) != 3 || len(p) > 3 {
			return false
		}
	}
	return true
}

// telephone returns how many tokens make a telephone number from i: four or more
// pairs of digits, or a number behind a plus sign.
func (t *text) telephone(i int) int {
	n := 0
	for j := i; j < len(t.tokens) && (j == i || t.tokens[j].Start-t.tokens[j-1].End <= 2); j++ {
		if t.tokens[j].End-t.tokens[j].Start != 2 || t.tokens[j].Kind != 1 || j > i && t.tokens[j].brk >= comma {
			break
		}
		n++
	}
	if n >= 4 {
		return n
	}
	if t.tokens[i].Start > 0 && t.s[t.tokens[i].Start-1] == '+' && len(t.tokens[i].fold) >= 2 {
		n = 1
		for i+n < len(t.tokens) && t.tokens[i+n].Kind == 1 && t.tokens[i+n].brk < comma {
			n++
		}
		if n >= 3 {
			return n
		}
	}
	return 0
}

// noFigure tells the numbers that name, order or date instead of counting.
func (t *text) noFigure(q *quantity, suffix string) bool {
	first := &t.tokens[q.from]
	if q.from > 0 && len(t.tokens[q.from-1].fold) < 4 && labels[t.tokens[q.from-1].fold] && t.s[t.tokens[q.from-1].End:first.Start] == ". " {
		return true // p. 12
	}
	if q.from > 0 && first.brk <= dash {
		prev := &t.tokens[q.from-1]
		gap := t.s[prev.End:first.Start]
		if labels[prev.fold] && (gap == " " || gap == "\u00a0" || gap == "\u202f" || gap == "" || gap == ". " || strings.Contains(gap, "°")) && !q.grouped && q.value < 10000 {
			return true
		}
		if gap == "" || strings.HasSuffix(gap, "-") && first.brk == dash && !prev.isNumber() && len(prev.fold) < 4 {
			return true // T3, A-320
		}
	}
	if first.Start > 0 && (t.s[first.Start-1] == '#' || t.s[first.Start-1] == '_') {
		return true
	}
	if strings.HasSuffix(t.s[:first.Start], "n°") || strings.HasSuffix(t.s[:first.Start], "n° ") {
		return true
	}
	return t.named(q, suffix) || t.clock(q, suffix)
}

// named says whether a singular article makes the number a name: "sur la 3",
// "le 34 était plein". Nothing that is counted is singular.
func (t *text) named(q *quantity, suffix string) bool {
	if q.from == 0 || suffix != "" || !q.bare || q.value < 2 || q.value >= 1000 || t.unitFollows(q.to) || t.tokens[q.from].brk > dash {
		return false
	}
	switch t.tokens[q.from-1].fold {
	case "the": // "the 94 bus was late"
		return q.to < len(t.tokens) && t.tokens[q.to].brk < comma && t.lang != "fr" && labels[t.tokens[q.to].fold] && !strings.HasSuffix(t.tokens[q.to].fold, "es")
	case "la", "le", "du", "au":
		return q.to >= len(t.tokens) || t.tokens[q.to].brk >= comma || scales[t.tokens[q.to].fold] == 0
	}
	return false
}

func (tk *token) isNumber() bool { return tk.fold[0] >= '0' && tk.fold[0] <= '9' }
