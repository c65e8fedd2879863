package fact

import (
	"fmt"
	"strings"
)

// Change is one field that differs between two versions of a fact, as tables
// name it.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff are the fields that differ, in the order of Fields; a document is one.
func Diff(before, after Fact) []Change {
	before, after = Clean(before), Clean(after)
	var found []Change
	for _, c := range columns() {
		a, b := c.get(before), c.get(after)
		switch {
		case c.name == "file" && before.File != after.File:
			found = append(found, Change{"file", named(before.File, a == b), named(after.File, a == b)})
		case a != b && !strings.HasPrefix(c.name, "file"):
			found = append(found, Change{c.name, a, b})
		}
	}
	return found
}

// named is a document in words; alike: it has the other's name.
func named(f File, alike bool) string {
	if alike {
		return fmt.Sprintf("%s (%.8s)", f.Name, f.Sum)
	}
	return f.Name
}

// Same tells whether two facts say the same.
func Same(a, b Fact) bool { return len(Diff(a, b)) == 0 }
