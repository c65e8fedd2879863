package web

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

func (w *world) Coverage(_ context.Context, now time.Time) (report.Coverage, error) {
	empty, _, err := w.state()
	if err != nil || empty {
		return report.Coverage{}, err
	}
	c := report.Coverage{Expected: w.sources(), Answered: w.sources() - 2}
	ok := func(s post.Source, state string, posts int) report.Health {
		return report.Health{Source: s, State: state, At: now.Add(-4 * time.Minute), LastGood: now.Add(-4 * time.Minute), Next: now.Add(11 * time.Minute), Posts: posts}
	}
	c.Sources = []report.Health{
		{Source: valley, State: "broken", Fault: "slow", At: now, LastGood: w.at(21, 8, 50), Next: w.at(21, 14, 20), Error: "no answer within 20 s", Posts: 62},
		{Source: usagers, State: "empty", Fault: "layout", Status: 200, At: now, LastGood: w.at(19, 22, 4), Next: w.at(21, 15, 0), Error: "the page’s layout has changed: no message was found", Posts: 131},
		{Source: dispatch, State: "waiting", Next: w.at(21, 14, 15)},
		ok(rails, "ok", 412), ok(ticket, "unchanged", 21), ok(tramco, "unchanged", 9), ok(driver, "ok", 6), ok(control, "ok", 4), ok(workshop, "empty", 0), ok(satire, "ok", 18), ok(metro, "ok", 5),
	}
	c.Sources[10].Silent, c.Sources[10].LastNew, c.Sources[10].Usual = true, w.at(12, 9, 0), 26*time.Hour
	c.Sources[8].Source.URL += "feed?key=" + sesame
	c.Sources[9].Source.Tags = []string{"humour", "presse"}
	for i := len(c.Sources); i < w.sources(); i++ {
		c.Sources = append(c.Sources, ok(source(fmt.Sprintf("blog-%d", i), fmt.Sprintf("Blog de la ligne %d", i), post.BlogSite, post.Customer, 300), "unchanged", i%7))
	}
	return c, nil
}

func (w *world) sources() int { return cmp.Or(w.many, 45) }

// footing is that of a period in which the forum was down since ten. The source
// that is not visited yet is expected in one that goes on.
func (w *world) footing(from, to time.Time) report.Footing {
	f := report.Footing{From: from, To: to, Expected: w.sources(), Answered: w.sources() - 1, Posts: 388}
	for at := w.at(21, 10, 0); at.Before(to); at = at.Add(time.Hour) {
		if !at.Before(from) {
			f.Down = []report.Outage{{Source: usagers, Hours: append(hoursOf(f.Down), at.UTC())}}
		}
	}
	if to.After(w.at(21, 0, 0)) {
		f.Answered--
		f.Down = append(f.Down, report.Outage{Source: dispatch, Whole: true})
	}
	return f
}

func hoursOf(list []report.Outage) []time.Time {
	if len(list) == 0 {
		return nil
	}
	return list[0].Hours
}

func (w *world) Footing(_ context.Context, from, to time.Time) (report.Footing, error) {
	empty, _, err := w.state()
	if err != nil || empty {
		return report.Footing{From: from, To: to}, err
	}
	return w.footing(from, to), nil
}

func (w *world) Ledger(_ context.Context, from, to time.Time, zone *time.Location) ([]report.Footing, error) {
	empty, _, err := w.state()
	if err != nil || empty {
		return nil, err
	}
	var days []report.Footing
	for at := midnight(from.In(zone)); at.Before(to); at = at.AddDate(0, 0, 1) {
		f := w.footing(at, at.AddDate(0, 0, 1))
		f.Posts += 7 * at.Day()
		switch at.Day() {
		case 23, 24:
			f.Expected, f.Answered, f.Posts = 0, 0, 0
		case 3, 21:
		case 11:
			f.Answered -= 2
			for i := range 8 {
				f.Down = append(f.Down, report.Outage{Source: source(fmt.Sprintf("blog-%d", i), fmt.Sprintf("Blog de la ligne %d", i), post.BlogSite, post.Customer, 300), Hours: make([]time.Time, 24-i)})
			}
		default:
			f.Answered = f.Expected
		}
		days = append(days, f)
	}
	return days, nil
}

// sesame is a secret in the addresses of some sources.
const sesame = "sesame-42"

// odd is a source whose identifier is hard on addresses.
var odd = post.Source{ID: "forum.example.org/bus?x=1&y='é%2F'#a", Name: "Forum Bus", URL: "https://forum.example.org/bus?x=1&token=" + sesame, Kind: post.Forum}

func (w *world) Record(ctx context.Context, id string, now time.Time, zone *time.Location) (report.Record, error) {
	c, err := w.Coverage(ctx, now)
	if err != nil {
		return report.Record{}, err
	}
	c.Sources = append(c.Sources, report.Health{Source: odd, State: "broken", Fault: "connect", Error: odd.URL + ": connection refused"})
	for _, h := range c.Sources {
		if h.Source.ID == id {
			return w.record(h, now, zone), nil
		}
	}
	return report.Record{}, fmt.Errorf("source %q: %w", id, report.ErrNotFound)
}

func (w *world) record(h report.Health, now time.Time, zone *time.Location) report.Record {
	h.Source.Every, h.Source.Fastest, h.Source.Slowest = 15*time.Minute, 5*time.Minute, 24*time.Hour
	if h.State == report.Waiting {
		r := report.Record{Health: h}
		for i := range 30 {
			at := midnight(now.In(zone)).AddDate(0, 0, i-29)
			r.Days = append(r.Days, report.Footing{From: at, To: at.AddDate(0, 0, 1)})
		}
		today := &r.Days[29]
		today.To, today.Expected, today.Down = now, 1, []report.Outage{{Source: h.Source, Whole: true}}
		return r
	}
	h.Wait, h.Entry, h.LastNew, h.Usual = 40*time.Minute, h.Source.URL+"feed.xml", w.at(20, 9, 30), 5*time.Hour
	r := report.Record{Health: h, Items: w.complaints().Items[:3]}
	r.Push = &report.Push{Hub: "https://hub.example/", State: "active", Told: w.at(20, 9, 30), Lease: w.at(28, 9, 0)}
	for i := range 30 {
		at := midnight(now.In(zone)).AddDate(0, 0, i-29)
		f := report.Footing{From: at, To: at.AddDate(0, 0, 1), Expected: 1, Answered: 1, Posts: i * 7 % 11}
		switch {
		case i < 4:
			f.Expected, f.Answered, f.Posts = 0, 0, 0
		case i == 28:
			f.Answered, f.Posts = 0, 0
			f.Down = []report.Outage{{Source: h.Source, Hours: hoursFrom(at, 24)}}
		case i == 15, i == 29:
			f.Down = []report.Outage{{Source: h.Source, Hours: hoursFrom(at.Add(3*time.Hour), 5)}}
		}
		r.Days = append(r.Days, f)
	}
	for i := range 20 {
		v := report.Visit{At: now.Add(-time.Duration(40*i) * time.Minute), Took: 430 * time.Millisecond, Outcome: "unchanged", Status: 304}
		if i%4 == 1 {
			v.Outcome, v.Status, v.Items, v.New, v.Bytes = "ok", 200, 25, i%3, 48300
		}
		if i == 0 && h.Fault != "" {
			v.Outcome, v.Status, v.Took, v.Fault, v.Error = h.State, h.Status, 20*time.Second, h.Fault, h.Error
		}
		r.Visits = append(r.Visits, v)
	}
	return r
}

func hoursFrom(at time.Time, n int) []time.Time {
	var list []time.Time
	for i := range n {
		list = append(list, at.Add(time.Duration(i)*time.Hour).UTC())
	}
	return list
}
