package query

import (
	"regexp"
	"strconv"
	"strings"
)

// Pattern returns, for a Term, Phrase or Near, the RE2 regular expression that
// finds in text.Index of a text what Match finds in its words. For a Field it
// is the one for its value: of author: over text.Index of the author's name, of
// any other over the folded value, whole. For the rest it returns "".
func Pattern(e Expr) string {
	switch e := e.(type) {
	case Term, Phrase:
		return " " + inner(e) + " "
	case Near:
		gap := ` (?:\S+ ){0,` + strconv.Itoa(e.N-1) + `}`
		a, b := inner(e.A), inner(e.B)
		return " (?:" + a + gap + b + "|" + b + gap + a + ") "
	case Field:
		return e.pattern()
	}
	return ""
}

func inner(e Expr) string {
	switch e := e.(type) {
	case Term:
		if e.Wild && e.Word == "*" {
			return `\S+`
		}
		return "[#@]?" + escape(e.Word, e.Wild, `\S`)
	case Phrase:
		parts := make([]string, len(e.Words))
		for i, w := range e.Words {
			parts[i] = inner(w)
		}
		return strings.Join(parts, " ")
	case Or:
		parts := make([]string, len(e.List))
		for i, x := range e.List {
			parts[i] = inner(x)
		}
		return "(?:" + strings.Join(parts, "|") + ")"
	}
	return ""
}

func escape(word string, wild bool, any string) string {
	quoted := regexp.QuoteMeta(word)
	if wild {
		quoted = strings.NewReplacer(`\*`, any+"*", `\?`, any+"?").Replace(quoted)
	}
	return quoted
}

func (f Field) pattern() string {
	switch f.Name {
	case "before", "after":
		return ""
	case "author":
		return Pattern(f.authorWords())
	case "url":
		return escape(f.Value, f.Wild, `(?s:.)`)
	case "site":
		return `^(?:.*\.)?` + escape(f.Value, f.Wild, `(?s:.)`) + "$"
	}
	return "^" + escape(f.Value, f.Wild, `(?s:.)`) + "$"
}
