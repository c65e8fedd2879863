// Package mention finds which entities a post names, and where. It looks at
// words, never at bytes, so that "SG" is not found in "ISG" nor "bus" in
// "busway"; whether a mention is good or bad is not its matter.
package mention

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"vigie/analyzers/query"
	"vigie/analyzers/text"
)

// Entity is who or what is listened for.
type Entity struct {
	ID       string
	Name     string
	Kind     string   // company, person, brand, product, competitor
	Aliases  []string // other names; wildcards are allowed
	Handles  []string // with or without @
	Hashtags []string // with or without #
	Query    string   // in the language of package query: a post that matches names the entity too
	// Context is for names with other meanings: where it is given, a name of one
	// word counts only in a post that holds one of these words or phrases, or a
	// name that has no other meaning (two words, a handle, a hashtag). Written as a
	// common noun, "la régie", it needs the context close by. Where none is given,
	// a name that is a common word (common.txt) counts only as a name: with its
	// capital, or beside one that has no other meaning.
	Context []string
	// Not rules a name out where one of these stands within 12 words of it.
	Not []string
}

// literal is one name of an entity as the words it consists of.
type literal struct {
	entity  int
	words   []string
	sure    bool // means nothing else
	key     int  // the word that is no article
	capital bool // the key starts with a capital
	common  bool // the key is a word of the language too
	acronym bool // counts in capitals only
}

type rule struct {
	id           string
	context, not []cue
	query        query.Expr // nil: none
}

// node is a place in the tree of all names, which branches at every word: all
// entities together cost the way from each word of a post to the end of what
// could be a name, one look-up for nearly all of them.
type node struct {
	next  map[string]*node
	ends  []*literal // the names that end here
	asked []int      // the entities whose query this word, the first, may satisfy
}

func (n *node) step(word string) *node {
	if n.next[word] == nil {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		n.next[word] = &node{}
	}
	return n.next[word]
}

// Finder finds the mentions of all entities in one pass over the words. It is
// safe for concurrent use.
type Finder struct {
	rules  []rule
	names  map[string]*node // by the first word
	always []int            // the entities whose query has no word that it needs
}

// New prepares a Finder. The error names every fault of every entity, in the
// order in which they are given.
func New(entities []Entity) (*Finder, error) {
	f := &Finder{}
	var root node
	var faults []error
	for i, e := range entities {
		r := rule{id: e.ID}
		wild, err := addNames(&root, i, e)
		faults = append(faults, err)
		r.context, err = cues(e, "context", e.Context)
		faults = append(faults, err)
		r.not, err = cues(e, "not", e.Not)
		faults = append(faults, err)
		faults = append(faults, r.setQuery(e, wild))
		f.rules = append(f.rules, r)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	f.addTriggers(&root)
	f.names = root.next
	return f, nil
}

// addNames adds the literals of an entity and returns its names with wildcards.
func addNames(root *node, i int, e Entity) (wild []query.Expr, err error) {
	for _, name := range append([]string{e.Name}, e.Aliases...) {
		if strings.ContainsAny(name, "*?") {
			x, err := query.Parse(`"` + name + `"`)
			if err != nil {
				return nil, fmt.Errorf("entity %q, name %q: %w", e.ID, name, err)
			}
			wild = append(wild, x)
			continue
		}
		words := query.Words(name)
		if len(words) == 0 {
			if name != "" {
				err = errors.Join(err, fmt.Errorf("entity %q: no letter or figure in the name %q", e.ID, name))
			}
			continue
		}
		root.add(newLiteral(i, name, words))
		if joined := strings.Join(words, ""); len(words) > 1 && !strings.Contains(joined, "'") {
			root.add(literal{entity: i, words: []string{"#" + joined}, sure: true})
			root.add(literal{entity: i, words: []string{"@" + joined}, sure: true})
		}
	}
	return wild, errors.Join(err, addSigned(root, i, e, "@", e.Handles), addSigned(root, i, e, "#", e.Hashtags))
}

// addSigned adds the names that are written after a sign.
func addSigned(root *node, i int, e Entity, sign string, names []string) (err error) {
	for _, name := range names {
		words := query.Words(sign + strings.TrimLeft(name, "@#＠＃"))
		if len(words) == 0 || words[0] == "" || words[0][0] != sign[0] {
			err = errors.Join(err, fmt.Errorf("entity %q: %q is no name after %s", e.ID, name, sign))
			continue
		}
		root.add(literal{entity: i, words: words, sure: true})
	}
	return err
}

func newLiteral(entity int, name string, words []string) literal {
	l := literal{entity: entity, words: words, sure: content(words) > 1 || strings.ContainsAny(name[:1], "#@")}
	toks := text.Tokens(name)
	l.key = max(0, slices.IndexFunc(words, func(w string) bool { return !text.IsStop("", w) }))
	first, _ := utf8.DecodeRuneInString(name[toks[l.key].Start:])
	l.capital = unicode.IsUpper(first)
	l.common = !l.sure && l.capital && commonWords()[words[l.key]]
	l.acronym = len(words) == 1 && utf8.RuneCountInString(words[0]) <= 3 && strings.ToUpper(name) == name && l.capital
	return l
}

//go:embed common.txt
var commonFile string

var commonWords = sync.OnceValue(func() map[string]bool { return set(commonFile) })

// content counts the words that are no function words.
func content(words []string) int {
	n := 0
	for _, w := range words {
		if !text.IsStop("", w) {
			n++
		}
	}
	return n
}

func (n *node) add(l literal) {
	for _, w := range l.words {
		n = n.step(w)
	}
	n.ends = append(n.ends, &l)
}

// setQuery joins the entity's query with its names that hold wildcards.
func (r *rule) setQuery(e Entity, wild []query.Expr) error {
	if strings.TrimSpace(e.Query) != "" {
		x, err := query.ParseNaming(e.Query)
		if err != nil {
			return fmt.Errorf("entity %q: %w", e.ID, err)
		}
		wild = append(wild, x)
	}
	switch len(wild) {
	case 0:
		return nil
	case 1:
		r.query = wild[0]
	default:
		r.query = query.Or{List: wild}
	}
	return nil
}
