package query

import (
	"fmt"
	"unicode/utf8"
)

// Error is a fault of a query, for the person who wrote it.
type Error struct {
	Query string
	Pos   int    // byte of Query where the fault begins
	End   int    // byte after it
	What  string // "unclosed parenthesis"
	Hint  string // "close it with )"
}

// Error gives place, cause and remedy on one line. Characters count from 1.
func (e *Error) Error() string {
	near := e.Query[e.Pos:e.End]
	if utf8.RuneCountInString(near) > 40 {
		near = string([]rune(near)[:40]) + "…"
	}
	msg := fmt.Sprintf("query, character %d", utf8.RuneCountInString(e.Query[:e.Pos])+1)
	if near != "" {
		msg += fmt.Sprintf(" (%q)", near)
	}
	msg += ": " + e.What
	if e.Hint != "" {
		msg += "; " + e.Hint
	}
	return msg
}

// nearest returns the one of names that word was most likely meant to be, or "".
func nearest(word string, names []string) string {
	best, found := 3, ""
	for _, name := range names {
		limit := 2
		if len(name) <= 4 {
			limit = 1
		}
		if d := distance(word, name); d <= limit && d < best {
			best, found = d, name
		}
	}
	return found
}

// distance is the number of letters to add, drop, change or swap with the next.
func distance(a, b string) int {
	if len(a) > 32 || len(b) > 32 {
		return 99
	}
	var d [33][33]int
	for i := range len(a) + 1 {
		for j := range len(b) + 1 {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
