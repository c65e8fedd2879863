package fact

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// What no file of facts has, and the parser takes minutes for.
const (
	longestLine = 64 << 10 // bytes
	deepest     = 1000     // brackets that are open
)

func (rd *reader) yaml(data []byte) {
	if line, cause := tangled(data); line > 0 {
		rd.fault(line, "", cause, "write it as a list of facts, each beginning with \"- id:\"")
		return
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey()) // which are faults of their own here
	if err != nil {
		line, cause := yamlFault(err)
		rd.fault(line, "", cause, "correct the YAML: a list of facts, each beginning with \"- id:\"")
		return
	}
	for _, doc := range file.Docs {
		rd.list(doc.Body)
	}
}

func tangled(data []byte) (line int, cause string) {
	open := 0
	for text := range bytes.Lines(data) {
		line++
		if len(text) > longestLine {
			return line, "a line of over 64 KB"
		}
		open += bytes.Count(text, []byte("[")) + bytes.Count(text, []byte("{")) - bytes.Count(text, []byte("]")) - bytes.Count(text, []byte("}"))
		if open = max(open, 0); open > deepest {
			return line, fmt.Sprintf("more than %d open brackets", deepest)
		}
	}
	return 0, ""
}

// yamlFault takes the line and the cause out of a syntax error.
func yamlFault(err error) (int, string) {
	line, col := 1, 0
	first, _, _ := strings.Cut(err.Error(), "\n")
	if n, _ := fmt.Sscanf(first, "[%d:%d]", &line, &col); n > 0 {
		_, first, _ = strings.Cut(first, "] ")
	}
	return line, "not YAML: " + first
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 1
}

func (rd *reader) list(n ast.Node) {
	if n == nil {
		return
	}
	if m := pairs(n); len(m) == 1 && keyOf(m[0]) == "facts" {
		n = m[0].Value
	}
	switch n := n.(type) {
	case *ast.NullNode, *ast.CommentGroupNode:
	case *ast.SequenceNode:
		for _, item := range n.Values {
			rd.fact(item)
		}
	default:
		rd.fault(lineOf(n), "", "not a list of facts", "begin each fact with \"- id: ...\"")
	}
}

// pairs are the entries of a mapping; nil: it is none.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func keyOf(p *ast.MappingValueNode) string { return strings.Trim(p.Key.String(), `"'`) }

// inFiles are the fields as YAML has them.
const inFiles = "id, entity, metric, aliases, value, unit, period, valid_from, valid_until, document, file, denied_by, statement"

// entry is a fact that is being read.
type entry struct {
	*reader
	fact  Fact
	lines map[string]int // where each field stands
	bad   map[string]bool
}

func (rd *reader) fact(n ast.Node) {
	m := pairs(n)
	if len(m) == 0 {
		rd.fault(lineOf(n), "", "not a fact", "write it as id, entity, metric, value, ...")
		return
	}
	e := &entry{reader: rd, lines: map[string]int{}, bad: map[string]bool{}}
	before, first := len(rd.faults), lineOf(m[0].Key)
	for _, p := range m {
		e.field(keyOf(p), lineOf(p.Key), p.Value)
	}
	rd.take(e.fact, before, e.bad, func(field string) (int, string) {
		if l, ok := e.lines[field]; ok {
			return l, ""
		}
		return first, ""
	})
}

func (e *entry) wrong(field string, line int, cause, remedy string) {
	e.bad[field] = true
	e.fault(line, "", cause, remedy)
}

func (e *entry) field(key string, line int, value ast.Node) {
	if _, twice := e.lines[key]; twice {
		e.wrong(key, line, key+" stands twice", "keep one")
		return
	}
	e.lines[key] = line
	if _, null := value.(*ast.NullNode); null && strings.Contains(inFiles+",", key+",") {
		return
	}
	switch key {
	case "aliases":
		e.fact.Aliases = e.strings(key, value)
	case "denied_by":
		e.fact.DeniedBy = e.strings(key, value)
	case "statement":
		e.parts(key, value, map[string]string{"fr": "statement_fr", "en": "statement_en"}, "statement has no language; write statement: {fr: ..., en: ...}", "its languages are fr and en")
	case "file":
		if pairs(value) == nil {
			e.scalar(key, key, value)
			return
		}
		e.parts(key, value, map[string]string{"name": "file", "sha256": "file_sha256", "type": "file_type", "size": "file_size"}, "", "it has name, sha256, type and size")
	case "id", "entity", "metric", "value", "unit", "period", "valid_from", "valid_until", "document":
		e.scalar(key, key, value)
	default:
		e.wrong(key, line, fmt.Sprintf("%q is no field of a fact", key), "the fields are "+inFiles)
	}
}

// parts reads a field that is a mapping; into are the names that tables have for
// its parts.
func (e *entry) parts(key string, n ast.Node, into map[string]string, none, remedy string) {
	m := pairs(n)
	if m == nil {
		cause, how, _ := strings.Cut(none, "; ")
		e.wrong(key, lineOf(n), cause, how)
		return
	}
	seen := map[string]bool{}
	for _, p := range m {
		part := keyOf(p)
		switch {
		case into[part] == "":
			e.wrong(key, lineOf(p.Key), fmt.Sprintf("%s has no %q", key, part), remedy)
		case seen[part]:
			e.wrong(key, lineOf(p.Key), fmt.Sprintf("%s: %s stands twice", key, part), "keep one")
		default:
			e.scalar(key, into[part], p.Value)
		}
		seen[part] = true
	}
}

// scalar reads one value into the field that tables call column.
func (e *entry) scalar(key, column string, n ast.Node) {
	s, ok := scalar(n)
	if !ok {
		e.wrong(key, lineOf(n), key+" is not one value", "write it on one line, between quotes if it holds : or #")
		return
	}
	if err := Set(&e.fact, column, s); err != nil {
		p := err.(Problem)
		e.wrong(key, lineOf(n), key+": "+p.Cause, p.Remedy)
	}
}

func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NanNode, *ast.InfinityNode:
		return n.GetToken().Value, true
	case *ast.AnchorNode:
		return scalar(n.Value)
	case *ast.TagNode:
		return scalar(n.Value)
	}
	return "", false
}

func (e *entry) strings(key string, n ast.Node) []string {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		e.wrong(key, lineOf(n), key+" is not a list", "write "+key+": [first, second]")
		return nil
	}
	var out []string
	for _, v := range seq.Values {
		s, ok := scalar(v)
		if !ok {
			e.wrong(key, lineOf(v), key+" has something in it that is not one value", "write it between quotes if it holds : or #")
		}
		out = append(out, s)
	}
	return out
}
