package query

import (
	"fmt"
	"slices"
)

const (
	maxBytes = 64 << 10
	maxDepth = 100
)

// Parse reads a query. Dates are in UTC. The error is an *Error.
func Parse(q string) (Expr, error) {
	e, _, err := parse(q, nil)
	return e, err
}

// ParseNaming reads the query of an entity, by which posts name it. What is only
// known of a post after its entities are, it cannot ask for; and what it only
// forbids would have every other post name the entity.
func ParseNaming(q string) (Expr, error) {
	e, p, err := parse(q, []string{"entity", "sentiment", "story", "stance"})
	if _, empty := e.(All); err == nil && !empty && open(e) {
		err = p.fault(p.list[p.bare], "only says what a post must not hold: all others would match", "write before it what they must hold, as in: bank NOT river")
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// open tells whether a query matches a post with nothing that it asks for.
func open(e Expr) bool {
	switch e := e.(type) {
	case All:
		return true
	case And:
		return !slices.ContainsFunc(e.List, func(x Expr) bool { return !open(x) })
	case Or:
		return slices.ContainsFunc(e.List, open)
	case Not:
		return !open(e.X)
	}
	return false
}

func parse(q string, later []string) (Expr, *parser, error) {
	if len(q) > maxBytes {
		return nil, nil, &Error{q, maxBytes, maxBytes, fmt.Sprintf("longer than %d bytes", maxBytes), "split it in two"}
	}
	list, err := lex(q)
	if err != nil {
		return nil, nil, err
	}
	p := &parser{q: q, list: list, later: later}
	if p.peek().kind == lexEnd {
		return All{}, p, nil
	}
	e, err := p.or("")
	if err != nil {
		return nil, nil, err
	}
	if lx := p.peek(); lx.kind == lexClose {
		return nil, nil, p.fault(lx, "a closing parenthesis without an opening one", "take it away, or open one before it")
	}
	return e, p, nil
}

type parser struct {
	q     string
	list  []lexeme
	later []string // fields that cannot be asked for
	at    int
	depth int
	bare  int // the lexeme of the first NOT that stands for a whole alternative; 0: none, or the first
}

func (p *parser) peek() lexeme { return p.list[p.at] }

func (p *parser) take() lexeme {
	lx := p.list[p.at]
	if lx.kind != lexEnd {
		p.at++
	}
	return lx
}

func (p *parser) fault(lx lexeme, what, hint string) error {
	return &Error{p.q, lx.start, lx.end, what, hint}
}

// or reads a OR b OR c. All of it is about field, if one is given.
func (p *parser) or(field string) (Expr, error) {
	var list []Expr
	for {
		start := p.at
		e, err := p.and(field)
		if err != nil {
			return nil, err
		}
		p.mark(e, start)
		if o, ok := e.(Or); ok {
			list = append(list, o.List...)
		} else {
			list = append(list, e)
		}
		if p.peek().kind != lexOr {
			break
		}
		p.take()
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return Or{list}, nil
}

// mark remembers the NOT by which an alternative, begun at start, is open; one
// within it is forgotten where it is not.
func (p *parser) mark(e Expr, start int) {
	switch inside := p.bare >= start; {
	case !open(e) && inside:
		p.bare = 0
	case open(e) && p.bare == 0:
		p.bare = start + slices.IndexFunc(p.list[start:p.at], func(lx lexeme) bool { return lx.kind == lexNot })
	}
}

// and reads a AND b, or a b.
func (p *parser) and(field string) (Expr, error) {
	var list []Expr
	for {
		e, err := p.not(field)
		if err != nil {
			return nil, err
		}
		if a, ok := e.(And); ok {
			list = append(list, a.List...)
		} else {
			list = append(list, e)
		}
		switch p.peek().kind {
		case lexAnd:
			p.take()
			continue
		case lexOr, lexClose, lexEnd:
			if len(list) == 1 {
				return list[0], nil
			}
			return And{list}, nil
		}
	}
}

func (p *parser) not(field string) (Expr, error) {
	if p.peek().kind != lexNot {
		return p.near(field)
	}
	if p.depth++; p.depth > maxDepth {
		return nil, p.fault(p.peek(), "nested too deeply", "simplify the query")
	}
	defer func() { p.depth-- }()
	p.take()
	e, err := p.not(field)
	if err != nil {
		return nil, err
	}
	return Not{e}, nil
}

// near reads a NEAR/n b. A third operand is near the second.
func (p *parser) near(field string) (Expr, error) {
	start := p.peek().start
	a, err := p.primary(field)
	if err != nil {
		return nil, err
	}
	var list []Expr
	for p.peek().kind == lexNear {
		op := p.take()
		b, err := p.primary(field)
		if err != nil {
			return nil, err
		}
		if !isNearable(a) || !isNearable(b) {
			return nil, &Error{p.q, start, p.list[p.at-1].end, "NEAR joins words and phrases only", `write (tram OR bus) NEAR/5 "en retard", and the rest with AND`}
		}
		list = append(list, Near{a, b, op.n})
		a = b
	}
	switch len(list) {
	case 0:
		return a, nil
	case 1:
		return list[0], nil
	}
	return And{list}, nil
}

func isNearable(e Expr) bool {
	switch e := e.(type) {
	case Term, Phrase:
		return true
	case Or:
		for _, x := range e.List {
			if !isNearable(x) {
				return false
			}
		}
		return true
	}
	return false
}

func (p *parser) primary(field string) (Expr, error) {
	lx := p.take()
	switch lx.kind {
	case lexOpen:
		return p.group(field, lx)
	case lexField:
		if field != "" {
			return nil, p.fault(lx, "a field inside the parentheses of "+field+":", "close the parentheses before it")
		}
		if slices.Contains(p.later, lx.text) {
			return nil, p.fault(lx, "not known yet when an entity is looked for", "take it away; an entity's query asks for words, author: site: kind: lang: url: tag: before: after:")
		}
		if next := p.peek(); next.start != lx.end || next.kind != lexOpen && next.kind != lexWord && next.kind != lexQuote {
			return nil, p.fault(lx, "nothing after "+lx.text+":", "write "+examples[lx.text]+", without a space")
		}
		return p.primary(lx.text)
	case lexWord, lexQuote:
		if field != "" {
			return p.field(field, lx)
		}
		return p.words(lx)
	case lexClose:
		if p.at > 1 && p.list[p.at-2].kind == lexOpen {
			return nil, p.fault(lx, "nothing between the parentheses", "put words there, or take them away")
		}
		if p.depth == 0 {
			return nil, p.fault(lx, "a closing parenthesis without an opening one", "take it away, or open one before it")
		}
		return nil, p.fault(lx, "words are missing before the parenthesis", "put a word there, or take the operator away")
	case lexEnd:
		last := lx
		if p.at > 0 {
			last = p.list[p.at-1]
		}
		return nil, p.fault(last, "words are missing after this", "put a word there, or take it away")
	}
	return nil, p.fault(lx, "an operator where a word should stand", `put a word before it; to search for the word itself, put it in quotation marks`)
}

func (p *parser) group(field string, open lexeme) (Expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fault(open, "nested too deeply", "simplify the query")
	}
	defer func() { p.depth-- }()
	if p.peek().kind == lexEnd {
		return nil, p.fault(open, "unclosed parenthesis, opened here", "close it with )")
	}
	e, err := p.or(field)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != lexClose {
		return nil, p.fault(open, "unclosed parenthesis, opened here", "close it with )")
	}
	p.take()
	return e, nil
}
