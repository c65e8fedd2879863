package sentiment

import "strings"

// isNegation tells the words after which good is bad, in the languages with
// data, folded.
func isNegation(w string) bool {
	switch w {
	case "pas", "jamais", "rien", "aucun", "aucune", "sans", "ni", "non", "guere", "nul", "nulle", "plus",
		"not", "no", "never", "nothing", "nobody", "none", "without", "cannot", "dont", "doesnt", "didnt", "cant", "wont", "isnt", "nor", "hardly",
		"nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "nichts", "ohne", "ned", "nich",
		"nunca", "nada", "nadie", "sin", "tampoco", "ningun", "ninguna",
		"mai", "niente", "nessuno", "nessuna", "senza", "neanche", "mica",
		"nao", "sem", "ninguem", "nenhum", "nenhuma":
		return true
	}
	return strings.HasSuffix(w, "n't")
}

// isIntensifier tells the words that make the next one stronger.
func isIntensifier(w string) bool {
	switch w {
	case "tres", "trop", "vraiment", "tellement", "super", "hyper", "grave", "extremement", "completement", "totalement", "si", "tant",
		"very", "so", "really", "too", "extremely", "totally", "absolutely", "fucking", "such", "completely",
		"sehr", "echt", "total", "wirklich", "voll", "richtig", "ganz",
		"muy", "mucho", "tan", "demasiado", "realmente", "bien",
		"molto", "troppo", "davvero", "cosi", "tanto", "veramente",
		"muito", "demais", "tao", "mais":
		return true
	}
	return false
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
