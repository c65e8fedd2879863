package web

import (
	"cmp"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"vigie/analyzers/phrase"
)

// faults turns what the query language says of a mistake, which is English, into
// another language: each sentence of the English catalogue under "fault." is a
// pattern, its %s stands for what varies.
type faults []fault

type fault struct {
	pattern *regexp.Regexp
	key     string
}

func readFaults(english catalogue) faults {
	var list faults
	for key, f := range english {
		if !strings.HasPrefix(key, "fault.") {
			continue
		}
		expr := strings.ReplaceAll(regexp.QuoteMeta(f.Other), "%s", "(.+)")
		list = append(list, fault{regexp.MustCompile("^" + expr + "$"), key})
	}
	// The sentence with most words of its own is tried first: "write %s" would
	// take the others in.
	slices.SortFunc(list, func(a, b fault) int {
		return cmp.Or(len(english[b.key].Other)-len(english[a.key].Other), strings.Compare(a.key, b.key))
	})
	return list
}

// translate says a fault in the voice's language, and as it came where the
// catalogue does not know it.
func (v *voice) translate(english string) template.HTML {
	said, _ := v.fault(english)
	return said
}

// fault is translate; false where the catalogue does not know it.
func (v *voice) fault(english string) (template.HTML, bool) {
	for _, f := range v.faults {
		m := f.pattern.FindStringSubmatch(english)
		if m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		for i, a := range m[1:] {
			args[i] = "<code>" + template.HTMLEscapeString(a) + "</code>"
		}
		said := template.HTMLEscapeString(phrase.Upper(v.words[f.key].Other))
		return template.HTML(fmt.Sprintf(said, args...)), true //nolint:gosec // every part was escaped above
	}
	return template.HTML(template.HTMLEscapeString(phrase.Upper(english))), false //nolint:gosec // escaped here
}
