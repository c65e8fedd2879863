package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// TestCasesAreNotBuried closes a case with a part, and handles one before more
// rumours than are listed are raised.
func TestCasesAreNotBuried(t *testing.T) {
	s, c := rumoured(t)
	tell(t, s, "bb02", report.Merge, "bb01")
	tell(t, s, "bb01", report.State, "closed")
	if got := cases(t, s, hour(9)); got != "" {
		t.Errorf("a closed case with a part: %s", got)
	}
	tell(t, s, "bb01", report.State, "verifying")
	var many []signal.Signal
	for i := range FindingsMax + 1 {
		many = append(many, signal.Signal{ID: fmt.Sprintf("dd%04d", i), Kind: signal.Rumor, Level: signal.Low, Posts: []string{"p7"}, RaisedAt: hour(8), FirstAt: hour(7), LastAt: hour(8), Rumour: &signal.Rumour{}})
	}
	if _, err := s.SaveSignals(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	c.add(time.Hour)
	if got := cases(t, s, hour(0)); !strings.Contains(got, "bb01 verifying 5") || strings.Count(got, ",") != FindingsMax-1 {
		t.Errorf("%d cases, without the one that is handled: %.60s", strings.Count(got, ",")+1, got)
	}
}

// TestRelayIsNotBeside merges a rumour into one beside which a relay of it stood.
func TestRelayIsNotBeside(t *testing.T) {
	relay, aside := signal.Relay{Post: "p1", At: hour(1), Role: "relay"}, signal.Relay{Post: "p1", At: hour(1), Role: "question"}
	whole := asOne(signal.Rumour{Relays: []signal.Relay{relay}}, signal.Rumour{Beside: []signal.Relay{aside, {Post: "p2", At: hour(2)}}})
	if len(whole.Relays) != 1 || len(whole.Beside) != 1 || whole.Beside[0].Post != "p2" {
		t.Errorf("relays %v, beside %v", whole.Relays, whole.Beside)
	}
}

// TestOverdue sets a deadline that is long after the last relay, and lets it pass.
func TestOverdue(t *testing.T) {
	s, c := rumoured(t)
	tell(t, s, "bb01", report.Due, hour(80).Format(time.RFC3339))
	for at, want := range map[int]int{79: 0, 81: 1} {
		c.t = hour(at)
		found, err := s.Overdue(t.Context(), c.t.Add(-48*time.Hour))
		if err != nil || len(found) != want {
			t.Errorf("at %d: %d cases, %v; want %d", at, len(found), err, want)
		}
		if recent, err := s.Findings(t.Context(), "", c.t.Add(-48*time.Hour)); err != nil || len(recent) != 0 {
			t.Errorf("at %d: %d signals of the last two days, %v", at, len(recent), err)
		}
	}
}
