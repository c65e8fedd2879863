package stance

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed cues.txt
var cueFile string

// The kinds of cue.
const (
	kindDeny = iota
	kindQuery
	kindHearsay
	kindDoubt
	kindSupport
	kindReaction
	kindAffirm
	kindRefuse
	kindDebunk
	kindEnquire
	kinds
)

var kindNames = [kinds]string{"deny", "query", "hearsay", "doubt", "support", "reaction", "affirm", "refuse", "debunk", "enquire"}

// cue is a phrase. A last word with a star stands for all that begin so; one
// after ^ begins the post, and one before a comma ends a clause.
type cue struct {
	kind  int
	words []string
	stem  bool
	start bool
	pause bool
}

// cues are the phrases by their first word.
type cues struct {
	first map[string][]cue
	stems []cue // of one word, with a star
}

func readCues(file string) (*cues, error) {
	c := &cues{first: map[string][]cue{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, phrase, ok := strings.Cut(line, " | ")
		kind := -1
		for k, known := range kindNames {
			if name == known {
				kind = k
			}
		}
		if !ok || kind < 0 {
			return nil, fmt.Errorf("cues.txt:%d: %q is no kind with a phrase", n, line)
		}
		phrase, start := strings.CutPrefix(phrase, "^ ")
		phrase, pause := strings.CutSuffix(phrase, " ,")
		q := cue{kind: kind, stem: strings.HasSuffix(phrase, "*"), start: start, pause: pause}
		q.words = strings.Fields(strings.ReplaceAll(strings.TrimSuffix(phrase, "*"), "'s", " 's"))
		if len(q.words) == 1 && q.stem {
			c.stems = append(c.stems, q)
			continue
		}
		c.first[q.words[0]] = append(c.first[q.words[0]], q)
	}
	return c, nil
}

// match counts the phrases.
func (c *cues) match(f *form, words []string) {
	opening := 0
	for opening < len(words) && isInterjection(words[opening]) {
		opening++
	}
	for i, w := range words {
		for _, q := range c.first[w] {
			if (!q.start || i == 0 || i == opening) && q.at(words[i:]) && (!q.pause || f.pausesAfter(i+len(q.words)-1, len(words))) {
				f.take(q, i)
			}
		}
		if isReported(w) {
			f.take(cue{kind: kindHearsay, words: words[i : i+1]}, i)
		}
		for _, q := range c.stems {
			if strings.HasPrefix(w, q.words[0]) && (!q.start || i == 0 || i == opening) {
				f.take(q, i)
			}
		}
	}
}

// pausesAfter tells whether a clause ends after the word; of n.
func (f *form) pausesAfter(word, n int) bool {
	return word == n-1 || word < 64 && f.pauses>>word&1 == 1
}

// isInterjection tells words before which nothing is said yet.
func isInterjection(w string) bool {
	switch w {
	case "ah", "oh", "eh", "euh", "bah", "ben", "bof", "helas", "desole", "alors", "mais", "et", "donc", "um", "uh", "er", "well", "sorry", "wait", "hey", "but", "and", "so", "lol", "!", "?":
		return true
	}
	return false
}

// isReported tells the French conditional of what one has not seen ("il n'en
// resterait que 940"), but not that of wishes and duties.
func isReported(w string) bool {
	switch w {
	case "voudrait", "voudraient", "pourrait", "pourraient", "devrait", "devraient", "faudrait", "aimerait", "aimeraient", "dirait", "saurait",
		"souhaiterait", "souhaiteraient", "prefererait":
		return false
	}
	for _, end := range []string{"erait", "irait", "urait", "drait", "vrait", "eraient", "iraient", "uraient", "draient", "vraient"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

func (f *form) take(q cue, i int) {
	f.count[q.kind]++
	if i < 6 {
		f.early[q.kind]++
	}
	if len(f.found) < 12 {
		f.found = append(f.found, kindNames[q.kind]+": "+strings.Join(q.words, " "))
	}
}

func (q cue) at(words []string) bool {
	if len(words) < len(q.words) {
		return false
	}
	for k, w := range q.words {
		if q.stem && k == len(q.words)-1 {
			return strings.HasPrefix(words[k], w)
		}
		if words[k] != w {
			return false
		}
	}
	return true
}
