// Package query holds the one query language of Vigie: of the explorer, of
// `vigie query` and of the entities in config.yaml. It parses a query, writes it
// back, matches it against a document in memory, and gives the patterns from
// which the store builds SQL with the same meaning. It reads no database.
//
// The language:
//
//	tram retard            both words (AND, ET, or nothing between them)
//	tram OR bus            one of them (OR, OU)
//	tram NOT bus           the first without the second (NOT, SAUF, -bus)
//	(a OR b) c             parentheses
//	"odeur de brûlé"       the words in this order; "*" stands for any one word
//	tram NEAR/5 retard     at most 5 words apart, in any order (NEAR, PRES)
//	bus* *ville retard?    * for any letters, ? for at most one
//	#translum @translum    a hashtag, a handle; translum alone finds them too
//	author: site: kind: lang: url: tag: entity: sentiment: story: stance:
//	before:2026-11-02 after:2026-11 author:(a OR b)
//
// Case and accents do not matter, save that operators are in capitals. A word that
// is one in small letters stands in quotation marks: tram "or" bus.
package query

import (
	"strconv"
	"strings"
	"time"
)

// Expr is a parsed query: All, Term, Phrase, Near, Field, And, Or or Not.
type Expr interface {
	// String writes the query so that Parse gives the same Expr.
	String() string
	expr()
}

// All matches every document: it is the empty query.
type All struct{}

// Term is one word, folded as the tokens of package text are. It also matches
// the word as a hashtag or a handle.
type Term struct {
	Word string
	Wild bool // Word holds wildcards: * any letters, ? at most one
}

// Phrase is words that follow each other. A Term{"*", true} is any one word.
type Phrase struct{ Words []Term }

// Near is two operands in any order with fewer than N words between them. An
// operand is a Term, a Phrase, or an Or of such.
type Near struct {
	A, B Expr
	N    int
}

// Field is a condition on a property of the document.
type Field struct {
	Name  string    // author, site, kind, lang, url, tag, entity, sentiment, story, stance, before, after
	Value string    // folded; as written for before and after
	Wild  bool      // Value holds wildcards
	Time  time.Time // for before and after, UTC: published < Time, published >= Time
}

// And matches where all of List do; it has at least two.
type And struct{ List []Expr }

// Or matches where one of List does; it has at least two.
type Or struct{ List []Expr }

// Not matches where X does not.
type Not struct{ X Expr }

func (All) expr()    {}
func (Term) expr()   {}
func (Phrase) expr() {}
func (Near) expr()   {}
func (Field) expr()  {}
func (And) expr()    {}
func (Or) expr()     {}
func (Not) expr()    {}

func (All) String() string { return "" }

func (t Term) String() string {
	if needsQuotes(t.Word) {
		return `"` + t.Word + `"`
	}
	return t.Word
}

// needsQuotes tells the words that Parse would read as something else.
func needsQuotes(word string) bool {
	return word == "" || smallOperator(word) != "" || strings.ContainsAny(word, `():&|`) || strings.ContainsAny(word[:1], "-!'")
}

func (p Phrase) String() string {
	var b strings.Builder
	b.WriteByte('"')
	for i, w := range p.Words {
		// l' and 's hold on to their neighbour: alone they would be letters.
		if i > 0 && w.Word != "'s" && !strings.HasSuffix(p.Words[i-1].Word, "'") {
			b.WriteByte(' ')
		}
		b.WriteString(w.Word)
	}
	b.WriteByte('"')
	return b.String()
}

func (n Near) String() string {
	return group(n.A) + " NEAR/" + strconv.Itoa(n.N) + " " + group(n.B)
}

func (f Field) String() string {
	if strings.ContainsAny(f.Value, " ()“”«»") {
		return f.Name + `:"` + f.Value + `"`
	}
	return f.Name + ":" + f.Value
}

func (a And) String() string { return join(a.List, " AND ") }
func (o Or) String() string  { return join(o.List, " OR ") }
func (n Not) String() string { return "NOT " + group(n.X) }

func join(list []Expr, op string) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = group(e)
		if _, ok := e.(Near); ok {
			parts[i] = e.String()
		}
	}
	return strings.Join(parts, op)
}

// group puts parentheses around what consists of several parts.
func group(e Expr) string {
	switch e.(type) {
	case And, Or, Near:
		return "(" + e.String() + ")"
	}
	return e.String()
}

// Walk calls visit for e and for all below it; negated tells whether an odd
// number of Nots stands above.
func Walk(e Expr, visit func(e Expr, negated bool)) { walk(e, false, visit) }

func walk(e Expr, negated bool, visit func(Expr, bool)) {
	visit(e, negated)
	switch e := e.(type) {
	case And:
		for _, x := range e.List {
			walk(x, negated, visit)
		}
	case Or:
		for _, x := range e.List {
			walk(x, negated, visit)
		}
	case Not:
		walk(e.X, !negated, visit)
	case Near:
		walk(e.A, negated, visit)
		walk(e.B, negated, visit)
	}
}
