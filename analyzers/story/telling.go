package story

import (
	_ "embed"
	"strings"
	"sync"

	words "vigie/analyzers/text"
)

//go:embed fillers.txt
var fillersFile string

// fillers are words that no press office looks for, whatever the matter.
var fillers = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(fillersFile) {
		m[w] = true
	}
	return m
})

const (
	mostTold    = 6
	enoughTerms = 3
	commonShare = 0.002
)

// telling is the words of the first n terms that say something: no figures and no
// fillers, and usual words only where there are few others.
func telling(terms []term, n int) []string {
	out := make([]string, 0, n)
	for _, common := range []bool{false, true} {
		for _, t := range terms {
			if len(out) == n || common && len(out) >= enoughTerms {
				return out
			}
			if t.usual > commonShare != common || isFigure(t.word) || isFiller(t.word) {
				continue
			}
			if !contains(out, t.word) {
				out = append(out, t.word)
			}
		}
	}
	return out
}

// isFiller tells a word that says nothing of its own, in either language: a post
// in one has words of the other.
func isFiller(word string) bool {
	fold := words.Fold(word)
	switch c, known := turns()[fold]; {
	case known && c != denial:
		return true
	case fillers()[fold], words.IsStop("", fold):
		return true
	}
	return strings.HasSuffix(fold, "n't")
}
