package sentiment

import (
	"strings"

	"vigie/analyzers/text"
)

// word is a token as the phrases look at it.
type word struct {
	fold string
	kind text.Kind
	stop uint8 // what follows: 0 nothing, 1 a comma or the like, 2 the end of a sentence
}

// judge adds up what the phrases of a text say, as log-odds of the classes.
// The model learned from tweets about anything; that a wait, a "still not" or a
// "stay away" is a complaint is known without it.
type judge struct {
	of    map[string]*phrases
	turns map[string]turns
}

// phraseLanguages are those with phrases. A text whose language is not
// known is read with the first two.
var phraseLanguages = [...]string{"fr", "en", "de", "es", "it"}

func newJudge(turns map[string]turns) (*judge, error) {
	j := &judge{of: map[string]*phrases{}, turns: turns}
	for _, lang := range phraseLanguages {
		p, err := readPhrases(lang)
		if err != nil {
			return nil, err
		}
		j.of[lang] = p
	}
	return j, nil
}

// Set on UMSAB's training tweets, where they must not harm, and on half of
// testdata/mood.tsv; the other half judged.
const (
	most     = 3.5 // what phrases of one class can weigh
	before   = .5  // what stands before a "but" counts so much
	mild     = 1.6 // weighs less than this: little by itself in a question
	asked    = 1.2 // for neither, where a question accuses of nothing
	untold   = .2  // for neither, where no phrase praises or complains
	nobody   = .3  // the same, where nobody speaks of himself or to another
	full     = .8
	others   = .15 // in the languages with few phrases
	familiar = .35 // share of the phrases in a post like those trained on
)

// read returns what the tokens of s say.
func (j *judge) read(v *vector, s string, toks []text.Token, lang string) (sum [classes]float32) {
	langs := [2]string{lang}
	if lang == "" || lang == "und" {
		langs = [2]string{"fr", "en"}
	}
	for _, lang := range langs {
		p := j.of[lang]
		if p == nil {
			continue
		}
		v.seen = p.spell(v.seen[:0], s, toks)
		v.found = p.find(v.found[:0], v.seen)
		but, question := lastBut(v.seen), strings.HasSuffix(strings.TrimRight(s, " )»\""), "?")
		for _, f := range v.found {
			class, weight := j.turned(f, v.seen, lang)
			if f.end <= but || question && weight < mild {
				weight *= before
			}
			sum[class] += weight
		}
		if question && sum[negative] < mild {
			sum[neutral] += asked
		}
	}
	for c := range sum {
		sum[c] = min(sum[c], most)
	}
	return sum
}

// weighed is what phrases count for. Where nothing is praised or complained of,
// a text leans to neither. Posts with handles and hashtags, and more so those
// with links, are what the model learned from: there it knows better.
func (j *judge) weighed(sum [classes]float32, s string, toks []text.Token, lang string) [classes]float32 {
	share := shareOf(toks, lang)
	for c := range sum {
		sum[c] *= share
	}
	if share == full && sum[negative]+sum[positive] == 0 && len(toks) > 0 {
		sum[neutral] += untold
		if plain(s, toks) {
			sum[neutral] += nobody
		}
	}
	return sum
}

// shareOf is what phrases count for in a text: 0 where it passes on what others
// wrote.
func shareOf(toks []text.Token, lang string) float32 {
	share := float32(full)
	switch lang {
	case "fr", "en", "", "und":
	default:
		share = others
	}
	links, speaks := false, false
	for _, tok := range toks {
		switch {
		case tok.Kind == text.URL, tok.Fold == "http":
			links = true
		case tok.Kind == text.Handle:
			share, speaks = min(share, familiar), true
		case tok.Kind == text.Hashtag:
			share = min(share, familiar)
		}
	}
	if links && !speaks {
		return 0
	}
	return share
}

// plain tells a text in which nobody says I or you, shouts or makes a face.
func plain(s string, words []text.Token) bool {
	if strings.ContainsAny(s, "!") {
		return false
	}
	for _, w := range words {
		switch w.Fold {
		case "je", "j'", "me", "m'", "moi", "mon", "ma", "mes", "nous", "notre", "nos", "vous", "votre", "vos", "tu", "te", "t'", "ton", "on",
			"i", "i'm", "i've", "my", "mine", "we", "our", "us", "you", "your", "im", "ive":
			return false
		}
		if w.Kind == text.Emoji {
			return false
		}
	}
	return true
}

// spell appends the tokens as words, shorthand written out.
func (p *phrases) spell(dst []word, s string, toks []text.Token) []word {
	for i, tok := range toks {
		w := word{fold: tok.Fold, kind: tok.Kind}
		if n := digits(w.fold); n > 0 && w.kind == text.Word { // 48h, 3e
			dst = append(dst, word{fold: w.fold[:n], kind: text.Number})
			w.fold = w.fold[n:]
		}
		if long, ok := p.spelling[w.fold]; ok {
			w.fold = long
		}
		if tok.Kind == text.Hashtag {
			w.fold = w.fold[1:]
		}
		end := len(s)
		if i+1 < len(toks) {
			end = max(toks[i+1].Start, tok.End)
		}
		w.stop = stopIn(s[tok.End:end])
		dst = append(dst, w)
	}
	return dst
}

// digits returns how many digits a word begins with.
func digits(w string) (n int) {
	for n < len(w) && '0' <= w[n] && w[n] <= '9' {
		n++
	}
	return n
}

func stopIn(gap string) uint8 {
	switch {
	case gap == "" || gap == " ":
		return 0
	case strings.ContainsAny(gap, ".!?;:\n…"):
		return 2
	case strings.ContainsAny(gap, ",()«»\"—–"):
		return 1
	}
	return 0
}

// lastBut returns where what counts most begins: after the last "but".
func lastBut(words []word) int {
	for i := len(words) - 1; i > 0; i-- {
		switch words[i].fold {
		case "mais", "but", "however", "cependant", "pourtant", "toutefois", "aber", "pero", "ma", "par contre":
			return i
		}
	}
	return 0
}

// turned returns the class and weight of a phrase where a negation may stand
// before it, or right behind a French verb ("j'adore pas").
func (j *judge) turned(f found, words []word, lang string) (class int, weight float32) {
	if f.class == neutral {
		return f.class, f.weight
	}
	not := false
	for i := f.first - 1; i >= 0 && i >= f.first-3 && words[i].stop == 0; i-- {
		w := words[i].fold
		if strings.HasPrefix(w, "dement") || strings.HasPrefix(w, "deny") || strings.HasPrefix(w, "denie") {
			return neutral, 1
		}
		if (j.turns[lang].negation[w] || strings.HasSuffix(w, "n't")) && !isOnly(words, i) {
			not = !not
			break
		}
	}
	if f.end < len(words) && words[f.end-1].stop == 0 && lang == "fr" && f.class == positive {
		switch words[f.end].fold {
		case "pas", "guere", "jamais":
			not = true
		}
	}
	switch {
	case not && f.class == positive:
		return negative, .8 * f.weight
	case not:
		return positive, .3 * f.weight
	}
	return f.class, f.weight
}

// isOnly tells "not only" and "pas que", "pas seulement", which deny nothing.
func isOnly(words []word, i int) bool {
	if i+1 >= len(words) {
		return false
	}
	switch words[i+1].fold {
	case "que", "qu'", "seulement", "only", "just", "nur", "solo":
		return true
	}
	return false
}
