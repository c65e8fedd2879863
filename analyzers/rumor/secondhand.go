package rumor

import (
	"slices"
	"strings"
)

// passesOn reports whether the pattern stands at words[i] and passes on what others
// are said to say.
func (pat cuePattern) passesOn(words []string, i int) bool {
	switch {
	case !matches(words[i:], pat.words):
		return false
	case pat.kind == "hearsay":
		return !aside(words, i, pat.words)
	}
	return pat.kind == "hedge" && isHearsay(words, i, pat.words)
}

// isHearsay tells what others are said to say from a mere conditional: "il
// paraît que", "auraient été retirés", "serait en garde à vue", not "ce serait
// bien", "j'aurais aimé" or "it may be".
func isHearsay(words []string, i int, pat []string) bool {
	after := words[i+1:]
	switch pat[0] {
	case "aurait", "auraient":
		return len(after) > 0 && pastEnding(after[0]) && !wishes[after[0]] || lost(words, i) && !supposed(words, i)
	case "serait", "seraient":
		return len(after) > 0 && i > 0 && reportedState(words[i-1], after[0]) && !supposed(words, i)
	case "probably", "possible", "possibly", "suspected", "believed", "might", "may", "report", "reports", "claim", "claims", "claiming":
		return false
	case "resterait", "resteraient", "semblerait", "allegedly", "alleged", "reportedly", "apparently", "supposedly", "rumored", "rumoured", "unconfirmed", "angeblich":
		return true
	}
	return len(pat) > 1
}

// lost reads "n'aurait plus que", "n'auraient plus de".
func lost(words []string, i int) bool {
	return i > 0 && words[i-1] == "n'" && i+2 < len(words) && words[i+1] == "plus" && (words[i+2] == "que" || words[i+2] == "qu'" || words[i+2] == "de" || words[i+2] == "d'")
}

// reportedState reports whether "serait" stands in what is reported of something: "le
// patron serait en garde à vue", not "il serait temps", "ce serait bête".
func reportedState(before, after string) bool {
	switch before {
	case "ce", "c'", "ca", "cela", "on", "j'", "je", "tu", "y":
		return false
	}
	switch after {
	case "en", "au", "aux", "sur", "dans", "sous", "victime", "victimes":
		return true
	}
	return before != "il" && !judgments[after] && pastEnding(strings.TrimSuffix(after, "s"))
}

// supposed reports whether a condition stands around words[i]: "il serait ouvert si".
func supposed(words []string, i int) bool {
	near := words[max(0, i-12):min(len(words), i+12)]
	return slices.Contains(near, "si") || slices.Contains(near, "s'")
}

// judgments follow "serait" where somebody says what would be good or bad.
var judgments = set(`mieux bien bon bonne utile ideal ideale possible impossible juste simple facile difficile genial geniale triste bete dommage pire le la les un une
	logique normale honnete agreable pratique sympathique contente malhonnete ridicule folle bienvenu bienvenue de que quelque`)

// aside reports whether the phrase at words[i] passes nothing on: "told me to wait",
// "nobody told me", "m'a dit que mon dossier".
func aside(words []string, i int, pat []string) bool {
	before, rest := words[max(0, i-2):i], words[i+len(pat):]
	if slices.ContainsFunc(before, func(w string) bool { return nobody[w] }) {
		return true
	}
	switch pat[0] {
	case "told", "tells":
		return len(rest) == 0 || ofMe[rest[0]]
	case "m'", "me":
		return slices.ContainsFunc(rest[:min(len(rest), 2)], func(w string) bool { return ofMe[w] })
	case "is", "are": // "what is said to me"
		return len(rest) == 0 || rest[0] != "have" && rest[0] != "be"
	}
	return false
}

var (
	nobody = set("nobody no-one never not personne jamais n' ne pas you")
	ofMe   = set("to how where when off about what why i i'm i'd my me myself not no je j' mon ma mes d' de bonjour merci oui non")
)

// pastEnding reports whether a folded word ends as French past participles do.
func pastEnding(w string) bool {
	return len(w) > 2 && (strings.HasSuffix(w, "e") || strings.HasSuffix(w, "u") || strings.HasSuffix(w, "is") || strings.HasSuffix(w, "it"))
}

// wishes follow "aurait" where nothing is reported: "on aurait aimé".
var wishes = map[string]bool{"du": true, "pu": true, "fallu": true, "aime": true, "voulu": true, "prefere": true, "cru": true, "souhaite": true, "une": true, "presque": true, "meme": true}
