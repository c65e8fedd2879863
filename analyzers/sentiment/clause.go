package sentiment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// Toward returns the sentiment toward what stands at the bytes start to end of
// a text: of the clause around it, and a little of the sentence. others are
// where the text names something else: behind a comma those have a clause of
// their own. A short text that names nothing else, and says nothing of it in the
// sentence itself, judges it by the others. An empty range means the whole text.
func (m *Model) Toward(s, lang string, start, end int, others ...text.Span) annotation.Sentiment {
	felt, sure := m.toward(s, lang, start, end, others)
	if !sure && felt.Label == labels[neutral] && len(others) == 0 && len(s) <= short {
		return m.Of(s, lang)
	}
	return felt
}

// toward also tells whether a comparison decides.
func (m *Model) toward(s, lang string, start, end int, others []text.Span) (felt annotation.Sentiment, sure bool) {
	if start < 0 || end <= start || end > len(s) {
		return m.Of(s, lang), true
	}
	sentence := sentenceAround(s, start, end)
	c := clauses{m: m, s: s, lang: lang, toks: text.Tokens(s[sentence.Start:sentence.End]), named: []text.Span{{Start: start, End: end}}}
	for _, other := range others {
		if other.Start < sentence.End && sentence.Start < other.End && len(c.named) < mostNamed {
			c.named = append(c.named, other)
		}
	}
	if p, ok := c.verdict(sentence); ok {
		return answer(argmax(p), scoreOf(p)), true
	}
	if p, ok := c.scoped(c.region(sentence)); ok {
		return answer(argmax(p), scoreOf(p)), true
	}
	clause, apart := c.around(sentence, start, end)
	p := m.probabilities(s[clause.Start:clause.End], lang)
	if apart {
		return conclude(p, s[clause.Start:clause.End]), false
	}
	if clause != sentence {
		q := m.probabilities(s[sentence.Start:sentence.End], lang)
		for c := range p {
			p[c] = .75*p[c] + .25*q[c]
		}
	}
	return conclude(p, s[sentence.Start:sentence.End]), false
}

// Bounds of what is looked at around a mention: a stranger may write a sentence
// without end.
const (
	reach     = 600 // bytes to each side
	mostNamed = 20
	short     = 300 // bytes of a post that is about one thing
)

// sentenceAround returns the sentences over which start to end stretch.
func sentenceAround(s string, start, end int) text.Span {
	from, to := max(0, start-reach), min(len(s), end+reach)
	around := text.Span{Start: start, End: end}
	for _, span := range text.Sentences(s[from:to]) {
		if a, b := span.Start+from, span.End+from; a < end && start < b {
			around.Start, around.End = min(around.Start, a), max(around.End, b)
		}
	}
	return around
}

// clauses cuts a sentence.
type clauses struct {
	m     *Model
	s     string
	lang  string
	toks  []text.Token // of the sentence, from its first byte
	named []text.Span
}

// around narrows a sentence to the clause of a mention: as far as a mark or a
// word that opposes, or as a comma or an "and" behind which another has a
// clause of its own. It tells whether the latter bounds it.
func (c *clauses) around(sentence text.Span, start, end int) (clause text.Span, apart bool) {
	clause = sentence
	first := 0 // token of the clause
	for i := 1; i < len(c.toks); i++ {
		at := c.toks[i].Start + sentence.Start
		if at > start && at < end {
			continue
		}
		kind := c.border(sentence, i)
		cuts := kind != joined && c.cuts(sentence, first, i, kind)
		if !cuts && kind != opposed {
			continue
		}
		if at >= end {
			clause.End, apart = at, apart || cuts
			break
		}
		clause.Start, apart, first = at, cuts, i
	}
	words := 0
	for _, tok := range c.toks {
		if at := tok.Start + sentence.Start; at >= clause.Start && at < clause.End && tok.Kind != text.Emoji {
			words++
		}
	}
	if !apart && (words < 4 || clause.End-clause.Start < end-start+12) {
		return sentence, false
	}
	return clause, apart
}

// The kinds of border before a word.
const (
	joined  = iota // none
	opposed        // what follows turns to something else
	listed         // a comma or another mark
	added          // "and"
)

func (c *clauses) border(sentence text.Span, i int) int {
	gap := c.s[sentence.Start+c.toks[i-1].End : sentence.Start+max(c.toks[i].Start, c.toks[i-1].End)]
	switch w := c.toks[i].Fold; {
	case opposes(w):
		return opposed
	case strings.ContainsAny(gap, ";:()—–"), strings.Contains(gap, ","), strings.Contains(gap, " - "), strings.Contains(gap, "/"):
		return listed
	case w == "et" || w == "and" || w == "und" || w == "y" || w == "e":
		return added
	}
	return joined
}

// cuts tells whether the words before and after a border are clauses
// apart: each names something and says more of it, and behind an "and", where
// two names may have one verb, they also judge differently.
func (c *clauses) cuts(sentence text.Span, first, i, kind int) bool {
	end := i + 1
	for end < len(c.toks) && c.border(sentence, end) == joined {
		end++
	}
	if !c.says(sentence, first, i, i-first) || !c.says(sentence, i, end, 3) {
		return false
	}
	if kind != added {
		return true
	}
	left := c.m.probabilities(c.s[sentence.Start+c.toks[first].Start:sentence.Start+c.toks[i-1].End], c.lang)
	right := c.m.probabilities(c.s[sentence.Start+c.toks[i].Start:sentence.Start+c.toks[end-1].End], c.lang)
	return argmax(left) != neutral && argmax(right) != neutral && argmax(left) != argmax(right)
}

// says tells whether the words from one to another hold a name among the first
// few, and a word that is none.
func (c *clauses) says(sentence text.Span, from, to, among int) bool {
	names, words := false, 0
	for i := from; i < to; i++ {
		tok := c.toks[i]
		switch {
		case c.isName(sentence, tok, i):
			names = names || i-from < among
		case tok.Kind == text.Word && len(tok.Fold) > 2 && !text.IsStop(c.lang, tok.Fold), tok.Kind == text.Emoji:
			words++
		}
	}
	return names && words > 0
}

// isName tells a mention, a handle, a hashtag, or a word that has a capital
// though no sentence begins there.
func (c *clauses) isName(sentence text.Span, tok text.Token, i int) bool {
	at := tok.Start + sentence.Start
	for _, span := range c.named {
		if at < span.End && span.Start < tok.End+sentence.Start {
			return true
		}
	}
	if tok.Kind == text.Handle || tok.Kind == text.Hashtag {
		return true
	}
	first, _ := utf8.DecodeRuneInString(c.s[at:])
	return i > 0 && tok.Kind == text.Word && unicode.IsUpper(first)
}

// opposes tells the words that turn from one thing to another.
func opposes(w string) bool {
	switch w {
	case "mais", "cependant", "pourtant", "tandis", "alors", "contrairement", "toutefois", "neanmoins", "sauf",
		"but", "however", "whereas", "while", "although", "though", "yet", "unlike", "except",
		"aber", "jedoch", "pero", "aunque", "ma", "pero'", "tuttavia", "mas", "porem":
		return true
	}
	return false
}
