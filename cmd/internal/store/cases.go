package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// ground is what the cases of rumours stand on besides their signals.
type ground struct {
	book    *report.Book
	facts   *fact.Registry
	crises  *report.CrisisBook
	opposed []report.Opposition
}

func (s *Store) ground(ctx context.Context) (ground, error) {
	var g ground
	asking, at := errgroup.WithContext(ctx)
	asking.Go(func() (err error) { g.book, err = s.book(at); return err })
	asking.Go(func() (err error) { g.facts, err = s.facts(at); return err })
	asking.Go(func() (err error) { g.crises, err = s.crises(at); return err })
	asking.Go(func() (err error) { g.opposed, err = s.oppositions(at); return err })
	return g, asking.Wait()
}

// Cases returns those with a relay or a change since then and all that are not
// closed, at most FindingsMax, the latest relay or change first: each with its
// curve and forecast, without path, posts and contacts, and without those that are part of
// others. Rumours that the detectors found to be noise are left out, unless
// somebody handles them.
func (s *Store) Cases(ctx context.Context, since time.Time) ([]report.Case, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	g, err := s.ground(ctx)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	handled, resting := []string{}, []string{}
	touched := g.book.Handled()
	for id, h := range touched {
		handled = append(handled, id)
		if h.Closed && h.At.Before(since) && g.book.Root(id) == id {
			resting = append(append(resting, id), g.book.Parts(id)...)
		}
	}
	signals, err := s.ofCases(ctx, since, handled, resting)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	found, err := s.stand(ctx, g.book, signals)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	published, items, err := s.relaysThere(ctx, found, g.opposed)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	var list []report.Case
	latest := map[string]time.Time{}
	for _, f := range found {
		if f.Kind != signal.Rumor || f.Standing.Into != "" && slices.ContainsFunc(found, func(x report.Finding) bool {
			return x.ID == f.Standing.Into && x.Kind == signal.Rumor
		}) {
			continue
		}
		if f.Rumour != nil {
			f.Rumour = present(*f.Rumour, published)
			s.unnamed(f.Rumour, items, g.opposed)
		}
		list = append(list, g.open(f, s.now()))
		latest[f.ID] = f.LastAt
		if at := touched[f.ID].At; at.After(f.LastAt) {
			latest[f.ID] = at
		}
	}
	slices.SortStableFunc(list, func(a, b report.Case) int { return latest[b.ID].Compare(latest[a.ID]) })
	return list, nil
}

// relaysThere says when the relays of rumours that are still there, and what
// stands beside them, were published, and which of them are of who objects.
func (s *Store) relaysThere(ctx context.Context, found []report.Finding, opposed []report.Opposition) (map[string]time.Time, map[string]report.Item, error) {
	wanted := map[string]bool{}
	for _, f := range found {
		if f.Rumour != nil {
			for _, r := range slices.Concat(f.Rumour.Relays, f.Rumour.Beside) {
				wanted[r.Post] = true
			}
		}
	}
	if len(opposed) == 0 {
		published, err := s.times(ctx, keys(wanted))
		return published, nil, err
	}
	published, items := map[string]time.Time{}, map[string]report.Item{}
	err := s.query(ctx, "SELECT id, published, source, author, author_url FROM posts PREWHERE "+byID+once, params{"ids": keys(wanted)}, func(rows driver.Rows) error {
		var i report.Item
		var source string
		err := rows.Scan(&i.ID, &i.Published, &source, &i.Author, &i.AuthorURL)
		i.Source = s.Source(source)
		published[i.ID], items[i.ID] = i.Published, i
		return err
	})
	report.Unnamed(items, opposed)
	return published, items, err
}

// ofCases are the rumours of the cases that are asked for: those that are handled
// before the others, for these may be more than are shown.
func (s *Store) ofCases(ctx context.Context, since time.Time, handled, resting []string) ([]signal.Signal, error) {
	p := params{"kind": string(signal.Rumor), "since": moment(since), "handled": handled, "resting": resting}
	awake := " AND kind = {kind:String} AND (last_at >= {since:DateTime64(3)} OR id NOT IN {resting:Array(String)})"
	first, err := s.signalsBy(ctx, "id IN {handled:Array(String)}"+awake, p)
	if err != nil {
		return nil, err
	}
	others, err := s.signalsBy(ctx, "id NOT IN {handled:Array(String)} AND level != 'noise'"+awake, p)
	return append(first, others[:min(len(others), FindingsMax-len(first))]...), err
}

// open is the file of a rumour as far as no post is needed.
func (g ground) open(f report.Finding, now time.Time) report.Case {
	c := report.Case{Finding: f, Handling: f.Standing.Handling, Log: g.book.Log(f.ID)}
	ids := append([]string{f.ID}, g.book.Parts(f.ID)...)
	c.Crises = g.crises.Of(ids...)
	if f.Rumour == nil {
		return c
	}
	for _, id := range []string{c.Handling.Against, f.Rumour.Fact} {
		if held, ok := g.facts.Current().Find(id); ok {
			c.Fact = &held
			break
		}
	}
	if c.Fact != nil && c.Fact.ID == f.Rumour.Fact {
		if was := g.facts.At(c.Fact.ID, f.RaisedAt); was.Value != c.Fact.Value {
			c.FactWas = was.Value
		}
	}
	times := relayTimes(f)
	c.Curve = curve(times, until(c, now))
	c.Forecast = forecast.Next(times, now, forecastHours)
	return c
}

// relayTimes are those of a rumour's relays, oldest first; those that are not
// listed stand evenly in the minutes that they were counted in.
func relayTimes(f report.Finding) []time.Time {
	times := make([]time.Time, 0, f.Rumour.Spread())
	for _, r := range f.Rumour.Relays {
		times = append(times, r.At)
	}
	for _, t := range f.Rumour.Left.Times {
		for i := range t.N {
			times = append(times, t.At.Add(relay.TallyOver*time.Duration(2*i+1)/time.Duration(2*t.N)))
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// until is up to when a curve is drawn: now, or where the case is closed its end.
func until(c report.Case, now time.Time) time.Time {
	switch {
	case c.Handling.Closed.IsZero():
		return now
	case c.LastAt.After(c.Handling.Closed):
		return c.LastAt
	}
	return c.Handling.Closed
}

// curve counts relays by hour up to a moment, empty hours too; over more than
// wholeCurve it leaves the empty ones out, but for the last.
func curve(times []time.Time, until time.Time) []report.Hour {
	if len(times) == 0 {
		return nil
	}
	counts := map[time.Time]int{}
	for _, at := range times {
		counts[at.UTC().Truncate(time.Hour)]++
	}
	first, last := times[0].UTC().Truncate(time.Hour), until.UTC().Truncate(time.Hour)
	if latest := times[len(times)-1].UTC().Truncate(time.Hour); latest.After(last) {
		last = latest
	}
	var hours []report.Hour
	for at := first; !at.After(last); at = at.Add(time.Hour) {
		if n := counts[at]; n > 0 || last.Sub(first) <= wholeCurve || at.Equal(last) {
			hours = append(hours, report.Hour{At: at, Figure: report.Figure{Value: float64(n)}})
		}
	}
	return hours
}

// wholeCurve is the longest spread of which every hour is shown.
const wholeCurve = 14 * 24 * time.Hour
