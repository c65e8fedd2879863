package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanner walks over the tokens of s.
type scanner struct {
	s          string
	start, end int
	kind       Kind
	glued      bool // the rune before is a letter or a digit: no @name, no #name
}

// next moves to the next token.
func (sc *scanner) next() bool {
	s := sc.s
	for i := sc.end; i < len(s); {
		if s[i] <= ' ' {
			sc.glued = false
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case (r == '@' || r == '#' || r == '＠' || r == '＃') && !sc.glued && isNameStart(s[i+n:]):
			sc.kind = Handle
			if r == '#' || r == '＃' {
				sc.kind = Hashtag
			}
			return sc.take(i, nameEnd(s, i+n, sc.kind))
		case isURLStart(s[i:], r) && !sc.glued:
			sc.kind = URL
			return sc.take(i, urlEnd(s, i))
		case isIdeograph(r):
			sc.kind = Word
			return sc.take(i, i+n)
		case isLetter(r), isDigit(r):
			return sc.word(i)
		case isApostrophe(r) && sc.glued && isPossessive(s[i+n:]):
			sc.kind = Word
			return sc.take(i, i+n+1)
		case isEmoji(r):
			sc.kind = Emoji
			return sc.take(i, emojiEnd(s, i+n, r))
		}
		sc.glued = r == '_'
		i += n
	}
	sc.end = len(s)
	return false
}

func (sc *scanner) take(start, end int) bool {
	sc.start, sc.end = start, end
	sc.glued = sc.kind == Word || sc.kind == Number
	return true
}

// word takes the word or number that begins at start.
func (sc *scanner) word(start int) bool {
	s := sc.s
	i, number, last := start, true, rune(0)
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf && isLetter(rune(c)) { // most of them
			number, last = false, rune(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isIdeograph(r):
			goto done
		case isDigit(r):
		case isLetter(r), isDropped(r), unicode.Is(unicode.M, r):
			number = number && !isLetter(r)
		case isApostrophe(r) && i > start && startsWith(s[i+n:], isLetter) && !isPossessive(s[i+n:]):
			if isElision(s[start:i]) {
				sc.kind = Word
				sc.take(start, i+n)
				sc.glued = false
				return true
			}
		case (r == '.' || r == ',') && isDigit(last) && startsWith(s[i+n:], isDigit):
		default:
			goto done
		}
		last = r
		i += n
	}
done:
	sc.kind = Word
	if number {
		sc.kind = Number
	}
	return sc.take(start, i)
}

// isElision tells the French and Italian words that lose their vowel before
// another word, without their apostrophe.
func isElision(w string) bool {
	var low [8]byte
	if len(w) > len(low) {
		return false
	}
	for i := range len(w) {
		c := w[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	switch string(low[:len(w)]) {
	case "l", "d", "j", "m", "t", "s", "n", "c", "y", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un",
		"dell", "nell", "sull", "all", "dall", "quest", "quell":
		return true
	}
	return false
}

// isPossessive tells the 's of "Translum's" and "it's".
func isPossessive(rest string) bool {
	return rest != "" && rest[0]|0x20 == 's' && !startsWith(rest[1:], func(r rune) bool { return isLetter(r) || isDigit(r) || isDropped(r) })
}

func startsWith(s string, is func(rune) bool) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && is(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) && !isApostrophe(r)
}

func isDigit(r rune) bool {
	return '0' <= r && r <= '9' || r > 0xFF && unicode.IsDigit(r)
}

func isIdeograph(r rune) bool {
	return r >= 0x2E80 && (unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r))
}

func isNameStart(s string) bool {
	return startsWith(s, func(r rune) bool { return isLetter(r) || isDigit(r) || r == '_' })
}

// nameEnd returns the end of the handle or hashtag whose name begins at i. A
// handle may hold a dot (name.example.social), a hashtag may not.
func nameEnd(s string, i int, kind Kind) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isLetter(r), isDigit(r), r == '_', isDropped(r), unicode.Is(unicode.M, r):
		case r == '.' && kind == Handle && startsWith(s[i+n:], func(r rune) bool { return 'a' <= r && r <= 'z' || isDigit(r) }):
		default:
			return i
		}
		i += n
	}
	return i
}

func isURLStart(s string, r rune) bool {
	if r|0x20 != 'h' && r|0x20 != 'w' {
		return false
	}
	return hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://") ||
		hasPrefixFold(s, "www.") && startsWith(s[4:], isLetter)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// urlEnd returns the end of the address that begins at start, without the
// punctuation of the sentence around it.
func urlEnd(s string, start int) int {
	end := start
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"«»“”…", r) || r == utf8.RuneError || isEmoji(r) {
			break
		}
		end += n
	}
	for end > start && strings.IndexByte(".,;:!?'*", s[end-1]) >= 0 {
		end--
	}
	if end > start && s[end-1] == ')' && !strings.Contains(s[start:end], "(") {
		end--
	}
	return end
}

func isEmoji(r rune) bool {
	switch {
	case r < 0x203C:
		return false
	case 0x1F000 <= r && r <= 0x1FAFF && !(0x1F3FB <= r && r <= 0x1F3FF),
		0x2600 <= r && r <= 0x27BF, 0x2B00 <= r && r <= 0x2BFF, 0x231A <= r && r <= 0x23FF,
		r == 0x203C, r == 0x2049, r == 0x3030, r == 0x303D, r == 0x3297, r == 0x3299:
		return true
	}
	return false
}

// emojiEnd returns the end of the emoji whose first rune, first, ends at i:
// with its variation, skin tone, or second half of a flag. Joined emoji are one
// token each.
func emojiEnd(s string, i int, first rune) int {
	flag := 0x1F1E6 <= first && first <= 0x1F1FF
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case flag && 0x1F1E6 <= r && r <= 0x1F1FF:
			return i + n
		case isDropped(r) && r != 0x200D:
			i += n
			continue
		}
		return i
	}
	return i
}
