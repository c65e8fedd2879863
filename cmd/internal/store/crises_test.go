package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"vigie/dashboards/report"
)

func inCrisis(t *testing.T, s *Store, l report.CrisisLine) report.CrisisLine {
	t.Helper()
	l.Author = "analyst"
	written, err := s.WriteCrisis(t.Context(), l)
	if err != nil {
		t.Fatalf("%+v: %v", l, err)
	}
	return written
}

func TestCrises(t *testing.T) {
	s, c := rumoured(t)
	if list, err := s.Crises(t.Context()); err != nil || len(list) != 0 {
		t.Fatalf("none was declared: %+v, %v", list, err)
	}
	first := inCrisis(t, s, report.CrisisLine{Action: report.CrisisDeclare, Value: "Fewer buses", Note: "A false figure is in the press"})
	inCrisis(t, s, report.CrisisLine{Crisis: first.Crisis[:6], Action: report.CrisisAttach, Value: "bb01"})
	level := inCrisis(t, s, report.CrisisLine{Crisis: first.Crisis, Action: report.CrisisLevel, Value: "3"})
	inCrisis(t, s, report.CrisisLine{Crisis: first.Crisis, Action: report.CrisisHolding, Value: "fr", Note: "Nous vérifions."})
	k, err := s.Crisis(t.Context(), first.Crisis[:8])
	if err != nil {
		t.Fatal(err)
	}
	if k.ID != first.Crisis || k.Level != 3 || fmt.Sprint(k.Cases) != "[bb01]" || len(k.Log) != 4 || k.Holding[0].Note != "Nous vérifions." || !k.Declared.Equal(hour(8)) || k.By != "analyst" {
		t.Errorf("crisis: %+v", k)
	}
	if got := mustCase(t, s, "bb01").Crises; len(got) != 1 || got[0] != k.ID {
		t.Errorf("crises of the case: %v", got)
	}
	// Of a case that is part of another, the other is part of the crisis too.
	tell(t, s, "bb01", report.Merge, "bb02")
	if got := mustCase(t, s, "bb02").Crises; len(got) != 1 {
		t.Errorf("crises of the whole: %v", got)
	}
	c.add(1)
	inCrisis(t, s, report.CrisisLine{Crisis: k.ID, Action: report.CrisisUndo, Value: fmt.Sprint(level.Line)})
	inCrisis(t, s, report.CrisisLine{Crisis: k.ID, Action: report.CrisisClose, Note: "Sooner next time"})
	list, err := s.Crises(t.Context())
	if err != nil || len(list) != 1 || list[0].Level != 1 || list[0].Lesson != "Sooner next time" || list[0].Closed.IsZero() || !list[0].Log[2].Undone {
		t.Errorf("crises: %+v, %v", list, err)
	}
	for _, x := range []struct {
		l    report.CrisisLine
		want error
	}{
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisLevel, Value: "2"}, report.ErrOver},
		{report.CrisisLine{Crisis: "zz", Action: report.CrisisLevel, Value: "2"}, report.ErrNotFound},
		{report.CrisisLine{Action: report.CrisisLevel, Value: "2"}, report.ErrNotFound},
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisReopen}, nil},
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisAttach, Value: "aa01"}, report.ErrNoCase},
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisAttach, Value: "zz"}, report.ErrNotFound},
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisAttach, Value: "bb"}, report.ErrNotFound},
		{report.CrisisLine{Crisis: k.ID, Action: report.CrisisAttach, Value: "bb01"}, report.ErrThere},
	} {
		if _, err := s.WriteCrisis(t.Context(), x.l); !errors.Is(err, x.want) {
			t.Errorf("%+v: got %v, want %v", x.l, err, x.want)
		}
	}
}

// listed are those on the list, in words.
func listed(t *testing.T, s *Store) string {
	t.Helper()
	list, err := s.Oppositions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range list {
		all = append(all, o.Person+" in "+o.Source+": "+o.Note)
	}
	return strings.Join(all, ", ")
}

func TestOppositions(t *testing.T) {
	s, _ := rumoured(t)
	write := func(person, source, note string) report.Opposition {
		t.Helper()
		o, err := s.Oppose(t.Context(), report.Opposition{Person: person, Source: source, Note: note, Author: "analyst"})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	first := write("@voyageuse", "", "by mail")
	if again := write("Voyageuse", "", "again"); again.Line != first.Line {
		t.Errorf("on the list twice: %+v and %+v", first, again)
	}
	write("abonne75", "forum", "")
	write("abonne75", "blog", "")
	if got, want := listed(t, s), "@voyageuse in : by mail, abonne75 in forum: , abonne75 in blog: "; got != want {
		t.Errorf("list: got %q, want %q", got, want)
	}
	if c := mustCase(t, s, "bb01"); len(c.Contacts) != 2 || c.Opposed != 2 || len(c.Path) != 4 {
		t.Errorf("contacts: %+v, %d object", c.Contacts, c.Opposed)
	}
	// Their names stand nowhere in a case, nor in the signal that it is of.
	for what, x := range map[string]any{"case": mustCase(t, s, "bb01"), "signal": mustFinding(t, s, "bb01")} {
		if body, err := json.Marshal(x); err != nil || bytes.Contains(body, []byte("Voyageuse")) || !bytes.Contains(body, []byte("Usager")) {
			t.Errorf("the %s names who objects, or does not name who does not: %s %v", what, body, err)
		}
	}
	if err := s.Withdraw(t.Context(), first.Line, "analyst"); err != nil {
		t.Fatal(err)
	}
	if got, want := listed(t, s), "abonne75 in forum: , abonne75 in blog: "; got != want {
		t.Errorf("list: got %q, want %q", got, want)
	}
	if c := mustCase(t, s, "bb01"); len(c.Contacts) != 3 || c.Opposed != 1 {
		t.Errorf("contacts: %+v, %d object", c.Contacts, c.Opposed)
	}
	// The log says that a line was withdrawn, and no longer whose.
	if n := countRows(t, s, "SELECT count() FROM journal WHERE subject = 'opposition'"); n != 4 {
		t.Errorf("%d lines, want 4", n)
	}
	if n := countRows(t, s, "SELECT count() FROM journal WHERE positionCaseInsensitive(concat(id, value, note, body), 'voyageuse') > 0 OR note = 'by mail'"); n != 0 {
		t.Errorf("%d lines name who withdrew", n)
	}
	for _, err := range []error{s.Withdraw(t.Context(), first.Line, "analyst"), s.Withdraw(t.Context(), 7, "analyst")} {
		if !errors.Is(err, report.ErrNothing) {
			t.Errorf("withdrawn twice: %v", err)
		}
	}
	for _, x := range []struct {
		o    report.Opposition
		want error
	}{{report.Opposition{Person: " @ "}, report.ErrNobody}, {report.Opposition{Person: "Ana", Source: "nowhere"}, report.ErrNoSource}} {
		if _, err := s.Oppose(t.Context(), x.o); !errors.Is(err, x.want) {
			t.Errorf("%+v: got %v, want %v", x.o, err, x.want)
		}
	}
	// A source that is watched no longer still has posts.
	s.SetSources(nil)
	write("Ana", "press", "")
}

// TestWithdrawnByHalves withdraws an objection whose withdrawal was written down
// before a crash, and its name was not erased.
func TestWithdrawnByHalves(t *testing.T) {
	s, _ := rumoured(t)
	o, err := s.Oppose(t.Context(), report.Opposition{Person: "@voyageuse", Note: "by mail", Author: "analyst"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), oppositionSubject, []note{{Author: "analyst", Action: withdraw, Value: fmt.Sprint(o.Line)}}); err != nil {
		t.Fatal(err)
	}
	if err := s.Withdraw(t.Context(), o.Line, "analyst"); err != nil {
		t.Error(err)
	}
	if n := countRows(t, s, "SELECT count() FROM journal WHERE positionCaseInsensitive(value, 'voyageuse') > 0 OR note = 'by mail'"); n != 0 {
		t.Errorf("%d lines name who withdrew", n)
	}
	if n := countRows(t, s, "SELECT count() FROM journal WHERE subject = 'opposition'"); n != 2 {
		t.Errorf("%d lines, want 2", n)
	}
	if err := s.Withdraw(t.Context(), o.Line, "analyst"); !errors.Is(err, report.ErrNothing) {
		t.Errorf("withdrawn again: %v", err)
	}
}
