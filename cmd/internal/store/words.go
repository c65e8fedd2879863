package store

import (
	"fmt"
	"regexp/syntax"
	"strings"

	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// searched is what the column folded holds: the words of text.Index with their
// ASCII punctuation widened. ClickHouse's own idea of a word ends at such
// punctuation; widened, "#bus" and "l'" stay whole, and the engine finds the same
// posts whether it asks the index or reads the text.
func searched(p post.Post) string { return widen(text.Index(full(p))) }

// wide is where the wide form of a character lies: for those that can be seen,
// the full-width block of Unicode, whose letters text.Fold has made plain ones.
const wide = 0xFEE0

func isWidened(r rune) bool {
	return r < 0x80 && r != ' ' && !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z')
}

func widen(s string) string {
	i := strings.IndexFunc(s, isWidened)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for _, r := range s {
		if isWidened(r) {
			r += wide
		}
		b.WriteRune(r)
	}
	return b.String()
}

// widenPattern turns an expression for the output of text.Index into one for
// searched.
func widenPattern(pattern string) (string, error) {
	e, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", fmt.Errorf("pattern %q: %w", pattern, err)
	}
	widenExpression(e)
	return e.String(), nil
}

func widenExpression(e *syntax.Regexp) {
	switch e.Op {
	case syntax.OpLiteral:
		e.Rune = []rune(widen(string(e.Rune)))
	case syntax.OpCharClass:
		// [#@] is widened; \S, which ends far above ASCII, holds either form.
		for i, r := range e.Rune {
			if e.Rune[len(e.Rune)-1] < 0x80 && isWidened(r) {
				e.Rune[i] = r + wide
			}
		}
	}
	for _, sub := range e.Sub {
		widenExpression(sub)
	}
}
