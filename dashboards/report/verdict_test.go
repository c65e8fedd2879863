package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// said writes verdicts from "signal action value", a minute after the other, the
// first a day before noon.
func said(lines ...string) []Verdict {
	var list []Verdict
	for i, line := range lines {
		f := append(strings.SplitN(line, " ", 3), "", "")
		list = append(list, Verdict{Line: int64(i + 1), Signal: f[0], Action: Action(f[1]), Value: f[2], Author: "analyst",
			At: noon.Add(time.Duration(i)*time.Minute - 24*time.Hour), Kind: signal.Weak, Level: signal.Low})
	}
	return list
}

// told is a standing in words.
func told(s Standing) string {
	var parts []string
	if s.Judged != "" {
		parts = append(parts, string(s.Judged))
	}
	if s.Given != "" {
		parts = append(parts, "named "+s.Given)
	}
	if s.Muted != nil {
		parts = append(parts, "muted")
	}
	if s.Into != "" {
		parts = append(parts, "in "+s.Into)
	}
	for _, p := range s.Parts {
		parts = append(parts, "has "+p.ID)
	}
	return strings.Join(parts, ", ")
}

func TestStanding(t *testing.T) {
	rule := func(r Rule) string { return r.Key() }
	for _, c := range []struct {
		name string
		said []Verdict
		want string // of signal a
	}{
		{"nothing said", nil, ""},
		{"useful", said("a useful"), "useful"},
		{"the last word counts", said("a useful", "a noise"), "noise"},
		{"of another", said("b useful"), ""},
		{"taken back", said("a useful", "a clear"), ""},
		{"undone gives back what was before", said("a useful", "a noise", "a undo 2"), "useful"},
		{"an undoing undone", said("a noise", "a undo 1", "a undo 2"), "noise"},
		{"an undoing of what came later is none", said("a undo 2", "a noise"), "noise"},
		{"an undoing of nothing", said("a noise", "a undo 7", "a undo x"), "noise"},
		{"renamed twice", said("a rename One", "a rename Line 3 smells"), "named Line 3 smells"},
		{"its own name again", said("a rename One", "a rename"), ""},
		{"renamed, undone", said("a rename One", "a rename Two", "a undo 2"), "named One"},
		{"muted for good", said("a mute"), "muted"},
		{"muted until tomorrow", said("a mute 2026-11-22T00:00:00Z"), "muted"},
		{"muted until now", said("a mute 2026-11-21T12:00:00Z"), ""},
		{"unmuted", said("a mute", "a unmute"), ""},
		{"by its term", said(rule(Rule{Term: "odeur"}) + " mute"), "muted"},
		{"by words in a row", said(rule(Rule{Term: "ODEUR de brule"}) + " mute"), "muted"},
		{"by words apart", said(rule(Rule{Term: "odeur brûlé"}) + " mute"), ""},
		{"by a part of a word", said(rule(Rule{Term: "ode"}) + " mute"), ""},
		{"by a word of the title", said(rule(Rule{Term: "smell"}) + " mute"), "muted"},
		{"by its entity", said(rule(Rule{Entity: "translum"}) + " mute"), "muted"},
		{"by entity and another kind", said(rule(Rule{Entity: "translum", Kind: signal.Spike}) + " mute"), ""},
		{"by a rule that is over", said(rule(Rule{Entity: "translum"}) + " mute 2026-11-21T11:00:00Z"), ""},
		{"by a rule taken back", said(rule(Rule{Entity: "translum"})+" mute", rule(Rule{Entity: "translum"})+" unmute"), ""},
		{"by a rule of signs alone", said(rule(Rule{Term: "!!"}) + " mute"), ""},
		{"merged", said("a merge b"), "in b"},
		{"merged on", said("a merge b", "b merge c"), "in c"},
		{"merged on before", said("b merge c", "a merge b"), "in c"},
		{"split", said("a merge b", "a split"), ""},
		{"with parts", said("c merge a", "b merge c"), "has b, has c"},
		{"a circle stays open", said("a merge b", "a undo 1", "b merge a", "a undo 2"), "in b"},
		{"a circle of three stays open", said("a merge x", "a split", "c merge a", "c split", "a merge c", "c undo 4", "a undo 2"), "in x"},
		{"all at once", said("a useful", "a rename X", "a mute", "b merge a"), "useful, named X, muted, has b"},
	} {
		x := signal.Signal{ID: "a", Kind: signal.Weak, Entity: "translum", Terms: []string{"odeur de brûlé"}, Title: signal.Text{FR: "Une odeur", EN: "A burning smell"}}
		if got := told(NewBook(c.said, noon).Of(x)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCloses(t *testing.T) {
	for _, c := range []struct {
		said []Verdict
		undo string
		want bool
	}{
		{said("a merge x", "a split", "c merge a", "c split", "a merge c"), "4", true},
		{said("a merge x", "a split", "c merge a", "c split", "a merge c"), "2", false},
		{said("b merge a", "b undo 1", "a merge b"), "2", true},
		{said("b merge a", "b undo 1", "a merge b", "a split"), "2", false},
	} {
		if got := NewBook(c.said, noon).closes(Verdict{Action: Undo, Value: c.undo}); got != c.want {
			t.Errorf("undo %s after %+v closes a circle: %v, want %v", c.undo, c.said, got, c.want)
		}
	}
}

// FuzzBook says anything of five signals: no chain of parts may end where it
// began, and each must end.
func FuzzBook(f *testing.F) {
	f.Add([]byte{0x01, 0x50, 0x20, 0x52, 0x02, 0x92, 0x90, 0x91})
	f.Add([]byte{0x01, 0x12, 0x23, 0x30, 0x50, 0x61, 0x82})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		lines := make([]Verdict, len(bytes))
		for i, c := range bytes {
			v := Verdict{Line: int64(i + 1), Signal: string('a' + rune(c>>4%5)), Action: Merge, Value: string('a' + rune(c&15%5))}
			switch c >> 4 / 5 {
			case 1:
				v.Action = Split
			case 2, 3:
				v.Action, v.Value = Undo, fmt.Sprint(i-int(c&15))
			}
			lines[i] = v
		}
		b := NewBook(lines, noon)
		for id := range b.of {
			root := b.Root(id)
			if e := b.of[root]; e != nil && e.into != "" || id != root && (b.within(root, id) || !slices.Contains(b.Parts(root), id)) {
				t.Errorf("%s is part of %s, which is part of it: %+v", id, root, lines)
			}
		}
	})
}

func TestRuleKey(t *testing.T) {
	for _, r := range []Rule{{Term: "a & b=c?"}, {Entity: "translum"}, {Kind: signal.Spike}, {"ligne 3", "translum", signal.Weak}} {
		if got, ok := ReadRule(r.Key()); !ok || got != r {
			t.Errorf("ReadRule(%q) = %+v, %v, want %+v", r.Key(), got, ok, r)
		}
	}
	if got := (Rule{}).Key(); got != "" {
		t.Errorf("the key of no rule is %q", got)
	}
	if _, ok := ReadRule("0123456789abcdef"); ok {
		t.Error("an identifier is read as a rule")
	}
}

// TestOldRuleEnds wants a rule that was written in other words to end by its
// own key.
func TestOldRuleEnds(t *testing.T) {
	key := Rule{Entity: "translum", Kind: signal.Weak}.Key()
	b := NewBook(said("rule?kind=weak_signal&x=1&entity=translum mute"), noon)
	if !b.Muted(key) || len(b.Silences()) != 1 || b.Silences()[0].Rule.Key() != key {
		t.Errorf("%+v does not mute by %s", b.Silences(), key)
	}
}

func TestHistoryMarksWhatWasUndone(t *testing.T) {
	b := NewBook(said("a noise", "a rename X", "a undo 1"), noon)
	var got []string
	for _, v := range b.Of(signal.Signal{ID: "a"}).Said {
		got = append(got, fmt.Sprint(v.Action, " ", v.Undone))
	}
	if want := []string{"noise true", "rename false", "undo false"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPrecision(t *testing.T) {
	lines := said("a useful", "b useful", "c noise", "d noise", "d useful", "e noise", "e clear", "f rename X")
	lines[0].At = noon.AddDate(0, 0, -91)
	lines[1].Level = signal.Strong
	got := NewBook(lines, noon).Precision()
	want := []Precision{
		{signal.Weak, "", Tally{2, 1}, Tally{3, 1}},
		{signal.Weak, signal.Strong, Tally{1, 0}, Tally{1, 0}},
		{signal.Weak, signal.Low, Tally{1, 1}, Tally{2, 1}},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if p := PrecisionOf(got, signal.Spike, ""); p.Ever.Judged() != 0 || p.Kind != signal.Spike {
		t.Errorf("of spikes: %+v", p)
	}
}

// TestInterval holds the interval to values of Wilson's formula that are printed
// in textbooks.
func TestInterval(t *testing.T) {
	for _, c := range []struct {
		tally     Tally
		low, high string
	}{
		{Tally{0, 0}, "0.000", "1.000"}, {Tally{12, 3}, "0.548", "0.930"}, {Tally{1, 0}, "0.207", "1.000"},
		{Tally{0, 10}, "0.000", "0.278"}, {Tally{50, 50}, "0.404", "0.596"},
	} {
		low, high := c.tally.Interval()
		if fmt.Sprintf("%.3f", low) != c.low || fmt.Sprintf("%.3f", high) != c.high {
			t.Errorf("%+v: got %.3f to %.3f, want %s to %s", c.tally, low, high, c.low, c.high)
		}
	}
}
