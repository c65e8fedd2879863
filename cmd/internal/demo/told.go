package demo

import (
	"slices"
	"strings"
	"time"
)

// Told is a post of a story line as the corpus has it, for those who hold what
// was found against what is so.
type Told struct {
	Key    string // of the corpus; empty: nobody refers to it
	Site   string // identifier
	Author string
	At     time.Time
	Takes  []string // keys of the posts that it quotes or links to
}

// Story returns the posts of a story line, oldest first.
func (w *Web) Story(name string) []Told {
	var line []*entry
	for _, s := range w.sites {
		for _, e := range s.posts {
			if e.story == name {
				line = append(line, e)
			}
		}
	}
	sortEntries(line)
	told := make([]Told, len(line))
	for i, e := range line {
		told[i] = Told{Key: e.key, Site: e.site.ID, Author: e.author, At: e.at}
		for _, b := range e.blocks {
			for _, m := range link.FindAllStringSubmatch(b.text, -1) {
				told[i].Takes = append(told[i].Takes, m[1])
			}
			if b.of != nil {
				told[i].Takes = append(told[i].Takes, b.of.key)
			}
		}
		slices.Sort(told[i].Takes)
		told[i].Takes = slices.Compact(told[i].Takes)
	}
	return told
}

// Does is what a post of the rumour does, by its key: "r" relays it.
func (t Told) Does() string {
	does, _, _ := strings.Cut(t.Key, "-")
	return does
}
