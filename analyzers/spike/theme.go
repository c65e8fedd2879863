package spike

import (
	_ "embed"
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/analyzers/text"
)

//go:embed themes.txt
var themesFile string

// theme is something people complain about: one of themes.txt, or a term. The
// zero theme is whatever they complain about.
type theme struct {
	id    string
	term  string // the term where it is one, id is then made of it
	name  signal.Text
	words [][]string // beginnings of words that follow each other
}

var themes = parseThemes(themesFile)

func parseThemes(s string) []theme {
	var out []theme
	for line := range strings.Lines(s) {
		parts := strings.Split(line, "|")
		if strings.HasPrefix(line, "#") || len(parts) != 4 {
			continue
		}
		t := theme{id: strings.TrimSpace(parts[0]), name: signal.Text{FR: strings.TrimSpace(parts[1]), EN: strings.TrimSpace(parts[2])}}
		for w := range strings.FieldsSeq(parts[3]) {
			t.words = append(t.words, strings.Split(w, "+"))
		}
		out = append(out, t)
	}
	return out
}

func (t theme) known() bool { return t.id != "" && t.term == "" }

// of reports whether a post speaks of the theme.
func (t theme) of(p annotation.Post) bool {
	switch {
	case t.id == "":
		return true
	case t.term != "":
		return slices.Contains(p.Annotation.Terms, t.term)
	}
	return slices.ContainsFunc(themesOf(p), func(o theme) bool { return o.id == t.id })
}

// themesOf returns the themes that a post speaks of, in its own words: an answer
// repeats its thread's title, which is another's.
func themesOf(p annotation.Post) []theme {
	s := p.Text
	if p.Thread == "" || s == "" {
		s = p.Title + "\n" + s
	}
	words := strings.Fields(text.Index(s))
	var out []theme
	for _, t := range themes {
		for _, w := range t.words {
			if begins(words, w) {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

func begins(words, pattern []string) bool {
next:
	for i := 0; i+len(pattern) <= len(words); i++ {
		for j, p := range pattern {
			w := words[i+j]
			if !strings.HasPrefix(w, p) || len(p) < 5 && len(w) > len(p)+2 {
				continue next
			}
		}
		return true
	}
	return false
}
