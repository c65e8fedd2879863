package claim

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is one thing wrong with a facts file: its place, cause and remedy.
type Fault struct {
	File   string
	Line   int
	Cause  string
	Remedy string
}

func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d: %s; %s", f.File, f.Line, f.Cause, f.Remedy)
}

const mostFacts = 8 << 20

// ReadFacts reads a facts file, a YAML list. The error joins every Fault of the
// file; the facts without a fault are returned all the same.
func ReadFacts(r io.Reader, filename string) (Facts, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostFacts+1))
	if err != nil {
		return nil, fmt.Errorf("read facts %q: %w", filename, err)
	}
	rd := &factsReader{file: filename, ids: map[string]int{}}
	if len(data) > mostFacts {
		rd.fault(1, "the file is over 8 MB", "split it")
		return nil, errors.Join(rd.faults...)
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		line, cause := yamlFault(err)
		rd.fault(line, cause, "correct the YAML: a list of facts, each beginning with \"- id:\"")
		return nil, errors.Join(rd.faults...)
	}
	var facts Facts
	for _, doc := range file.Docs {
		facts = append(facts, rd.list(doc.Body)...)
	}
	return facts, errors.Join(rd.faults...)
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

type factsReader struct {
	file   string
	faults []error
	ids    map[string]int // where each identifier stands
}

func (rd *factsReader) fault(line int, cause, remedy string) {
	rd.faults = append(rd.faults, Fault{rd.file, line, cause, remedy})
}

func line(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 1
}

func (rd *factsReader) list(n ast.Node) Facts {
	if n == nil {
		return nil
	}
	if m := pairs(n); len(m) == 1 && m[0].Key.String() == "facts" {
		n = m[0].Value
	}
	switch n := n.(type) {
	case *ast.NullNode, *ast.CommentGroupNode:
		return nil
	case *ast.SequenceNode:
		var facts Facts
		for _, item := range n.Values {
			before := len(rd.faults)
			if f := rd.fact(item); len(rd.faults) == before {
				facts = append(facts, f)
			}
		}
		return facts
	}
	rd.fault(line(n), "not a list of facts", "begin each fact with \"- id: ...\"")
	return nil
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

var fields = []string{"id", "entity", "metric", "aliases", "value", "unit", "period", "document", "denied_by", "statement"}

func (rd *factsReader) fact(n ast.Node) Fact {
	var f Fact
	m := pairs(n)
	if len(m) == 0 {
		rd.fault(line(n), "not a fact", "write it as id, entity, metric, value, ...")
		return f
	}
	at := map[string]int{}
	for _, p := range m {
		key, l := keyOf(p), line(p.Key)
		if _, twice := at[key]; twice {
			rd.fault(l, fmt.Sprintf("%s stands twice", key), "keep one")
			continue
		}
		at[key] = l
		switch key {
		case "id":
			f.ID = rd.scalar(key, p.Value)
		case "entity":
			f.Entity = rd.scalar(key, p.Value)
		case "metric":
			f.Metric = rd.scalar(key, p.Value)
		case "value":
			f.Value = rd.scalar(key, p.Value)
		case "unit":
			f.Unit = rd.scalar(key, p.Value)
		case "period":
			f.Period = rd.scalar(key, p.Value)
		case "document":
			f.Document = rd.scalar(key, p.Value)
		case "aliases":
			f.Aliases = rd.strings(key, p.Value)
		case "denied_by":
			f.DeniedBy = rd.strings(key, p.Value)
		case "statement":
			f.Statement = rd.statement(p.Value)
		default:
			rd.fault(l, fmt.Sprintf("%q is no field of a fact", key), "the fields are "+strings.Join(fields, ", "))
		}
	}
	rd.check(f, line(m[0].Key), at)
	return f
}

func (rd *factsReader) check(f Fact, first int, at map[string]int) {
	place := func(key string) int {
		if l, ok := at[key]; ok {
			return l
		}
		return first
	}
	name := f.ID
	if f.ID == "" {
		name = "a fact"
		rd.fault(place("id"), "a fact without id", "give it one, such as fleet-2026")
	} else if was, twice := rd.ids[f.ID]; twice {
		rd.fault(place("id"), fmt.Sprintf("id %q stands on line %d too", f.ID, was), "give each fact an id of its own")
	} else {
		rd.ids[f.ID] = place("id")
	}
	if f.Entity == "" {
		rd.fault(place("entity"), name+": no entity", "name the entity of config.yaml that it is about")
	}
	if len(senseStems(f.Metric)) == 0 && len(f.Aliases) == 0 {
		rd.fault(place("metric"), name+": no metric", "say what the figure counts, such as \"bus en service\"")
	}
	if f.Value == "" && f.Statement == (Statement{}) {
		rd.fault(place("value"), name+": neither value nor statement", "give the figure, or the statement in fr and en")
	}
	if f.Period != "" && parsePeriod(f.Period).year == 0 {
		rd.fault(place("period"), fmt.Sprintf("%s: period %q is no period", name, f.Period), "write 2026, 2026-11, 2026-Q3 or 2026-11-01")
	}
	if vs := parseValue(f.Value, ""); len(vs) > 0 && f.Unit != "" {
		if u, ok := unitOf(f.Unit); ok && vs[0].dim != counted && u.dim != vs[0].dim && (vs[0].dim != dated || u.dim != duration) { // "1921", in "année"
			rd.fault(place("unit"), fmt.Sprintf("%s: unit %q does not fit value %q", name, f.Unit, f.Value), "give the unit once, in value or in unit")
		}
	}
}

func keyOf(p *ast.MappingValueNode) string { return strings.Trim(p.Key.String(), `"'`) }

func (rd *factsReader) scalar(key string, n ast.Node) string {
	switch n := n.(type) {
	case *ast.NullNode:
		return ""
	case *ast.StringNode:
		return strings.TrimSpace(n.Value)
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NanNode, *ast.InfinityNode:
		return n.GetToken().Value
	case *ast.AnchorNode:
		return rd.scalar(key, n.Value)
	}
	rd.fault(line(n), key+" is not one value", "write it on one line, between quotes if it holds : or #")
	return ""
}

func (rd *factsReader) strings(key string, n ast.Node) []string {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		if _, null := n.(*ast.NullNode); !null {
			rd.fault(line(n), key+" is not a list", "write "+key+": [first, second]")
		}
		return nil
	}
	var out []string
	for _, v := range seq.Values {
		if s := rd.scalar(key, v); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (rd *factsReader) statement(n ast.Node) Statement {
	var s Statement
	m := pairs(n)
	if m == nil {
		if _, null := n.(*ast.NullNode); !null {
			rd.fault(line(n), "statement has no language", "write statement: {fr: ..., en: ...}")
		}
		return s
	}
	for _, p := range m {
		switch keyOf(p) {
		case "fr":
			s.FR = rd.scalar("fr", p.Value)
		case "en":
			s.EN = rd.scalar("en", p.Value)
		default:
			rd.fault(line(p.Key), fmt.Sprintf("statement has no %q", keyOf(p)), "its languages are fr and en")
		}
	}
	return s
}
