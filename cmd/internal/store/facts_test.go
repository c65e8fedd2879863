package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/fact"
)

var fleet = fact.Fact{ID: "fleet-2026", Entity: "translum", Metric: "bus en service", Aliases: []string{"bus", "buses"}, Value: "1\u202f240", Unit: "bus", Period: "2026-11-01",
	Document: "Rapport 2026, p. 12", File: fact.File{Sum: strings.Repeat("ab", 32), Name: "rapport.pdf", Type: "application/pdf", Size: 12},
	From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Statement: fact.Statement{FR: "1\u202f240 bus sont en service.", EN: "1,240 buses are in service."}}

func registry(t *testing.T, s *Store) *fact.Registry {
	t.Helper()
	r, err := s.Facts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	line, err := s.FactsLine(t.Context())
	if err != nil || line != r.Line() {
		t.Errorf("line %d (%v), the registry's is %d", line, err, r.Line())
	}
	return r
}

func mustWrite(t *testing.T, s *Store, v fact.Version) fact.Version {
	t.Helper()
	got, err := s.WriteFact(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFacts(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	if r := registry(t, s); r.Line() != 0 || len(r.Current()) != 0 {
		t.Errorf("an empty registry: %+v", r)
	}
	first := mustWrite(t, s, fact.Version{Author: "ada", Action: fact.Put, Fact: fleet, Origin: "facts.yaml"})
	if !first.At.Equal(monday) || first.Line == 0 {
		t.Errorf("first: %+v", first)
	}
	if again := mustWrite(t, s, fact.Version{Author: "bob", Action: fact.Put, Fact: fleet}); again.Line != first.Line || again.Author != "ada" {
		t.Errorf("the same again: %+v", again)
	}
	c.add(time.Hour)
	changed := fleet
	changed.Value = "1 250"
	second := mustWrite(t, s, fact.Version{Author: "bob", Action: fact.Put, Fact: changed, Note: "ten more"})
	if _, err := s.WriteFact(t.Context(), fact.Version{Author: "ada", Action: fact.Put, Fact: fleet, Line: first.Line}); err == nil || !strings.Contains(err.Error(), "bob changed it since") {
		t.Errorf("written over another's version: %v", err)
	}
	mustWrite(t, s, fact.Version{Author: "ada", Action: fact.Retire, Fact: fact.Fact{ID: fleet.ID}, Line: second.Line})
	r := registry(t, s)
	all := r.Versions(fleet.ID)
	if len(all) != 3 || len(r.Current()) != 0 || !fact.Same(all[0].Fact, fleet) || all[1].Fact.Value != "1 250" || all[1].Note != "ten more" || all[2].Fact.Unit != "bus" {
		t.Fatalf("versions: %+v", all)
	}
	if all[0].Origin != "facts.yaml" || all[0].Fact.File != fleet.File || !all[0].Fact.From.Equal(fleet.From) || !all[1].At.Equal(monday.Add(time.Hour)) {
		t.Errorf("the first version came back as %+v", all[0])
	}
	back, err := r.Undo(fleet.ID)
	if err != nil {
		t.Fatal(err)
	}
	back.Author = "ada"
	mustWrite(t, s, back)
	if f := registry(t, s).Current(); len(f) != 1 || f[0].Value != "1 250" {
		t.Errorf("after the undoing: %+v", f)
	}
}

func TestFactsFaults(t *testing.T) {
	s := testStore(t)
	s.SetEntities([]Entity{{ID: "translum"}, {ID: "kéolane"}})
	bad := func(change func(*fact.Fact)) fact.Version {
		f := fleet
		change(&f)
		return fact.Version{Author: "ada", Action: fact.Put, Fact: f}
	}
	for _, c := range []struct {
		v    fact.Version
		want string
	}{
		{bad(func(f *fact.Fact) { f.Entity = "nobody" }), `entity: "nobody" is not an entity of config.yaml; name one of translum, kéolane`},
		{bad(func(f *fact.Fact) { f.Period = "2026-13-45" }), `period: period "2026-13-45" is no period; write 2026`},
		{bad(func(f *fact.Fact) { f.Unit, f.Value = "€", "12 %" }), `unit: unit "€" does not fit value "12 %"`},
		{bad(func(f *fact.Fact) { f.ID = "../fleet" }), `id: id "../fleet" is no name`},
		{bad(func(f *fact.Fact) { f.Until = f.From }), "valid_until: it would hold until 2026-11-01, from 2026-11-01"},
		{fact.Version{Action: fact.Retire, Fact: fact.Fact{ID: "none"}}, `id: there is no fact "none"`},
		{fact.Version{Action: "praise", Fact: fleet}, `action: "praise" is no action`},
	} {
		_, err := s.WriteFacts(t.Context(), []fact.Version{{Action: fact.Put, Fact: fleet}, c.v})
		var problems fact.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if n := registry(t, s).Entries(); len(n) != 0 {
		t.Errorf("%d facts were written beside faulty ones", len(n))
	}
}

// TestFactsOfTwo writes from two processes, one of which has a clock that is
// behind: every line is seen, and the order is that of writing.
func TestFactsOfTwo(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	o := s.options
	o.Now = func() time.Time { return monday.Add(-time.Hour) }
	other, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	seen := map[int64]bool{}
	for i := range 6 {
		f := fleet
		f.Value = fmt.Sprint(1000 + i)
		mustWrite(t, []*Store{s, other}[i%2], fact.Version{Action: fact.Put, Fact: f})
		r := registry(t, s)
		if got, _ := r.Entry(f.ID); got.Fact.Value != f.Value || seen[r.Line()] {
			t.Errorf("write %d: value %s, line %d seen before: %v", i, got.Fact.Value, r.Line(), seen[r.Line()])
		}
		seen[r.Line()] = true
	}
	// A line that comes late, with a number below the latest, is seen too.
	before := registry(t, s).Line()
	if err := s.conn.Exec(t.Context(), "INSERT INTO journal SELECT subject, 'late', at, author, action, value, note, body, 1 FROM journal LIMIT 1"); err != nil {
		t.Fatal(err)
	}
	if after, err := s.FactsLine(t.Context()); err != nil || after == before {
		t.Errorf("line %d after a late line, %d before (%v)", after, before, err)
	}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			f := fleet
			f.ID, f.Value = "many", fmt.Sprint(i)
			if _, err := s.WriteFact(t.Context(), fact.Version{Action: fact.Put, Fact: f}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := len(registry(t, s).Versions("many")); got != 20 {
		t.Errorf("%d versions, want 20", got)
	}
}

// TestJournal keeps subjects apart, and calls a line without a name by its number.
func TestJournal(t *testing.T) {
	s := testStore(t)
	lines := []note{{Author: "ada", Action: "oppose", Value: "forum", Body: "é"}, {ID: "c1", Note: "n"}}
	if err := s.write(t.Context(), oppositionSubject, lines); err != nil {
		t.Fatal(err)
	}
	got, err := s.journal(t.Context(), oppositionSubject)
	if err != nil || len(got) != 2 || got[0] != lines[0] || got[1] != lines[1] || got[0].ID != fmt.Sprint(got[0].Line) || got[0].Line >= got[1].Line {
		t.Errorf("got %+v, %v, want %+v", got, err, lines)
	}
	if other, err := s.journal(t.Context(), crisisSubject); err != nil || len(other) != 0 {
		t.Errorf("of another subject: %+v, %v", other, err)
	}
}
