package sentiment

import (
	_ "embed"
	"strings"
	"sync"

	"vigie/analyzers/text"
)

//go:embed irony.txt
var ironyFile string

// cues are the phrases of irony.txt by kind, each between spaces, and the kinds
// by the first word of a phrase.
type cues struct {
	of    map[string][]string
	first map[string][]string
}

var cuesOfIrony = sync.OnceValue(func() cues {
	all := cues{map[string][]string{}, map[string][]string{}}
	for line := range strings.Lines(ironyFile) {
		if kind, phrase, ok := strings.Cut(strings.TrimSpace(line), " | "); ok && kind[0] != '#' {
			all.of[kind] = append(all.of[kind], " "+phrase+" ")
			word, _, _ := strings.Cut(phrase, " ")
			all.first[word] = append(all.first[word], kind)
		}
	}
	return all
})

// in returns the phrases by kind, of the kinds that may be in an index.
func (c cues) in(index string) map[string][]string {
	var kinds map[string][]string
	for word := range strings.FieldsSeq(index) {
		for _, kind := range c.first[word] {
			if kinds == nil {
				kinds = make(map[string][]string, len(c.of))
			}
			kinds[kind] = c.of[kind]
		}
	}
	return kinds
}

// Irony returns by what a text seems to say the opposite of its words: "#ironie",
// "bravo, retard"; "" where nothing tells so. It is a suspicion: the answer
// is marked uncertain; a complaint only where a mark or a trouble is told.
func Irony(s string) string {
	_, cue := suspect(s)
	return cue
}

// suspicion is how irony shows: not at all, by a hint, or by a mark or a trouble
// that is told.
type suspicion int

const (
	none suspicion = iota
	hinted
	told
)

func suspect(s string) (suspicion, string) {
	if len(s) > 1000 {
		return none, ""
	}
	trimmed := strings.TrimSpace(s)
	for _, end := range [...]string{" /s", "\n/s", "(ironie)", "(irony)", "(sarcasm)"} {
		if len(trimmed) > len(end) && strings.EqualFold(trimmed[len(trimmed)-len(end):], end) {
			return told, strings.TrimSpace(end)
		}
	}
	if strings.Contains(s, "🙃") {
		return told, "🙃"
	}
	f := text.Index(s)
	cues := cuesOfIrony().in(f)
	if mark := anyOf(f, cues["mark"]); mark != "" {
		return told, mark
	}
	trouble := happened(f, cues["trouble"])
	if trouble != "" {
		for _, face := range [...]string{"👏", "🙄", "👌", "🤡"} {
			if strings.Contains(s, face) {
				return told, face + ", " + trouble
			}
		}
	}
	praise := anyOf(f, cues["praise"])
	switch {
	case praise == "":
		return none, ""
	case trouble != "" && anyOf(f, cues["turn"]) == "":
		return told, praise + ", " + trouble
	case quoted(s, cues["praise"]):
		return hinted, "« " + praise + " »"
	}
	thanks := anyOf(f, cues["thanks"])
	if thanks != "" && len(s) < 120 && strings.HasSuffix(trimmed, "!") && anyOf(f, cues["reason"]) == "" {
		return hinted, thanks + " … !"
	}
	return none, ""
}

// noTrouble are the words before a trouble that say that there is none, and over
// those that say that it has passed.
const (
	noTrouble = " aucun aucune sans pas jamais zero no not never without fewer moins "
	passed    = " resolu resolue resolus reparee repare reparees fixed solved resolved termine terminee corrige corriges corrigee rembourse remboursee rattrape retrouve retrouvee waived waiving refunded refunding replaced "
)

// happened is anyOf of what is not said to be absent or over.
func happened(index string, phrases []string) string {
	for _, word := range strings.Fields(index) {
		if strings.Contains(passed, " "+word+" ") {
			return ""
		}
	}
	for _, p := range phrases {
		at := strings.Index(index, p)
		if at < 0 {
			continue
		}
		before := strings.Fields(index[:at])
		denied := false
		for _, word := range before[max(0, len(before)-3):] {
			denied = denied || strings.Contains(noTrouble, " "+word+" ")
		}
		if !denied {
			return strings.TrimSpace(p)
		}
	}
	return ""
}

// quoted tells praise that stands in quotation marks by itself.
func quoted(s string, praise []string) bool {
	for _, pair := range [...][2]string{{"«", "»"}, {"“", "”"}, {"\"", "\""}} {
		_, rest, ok := strings.Cut(s, pair[0])
		inside, _, closed := strings.Cut(rest, pair[1])
		if ok && closed && len(inside) < 30 {
			f := text.Index(inside)
			for _, p := range praise {
				if f == p {
					return true
				}
			}
		}
	}
	return false
}

// anyOf returns the first phrase that an index holds, without its spaces.
func anyOf(index string, phrases []string) string {
	for _, p := range phrases {
		if strings.Contains(index, p) {
			return strings.TrimSpace(p)
		}
	}
	return ""
}
