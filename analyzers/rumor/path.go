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
	shingles := make([]map[uint64]bool, len(relays))
	for i, p := range relays {
		shingles[i] = shingle(p)
		r := signal.Relay{Post: p.ID, Source: p.Source, Author: p.Author, At: p.Published, Role: "relay"}
		if i == 0 {
			r.Role = "origin"
			out[i] = r
			continue
		}
		from := parent(i, relays, shingles)
		r.From = relays[from].ID
		if class(w.Source(p.Source), p) != class(w.Source(relays[from].Source), relays[from]) {
			r.Role = "bridge"
		}
		out[i] = r
	}
	return out
}

func parent(i int, relays []annotation.Post, shingles []map[uint64]bool) int {
	p := relays[i]
	best, most := -1, 0
	for j := i - 1; j >= 0; j-- {
		q := relays[j]
		switch {
		case p.Parent != "" && p.Parent == q.ID:
			return j
		case evidence.IsCopy(p) && *p.Annotation.CopyOf == q.ID:
			best, most = j, 1<<30
		case most < 1<<29 && linksTo(p, map[string]bool{address(q.URL): q.URL != ""}):
			best, most = j, 1<<29
		default:
			if n := shared(shingles[i], shingles[j]); n > most {
				best, most = j, n
			}
		}
	}
	if best >= 0 {
		return best
	}
	for j := i - 1; j >= 0; j-- {
		if relays[j].Annotation.Language == p.Annotation.Language && evidence.Voice(relays[j]) != evidence.Voice(p) {
			return j
		}
	}
	return i - 1
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

func shingle(p annotation.Post) map[uint64]bool {
	words := strings.Fields(text.Index(p.Text))
	m := make(map[uint64]bool)
	for i := 0; i+quoteWords <= min(len(words), 2000); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+quoteWords] {
			h.Write([]byte(w))
			h.Write([]byte{' '})
		}
		m[h.Sum64()] = true
	}
	return m
}

func shared(a, b map[uint64]bool) int {
	n := 0
	for h := range a {
		if b[h] {
			n++
		}
	}
	return n
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
