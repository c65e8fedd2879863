package stance

import "strings"

// ownWords cuts what a post repeats of another from what it says itself: "so
// sad RT @name: ..." and "“@name: ...” so sad". False: it repeats nothing.
func ownWords(s string) (string, bool) {
	for _, mark := range []string{"RT @", "MT @", "RT “", "rt @", "RT: @"} {
		if at := strings.Index(s, mark); at >= 0 {
			return s[:at], true
		}
	}
	for _, mark := range []string{"“@", "\"@"} {
		before, rest, found := strings.Cut(s, mark)
		if !found {
			continue
		}
		if end := strings.IndexAny(rest, "”\""); end >= 0 {
			return before + " " + strings.TrimLeft(rest[end:], "”\""), true
		}
		return before, true
	}
	return "", false
}
