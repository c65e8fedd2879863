package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// judged is a store with three signals: two of one story, of which the second
// began first, and a rumour.
func judged(t *testing.T) (s *Store, c *clock) {
	c = &clock{t: monday.Add(6 * time.Hour)}
	s = testStore(t, at(c))
	var posts []annotation.Post
	for i, source := range []string{"forum", "blog", "forum", "press", "blog"} {
		p := telling(fmt.Sprint("p", i), source, i, "Odeur de brûlé sur la ligne 3")
		add(t, s, 1, p)
		posts = append(posts, read(p, "translum", -0.5, "s-odour"))
	}
	save(t, s, posts...)
	_, err := s.SaveSignals(t.Context(), []signal.Signal{
		{ID: "aa01", Kind: signal.Weak, Level: signal.Low, Entity: "translum", Title: signal.Text{FR: "Odeur de brûlé", EN: "Burning smell"}, Terms: []string{"odeur de brûlé"},
			Posts: []string{"p1", "p3"}, Sources: []string{"blog", "press"}, RaisedAt: monday.Add(4 * time.Hour), FirstAt: monday.Add(time.Hour), LastAt: monday.Add(3 * time.Hour), Score: 0.4},
		{ID: "aa02", Kind: signal.Spike, Level: signal.Strong, Entity: "translum", Title: signal.Text{FR: "Pic", EN: "Spike"}, Posts: []string{"p0", "p2", "p3"},
			Sources: []string{"forum", "press"}, RaisedAt: monday.Add(3 * time.Hour), FirstAt: monday, LastAt: monday.Add(3 * time.Hour), Score: 0.7},
		{ID: "bb03", Kind: signal.Rumor, Rumour: &signal.Rumour{Said: "940 bus", Relays: []signal.Relay{{Post: "p4", At: monday.Add(4 * time.Hour)}}}, Level: signal.Low, Title: signal.Text{FR: "Rumeur", EN: "Rumour"}, Posts: []string{"p4"},
			Sources: []string{"blog"}, RaisedAt: monday.Add(5 * time.Hour), FirstAt: monday.Add(4 * time.Hour), LastAt: monday.Add(4 * time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func tell(t *testing.T, s *Store, id string, action report.Action, value string) report.Verdict {
	t.Helper()
	v, err := s.Say(t.Context(), report.Verdict{Signal: id, Action: action, Value: value, Author: "analyst"})
	if err != nil {
		t.Fatalf("%s %s %q: %v", action, id, value, err)
	}
	return v
}

func mustFinding(t *testing.T, s *Store, id string) report.Finding {
	t.Helper()
	f, err := s.Finding(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustBook(t *testing.T, s *Store) *report.Book {
	t.Helper()
	b, err := s.Book(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// loud are the identifiers on the front page.
func loud(t *testing.T, s *Store) string {
	t.Helper()
	day, err := s.Today(t.Context(), report.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, f := range append(day.Signals, day.Rumours...) {
		ids = append(ids, f.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func TestWhatIsSaidSilences(t *testing.T) {
	s, c := judged(t)
	if got := loud(t, s); got != "aa01 aa02 bb03" {
		t.Fatalf("front page: %s", got)
	}
	rule := report.Rule{Term: "brûlé", Kind: signal.Weak}.Key()
	for _, x := range []struct {
		id     string
		action report.Action
		value  string
		want   string
	}{
		{"bb03", report.Noise, "", "aa01 aa02"},
		{"bb03", report.Useful, "", "aa01 aa02 bb03"},
		{"aa02", report.Mute, monday.Add(30 * time.Hour).Format(time.RFC3339), "aa01 bb03"},
		{"aa02", report.Unmute, "", "aa01 aa02 bb03"},
		{rule, report.Mute, "", "aa02 bb03"},
		{rule, report.Unmute, "", "aa01 aa02 bb03"},
		{"aa01", report.Merge, "aa02", "aa02 bb03"},
		{"aa02", report.Merge, "bb03", "bb03"},
		{"aa02", report.Split, "", "aa02 bb03"},
	} {
		tell(t, s, x.id, x.action, x.value)
		if got := loud(t, s); got != x.want {
			t.Errorf("after %s %s: got %q, want %q", x.action, x.id, got, x.want)
		}
	}
	// A mute ends by itself.
	tell(t, s, "aa02", report.Mute, monday.Add(7*time.Hour).Format(time.RFC3339))
	c.add(90 * time.Minute)
	if got := loud(t, s); got != "aa02 bb03" {
		t.Errorf("after the mute: %q", got)
	}
}

func TestMergedEvidence(t *testing.T) {
	s, _ := judged(t)
	tell(t, s, "aa01", report.Rename, "Brakes smell")
	tell(t, s, "aa01", report.Merge, "aa02")
	f := mustFinding(t, s, "aa02")
	if got := fmt.Sprint(f.Posts, f.Sources, f.FirstAt.Equal(monday), len(f.Items)); got != "[p0 p1 p2 p3] [forum press blog] true 4" {
		t.Errorf("evidence: %s", got)
	}
	if want := []report.Part{{ID: "aa01", Title: signal.Text{FR: "Brakes smell", EN: "Brakes smell"}}}; !slices.Equal(f.Standing.Parts, want) {
		t.Errorf("parts: %+v, want %+v", f.Standing.Parts, want)
	}
	part := mustFinding(t, s, "aa01")
	if part.Standing.Into != "aa02" || len(part.Posts) != 2 || part.Title.FR != "Brakes smell" || part.Standing.Original.EN != "Burning smell" {
		t.Errorf("part: %+v", part.Standing)
	}
	// A rumour's relays come with it, to a signal that has some and to one that has none.
	tell(t, s, "bb03", report.Merge, "aa02")
	if f = mustFinding(t, s, "aa02"); f.Rumour == nil || len(f.Rumour.Relays) != 1 || f.Kind != signal.Spike {
		t.Errorf("with a rumour: %+v", f.Rumour)
	}
	tell(t, s, "bb03", report.Split, "")
	// What is found of a kind brings what it is part of.
	found, err := s.Findings(t.Context(), string(signal.Weak), monday)
	if err != nil || len(found) != 2 || report.Heard(found)[0].ID != "aa02" {
		t.Errorf("findings: %+v, %v", found, err)
	}
	// The detectors go on as if nothing had been said.
	if _, err := s.SaveSignals(t.Context(), []signal.Signal{{ID: "aa01", Kind: signal.Weak, Level: signal.Strong, Title: signal.Text{FR: "Odeur", EN: "Smell"},
		Posts: []string{"p1", "p3", "p4"}, RaisedAt: monday, FirstAt: monday, LastAt: monday.Add(5 * time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if f = mustFinding(t, s, "aa02"); len(f.Posts) != 5 || f.Standing.Parts[0].Title.EN != "Brakes smell" {
		t.Errorf("after another tick: %v %+v", f.Posts, f.Standing.Parts)
	}
}

func TestSayings(t *testing.T) {
	s, _ := judged(t)
	first := tell(t, s, "aa01", report.Noise, "")
	tell(t, s, "aa01", report.Merge, "aa02")
	for _, c := range []struct {
		v    report.Verdict
		want error
	}{
		{report.Verdict{Signal: "zz", Action: report.Useful}, report.ErrNotFound},
		{report.Verdict{Signal: "aa01", Action: "praise"}, report.ErrSaid},
		{report.Verdict{Signal: "aa01", Action: report.Merge, Value: "zz"}, report.ErrNotFound},
		{report.Verdict{Signal: "aa02", Action: report.Merge, Value: "aa02"}, report.ErrCircle},
		{report.Verdict{Signal: "aa02", Action: report.Merge, Value: "aa01"}, report.ErrCircle},
		{report.Verdict{Signal: "aa02", Action: report.Split}, report.ErrNothing},
		{report.Verdict{Signal: "aa02", Action: report.Clear}, report.ErrNothing},
		{report.Verdict{Signal: "aa02", Action: report.Unmute}, report.ErrNothing},
		{report.Verdict{Signal: "aa02", Action: report.Mute, Value: "tomorrow"}, report.ErrSaid},
		{report.Verdict{Signal: "aa02", Action: report.Mute, Value: "2026-11-16T09:00:00Z"}, report.ErrPast},
		{report.Verdict{Signal: "rule?", Action: report.Mute}, report.ErrSaid},
		{report.Verdict{Signal: report.Rule{Term: "x"}.Key(), Action: report.Noise}, report.ErrSaid},
		{report.Verdict{Signal: report.Rule{Term: "!!!"}.Key(), Action: report.Mute}, report.ErrSaid},
		{report.Verdict{Signal: report.Rule{Kind: "nonsense", Entity: "nobody"}.Key(), Action: report.Mute}, report.ErrSaid},
		{report.Verdict{Signal: report.Rule{Term: strings.Repeat("x", 201)}.Key(), Action: report.Mute}, report.ErrSaid},
		{report.Verdict{Signal: report.Rule{Term: "\u202e\x1b"}.Key(), Action: report.Mute}, report.ErrSaid},
		{report.Verdict{Signal: "aa02", Action: report.Undo, Value: fmt.Sprint(first.Line)}, report.ErrNothing},
		{report.Verdict{Signal: "aa01", Action: report.Undo, Value: "1"}, report.ErrNothing},
		{report.Verdict{Signal: "aa01", Action: report.Undo, Value: "x"}, report.ErrSaid},
		{report.Verdict{Action: report.Undo, Value: fmt.Sprint(first.Line)}, nil},
		{report.Verdict{Signal: "aa01", Action: report.Undo, Value: fmt.Sprint(first.Line)}, report.ErrNothing},
	} {
		if _, err := s.Say(t.Context(), c.v); !errors.Is(err, c.want) {
			t.Errorf("%+v: got %v, want %v", c.v, err, c.want)
		}
	}
	long := tell(t, s, "aa02", report.Rename, "  \u202eLong\x00 "+strings.Repeat("é", 300)+"\n")
	if r := []rune(long.Value); len(r) != 200 || !strings.HasPrefix(long.Value, "Long éé") || r[199] != '…' {
		t.Errorf("title: %q", long.Value)
	}
	if list := mustBook(t, s).Precision(); len(list) != 0 {
		t.Errorf("precision of what was undone: %+v", list)
	}
	tell(t, s, "aa02", report.Useful, "")
	list := mustBook(t, s).Precision()
	if want := (report.Precision{Kind: signal.Spike, Level: signal.Strong, Recent: report.Tally{Useful: 1}, Ever: report.Tally{Useful: 1}}); len(list) != 2 || list[1] != want {
		t.Errorf("precision: %+v", list)
	}
}

// TestRulesAreOne mutes by keys that say the same in other words, and ends it.
func TestRulesAreOne(t *testing.T) {
	s, _ := judged(t)
	for _, x := range []struct {
		key  string
		rule report.Rule
	}{
		{"rule?kind=spike&entity=translum&x=1", report.Rule{Entity: "translum", Kind: signal.Spike}},
		{"rule?term=%E2%80%AE++odeur%1B+de&term=b", report.Rule{Term: "odeur de"}},
	} {
		if got := tell(t, s, x.key, report.Mute, "").Signal; got != x.rule.Key() {
			t.Errorf("%q is written as %q, want %q", x.key, got, x.rule.Key())
		}
		if list := mustBook(t, s).Silences(); len(list) != 1 || list[0].Rule != x.rule {
			t.Errorf("silences: %+v, want %+v", list, x.rule)
		}
		tell(t, s, x.rule.Key(), report.Unmute, "")
	}
}

// TestMutedPart merges what is muted: the whole stays as it was, until the mute
// ends.
func TestMutedPart(t *testing.T) {
	s, c := judged(t)
	rule := report.Rule{Term: "brûlé"}.Key()
	whole := func(what, want string) {
		t.Helper()
		f := mustFinding(t, s, "aa02")
		if got := fmt.Sprint(f.Posts, f.Terms, f.Standing.Muted != nil, f.Standing.Parts[0].Muted); got != want {
			t.Errorf("%s: got %s, want %s", what, got, want)
		}
	}
	const alone, both = "[p0 p2 p3] [] false true", "[p0 p1 p2 p3] [odeur de brûlé] false false"
	tell(t, s, "aa01", report.Mute, monday.Add(8*time.Hour).Format(time.RFC3339))
	tell(t, s, "aa01", report.Merge, "aa02")
	whole("a muted part", alone)
	c.add(3 * time.Hour)
	whole("after the mute", both)
	tell(t, s, rule, report.Mute, "")
	whole("a part that a rule takes", alone)
	tell(t, s, rule, report.Unmute, "")
	// The whole is a spike with the term only by its part.
	rule = report.Rule{Term: "brûlé", Kind: signal.Spike}.Key()
	tell(t, s, rule, report.Mute, "")
	whole("a whole that a rule takes", "[p0 p1 p2 p3] [odeur de brûlé] true false")
	if got := loud(t, s); got != "bb03" {
		t.Errorf("front page: %q", got)
	}
}

// TestNoiseAndItsParts lets the detectors take a whole for noise: it stands by
// what its parts say.
func TestNoiseAndItsParts(t *testing.T) {
	s, _ := judged(t)
	tell(t, s, "aa01", report.Merge, "aa02")
	if _, err := s.SaveSignals(t.Context(), []signal.Signal{{ID: "aa02", Kind: signal.Spike, Level: signal.Noise, Entity: "translum", Title: signal.Text{FR: "Pic", EN: "Spike"},
		Posts: []string{"p0", "p2", "p3"}, RaisedAt: monday, FirstAt: monday, LastAt: monday}}); err != nil {
		t.Fatal(err)
	}
	heard := func() string {
		found, err := s.Findings(t.Context(), "", monday)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, f := range report.Heard(found) {
			list = append(list, f.ID+" "+string(f.Level))
		}
		return strings.Join(list, ", ")
	}
	if got, want := heard(), "bb03 weak, aa02 weak"; got != want {
		t.Errorf("with its part: got %q, want %q", got, want)
	}
	tell(t, s, "aa01", report.Mute, "")
	if got, want := heard(), "bb03 weak"; got != want {
		t.Errorf("its part is muted: got %q, want %q", got, want)
	}
}

// TestCircle takes back what would have two signals be part of each other.
func TestCircle(t *testing.T) {
	s, _ := judged(t)
	tell(t, s, "aa01", report.Merge, "bb03")
	split := tell(t, s, "aa01", report.Split, "")
	tell(t, s, "aa02", report.Merge, "aa01")
	apart := tell(t, s, "aa02", report.Split, "")
	tell(t, s, "aa01", report.Merge, "aa02")
	if _, err := s.Say(t.Context(), report.Verdict{Signal: "aa02", Action: report.Undo, Value: fmt.Sprint(apart.Line)}); !errors.Is(err, report.ErrCircle) {
		t.Errorf("got %v, want %v", err, report.ErrCircle)
	}
	tell(t, s, "aa01", report.Undo, fmt.Sprint(split.Line))
	if got := mustFinding(t, s, "aa01").Standing.Into; got != "aa02" || loud(t, s) != "aa02 bb03" {
		t.Errorf("aa01 is part of %q, the front page holds %s", got, loud(t, s))
	}
}

func TestSignalID(t *testing.T) {
	s, _ := judged(t)
	tell(t, s, "bb03", report.Rename, "Fewer buses")
	for _, c := range []struct{ asked, want string }{
		{"aa01", "aa01"}, {"b", "bb03"}, {" BB03 ", "bb03"}, {"aa", "2 aa01 aa02"}, {"", "0"}, {"zzzzzzzz", "0"}, {"bb13", "1 bb03"}, {"smell", "1 aa01"},
	} {
		id, err := s.SignalID(t.Context(), c.asked)
		got := id
		var u *report.Unclear
		if errors.As(err, &u) && errors.Is(err, report.ErrNotFound) {
			got = fmt.Sprint(len(u.Like))
			for _, p := range u.Like {
				got += " " + p.ID
				if p.ID == "bb03" && p.Title.EN != "Fewer buses" {
					t.Errorf("title: %+v", p.Title)
				}
			}
		} else if err != nil {
			t.Fatal(err)
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.asked, got, c.want)
		}
	}
}
