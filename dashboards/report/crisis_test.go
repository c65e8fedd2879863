package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// inCrisis writes lines of crisis k, declared first, from "action value: note", a
// minute after the other.
func inCrisis(lines ...string) []CrisisLine {
	list := []CrisisLine{{Line: 1, Crisis: "k1", At: noon, Author: "analyst", Action: CrisisDeclare, Value: "Fire", Note: "Smoke at the depot"}}
	for i, line := range lines {
		head, note, _ := strings.Cut(line, ": ")
		action, value, _ := strings.Cut(head, " ")
		list = append(list, CrisisLine{Line: int64(i + 2), Crisis: "k1", At: noon.Add(time.Duration(i+1) * time.Minute), Author: "analyst",
			Action: CrisisAction(action), Value: value, Note: note})
	}
	return list
}

// toldCrisis is a crisis in words.
func toldCrisis(c Crisis) string {
	parts := []string{fmt.Sprint(c.Title, " ", c.Level)}
	if len(c.Cases) > 0 {
		parts = append(parts, "cases "+strings.Join(c.Cases, " "))
	}
	for name, list := range map[string][]CrisisLine{"duty": c.Duties, "holding": c.Holding, "contact": c.Contacts, "decided": c.Decisions} {
		for i, l := range list {
			parts = append(parts, fmt.Sprintf("%s %d %s=%s", name, i, l.Value, l.Note))
		}
	}
	slices.Sort(parts[1:])
	if !c.Closed.IsZero() {
		parts = append(parts, "closed: "+c.Lesson)
	}
	if c.Withdrawn {
		parts = append(parts, "withdrawn")
	}
	return strings.Join(parts, ", ")
}

func TestCrisis(t *testing.T) {
	for _, c := range []struct {
		name string
		said []CrisisLine
		want string
	}{
		{"declared", inCrisis(), "Fire 1"},
		{"renamed, raised", inCrisis("rename Fire at the depot", "level 3", "level 2"), "Fire at the depot 2"},
		{"a level undone", inCrisis("level 3", "level 2", "undo 3"), "Fire 3"},
		{"an undoing undone", inCrisis("level 3", "undo 2", "undo 3"), "Fire 3"},
		{"cases", inCrisis("attach c2", "attach c1", "attach c3", "detach c1"), "Fire 1, cases c2 c3"},
		{"a case twice", inCrisis("attach c1", "detach c1", "attach c1", "undo 3"), "Fire 1, cases c1"},
		{"duties: the last of each", inCrisis("duty Press: Ana", "duty Calls", "duty press : Bo"), "Fire 1, duty 0 press =Bo, duty 1 Calls="},
		{"statements: the latest first", inCrisis("holding fr: Un", "holding en: Two"), "Fire 1, holding 0 en=Two, holding 1 fr=Un"},
		{"contacts", inCrisis("contact Prefect: 01", "contact Prefect: 02"), "Fire 1, contact 0 Prefect=02"},
		{"decisions", inCrisis("decide: One", "decide: Two", "undo 2"), "Fire 1, decided 0 =Two"},
		{"closed", inCrisis("close: Sooner"), "Fire 1, closed: Sooner"},
		{"opened again", inCrisis("close: Sooner", "reopen"), "Fire 1"},
		{"its closing undone", inCrisis("close: Sooner", "undo 2"), "Fire 1"},
		{"never declared after all", inCrisis("level 2", "undo 1"), "Fire 2, withdrawn"},
		{"declared after all", inCrisis("undo 1", "undo 2"), "Fire 1"},
	} {
		book := NewCrisisBook(c.said)
		k, err := book.Find("k1")
		if got := toldCrisis(k); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, c.want)
		}
		if listed := len(book.Crises()) == 1; listed == k.Withdrawn || len(k.Log) != len(c.said) || !k.LastChange.Equal(c.said[len(c.said)-1].At) {
			t.Errorf("%s: listed %v, %d lines, changed %s", c.name, listed, len(k.Log), k.LastChange)
		}
	}
	if c := NewCrisisBook(inCrisis()).Crises()[0]; c.Cases == nil || c.Duties == nil || c.Holding == nil || c.Contacts == nil || c.Decisions == nil {
		t.Errorf("an empty list is no list: %+v", c)
	}
}

func TestCrises(t *testing.T) {
	at := func(id string, minutes int, action CrisisAction, value string) CrisisLine {
		return CrisisLine{Line: int64(minutes), Crisis: id, At: noon.Add(time.Duration(minutes) * time.Minute), Action: action, Value: value}
	}
	b := NewCrisisBook([]CrisisLine{at("x9", 0, CrisisLevel, "2"), at("a1", 1, CrisisDeclare, "A"), at("a2", 2, CrisisDeclare, "B"), at("b3", 3, CrisisDeclare, "C"),
		at("a1", 4, CrisisAttach, "case"), at("b3", 5, CrisisAttach, "case"), at("b3", 6, CrisisClose, ""), at("a2", 7, CrisisUndo, "1")})
	var got []string
	for _, c := range b.Crises() {
		got = append(got, c.ID)
	}
	if !slices.Equal(got, []string{"a2", "a1", "b3"}) || !slices.Equal(b.Of("part", "case"), []string{"a1", "b3"}) || b.Of("part") != nil {
		t.Errorf("crises %v, of the case %v", got, b.Of("case"))
	}
	for asked, want := range map[string]string{"a1": "a1", " B3": "b3", "b": "b3", "a": "", "": "", "x9": ""} {
		if c, err := b.Find(asked); c.ID != want || (want == "") != errors.Is(err, ErrNotFound) {
			t.Errorf("crisis %q: got %q, %v, want %q", asked, c.ID, err, want)
		}
	}
}

func TestSayInCrisis(t *testing.T) {
	known := func(id string) (string, error) {
		switch {
		case strings.HasPrefix("case", id):
			return "case", nil
		case id == "spike":
			return "", ErrNoCase
		}
		return "", ErrNotFound
	}
	open, shut := inCrisis("attach case", "level 2", "duty Press: Ana"), inCrisis("close")
	back := inCrisis("undo 1")
	for _, c := range []struct {
		said   []CrisisLine
		action CrisisAction
		value  string
		note   string
		want   error
	}{
		{open, CrisisRename, "Big fire", "", nil}, {open, CrisisRename, " ", "", ErrUnsaid},
		{open, CrisisLevel, "3", "", nil}, {open, CrisisLevel, "4", "", ErrLevel}, {open, CrisisLevel, "high", "", ErrLevel}, {open, CrisisLevel, "2", "", ErrThere},
		{inCrisis(), CrisisLevel, "1", "", nil},
		{open, CrisisAttach, "ca", "", ErrThere}, {open, CrisisAttach, "none", "", ErrNotFound}, {open, CrisisAttach, "spike", "", ErrNoCase}, {shut[:1], CrisisAttach, "ca", "", nil},
		{open, CrisisDetach, "cas", "", nil}, {open, CrisisDetach, "x", "", ErrNothing}, {open, CrisisDetach, "", "", ErrNothing},
		{open, CrisisDuty, "Calls", "", nil}, {open, CrisisDuty, "", "Ana", ErrUnsaid},
		{open, CrisisHolding, "fr", "Nous vérifions.", nil}, {open, CrisisHolding, "fr", "", ErrUnsaid}, {open, CrisisHolding, "", strings.Repeat("x", 5001), ErrLong},
		{open, CrisisContact, "Prefect", "01", nil}, {open, CrisisContact, "Prefect", "", ErrUnsaid}, {open, CrisisContact, "", "01", ErrUnsaid},
		{open, CrisisDecide, "", "Stop line 3", nil}, {open, CrisisDecide, "Stop", "", ErrUnsaid},
		{open, CrisisRemark, "", "x", nil}, {open, CrisisRemark, "", "", ErrUnsaid},
		{open, CrisisClose, "", "", nil}, {open, CrisisReopen, "", "", ErrNothing},
		{open, CrisisUndo, "3", "", nil}, {open, CrisisUndo, "03", "", nil}, {open, CrisisUndo, "9", "", ErrNothing}, {open, CrisisUndo, "x", "", ErrSaid},
		{open, CrisisUndo, "1", "", nil}, {open, "praise", "", "", ErrSaid}, {open, CrisisDeclare, "Again", "", ErrUnsaid},
		{shut, CrisisClose, "", "", ErrOver}, {shut, CrisisLevel, "2", "", ErrOver}, {shut, CrisisAttach, "case", "", ErrOver},
		{shut, CrisisRemark, "", "x", nil}, {shut, CrisisReopen, "", "", nil}, {shut, CrisisUndo, "2", "", nil}, {shut, CrisisUndo, "1", "", ErrOver},
		{inCrisis("attach case", "close"), CrisisUndo, "2", "", ErrOver}, {inCrisis("close", "reopen", "close"), CrisisUndo, "2", "", ErrOver}, {inCrisis("close", "remark: x"), CrisisUndo, "3", "", nil},
		{back, CrisisLevel, "2", "", ErrBack}, {back, CrisisRemark, "", "x", ErrBack}, {back, CrisisUndo, "1", "", ErrNothing}, {back, CrisisUndo, "2", "", nil},
	} {
		l, err := NewCrisisBook(c.said).Say(CrisisLine{Crisis: "k", Action: c.action, Value: c.value, Note: c.note}, known)
		if !errors.Is(err, c.want) || err == nil && l.Crisis != "k1" {
			t.Errorf("%s %q %.20q after %d lines: got %+v, %v, want %v", c.action, c.value, c.note, len(c.said), l, err, c.want)
		}
	}
	if _, err := NewCrisisBook(nil).Say(CrisisLine{Crisis: "k", Action: CrisisLevel, Value: "2"}, known); !errors.Is(err, ErrNotFound) {
		t.Errorf("of no crisis: %v", err)
	}
}

func TestDeclare(t *testing.T) {
	b := NewCrisisBook(nil)
	one := CrisisLine{At: noon, Action: CrisisDeclare, Value: " Fire\n", Note: "Smoke\n\nat the depot", Undone: true}
	first, err := b.Say(one, nil)
	if err != nil || len(first.Crisis) != 32 || first.Value != "Fire" || first.Note != "Smoke\n\nat the depot" || first.Undone {
		t.Fatalf("got %+v, %v", first, err)
	}
	if _, err := NewCrisisBook([]CrisisLine{first}).Say(one, nil); !errors.Is(err, ErrThere) {
		t.Errorf("declared twice at once: %v", err)
	}
	one.At = noon.Add(time.Second)
	if next, err := b.Say(one, nil); err != nil || next.Crisis == first.Crisis {
		t.Errorf("another: got %+v, %v", next, err)
	}
	one.Value = " "
	if _, err := b.Say(one, nil); !errors.Is(err, ErrUnsaid) {
		t.Errorf("without a title: %v", err)
	}
}
