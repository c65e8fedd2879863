package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
)

// taken is a handling in words.
func taken(h Handling) string {
	parts := []string{string(h.State)}
	if h.Owner != "" {
		parts = append(parts, "by "+h.Owner)
	}
	if !h.Deadline.IsZero() {
		parts = append(parts, "due "+h.Deadline.UTC().Format("02 15:04"))
	}
	if h.Against != "" {
		parts = append(parts, "against "+h.Against)
	}
	for _, r := range h.Replies {
		parts = append(parts, fmt.Sprint("reply ", r.Line, " to ", r.To))
	}
	if len(h.Reached) > 0 {
		parts = append(parts, "reached "+strings.Join(h.Reached, " "))
	}
	if !h.Closed.IsZero() {
		parts = append(parts, "closed "+h.Closed.UTC().Format("02 15:04"))
	}
	return strings.Join(parts, ", ")
}

func TestHandling(t *testing.T) {
	for _, c := range []struct {
		name string
		said []Verdict
		want string // of rumour a, raised at 10:00
	}{
		{"nothing said", nil, "new, due 21 14:00"},
		{"a state", said("a state verifying"), "verifying, due 21 14:00"},
		{"the last state", said("a state verifying", "a state false"), "false, due 21 14:00"},
		{"undone", said("a state verifying", "a state false", "a undo 2"), "verifying, due 21 14:00"},
		{"of another", said("b state verifying"), "new, due 21 14:00"},
		{"somebody handles it", said("a assign Ana"), "new, by Ana, due 21 14:00"},
		{"nobody again", said("a assign Ana", "a assign"), "new, due 21 14:00"},
		{"a deadline", said("a due 2026-11-22T09:00:00Z"), "new, due 22 09:00"},
		{"none", said("a due 2026-11-22T09:00:00Z", "a due"), "new"},
		{"the usual one again", said("a due", "a undo 1"), "new, due 21 14:00"},
		{"a fact", said("a against fleet", "a against fleet-2026"), "new, due 21 14:00, against fleet-2026"},
		{"the found fact again", said("a against fleet", "a against"), "new, due 21 14:00"},
		{"replies", said("a reply p1", "a reply", "a undo 1"), "new, due 21 14:00, reply 2 to "},
		{"contacts once each", said("a reached p1", "a reached p2", "a reached p1"), "new, due 21 14:00, reached p1 p2"},
		{"a contact taken back", said("a reached p1", "a reached p2", "a undo 1"), "new, due 21 14:00, reached p2"},
		{"closed", said("a assign Ana", "a due 2026-11-22T09:00:00Z", "a state closed"), "closed, by Ana, closed 20 12:02"},
		{"closed twice", said("a state closed", "a state closed"), "closed, closed 20 12:00"},
		{"opened again", said("a due 2026-11-22T09:00:00Z", "a state closed", "a state verifying"), "verifying, due 22 09:00"},
		{"its closing undone", said("a state true", "a state closed", "a undo 2"), "true, due 21 14:00"},
		{"a part's replies and contacts, not its state", said("b state false", "b reply p9", "a reply p1", "b reached p9", "b merge a"), "new, due 21 14:00, reply 2 to p9, reply 3 to p1, reached p9"},
		{"parted", said("b reply p9", "b merge a", "b split"), "new, due 21 14:00"},
		{"a remark changes nothing", said("a remark"), "new, due 21 14:00"},
	} {
		b := NewBook(c.said, noon)
		x := signal.Signal{ID: "a", Kind: signal.Rumor, RaisedAt: noon.Add(-2 * time.Hour)}
		if got := taken(b.Of(x).Handling); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if x.Kind = signal.Spike; taken(b.Of(x).Handling) != "" {
			t.Errorf("%s: a spike has a case: %+v", c.name, b.Of(x).Handling)
		}
	}
}

// TestReplyTakenBack wants a reply and the state that was said with it to go and
// come back together, and nothing else with them.
func TestReplyTakenBack(t *testing.T) {
	for _, c := range []struct {
		name   string
		apart  time.Duration // between the first two lines
		author string        // of the second
		said   []Verdict
		want   string
	}{
		{"sent", time.Second, "analyst", said("a reply p1", "a state answered"), "answered, due 21 14:00, reply 1 to p1"},
		{"taken back", time.Second, "analyst", said("a reply p1", "a state answered", "a undo 1"), "new, due 21 14:00"},
		{"sent after all", time.Second, "analyst", said("a reply p1", "a state answered", "a undo 1", "a undo 3"), "answered, due 21 14:00, reply 1 to p1"},
		{"not answered", time.Second, "analyst", said("a reply p1", "a state answered", "a undo 2"), "new, due 21 14:00, reply 1 to p1"},
		{"said later", time.Minute, "analyst", said("a reply p1", "a state answered", "a undo 1"), "answered, due 21 14:00"},
		{"said by another", time.Second, "page", said("a reply p1", "a state answered", "a undo 1"), "answered, due 21 14:00"},
		{"another state", time.Second, "analyst", said("a reply p1", "a state false", "a undo 1"), "false, due 21 14:00"},
		{"of another case", time.Second, "analyst", said("a reply p1", "b state answered", "a undo 1"), "new, due 21 14:00"},
		{"of a case with others between", time.Second, "analyst", said("a reply p1", "b remark", "a state answered", "a undo 1"), "new, due 21 14:00"},
	} {
		for i := 1; i < len(c.said) && i <= 2; i++ {
			c.said[i].At, c.said[i].Author = c.said[0].At.Add(c.apart), c.author
		}
		if got := taken(NewBook(c.said, noon).Of(signal.Signal{ID: "a", Kind: signal.Rumor, RaisedAt: noon.Add(-2 * time.Hour)}).Handling); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLog(t *testing.T) {
	b := NewBook(said("a state verifying", "b reply p9", "c remark", "b merge a", "a assign Ana"), noon)
	var got []string
	for _, v := range b.Log("a") {
		got = append(got, v.Signal+" "+string(v.Action))
	}
	if want := []string{"a state", "b reply", "b merge", "a assign"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	touched := NewBook(said("a state closed", "b rename X", "c remark", "c rename X", "d assign Ana", "d undo 5"), noon).Handled()
	if len(touched) != 2 || !touched["a"].Closed || touched["c"].Closed || !touched["c"].At.Equal(noon.Add(3*time.Minute-24*time.Hour)) {
		t.Errorf("handled: %+v", touched)
	}
}

// TestDueSince wants the deadlines that somebody set and that passed in a day.
func TestDueSince(t *testing.T) {
	b := NewBook(said("a due 2026-11-21T09:00:00Z", "b due 2026-11-21T13:00:00Z", "c due 2026-11-20T11:00:00Z", "d assign Ana", "e due 2026-11-21T09:00:00Z", "e due"), noon)
	if got := b.DueSince(noon.Add(-24 * time.Hour)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %v", got)
	}
}

var errGone = errors.New("the database is away")

// looked is what a book may look up: rumours a and b, a spike, a fact.
func looked() Known {
	rumour := func(id string, posts ...string) signal.Signal {
		x := signal.Signal{ID: id, Kind: signal.Rumor, Level: signal.Low, Posts: posts[:1], Rumour: &signal.Rumour{}}
		for _, p := range posts[1:] {
			x.Rumour.Relays = append(x.Rumour.Relays, signal.Relay{Post: p})
		}
		x.Rumour.Beside = []signal.Relay{{Post: "beside-" + id}}
		return x
	}
	all := map[string]signal.Signal{"a": rumour("a", "p1", "p1", "p20", "p21"), "b": rumour("b", "q1", "q2"), "s": {ID: "s", Kind: signal.Spike, Posts: []string{"p1"}}}
	return Known{
		Signal: func(id string) (signal.Signal, error) {
			if x, ok := all[id]; ok {
				return x, nil
			}
			return signal.Signal{}, ErrNotFound
		},
		Fact: func(id string) (bool, error) {
			if id == "away" {
				return false, errGone
			}
			return id == "fleet", nil
		},
	}
}

func TestSayOfCase(t *testing.T) {
	long := strings.Repeat("é", 5001)
	b := NewBook(said("b merge a", "b split", "b merge a"), noon)
	for _, c := range []struct {
		v     Verdict
		value string
		want  error
	}{
		{Verdict{Signal: "a", Action: State, Value: "verifying"}, "verifying", nil},
		{Verdict{Signal: "a", Action: State, Value: " Partly-True "}, "partly_true", nil},
		{Verdict{Signal: "a", Action: State, Value: "wrong"}, "wrong", ErrState},
		{Verdict{Signal: "a", Action: State}, "", ErrState},
		{Verdict{Signal: "s", Action: State, Value: "new"}, "new", ErrNoCase},
		{Verdict{Signal: "z", Action: State, Value: "new"}, "new", ErrNotFound},
		{Verdict{Signal: Rule{Term: "bus"}.Key(), Action: State, Value: "new"}, "new", ErrSaid},
		{Verdict{Signal: "a", Action: Assign, Value: " Ana\u202e\n"}, "Ana", nil},
		{Verdict{Signal: "a", Action: Due, Value: "2026-11-22T10:00:00+01:00"}, "2026-11-22T09:00:00Z", nil},
		{Verdict{Signal: "a", Action: Due}, "", nil},
		{Verdict{Signal: "a", Action: Due, Value: "2026-11-21T12:00:00Z"}, "2026-11-21T12:00:00Z", ErrPast},
		{Verdict{Signal: "a", Action: Due, Value: "tomorrow"}, "tomorrow", ErrSaid},
		{Verdict{Signal: "a", Action: Remark, Note: "x"}, "", nil},
		{Verdict{Signal: "a", Action: Remark, Note: " \n "}, "", ErrNoText},
		{Verdict{Signal: "a", Action: Against, Value: "fleet"}, "fleet", nil},
		{Verdict{Signal: "a", Action: Against, Value: "flaet"}, "flaet", ErrNoFact},
		{Verdict{Signal: "a", Action: Against, Value: "away"}, "away", errGone},
		{Verdict{Signal: "a", Action: Against}, "", ErrNothing},
		{Verdict{Signal: "a", Action: Reached, Value: "p1"}, "p1", nil},
		{Verdict{Signal: "a", Action: Reached, Value: "p21"}, "p21", nil},
		{Verdict{Signal: "a", Action: Reached, Value: "p2"}, "p2", ErrNotOfCase},
		{Verdict{Signal: "a", Action: Reached, Value: "be"}, "be", ErrNotOfCase},
		{Verdict{Signal: "a", Action: Reached, Value: "beside-a"}, "beside-a", nil},
		{Verdict{Signal: "a", Action: Reached, Value: "q2"}, "q2", nil},
		{Verdict{Signal: "a", Action: Reached, Value: "q"}, "q", ErrNotOfCase},
		{Verdict{Signal: "b", Action: Reached, Value: "beside"}, "beside-b", nil},
		{Verdict{Signal: "b", Action: Reached, Value: "p1"}, "", ErrNotOfCase},
		{Verdict{Signal: "a", Action: Reached}, "", ErrNotOfCase},
		{Verdict{Signal: "a", Action: Reply, Note: "x"}, "", nil},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Value: "p1", Link: "https://own.localhost/a?b=c"}, "p1", nil},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Value: "z"}, "", ErrNotOfCase},
		{Verdict{Signal: "a", Action: Reply, Link: "https://own.localhost/"}, "", ErrNoText},
		{Verdict{Signal: "a", Action: Reply, Note: long}, "", ErrLong},
		{Verdict{Signal: "a", Action: Reply, Note: long[:10000]}, "", nil},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "javascript:alert(1)"}, "", ErrLink},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "own.localhost/a"}, "", ErrLink},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "//own.localhost/a"}, "", ErrLink},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "https:///a"}, "", ErrLink},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "https://a:b@own.localhost/"}, "", ErrLink},
		{Verdict{Signal: "a", Action: Reply, Note: "x", Link: "https://own.localhost/" + long}, "", ErrLink},
	} {
		got, err := b.Say(c.v, looked())
		if !errors.Is(err, c.want) || err == nil && got.Value != c.value {
			t.Errorf("%s %s %q %.40q %.40q: got %q, %v, want %q, %v", c.v.Action, c.v.Signal, c.v.Value, c.v.Note, c.v.Link, got.Value, err, c.value, c.want)
		}
	}
}

// TestWording keeps the paragraphs of what was sent, and nothing that hides text.
func TestWording(t *testing.T) {
	b := NewBook(nil, noon)
	v, err := b.Say(Verdict{Signal: "a", Action: Reply, Note: "\n Bonjour,\r\n\r\n\n1 240  bus\u202e\x1b\nroulent. \n", Link: " https://own.localhost/a "}, looked())
	if err != nil || v.Note != "Bonjour,\n\n1 240 bus\nroulent." || v.Link != "https://own.localhost/a" || v.Kind != signal.Rumor || v.Level != signal.Low {
		t.Errorf("got %+v, %v", v, err)
	}
	if v, err := b.Say(Verdict{Signal: "a", Action: Noise, Note: "two\nlines", Link: "https://own.localhost/"}, looked()); err != nil || v.Note != "two lines" || v.Link != "" {
		t.Errorf("got %+v, %v", v, err)
	}
	for _, e := range []error{ErrNoCase, ErrState, ErrNoFact, ErrNotOfCase, ErrLink, ErrNoText, ErrLong, ErrOver, ErrNobody} {
		if !errors.Is(e, ErrSaid) || errors.Is(e, ErrPast) || !strings.Contains(e.Error(), ";") {
			t.Errorf("%v names no remedy, or is no ErrSaid", e)
		}
	}
}
