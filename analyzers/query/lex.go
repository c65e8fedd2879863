package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type lexKind uint8

const (
	lexWord lexKind = iota
	lexQuote
	lexField // name: of a field; the value follows
	lexOpen
	lexClose
	lexAnd
	lexOr
	lexNot
	lexNear
	lexEnd
)

type lexeme struct {
	kind       lexKind
	text       string // of a word, what is inside the quotes, the field's name
	start, end int
	n          int // of NEAR/n
}

const maxNear = 50

// lex splits a query into lexemes, ending with a lexEnd.
func lex(q string) ([]lexeme, error) {
	var list []lexeme
	for i := 0; i < len(q); {
		r, n := utf8.DecodeRuneInString(q[i:])
		switch {
		case unicode.IsSpace(r):
			i += n
		case r == '(' || r == ')':
			kind := lexOpen
			if r == ')' {
				kind = lexClose
			}
			list = append(list, lexeme{kind: kind, start: i, end: i + n})
			i += n
		case closing(r) != 0:
			at := strings.IndexRune(q[i+n:], closing(r))
			if at < 0 {
				return nil, &Error{q, i, len(q), "unclosed quotation mark, opened here", "close it with " + string(closing(r))}
			}
			end := i + n + at + utf8.RuneLen(closing(r))
			list = append(list, lexeme{kind: lexQuote, text: q[i+n : i+n+at], start: i, end: end})
			i = end
		case r == '-' && !value(list, i) && i+n < len(q) && !unicode.IsSpace(rune(q[i+n])):
			list = append(list, lexeme{kind: lexNot, start: i, end: i + n})
			i += n
		default:
			lx, err := lexBare(q, i, value(list, i))
			if err == nil {
				err = apart(q, list, lx)
			}
			if err != nil {
				return nil, err
			}
			list = append(list, lx)
			i = lx.end
		}
	}
	return append(list, lexeme{kind: lexEnd, start: len(q), end: len(q)}), nil
}

// apart is the fault of a field's name that a space keeps from its colon.
func apart(q string, list []lexeme, lx lexeme) error {
	if len(list) == 0 || lx.kind != lexWord || lx.text[0] != ':' || list[len(list)-1].kind != lexWord {
		return nil
	}
	name := list[len(list)-1]
	if !isField(name.text) {
		return nil
	}
	rest := strings.TrimSpace(lx.text[1:] + q[lx.end:])
	rest, _, _ = strings.Cut(rest, " ")
	return &Error{q, lx.start, lx.end, "a space before the colon", "write " + name.text + ":" + rest + ", without spaces"}
}

// isField tells the names of fields, in any of their languages.
func isField(word string) bool {
	word = strings.ToLower(word)
	return alias[word] != "" || slices.Contains(Fields, word)
}

// value tells whether what begins at i is the value of a field.
func value(list []lexeme, i int) bool {
	return len(list) > 0 && list[len(list)-1].kind == lexField && list[len(list)-1].end == i
}

func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“', '”':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// lexBare reads what is not in quotes: a word, an operator or a field's name;
// after a field's name only a word.
func lexBare(q string, start int, value bool) (lexeme, error) {
	end := start
	for end < len(q) {
		r, n := utf8.DecodeRuneInString(q[end:])
		if unicode.IsSpace(r) || r == '(' || r == ')' || closing(r) != 0 {
			break
		}
		end += n
		if r == ':' && !value && !isAddress(q[start:]) && isName(q[start:end-1]) {
			return lexField1(q, start, end)
		}
	}
	word := q[start:end]
	lx := lexeme{kind: lexWord, text: word, start: start, end: end}
	if value {
		return lx, nil
	}
	if op := smallOperator(word); op != "" {
		return lx, &Error{q, start, end, "an operator in small letters", "did you mean " + op + "; to search for the word itself, put it in quotation marks"}
	}
	switch word {
	case "AND", "ET":
		lx.kind = lexAnd
	case "OR", "OU":
		lx.kind = lexOr
	case "NOT", "SAUF":
		lx.kind = lexNot
	case "&&", "&", "+":
		return lx, &Error{q, start, end, "not an operator", "did you mean AND"}
	case "||", "|":
		return lx, &Error{q, start, end, "not an operator", "did you mean OR"}
	case "!":
		return lx, &Error{q, start, end, "not an operator", "did you mean NOT"}
	default:
		return lexNearOr(q, lx)
	}
	return lx, nil
}

// smallOperator is the operator that a word is but for its capitals, or "".
func smallOperator(word string) string {
	op := strings.ToUpper(word)
	if op == word {
		return ""
	}
	name, n, near := strings.Cut(op, "/")
	switch op {
	case "AND", "ET", "OR", "OU", "NOT", "SAUF":
		return op
	}
	if _, err := strconv.Atoi(n); near && err == nil && (name == "NEAR" || name == "PRES" || name == "PRÈS") {
		return op
	}
	return ""
}

func isAddress(s string) bool {
	s = strings.ToLower(s[:min(len(s), 8)])
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func isName(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

func lexField1(q string, start, end int) (lexeme, error) {
	name := strings.ToLower(q[start : end-1])
	if full, ok := alias[name]; ok {
		name = full
	}
	for _, known := range Fields {
		if name == known {
			return lexeme{kind: lexField, text: name, start: start, end: end}, nil
		}
	}
	hint := "the fields are " + strings.Join(Fields, ": ") + ":; to search for the word, put it in quotation marks"
	if near := nearest(name, Fields); near != "" {
		hint = "did you mean " + near + ":"
	}
	return lexeme{}, &Error{q, start, end, "unknown field", hint}
}

// lexNearOr reads NEAR/n; any other word stays what it is.
func lexNearOr(q string, lx lexeme) (lexeme, error) {
	op, n, slash := strings.Cut(lx.text, "/")
	switch op {
	case "NEAR", "PRES", "PRÈS":
	default:
		return lx, nil
	}
	if !slash {
		return lx, &Error{q, lx.start, lx.end, "without a distance", "did you mean " + op + "/5"}
	}
	count, err := strconv.Atoi(n)
	if err != nil || count < 1 || count > maxNear {
		return lx, &Error{q, lx.start, lx.end, "the distance is not a number from 1 to " + strconv.Itoa(maxNear), "did you mean " + op + "/5"}
	}
	lx.kind, lx.n = lexNear, count
	return lx, nil
}
