package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Fault is one thing wrong with the file.
type Fault struct {
	File   string
	Line   int    // 0: the whole file
	Path   string // sources[2].schedule
	Cause  string
	Remedy string
}

func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	b.WriteString(": ")
	if f.Path != "" {
		b.WriteString(f.Path + " ")
	}
	b.WriteString(f.Cause)
	if f.Remedy != "" {
		b.WriteString("; " + f.Remedy)
	}
	return b.String()
}

// Faults is everything wrong with the file, in the order of its lines.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// decoder fills a struct from YAML and remembers the line of every path, so
// that the checks that come after can name it too.
type decoder struct {
	file   string
	lines  map[string]int
	faults Faults
}

func newDecoder(path string) *decoder {
	return &decoder{file: filepath.Base(path), lines: map[string]int{}}
}

func (d *decoder) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return a.Line - b.Line })
	return d.faults
}

// fault records one; the line is that of the path, or of the nearest parent
// that stands in the file.
func (d *decoder) fault(path, cause, remedy string) {
	line := 0
	for p := path; ; {
		if l, ok := d.lines[p]; ok {
			line = l
			break
		}
		cut := strings.LastIndexAny(p, ".[")
		if cut < 0 {
			break
		}
		p = p[:cut]
	}
	d.faults = append(d.faults, Fault{File: d.file, Line: line, Path: path, Cause: cause, Remedy: remedy})
}

// decode fills into; false says that the file is no YAML and nothing was read.
func (d *decoder) decode(body []byte, into any) bool {
	file, err := parser.ParseBytes(body, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		line, cause := 0, err.Error()
		var syntax yaml.Error
		if errors.As(err, &syntax) {
			cause = syntax.GetMessage()
			if t := syntax.GetToken(); t != nil {
				line = t.Position.Line
			}
		}
		d.faults = append(d.faults, Fault{File: d.file, Line: line, Cause: "is not YAML: " + cause,
			Remedy: "look for a missing colon, quote or indentation there"})
		return false
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			d.node(doc.Body, reflect.ValueOf(into).Elem(), "")
		}
	}
	return true
}

func (d *decoder) node(n ast.Node, v reflect.Value, path string) {
	switch t := n.(type) {
	case *ast.NullNode, *ast.CommentGroupNode:
		return
	case *ast.AnchorNode:
		d.node(t.Value, v, path)
		return
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		d.duration(n, v, path)
	case v.Kind() == reflect.Struct:
		d.mapping(n, v, path)
	case v.Kind() == reflect.Slice:
		d.sequence(n, v, path)
	default:
		d.scalar(n, v, path)
	}
}

func (d *decoder) mapping(n ast.Node, v reflect.Value, path string) {
	var values []*ast.MappingValueNode
	switch t := n.(type) {
	case *ast.MappingNode:
		values = t.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{t}
	default:
		d.fault(path, "should be a group of keys", "write one of: "+strings.Join(keys(v.Type()), ", "))
		return
	}
	for _, kv := range values {
		key := kv.Key.GetToken().Value
		at := join(path, key)
		line := kv.Key.GetToken().Position.Line
		if _, twice := d.lines[at]; twice {
			d.fault(at, fmt.Sprintf("stands twice (again on line %d)", line), "keep one")
			continue
		}
		d.lines[at] = line
		field, ok := field(v, key)
		if !ok {
			d.unknown(at, key, v.Type())
			continue
		}
		d.node(kv.Value, field, at)
	}
}

func (d *decoder) unknown(at, key string, t reflect.Type) {
	known := keys(t)
	if key == "password" {
		d.fault(at, "may not stand in this file", "secrets come from password_file or the environment (VIGIE_MAIL_PASSWORD, VIGIE_CLICKHOUSE_PASSWORD)")
		return
	}
	best, distance := "", 3
	for _, k := range known {
		if n := levenshtein.ComputeDistance(key, k); n < distance {
			best, distance = k, n
		}
	}
	remedy := "known here: " + strings.Join(known, ", ")
	if best != "" {
		remedy = fmt.Sprintf("did you mean %q?", best)
	}
	d.fault(at, "is not a key that Vigie knows", remedy)
}

func (d *decoder) sequence(n ast.Node, v reflect.Value, path string) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fault(path, "should be a list", "write [a, b], or one \"- \" a line")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values))
	for i, item := range seq.Values {
		at := fmt.Sprintf("%s[%d]", path, i)
		d.lines[at] = line(item)
		d.node(item, out.Index(i), at)
	}
	v.Set(out)
}

func (d *decoder) duration(n ast.Node, v reflect.Value, path string) {
	s := n.GetToken().Value
	dur, err := time.ParseDuration(s)
	if err != nil || dur < 0 {
		d.fault(path, fmt.Sprintf("%q is not a length of time", s), "write 30s, 15m or 2h")
		return
	}
	v.SetInt(int64(dur))
}

func (d *decoder) scalar(n ast.Node, v reflect.Value, path string) {
	if _, isScalar := n.(ast.ScalarNode); !isScalar {
		d.fault(path, "should be a single value", "write it on the same line as its key")
		return
	}
	s := n.GetToken().Value
	if lit, ok := n.(*ast.LiteralNode); ok {
		s = lit.Value.Value
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			d.fault(path, fmt.Sprintf("%q is neither true nor false", s), "write true or false")
			return
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
		if err != nil || i < 0 {
			d.fault(path, fmt.Sprintf("%q is not a whole number", s), "write digits only, such as 730")
			return
		}
		v.SetInt(i)
	}
}

// line is where a node begins in the file; the token of a mapping is its first
// colon, so its key tells.
func line(n ast.Node) int {
	switch t := n.(type) {
	case *ast.MappingNode:
		if len(t.Values) > 0 {
			return line(t.Values[0])
		}
	case *ast.MappingValueNode:
		return t.Key.GetToken().Position.Line
	}
	return n.GetToken().Position.Line
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func field(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if tag := v.Type().Field(i).Tag.Get("yaml"); tag == key && tag != "" && tag != "-" {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func keys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			out = append(out, tag)
		}
	}
	return out
}
