package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// world is a dispatcher with its log, its post office and its clock.
type world struct {
	rows  map[string]report.Sent
	sent  []Alert
	now   time.Time
	fails []error // of the next attempts
	retry bool
	d     *Dispatcher
}

func newWorld(routes ...Route) *world {
	w := &world{rows: map[string]report.Sent{}, now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}
	w.d = New(Options{Routes: routes, Sender: w, Log: w, Now: func() time.Time { return w.now }, Logger: slog.New(slog.DiscardHandler)})
	return w
}

func (w *world) LastSent(_ context.Context, alerts []string) (map[string]report.Sent, error) {
	out := map[string]report.Sent{}
	for _, a := range alerts {
		if row, ok := w.rows[a]; ok {
			out[a] = row
		}
	}
	return out, nil
}

func (w *world) LogSent(_ context.Context, rows ...report.Sent) error {
	for _, r := range rows {
		w.rows[r.Alert] = r
	}
	return nil
}

func (w *world) Send(_ context.Context, a Alert) (bool, error) {
	for _, row := range w.rows {
		if row.To == a.To && row.State == Sending {
			if len(w.fails) > 0 {
				err := w.fails[0]
				w.fails = w.fails[1:]
				return w.retry, err
			}
			w.sent = append(w.sent, a)
			return false, nil
		}
	}
	return false, errors.New("sent before it was logged")
}

func (*world) Subject(a Alert) string { return a.Findings[0].ID }
func (*world) Channel() string        { return "mail" }

func (w *world) got() string {
	var out []string
	for _, a := range w.sent {
		ids := []string{}
		for _, f := range a.Findings {
			ids = append(ids, f.ID)
		}
		out = append(out, a.To+": "+strings.Join(ids, "+"))
	}
	return strings.Join(out, "; ")
}

func finding(id string, kind signal.Kind, level signal.Level, posts ...string) report.Finding {
	return report.Finding{Signal: signal.Signal{ID: id, Kind: kind, Level: level, Score: .5, Entity: "acme", Posts: posts}}
}

func silent(id string, s report.Standing) report.Finding {
	f := finding(id, signal.Weak, signal.Low, "8", "9")
	f.Standing = s
	return f
}

var everything = Route{To: []string{"a@x"}, Language: "fr"}

func TestOneMailPerStory(t *testing.T) {
	rumour := finding("rumour", signal.Rumor, signal.Low, "1", "2", "3")
	for name, c := range map[string]struct {
		open []report.Finding
		want string
	}{
		"nothing open, nothing sent":             {nil, ""},
		"signals of the same posts go together":  {[]report.Finding{finding("weak", signal.Weak, signal.Strong, "1", "2"), rumour}, "a@x: rumour+weak"},
		"signals of other posts go apart":        {[]report.Finding{rumour, finding("weak", signal.Weak, signal.Low, "8", "9")}, "a@x: rumour; a@x: weak"},
		"a spike does not swallow what it holds": {[]report.Finding{finding("spike", signal.Spike, signal.Low, "1", "2", "3", "4", "5", "6", "7"), rumour}, "a@x: rumour; a@x: spike"},
		"what somebody called noise is not told": {[]report.Finding{silent("n", report.Standing{Judged: report.Noise})}, ""},
		"a muted one is not told":                {[]report.Finding{silent("m", report.Standing{Muted: &report.Silence{}})}, ""},
		"a part is told with the whole":          {[]report.Finding{silent("p", report.Standing{Into: "rumour"}), rumour}, "a@x: rumour"},
		"a useful one under its new name is":     {[]report.Finding{silent("u", report.Standing{Judged: report.Useful, Given: "New"})}, "a@x: u"},
		"noise is not told":                      {[]report.Finding{finding("n", signal.Weak, signal.Noise, "1")}, ""},
		"ambassadors stay on their page":         {[]report.Finding{finding("n", signal.Ambassador, signal.Strong, "1")}, ""},
	} {
		w := newWorld(everything)
		for range 3 { // every tick sees the same
			if err := w.d.Dispatch(t.Context(), c.open); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.got(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestRoutes(t *testing.T) {
	open := []report.Finding{finding("r", signal.Rumor, signal.Low, "1"), finding("s", signal.Spike, signal.Strong, "2")}
	for name, c := range map[string]struct {
		routes []Route
		want   string
	}{
		"by kind":                         {[]Route{{To: []string{"a@x"}, Kinds: []signal.Kind{signal.Spike}}}, "a@x: s"},
		"by level":                        {[]Route{{To: []string{"a@x"}, Level: signal.Strong}}, "a@x: s"},
		"by entity":                       {[]Route{{To: []string{"a@x"}, Entities: []string{"other"}}}, ""},
		"each reader one":                 {[]Route{{To: []string{"a@x", "b@x"}, Level: signal.Strong}}, "a@x: s; b@x: s"},
		"a reader of two routes gets one": {[]Route{{To: []string{"a@x"}, Level: signal.Strong}, {To: []string{"a@x"}, Level: signal.Strong}}, "a@x: s"},
	} {
		w := newWorld(c.routes...)
		if err := w.d.Dispatch(t.Context(), open); err != nil {
			t.Fatal(err)
		}
		if got := w.got(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestToldAgainOnlyWhenItTurnsStrong(t *testing.T) {
	w := newWorld(everything)
	for _, level := range []signal.Level{signal.Low, signal.Low, signal.Strong, signal.Strong, signal.Low} {
		if err := w.d.Dispatch(t.Context(), []report.Finding{finding("r", signal.Rumor, level, "1", "2")}); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
	}
	if got, want := w.got(), "a@x: r; a@x: r"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if w.sent[0].Again || !w.sent[1].Again {
		t.Errorf("again: got %v, %v, want false, true", w.sent[0].Again, w.sent[1].Again)
	}
}

// What was told on its own is not told again because somebody merged it.
func TestWhatWasToldIsNotToldAgainMerged(t *testing.T) {
	merged := func(level signal.Level) []report.Finding {
		whole := finding("whole", signal.Spike, level, "1", "2", "7", "8", "9")
		whole.Standing.Parts = []report.Part{{ID: "part"}}
		return []report.Finding{silent("part", report.Standing{Into: "whole"}), whole}
	}
	part := func(level signal.Level) report.Finding { return finding("part", signal.Weak, level, "1", "2") }
	whole := finding("whole", signal.Spike, signal.Low, "7", "8", "9")
	for name, c := range map[string]struct {
		before, after []report.Finding
		want          string
	}{
		"both were told":                  {[]report.Finding{part(signal.Strong), whole}, merged(signal.Strong), "a@x: part; a@x: whole"},
		"only the part was":               {[]report.Finding{part(signal.Strong)}, merged(signal.Strong), "a@x: part"},
		"only the part, and it is weak":   {[]report.Finding{part(signal.Low)}, merged(signal.Low), "a@x: part"},
		"it has turned strong since":      {[]report.Finding{part(signal.Low)}, merged(signal.Strong), "a@x: part; a@x: whole"},
		"of what was never told, all is":  {nil, merged(signal.Low), "a@x: whole"},
		"the whole was, before the merge": {[]report.Finding{whole}, merged(signal.Low), "a@x: whole"},
	} {
		w := newWorld(everything)
		for _, open := range [][]report.Finding{c.before, c.after, c.after} {
			if err := w.d.Dispatch(t.Context(), open); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.got(); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// The mail that says "it has turned strong" is not the first one again, whoever
// of the story turned: mail programs drop an identifier that they have seen.
func TestTurningStrongIsAnotherMail(t *testing.T) {
	w := newWorld(everything)
	for _, level := range []signal.Level{signal.Low, signal.Strong} {
		open := []report.Finding{finding("r", signal.Rumor, signal.Low, "1", "2"), finding("w", signal.Weak, level, "1", "2")}
		if err := w.d.Dispatch(t.Context(), open); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.sent) != 2 || w.sent[0].ID == w.sent[1].ID {
		t.Errorf("got %d mails, want two with different identifiers: %v", len(w.sent), w.sent)
	}
}

func TestWhatDidNotGoThroughIsTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		retry bool
		wait  time.Duration
		state string
	}{
		"later":   {true, failedWait, Failed},
		"refused": {false, refusedWait, Refused},
	} {
		w := newWorld(everything)
		w.fails, w.retry = []error{errors.New("451")}, c.retry
		open := []report.Finding{finding("r", signal.Rumor, signal.Low, "1")}
		dispatch := func() {
			if err := w.d.Dispatch(t.Context(), open); err != nil {
				t.Fatal(err)
			}
		}
		dispatch()
		for _, row := range w.rows {
			if row.State != c.state || row.Error != "451" {
				t.Errorf("%s: logged %s %q, want %s", name, row.State, row.Error, c.state)
			}
		}
		w.now = w.now.Add(c.wait - time.Second)
		dispatch()
		if len(w.sent) != 0 {
			t.Errorf("%s: tried again too soon", name)
		}
		w.now = w.now.Add(time.Second)
		dispatch()
		dispatch()
		if got, want := w.got(), "a@x: r"; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestCrashBetweenSendingAndSentSendsTheSameAgain(t *testing.T) {
	open := []report.Finding{finding("r", signal.Rumor, signal.Low, "1")}
	w := newWorld(everything)
	if err := w.d.Dispatch(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	for id, row := range w.rows {
		row.State = Sending // as a crash leaves it
		w.rows[id] = row
	}
	if err := w.d.Dispatch(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	if len(w.sent) != 2 || w.sent[0].ID != w.sent[1].ID {
		t.Errorf("got %d mails %v, want two with one identifier", len(w.sent), w.sent)
	}
}

func TestAFullLogStopsTheMail(t *testing.T) {
	w := newWorld(everything)
	w.d.o.Log = brokenLog{}
	err := w.d.Dispatch(t.Context(), []report.Finding{finding("r", signal.Rumor, signal.Low, "1")})
	if err == nil || len(w.sent) != 0 {
		t.Errorf("got %v, %d mails; want an error and none", err, len(w.sent))
	}
}

type brokenLog struct{}

func (brokenLog) LastSent(context.Context, []string) (map[string]report.Sent, error) {
	return nil, nil
}
func (brokenLog) LogSent(context.Context, ...report.Sent) error { return fmt.Errorf("disk full") }
