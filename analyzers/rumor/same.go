package rumor

import (
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/relay"
	"vigie/analyzers/text"
)

// sameWords is how many telling words relays share that say the same.
const sameWords = 2

// agreed are the relays that say the same as others: they have two words of those
// that at least half of the voices have (one, where they have no other), link to one that does, or repeat it. A story
// holds more than one statement; hearsay of another is not this one's.
func (g *group) agreed() []annotation.Post {
	said := make([]map[string]bool, len(g.relays))
	voices := make(map[string]map[string]bool)
	for i, p := range g.relays {
		said[i] = telling(p)
		for w := range said[i] {
			if voices[w] == nil {
				voices[w] = make(map[string]bool)
			}
			voices[w][evidence.Voice(p)] = true
		}
	}
	all, _ := evidence.Weight(g.relays)
	var out []annotation.Post
	urls, in := make(map[string]bool), make(map[string]bool)
	for i, p := range g.relays {
		shared := 0
		for w := range said[i] {
			if n := len(voices[w]); n >= 2 && 2*n >= all {
				shared++
			}
		}
		if (shared == 0 || shared < min(sameWords, len(said[i]))) && !linksTo(p, urls) && !(evidence.IsCopy(p) && in[*p.Annotation.CopyOf]) {
			continue
		}
		out, in[p.ID] = append(out, p), true
		if p.URL != "" {
			urls[relay.Address(p.URL)] = true
		}
	}
	return out
}

// telling are the stems of what a post says, without the names that it mentions, links
// and the phrases that pass hearsay on.
func telling(p annotation.Post) map[string]bool {
	s := p.Text
	if p.Title != "" {
		s = p.Title + "\n" + s
	}
	out := make(map[string]bool)
	for _, t := range text.Tokens(s) {
		named := slices.ContainsFunc(p.Annotation.Mentions, func(m annotation.Mention) bool { return t.Start < m.End && m.Start < t.End })
		if named || t.Kind == text.URL || t.Kind == text.Handle || len(t.Fold) < 3 || t.End > 2000 || softWords[t.Fold] ||
			text.IsStop("fr", t.Fold) || text.IsStop("en", t.Fold) || text.IsTime(t.Fold) {
			continue
		}
		out[text.Stem(p.Annotation.Language, t.Fold)] = true
	}
	return out
}

// softWords are those of the phrases that hedge, ask or deny: they say nothing of what
// is told.
var softWords = func() map[string]bool {
	m := make(map[string]bool)
	for _, list := range patterns {
		for _, pat := range list {
			for _, w := range pat.words {
				m[strings.TrimSuffix(w, "*")] = true
			}
		}
	}
	return m
}()

// about reports whether a question is about what the relays tell: it asks whether it is
// true, answers in a word or two, or has words of theirs. "What camera do you use?" asks
// about something else.
func (g *group) about(p annotation.Post) bool {
	if asksTruth(p.Title+"\n"+p.Text) || len(strings.Fields(p.Text)) <= 3 {
		return true
	}
	theirs := make(map[string]bool)
	for _, r := range g.relays {
		for w := range telling(r) {
			theirs[w] = true
		}
	}
	for w := range telling(p) {
		if theirs[w] {
			return true
		}
	}
	return false
}

// asksTruth reports whether a text has a phrase of enquiry that can ask about nothing
// but whether something is so.
func asksTruth(s string) bool {
	words := tokens(s)
	for i := range words {
		for _, pat := range patterns[stem4(words[i])] {
			if pat.kind == "enquiry" && !anyQuestion[pat.words[0]] && matches(words[i:], pat.words) {
				return true
			}
		}
	}
	return false
}

// anyQuestion are the enquiries that any question may have.
var anyQuestion = set("what quoi link really vraiment serieux")
