package sentiment

import (
	"math"

	"vigie/analyzers/lexicon"
	"vigie/analyzers/text"
)

// feature is one thing seen in a text: the hash of its name, and how much of it.
type feature struct {
	hash  uint32
	value float32
}

// The kinds of feature, each with its own part of the hash and its own weight
// in the whole, so that many character n-grams do not drown a few words.
const (
	kindWord = iota
	kindPair
	kindChar
	kindCue
	kinds
)

// lists are the word lists of one language: columns as lexicon.Names has them.
type lists [columns]map[string]float32

// columns are the lists of a language; the emoji have one more.
const columns = 4

// reader turns texts into features. It is safe for concurrent use.
type reader struct {
	lists map[string]lists
	emoji map[string]float32
	turns map[string]turns // by language, "" for any other
	judge *judge
}

// languages are those with data to train on. The others have the weights that
// all languages share, and the emoji.
var languages = [...]string{"fr", "en", "de", "es", "it", "pt", "ar", "hi"}

// salt makes a feature of one language another feature than the shared one.
// 0: the language has none of its own.
func salt(lang string) uint32 {
	for _, l := range languages {
		if l == lang {
			return hash(fnvBasis, lang) | 1
		}
	}
	return 0
}

func newReader() (*reader, error) {
	r := &reader{lists: map[string]lists{}, turns: readTurns()}
	for _, lang := range languages {
		var l lists
		for i, name := range lexicon.Names(lang) {
			if name == "" {
				continue
			}
			words, err := lexicon.Read(name)
			if err != nil {
				return nil, err
			}
			l[i] = words
		}
		r.lists[lang] = l
	}
	var err error
	if r.emoji, err = lexicon.Read("emoji"); err != nil {
		return nil, err
	}
	r.judge, err = newJudge(r.turns)
	return r, err
}

const (
	fnvBasis = 2166136261
	fnvPrime = 16777619
)

func hash(h uint32, s string) uint32 {
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * fnvPrime
	}
	return h
}

// vector collects the features of a text, by kind.
type vector struct {
	parts [kinds][]feature
	base  [kinds]uint32 // of the hash
	words []string
	text  []byte
	said  [classes]float32 // by phrases, in log-odds
	share float32          // of the model of posts
	seen  []word
	found []found
}

func (v *vector) reset() {
	for k := range v.parts {
		v.parts[k] = v.parts[k][:0]
		v.base[k] = (fnvBasis ^ uint32(k)) * fnvPrime
	}
	v.words, v.text = v.words[:0], v.text[:0]
}

func (v *vector) add(kind int, value float32, names ...string) {
	h := v.base[kind]
	for _, name := range names {
		h = hash(h, name)
		h = (h ^ ' ') * fnvPrime
	}
	v.parts[kind] = append(v.parts[kind], feature{h, value})
}

// maxWords is how many words of a text are looked at: sentiment of a long
// article stands at its beginning and its end.
const maxWords = 400

// read fills v with the features of s.
func (r *reader) read(v *vector, s, lang string) {
	v.reset()
	s = unescape(s)
	var room [256]text.Token
	toks := text.AppendTokens(room[:0], s)
	if len(toks) > maxWords {
		toks = append(toks[:maxWords*3/4], toks[len(toks)-maxWords/4:]...)
	}
	st := state{list: r.lists[lang], emoji: r.emoji, lang: lang, sinceNe: 9}
	var ok bool
	if st.turns, ok = r.turns[lang]; !ok {
		st.turns = r.turns[""]
	}
	end := 0
	for i, tok := range toks {
		if tok.Start >= end {
			st.gap(v, s[end:tok.Start])
		}
		end = tok.End
		st.token(v, s, tok, i)
	}
	st.gap(v, s[end:])
	st.finish(v, s)
	v.chars()
	v.normalise()
	v.share = ofPosts(lang, shareOf(toks, lang))
	v.said = r.judge.weighed(r.judge.read(v, s, toks, lang), s, toks, lang)
}

// chars adds the character n-grams of the words, 2 to 5 letters.
func (v *vector) chars() {
	for _, w := range v.words {
		if len(w) > 40 {
			continue
		}
		v.text = append(append(append(v.text[:0], ' '), w...), ' ')
		b := v.text
		for i := range b {
			if b[i]&0xC0 == 0x80 {
				continue
			}
			h := v.base[kindChar]
			for j, n := i, 1; j < len(b) && n <= maxChars; n++ {
				for first := true; j < len(b) && (first || b[j]&0xC0 == 0x80); j++ {
					h = (h ^ uint32(b[j])) * fnvPrime
					first = false
				}
				if n >= minChars {
					v.parts[kindChar] = append(v.parts[kindChar], feature{h, 1})
				}
			}
		}
	}
}

// Set by five-fold cross-validation on UMSAB's training tweets.
const (
	minChars = 2
	maxChars = 5
)

// share returns how much a kind of feature weighs in the whole.
func share(kind int) float32 {
	switch kind {
	case kindPair:
		return .4
	case kindChar:
		return .6
	case kindCue:
		return 1.5
	}
	return 1
}

// normalise gives words, pairs and n-grams the length of their share.
func (v *vector) normalise() {
	for k, part := range v.parts {
		if k == kindCue {
			for i := range part {
				part[i].value *= share(k)
			}
			continue
		}
		var sum float64
		for _, f := range part {
			sum += float64(f.value * f.value)
		}
		if sum == 0 {
			continue
		}
		scale := share(k) / float32(math.Sqrt(sum))
		for i := range part {
			part[i].value *= scale
		}
	}
}
