package sentiment

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape writes the letters that some exports leave as escapes: "I\u2019m" is
// "I’m". A text without any is returned as it is.
func unescape(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, `\u`)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		r, ok := escaped(rest)
		if !ok {
			b.WriteString(`\u`)
			s = rest
			continue
		}
		s = rest[4:]
		if low, ok := escaped(strings.TrimPrefix(s, `\u`)); ok && strings.HasPrefix(s, `\u`) {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				r, s = pair, s[6:]
			}
		}
		b.WriteRune(r)
	}
}

// escaped reads the four digits of an escape.
func escaped(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:4], 16, 16)
	return rune(n), err == nil
}
