// Package evidence says what a set of posts is worth as evidence: how many
// independent voices speak in it, which sources, which terms, which examples,
// and how surprising a count is. The detectors share it; it decides nothing.
package evidence

import (
	"sort"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// Voice is who speaks in a post: the author where many write in one source (a
// forum, a network, comments), else the source, for all that an editorial site
// publishes is one voice. A post of which neither is known speaks for itself.
func Voice(p annotation.Post) string {
	switch p.Kind {
	case post.Message, post.Comment, post.Status:
		if p.Author != "" {
			return p.Source + "\x00" + strings.ToLower(p.Author)
		}
	}
	switch {
	case p.Source != "":
		return p.Source
	case p.Author != "":
		return "\x00" + strings.ToLower(p.Author)
	}
	return "\x00\x00" + p.ID
}

// IsCopy reports whether the post only repeats another one's text.
func IsCopy(p annotation.Post) bool {
	return p.Annotation.CopyOf != nil && *p.Annotation.CopyOf != ""
}

// Originals returns the posts without near-copies and without those whose text
// another one already had, word for word.
func Originals(posts []annotation.Post) []annotation.Post {
	seen := make(map[string]bool, len(posts))
	out := make([]annotation.Post, 0, len(posts))
	for _, p := range posts {
		key := strings.Join(strings.Fields(strings.ToLower(p.Text)), " ")
		if IsCopy(p) || seen[key] && key != "" {
			continue
		}
		seen[key] = true
		out = append(out, p)
	}
	return out
}

// Weight says how loud the loudest voice among posts is, and how many there are.
func Weight(posts []annotation.Post) (voices, loudest int) {
	n := make(map[string]int)
	for _, p := range posts {
		v := Voice(p)
		n[v]++
		loudest = max(loudest, n[v])
	}
	return len(n), loudest
}

// IDs returns the posts' identifiers, in their order.
func IDs(posts []annotation.Post) []string {
	out := make([]string, len(posts))
	for i, p := range posts {
		out[i] = p.ID
	}
	return out
}

// Sources returns the sources in order of appearance, each once.
func Sources(posts []annotation.Post) []string {
	var out []string
	seen := make(map[string]bool)
	for _, p := range posts {
		if p.Source != "" && !seen[p.Source] {
			seen[p.Source] = true
			out = append(out, p.Source)
		}
	}
	return out
}

// Examples returns up to n posts, the earliest of as many voices first.
func Examples(posts []annotation.Post, n int) []annotation.Post {
	var out, rest []annotation.Post
	seen := make(map[string]bool)
	for _, p := range posts {
		if v := Voice(p); !seen[v] {
			seen[v] = true
			out = append(out, p)
		} else {
			rest = append(rest, p)
		}
	}
	out = append(out, rest...)
	return out[:min(n, len(out))]
}

// Terms returns up to n terms that are more frequent in posts than in past,
// those of most voices first. A term counts once a voice.
func Terms(posts, past []annotation.Post, n int) []string {
	now, before := byVoice(posts), byVoice(past)
	type scored struct {
		term  string
		score float64
	}
	var all []scored
	share := float64(len(posts)+1) / float64(len(past)+1)
	for t, c := range now {
		if c < 2 && len(posts) > 3 {
			continue
		}
		excess := float64(c) - 0.5 - share*float64(before[t])
		if excess > 0 {
			all = append(all, scored{t, excess})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].score != all[j].score {
			return all[i].score > all[j].score
		}
		return all[i].term < all[j].term
	})
	out := []string{}
	for _, s := range all[:min(n, len(all))] {
		out = append(out, s.term)
	}
	return out
}

func byVoice(posts []annotation.Post) map[string]int {
	voices := make(map[[2]string]bool)
	n := make(map[string]int)
	for _, p := range posts {
		v := Voice(p)
		for _, t := range p.Annotation.Terms {
			if k := [2]string{v, t}; !voices[k] {
				voices[k] = true
				n[t]++
			}
		}
	}
	return n
}

// Story is the story that at least half of the posts tell, empty where there is
// none.
func Story(posts []annotation.Post) string {
	return half(posts, func(p annotation.Post) []string { return []string{p.Annotation.Story} })
}

// Entity is the one that at least half of the posts mention, empty where there
// is none.
func Entity(posts []annotation.Post) string {
	return half(posts, func(p annotation.Post) []string {
		var out []string
		for _, m := range p.Annotation.Mentions {
			out = append(out, m.Entity)
		}
		return out
	})
}

// Common is the term that at least half of the posts have, empty where there is
// none.
func Common(posts []annotation.Post) string {
	return half(posts, func(p annotation.Post) []string { return p.Annotation.Terms })
}

// half is what at least half of the posts have, the most frequent first.
func half(posts []annotation.Post, of func(annotation.Post) []string) string {
	n := make(map[string]int)
	for _, p := range posts {
		seen := make(map[string]bool)
		for _, k := range of(p) {
			if k != "" && !seen[k] {
				seen[k] = true
				n[k]++
			}
		}
	}
	best := ""
	for k, c := range n {
		if 2*c >= len(posts) && (c > n[best] || c == n[best] && k < best) {
			best = k
		}
	}
	return best
}
