package fact

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Fault is one thing wrong with a file of facts: its place, cause and remedy.
type Fault struct {
	File   string
	Line   int
	Column string // of a table, by its name; empty: the whole line
	Cause  string
	Remedy string
}

func (f Fault) Error() string {
	column := ""
	if f.Column != "" {
		column = ", column " + f.Column
	}
	return fmt.Sprintf("%s:%d%s: %s; %s", f.File, f.Line, column, f.Cause, f.Remedy)
}

const mostFacts = 8 << 20 // bytes

// Read reads a file of facts: a table where its name ends in .csv, else a YAML
// list. Of the columns that a table does not have it says nothing: there a fact
// that is known keeps what it has. The checks add to what Check finds. The error joins every Fault of the
// file; the facts without a fault are returned all the same. A document that the
// file names by its path has no checksum yet: see File.Kept.
func Read(r io.Reader, filename string, known Facts, checks ...func(Fact) []Problem) (Facts, error) {
	if strings.EqualFold(filepath.Ext(filename), ".csv") {
		return ReadCSV(r, filename, known, checks...)
	}
	return ReadYAML(r, filename, known, checks...)
}

// ReadYAML reads a YAML list as Read does, whatever its name.
func ReadYAML(r io.Reader, filename string, known Facts, checks ...func(Fact) []Problem) (Facts, error) {
	return readAs((*reader).yaml, r, filename, known, checks)
}

// ReadCSV reads a table as Read does, whatever its name.
func ReadCSV(r io.Reader, filename string, known Facts, checks ...func(Fact) []Problem) (Facts, error) {
	return readAs((*reader).table, r, filename, known, checks)
}

func readAs(form func(*reader, []byte), r io.Reader, filename string, known Facts, checks []func(Fact) []Problem) (Facts, error) {
	data, err := io.ReadAll(io.LimitReader(r, mostFacts+1))
	if err != nil {
		return nil, fmt.Errorf("read facts %q: %w", filename, err)
	}
	rd := &reader{file: filename, known: known, checks: checks, ids: map[string]int{}}
	if len(data) > mostFacts {
		rd.fault(1, "", "the file is over 8 MB", "split it")
	} else {
		form(rd, bytes.TrimPrefix(data, []byte("\ufeff")))
	}
	return rd.facts, errors.Join(rd.faults...)
}

// Of is a check that a fact is about one of these entities.
func Of(entities ...string) func(Fact) []Problem {
	return func(f Fact) []Problem {
		if f.Entity == "" || slices.Contains(entities, f.Entity) {
			return nil
		}
		return []Problem{{"entity", fmt.Sprintf("%q is not an entity of config.yaml", f.Entity), "name one of " + strings.Join(entities, ", ")}}
	}
}

type reader struct {
	file   string
	known  Facts
	checks []func(Fact) []Problem
	facts  Facts
	faults []error
	ids    map[string]int // where each identifier stands
}

func (rd *reader) fault(line int, column, cause, remedy string) {
	rd.faults = append(rd.faults, Fault{rd.file, line, column, cause, remedy})
}

// take adds a fact that was read, or its faults. Before is how many faults there
// were when its reading began, bad are its fields that have one; place says where
// a field stands.
func (rd *reader) take(f Fact, before int, bad map[string]bool, place func(field string) (line int, column string)) {
	f = Clean(f)
	fault := func(field, cause, remedy string) {
		line, column := place(field)
		rd.fault(line, column, cause, remedy)
	}
	name := "a fact: "
	if f.ID != "" {
		name = f.ID + ": "
		at, _ := place("id")
		if was, twice := rd.ids[f.ID]; twice {
			fault("id", fmt.Sprintf("id %q stands on line %d too", f.ID, was), "give each fact an id of its own")
		} else {
			rd.ids[f.ID] = at
		}
	}
	found := Check(f)
	for _, check := range rd.checks {
		found = append(found, check(f)...)
	}
	for _, p := range found {
		switch {
		case bad[p.Field]:
		case p.Field == "id":
			fault("id", p.Cause, p.Remedy)
		default:
			fault(p.Field, name+p.Cause, p.Remedy)
		}
	}
	if len(rd.faults) == before {
		rd.facts = append(rd.facts, f)
	}
}
