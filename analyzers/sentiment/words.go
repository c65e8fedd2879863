package sentiment

import (
	_ "embed"
	"strings"
)

//go:embed words.txt
var wordFile string

// turns are the words of a language that turn ("not") or strengthen ("very")
// what follows.
type turns struct{ negation, strong map[string]bool }

// readTurns reads words.txt by language; "" has those of all.
func readTurns() map[string]turns {
	all := map[string]turns{}
	add := func(lang, kind, words string) {
		t, ok := all[lang]
		if !ok {
			t = turns{map[string]bool{}, map[string]bool{}}
			all[lang] = t
		}
		set := t.negation
		if kind == "strong" {
			set = t.strong
		}
		for word := range strings.FieldsSeq(words) {
			set[word] = true
		}
	}
	for line := range strings.Lines(wordFile) {
		if part := strings.SplitN(strings.TrimSpace(line), " | ", 3); len(part) == 3 {
			add(part[1], part[0], part[2])
			add("", part[0], part[2])
		}
	}
	return all
}

// negates tells whether a word turns what follows. The French "plus" does so
// after a "ne" only: without it is "more".
func (st *state) negates(w string) bool {
	if w == "plus" && st.lang == "fr" {
		return st.sinceNe < 4
	}
	return st.turns.negation[w] || strings.HasSuffix(w, "n't")
}

// emoticon returns the score of a face written in punctuation, -1 to 1; 0: none.
func emoticon(marks string) float32 {
	for _, face := range []string{":)", ":-)", ";)", ";-)", "=)", ":')", "(:", "^^", "<3", ":]"} {
		if strings.Contains(marks, face) {
			return .6
		}
	}
	for _, face := range []string{":(", ":-(", "=(", ":'(", "):", ":/", ":-/", ":|", ":["} {
		if strings.Contains(marks, face) {
			return -.6
		}
	}
	return 0
}
