package config

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// place is where the list of sources stands in a file.
type place struct {
	lines  []string // with their ends
	end    string   // of a line
	key    *token.Token
	list   *ast.SequenceNode // nil: nothing follows the key
	indent int               // where dashes stand in this file
}

// locate finds the list of sources in body, which Parse has read well.
func locate(body []byte) (place, error) {
	p := place{lines: slices.Collect(strings.Lines(string(body))), end: "\n", indent: 2}
	if len(p.lines) > 0 && strings.HasSuffix(p.lines[0], "\r\n") {
		p.end = "\r\n"
	}
	file, err := parser.ParseBytes(body, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return p, err
	}
	for _, doc := range file.Docs {
		for _, kv := range pairs(doc.Body) {
			list, _ := kv.Value.(*ast.SequenceNode)
			switch {
			case kv.Key.GetToken().Value == "sources":
				p.key, p.list = kv.Key.GetToken(), list
				if _, null := kv.Value.(*ast.NullNode); list == nil && !null {
					return p, ErrByHand
				}
			case list != nil && !list.IsFlowStyle && len(list.Entries) > 0:
				p.indent = list.Entries[0].Start.Position.Column - 1
			}
		}
	}
	if p.list != nil && !p.list.IsFlowStyle {
		if len(p.list.Entries) != len(p.list.Values) || len(p.list.Values) == 0 {
			return p, ErrByHand
		}
		p.indent = p.list.Entries[0].Start.Position.Column - 1
	}
	return p, nil
}

func pairs(n ast.Node) []*ast.MappingValueNode {
	switch t := n.(type) {
	case *ast.MappingNode:
		return t.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{t}
	}
	return nil
}

// offset is where t begins in its line, in bytes. The parser counts characters.
func (p place) offset(t *token.Token) int {
	text := p.lines[t.Position.Line-1]
	at := 0
	for range t.Position.Column - 1 {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// absolute is where t begins in the file, in bytes.
func (p place) absolute(t *token.Token) int {
	at := p.offset(t)
	for _, line := range p.lines[:t.Position.Line-1] {
		at += len(line)
	}
	return at
}

// aside is a comment that goes on with the keys of the source above it, as
// those of the shipped file do.
var aside = regexp.MustCompile(`^\s*#(?:\s{2,}|\s*[a-z_]+: )`)

// item returns the lines of a block list's entry, from and to before: up to its
// last key, and the comments that hang below that.
func (p place) item(i int) (from, to int) {
	from = p.list.Entries[i].Start.Position.Line - 1
	bound := len(p.lines)
	if i+1 < len(p.list.Entries) {
		bound = p.list.Entries[i+1].Start.Position.Line - 1
	}
	to = from + 1
	for n := to; n < bound; n++ {
		text := strings.TrimRight(p.lines[n], " \t\r\n")
		inner := strings.TrimLeft(text, " ")
		switch {
		case inner == "" || strings.HasPrefix(inner, "#"):
		case len(text)-len(inner) > p.indent:
			to = n + 1
		default:
			bound = n
		}
	}
	for to < bound {
		text := p.lines[to]
		inner := strings.TrimLeft(text, " ")
		if !strings.HasPrefix(inner, "#") || len(text)-len(inner) <= p.indent && !aside.MatchString(text) {
			break
		}
		to++
	}
	return from, to
}

// gap is what stands between the dash and the first key of the last entry.
func (p place) gap() string {
	entry := p.list.Entries[len(p.list.Entries)-1]
	text := p.lines[entry.Start.Position.Line-1][p.offset(entry.Start)+1:]
	if inner := strings.TrimLeft(text, " "); inner != "" && !strings.ContainsAny(inner[:1], "#\r\n{") && len(text) > len(inner) {
		return text[:len(text)-len(inner)]
	}
	return " "
}
