package text

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/spanish"
)

//go:embed stop_fr.txt
var stopFR string

//go:embed stop_en.txt
var stopEN string

//go:embed times.txt
var times string

var timeWords = sync.OnceValue(func() map[string]bool { return set(times) })

// IsTime tells whether a folded word of French or English says when, never what.
func IsTime(word string) bool { return timeWords()[word] }

func set(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

var stopWords = sync.OnceValue(func() map[string]map[string]bool {
	sets := map[string]map[string]bool{}
	for lang, list := range map[string]string{"fr": stopFR, "en": stopEN} {
		sets[lang] = set(list)
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

// stemmers are those of the languages that have one here.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"fr": french.Stem, "en": english.Stem, "de": german.Stem, "es": spanish.Stem, "it": italian.Stem, "pt": portuguese.Stem,
}

// Stem returns the Snowball stem of a word in lower case; in a language that has
// no stemmer here, the word itself.
func Stem(lang, word string) string {
	cut := stemmers[lang]
	if cut == nil || len(word) > 64 {
		return word
	}
	env := snowballstem.NewEnv(word)
	cut(env)
	return env.Current()
}
