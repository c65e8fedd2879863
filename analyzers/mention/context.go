package mention

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"vigie/analyzers/query"
	"vigie/analyzers/text"
)

// around is how many words from a name Not is looked for, and Context of a
// name that is written as a common noun.
const around = 12

// cue is a word or phrase of Context or Not: words that follow each other, each in
// any of its forms, or by wildcards.
type cue []query.Term

func cues(e Entity, what string, list []string) ([]cue, error) {
	var all []cue
	var faults []error
	for _, s := range list {
		x, err := query.Parse(`"` + strings.Trim(s, `"`) + `"`)
		if err != nil {
			faults = append(faults, fmt.Errorf("entity %q, %s %q: %w", e.ID, what, s, err))
			continue
		}
		switch x := x.(type) {
		case query.Term:
			all = append(all, cue{x})
		case query.Phrase:
			all = append(all, x.Words)
		}
	}
	return all, errors.Join(faults...)
}

func (c cue) in(words []string) bool {
	for i := 0; i+len(c) <= len(words); i++ {
		k := 0
		for k < len(c) && is(c[k], words[i+k]) {
			k++
		}
		if k == len(c) {
			return true
		}
	}
	return false
}

func is(t query.Term, word string) bool {
	if t.Wild {
		return query.Match(t, &query.Doc{Words: []string{word}})
	}
	if len(word) > 1 && (word[0] == '#' || word[0] == '@') && t.Word[0] != word[0] {
		word = word[1:]
	}
	// What begins otherwise has another root: this tells nearly all words apart.
	return word != "" && word[0] == t.Word[0] && text.Inflected(t.Word, word)
}

func anyIn(list []cue, words []string) bool {
	return slices.ContainsFunc(list, func(c cue) bool { return c.in(words) })
}

// near are the words around a name.
func near(h hit, words []string) []string {
	return words[max(0, h.from-around):min(len(words), h.to+around)]
}

// rule takes away the names that mean something else here.
func (f *Finder) rule(hits []hit, s string, toks []text.Token, words []string) []hit {
	sure := make(map[int]bool)
	kept := hits[:0]
	for _, h := range hits {
		if r := &f.rules[h.entity]; inSaying(h, words) || len(r.not) > 0 && anyIn(r.not, near(h, words)) {
			continue
		}
		if h.literal.sure {
			sure[h.entity] = true
		}
		kept = append(kept, h)
	}
	whole := make(map[int]bool) // whether the post holds the context, once an entity
	return slices.DeleteFunc(kept, func(h hit) bool {
		r := &f.rules[h.entity]
		key := toks[h.from+h.literal.key]
		asNoun := h.literal.capital && startsLower(s[key.Start:])
		if h.literal.sure || sure[h.entity] || len(r.context) == 0 && !(asNoun && h.literal.common) {
			return false
		}
		if asNoun {
			return r.qualifies(h, words) || !anyIn(r.context, near(h, words))
		}
		in, known := whole[h.entity]
		if !known {
			in = anyIn(r.context, words)
			whole[h.entity] = in
		}
		return !in
	})
}

// qualifies tells a name in small letters that is a word of the language here:
// the noun itself ("une orange", "two apples") or what is said of one ("une
// veste orange", "entry is free"). An article that is part of the name ("la
// régie") is none of these, and beside a word of the context ("mon opérateur
// orange", "the shell refineries") the name is meant.
func (r *rule) qualifies(h hit, words []string) bool {
	if !h.literal.common || len(h.literal.words) > 1 || h.to < len(words) && r.belongs(words[h.to]) {
		return false
	}
	for i := h.from - 1; i >= max(0, h.from-4); i-- {
		switch w := words[i]; {
		case determiners[w] || copulas[w] && i == h.from-1:
			return true
		case text.IsStop("", w) || r.belongs(w):
			return false
		}
	}
	return false
}

// belongs tells what is said beside the name rather than beside the noun.
func (r *rule) belongs(word string) bool {
	beside := []string{word}
	return anyIn(r.context, beside) || anyIn(trade(), beside)
}

//go:embed trade.txt
var tradeFile string

//go:embed sayings.txt
var sayingsFile string

// trade are words that go with the name of any organisation.
var trade = sync.OnceValue(func() []cue {
	var all []cue
	for _, w := range words(tradeFile) {
		all = append(all, cue{{Word: text.Fold(w)}})
	}
	return all
})

// sayings are phrases in which a common word is no name, by each of their words
// that names are made of.
var sayings = sync.OnceValue(func() map[string][][]string {
	all := map[string][][]string{}
	for line := range strings.Lines(sayingsFile) {
		if line[0] == '#' {
			continue
		}
		said := query.Words(line)
		for _, w := range said {
			if commonWords()[w] {
				all[w] = append(all[w], said)
			}
		}
	}
	return all
})

// inSaying tells a name of one common word that stands in a phrase of the
// language.
func inSaying(h hit, words []string) bool {
	if !h.literal.common {
		return false
	}
	at := h.from + h.literal.key
	return slices.ContainsFunc(sayings()[words[at]], func(said []string) bool {
		from := at - slices.Index(said, words[at])
		return from >= 0 && from+len(said) <= len(words) && slices.Equal(said, words[from:from+len(said)])
	})
}

// determiners stand before a noun that is no name.
var determiners = set("un une des deux trois quelques plusieurs mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces " +
	"chaque aucun aucune le la les l' a an some two three my your his her its our their this that these those each every any no the")

// copulas stand before what is said of a noun.
var copulas = set("est sont etait etaient sera seront soit is are was were be been being looks")

func set(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words(list) {
		all[w] = true
	}
	return all
}

// words are those of a list, without its comments.
func words(list string) (all []string) {
	for line := range strings.Lines(list) {
		if line[0] != '#' {
			all = append(all, strings.Fields(line)...)
		}
	}
	return all
}

func startsLower(s string) bool {
	for _, r := range s {
		return unicode.IsLower(r)
	}
	return false
}
