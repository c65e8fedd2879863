package story

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	words "vigie/analyzers/text"
)

//go:embed usual.tsv
var usualFile string

// share is how often a stem stands in posts of any matter, in French and in
// English.
type share struct{ fr, en float32 }

// usual are the shares of the stems that say little whatever the story. Without
// them the first posts would be told by such words, which nothing yet shows to be
// frequent. usual.tsv is written by Train; its lines are "stem, in how many of
// 10,000 French posts, of English ones".
var usual = sync.OnceValue(func() map[uint32]share {
	m := make(map[uint32]share)
	for line := range strings.Lines(usualFile) {
		stem, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		fr, en, _ := strings.Cut(rest, "\t")
		m[hash(stem)] = share{perMyriad(fr), perMyriad(en)}
	}
	return m
})

// perMyriad reads a number of the embedded file: a test reads it too, so that a
// fault cannot ship.
func perMyriad(s string) float32 {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		panic(fmt.Errorf("usual.tsv: %w", err))
	}
	return float32(n) / 10_000
}

// of is the share in posts of a language; where that is another, in either.
func (s share) of(lang string) float64 {
	switch lang {
	case "fr":
		return float64(s.fr)
	case "en":
		return float64(s.en)
	}
	return float64(max(s.fr, s.en))
}

func hash(stem string) uint32 { return uint32(xxhash.Sum64String(stem)) }

// stems finds the stems of words, remembering the latest.
type stems struct {
	known map[uint64]stemmed // by a hash of language and word
	posts [2]counted         // in French, in English
	own   map[uint32]bool    // of the names that are looked for: every post has one
}

// expect notes the names that are looked for.
func (s *stems) expect(names []string) {
	s.own = make(map[uint32]bool)
	for _, name := range names {
		for _, t := range words.Tokens(name) {
			for _, lang := range []string{"", "fr", "en", "de", "es", "it"} {
				s.own[hash(stem(lang, t.Fold))] = true
			}
		}
	}
}

func (s *stems) turn(next bool) {
	for i, n := range s.posts {
		if s.posts[i] = (counted{old: n.now}); !next {
			s.posts[i].old = 0
		}
	}
}

// isOwn tells the words of the names that are looked for.
func (s *stems) isOwn(fold string) bool { return s.own[hash(fold)] }

// stemmed is a word's stem, and its share in the usual posts of the language.
type stemmed struct {
	hash  uint32
	usual float32
}

const mostStems = 1 << 16

// tongue is the language by whose rules the words of a post are cut: its own, or
// where that is unknown the one that most posts are in.
func (s *stems) tongue(lang string) string {
	switch fr, en := &s.posts[0], &s.posts[1]; {
	case lang == "fr":
		fr.now++
	case lang == "en":
		en.now++
	case lang != "" && lang != "und":
		return lang
	case fr.now+fr.old >= en.now+en.old:
		return "fr"
	default:
		return "en"
	}
	return lang
}

// of returns the stem of a folded word.
func (s *stems) of(lang, word string) stemmed {
	key := xxhash.Sum64String(word)
	for i := range len(lang) {
		key = (key ^ uint64(lang[i])) * 0x9E3779B97F4A7C15
	}
	if w, ok := s.known[key]; ok {
		return w
	}
	h := hash(stem(lang, word))
	w := stemmed{h, float32(usual()[h].of(lang))}
	if s.known == nil || len(s.known) >= mostStems {
		s.known = make(map[uint64]stemmed, mostStems)
	}
	s.known[key] = w
	return w
}

// stem takes a hashtag's sign and the endings off a folded word.
func stem(lang, word string) string {
	return words.Stem(lang, strings.TrimPrefix(word, "#"))
}
