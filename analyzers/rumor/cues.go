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
				if isHearsay(words[i:], pat.words) {
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

// isHearsay tells what others are said to say from a mere conditional: "il
// paraît que", "auraient été retirés", not "ce serait bien", "j'aurais aimé" or
// "it may be".
func isHearsay(words, pat []string) bool {
	switch pat[0] {
	case "aurait", "auraient":
		return len(words) > 1 && pastEnding(words[1]) && !wishes[words[1]]
	case "serait", "seraient", "probably", "possible", "possibly", "suspected", "believed", "might", "may", "report", "reports", "claim", "claims", "claiming":
		return false
	case "resterait", "resteraient", "semblerait", "allegedly", "alleged", "reportedly", "apparently", "supposedly", "rumored", "rumoured", "unconfirmed", "angeblich":
		return true
	}
	return len(pat) > 1
}

// pastEnding reports whether a folded word ends as French past participles do.
func pastEnding(w string) bool {
	return len(w) > 2 && (strings.HasSuffix(w, "e") || strings.HasSuffix(w, "u") || strings.HasSuffix(w, "is") || strings.HasSuffix(w, "it"))
}

// wishes follow "aurait" where nothing is reported: "on aurait aimé".
var wishes = map[string]bool{"du": true, "pu": true, "fallu": true, "aime": true, "voulu": true, "prefere": true, "cru": true, "souhaite": true, "une": true, "presque": true, "meme": true}

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
