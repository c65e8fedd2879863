package web

import (
	"context"
	"math"
	"net/http"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// sourceBody is the body of the page of one source.
type sourceBody struct {
	report.Record
	Month    *chart
	Interval string
	Push     string
	All      string // address of its posts
}

func (s *Site) source(ctx context.Context, r *http.Request, v *view) (any, error) {
	found, err := s.Reports.Record(ctx, r.PathValue("id"), v.Now, s.Zone)
	if err != nil {
		return nil, err
	}
	v.Refresh, v.Title = int(s.Refresh.Seconds()), found.Source.Name
	b := &sourceBody{Record: found, Interval: v.interval(found.Health), Push: v.pushed(found.Push, v.Now)}
	b.All = asked{}.with("period", "all", "q", term(fieldSource, found.Source.ID))
	b.Month = v.month(found, v.Now)
	return b, nil
}

// Trouble says whether somebody has to look at the source.
func (b *sourceBody) Trouble() bool {
	switch stateGroup(b.Health) {
	case "fine", "waiting":
		return false
	}
	return true
}

// month draws what came of each day: its posts, and under the axis whether the
// source answered: a whole cell, half a cell, a low one.
func (v *voice) month(r report.Record, now time.Time) *chart {
	if len(r.Days) == 0 || r.State == report.Waiting {
		return nil
	}
	c := &chart{Height: 132, Base: 86, Head: []string{v.say("chart.day"), v.say("source.answered"), v.say("source.new")}}
	top, answered, expected := 1, 0, 0
	for _, d := range r.Days {
		top = max(top, d.Posts)
		answered, expected = answered+d.Answered, expected+d.Expected
	}
	p := plot{base: c.Base, room: 62, top: float64(top)}
	step := 1 / float64(len(r.Days))
	for i, d := range r.Days {
		day, at := phrase.DayMonth(v.lang, d.From.In(now.Location())), float64(i)*step
		said, class, height := v.dayWords(d)
		date := d.From.In(now.Location()).Format(time.DateOnly)
		link := asked{}.with("q", term(fieldSource, r.Source.ID), "from", date, "to", date)
		if d.Posts > 0 {
			y := p.y(float64(d.Posts))
			c.Bars = append(c.Bars, bar{X: percent(at + step*.1), Width: percent(step * .8), Y: y, Height: round(float64(c.Base) - y), Class: "usual"})
		}
		c.Bars = append(c.Bars, bar{percent(at + step*.1), percent(step * .8), float64(c.Base) + 5, height, class, link, v.say("source.day", day, said, v.write(d.Posts))})
		c.Rows = append(c.Rows, []cell{{Text: day, URL: link}, {Text: said}, {Text: v.write(d.Posts)}})
	}
	last := len(r.Days) - 1
	c.Words = []word{
		{X: percent(step * .1), Y: float64(c.Base) + 40, Anchor: "start", Class: "soft", Text: c.Rows[0][0].Text},
		{X: "100%", Y: float64(c.Base) + 40, Anchor: "end", Class: "soft", Text: c.Rows[last][0].Text},
	}
	c.Title = v.say("source.month", answered, expected)
	c.Label = c.Title
	return c
}

// dayWords says how a source was on a day, and how the cell of that day looks.
func (v *voice) dayWords(d report.Footing) (said, class string, height float64) {
	switch {
	case d.Expected == 0, len(d.Down) > 0 && len(d.Down[0].Hours) == 0:
		return v.say("source.day_none"), "unheard", 0
	case len(d.Down) == 0:
		return v.say("source.day_all"), "good", 16
	}
	gone := d.Down[0].Hours
	from, to := gone[0].In(d.From.Location()), gone[len(gone)-1].Add(time.Hour).In(d.From.Location())
	if hours := math.Ceil(d.To.Sub(d.From).Hours()); float64(len(gone)) >= hours {
		return v.say("source.day_not"), "rumour", 4
	}
	return v.say("source.day_partly", len(gone), phrase.Clock(v.lang, from), phrase.Clock(v.lang, to)), "weak", 9
}
