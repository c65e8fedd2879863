package query

import (
	"fmt"
	"strings"

	"vigie/analyzers/text"
)

const (
	maxBytes = 64 << 10
	maxDepth = 100
)

// Parse reads a query. Dates are in UTC. The error is an *Error.
func Parse(q string) (Expr, error) {
	if len(q) > maxBytes {
		return nil, &Error{q, maxBytes, maxBytes, fmt.Sprintf("longer than %d bytes", maxBytes), "split it in two"}
	}
	list, err := lex(q)
	if err != nil {
		return nil, err
	}
	p := &parser{q: q, list: list}
	if p.peek().kind == lexEnd {
		return All{}, nil
	}
	e, err := p.or("")
	if err != nil {
		return nil, err
	}
	if lx := p.peek(); lx.kind == lexClose {
		return nil, p.fault(lx, "a closing parenthesis without an opening one", "take it away, or open one before it")
	}
	return e, nil
}

type parser struct {
	q     string
	list  []lexeme
	at    int
	depth int
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
		e, err := p.and(field)
		if err != nil {
			return nil, err
		}
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

// Two letters of dead scripts carry the wildcards through the tokens.
const (
	wildMany = 'ꙮ'
	wildOne  = 'ꖠ'
)

var (
	toLetters = strings.NewReplacer("*", string(wildMany), "?", string(wildOne))
	toSigns   = strings.NewReplacer(string(wildMany), "*", string(wildOne), "?")
)

// wild writes the wildcards of s as letters; those of addresses are none.
func wild(s string) string {
	parts := strings.Fields(s)
	for i, part := range parts {
		if !strings.Contains(part, "://") && !strings.Contains(strings.ToLower(part), "www.") {
			parts[i] = toLetters.Replace(part)
		}
	}
	return strings.Join(parts, " ")
}

const maxWild = 60 // runes of a word with wildcards

// words reads a word or a quoted phrase as the tokens that the text of a post
// would give.
func (p *parser) words(lx lexeme) (Expr, error) {
	var list []Term
	for _, tok := range text.Tokens(wild(lx.text)) {
		t := Term{Word: tok.Fold}
		if strings.ContainsRune(tok.Fold, wildMany) || strings.ContainsRune(tok.Fold, wildOne) {
			t = Term{Word: simplify(toSigns.Replace(tok.Fold)), Wild: true}
		}
		if t.Wild && len([]rune(t.Word)) > maxWild {
			return nil, p.fault(lx, fmt.Sprintf("a word with wildcards of more than %d letters", maxWild), "shorten it")
		}
		if t.Wild && t.Word == "?" { // "vraiment ?": the question mark is no wildcard
			continue
		}
		list = append(list, t)
	}
	if !readsBack(list) {
		return nil, p.fault(lx, "signs that cannot be searched for", "leave them out")
	}
	bare := strings.TrimFunc(lx.text, func(r rune) bool { return r == '*' || r == '?' || r == '#' || r == '@' })
	switch {
	case len(list) == 1 && list[0].Wild && strings.Trim(list[0].Word, "*?@#'") == "", bare == "" && len(list) <= 1:
		return nil, p.fault(lx, "no letter or figure to search for", "add letters, as in bus*")
	case len(list) == 0:
		return nil, p.fault(lx, "no letter or figure to search for", "take it away")
	case len(list) == 1:
		return list[0], nil
	}
	return Phrase{list}, nil
}

// readsBack tells whether the words, written as a phrase, give the same words.
func readsBack(list []Term) bool {
	words := Words(wild(Phrase{list}.String()))
	if len(words) != len(list) {
		return false
	}
	for i, w := range words {
		if toSigns.Replace(w) != list[i].Word {
			return false
		}
	}
	return true
}

// simplify makes every run of wildcards that holds a * one *.
func simplify(word string) string {
	for {
		next := strings.NewReplacer("**", "*", "*?", "*", "?*", "*").Replace(word)
		if next == word {
			return word
		}
		word = next
	}
}
