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

// around is how many words from a name Not is looked for, and Context of a
// name that is written as a common noun.
const around = 12

// literal is one name of an entity as the words it consists of.
type literal struct {
	entity  int
	words   []string
	sure    bool // means nothing else
	key     int  // the word that is no article
	capital bool // the key starts with a capital
	common  bool // the key is a word of the language too
	acronym bool // counts in capitals only
	trigger bool // no name: a word without which the entity's query cannot match
}

type rule struct {
	id           string
	context, not []query.Expr
	hasContext   bool
	query        query.Expr // nil: none
	always       bool       // the query may match without any of its literals
}

// Finder finds the mentions of all entities in one pass over the words. It is
// safe for concurrent use.
type Finder struct {
	rules    []rule
	literals map[string][]literal // by their first word, longest first
}

// New prepares a Finder. The error names every fault of every entity.
func New(entities []Entity) (*Finder, error) {
	f := &Finder{literals: map[string][]literal{}}
	var faults []error
	for i, e := range entities {
		r := rule{id: e.ID, hasContext: len(e.Context) > 0}
		wild, err := f.addNames(i, e)
		faults = append(faults, err)
		r.context, err = terms(e, "context", e.Context)
		faults = append(faults, err)
		r.not, err = terms(e, "not", e.Not)
		faults = append(faults, err)
		faults = append(faults, r.setQuery(e, wild))
		f.rules = append(f.rules, r)
		f.addTriggers(i)
	}
	for _, list := range f.literals {
		slices.SortStableFunc(list, func(a, b literal) int { return len(b.words) - len(a.words) })
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return f, nil
}

// addNames adds the literals of an entity and returns its names with wildcards.
func (f *Finder) addNames(i int, e Entity) (wild []query.Expr, err error) {
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
		f.add(newLiteral(i, name, words))
		if joined := strings.Join(words, ""); len(words) > 1 && !strings.Contains(joined, "'") {
			f.add(literal{entity: i, words: []string{"#" + joined}, sure: true})
			f.add(literal{entity: i, words: []string{"@" + joined}, sure: true})
		}
	}
	for sign, names := range map[string][]string{"@": e.Handles, "#": e.Hashtags} {
		for _, name := range names {
			words := query.Words(sign + strings.TrimLeft(name, "@#＠＃"))
			if len(words) == 0 || words[0] == "" || words[0][0] != sign[0] {
				err = errors.Join(err, fmt.Errorf("entity %q: %q is no name after %s", e.ID, name, sign))
				continue
			}
			f.add(literal{entity: i, words: words, sure: true})
		}
	}
	return wild, err
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

var commonWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonFile) {
		if line[0] != '#' {
			for w := range strings.FieldsSeq(line) {
				set[w] = true
			}
		}
	}
	return set
})

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

func (f *Finder) add(l literal) {
	f.literals[l.words[0]] = append(f.literals[l.words[0]], l)
}

func terms(e Entity, what string, list []string) ([]query.Expr, error) {
	var exprs []query.Expr
	var faults []error
	for _, s := range list {
		x, err := query.Parse(`"` + strings.Trim(s, `"`) + `"`)
		if err != nil {
			faults = append(faults, fmt.Errorf("entity %q, %s %q: %w", e.ID, what, s, err))
			continue
		}
		exprs = append(exprs, x)
	}
	return exprs, errors.Join(faults...)
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

// addTriggers adds the words without one of which the query cannot match.
func (f *Finder) addTriggers(i int) {
	r := &f.rules[i]
	if r.query == nil {
		return
	}
	words, ok := needs(r.query)
	r.always = !ok
	for _, w := range words {
		f.add(literal{entity: i, words: []string{w}, trigger: true})
	}
}

// needs returns words of which a post that matches holds at least one; ok is false
// where no such words are known. Of parts that must all match, the one with the
// fewest is enough.
func needs(e query.Expr) (words []string, ok bool) {
	switch e := e.(type) {
	case query.Term:
		return []string{e.Word}, !e.Wild
	case query.Phrase:
		for _, t := range e.Words { // the longest is the rarest, as a rule
			if !t.Wild && (!ok || len(t.Word) > len(words[0])) {
				words, ok = []string{t.Word}, true
			}
		}
		return words, ok
	case query.Near:
		return needs(query.And{List: []query.Expr{e.A, e.B}})
	case query.And:
		for _, x := range e.List {
			if w, known := needs(x); known && (!ok || len(w) < len(words)) {
				words, ok = w, true
			}
		}
		return words, ok
	case query.Or:
		for _, x := range e.List {
			w, known := needs(x)
			if !known {
				return nil, false
			}
			words = append(words, w...)
		}
		return words, true
	}
	return nil, false
}
