package fact

import (
	"fmt"
	"strings"
)

// separator stands between the wordings of a list in one cell.
const separator = " | "

// Change is one field that differs between two versions of a fact, as files name
// it.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff are the fields that differ, in the order of Fields.
func Diff(before, after Fact) []Change {
	before, after = Clean(before), Clean(after)
	var found []Change
	for _, f := range columns {
		if a, b := f.get(before), f.get(after); a != b {
			found = append(found, Change{f.name, a, b})
		}
	}
	if a, b := before.File, after.File; a != b && a.Name == b.Name { // another document of the same name
		found = append(found, Change{"file", fmt.Sprintf("%s (%.8s)", a.Name, a.Sum), fmt.Sprintf("%s (%.8s)", b.Name, b.Sum)})
	}
	return found
}

// Same tells whether two facts say the same.
func Same(a, b Fact) bool { return len(Diff(a, b)) == 0 }

// column is a field of a fact as one cell of a table.
type column struct {
	name string
	get  func(Fact) string
}

// columns are all fields, in the order in which files have them.
var columns = []column{
	{"id", func(f Fact) string { return f.ID }},
	{"entity", func(f Fact) string { return f.Entity }},
	{"metric", func(f Fact) string { return f.Metric }},
	{"aliases", func(f Fact) string { return strings.Join(f.Aliases, separator) }},
	{"value", func(f Fact) string { return f.Value }},
	{"unit", func(f Fact) string { return f.Unit }},
	{"period", func(f Fact) string { return f.Period }},
	{"valid_from", func(f Fact) string { return day(f.From) }},
	{"valid_until", func(f Fact) string { return day(f.Until) }},
	{"document", func(f Fact) string { return f.Document }},
	{"file", func(f Fact) string { return f.File.Name }},
	{"denied_by", func(f Fact) string { return strings.Join(f.DeniedBy, separator) }},
	{"statement_fr", func(f Fact) string { return f.Statement.FR }},
	{"statement_en", func(f Fact) string { return f.Statement.EN }},
}
