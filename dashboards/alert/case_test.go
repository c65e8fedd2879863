package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// TestDeadline follows one rumour's case hour by hour: who was told of it is
// reminded once of each deadline that passes while nobody has come to anything.
func TestDeadline(t *testing.T) {
	type step struct {
		hours    float64 // after the rumour was raised
		state    report.CaseState
		deadline float64 // hours after it was raised; 0: none
		level    signal.Level
		want     int // mails so far
		late     int // of them reminders
	}
	for name, steps := range map[string][]step{
		"nobody does anything":      {{0, report.CaseNew, 4, signal.Low, 1, 0}, {3.9, report.CaseNew, 4, signal.Low, 1, 0}, {4.1, report.CaseNew, 4, signal.Low, 2, 1}, {5, report.CaseNew, 4, signal.Low, 2, 1}},
		"somebody is at it":         {{0, report.CaseNew, 4, signal.Low, 1, 0}, {4.1, report.CaseVerifying, 4, signal.Low, 2, 1}},
		"another deadline":          {{0, report.CaseNew, 4, signal.Low, 1, 0}, {4.1, report.CaseNew, 4, signal.Low, 2, 1}, {4.2, report.CaseVerifying, 6, signal.Low, 2, 1}, {6.1, report.CaseVerifying, 6, signal.Low, 3, 2}},
		"it is false, unanswered":   {{0, report.CaseNew, 4, signal.Low, 1, 0}, {4.1, report.CaseFalse, 4, signal.Low, 2, 1}},
		"it is answered":            {{0, report.CaseNew, 4, signal.Low, 1, 0}, {4.1, report.CaseAnswered, 4, signal.Low, 1, 0}},
		"without a deadline":        {{0, report.CaseNew, 0, signal.Low, 1, 0}, {40, report.CaseNew, 0, signal.Low, 1, 0}},
		"closed, then it grows":     {{0, report.CaseNew, 4, signal.Low, 1, 0}, {5, report.CaseClosed, 0, signal.Strong, 1, 0}},
		"closed before it was told": {{0, report.CaseClosed, 0, signal.Strong, 0, 0}},
		"late when it is told":      {{5, report.CaseNew, 4, signal.Low, 1, 0}, {5.1, report.CaseNew, 4, signal.Low, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(everything, everything) // two routes to one reader
			began := w.now
			for i, s := range steps {
				f := finding("rumour", signal.Rumor, s.level, "1", "2")
				f.Standing.Handling.State = s.state
				if s.deadline > 0 {
					f.Standing.Handling.Deadline = began.Add(time.Duration(s.deadline * float64(time.Hour)))
				}
				w.now = began.Add(time.Duration(s.hours * float64(time.Hour)))
				if err := w.d.Dispatch(t.Context(), []report.Finding{f}); err != nil {
					t.Fatal(err)
				}
				late := 0
				for _, a := range w.sent {
					if a.Late {
						late++
					}
				}
				if len(w.sent) != s.want || late != s.late {
					t.Errorf("step %d: %d mails, %d reminders; want %d, %d", i, len(w.sent), late, s.want, s.late)
				}
			}
		})
	}
}

// TestReminderIsTriedAgain has the server refuse a reminder for a while.
func TestReminderIsTriedAgain(t *testing.T) {
	w := newWorld(everything)
	f := finding("rumour", signal.Rumor, signal.Low, "1", "2")
	f.Standing.Handling = report.Handling{State: report.CaseNew, Deadline: w.now.Add(time.Hour)}
	for i, want := range []int{1, 1, 1, 2, 2} { // told; refused; too early to try again; tried again; done
		switch i {
		case 1:
			w.now, w.fails, w.retry = w.now.Add(2*time.Hour), []error{errors.New("later")}, true
		case 3:
			w.now = w.now.Add(2 * failedWait)
		}
		if err := w.d.Dispatch(t.Context(), []report.Finding{f}); err != nil {
			t.Fatal(err)
		}
		if len(w.sent) != want {
			t.Errorf("step %d: %d mails, want %d", i, len(w.sent), want)
		}
	}
}

// contacts is a case file with these sources to answer, a person in each.
type contacts []string

func (c contacts) Case(_ context.Context, id string) (report.Case, error) {
	if id != "rumour" {
		return report.Case{}, fmt.Errorf("case %q: %w", id, report.ErrNotFound)
	}
	var file report.Case
	for i, name := range c {
		file.Contacts = append(file.Contacts, report.Contact{Item: report.Item{Author: "Firmin L.", Source: post.Source{Name: name}}, Reached: i == 0})
	}
	return file, nil
}

// TestWhomToAnswer wants the sources that nobody has reached, each once, and a
// mail without them where the case cannot be read.
func TestWhomToAnswer(t *testing.T) {
	w := newWorld(everything)
	w.d.o.Cases = contacts{"Gazette", "Forum", "Blog", "Forum", "", "Radio", "Campus"}
	found := []report.Finding{finding("rumour", signal.Rumor, signal.Low, "1"), finding("gone", signal.Rumor, signal.Low, "2"), finding("weak", signal.Weak, signal.Low, "3")}
	if err := w.d.Dispatch(t.Context(), found); err != nil {
		t.Fatal(err)
	}
	if len(w.sent) != 3 {
		t.Fatalf("%d mails, want 3", len(w.sent))
	}
	for _, a := range w.sent {
		var want []string
		if a.Findings[0].ID == "rumour" {
			want = []string{"Forum", "Blog", "Radio"}
		}
		if got := a.First[a.Findings[0].ID]; !slices.Equal(got, want) {
			t.Errorf("%s: answer %v first, want %v", a.Findings[0].ID, got, want)
		}
	}
}

// once counts how often a case is opened, and wants each to be bounded.
type once struct {
	contacts
	opened, unbounded int
}

func (c *once) Case(ctx context.Context, id string) (report.Case, error) {
	c.opened++
	if _, ok := ctx.Deadline(); !ok {
		c.unbounded++
	}
	return c.contacts.Case(ctx, id)
}

// TestCaseIsOpenedOnce tells two readers of one rumour.
func TestCaseIsOpenedOnce(t *testing.T) {
	other := everything
	other.To = []string{"second@example.org"}
	w := newWorld(everything, other)
	cases := &once{contacts: contacts{"Gazette", "Forum"}}
	w.d.o.Cases = cases
	if err := w.d.Dispatch(t.Context(), []report.Finding{finding("rumour", signal.Rumor, signal.Low, "1")}); err != nil {
		t.Fatal(err)
	}
	if len(w.sent) != 2 || cases.opened != 1 || cases.unbounded != 0 {
		t.Fatalf("%d mails, the case opened %d times, %d without a deadline", len(w.sent), cases.opened, cases.unbounded)
	}
	for _, a := range w.sent {
		if !slices.Equal(a.First["rumour"], []string{"Forum"}) {
			t.Errorf("%s: answer %v first", a.To, a.First)
		}
	}
}
