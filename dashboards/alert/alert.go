// Package alert decides which signals become one message, to whom and when. It
// keeps no state but its log, which the store serves, and knows no transport: a
// Sender carries what it decides.
package alert

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// States of an attempt in the log.
const (
	Sending = "sending" // about to leave: logged before, so that a crash is seen
	Sent    = "sent"
	Failed  = "failed"  // the server said "later", or did not answer
	Refused = "refused" // the server said no
)

// How long to wait after an attempt that did not go through. What was refused
// is tried again too: an administrator may have mended the password meanwhile.
const (
	failedWait  = time.Minute
	refusedWait = 30 * time.Minute
)

// Route says who is told what. Zero fields do not filter, but Kinds: without
// any, ambassador posts stay on their page.
type Route struct {
	To       []string
	Language string
	Kinds    []signal.Kind
	Level    signal.Level
	Entities []string
}

func (r Route) takes(s signal.Signal) bool {
	kind := slices.Contains(r.Kinds, s.Kind) || len(r.Kinds) == 0 && s.Kind != signal.Ambassador
	entity := len(r.Entities) == 0 || slices.Contains(r.Entities, s.Entity)
	return kind && entity && s.Level != signal.Noise && rank(s.Level) >= rank(r.Level)
}

func rank(l signal.Level) int {
	return slices.Index([]signal.Level{signal.Noise, signal.Low, signal.Strong}, l)
}

// Alert is one message to one reader: one story, however many signals it
// raised and posts it has.
type Alert struct {
	ID       string // the same alert always has the same; a second copy can be told by it
	To       string
	Language string // "fr" or "en"
	At       time.Time
	Findings []report.Finding // the most serious first; never empty
	Again    bool             // the reader was told of it at a lower level
	// Late says that the deadline of the rumour's case has passed and nobody has
	// answered: a reminder.
	Late bool
	// First are, of each rumour, the names of the sources to answer first.
	First map[string][]string
}

// Sender carries an alert to its reader. Retry says whether trying again soon
// makes sense. Subject returns the line that the log shows.
type Sender interface {
	Send(ctx context.Context, a Alert) (retry bool, err error)
	Subject(a Alert) string
	Channel() string
}

// Log is what was sent. A row is never changed; the latest is the state.
type Log interface {
	// LastSent returns the latest row of each of the alerts that has one.
	LastSent(ctx context.Context, alerts []string) (map[string]report.Sent, error)
	LogSent(ctx context.Context, rows ...report.Sent) error
}

// Options are what a Dispatcher is built from.
type Options struct {
	Routes []Route
	Sender Sender
	Log    Log
	Cases  Cases // nil: mails do not say whom to answer
	Now    func() time.Time
	Logger *slog.Logger
}

// Dispatcher sends what is due.
type Dispatcher struct{ o Options }

// New returns a Dispatcher.
func New(o Options) *Dispatcher { return &Dispatcher{o} }

// round is what is known of one Dispatch.
type round struct {
	log   map[string]report.Sent
	told  map[string]bool     // a reader of two routes gets one mail
	first map[string][]string // by finding, of those that were looked up
}

// Dispatch sends, of the findings that are open now and that nobody silenced,
// what each reader has not been told yet, and reminds them of the cases whose
// deadline has passed. One reader that cannot be reached does not keep another
// from being told; the error joins what went wrong.
func (d *Dispatcher) Dispatch(ctx context.Context, open []report.Finding) error {
	open = slices.DeleteFunc(report.Heard(open), closed)
	log, err := d.o.Log.LastSent(ctx, d.keys(open))
	if err != nil {
		return err
	}
	var errs []error
	o := &round{log: log, told: map[string]bool{}, first: map[string][]string{}}
	for _, r := range d.o.Routes {
		for _, bundle := range bundles(open, r) {
			for _, to := range r.To {
				errs = append(errs, d.dispatch(ctx, r, to, bundle, o))
			}
		}
		for _, f := range open {
			if !r.takes(f.Signal) || !late(f, d.o.Now()) {
				continue
			}
			for _, to := range r.To {
				errs = append(errs, d.remind(ctx, r, to, f, o))
			}
		}
	}
	return errors.Join(errs...)
}

func (d *Dispatcher) dispatch(ctx context.Context, r Route, to string, bundle []report.Finding, o *round) error {
	now := d.o.Now()
	again, due := isDue(to, bundle, o.log, now)
	// The level belongs to the identifier: "it has turned strong" is another mail
	// than the first, and mail programs drop one that they have seen.
	id := key(to, bundle[0].ID, highest(bundle))
	if !due || o.told[id] {
		return nil
	}
	o.told[id] = true
	return d.deliver(ctx, Alert{ID: id, To: to, Language: r.Language, At: now, Findings: bundle, Again: again}, o)
}

// deliver logs an alert, sends it, and logs what came of it.
func (d *Dispatcher) deliver(ctx context.Context, a Alert, o *round) error {
	a.First = d.first(ctx, a.Findings, o)
	if err := d.log(ctx, a, Sending, nil); err != nil {
		return err // what cannot be logged is not sent: it would be sent for ever
	}
	retry, err := d.o.Sender.Send(ctx, a)
	state := Sent
	switch {
	case err != nil && retry:
		state = Failed
	case err != nil:
		state = Refused
	}
	if err != nil {
		d.o.Logger.Error("alert not sent; trying again later", "to", a.To, "alert", a.ID, "err", err)
	}
	return d.log(context.WithoutCancel(ctx), a, state, err)
}

// log writes one row for each finding of the alert.
func (d *Dispatcher) log(ctx context.Context, a Alert, state string, failure error) error {
	rows := make([]report.Sent, len(a.Findings))
	for i, f := range a.Findings {
		id := key(a.To, f.ID, f.Level)
		if a.Late {
			id = a.ID
		}
		rows[i] = report.Sent{Alert: id, Signal: f.ID, To: a.To, Channel: d.o.Sender.Channel(),
			Subject: d.o.Sender.Subject(a), State: state, At: d.o.Now()}
		if failure != nil {
			rows[i].Error = failure.Error()
		}
	}
	return d.o.Log.LogSent(ctx, rows...)
}

// isDue tells whether a bundle is to be sent now. Once any part of a story was
// told, on its own too before it was merged, the reader is told again only where
// it has turned strong since.
func isDue(to string, bundle []report.Finding, log map[string]report.Sent, now time.Time) (again, due bool) {
	strong := false
	for _, f := range bundle {
		strong = strong || f.Level == signal.Strong
		for _, e := range keys(to, f) {
			row, ok := log[e.id]
			switch {
			case !ok || row.State == Sending: // never tried, or a crash in between
			case row.State == Sent && e.level == signal.Strong:
				return false, false
			case row.State == Sent:
				again = true
			case resting(row, now):
				return false, false
			}
		}
	}
	return again, !again || strong
}

func highest(bundle []report.Finding) signal.Level {
	top := signal.Noise
	for _, f := range bundle {
		if rank(f.Level) > rank(top) {
			top = f.Level
		}
	}
	return top
}

func key(to, signalID string, level signal.Level) string {
	return post.NewID("alert", to, signalID, string(level))
}

// entry is what the log may hold of a finding.
type entry struct {
	id    string
	level signal.Level
}

// keys are the entries of a finding and of what was merged into it.
func keys(to string, f report.Finding) []entry {
	ids := []string{f.ID}
	for _, p := range f.Standing.Parts {
		ids = append(ids, p.ID)
	}
	var out []entry
	for _, id := range ids {
		for _, level := range []signal.Level{signal.Low, signal.Strong} {
			out = append(out, entry{key(to, id, level), level})
		}
	}
	return out
}

// keys are those under which the log may hold anything of what is open.
func (d *Dispatcher) keys(open []report.Finding) []string {
	var out []string
	for _, r := range d.o.Routes {
		for _, to := range r.To {
			for _, f := range open {
				if !r.takes(f.Signal) {
					continue
				}
				for _, e := range keys(to, f) {
					out = append(out, e.id)
				}
				if late(f, d.o.Now()) {
					out = append(out, lateKey(to, f))
				}
			}
		}
	}
	return out
}
