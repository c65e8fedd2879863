package web

import (
	"strings"
	"testing"

	"vigie/dashboards/report"
)

// TestEffectWords wants a word of its own for each way of coming, in both
// languages, with the chance where one was rare or nothing can be said.
func TestEffectWords(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		v := &voice{lang: lang, words: words(t, lang)}
		said := map[string]bool{}
		for _, came := range []report.Came{report.CameBelow, report.CameAs, report.CameAbove, report.CameUnclear} {
			s := v.effectWords(&report.Effect{Came: came, Chance: 0.07})
			if said[s] || strings.Contains(s, "⟦") || strings.Contains(s, "7") != (came != report.CameAs) {
				t.Errorf("%s %s: %q", lang, came, s)
			}
			said[s] = true
		}
	}
}
