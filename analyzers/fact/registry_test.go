package fact

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// log is a registry that is written to as the store does.
type log struct {
	t     *testing.T
	lines []Version
}

func (l *log) write(versions ...Version) {
	l.t.Helper()
	for _, v := range versions {
		next, changes, err := NewRegistry(l.lines).Next(v, nil)
		if err != nil {
			l.t.Fatal(err)
		}
		if changes {
			next.Line, next.At = int64(10*(len(l.lines)+1)), date2026(1, len(l.lines)+1)
			l.lines = append(l.lines, next)
		}
	}
}

func (l *log) now() *Registry { return NewRegistry(l.lines) }

func buses(value string) Fact {
	return Fact{ID: "fleet", Entity: "translum", Metric: "bus", Value: value}
}

func put(author, value string) Version {
	return Version{Author: author, Action: Put, Fact: buses(value)}
}

func TestVersions(t *testing.T) {
	l := &log{t: t}
	l.write(put("ada", "1"), put("bob", "2"), put("bob", " 2\u202e "), Version{Author: "eve", Action: Retire, Fact: Fact{ID: "fleet"}, Note: "sold"})
	r := l.now()
	e, ok := r.Entry("fleet")
	if !ok || e.Versions != 3 || e.First.Author != "ada" || e.Author != "eve" || e.Fact.Value != "2" || e.State(date2026(1, 1)) != Retired {
		t.Errorf("entry: %+v", e)
	}
	if n := len(r.Current()); n != 0 || len(r.Entries()) != 1 || r.Line() != 33 {
		t.Errorf("%d current, %d entries, line %d", n, len(r.Entries()), r.Line())
	}
	for _, c := range []struct {
		v       func() (Version, error)
		want    string
		current int
	}{
		{func() (Version, error) { return r.Undo("fleet") }, "2", 1},
		{func() (Version, error) { return r.Restore("fleet", 10) }, "1", 1},
	} {
		v, err := c.v()
		if err != nil {
			t.Fatal(err)
		}
		l.write(v)
		if f := l.now().Current(); len(f) != c.current || f[0].Value != c.want {
			t.Errorf("got %+v, want %s", f, c.want)
		}
	}
	only := &log{t: t}
	only.write(put("ada", "1"))
	v, err := only.now().Undo("fleet")
	if err != nil || v.Action != Retire {
		t.Errorf("the only version undone: %+v, %v", v, err)
	}
	for _, err := range []error{second(r.Undo("none")), second(r.Restore("fleet", 7))} {
		var p Problems
		if !errors.As(err, &p) {
			t.Errorf("got %v, want problems", err)
		}
	}
}

func second(_ Version, err error) error { return err }

func TestStates(t *testing.T) {
	f := buses("1")
	f.From, f.Until = date2026(2, 1), date2026(3, 1)
	e := Entry{Version: Version{Action: Put, Fact: f}}
	for _, c := range []struct {
		month int
		want  State
	}{{1, Ahead}, {2, Valid}, {3, Past}} {
		if got := e.State(date2026(c.month, 1)); got != c.want {
			t.Errorf("month %d: %s, want %s", c.month, got, c.want)
		}
	}
}

func TestNextFaults(t *testing.T) {
	l := &log{t: t}
	l.write(put("ada", "1"), put("bob", "2"))
	path := buses("1")
	path.File.Name = "r.pdf"
	for _, c := range []struct {
		v    Version
		want string
	}{
		{Version{Action: Put, Line: 10, Fact: buses("3")}, "bob changed it since, on 2026-01-02T00:00:00Z"},
		{Version{Action: Put, Line: Unwritten, Fact: buses("3")}, "bob changed it since, on 2026-01-02T00:00:00Z"},
		{Version{Action: Put, Fact: path}, `"r.pdf" was not kept`},
		{Version{Action: Put, Fact: Fact{ID: "x"}}, "entity: no entity"},
		{Version{Action: Retire, Fact: Fact{ID: "x"}}, `there is no fact "x"`},
		{Version{Fact: buses("3")}, `"" is no action`},
		{Version{Action: Put, Fact: buses("odd")}, "value: odd; even it"},
		{Version{Action: Put, Fact: buses(strings.Repeat("é", 2001))}, "value: more than 2000 characters"},
	} {
		_, _, err := l.now().Next(c.v, func(f Fact) []Problem {
			if f.Value == "odd" {
				return []Problem{{"value", "odd", "even it"}}
			}
			return nil
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestDiff(t *testing.T) {
	a, b := sample()[0], sample()[0]
	b.Value, b.Until, b.Statement.EN, b.Aliases = "3", date2026(12, 2), "", []string{"bus"}
	b.File.Sum = strings.Repeat("cd", 32)
	want := []Change{{"aliases", `bus | no | buses: all | it's | "q"`, "bus"}, {"value", "1\u202f240", "3"}, {"valid_until", "2026-12-01", "2026-12-02"},
		{"file", "rapport, 2026 «é».pdf (abababab)", "rapport, 2026 «é».pdf (cdcdcdcd)"}, {"statement_en", a.Statement.EN, ""}}
	if got := Diff(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !Same(a, sample()[0]) || Same(a, b) {
		t.Error("what is the same is told wrong")
	}
}

// TestMerge follows a file and people who change what it said.
func TestMerge(t *testing.T) {
	l := &log{t: t}
	start := func(what string, want int, facts ...Fact) {
		t.Helper()
		fresh := l.now().Merge("facts.yaml", facts)
		if len(fresh) != want {
			t.Errorf("%s: %d versions to write, want %d: %+v", what, len(fresh), want, fresh)
		}
		l.write(fresh...)
		if again := l.now().Merge("facts.yaml", facts); len(again) != 0 {
			t.Errorf("%s: %d versions to write again", what, len(again))
		}
	}
	value := func(want string) {
		t.Helper()
		if got := fmt.Sprint(l.now().Current()[0].Value); got != want {
			t.Errorf("value %s, want %s", got, want)
		}
	}
	start("first start", 1, buses("1"))
	l.write(put("ada", "2"))
	start("a person changed it", 0, buses("1"))
	value("2")
	start("the file changed", 1, buses("3"))
	value("3")
	l.write(put("ada", "4"))
	start("the file says what a person said before it", 1, buses("4"))
	l.write(put("ada", "5"))
	start("and stays so", 0, buses("4"))
	value("5")
	l.write(Version{Action: Retire, Fact: buses("")})
	start("retired by a person", 0, buses("4"))
	start("retired, and the file changed", 1, buses("6"))
	value("6")
	if gone := l.now().Gone("facts.yaml", Facts{buses("6")}); len(gone) != 0 {
		t.Errorf("it is in the file, yet gone: %+v", gone)
	}
	l.write(l.now().Gone("facts.yaml", nil)...)
	if n := len(l.now().Current()); n != 0 || len(l.now().Gone("facts.yaml", nil)) != 0 {
		t.Errorf("%d facts after it left the file", n)
	}
	start("back in the file", 1, buses("6"))
	l.write(put("ada", "7"))
	if gone := l.now().Gone("facts.yaml", nil); len(gone) != 0 {
		t.Errorf("a person's fact goes with the file: %+v", gone)
	}
	start("back from a person", 1, buses("8"))
	if gone := l.now().Gone("config.yaml", nil); len(gone) != 1 || gone[0].Action != Retire {
		t.Errorf("no file is named any more, and %d of its facts are gone, want 1", len(gone))
	}
	if again := l.now().Merge("figures.yaml", Facts{buses("8")}); len(again) != 0 {
		t.Errorf("the file has another name: %+v are written again", again)
	}
	// Another service took in the file at the same moment.
	before := l.now()
	last := l.lines[len(l.lines)-1]
	last.Line++
	l.lines = append(l.lines, last)
	if n := len(l.now().Versions("fleet")); n != len(before.Versions("fleet")) || l.now().Line() == before.Line() {
		t.Errorf("%d versions at line %d, want %d at another than %d", n, l.now().Line(), len(before.Versions("fleet")), before.Line())
	}
	// What a person wrote before there was a file.
	l.write(Version{Author: "ada", Action: Put, Fact: Fact{ID: "shops", Entity: "e", Metric: "shops", Value: "1"}}, Version{Author: "ada", Action: Put, Fact: Fact{ID: "shops", Entity: "e", Metric: "shops", Value: "2"}})
	start("a file that knows no more than was known", 0, Fact{ID: "shops", Entity: "e", Metric: "shops", Value: "1"})
}
