package sentiment

import (
	"math"
	"strings"
	"unicode"

	"vigie/analyzers/text"
)

// state is what is remembered from word to word.
type state struct {
	list     lists
	turns    turns
	sinceNe  int // words since a French "ne"
	emoji    map[string]float32
	lang     string
	last     string
	negated  int     // words that the negation still reaches
	strength float32 // of the intensifier before
	pos, neg [columns + 1]float32
	extreme  [columns + 1]float32
	final    float32
	caps     int
	count    int
	long     bool
	emojis   int
}

func (st *state) token(v *vector, s string, tok text.Token, i int) {
	w := tok.Fold
	switch tok.Kind {
	case text.URL:
		w = "http"
	case text.Handle:
		w = "@user"
	case text.Number:
		w = "0"
	case text.Emoji:
		st.score(columns, st.emoji[w])
		st.emojis++
	case text.Word:
		st.count++
		if isCaps(s[tok.Start:tok.End]) {
			st.caps++
		}
		if short := squeeze(w); short != w {
			w, st.long = short, true
		}
	}
	plain := strings.TrimPrefix(w, "#")
	v.add(kindWord, 1, w)
	if plain != w {
		v.add(kindWord, 1, plain)
	}
	if st.negated > 0 {
		v.add(kindWord, 1, "!", plain)
	}
	v.add(kindPair, 1, st.last, w)
	before := st.last
	st.last = w
	v.words = append(v.words, plain)
	st.look(before, plain)
	st.strength = 0
	st.turn(before, plain)
}

// turn notes what a word does to those behind it.
func (st *state) turn(before, plain string) {
	switch {
	case plain == "que" && (before == "plus" || before == "pas"): // only; more than
		st.negated = 0
	case st.negates(plain):
		st.negated = 4
	case st.negated > 0:
		st.negated--
	}
	if st.turns.strong[plain] {
		st.strength = .5
	}
	if st.sinceNe++; plain == "ne" || plain == "n'" {
		st.sinceNe = 0
	}
}

// look scores a word by the lists. Two words that are listed together ("pas
// mal", "en panne") count for all lists in place of the second alone.
func (st *state) look(before, word string) {
	pair, paired := float32(0), false
	if own := st.list[columns-1]; own != nil && before != "" {
		pair, paired = own[before+" "+word]
	}
	for c, list := range st.list {
		if list == nil {
			continue
		}
		if paired {
			st.score(c, pair)
			continue
		}
		x, ok := list[word]
		if !ok && len(word) > 5 && word[len(word)-1] == 's' {
			x = list[word[:len(word)-1]]
		}
		if x == 0 {
			continue
		}
		if st.negated > 0 {
			x *= -.6
		}
		st.score(c, x*(1+st.strength))
	}
}

func (st *state) score(column int, x float32) {
	switch {
	case x > 0:
		st.pos[column] += x
	case x < 0:
		st.neg[column] -= x
	}
	if x*x > st.extreme[column]*st.extreme[column] {
		st.extreme[column] = x
	}
	if x != 0 {
		st.final = x
	}
}

// gap looks at the punctuation between two words.
func (st *state) gap(v *vector, g string) {
	if g == " " || g == "" {
		return
	}
	marks := strings.TrimSpace(g)
	if marks == "" {
		return
	}
	if strings.ContainsAny(marks, ".,;:!?…") {
		st.negated = 0
	}
	if len(marks) <= 12 {
		v.add(kindWord, 1, marks)
	}
	if face := emoticon(marks); face != 0 {
		st.score(columns, face)
		st.emojis++
	}
}

// finish adds what only the whole text shows.
func (st *state) finish(v *vector, s string) {
	n := float32(math.Sqrt(float64(st.count + 1)))
	for c := range st.pos {
		if c < columns && st.list[c] == nil {
			continue
		}
		p, q := st.pos[c], st.neg[c]
		if p == 0 && q == 0 {
			v.add(kindCue, .3, "none", string(rune('0'+c)))
			continue
		}
		col := string(rune('0' + c))
		v.add(kindCue, min(p/n*2, 2), "pos", col)
		v.add(kindCue, min(q/n*2, 2), "neg", col)
		v.add(kindCue, max(-2, min((p-q), 2))/2, "sum", col)
		v.add(kindCue, st.extreme[c], "extreme", col)
		if p > q {
			v.add(kindCue, .5, "more", col)
		}
		if q > p {
			v.add(kindCue, .5, "less", col)
		}
	}
	v.add(kindCue, st.final, "final")
	if ex := strings.Count(s, "!"); ex > 0 {
		v.add(kindCue, min(float32(ex), 3)/3, "!")
	}
	if qu := strings.Count(s, "?"); qu > 0 {
		v.add(kindCue, min(float32(qu), 3)/3, "?")
	}
	if st.count >= 3 && st.caps*2 > st.count {
		v.add(kindCue, 1, "caps")
	}
	if st.long {
		v.add(kindCue, 1, "long")
	}
	v.add(kindCue, min(float32(st.count)/20, 2), "length")
	v.add(kindCue, .5, "bias")
}

func isCaps(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters++
	}
	return letters > 1
}

// squeeze writes three and more of a letter as two: "suuuper" is "suuper".
func squeeze(w string) string {
	run := 1
	for i := 1; i < len(w); i++ {
		if w[i] == w[i-1] {
			if run++; run == 3 {
				return squeezed(w)
			}
		} else {
			run = 1
		}
	}
	return w
}

func squeezed(w string) string {
	b := make([]byte, 0, len(w))
	for i := range len(w) {
		if n := len(b); n > 1 && b[n-1] == w[i] && b[n-2] == w[i] {
			continue
		}
		b = append(b, w[i])
	}
	return string(b)
}
