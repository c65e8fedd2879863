package relay

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

const (
	quoteWords = 8 // words in a row that two posts share by quoting
	holders    = 8 // posts that are remembered to say the same words: the latest
	namedWords = 4 // words of a source's name, at most
	leastName  = 8 // letters of one
	mostWords  = 2000
)

// trail finds among the relays so far the one that a post took the claim from,
// in a time that does not grow with them.
type trail struct {
	w              annotation.Window
	ids, addresses map[string]int     // the latest
	threads        map[string]int     // the first
	names          map[string]int     // of sources, their latest
	openings       map[string]bool    // the first words of these
	quotes         map[uint64][]int   // who says these words in a row, the latest of them
	voices         map[string][2]last // of a language, the latest and the latest of another voice
	n              int
}

type last struct {
	voice string
	relay int
}

func newTrail(w annotation.Window) *trail {
	return &trail{w: w, ids: make(map[string]int), addresses: make(map[string]int), threads: make(map[string]int), names: make(map[string]int), openings: make(map[string]bool),
		quotes: make(map[uint64][]int), voices: make(map[string][2]last)}
}

func (t *trail) add(i int, p annotation.Post, words []uint64) {
	t.n = i + 1
	t.ids[p.ID] = i
	if p.URL != "" {
		t.addresses[Address(p.URL)] = i
	}
	if key := thread(p); key != "" {
		if _, known := t.threads[key]; !known {
			t.threads[key] = i
		}
	}
	if name := t.name(p); utf8.RuneCountInString(name) >= leastName {
		opening, _, _ := strings.Cut(name, " ")
		t.names[name], t.openings[opening] = i, true
	}
	for _, h := range words {
		if of := t.quotes[h]; len(of) < holders {
			t.quotes[h] = append(of, i)
		} else if of[holders-1] != i {
			copy(of, of[1:])
			of[holders-1] = i
		}
	}
	language, now := p.Annotation.Language, last{evidence.Voice(p), i}
	if of, ok := t.voices[language]; ok && of[0].voice != now.voice {
		t.voices[language] = [2]last{now, of[0]}
	} else if ok {
		t.voices[language] = [2]last{now, of[1]}
	} else {
		t.voices[language] = [2]last{now, {relay: -1}}
	}
}

// parent is the relay that the next one, p, took the claim from, what says so and
// how sure that is.
func (t *trail) parent(p annotation.Post, words []uint64) (from int, by string, sure float64) {
	if j, ok := t.ids[p.Parent]; ok && p.Parent != "" {
		return j, byReply, sureReply
	}
	if evidence.IsCopy(p) {
		if j, ok := t.ids[*p.Annotation.CopyOf]; ok {
			return j, byCopy, sureCopy
		}
	}
	linked := -1
	for _, l := range p.Links {
		if j, ok := t.addresses[Address(l)]; ok {
			linked = max(linked, j)
		}
	}
	if linked >= 0 {
		return linked, byLink, sureLink
	}
	if j := t.quoted(words); j >= 0 {
		return j, byQuote, sureQuote
	}
	if j := t.named(p); j >= 0 {
		return j, byQuote, sureName
	}
	if j, ok := t.threads[thread(p)]; ok {
		return j, byReply, sureThread
	}
	return t.latest(p), byTime, sureTime
}

// latest is the last relay of the post's language by another voice, else the last.
func (t *trail) latest(p annotation.Post) int {
	of, ok := t.voices[p.Annotation.Language]
	switch {
	case ok && of[0].voice != evidence.Voice(p):
		return of[0].relay
	case ok && of[1].relay >= 0:
		return of[1].relay
	}
	return t.n - 1
}

// quoted is the relay that says most of the words, the latest of those even.
func (t *trail) quoted(words []uint64) int {
	n := make(map[int]int)
	best := -1
	for _, h := range words {
		for _, j := range t.quotes[h] {
			n[j]++
			if best < 0 || n[j] > n[best] || n[j] == n[best] && j > best {
				best = j
			}
		}
	}
	return best
}

// name is that of a post's source, as words are compared.
func (t *trail) name(p annotation.Post) string {
	return strings.Join(strings.Fields(text.Index(t.w.Source(p.Source).Name)), " ")
}

// named is the latest relay of another source that the post names: by several
// words, or by one that it writes as a name wherever it stands.
func (t *trail) named(p annotation.Post) int {
	best := -1
	if len(t.names) == 0 {
		return best
	}
	words := strings.Fields(text.Index(p.Title + " " + p.Text))
	words = words[:min(len(words), mostWords)]
	own := t.name(p)
	names := make(map[string]bool) // whether they are written as such: each is looked for once
	for i := range words {
		if !t.openings[words[i]] {
			continue
		}
		for n := 1; n <= namedWords && i+n <= len(words); n++ {
			name := strings.Join(words[i:i+n], " ")
			j, ok := t.names[name]
			if !ok || name == own {
				continue
			}
			if _, known := names[name]; !known {
				names[name] = n > 1 || asName(p.Title, name) || asName(p.Text, name)
			}
			if names[name] {
				best = max(best, j)
			}
		}
	}
	return best
}

// asName tells whether a text writes a word with a capital within a sentence, and
// nowhere without one: "Les transports sont en ruine" names nobody.
func asName(s, word string) bool {
	capital := false
	toks := text.Tokens(s)
	for i, tok := range toks {
		if tok.Fold != word {
			continue
		}
		said := s[tok.Start:tok.End]
		if first, _ := utf8.DecodeRuneInString(said); !unicode.IsUpper(first) {
			return false
		}
		if i == 0 || strings.ContainsAny(s[toks[i-1].End:tok.Start], ".!?…\n«“\"") {
			continue // so every word begins here
		}
		before := s[toks[i-1].Start:toks[i-1].End]
		loud := strings.ToUpper(said) == said && strings.ToUpper(before) == before // as all that is shouted
		capital = capital || !loud
	}
	return capital
}

// thread is what the posts of a thread share: a key is its source's own, unless
// it is an identifier of ours.
func thread(p annotation.Post) string {
	if p.Thread == "" || post.IsID(p.Thread) {
		return p.Thread
	}
	return p.Source + "\x00" + p.Thread
}

// shingle is what a post's words in a row are known by, each once.
func shingle(p annotation.Post) []uint64 {
	words := strings.Fields(text.Index(p.Text))
	words = words[:min(len(words), mostWords)]
	var out []uint64
	for i := 0; i+quoteWords <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+quoteWords] {
			h.Write([]byte(w))
			h.Write([]byte{' '})
		}
		out = append(out, h.Sum64())
	}
	slices.Sort(out)
	return slices.Compact(out)
}
