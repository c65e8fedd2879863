package story

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	words "vigie/analyzers/text"
)

// marks stand between a headline and the name of the site.
var marks = [...]string{" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » "}

// longestSite is how many words the name of a site has at most.
const longestSite = 4

// withoutSite takes the name of the site, and of its part, off a headline:
// "Des bus manquent - Transports | Le Site".
func withoutSite(s string) string {
	for range 2 {
		at, mark := -1, ""
		for _, m := range marks {
			if i := strings.LastIndex(s, m); i > at {
				at, mark = i, m
			}
		}
		if at < 0 || !isSite(s[at+len(mark):]) || len(strings.Fields(s[:at])) < 3 {
			return s
		}
		s = strings.TrimSpace(s[:at])
	}
	return s
}

// isSite tells a few words that all begin with a capital, but for the small ones,
// or a domain.
func isSite(s string) bool {
	all := strings.Fields(s)
	if len(all) == 0 || len(all) > longestSite {
		return false
	}
	if len(all) == 1 && strings.Contains(all[0], ".") {
		return true
	}
	return !slices.ContainsFunc(all, func(w string) bool {
		r, _ := utf8.DecodeRuneInString(w)
		return unicode.IsLower(r) && !words.IsStop("", words.Fold(w))
	})
}

// inCapitals tells a text that shouts.
func inCapitals(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper >= 10 && upper > 4*lower
}

// lowered writes a text that shouts as others do; words that are own names keep
// a capital.
func lowered(s string, own func(fold string) bool) string {
	all := strings.Fields(strings.ToLower(s))
	for i, w := range all {
		if toks := words.Tokens(w); i == 0 || slices.ContainsFunc(toks, func(t words.Token) bool { return own(t.Fold) }) {
			all[i] = capital(w)
		}
	}
	return strings.Join(all, " ")
}

func capital(w string) string {
	for i, r := range w {
		if unicode.IsLetter(r) {
			return w[:i] + string(unicode.ToUpper(r)) + w[i+utf8.RuneLen(r):]
		}
	}
	return w
}
