// Package text holds what every reader of a post shares: folding, tokens,
// sentences, stop words and stems. It judges nothing, and gives the same
// answer for the same bytes, always: the store indexes what it returns.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s in the form that is searched and compared: lower case, without
// accents, œ as oe, æ as ae, ß as ss, every apostrophe as ', styled letters
// (full width, mathematical bold) as plain ones, invisible characters dropped.
// Bytes that are not UTF-8 become U+FFFD. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	if i == len(s) {
		return s
	}
	return string(AppendFold(make([]byte, 0, len(s)+8), s))
}

// AppendFold appends the folded form of s to dst.
func AppendFold(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			run := i + 1
			for c < 'A' || c > 'Z' { // what stays is copied at once
				if run == len(s) || s[run] >= utf8.RuneSelf {
					break
				}
				c = s[run]
				run++
			}
			if 'A' <= c && c <= 'Z' {
				dst = append(append(dst, s[i:run-1]...), c+'a'-'A')
			} else {
				dst = append(dst, s[i:run]...)
			}
			i = run
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = appendRune(dst, r)
		i += n
	}
	return dst
}

// latin folds U+00C0 to U+017F, by far the most of what is not ASCII in the
// languages of Europe. "" stands for the rune itself.
const latin = "a a a a a a aec e e e e i i i i " +
	"d n o o o o o   o u u u u y thss" +
	"a a a a a a aec e e e e i i i i " +
	"d n o o o o o   o u u u u y thy " +
	"a a a a a a c c c c c c c c d d " +
	"d d e e e e e e e e e e g g g g " +
	"g g g g h h h h i i i i i i i i " +
	"i i ijijj j k k q l l l l l l l " +
	"l l l n n n n n n n n n o o o o " +
	"o o oeoer r r r r r s s s s s s " +
	"s s t t t t t t u u u u u u u u " +
	"u u u u w w y y y z z z z z z s "

func appendRune(dst []byte, r rune) []byte {
	if 0xC0 <= r && r <= 0x17F {
		two := latin[2*(r-0xC0) : 2*(r-0xC0)+2]
		if two == "  " { // × and ÷
			return utf8.AppendRune(dst, r)
		}
		return append(dst, strings.TrimRight(two, " ")...)
	}
	switch {
	case isApostrophe(r):
		return append(dst, '\'')
	case isDropped(r):
		return dst
	case r < 0xC0 && r != 0xA0 && r != 0xAA && r != 0xBA && r != 0xB5, 0x2010 <= r && r <= 0x2015,
		0x4E00 <= r && r <= 0x9FFF, 0xAC00 <= r && r <= 0xD7A3, 0x1F000 <= r && r <= 0x1FAFF && !(0x1F100 <= r && r <= 0x1F2FF):
		return utf8.AppendRune(dst, r) // signs, dashes, ideographs, Hangul and emoji stay
	}
	return appendDecomposed(dst, r)
}

func appendDecomposed(dst []byte, r rune) []byte {
	var in [utf8.UTFMax]byte
	n := utf8.EncodeRune(in[:], r)
	d := norm.NFKD.Properties(in[:n]).Decomposition()
	if d == nil {
		return appendLower(dst, r)
	}
	for len(d) > 0 {
		p, n := utf8.DecodeRune(d)
		d = d[n:]
		if isDropped(p) || p == ' ' && !unicode.IsSpace(r) {
			continue // some signs are written as a space with an accent on it
		}
		dst = appendLower(dst, p)
	}
	return dst
}

// appendLower appends the lower case of r; a lower case that is itself written
// with accents is folded again.
func appendLower(dst []byte, r rune) []byte {
	l := unicode.ToLower(r)
	switch {
	case l == 'ς':
		l = 'σ'
	case l != r, 0xC0 <= l && l <= 0x17F, isApostrophe(l):
		return appendRune(dst, l)
	}
	return utf8.AppendRune(dst, l)
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʹ', '′', '`', '´', '＇', '‛':
		return true
	}
	return false
}

// isDropped tells the marks and invisible characters that folding removes:
// accents, Arabic vowel points, joiners, directions, variation selectors. The
// vowel signs of Indian scripts stay: they are letters there.
func isDropped(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0xFEFF, r == 0x61C, r == 0x640,
		0x300 <= r && r <= 0x36F, 0x64B <= r && r <= 0x652, r == 0x670, 0x591 <= r && r <= 0x5BD,
		0x1AB0 <= r && r <= 0x1AFF, 0x1DC0 <= r && r <= 0x1DFF, 0x20D0 <= r && r <= 0x20FF,
		0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2069,
		0xFE00 <= r && r <= 0xFE0F, 0xFE20 <= r && r <= 0xFE2F, 0xE0000 <= r && r <= 0xE01EF,
		0x1F3FB <= r && r <= 0x1F3FF:
		return true
	}
	return false
}
