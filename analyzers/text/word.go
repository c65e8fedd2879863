package text

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
)

//go:embed stop_fr.txt
var stopFR string

//go:embed stop_en.txt
var stopEN string

var stopWords = sync.OnceValue(func() map[string]map[string]bool {
	sets := map[string]map[string]bool{}
	for lang, list := range map[string]string{"fr": stopFR, "en": stopEN} {
		set := map[string]bool{}
		for _, w := range strings.Fields(list) {
			set[w] = true
		}
		sets[lang] = set
	}
	return sets
})

// IsStop tells whether a folded word is a function word of the language; in a
// language without a list, of French or English. Words that turn a sentence
// ("pas", "non", "sans", "not", "without") are not on the lists.
func IsStop(lang, word string) bool {
	sets := stopWords()
	if set, ok := sets[lang]; ok {
		return set[word]
	}
	return sets["fr"][word] || sets["en"][word]
}

// Stem returns the Snowball stem of a word in lower case, "fr" or "en"; in
// another language the word itself. It is best given the word with its
// accents, and the stem folded after.
func Stem(lang, word string) string {
	if len(word) > 64 {
		return word
	}
	env := snowballstem.NewEnv(word)
	switch lang {
	case "fr":
		french.Stem(env)
	case "en":
		english.Stem(env)
	default:
		return word
	}
	return env.Current()
}
