package fact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// separator stands between the wordings of a list in one cell.
const separator = " | "

// column is a field of a fact as one cell of a table.
type column struct {
	name string
	get  func(Fact) string
	set  func(*Fact, string) error
}

// columns are all fields, in the order in which files have them.
func columns() []column {
	return []column{
		text("id", func(f *Fact) *string { return &f.ID }),
		text("entity", func(f *Fact) *string { return &f.Entity }),
		text("metric", func(f *Fact) *string { return &f.Metric }),
		list("aliases", func(f *Fact) *[]string { return &f.Aliases }),
		text("value", func(f *Fact) *string { return &f.Value }),
		text("unit", func(f *Fact) *string { return &f.Unit }),
		text("period", func(f *Fact) *string { return &f.Period }),
		date("valid_from", func(f *Fact) *time.Time { return &f.From }),
		date("valid_until", func(f *Fact) *time.Time { return &f.Until }),
		text("document", func(f *Fact) *string { return &f.Document }),
		text("file", func(f *Fact) *string { return &f.File.Name }),
		text("file_sha256", func(f *Fact) *string { return &f.File.Sum }),
		text("file_type", func(f *Fact) *string { return &f.File.Type }),
		{"file_size", func(f Fact) string {
			if f.File.Size == 0 {
				return ""
			}
			return strconv.FormatInt(f.File.Size, 10)
		}, func(f *Fact, s string) (err error) {
			if f.File.Size, err = strconv.ParseInt(s, 10, 64); err != nil || f.File.Size < 0 {
				return Problem{"file_size", fmt.Sprintf("%q is no number of bytes", s), "leave it out, or write it as exported"}
			}
			return nil
		}},
		list("denied_by", func(f *Fact) *[]string { return &f.DeniedBy }),
		text("statement_fr", func(f *Fact) *string { return &f.Statement.FR }),
		text("statement_en", func(f *Fact) *string { return &f.Statement.EN }),
	}
}

// Fields are the names of all, as a table has them.
func Fields() []string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.name)
	}
	return names
}

// Set writes one field of a fact as a cell of a table has it; an empty text
// empties it. What cannot be read, or is no field, is a Problem.
func Set(f *Fact, field, value string) error {
	all := columns()
	i := slices.IndexFunc(all, func(c column) bool { return c.name == field })
	if i < 0 {
		return Problem{field, fmt.Sprintf("%q is no field of a fact", field), "the fields are " + strings.Join(Fields(), ", ")}
	}
	if value = clean(value); value == "" {
		switch field {
		case "file_size":
			f.File.Size = 0
			return nil
		case "valid_from":
			f.From = time.Time{}
			return nil
		case "valid_until":
			f.Until = time.Time{}
			return nil
		}
	}
	return all[i].set(f, value)
}

func text(name string, of func(*Fact) *string) column {
	return column{name, func(f Fact) string { return *of(&f) }, func(f *Fact, s string) error { *of(f) = s; return nil }}
}

func list(name string, of func(*Fact) *[]string) column {
	return column{name, func(f Fact) string { return strings.Join(*of(&f), separator) },
		func(f *Fact, s string) error { *of(f) = cleanList(strings.Split(s, "|")); return nil }}
}

func date(name string, of func(*Fact) *time.Time) column {
	return column{name, func(f Fact) string { return day(*of(&f)) }, func(f *Fact, s string) error {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil || t.Year() < 1 {
			return Problem{name, fmt.Sprintf("%q is no day", s), "write it as 2026-11-01"}
		}
		*of(f) = t
		return nil
	}}
}
