package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/forecast"
	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// curveDays is how much of the past a curve has room for.
const curveDays = 5 * 24 * time.Hour

// pointsMost is how many relays are drawn as points.
const pointsMost = 80

// curve draws how the relays of a case add up, what is to come with its bounds,
// and where replies went out, numbered as in the list of them. The table behind
// it says the same by the hour.
func (v *voice) curve(c report.Case, now time.Time) *chart {
	if len(c.Path) == 0 {
		return nil
	}
	g := &graph{voice: v, now: now, end: now, chart: &chart{Height: 232, Base: 200, Head: []string{v.say("chart.hour"), v.say("case.relays_n"), v.say("chart.total")}}}
	for _, p := range c.Path {
		g.times = append(g.times, p.Published)
	}
	slices.SortFunc(g.times, time.Time.Compare)
	first, last := g.times[0], g.times[len(g.times)-1]
	if ahead := len(c.Forecast.Hours); ahead > 0 && c.Handling.State != report.CaseClosed {
		g.end = c.Forecast.From.Add(time.Duration(ahead) * time.Hour)
		g.fan = fan(g.times, c.Forecast)
	} else if closed := c.Handling.Closed; !closed.IsZero() {
		g.end = closed
	}
	if g.end.Before(last) {
		g.end = last
	}
	g.start = first
	if g.end.Sub(first) > curveDays {
		g.start = g.end.Add(-curveDays)
	}
	g.length = max(g.end.Sub(g.start), time.Hour)
	// A rumour of an hour may go far: bounds that leave the picture keep what is
	// known readable, and are written beside it.
	top := float64(len(g.times))
	for _, b := range g.fan {
		top = math.Max(top, math.Min(b.High, math.Max(4*float64(len(g.times)), 1.3*b.Expected)))
	}
	g.plot = plot{base: g.chart.Base, room: 146, top: top}
	g.climb(c.Path)
	g.come()
	g.marks(c.Handling.Replies)
	g.rows(c)
	g.chart.Title = v.say("case.curve", len(c.Path), phrase.Duration(v.lang, last.Sub(first)))
	if g.bent() {
		g.chart.Title += " " + v.say("case.bent")
	}
	g.chart.Label = v.say("case.curve_label", strings.Join(some(g.chart.Title, v.ahead(c, now)), " "))
	return g.chart
}

// fan is how many relays there are in all at the end of each hour to come.
func fan(times []time.Time, f forecast.Forecast) []forecast.Band {
	known := 0
	for _, t := range times {
		if !t.After(f.From) {
			known++
		}
	}
	n := float64(known)
	bands := []forecast.Band{{Expected: n, Low: n, High: n}}
	for h := 1; h <= len(f.Hours); h++ {
		b := forecast.Next(times, f.From, h).Total
		bands = append(bands, forecast.Band{Expected: n + b.Expected, Low: n + b.Low, High: n + b.High})
	}
	return bands
}

// graph is a curve being drawn.
type graph struct {
	*voice
	chart           *chart
	plot            plot
	now, start, end time.Time
	length          time.Duration
	times           []time.Time // of the relays
	fan             []forecast.Band
}

// pastLeast is the least share of the width that what is known takes: the hours
// to come stand closer together where it would have less.
const pastLeast = 0.45

// at is the place of a moment.
func (g *graph) at(t time.Time) float64 {
	share := float64(t.Sub(g.start)) / float64(g.length)
	if now := float64(g.today().Sub(g.start)) / float64(g.length); g.bent() {
		if share <= now {
			share *= pastLeast / now
		} else {
			share = pastLeast + (share-now)*(1-pastLeast)/(1-now)
		}
	}
	return 0.012 + 0.976*math.Min(math.Max(share, 0), 1)
}

// bent tells whether the past is drawn larger than the hours to come.
func (g *graph) bent() bool {
	now := float64(g.today().Sub(g.start)) / float64(g.length)
	return len(g.fan) > 0 && now > 0 && now < pastLeast
}

// today is where what is known ends: now, or the end of the picture.
func (g *graph) today() time.Time {
	if g.now.Before(g.end) {
		return g.now
	}
	return g.end
}

// climb draws the relays so far and names the sources that first carried them.
func (g *graph) climb(path []report.Carried) {
	var line, fill track
	var steps []rise
	before := 0
	for _, t := range g.times {
		if t.Before(g.start) {
			before++
		}
	}
	line.to(g.at(g.start), g.plot.y(float64(before)))
	for i, p := range path {
		if i < before {
			continue
		}
		line.to(g.at(p.Published), g.plot.y(float64(i)))
		line.to(g.at(p.Published), g.plot.y(float64(i+1)))
		steps = append(steps, rise{p.Published, i + 1, &path[i].Item})
		if len(path)-before <= pointsMost {
			g.chart.Points = append(g.chart.Points, mark{percent(g.at(p.Published)), g.plot.y(float64(i + 1)), "rumour"})
		}
	}
	total := float64(len(path))
	line.to(g.at(g.today()), g.plot.y(total))
	fill.WriteString(line.String())
	fill.to(g.at(g.today()), float64(g.chart.Base))
	fill.to(g.at(g.start), float64(g.chart.Base))
	g.chart.Areas = append(g.chart.Areas, shape{"band rumour", fill.String() + "Z"})
	g.chart.Lines = append(g.chart.Lines, shape{"rumour", line.String()})
	if len(steps) > 0 {
		g.chart.nameSources(steps, g.at, g.plot)
	}
	g.label(g.start, "soft", phrase.When(g.lang, g.start, g.now))
	if at := g.at(g.today()); at > .3 && (at < .8 || len(g.fan) == 0) {
		g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: float64(g.chart.Base) + 19, Anchor: anchor(at), Class: "soft", Text: phrase.When(g.lang, g.today(), g.now)})
	}
}

func (g *graph) label(t time.Time, class, text string) {
	at := g.at(t)
	g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: float64(g.chart.Base) + 19, Anchor: anchor(at), Class: class, Text: text})
}

// come draws what is to come from now on, and writes how many there are and will
// be.
func (g *graph) come() {
	total, now := float64(len(g.times)), g.at(g.today())
	if len(g.fan) == 0 {
		g.chart.Words = append(g.chart.Words, word{X: percent(now), Y: g.plot.y(total) - 10, Anchor: "end", Class: "strong rumour", Text: g.write(total)})
		return
	}
	var line, high track
	low := ""
	for h, b := range g.fan {
		x0 := g.at(g.today().Add(time.Duration(h) * time.Hour))
		line.to(x0, g.plot.y(b.Expected))
		high.to(x0, g.plot.y(math.Min(b.High, g.plot.top)))
		low = fmt.Sprintf("L%s %g", x(x0), g.plot.y(b.Low)) + low
	}
	g.chart.Areas = append(g.chart.Areas, shape{"band", high.String() + low + "Z"})
	g.chart.Lines = append(g.chart.Lines, shape{"rumour dash", line.String()}, shape{"now", fmt.Sprintf("M%s %gV%d", x(now), g.plot.y(total)+2, g.plot.base)})
	if g.bent() { // a break in the axis, where its hours become shorter
		at := now * 1000
		for _, x := range []float64{at - 5, at + 1} {
			g.chart.Lines = append(g.chart.Lines, shape{"break", fmt.Sprintf("M%g %dL%g %d", round(x), g.plot.base+5, round(x+4), g.plot.base-5)})
		}
	}
	last := g.fan[len(g.fan)-1]
	y := g.plot.y(math.Min(last.High, g.plot.top))
	g.chart.Words = append(g.chart.Words,
		word{X: percent(now + .012), Y: math.Min(g.plot.y(total)+24, float64(g.chart.Base)-8), Anchor: "start", Class: "strong rumour", Text: g.write(total)},
		word{X: percent(g.at(g.end)), Y: math.Max(y-9, 26), Anchor: "end", Class: "strong-n", Text: g.say("case.forecast", math.Round(last.High))})
	g.label(g.end, "soft", g.comes(g.end, g.now))
}

// marks writes the number of each reply where it went out.
func (g *graph) marks(replies []report.Answer) {
	free, put := -1.0, -1
	for i, r := range replies {
		at := g.at(r.At)
		g.chart.Lines = append(g.chart.Lines, shape{"reply", fmt.Sprintf("M%s 20V%d", x(at), g.plot.base)})
		if at < free {
			g.chart.Words[put].Text += ", " + strconv.Itoa(i+1)
			free += .03
			continue
		}
		text := g.say("case.mark", i+1)
		free = at + float64(len([]rune(text)))*6.6/640 + .02
		put = len(g.chart.Words)
		g.chart.Words = append(g.chart.Words, word{X: percent(at), Y: 13, Anchor: anchor(at), Class: "mark", Text: text})
	}
}

// rows is the table: the relays of each hour, then those that are to come.
func (g *graph) rows(c report.Case) {
	total := 0.0
	for _, h := range c.Curve {
		total += h.Value
		g.chart.Rows = append(g.chart.Rows, []cell{{Text: phrase.When(g.lang, h.At, g.now)}, {Text: g.write(h.Value)}, {Text: g.write(total)}})
	}
	for h := 1; h < len(g.fan); h++ {
		at := c.Forecast.From.Add(time.Duration(h) * time.Hour)
		g.chart.Rows = append(g.chart.Rows, []cell{{Text: g.comes(at, g.now)}, {Text: g.say("case.forecast_row", g.band(c.Forecast.Hours[h-1]))}, {Text: g.say("case.forecast_row", g.band(g.fan[h]))}})
	}
}
