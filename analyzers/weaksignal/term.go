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

// terms finds the words and pairs of s, each once: content words, and two of
// them that follow each other, one function word between them at most. The key
// hashes the first words, whoever forwards them. What it finds is handed to note,
// where there is one, with its hash.
func terms(s, lang string, note func(key uint32, t term)) (keys []uint32, first uint64) {
	first = 14695981039346656037
	seen := make(map[uint32]bool, 32)
	add := func(folded string, start, end int) {
		k := hashed(folded)
		if seen[k] {
			return
		}
		seen[k] = true
		keys = append(keys, k)
		if note != nil {
			note(k, term{folded, strings.TrimPrefix(s[start:end], "#")})
		}
	}
	hashing, gap, prev, prevAt := 0, 0, "", 0
	for _, t := range text.Tokens(s) {
		switch t.Kind {
		case text.URL, text.Handle, text.Emoji:
			prev = ""
			continue
		}
		w := strings.TrimPrefix(t.Fold, "#")
		if hashing < 10 && w != "rt" {
			hashing++
			for i := range len(w) {
				first = (first ^ uint64(w[i])) * 1099511628211
			}
		}
		if idle(lang, w) {
			if gap++; gap > 1 {
				prev = ""
			}
			continue
		}
		number := t.Kind == text.Number
		if !number && utf8.RuneCountInString(w) < 3 {
			prev = ""
			continue
		}
		n := singular(w)
		if !number {
			add(n, t.Start, t.End)
		}
		if prev != "" && (!number || len(w) <= 3) && prev != n {
			add(prev+" "+n, prevAt, t.End)
		}
		prev, prevAt, gap = n, t.Start, 0
		if number {
			prev = ""
		}
	}
	if hashing < 3 {
		first ^= uint64(len(s)) << 32
	}
	return keys, first
}

// idle reports whether a word says nothing of what is talked about.
func idle(lang, w string) bool {
	return text.IsStop(lang, w) || text.IsStop("en", w) || noise[w] || strings.HasSuffix(w, "'")
}

// singular drops a plural's ending: good enough to count words together.
func singular(w string) string {
	if len(w) > 4 && (w[len(w)-1] == 's' || w[len(w)-1] == 'x') && w[len(w)-2] != 's' {
		return w[:len(w)-1]
	}
	return w
}

// noise are words that say when or how and never what; folded.
var noise = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`
		monday tuesday wednesday thursday friday saturday sunday weekend today tonight tomorrow yesterday morning afternoon evening night
		january february march april may june july august september october november december day days week weeks month year years hour hours minute minutes
		lundi mardi mercredi jeudi vendredi samedi dimanche aujourd hui demain hier matin midi soir soiree nuit jour jours semaine semaines mois annee annees heure heures minute
		janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
		good great bad thing things something anything nothing everyone someone people guy guys man really actually just get got getting going gonna wanna gotta
		know think want need make made say said says see look like come back time new now still even always never lol omg haha hahaha via amp
		bonjour bonsoir salut merci bon bonne bien tout tous toute toutes faire fait chose choses gens vraiment encore toujours jamais aussi plus tres trop
		don't can't won't isn't i'm i've i'll it's that's you're he's she's they're we're didn't doesn't ain't let's what's there's`) {
		m[w] = true
	}
	return m
}()
