package claim

import (
	_ "embed"
	"slices"
	"strings"
)

// The word lists of this package that a person may want to read or extend.
var (
	//go:embed wordings.txt
	wordingsFile string
	//go:embed states.txt
	statesFile string
	//go:embed topics.txt
	topicsFile string
)

// wordingsOf are the wordings that deny a statement without a figure, and the state
// that it tells.
func wordingsOf(k *known) (denials []alias, states *state) {
	if len(k.values) > 0 {
		return nil, nil
	}
	add := func(phrase string) {
		if st := senseStems(phrase); len(st) > 0 {
			denials = append(denials, alias{stems: st, shown: phrase})
		}
	}
	for _, d := range k.DeniedBy {
		add(d)
	}
	told := strings.Join([]string{k.Value, k.Statement.FR, k.Statement.EN}, " . ")
	switch no := negative(told); {
	case !no:
		states = stateIn(told)
	case len(denials) == 0:
		denials = append(denials, k.aliases...)
	}
	if len(denials) == 0 {
		k.every = hasAny(told, everyWords)
		return nil, states
	}
	for _, group := range wordGroups() {
		if tellsOf(group, denials) {
			for _, p := range group {
				denials = append(denials, alias{stems: p, shown: strings.Join(p, " ")})
			}
		}
	}
	return denials, states
}

// tellsOf says whether a wording of the fact is one of the group.
func tellsOf(group [][]string, denials []alias) bool {
	for _, p := range group {
		for _, d := range denials {
			if strings.Join(d.stems, " ") == strings.Join(p, " ") || slices.Equal(d.stems, senseStems(strings.Join(p, " "))) {
				return true
			}
		}
	}
	return false
}

// wordGroups are the wordings of wordings.txt that stand for one another, as stems.
func wordGroups() [][][]string {
	var out [][][]string
	for _, l := range lines(wordingsFile) {
		var group [][]string
		for _, p := range strings.Split(l, ",") {
			var st []string
			for _, w := range strings.Fields(p) { // "for sale": small words count
				if t := lexed(w); len(t) > 0 {
					st = append(st, t[0].stem)
				}
			}
			group = append(group, st)
		}
		out = append(out, group)
	}
	return out
}

// stateIn is the state that a statement tells; nil: none that states.txt knows.
func stateIn(told string) *state {
	for _, lasting := range [2]bool{false, true} { // "stays free" is of what is free
		for _, l := range lines(statesFile) {
			yes, no, _ := strings.Cut(l, "|")
			is := stems(yes)
			for _, t := range lexed(told) {
				if is[t.stem] && (lasting || !keeping[t.stem]) {
					return &state{is, stems(no)}
				}
			}
		}
	}
	return nil
}

// everyWords say that a statement holds without exception.
var everyWords = set("every each all chaque tous toutes")

func hasAny(s string, words map[string]bool) bool {
	return slices.ContainsFunc(lexed(s), func(t token) bool { return words[t.fold] })
}

// keeping are verbs that go with any state.
var keeping = stems("stay stays staying keep keeps keeping kept garde gardent maintient maintiennent conserve maintenu maintenue")

// lines are those of a file of words, without comments.
func lines(file string) []string {
	var out []string
	for _, l := range strings.Split(file, "\n") {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			out = append(out, l)
		}
	}
	return out
}
