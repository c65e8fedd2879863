package app

import (
	"fmt"
	"testing"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/dashboards/report"
)

// put has somebody write down how many buses there are, and how it is worded.
func put(t *testing.T, c config.Config, value, wording string) {
	t.Helper()
	f := fact.Fact{ID: "fleet", Entity: "acme", Metric: "bus en service", Value: value, Unit: "bus", Document: "Rapport 2026", Statement: fact.Statement{FR: wording}}
	if _, err := at(t, c, noon).Store().WriteFact(t.Context(), fact.Version{Author: "claire", Action: fact.Put, Fact: f}); err != nil {
		t.Fatal(err)
	}
}

// told is a service that has seen a rumour against the fact.
func told(t *testing.T) (config.Config, *Service, report.Finding) {
	t.Helper()
	c := factual(t, "")
	put(t, c, "1 240", "1 240 bus.")
	s := at(t, c, noon)
	if _, err := s.Store().AddPosts(t.Context(), tale()); err != nil {
		t.Fatal(err)
	}
	found := ticked(t, s)
	if len(found) != 1 {
		t.Fatalf("%d rumours, want one", len(found))
	}
	return c, s, found[0]
}

// TestCorrectedWhileDown corrects the fact while no service runs: the next takes
// the rumour back, once it has judged the claims again.
func TestCorrectedWhileDown(t *testing.T) {
	c, s, _ := told(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, c, "940", "940 bus.")
	next := at(t, c, noon.Add(time.Hour))
	next.judgeAgain() // as work does
	if found := ticked(t, next); len(found) != 0 {
		t.Errorf("%d rumours stand, which the fact of now agrees with: %v", len(found), found[0].Why)
	}
}

// TestWordingChanges words the fact otherwise when most of its relays are too old
// to be looked for: they contradict it as before.
func TestWordingChanges(t *testing.T) {
	c, _, _ := told(t)
	later := at(t, c, noon.Add(judgedAgain-4*time.Hour))
	ticked(t, later)
	put(t, c, "1 240", "Il y a 1 240 bus en service.")
	ticked(t, later)
	found, err := later.Store().Findings(t.Context(), string(signal.Rumor), noon.Add(-judgedAgain))
	if err != nil || len(found) != 1 || found[0].Level == signal.Noise {
		t.Fatalf("%d rumours stand (%v), want the one: nothing that it says is true now", len(found), err)
	}
}

// TestMergedStands corrects the fact of a rumour that a person merged another
// signal into: it stays theirs, and the row of the rumour its own.
func TestMergedStands(t *testing.T) {
	c, s, f := told(t)
	other := signal.Signal{ID: fmt.Sprintf("%032x", 1), Kind: signal.Spike, Level: signal.Strong, Title: signal.Text{FR: "Pic", EN: "Spike"},
		Posts: []string{"elsewhere"}, RaisedAt: noon, FirstAt: noon.Add(-time.Hour), LastAt: noon}
	if _, err := s.Store().SaveSignals(t.Context(), []signal.Signal{other}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store().Say(t.Context(), report.Verdict{Signal: other.ID, Action: report.Merge, Value: f.ID, Author: "claire"}); err != nil {
		t.Fatal(err)
	}
	put(t, c, "940", "940 bus.")
	if found := ticked(t, s); len(found) != 1 || len(found[0].Standing.Parts) != 1 {
		t.Fatalf("%d rumours stand, want the one that was merged into", len(found))
	}
	if _, err := s.Store().Say(t.Context(), report.Verdict{Signal: other.ID, Action: report.Split, Author: "claire"}); err != nil {
		t.Fatal(err)
	}
	alone, err := s.Store().Finding(t.Context(), f.ID)
	if err != nil || len(alone.Posts) != 3 {
		t.Errorf("parted again, the rumour has %d posts (%v), want its own 3", len(alone.Posts), err)
	}
}
