package ambassador

import (
	"fmt"
	"strconv"
	"strings"
)

// element is one place of a pattern.
type element struct {
	words    map[string]bool
	classes  []class
	optional bool
	any      bool // up to three words of any kind
	start    bool // the start of a sentence
}

type class int

const (
	org class = iota
	trade
	job
	work // what only those have to do with who work somewhere: a shift, colleagues
	none // ends as a job does
	line
	article
	definite // an article that must stand there
	figure
)

var classes = map[string]class{"ORG": org, "TRADE": trade, "JOB": job, "WORK": work, "LINE": line, "DET": article, "ART": definite, "NUM": figure}

// pattern is a row of elements, with what a match means.
type pattern struct {
	elements []element
	weight   float64
	reach    string // of an impostor: here, sentence, text
	hasOrg   bool
	me       bool // it needs a first person somewhere in the text
}

func compile(s string) (pattern, error) {
	var p pattern
	for _, w := range strings.Fields(s) {
		var e element
		if e.optional = strings.HasPrefix(w, "?"); e.optional {
			w = w[1:]
		}
		switch w {
		case "~":
			e.any, e.optional = true, true
		case "^":
			e.start = true
		default:
			e.words = map[string]bool{}
			for _, alt := range strings.Split(w, "/") {
				if c, ok := classes[alt]; ok {
					e.classes = append(e.classes, c)
					p.hasOrg = p.hasOrg || c == org && !e.optional
					e.optional = e.optional || c == article && w == "DET"
				} else {
					e.words[alt] = true
				}
			}
		}
		p.elements = append(p.elements, e)
	}
	if len(p.elements) == 0 || p.elements[len(p.elements)-1].any {
		return p, fmt.Errorf("pattern %q: empty, or ends in ~", s)
	}
	return p, nil
}

// patternsOf reads a file of "meaning | pattern" lines.
func patternsOf(file string) ([]pattern, error) {
	var out []pattern
	for n, l := range strings.Split(file, "\n") {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		meaning, words, ok := strings.Cut(l, " | ")
		if !ok {
			return nil, fmt.Errorf("line %d: no |", n+1)
		}
		p, err := compile(words)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		meaning, p.me = strings.CutSuffix(meaning, "me")
		if p.weight, err = strconv.ParseFloat(meaning, 64); err != nil {
			p.weight, p.reach = 0, meaning
		}
		out = append(out, p)
	}
	return out, nil
}

// set is patterns, by the words that they may begin with.
type set struct {
	patterns []pattern
	byWord   map[string][]int
	others   []int // those that begin with a class or an optional word
}

func newSet(patterns []pattern) *set {
	s := &set{patterns: patterns, byWord: map[string][]int{}}
	for i, p := range patterns {
		e := p.elements[0]
		if len(e.classes) > 0 || e.optional || e.start {
			s.others = append(s.others, i)
			continue
		}
		for w := range e.words {
			s.byWord[w] = append(s.byWord[w], i)
		}
	}
	return s
}

// found is a match: tokens [from, to).
type found struct {
	*pattern
	from, to int
}

// find returns the matches in a text, longest at each place.
func (s *set) find(t *text) []found {
	var out []found
	for i := range t.tokens {
		for _, k := range s.byWord[t.tokens[i].fold] {
			out = s.try(t, k, i, out)
		}
		if t.is(i, trade) || t.is(i, job) || t.orgAt(i) > 0 || t.tokens[i].first || starters[t.tokens[i].fold] {
			for _, k := range s.others {
				out = s.try(t, k, i, out)
			}
		}
	}
	return out
}

// starters are the optional words that a pattern begins with.
var starters = map[string]bool{"tram": true, "bus": true}

func (s *set) try(t *text, k, i int, out []found) []found {
	p := &s.patterns[k]
	if to := t.match(p.elements, i, i); to > i {
		return append(out, found{p, i, to})
	}
	return out
}

// match returns the token behind the elements matched from token i, or -1.
func (t *text) match(es []element, i, begin int) int {
	if len(es) == 0 {
		return i
	}
	e := &es[0]
	if e.start {
		if i < len(t.tokens) && t.tokens[i].first {
			return t.match(es[1:], i, begin)
		}
		return -1
	}
	if e.any {
		for n := 0; n <= 4; n++ {
			if to := t.match(es[1:], i+n, begin); to >= 0 {
				return to
			}
			if i+n >= len(t.tokens) || t.tokens[i+n].first && i+n > begin || t.tokens[i+n].brk {
				return -1
			}
		}
		return -1
	}
	if i < len(t.tokens) && (i == begin || !t.tokens[i].first) {
		if n := t.one(e, i); n > 0 {
			if to := t.match(es[1:], i+n, begin); to >= 0 {
				return to
			}
		}
	}
	if e.optional {
		return t.match(es[1:], i, begin)
	}
	return -1
}

// one is how many tokens from i an element takes, 0 for none.
func (t *text) one(e *element, i int) int {
	if e.words[t.tokens[i].fold] {
		return 1
	}
	for _, c := range e.classes {
		switch c {
		case org:
			if n := t.orgAt(i); n > 0 {
				return n
			}
		case line:
			if n := t.lineAt(i); n > 0 {
				return n
			}
		case article, definite:
			n := 0
			for n < 2 && i+n < len(t.tokens) && articles[t.tokens[i+n].fold] {
				n++
			}
			if n > 0 {
				return n
			}
		default:
			if t.is(i, c) {
				return 1
			}
		}
	}
	return 0
}
