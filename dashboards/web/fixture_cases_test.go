package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

var (
	checked = source("verifie", "Le Vérificateur", post.BlogSite, post.Customer, 3100)
	own     = source("translum", "translum.example", post.Feed, post.Company, 9000)
)

// fleet is the fact that the sample rumour contradicts.
func (w *world) fleet() fact.Fact {
	return fact.Fact{
		ID: "fleet-2026", Entity: "translum", Metric: "bus en service", Value: "1" + phrase.Thin + "240", Unit: "bus", Period: "2026-11-01",
		Document: "https://translum.example/rapport-2026.pdf", File: fact.File{Sum: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", Name: "Rapport d’exploitation 2026, p. 12", Type: "application/pdf", Size: 48213},
		Statement: fact.Statement{FR: "Au 1er novembre 2026, 1" + phrase.Thin + "240 bus sont en service.", EN: "On 1 November 2026, 1,240 buses are in service."},
	}
}

// aside are the posts that stand beside the sample rumour.
func (w *world) aside() []report.Carried {
	return []report.Carried{
		{Item: item(40, usagers, w.at(21, 12, 20), "quai_9", "940 bus, quelqu’un a un document ?", "Je ne trouve rien dans les rapports publiés.", "neutral"), Role: "question"},
		{Item: item(41, checked, w.at(21, 13, 5), "Vérif", "Non, le réseau n’a pas perdu 300 bus", "Le rapport d’exploitation donne 1 240 bus au 1er novembre.", "neutral"), Role: "denial", By: "link", Sure: .9},
		{Item: item(42, satire, w.at(21, 13, 30), "Le chef de gare", "Exclusif : le 941e bus retrouvé", "Il dormait au fond du dépôt.", "neutral"), Role: "satire"},
	}
}

// open is a rumour's file as far as lists need it.
func (w *world) open(f report.Finding) report.Case {
	c := report.Case{Finding: f, Handling: f.Standing.Handling, Log: w.book().Log(f.ID)}
	held := w.fleet()
	c.Fact = &held
	if f.Rumour.Fact == "" && c.Handling.Against == "" {
		c.Fact = nil
	}
	var times []time.Time
	counts := map[time.Time]int{}
	for _, r := range f.Rumour.Relays {
		times = append(times, r.At)
		counts[r.At.Truncate(time.Hour)]++
	}
	for at := times[0].Truncate(time.Hour); !at.After(w.now); at = at.Add(time.Hour) {
		c.Curve = append(c.Curve, report.Hour{At: at, Figure: report.Figure{Value: float64(counts[at])}})
	}
	c.Forecast = forecast.Next(times, w.now, 12)
	return c
}

func (w *world) Cases(ctx context.Context, since time.Time) ([]report.Case, error) {
	found, err := w.Findings(ctx, string(signal.Rumor), since)
	var all []report.Case
	for _, f := range found {
		all = append(all, w.open(f))
	}
	return all, err
}

func (w *world) Case(ctx context.Context, id string) (report.Case, error) {
	f, err := w.Finding(ctx, id)
	if err != nil {
		return report.Case{}, err
	}
	if f.Kind != signal.Rumor {
		return report.Case{}, fmt.Errorf("case %q: %w", id, report.ErrNoCase)
	}
	return w.filled(f), nil
}

// filled is a file with its posts and all that follows from them.
func (w *world) filled(f report.Finding) report.Case {
	c := w.open(f)
	bys := []string{"", "reply", "quote", "reply", "link", "link", "", "reply", "quote", "copy"}
	for i, it := range f.Items {
		step := report.Carried{Item: it, Role: f.Rumour.Relays[i].Role, By: bys[i%len(bys)], Sure: .7}
		if at := slices.IndexFunc(f.Items, func(x report.Item) bool { return x.ID == f.Rumour.Relays[i].From }); at >= 0 {
			step.From = &f.Items[at]
		}
		c.Path = append(c.Path, step)
	}
	c.Beside = w.aside()
	if w.corrected {
		c.Beside = append(c.Beside, report.Carried{Item: item(43, metro, w.at(21, 13, 55), "Late Again", "Correction", "The report gives 1,240 buses: we were wrong.", "neutral"), Role: "denial"})
	}
	c.Classes = []report.Top{{Key: "customer", Name: "customer", Posts: 8}, {Key: "press", Name: "press", Posts: 1}}
	c.Languages = []report.Top{{Key: "fr", Name: "fr", Posts: 8}, {Key: "en", Name: "en", Posts: 1}}
	c.Staff = f.Answers
	reached := slices.Clone(c.Handling.Reached)
	var relays, sent []time.Time
	for _, p := range c.Path {
		relays = append(relays, p.Published)
	}
	for _, r := range c.Handling.Replies {
		sent = append(sent, r.At)
	}
	for i, r := range c.Handling.Replies {
		if r.To != "" {
			reached = append(reached, r.To)
		}
		c.Handling.Replies[i].Effect = report.EffectOf(relays, r.At, slices.Delete(slices.Clone(sent), i, i+1), w.now)
	}
	carriers := report.Relays{Path: c.Path, Beside: c.Beside, Reached: reached, Closed: !c.Handling.Closed.IsZero(), Now: w.now,
		Opposed: []report.Opposition{{Person: "quai_2"}}}
	c.Contacts, c.Opposed = carriers.Contacts()
	c.Retracted = carriers.Retracted()
	return c
}

// handled is a world in which a case was worked on.
func (w *world) handled() {
	id := w.rumour(9).ID
	for i, v := range []report.Verdict{
		{Action: report.Assign, Value: "Camille, communication"},
		{Action: report.State, Value: string(report.CaseVerifying)},
		{Action: report.State, Value: string(report.CaseFalse), Note: "le rapport d’exploitation"},
		{Action: report.Due, Value: "2026-11-21T17:00:00Z"},
		{Action: report.Reply, Value: w.rumour(9).Items[0].ID, Note: "Au 1er novembre 2026, 1 240 bus sont en service.", Link: "https://forum.example/12"},
		{Action: report.Reply, Note: "Communiqué"},
		{Action: report.Remark, Note: "Le dépôt nord confirme 1 240."},
		{Action: report.State, Value: string(report.CaseAnswered)},
	} {
		v.Line, v.Signal, v.Author, v.Kind, v.Level = int64(i+1), id, byPage, signal.Rumor, signal.Strong
		v.At = w.at(21, 11, 50).Add(time.Duration(i) * 14 * time.Minute)
		w.said = append(w.said, v)
	}
}
