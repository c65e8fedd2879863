package web

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// backtestPage is the body of a back-test's page.
type backtestPage struct {
	*voice
	report.Backtest
	Style  template.CSS
	First  string // day of the first post
	Last   string
	Ahead  int    // signals that came before their peak
	Median string // of their leads, in words
	Cards  []backtestCard
}

type backtestCard struct {
	report.Replayed
	Class string // of its colour
	Word  string // for its kind
	When  string
	Lead  string
	Chart *chart
}

// WriteBacktest writes what a replay would have told as a page that stands
// alone: a file to keep, to print or to send, without a script or a server.
func WriteBacktest(w io.Writer, lang string, zone *time.Location, b report.Backtest) error {
	a, err := readAssets(embedded)
	if err != nil {
		return fmt.Errorf("read static files: %w", err)
	}
	style, err := embedded.ReadFile("static/vigie.css")
	if err != nil {
		return fmt.Errorf("read static files: %w", err)
	}
	now := b.To.In(zone)
	s := &Site{Options: Options{Zone: zone, Now: func() time.Time { return now }}, assets: a}
	v, err := newVoice(lang, s)
	if err != nil {
		return err
	}
	p := backtestPage{voice: v, Backtest: b, Style: template.CSS(style),
		First: phrase.Date(lang, b.From.In(zone)), Last: phrase.Date(lang, now)} //nolint:gosec // our own
	var leads []time.Duration
	for _, r := range b.Signals {
		if r.Lead() > 0 {
			leads = append(leads, r.Lead())
		}
		d := &dossier{Finding: report.Finding{Signal: r.Signal}}
		d.Level = r.Reached
		p.Cards = append(p.Cards, backtestCard{Replayed: r, Class: d.Class(), Word: d.KindKey(), When: v.stamp(r.RaisedAt, now), Lead: v.lead(r), Chart: v.raised(r, d.Class(), now)})
	}
	if p.Ahead = len(leads); p.Ahead > 0 {
		slices.Sort(leads)
		middle := len(leads) / 2
		p.Median = phrase.Duration(lang, (leads[middle]+leads[(len(leads)-1)/2])/2)
	}
	return v.pages["backtest"].ExecuteTemplate(w, "page", p)
}

func (p backtestPage) Lang() string { return p.lang }

// stamp writes a moment of the past to the minute, in the zone of now.
func (v *voice) stamp(t, now time.Time) string {
	t = t.In(now.Location())
	return phrase.Date(v.lang, t) + ", " + phrase.Clock(v.lang, t)
}

// lead says how long before its peak a signal came.
func (v *voice) lead(r report.Replayed) string {
	switch d := r.Lead(); {
	case d > 0:
		return v.say("backtest.ahead", phrase.Duration(v.lang, d))
	case d < 0:
		return v.say("backtest.late", phrase.Duration(v.lang, -d))
	}
	return v.say("backtest.at_peak")
}

// raised draws how a signal's posts add up, with the moment at which it would
// have come and that of its peak.
func (v *voice) raised(r report.Replayed, class string, now time.Time) *chart {
	n := len(r.Times)
	if n < 2 {
		return nil
	}
	start, end := r.Times[0], r.Times[n-1]
	if end.Before(r.RaisedAt) {
		end = r.RaisedAt
	}
	length := max(end.Sub(start), time.Minute)
	at := func(t time.Time) float64 { return 0.02 + 0.9*float64(t.Sub(start))/float64(length) }
	c := &chart{Title: v.say("backtest.chart", n), Height: 172, Base: 146, Head: []string{v.say("chart.time"), v.say("chart.total")}}
	p := plot{base: c.Base, room: 106, top: float64(n)}
	var line track
	line.to(at(start), p.y(0))
	before, known := 0, 0
	for i, t := range r.Times {
		if !t.After(r.RaisedAt) {
			known = i + 1
		}
		if i+1 < n && i%max(n/400, 1) != 0 { // a picture has no room for more steps
			continue
		}
		line.to(at(t), p.y(float64(before)))
		line.to(at(t), p.y(float64(i+1)))
		before = i + 1
		c.Rows = append(c.Rows, []cell{{Text: v.stamp(t, now)}, {Text: v.write(i + 1)}})
	}
	line.to(at(end), p.y(float64(n)))
	c.Lines = append(c.Lines, shape{class, line.String()},
		shape{"ink", fmt.Sprintf("M%s 24V%d", x(at(r.RaisedAt)), c.Base)}, shape{"ink dash", fmt.Sprintf("M%s 40V%d", x(at(r.PeakAt)), c.Base)})
	raised, peak := v.say("backtest.raised", known, v.stamp(r.RaisedAt, now)), v.say("backtest.peak", v.stamp(r.PeakAt, now))
	c.Label = raised + ", " + peak
	c.Words = append(c.Words,
		word{X: percent(at(r.RaisedAt)), Y: 16, Anchor: anchor(at(r.RaisedAt)), Text: raised},
		word{X: percent(at(r.PeakAt)), Y: 36, Anchor: anchor(at(r.PeakAt)), Class: "soft", Text: peak},
		word{X: percent(at(start)), Y: 165, Anchor: "start", Class: "soft", Text: v.stamp(start, now)},
		word{X: percent(at(end)), Y: 165, Anchor: "end", Class: "soft", Text: v.stamp(end, now)})
	return c
}
