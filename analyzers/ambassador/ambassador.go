// Package ambassador tells, from what a post says of its author, whether they
// speak as staff of the organisation, and whether they then defend, explain or
// criticise. It keeps nothing of anybody, and gives no attitude of those who do
// not speak as staff.
package ambassador

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"vigie/analyzers/annotation"
	words "vigie/analyzers/text"
	"vigie/crawlers/post"
)

// Threshold is the score from which an author counts as staff.
const Threshold = 0.6

const mostRead = 20 << 10 // bytes

var (
	//go:embed roles.txt
	rolesFile string
	//go:embed cues.txt
	cuesFile string
	//go:embed impostors.txt
	impostorsFile string
	//go:embed attitude.txt
	attitudeFile string
)

// Finder knows how the organisation's staff speak of themselves. It is safe for
// concurrent use.
type Finder struct {
	names     map[string][][]string // by the first word
	roles     map[string]class
	cues      *set
	impostors *set
	attitudes map[string]*set
}

// New prepares a Finder for the organisation's names and aliases.
func New(names []string) *Finder {
	f := &Finder{names: map[string][][]string{}, roles: map[string]class{}, attitudes: map[string]*set{}}
	for _, n := range names {
		var w []string
		for _, t := range words.Tokens(n) {
			w = append(w, strings.TrimLeft(t.Fold, "#@"))
		}
		for len(w) > 1 && articles[w[0]] {
			w = w[1:]
		}
		if len(w) > 0 {
			f.names[w[0]] = append(f.names[w[0]], w)
		}
	}
	for _, list := range f.names {
		sort.SliceStable(list, func(i, j int) bool { return len(list[i]) > len(list[j]) })
	}
	for section, ws := range sections(rolesFile) {
		c := trade
		switch section {
		case "job":
			c = job
		case "work":
			c = work
		case "none":
			c = none
		}
		for _, w := range strings.Fields(ws) {
			if _, ok := f.roles[w]; !ok || c == trade {
				f.roles[w] = c
			}
		}
	}
	f.cues, f.impostors = newSet(must(patternsOf(cuesFile))), newSet(must(patternsOf(impostorsFile)))
	for section, ws := range sections(attitudeFile) {
		var ps []pattern
		for _, w := range strings.FieldsFunc(ws, func(r rune) bool { return r == '|' || r == '\n' }) {
			if w = strings.TrimSpace(w); w != "" {
				p, err := compile(w)
				ps = append(ps, must(p, err))
			}
		}
		f.attitudes[section] = newSet(ps)
	}
	return f
}

// must unpacks what is read from an embedded file: the tests read it too, so that
// a fault cannot ship.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// sections reads a file of [name] headers.
func sections(file string) map[string]string {
	out := map[string]string{}
	name := ""
	for _, l := range strings.Split(file, "\n") {
		if strings.HasPrefix(l, "#") {
			continue
		}
		if strings.HasPrefix(l, "[") {
			name = strings.Trim(l, "[]")
			continue
		}
		out[name] += l + "\n"
	}
	return out
}

// Of reads a text. Author is the name it is signed with, or its site's title;
// owner is who speaks in its source, empty where that is unknown. Cues are the
// exact words that show it.
func (f *Finder) Of(s, author string, owner post.Owner, lang string) annotation.Ambassador {
	out := annotation.Ambassador{Cues: []string{}, Attitude: "neutral"}
	if owner == post.Satire || owner == post.Competitor {
		return out
	}
	if len(s) > mostRead {
		cut := mostRead
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	t := f.read(s)
	cues, vetoed := f.genuine(t)
	best, sum := 0.0, 0.0
	for _, c := range cues {
		w := c.weight
		if !c.hasOrg && w < 0.9 && t.named {
			w += 0.12
		}
		best = max(best, w)
		sum += w
		if cue := s[t.tokens[c.from].start:t.tokens[c.to-1].end]; !slices.Contains(out.Cues, cue) {
			out.Cues = append(out.Cues, cue)
		}
	}
	out.Score = min(best+0.3*(sum-best), 0.98)
	if sign := f.signature(author); sign && !vetoed {
		out.Score = min(max(out.Score, 0.4)+0.3, 0.98)
		out.Cues = append(out.Cues, author)
	}
	switch owner {
	case post.Staff:
		if !vetoed {
			out.Score = max(out.Score, 0.9)
		}
	case post.Press, post.Institution, post.Company: // they quote; their own voice is not an employee's
		out.Score -= 0.3
	case post.Customer:
		out.Score -= 0.1
	}
	out.Score = max(out.Score, 0)
	if out.Is = out.Score >= Threshold; out.Is {
		out.Attitude = f.attitude(t)
	}
	return out
}

// genuine returns the cues that no impostor pattern touches; vetoed says that the
// text as a whole is no employee's: a job advertisement, a journalist's.
func (f *Finder) genuine(t *text) (cues []found, vetoed bool) {
	all := f.cues.find(t)
	if len(all) == 0 {
		return nil, false
	}
	fakes := f.impostors.find(t)
	for _, i := range fakes {
		if i.reach == "text" {
			return nil, true
		}
	}
	for _, c := range all {
		if (!c.me || t.me) && !t.reported(c) && !f.elsewhere(t, c) && !slices.ContainsFunc(fakes, func(i found) bool { return touches(t, i, c) }) {
			cues = append(cues, c)
		} else if c.weight >= 0.75 {
			vetoed = true
		}
	}
	return longest(cues), vetoed && len(cues) == 0
}

// touches says whether an impostor reaches a cue.
func touches(t *text, i, c found) bool {
	if i.reach == "sentence" {
		return t.tokens[i.from].sentence == t.tokens[c.from].sentence
	}
	return i.from < c.to && c.from < i.to+3 && t.tokens[i.from].sentence == t.tokens[c.from].sentence
}

// longest drops the cues inside another one.
func longest(cues []found) []found {
	sort.SliceStable(cues, func(i, j int) bool {
		if a, b := cues[i].weight, cues[j].weight; a != b {
			return a > b
		}
		return cues[i].to-cues[i].from > cues[j].to-cues[j].from
	})
	var out []found
	for _, c := range cues {
		if !slices.ContainsFunc(out, func(o found) bool { return c.from < o.to && o.from < c.to }) {
			out = append(out, c)
		}
	}
	return out
}

// elsewhere says whether a cue names another employer: "chez Kéolane".
func (f *Finder) elsewhere(t *text, c found) bool {
	if c.hasOrg {
		return false
	}
	for i := c.to; i+1 < len(t.tokens) && i < c.to+3 && !t.tokens[i].first; i++ {
		switch t.tokens[i].fold {
		case "chez", "at", "for", "with":
			n := i + 1
			for n+1 < len(t.tokens) && articles[t.tokens[n].fold] {
				n++
			}
			return t.tokens[n].upper && t.orgAt(n) == 0
		}
	}
	return false
}

// signature says whether an author's name or site's title is a trade's.
func (f *Finder) signature(author string) bool {
	for _, w := range words.Tokens(author) {
		if f.roles[w.Fold] == trade || w.Fold == "atelier" || w.Fold == "depot" || w.Fold == "workshop" {
			return true
		}
	}
	return false
}

// attitude counts the wordings of each attitude.
func (f *Finder) attitude(t *text) string {
	defends, explains, criticises := len(f.attitudes["defends"].find(t)), len(f.attitudes["explains"].find(t)), len(f.attitudes["criticises"].find(t))
	switch {
	case criticises > defends && criticises >= explains:
		return "criticises"
	case defends > 0 && defends >= explains:
		return "defends"
	case explains > 0:
		return "explains"
	case defends > 0:
		return "defends"
	}
	return "neutral"
}
