package claim

import (
	"regexp"
	"strings"
	"unicode"

	"vigie/analyzers/phrase"
	words "vigie/analyzers/text"
)

// Measured writes a value with its unit, as a reader of lang does: what is counted
// in the plural where the number asks for it, "312 salariés", and no unit that the
// value has already, "1,2 Md€".
func Measured(lang, value, unit string) string {
	value = strings.TrimSpace(value)
	unit = strings.TrimSpace(Sign(unit))
	qs := parseValue(value, "")
	if unit != "" && len(qs) > 0 && lacksUnit(&qs[0], value, unit) {
		value += phrase.Hard + ofMillions(lang, value, unit) + Plural(lang, unit, qs[0].value)
	}
	if phrase.French(lang) {
		return value
	}
	value = decimalComma.ReplaceAllString(value, "$1.$2")
	return groupSpace.ReplaceAllStringFunc(value, func(s string) string {
		return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), ",")
	})
}

// ofMillions is the "de" that French sets between millions and what is counted.
func ofMillions(lang, value, unit string) string {
	last := strings.TrimSpace(value[strings.LastIndexFunc(value, unicode.IsDigit)+1:])
	switch {
	case !phrase.French(lang) || !isNoun(unit) || !strings.HasPrefix(last, "million") && !strings.HasPrefix(last, "milliard"):
		return ""
	case strings.ContainsAny(words.Fold(unit)[:1], "aeiouh"):
		return "d’"
	}
	return "de "
}

var (
	decimalComma = regexp.MustCompile(`\b(\d{1,3}(?:[ \x{a0}\x{202f}]\d{3})*),(\d{1,2})\b`)
	groupSpace   = regexp.MustCompile(`\b\d{1,3}(?:[ \x{a0}\x{202f}]\d{3})+\b`)
)

// lacksUnit reports whether a value is but a number: its unit stands apart.
func lacksUnit(q *quantity, value, unit string) bool {
	if strings.Contains(value, unit) {
		return false
	}
	if q.dim == dated { // "2000", unit "bus"
		return q.date.month == 0 && q.date.last == 0 && isNoun(unit)
	}
	return q.dim == counted && q.noun == ""
}

// Sign is a unit as people write it.
func Sign(unit string) string {
	switch unit {
	case "EUR":
		return "€"
	case "USD":
		return "$"
	case "GBP":
		return "£"
	}
	return unit
}

// Plural writes a counted unit as n asks for: each word up to a preposition takes
// an s unless it ends in s, x or z. Symbols, "km", "MWh", "min", stay as they are.
func Plural(lang, unit string, n float64) string {
	if phrase.Plural(lang, n, "", "s") == "" {
		return unit
	}
	words := strings.Split(unit, " ")
	for i, w := range words {
		if units[w] || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) || unicode.IsUpper(r) }) {
			break
		}
		if w == "" || strings.ContainsAny(w[len(w)-1:], "sxz") || len(w) < 3 && w != "an" {
			continue
		}
		words[i] = w + "s"
	}
	return strings.Join(words, " ")
}

// units end what takes a plural: symbols, and words that open what goes with the noun.
var units = set(`min sec mn kg km cm mm ha pour en de du des par sur au aux per of in on for and et hors dont sans avec`)
