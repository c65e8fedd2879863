package alert

import (
	"context"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// Cases answers for the file of a rumour.
type Cases interface {
	Case(ctx context.Context, id string) (report.Case, error)
}

// mostFirst is how many sources a mail names to be answered first.
const mostFirst = 3

// caseWait is how long a mail waits for a case.
const caseWait = 2 * time.Second

// first names, of each rumour, the sources to answer first: whom they belong to
// stands on the page, not in mails that are passed on.
func (d *Dispatcher) first(ctx context.Context, found []report.Finding, o *round) map[string][]string {
	if d.o.Cases == nil {
		return nil
	}
	named := map[string][]string{}
	for _, f := range found {
		if f.Kind != signal.Rumor {
			continue
		}
		names, known := o.first[f.ID]
		if !known {
			names = d.toAnswer(ctx, f.ID)
			o.first[f.ID] = names
		}
		if len(names) > 0 {
			named[f.ID] = names
		}
	}
	return named
}

// toAnswer names the sources to answer first in one case. Where it cannot be read
// soon the mail goes without: it must not wait.
func (d *Dispatcher) toAnswer(ctx context.Context, id string) []string {
	ctx, cancel := context.WithTimeout(ctx, caseWait)
	defer cancel()
	c, err := d.o.Cases.Case(ctx, id)
	if err != nil {
		d.o.Logger.Warn("the mail does not say whom to answer first", "signal", id, "err", err)
		return nil
	}
	var names []string
	for _, contact := range c.Contacts {
		if name := contact.Source.Name; name != "" && !contact.Reached && len(names) < mostFirst && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// closed tells whether somebody has closed the case: nothing more is told of it.
func closed(f report.Finding) bool { return f.Standing.Handling.State == report.CaseClosed }

// late tells whether a case's deadline has passed and nobody has answered.
func late(f report.Finding, now time.Time) bool {
	return f.Kind == signal.Rumor && f.Standing.Handling.Late(now)
}

// lateKey is that of the reminder of a deadline: who sets another is reminded of
// that one too.
func lateKey(to string, f report.Finding) string {
	return post.NewID("alert", to, f.ID, "late", f.Standing.Handling.Deadline.UTC().Format(time.RFC3339))
}

// remind tells a reader once that a case's deadline has passed, if they were told
// of the rumour.
func (d *Dispatcher) remind(ctx context.Context, r Route, to string, f report.Finding, o *round) error {
	id, now := lateKey(to, f), d.o.Now()
	row, tried := o.log[id]
	known := slices.ContainsFunc(keys(to, f), func(e entry) bool { return o.log[e.id].State == Sent })
	if !known || o.told[id] || tried && (row.State == Sent || resting(row, now)) {
		return nil
	}
	o.told[id] = true
	return d.deliver(ctx, Alert{ID: id, To: to, Language: r.Language, At: now, Findings: []report.Finding{f}, Late: true}, o)
}

// resting tells whether an attempt that did not go through is too young for
// another.
func resting(row report.Sent, now time.Time) bool {
	return row.State == Failed && now.Sub(row.At) < failedWait || row.State == Refused && now.Sub(row.At) < refusedWait
}
