package claim

import (
	"strings"
	"unicode"
	"unicode/utf8"

	words "vigie/analyzers/text"
)

// The breaks that may stand before a token, weakest first.
const (
	noBreak   = iota
	dash      // "-" or "/" without spaces
	comma     // , ( ) or a dash between spaces: a clause ends
	semicolon // ; :
	sentence
)

// token is a word or a number with what the reading needs to know of it.
type token struct {
	words.Token
	fold   string // folded
	stem   string
	ids    []int32 // which stems of the facts it is a form of, once they are asked for
	brk    uint8   // what stands before it
	upper  bool
	entity bool // part of the name of an entity that is known
	sent   int  // index of its sentence
	used   int  // index of the quantity it belongs to, plus one
}

// sentenceSpan is a sentence: tokens [from, to), bytes [start, end).
type sentenceSpan struct {
	from, to, start, end int
	asks                 bool
}

// text is a text taken apart.
type text struct {
	s          string
	lang       string
	tokens     []token
	sentences  []sentenceSpan
	quantities []quantity
	loose      bool // it is known what the text is about: more counts as a figure
}

// read takes s apart and finds its quantities.
func read(s, lang string) text { return readAs(s, lang, false) }

func readAs(s, lang string, loose bool) text { return readFrom(s, 0, lang, loose) }

// readFrom takes s apart; no sentence goes on over byte from.
func readFrom(s string, from int, lang string, loose bool) text {
	t := text{s: s, lang: lang, tokens: lexed(s), loose: loose}
	t.split(from)
	t.scan()
	return t
}

// lexed is the tokens of s with their breaks.
func lexed(s string) []token {
	raw := words.Tokens(s)
	out := make([]token, 0, len(raw))
	end := 0
	for _, r := range raw {
		if r.Kind == words.Emoji {
			continue
		}
		first, _ := utf8.DecodeRuneInString(s[r.Start:])
		tk := token{Token: r, fold: r.Fold, brk: breakOf(s[end:r.Start], s, end), upper: unicode.IsUpper(first)}
		tk.stem = stemOf(r.Fold)
		out = append(out, tk)
		end = r.End
	}
	return out
}

// breakOf ranks the punctuation between two tokens.
func breakOf(gap, s string, at int) uint8 {
	b := uint8(noBreak)
	for i, r := range gap {
		switch r {
		case '-', '/', '‐', '‑':
			if b == noBreak && len(gap) == 1 {
				b = dash
			} else {
				b = max(b, comma)
			}
		case ',', '(', ')', '–', '—', '"', '«', '»', '“', '”', '[', ']':
			b = max(b, comma)
		case ';', ':':
			b = max(b, semicolon)
		case '.', '!', '?', '…':
			b = max(b, comma)
		case '\n':
			if strings.Count(gap[i:], "\n") > 1 {
				b = max(b, semicolon)
			}
		}
	}
	return b
}

// longestSentence is how many tokens one sentence may have, so that reading each of
// its figures costs no more in a list without a full stop; one of more is cut.
const longestSentence = 96

// split sets the sentences; one begins at byte from.
func (t *text) split(from int) {
	i := 0
	for _, sp := range words.Sentences(t.s) {
		if sp.Start < from && from < sp.End {
			i = t.sentenceTo(i, sp.Start, from)
			sp.Start = from
		}
		i = t.sentenceTo(i, sp.Start, sp.End)
	}
	if i < len(t.tokens) { // nothing may be lost to a disagreement of the two splitters
		t.sentenceTo(i, t.tokens[i].Start, len(t.s))
	}
}

// sentenceTo makes the tokens from i up to byte end a sentence, or, of too many, some.
func (t *text) sentenceTo(i, start, end int) (next int) {
	for next = i; next < len(t.tokens) && t.tokens[next].Start < end; next++ {
	}
	for i < next {
		s := sentenceSpan{from: i, to: min(next, i+longestSentence), start: start, end: end}
		if s.to < next {
			s.end = t.tokens[s.to-1].End
		}
		s.asks = strings.HasSuffix(strings.TrimRight(t.s[s.start:s.end], " »”\")!…"), "?")
		for ; i < s.to; i++ {
			t.tokens[i].sent = len(t.sentences)
		}
		t.tokens[s.from].brk = sentence
		t.sentences = append(t.sentences, s)
		if i < next {
			start = t.tokens[i].Start
		}
	}
	return next
}

// stemOf is a light stem that brings the forms of a word together in French and
// English alike, and a word's cousins across the two: passagers, passengers.
func stemOf(w string) string {
	if len(w) < 4 || w[0] >= '0' && w[0] <= '9' {
		return w
	}
	if s, ok := irregular[w]; ok {
		return s
	}
	if strings.HasSuffix(w, "eaux") {
		return w[:len(w)-1]
	}
	if strings.HasSuffix(w, "aux") && len(w) > 5 {
		return w[:len(w)-3] + "al"
	}
	if strings.HasSuffix(w, "uses") || strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "ches") {
		return w[:len(w)-2]
	}
	if strings.HasSuffix(w, "ies") && len(w) > 5 {
		return w[:len(w)-3] + "i"
	}
	if (strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x")) && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") {
		w = w[:len(w)-1]
	}
	for _, end := range []string{"ees", "ee", "ing", "ed", "ement"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+3 {
			w = w[:len(w)-len(end)]
			break
		}
	}
	for len(w) > 4 && (w[len(w)-1] == 'e' || w[len(w)-1] == 'y') {
		w = w[:len(w)-1]
	}
	return w
}

// senseStems is the stems of the words of s that carry sense.
func senseStems(s string) []string {
	var out []string
	for _, t := range lexed(s) {
		if !function[t.fold] && !strings.HasSuffix(t.fold, "'") {
			out = append(out, t.stem)
		}
	}
	return out
}

// sameNoun brings a few nouns together that mean the same to who counts them.
func sameNoun(a, b string) bool {
	if a == b {
		return true
	}
	return len(a) >= 5 && len(b) >= 5 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) && max(len(a), len(b))-min(len(a), len(b)) <= 2
}
