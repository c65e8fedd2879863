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
	voices, shown := make(map[string]map[string]bool), make(map[string]string)
	all := make(map[string]bool)
	for _, p := range posts {
		v := Voice(p)
		all[v] = true
		for key, as := range pairs(p.Text, p.Annotation.Language) {
			if voices[key] == nil {
				voices[key], shown[key] = make(map[string]bool), as
			}
			voices[key][v] = true
		}
	}
	best := ""
	for k, v := range voices {
		if n := len(v); 10*n >= 3*len(all) && n >= 3 && (n > len(voices[best]) || n == len(voices[best]) && k < best) {
			best = k
		}
	}
	return shown[best]
}

// pairs are the words of s, folded, that follow each other and of which the
// first is no function word, with how they are written.
func pairs(s, lang string) map[string]string {
	out := make(map[string]string)
	prev := text.Token{}
	for _, t := range text.Tokens(s) {
		stop := text.IsStop(lang, t.Fold) || strings.HasSuffix(t.Fold, "'")
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
