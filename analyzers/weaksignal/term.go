package weaksignal

import (
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"vigie/analyzers/text"
)

// mostText is how many bytes of a post are read.
const mostText = 4000

// term is a word or a pair of words, folded, and as it is written.
type term struct{ folded, written string }

func hashed(s string) uint32 { return uint32(xxhash.Sum64String(s)) }

// storyKey counts a story as if it were a term.
func storyKey(id string) uint32 { return hashed("\x00" + id) }

// reader finds the terms of one text.
type reader struct {
	text   string
	lang   string
	note   func(key uint32, t term)
	seen   map[uint32]bool
	keys   []uint32
	first  uint64 // of the words so far
	hashed int    // how many of them
	prev   string // the word that a pair may begin with
	prevAt int
	gap    int // idle words since
}

// terms finds the words and pairs of s, each once: content words, and two of
// them that follow each other, one function word between them at most. The key
// hashes the first words, whoever forwards them. What it finds is handed to note,
// where there is one, with its hash.
func terms(s, lang string, note func(key uint32, t term)) (keys []uint32, first uint64) {
	r := reader{text: s, lang: lang, note: note, seen: make(map[uint32]bool, 32), first: 14695981039346656037}
	for _, t := range text.Tokens(s) {
		switch t.Kind {
		case text.URL, text.Handle, text.Emoji:
			r.prev = ""
		default:
			r.read(t)
		}
	}
	if r.hashed < 3 {
		r.first ^= uint64(len(s)) << 32
	}
	return r.keys, r.first
}

func (r *reader) read(t text.Token) {
	w := strings.TrimPrefix(t.Fold, "#")
	if r.hashed < 10 && w != "rt" {
		r.hashed++
		for i := range len(w) {
			r.first = (r.first ^ uint64(w[i])) * 1099511628211
		}
	}
	if idle(r.lang, w) {
		if r.gap++; r.gap > 1 {
			r.prev = ""
		}
		return
	}
	number := t.Kind == text.Number
	if !number && utf8.RuneCountInString(w) < 3 {
		r.prev = ""
		return
	}
	n := singular(w)
	if !number {
		r.add(n, t.Start, t.End)
	}
	if r.prev != "" && (!number || len(w) <= 3) && r.prev != n {
		r.add(r.prev+" "+n, r.prevAt, t.End)
	}
	r.prev, r.prevAt, r.gap = n, t.Start, 0
	if number {
		r.prev = ""
	}
}

func (r *reader) add(folded string, start, end int) {
	k := hashed(folded)
	if r.seen[k] {
		return
	}
	r.seen[k] = true
	r.keys = append(r.keys, k)
	if r.note != nil {
		r.note(k, term{folded, strings.TrimPrefix(r.text[start:end], "#")})
	}
}

// idle reports whether a word says nothing of what is talked about.
func idle(lang, w string) bool {
	return text.IsStop(lang, w) || text.IsStop("en", w) || noise[w] || text.IsTime(w) || strings.HasSuffix(w, "'")
}

// singular drops a plural's ending: good enough to count words together.
func singular(w string) string {
	if len(w) > 4 && (w[len(w)-1] == 's' || w[len(w)-1] == 'x') && w[len(w)-2] != 's' {
		return w[:len(w)-1]
	}
	return w
}

// noise are words that say how and never what; folded.
var noise = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`
		good great bad thing things something anything nothing everyone someone people guy guys man really actually just get got getting going gonna wanna gotta
		know think want need make made say said says see look like come back time new now still even always never lol omg haha hahaha via amp
		bonjour bonsoir salut merci bon bonne bien tout tous toute toutes faire fait chose choses gens vraiment encore toujours jamais aussi plus tres trop
		don't can't won't isn't i'm i've i'll it's that's you're he's she's they're we're didn't doesn't ain't let's what's there's`) {
		m[w] = true
	}
	return m
}()
