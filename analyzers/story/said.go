package story

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	words "vigie/analyzers/text"
)

//go:embed turns.txt
var turnsFile string

// mostSaid is how many of a text's first words are compared one by one.
const mostSaid = 256

// A word's class, where two wordings are compared.
const (
	plain  = uint64(iota)
	common // a usual word: one more of them says little
	filler // says nothing of its own
	figure
	name
	date
	negation
	denial   // a claim that is called false, or taken back
	modal    // what may be is not what is
	question // a sentence that asks
)

// said is a word in 64 bits: what it is, its first letter, its length, its letters
// as a set, and a hash. It takes less memory than the word, and a slip of the pen
// can still be told from another word.
type said uint64

const (
	classBits  = 4
	letterBits = 5
	lengthBits = 5
	setBits    = 26
)

func (w said) class() uint64 { return uint64(w) & (1<<classBits - 1) }

func (w said) is(o said) bool { return w>>classBits == o>>classBits }

func (w said) length() int {
	return int(w >> (classBits + letterBits) & (1<<lengthBits - 1))
}

// resembles tells a word from the same one with a slip or another ending: the
// same first letter, at most one letter that the other has not.
func (w said) resembles(o said) bool {
	const first, set = 1<<letterBits - 1, 1<<setBits - 1
	if w.class() == figure || o.class() == figure || w.class() == date || o.class() == date {
		return false
	}
	long := min(w.length(), o.length()) >= 5 && max(w.length(), o.length())-min(w.length(), o.length()) <= 2
	letters := uint64(w^o) >> (classBits + letterBits + lengthBits) & set
	return long && w>>classBits&first == o>>classBits&first && bits.OnesCount64(letters) <= 1
}

func pack(class uint64, fold string) said {
	var set, first uint64
	for i := range len(fold) {
		if c := fold[i]; 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	if fold != "" {
		first = uint64(fold[0]) & (1<<letterBits - 1)
	}
	length := uint64(min(utf8.RuneCountInString(fold), 1<<lengthBits-1))
	w := xxhash.Sum64String(fold)<<setBits | set
	return said(((w<<lengthBits|length)<<letterBits|first)<<classBits | class)
}

// turns are the words that turn what a text says, by class.
var turns = sync.OnceValue(func() map[string]uint64 {
	classes := map[string]uint64{"filler": filler, "figure": figure, "date": date, "negation": negation, "denial": denial, "modal": modal, "sense": plain}
	m := make(map[string]uint64)
	for line := range strings.Lines(turnsFile) {
		kind, list, _ := strings.Cut(line, ":")
		for w := range strings.FieldsSeq(list) {
			m[w] = classes[kind]
		}
	}
	return m
})

// saidIn appends what a text says, word by word, to dst. Handles, addresses and
// emoji are left out, since those who copy add their own.
func (s *stems) saidIn(dst []said, src, tongue string, toks []words.Token) []said {
	loud := shouts(src, toks)
	ne := -9 // where the last "ne" stood
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		switch {
		case t.Kind == words.URL || t.Kind == words.Emoji || t.Kind == words.Handle || i < 2 && (t.Fold == "rt" || t.Fold == "mt"):
			continue
		case t.Kind == words.Number:
			var w string
			w, i = wholeNumber(src, toks, i)
			dst = append(dst, pack(figure, w))
			dst = asked(dst, src, toks, i)
			continue
		case t.Fold == "ne" || t.Fold == "n'":
			ne = i
		}
		dst = append(dst, pack(s.class(src, tongue, toks, i, loud, i-ne < 5), strings.TrimPrefix(t.Fold, "#")))
		dst = asked(dst, src, toks, i)
	}
	return dst
}

// asked appends the question mark that follows a token.
func asked(dst []said, src string, toks []words.Token, i int) []said {
	end := len(src)
	if i+1 < len(toks) {
		end = toks[i+1].Start
	}
	if strings.Contains(src[toks[i].End:end], "?") {
		return append(dst, pack(question, "?"))
	}
	return dst
}

func (s *stems) class(src, tongue string, toks []words.Token, i int, loud, afterNe bool) uint64 {
	t := toks[i]
	if c, ok := turns()[t.Fold]; ok {
		return c
	}
	switch {
	case t.Fold == "plus" && afterNe, strings.HasSuffix(t.Fold, "n't"), strings.HasSuffix(t.Fold, "n’t"):
		return negation
	case strings.ContainsAny(t.Fold, "0123456789"):
		return figure
	case words.IsStop("", t.Fold), len(t.Fold) < 2, strings.HasSuffix(t.Fold, "'"), strings.HasPrefix(t.Fold, "'"):
		return filler
	}
	w := s.of(tongue, t.Fold)
	if s.own[w.hash] || !loud && isCapital(src, t) && (w.usual == 0 || i > 0 && !endsSentence(src[toks[i-1].End:t.Start])) {
		return name
	}
	if w.usual > 0 {
		return common
	}
	return plain
}

func endsSentence(between string) bool { return strings.ContainsAny(between, ".!?:;\n\"«“|") }

// wholeNumber is the number that begins with a token, without what parts its
// thousands, and its last token: "8 000", "8,000" and "8.000" are one.
func wholeNumber(src string, toks []words.Token, i int) (string, int) {
	w := toks[i].Fold
	for i+1 < len(toks) && len(w) <= 15 && toks[i+1].Kind == words.Number && len(toks[i+1].Fold) == 3 && !strings.ContainsAny(w, ".,") {
		switch src[toks[i].End:toks[i+1].Start] {
		case " ", "\u00a0", "\u202f":
		default:
			return thousands(w), i
		}
		w += toks[i+1].Fold
		i++
	}
	return thousands(w), i
}

// thousands takes what parts the thousands out of a number, and writes its
// decimals after a point.
func thousands(w string) string {
	if !strings.ContainsAny(w, ".,") {
		return w
	}
	if at := strings.LastIndexAny(w, ".,"); at > 0 && len(w)-at != 4 && strings.IndexAny(w, ".,") == at {
		return w[:at] + "." + w[at+1:]
	}
	return strings.ReplaceAll(strings.ReplaceAll(w, ".", ""), ",", "")
}
