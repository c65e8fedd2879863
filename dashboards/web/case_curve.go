package web

import (
	"fmt"
	"math"
	"time"

	"vigie/analyzers/forecast"
	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// curveHours is how many hours of the past a curve has room for.
const curveHours = 120

// curve draws the relays of each hour, the forecast of the next with its band,
// and where replies went out, numbered as in the list of them.
func (v *voice) curve(c report.Case, now time.Time) *chart {
	hours, ahead := c.Curve, c.Forecast.Hours
	if len(hours) == 0 {
		return nil
	}
	if c.Handling.State == report.CaseClosed {
		ahead = nil
	}
	last := hours[len(hours)-1].At
	before := 0.0
	for len(hours) > 1 && last.Sub(hours[0].At) >= curveHours*time.Hour {
		before, hours = before+hours[0].Value, hours[1:]
	}
	g := &graph{voice: v, now: now, from: hours[0].At, past: int(last.Sub(hours[0].At).Hours()) + 1}
	g.span = max(g.past+len(ahead), 6)
	g.chart = &chart{Height: 214, Base: 186, Head: []string{v.say("chart.hour"), v.say("case.relays_n"), v.say("chart.total")}}
	top := 2.0
	for _, h := range hours {
		top = math.Max(top, h.Value)
	}
	for _, b := range ahead {
		top = math.Max(top, b.High)
	}
	g.plot = plot{base: g.chart.Base, room: 132, top: top}
	g.bars(hours, before)
	g.band(ahead)
	g.marks(c.Handling.Replies)
	g.times()
	total := len(c.Path)
	g.chart.Title = v.say("case.curve", total, phrase.Duration(v.lang, c.LastAt.Sub(c.FirstAt)))
	if said := v.ahead(c, now); said != "" {
		g.chart.Title += " " + said
	}
	g.chart.Label = v.say("case.curve_label", g.chart.Title)
	return g.chart
}

// graph is a curve being drawn: its hours from left to right, past, then to come.
type graph struct {
	*voice
	chart      *chart
	plot       plot
	now, from  time.Time
	past, span int
}

func (g *graph) at(hour float64) float64 { return hour / float64(g.span) }

// of is the place of a moment.
func (g *graph) of(t time.Time) float64 {
	return g.at(math.Min(math.Max(t.Sub(g.from).Hours(), 0), float64(g.span)))
}

func (g *graph) bars(hours []report.Hour, total float64) {
	peak := 0
	place := func(i int) float64 { return hours[i].At.Sub(g.from).Hours() }
	for i, h := range hours {
		if h.Value > hours[peak].Value {
			peak = i
		}
		total += h.Value
		g.chart.Rows = append(g.chart.Rows, []cell{{Text: phrase.When(g.lang, h.At, g.now)}, {Text: g.write(h.Value)}, {Text: g.write(total)}})
		if h.Value == 0 {
			continue
		}
		y := g.plot.y(h.Value)
		g.chart.Bars = append(g.chart.Bars, bar{X: percent(g.at(place(i) + .1)), Width: percent(g.at(.8)), Y: y, Height: float64(g.plot.base) - y, Class: "rumour"})
	}
	if hours[peak].Value > 0 {
		middle := g.at(place(peak) + .5)
		g.chart.Words = append(g.chart.Words, word{X: percent(middle), Y: g.plot.y(hours[peak].Value) - 7, Anchor: anchor(middle), Class: "strong-n",
			Text: g.say("chart.at", hours[peak].Value, g.hour(hours[peak].At, g.now))})
	}
}

// band draws what is to come from now on.
func (g *graph) band(ahead []forecast.Band) {
	if len(ahead) == 0 {
		return
	}
	var line, high track
	low := ""
	start := float64(g.past)
	for i, b := range ahead {
		x0, x1 := g.at(start+float64(i)), g.at(start+float64(i)+1)
		for _, at := range []float64{x0, x1} {
			line.to(at, g.plot.y(b.Expected))
			high.to(at, g.plot.y(b.High))
			low = fmt.Sprintf("L%s %g", x(at), g.plot.y(b.Low)) + low
		}
		hour := g.from.Add(time.Duration(g.past+i) * time.Hour)
		g.chart.Rows = append(g.chart.Rows, []cell{{Text: g.comes(hour, g.now)}, {Text: g.say("case.forecast_row", phrase.Fixed(g.lang, b.Expected, 1), g.band1(b))}, {}})
	}
	g.chart.Areas = append(g.chart.Areas, shape{"band", high.String() + low + "Z"})
	g.chart.Lines = append(g.chart.Lines, shape{"rumour dash", line.String()})
	now := g.at(start)
	g.chart.Lines = append(g.chart.Lines, shape{"now", fmt.Sprintf("M%s 30V%d", x(now), g.plot.base)})
	side, at := "start", now+.012
	g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: 40, Anchor: side, Class: "soft", Text: g.say("case.forecast")})
}

func (g *graph) band1(b forecast.Band) string {
	return g.say("chart.range", phrase.Fixed(g.lang, math.Max(b.Low, 0), 0), phrase.Fixed(g.lang, b.High, 0))
}

// marks writes the number of each reply where it went out.
func (g *graph) marks(replies []report.Answer) {
	free := -1.0
	for i, r := range replies {
		at := g.of(r.At)
		g.chart.Lines = append(g.chart.Lines, shape{"reply", fmt.Sprintf("M%s 20V%d", x(at), g.plot.base)})
		if at < free {
			continue
		}
		text := g.say("case.mark", i+1)
		free = at + float64(len([]rune(text)))*6.6/640 + .02
		g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: 13, Anchor: anchor(at), Class: "mark", Text: text})
	}
}

// times writes the hours under the axis.
func (g *graph) times() {
	step := max(1, (g.span+3)/4)
	for i := 0; i < g.span; i += step {
		at, moment := g.at(float64(i)), g.from.Add(time.Duration(i)*time.Hour)
		text := phrase.When(g.lang, moment, g.now)
		if g.span <= 24 {
			text = g.hour(moment, g.now)
		}
		class := "soft"
		if i%(2*step) != 0 {
			class = "soft wide"
		}
		g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: 205, Anchor: anchor(at), Class: class, Text: text})
	}
}
