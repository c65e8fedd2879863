// Package phrase writes numbers, dates, durations, lists and quotes as a French
// or an English reader expects them. It has no clock and no zone: a time is
// written in the zone that it carries.
package phrase

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The spaces at which no line may break.
const (
	Thin = "\u202f" // before ; : ! ? and inside numbers and guillemets
	Hard = "\u00a0" // between a number and its unit
)

// French says whether lang is written in the French way. Any other language is
// written in the English way.
func French(lang string) bool { return lang == "fr" || strings.HasPrefix(lang, "fr-") }

// Number writes x with grouped thousands and at most two decimals, none where
// they are zero: "1 240,5" or "1,240.5". What is no number is a dash.
func Number(lang string, x float64) string {
	s := Fixed(lang, x, 2)
	mark := "."
	if French(lang) {
		mark = ","
	}
	whole, frac, ok := strings.Cut(s, mark)
	if !ok || strings.ContainsAny(frac, "×") {
		return s
	}
	frac = strings.TrimRight(frac, "0")
	if !French(lang) && whole == "-0" && frac == "" {
		return "0"
	}
	if frac == "" {
		return whole
	}
	return whole + mark + frac
}

// Fixed writes x with grouped thousands and exactly that many decimals.
func Fixed(lang string, x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	group, mark := ",", "."
	if French(lang) {
		group, mark = Thin, ","
	}
	if math.Abs(x) >= 1e18 { // grouped digits would no longer be read, and would be false
		mant, exp, _ := strings.Cut(strconv.FormatFloat(x, 'e', 1, 64), "e+")
		return strings.Replace(mant, ".", mark, 1) + Hard + "×" + Hard + "10^" + strings.TrimLeft(exp, "0")
	}
	digits := strconv.FormatFloat(math.Abs(x), 'f', max(decimals, 0), 64)
	whole, frac, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range []byte(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteByte(d)
	}
	if frac != "" {
		b.WriteString(mark + frac)
	}
	return b.String()
}

// Percent writes a share, 0.184, as whole percent: "18 %" or "18%". A share under
// one percent that is not nothing keeps one decimal.
func Percent(lang string, share float64) string {
	p := share * 100
	if math.IsNaN(p) || math.IsInf(p, 0) {
		return "–"
	}
	s := Fixed(lang, p, 0)
	if a := math.Abs(p); a > 0.05 && a < 0.95 {
		s = Fixed(lang, p, 1)
	}
	if French(lang) {
		return s + Hard + "%"
	}
	return s + "%"
}

// Than compares x with what is usual: "18 % de plus", "18% more"; "autant",
// "as many" within one percent. Where nothing is usual it says the factor of none.
func Than(lang string, x, usual float64) string {
	if usual <= 0 {
		return pick(lang, "du jamais vu", "never seen before")
	}
	share := x/usual - 1
	switch {
	case math.Abs(share) < 0.01:
		return pick(lang, "autant", "as many")
	case share >= 2:
		return pick(lang, Fixed(lang, x/usual, 0)+Hard+"fois plus", Fixed(lang, x/usual, 0)+" times as many")
	case share > 0:
		return Percent(lang, share) + " " + pick(lang, "de plus", "more")
	default:
		return Percent(lang, -share) + " " + pick(lang, "de moins", "fewer")
	}
}

// Plural picks the noun's form for n: in French one and a half is still one.
func Plural(lang string, n float64, one, many string) string {
	n = math.Abs(n)
	if French(lang) && n < 2 || n == 1 {
		return one
	}
	return many
}

// Count writes n with its noun: "1 240 bus", "1 message", "2 messages".
func Count(lang string, n float64, one, many string) string {
	return Number(lang, n) + Hard + Plural(lang, n, one, many)
}

// List writes "a, b et c" or "a, b and c".
func List(lang string, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + pick(lang, " et ", " and ") + items[last]
}

// Some lists at most n items and counts the rest: "a, b et 3 autres".
func Some(lang string, items []string, n int) string {
	rest := len(items) - n
	if n <= 0 || rest <= 0 {
		return List(lang, items)
	}
	tail := Count(lang, float64(rest), pick(lang, "autre", "other"), pick(lang, "autres", "others"))
	return strings.Join(items[:n], ", ") + pick(lang, " et ", " and ") + tail
}

// Quote puts s between the language's quotation marks: « s » or “s”.
func Quote(lang, s string) string {
	s = strings.TrimSpace(s)
	if French(lang) {
		return "«" + Thin + s + Thin + "»"
	}
	return "“" + s + "”"
}

// Excerpt cuts s at a word so that it has at most n characters, and says so with
// an ellipsis. White space is made single.
func Excerpt(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)[:max(n-1, 0)]
	for i := len(r) - 1; i > len(r)/2; i-- {
		if unicode.IsSpace(r[i]) {
			r = r[:i]
			break
		}
	}
	return strings.TrimRight(string(r), " ,;:.(«“") + "…"
}

// Upper makes the first letter a capital: "Samedi 21 novembre".
func Upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Spaced sets the no-break spaces of French typography: where an ordinary space
// stands before ; : ! ? » (or %%, in a format), or after «. In other languages s is returned as is.
func Spaced(lang, s string) string {
	if !French(lang) || !strings.ContainsAny(s, ";:!?»«%") {
		return s
	}
	return frenchSpaces.Replace(s)
}

func pick(lang, fr, en string) string {
	if French(lang) {
		return fr
	}
	return en
}
