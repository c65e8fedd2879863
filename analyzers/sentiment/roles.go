package sentiment

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed compare.txt
var compareFile string

// markers are the words before a name that tell its role beside another, by
// role as compare.txt has them.
var markers = sync.OnceValue(func() map[string][][]part {
	all := map[string][][]part{}
	for line := range strings.Lines(compareFile) {
		role, rest, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || role[0] == '#' {
			continue
		}
		for entry := range strings.SplitSeq(rest, ";") {
			var parts []part
			for _, f := range strings.Fields(entry) {
				parts = append(parts, readPart(f))
			}
			all[role] = append(all[role], parts)
		}
	}
	return all
})

// small are the words that may stand between a marker and a name.
const small = " chez la le les l' celle celles celui ceux de du d' des the at with in on from a an my our mon ma mes notre nos ce cette ces that those avec y il qu' que guys of par der die das bei el los las lo "

// role returns what the words before a name make of it, and where they begin;
// "": nothing.
func (c comparison) role(name int) (role string, from int) {
	first := c.names[name].Start
	at := first
	for at > 0 && c.words[at-1].stop < 2 && strings.Contains(small, " "+c.words[at-1].fold+" ") {
		at--
	}
	for _, role := range [...]string{"against", "beaten", "left", "gone", "chosen", "beside"} {
		if from := c.before(role, at, first); from >= 0 {
			if role == "gone" && len(c.names) == 1 {
				continue
			}
			return role, from
		}
	}
	if from := c.before("then", at, first); from > 0 && name > 0 && c.names[name-1].End == from {
		if was, _ := c.role(name - 1); was == "left" {
			return "gone", from
		}
	}
	return "", 0
}

// before returns where the words of a role begin that end between two tokens.
func (c comparison) before(role string, at, first int) int {
	var p phrases
	for from := max(0, at-6); from < first; from++ {
		for _, parts := range markers()[role] {
			if end := p.match(parts, c.words, from); end >= at && end <= first && end > from {
				return from
			}
		}
	}
	return -1
}

// follows tells whether words of a role stand behind a name.
func (c comparison) follows(role string, at int) bool {
	var p phrases
	if at > 0 && c.words[at-1].stop > 0 {
		return false
	}
	for _, parts := range markers()[role] {
		if p.match(parts, c.words, at) > at {
			return true
		}
	}
	return false
}

// failed reads "A did what B couldn't": positive where I am named before one
// that fails at the end of the sentence, negative where I am it; and "A at least".
func (c comparison) failed() int {
	var p phrases
	if len(c.names) > 1 && c.follows("least", c.names[c.me].End) {
		return positive
	}
	for name := 1; name < len(c.names); name++ {
		for _, parts := range markers()["fails"] {
			end := p.match(parts, c.words, c.names[name].End)
			if end <= c.names[name].End || end < len(c.words) && c.words[end-1].stop < 2 {
				continue
			}
			switch {
			case name == c.me:
				return negative
			case c.me == name-1 && c.words[c.names[name].Start-1].stop == 0:
				return positive
			}
		}
	}
	return neutral
}
