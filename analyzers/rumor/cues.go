package rumor

import (
	_ "embed"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// Phrases by kind, a line each, "#" before a comment; * at a word's end is any
// ending. The enquiry and correction phrases go back to Zhao, Resnick and Mei,
// "Enquiring Minds" (WWW 2015); the French ones were written for this package.
//
//go:embed cues.txt
var cuesFile string

// cues counts phrases of a post.
type cues struct {
	denial    int // "c'est faux", "hoax", "debunked"
	enquiry   int // "is this true", "source ?", "vraiment ?"
	hedge     int // "il paraît que", "reportedly", "aurait"
	hearsay   int // of the hedges, those that pass on what others say: "il paraît que", "auraient été"
	authority int // "police say", "la direction confirme"
	retract   int // "je me suis trompé", "I stand corrected"
	mock      int // "mais bien sûr", "yeah right": what stands before is not believed
	question  int // question marks, two or more in a row count twice
}

type cuePattern struct {
	words []string
	kind  string
}

// patterns holds the phrases by their first word.
var patterns = parseCues(cuesFile)

func parseCues(s string) map[string][]cuePattern {
	m := make(map[string][]cuePattern)
	kind := ""
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			kind = strings.Trim(line, "[]")
		default:
			w := tokens(line)
			m[stem4(w[0])] = append(m[stem4(w[0])], cuePattern{w, kind})
		}
	}
	return m
}

// tokens folds s into words, an elided letter apart, a * kept at a word's end.
func tokens(s string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text.Fold(s), "'", "' "), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r == '*' || r == '#' || r > 127)
	})
}

// stem4 is the key phrases are looked up by: they may have any ending.
func stem4(w string) string {
	if len(w) > 3 {
		return w[:3]
	}
	return strings.TrimSuffix(w, "*")
}

func readCues(p annotation.Post) cues { return readText(p.Title + "\n" + p.Text) }

func readText(s string) cues {
	if len(s) > 20_000 {
		s = s[:20_000]
	}
	var c cues
	words := tokens(s)
	for i := range words {
		for _, pat := range patterns[stem4(words[i])] {
			if !matches(words[i:], pat.words) {
				continue
			}
			switch pat.kind {
			case "denial":
				c.denial++
			case "enquiry":
				c.enquiry++
			case "hedge":
				c.hedge++
				if isHearsay(words, i, pat.words) {
					c.hearsay++
				}
			case "hearsay":
				if !aside(words, i, pat.words) {
					c.hearsay++
				}
			case "authority":
				c.authority++
			case "retract":
				c.retract++
			case "mock":
				c.mock++
			}
		}
	}
	for i, r := range s {
		if r == '?' && (i == 0 || s[i-1] != '/') && !strings.Contains(s[max(0, i-30):i], "://") {
			c.question++
		}
	}
	return c
}

func matches(words, pat []string) bool {
	if len(words) < len(pat) {
		return false
	}
	for i, p := range pat {
		if pre, ok := strings.CutSuffix(p, "*"); ok {
			if !strings.HasPrefix(words[i], pre) {
				return false
			}
		} else if words[i] != p {
			return false
		}
	}
	return true
}
