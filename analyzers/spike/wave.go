package spike

import (
	"slices"
	"sort"

	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// wave is one theme in one window.
type wave struct {
	*found
	theme theme
	story string // that most of its posts tell
	all   *Series
}

// distinct keeps, of waves that are about one thing, the largest one; a known
// theme before none.
func distinct(waves []wave) []wave {
	sort.Slice(waves, func(i, j int) bool {
		a, b := waves[i], waves[j]
		if x, y := a.theme.id != "", b.theme.id != ""; x != y {
			return x
		}
		if len(a.posts) != len(b.posts) {
			return len(a.posts) > len(b.posts)
		}
		if a.P != b.P {
			return a.P < b.P
		}
		if a.theme.id != b.theme.id {
			return a.theme.id < b.theme.id
		}
		return a.window < b.window
	})
	var out []wave
	for _, v := range waves {
		if !slices.ContainsFunc(out, func(o wave) bool { return o.same(v) }) {
			out = append(out, v)
		}
	}
	return out
}

// same reports whether v is about the same thing: the theme, the story, a quarter
// of the posts, or the expression that many of the posts use.
func (w wave) same(v wave) bool {
	if w.theme.id == v.theme.id || w.story != "" && w.story == v.story {
		return true
	}
	in := make(map[string]bool)
	for _, p := range w.posts {
		in[p.ID] = true
	}
	shared := 0
	for _, p := range v.posts {
		if in[p.ID] || w.story != "" && p.Annotation.Story == w.story {
			shared++
		}
	}
	if 4*shared >= len(v.posts) {
		return true
	}
	pair := evidence.Pair(w.posts)
	return pair != "" && evidence.Uses(v.posts, pair)
}

// name is what the wave is about, with the words that its posts share.
func (v wave) name() signal.Text {
	pair := evidence.Pair(v.posts)
	switch {
	case v.theme.id == "" && pair == "":
		return phrase.Text("%s", "%s", phrase.Quoted(evidence.Common(v.posts)))
	case v.theme.id == "":
		return phrase.Text("%s", "%s", phrase.Quoted(pair))
	case pair == "":
		return v.theme.name
	}
	return phrase.Text("%s (%s)", "%s (%s)", v.theme.name, pair)
}
