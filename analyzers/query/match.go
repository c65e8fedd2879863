package query

import (
	"slices"
	"sort"
	"strings"
	"time"

	"vigie/analyzers/text"
)

// Doc is what a query is matched against.
type Doc struct {
	Words     []string // of title, line break and text: see Words
	Author    string
	Source    string // source ID
	Host      string // of the address
	Kind      string
	Language  string
	URL       string
	Tags      []string // of the source
	Entities  []string // IDs of the entities it names
	Sentiment string
	Story     string
	Stance    string
	Published time.Time
}

// Words returns the folded tokens of a text.
func Words(s string) []string {
	toks := text.Tokens(s)
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Fold
	}
	return words
}

// Match tells whether the document is one that the query asks for.
func Match(e Expr, d *Doc) bool {
	switch e := e.(type) {
	case And:
		for _, x := range e.List {
			if !Match(x, d) {
				return false
			}
		}
		return true
	case Or:
		for _, x := range e.List {
			if Match(x, d) {
				return true
			}
		}
		return false
	case Not:
		return !Match(e.X, d)
	case Field:
		return e.match(d)
	case Near:
		return near(Spans(e.A, d.Words), Spans(e.B, d.Words), e.N)
	case Term:
		return slices.ContainsFunc(d.Words, e.match)
	case Phrase:
		return e.next(d.Words, 0) >= 0
	}
	return true
}

func (t Term) match(word string) bool {
	if t.Wild {
		pattern := []rune(t.Word)
		return glob(pattern, word) || len(word) > 1 && (word[0] == '#' || word[0] == '@') && glob(pattern, word[1:])
	}
	return word == t.Word || len(word) == len(t.Word)+1 && (word[0] == '#' || word[0] == '@') && word[1:] == t.Word
}

// glob matches a whole word: * any runes, ? at most one. It follows all ways
// at once, as bits, so that no word is slow.
func glob(pattern []rune, word string) bool {
	if len(pattern) > maxWild+1 {
		return false
	}
	skip := func(states uint64) uint64 {
		for i, p := range pattern {
			if states>>i&1 == 1 && (p == '*' || p == '?') {
				states |= 1 << (i + 1)
			}
		}
		return states
	}
	states := skip(1)
	for _, r := range word {
		var next uint64
		for i, p := range pattern {
			switch {
			case states>>i&1 == 0:
			case p == '*':
				next |= 1 << i
			case p == '?', p == r:
				next |= 1 << (i + 1)
			}
		}
		if states = skip(next); states == 0 {
			return false
		}
	}
	return states>>len(pattern)&1 == 1
}

// next returns where the phrase next begins, at from or after; -1: nowhere.
func (p Phrase) next(words []string, from int) int {
	for i := from; i+len(p.Words) <= len(words); i++ {
		k := 0
		for k < len(p.Words) && p.Words[k].match(words[i+k]) {
			k++
		}
		if k == len(p.Words) {
			return i
		}
	}
	return -1
}

// Spans returns where the words of a Term, Phrase, or Or of such stand, as
// half-open ranges of words by order of their start. For a whole query it
// returns what makes it match, leaving out what is under a NOT, for highlighting.
func Spans(e Expr, words []string) [][2]int {
	var spans [][2]int
	Walk(e, func(e Expr, negated bool) {
		if negated {
			return
		}
		switch e := e.(type) {
		case Term:
			for i, w := range words {
				if e.match(w) {
					spans = append(spans, [2]int{i, i + 1})
				}
			}
		case Phrase:
			for i := e.next(words, 0); i >= 0; i = e.next(words, i+1) {
				spans = append(spans, [2]int{i, i + len(e.Words)})
			}
		}
	})
	slices.SortFunc(spans, func(a, b [2]int) int {
		if a[0] != b[0] {
			return a[0] - b[0]
		}
		return a[1] - b[1]
	})
	return slices.Compact(spans)
}

// near tells whether a span of a and one of b have fewer than n words between
// them.
func near(a, b [][2]int, n int) bool {
	return before(a, b, n) || before(b, a, n)
}

func before(a, b [][2]int, n int) bool {
	for _, x := range a {
		i := sort.Search(len(b), func(i int) bool { return b[i][0] >= x[1] })
		if i < len(b) && b[i][0]-x[1] < n {
			return true
		}
	}
	return false
}

func (f Field) match(d *Doc) bool {
	switch f.Name {
	case "before":
		return d.Published.Before(f.Time)
	case "after":
		return !d.Published.Before(f.Time)
	case "author":
		return f.authorWords().next(Words(d.Author), 0) >= 0
	case "site":
		return f.site(text.Fold(d.Host)) || f.site(text.Fold(d.Source))
	case "url":
		if f.Wild {
			return glob([]rune("*"+f.Value+"*"), text.Fold(d.URL))
		}
		return strings.Contains(text.Fold(d.URL), f.Value)
	case "tag":
		return slices.ContainsFunc(d.Tags, func(s string) bool { return f.equal(text.Fold(s)) })
	case "entity":
		return slices.ContainsFunc(d.Entities, func(s string) bool { return f.equal(text.Fold(s)) })
	case "kind":
		return f.equal(text.Fold(d.Kind))
	case "lang":
		return f.equal(text.Fold(d.Language))
	case "sentiment":
		return f.equal(d.Sentiment)
	case "story":
		return f.equal(text.Fold(d.Story))
	case "stance":
		return f.equal(d.Stance)
	}
	return false
}

func (f Field) equal(value string) bool {
	if f.Wild {
		return glob([]rune(f.Value), value)
	}
	return value == f.Value
}

// site tells whether host is the one meant, or below it.
func (f Field) site(host string) bool {
	for ok := true; ok; _, host, ok = strings.Cut(host, ".") {
		if f.equal(host) {
			return true
		}
	}
	return false
}
