package rumor

import (
	"hash/fnv"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// quoteWords is how many words in a row two posts share by quoting.
const quoteWords = 8

// path orders the relays and says from which earlier one each took the claim:
// the one it answers, copies, links to or quotes, else the latest before it of
// its language. The first is the origin; a bridge carries the claim into
// another class of source than the one it took it from.
func path(relays []annotation.Post, w annotation.Window) []signal.Relay {
	out := make([]signal.Relay, len(relays))
	before := newTrail()
	for i, p := range relays {
		r := signal.Relay{Post: p.ID, Source: p.Source, Author: p.Author, At: p.Published, Role: "relay"}
		words := shingle(p)
		if i == 0 {
			r.Role = "origin"
		} else {
			from := before.parent(p, words, i)
			r.From = relays[from].ID
			if class(w.Source(p.Source), p) != class(w.Source(relays[from].Source), relays[from]) {
				r.Role = "bridge"
			}
		}
		out[i] = r
		before.add(i, p, words)
	}
	return out
}

// holders is how many posts are remembered to say the same words: the latest.
const holders = 8

// trail finds among the relays so far the one that a post took the claim from,
// in a time that does not grow with them.
type trail struct {
	ids, addresses map[string]int     // the latest
	quotes         map[uint64][]int   // who says these words in a row, the latest of them
	voices         map[string][2]last // of a language, the latest and the latest of another voice
}

type last struct {
	voice string
	relay int
}

func newTrail() *trail {
	return &trail{ids: make(map[string]int), addresses: make(map[string]int), quotes: make(map[uint64][]int), voices: make(map[string][2]last)}
}

func (t *trail) add(i int, p annotation.Post, words []uint64) {
	t.ids[p.ID] = i
	if p.URL != "" {
		t.addresses[address(p.URL)] = i
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

// parent is the relay before the one at i that it took the claim from.
func (t *trail) parent(p annotation.Post, words []uint64, i int) int {
	if j, ok := t.ids[p.Parent]; ok && p.Parent != "" {
		return j
	}
	if evidence.IsCopy(p) {
		if j, ok := t.ids[*p.Annotation.CopyOf]; ok {
			return j
		}
	}
	linked := -1
	for _, l := range p.Links {
		if j, ok := t.addresses[address(l)]; ok {
			linked = max(linked, j)
		}
	}
	if linked >= 0 {
		return linked
	}
	if j := t.quoted(words); j >= 0 {
		return j
	}
	of, ok := t.voices[p.Annotation.Language]
	switch {
	case ok && of[0].voice != evidence.Voice(p):
		return of[0].relay
	case ok && of[1].relay >= 0:
		return of[1].relay
	}
	return i - 1
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

// class is what kind of source carries a post: who owns it, else what it is.
func class(s post.Source, p annotation.Post) string {
	if s.Owner != "" {
		return string(s.Owner)
	}
	return string(p.Kind)
}

func linksTo(p annotation.Post, urls map[string]bool) bool {
	for _, l := range p.Links {
		if urls[address(l)] {
			return true
		}
	}
	return false
}

// address is a URL as two posts may write it differently.
func address(url string) string {
	if i := strings.IndexByte(url, '#'); i >= 0 {
		url = url[:i]
	}
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(url), "www."), "/")
}

// shingle is what a post's words in a row are known by, each once.
func shingle(p annotation.Post) []uint64 {
	words := strings.Fields(text.Index(p.Text))
	words = words[:min(len(words), 2000)]
	var out []uint64
	seen := make(map[uint64]bool)
	for i := 0; i+quoteWords <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+quoteWords] {
			h.Write([]byte(w))
			h.Write([]byte{' '})
		}
		if sum := h.Sum64(); !seen[sum] {
			seen[sum] = true
			out = append(out, sum)
		}
	}
	return out
}

// trend compares the last third of the relays' time, up to now, with before.
func trend(relays []annotation.Post, at time.Time) signal.Trend {
	first, last := relays[0].Published, relays[len(relays)-1].Published
	switch {
	case at.Sub(last) > 24*time.Hour:
		return signal.Fading
	case len(relays) < 3:
		return signal.Rising
	}
	third := at.Add(-at.Sub(first) / 3)
	late := 0
	for _, p := range relays {
		if p.Published.After(third) {
			late++
		}
	}
	switch {
	case 3*late >= len(relays):
		return signal.Rising
	case late == 0:
		return signal.Fading
	}
	return signal.Stable
}
