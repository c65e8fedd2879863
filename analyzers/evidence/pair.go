package evidence

import (
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// Pair is the expression of two words that most of the posts' voices use, as it
// is first written, and at least three in ten of them: "ligne 3". Empty where
// there is none.
func Pair(posts []annotation.Post) string {
	voices, shown, all := pairVoices(posts)
	best := ""
	for k, n := range voices {
		if common(n, all) && (n > voices[best] || n == voices[best] && k < best) {
			best = k
		}
	}
	return shown[best]
}

// Uses reports whether the expression is as common in the posts as Pair asks.
func Uses(posts []annotation.Post, pair string) bool {
	voices, _, all := pairVoices(posts)
	return common(voices[text.Fold(pair)], all)
}

func common(n, all int) bool { return n >= 3 && 10*n >= 3*all }

// pairVoices counts the voices that use each pair of words.
func pairVoices(posts []annotation.Post) (voices map[string]int, shown map[string]string, all int) {
	voices, shown = make(map[string]int), make(map[string]string)
	spoke, heard := make(map[string]bool), make(map[[2]string]bool)
	for _, p := range posts {
		v := Voice(p)
		spoke[v] = true
		for key, as := range pairs(p.Text, p.Annotation.Language) {
			if shown[key] == "" {
				shown[key] = as
			}
			if k := [2]string{v, key}; !heard[k] {
				heard[k] = true
				voices[key]++
			}
		}
	}
	return voices, shown, len(spoke)
}

// pairs are the words of s, folded, that follow each other and of which the
// first is no function word, with how they are written.
func pairs(s, lang string) map[string]string {
	out := make(map[string]string)
	prev := text.Token{}
	for _, t := range text.Tokens(s) {
		stop := text.IsStop(lang, t.Fold) || strings.HasSuffix(t.Fold, "'") || text.IsTime(t.Fold)
		if prev.End > 0 && !stop && strings.TrimSpace(s[prev.End:t.Start]) == "" && (t.Kind == text.Number || len(t.Fold) > 2) {
			out[prev.Fold+" "+t.Fold] = strings.ToLower(s[prev.Start:prev.End]) + " " + strings.ToLower(s[t.Start:t.End])
		}
		prev = text.Token{}
		if !stop && t.Kind == text.Word && len(t.Fold) > 2 {
			prev = t
		}
	}
	return out
}
