package fact

import (
	"strings"
	"unicode"
)

// Unsaid are the languages, fr and en, whose sentence of the fact does not hold
// its figure: it may be of an older version.
func (f Fact) Unsaid() []string {
	figure := digits(f.Value)
	var langs []string
	for _, s := range []struct{ lang, text string }{{"fr", f.Statement.FR}, {"en", f.Statement.EN}} {
		if figure != "" && s.text != "" && !strings.Contains(digits(s.text), figure) {
			langs = append(langs, s.lang)
		}
	}
	return langs
}

// digits are the figures of a text, a space between them, without what groups
// their digits or parts their decimals, which each language writes its own way.
func digits(text string) string {
	runes := []rune(text)
	is := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsDigit(runes[i]) }
	var b strings.Builder
	for i, r := range runes {
		switch {
		case is(i):
			b.WriteRune(r)
		case is(i-1) && is(i+1) && (unicode.IsSpace(r) || strings.ContainsRune(".,'’", r)):
		case is(i - 1):
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}
