package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	words "vigie/analyzers/text"
)

const longestName = 4 // words, of a name

// wholeNames gives each word of toks that is part of a name or of a compound its
// whole, so that terms are no halves: "Hôtel-Dieu", "Taylor Swift", "start-up". The
// others stand for themselves. src is the text of toks.
func (s *stems) wholeNames(dst []string, src, lang string, toks []words.Token) []string {
	spaced := !shouts(src, toks)
	for i := 0; i < len(toks); {
		end := i + 1
		for end < len(toks) && end < i+longestName && s.joined(src, lang, toks[end-1], toks[end], spaced) {
			end++
		}
		for end > i+1 && !isTerm(lang, toks[end-1]) { // "dit-il"
			end--
		}
		if !isTerm(lang, toks[i]) {
			end = i + 1
		}
		whole := src[toks[i].Start:toks[end-1].End]
		if end == i+1 && toks[i].Kind == words.Word && (!spaced || i == 0 || endsSentence(src[toks[i-1].End:toks[i].Start])) {
			whole = s.cased(whole, toks[i].Fold)
		}
		for ; i < end; i++ {
			dst = append(dst, whole)
		}
	}
	return dst
}

// cased is a word whose capital may be no mark of a name, as it begins a sentence
// or all words have one.
func (s *stems) cased(word, fold string) string {
	low := strings.ToLower(word)
	if s.isOwn(fold) {
		return capital(low)
	}
	return low
}

// joined tells whether two words that follow each other are of one name: both with
// a capital, or with a hyphen between them.
func (s *stems) joined(src, lang string, a, b words.Token, spaced bool) bool {
	switch src[a.End:b.Start] {
	case "-", "‑":
		return a.Kind == words.Word && b.Kind == words.Word
	case " ", "\u00a0":
		return spaced && isCapital(src, a) && isCapital(src, b) && isTerm(lang, a) && isTerm(lang, b) &&
			!s.isOwn(a.Fold) && !s.isOwn(b.Fold) && s.of(lang, a.Fold).usual == 0 // "Encore Translum"
	}
	return false
}

func isCapital(src string, t words.Token) bool {
	r, _ := utf8.DecodeRuneInString(src[t.Start:])
	return t.Kind == words.Word && unicode.IsUpper(r)
}

// shouts tells a text whose words mostly begin with a capital: there it is no mark
// of a name.
func shouts(src string, toks []words.Token) bool {
	n, all := 0, 0
	for _, t := range toks {
		if t.Kind == words.Word {
			all++
			if isCapital(src, t) {
				n++
			}
		}
	}
	return 2*n > all+2
}

func isFigure(w string) bool { return w[0] >= '0' && w[0] <= '9' }

// contains tells whether a word is in the list, alone or in a name.
func contains(list []string, w string) bool {
	w = strings.ToLower(w)
	for _, s := range list {
		s = strings.ToLower(s)
		if s == w || len(s) > len(w) && strings.Contains(" "+strings.ReplaceAll(s, "-", " ")+" ", " "+w+" ") {
			return true
		}
	}
	return false
}
