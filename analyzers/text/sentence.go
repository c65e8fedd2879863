package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a stretch of bytes of a text.
type Span struct{ Start, End int }

// Sentences splits s into sentences without the space around them. A sentence
// ends with . ! ? … before a space, or with the line, unless the next line goes
// on in lower case. Abbreviations, initials and figures do not end one.
func Sentences(s string) []Span {
	spans := make([]Span, 0, len(s)/80+1)
	start := 0
	cut := func(end int) {
		if from, to := trim(s, start, end); from < to {
			spans = append(spans, Span{from, to})
		}
		start = end
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			if lineEnds(s[i+n:]) {
				cut(i)
			}
		case r == '.' || r == '!' || r == '?' || r == '…' || r == '。' || r == '！' || r == '？' || r == '؟' || r == '।':
			end := closeEnd(s, i+n)
			if stops(s, start, i, end, r) {
				cut(end)
			}
			i = end
			continue
		}
		i += n
	}
	cut(len(s))
	return spans
}

func trim(s string, start, end int) (int, int) {
	part := s[start:end]
	left := len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	return start + left, start + len(strings.TrimRightFunc(part, unicode.IsSpace))
}

// lineEnds tells whether what follows a line break begins a new sentence.
func lineEnds(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r")
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.IsLower(r)
}

// closeEnd returns the end of the further stops, quotes and brackets that
// belong to a sentence whose first stop ends at i.
func closeEnd(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune(".!?…\"”’')]»", r) {
			// French puts a (no-break) space before the closing guillemet and
			// between "!" and "!".
			if r == ' ' || r == 0xA0 || r == 0x202F {
				if next, m := utf8.DecodeRuneInString(s[i+n:]); next == '»' || next == '!' || next == '?' {
					i += n + m
					continue
				}
			}
			return i
		}
		i += n
	}
	return i
}

// stops tells whether the stop r at i, closed at end, ends the sentence begun
// at start.
func stops(s string, start, i, end int, r rune) bool {
	if end >= len(s) {
		return true
	}
	next, n := utf8.DecodeRuneInString(s[end:])
	if r >= 0x600 && r != '…' {
		return true
	}
	if !unicode.IsSpace(next) {
		return false
	}
	after := strings.TrimLeftFunc(s[end+n:], unicode.IsSpace)
	first, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(first) { // "il a dit « non ! » et", "etc. mais"
		return (r == '!' || r == '?') && !strings.ContainsAny(s[i:end], "»”\")’")
	}
	if r != '.' || end > i+1 {
		return true
	}
	return !isAbbreviation(s[start:i], first)
}

// isAbbreviation tells whether the stop after before belongs to its last word;
// first is the letter after it.
func isAbbreviation(before string, first rune) bool {
	word := before
	if at := strings.LastIndexAny(before, " \t\n('’\"-"); at >= 0 {
		word = before[at+1:]
	}
	if word == "" {
		return false
	}
	if utf8.RuneCountInString(word) == 1 && startsWith(word, unicode.IsUpper) {
		return word != "I" // an initial
	}
	if len(word) == 1 && isDigit(rune(word[0])) {
		return false
	}
	if strings.Contains(word, ".") && !isDigit(rune(word[0])) { // e.g, p.ex, U.S
		return len(word) <= 5
	}
	switch strings.ToLower(word) {
	case "mm", "mme", "mlle", "mgr", "dr", "pr", "prof", "me", "mr", "mrs", "ms", "st", "ste", "jr", "sr", "gen", "sen", "rep",
		"cf", "ex", "p", "pp", "art", "vol", "chap", "fig", "env", "av", "bd", "bld", "no", "nos", "n", "tel", "tél", "vs", "approx", "hon", "col", "lt", "capt":
		return true
	case "inc", "ltd", "co", "corp", "etc", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "janv", "févr", "juil", "déc", "min", "max", "hab", "km":
		return isDigit(first)
	}
	return false
}
