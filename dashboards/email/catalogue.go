package email

import (
	_ "embed"
	"strings"

	"vigie/analyzers/phrase"
)

//go:embed templates/fr.txt
var french string

//go:embed templates/en.txt
var english string

// catalogue is the mail's own words in lang: "key = text" lines.
func catalogue(lang string) map[string]string {
	file := english
	if phrase.French(lang) {
		file = french
	}
	words := map[string]string{}
	for line := range strings.Lines(file) {
		if key, value, ok := strings.Cut(strings.TrimRight(line, "\n"), " = "); ok {
			words[key] = phrase.Spaced(lang, value)
		}
	}
	return words
}
