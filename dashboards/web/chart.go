package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// chart is a picture drawn by the server. Lines and areas stand in a box of
// chartWidth units that stretches with the page; words and points are placed in
// percent of the width, so that they keep their size on a phone.
type chart struct {
	Title  string // what the chart shows
	Label  string // the same in words, for who does not see it
	Height int
	Areas  []shape
	Lines  []shape
	Bars   []bar
	Points []mark
	Words  []word
	Base   int // y of the axis
	Head   []string
	Rows   [][]cell
}

type shape struct{ Class, Path string }

type bar struct {
	X, Width  string
	Y, Height float64
	Class     string
	URL, Name string
}

type mark struct {
	X     string
	Y     float64
	Class string
}

// word is a label. Wide ones are left out on a phone.
type word struct {
	X      string
	Y      float64
	Text   string
	Anchor string // start, middle, end
	Class  string
}

type cell struct{ Text, URL string }

const chartWidth = 1000

// plot maps values to the box: x from 0 to 1, y from 0 to top.
type plot struct {
	base, room int
	top        float64
}

func (p plot) y(value float64) float64 {
	if p.top <= 0 {
		return float64(p.base)
	}
	return round(float64(p.base) - value/p.top*float64(p.room))
}

func x(share float64) string { return strconv.FormatFloat(round(share*chartWidth), 'f', -1, 64) }

func percent(share float64) string {
	return strconv.FormatFloat(round(share*100), 'f', -1, 64) + "%"
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

// anchor keeps a label that stands at x within the picture.
func anchor(share float64) string {
	switch {
	case share < 0.12:
		return "start"
	case share > 0.8:
		return "end"
	}
	return "middle"
}

type track struct{ strings.Builder }

func (p *track) to(share, y float64) {
	verb := "L"
	if p.Len() == 0 {
		verb = "M"
	}
	fmt.Fprintf(p, "%s%s %g", verb, x(share), y)
}

// summit is the highest value that a picture of hours must hold, and the hour with
// the most posts.
func summit(hours []report.Hour) (top float64, peak int) {
	top = 1
	for i, h := range hours {
		top = math.Max(top, math.Max(h.Value, h.High))
		if h.Value > hours[peak].Value {
			peak = i
		}
	}
	return top, peak
}

// usualBand outlines what is usual of hours; empty where it is not known.
func usualBand(hours []report.Hour, at func(int) float64, p plot) string {
	var high track
	low := ""
	for i, h := range hours {
		if h.Known {
			high.to(at(i), p.y(h.High))
			low = fmt.Sprintf("L%s %g", x(at(i)), p.y(h.Low)) + low
		}
	}
	if high.Len() == 0 {
		return ""
	}
	return high.String() + low + "Z"
}

// hours draws the posts of each hour over what is usual for it. Span is the
// hours that the picture has room for; 24 for a day that is not over.
func (v *voice) hours(title string, hours []report.Hour, span int, now time.Time) *chart {
	if len(hours) == 0 {
		return nil
	}
	span = max(span, len(hours), 2)
	c := &chart{Title: title, Height: 214, Base: 186, Head: []string{v.say("chart.hour"), v.say("chart.posts"), v.say("chart.usual")}}
	top, peak := summit(hours)
	p := plot{base: c.Base, room: 136, top: top}
	at := func(i int) float64 { return float64(i) / float64(span-1) }
	// An hour that is not over always looks low: its part of the line is dashed.
	whole := len(hours)
	if now.Before(hours[whole-1].At.Add(time.Hour)) && whole > 1 {
		whole--
	}
	var line, begun track
	for i, h := range hours {
		if i < whole {
			line.to(at(i), p.y(h.Value))
		}
		if i >= whole-1 && whole < len(hours) {
			begun.to(at(i), p.y(h.Value))
		}
		c.Rows = append(c.Rows, []cell{{Text: v.hour(h.At, now)}, {Text: v.write(h.Value)}, {Text: v.usual(h.Figure)}})
	}
	if usual := usualBand(hours, at, p); usual != "" {
		c.Areas = append(c.Areas, shape{"usual", usual})
	}
	c.Lines = append(c.Lines, shape{"ink", line.String()})
	if begun.Len() > 0 {
		c.Lines = append(c.Lines, shape{"ink dash", begun.String()})
	}
	c.hourLabels(v, hours, peak, whole, at, p, now)
	for i := 0; i < span; i += max(6, span/4/6*6) {
		c.Words = append(c.Words, word{X: percent(at(i)), Y: 205, Text: v.hour(hours[0].At.Add(time.Duration(i)*time.Hour), now), Anchor: anchor(at(i)), Class: "soft"})
	}
	last := hours[whole-1]
	c.Label = v.say("chart.hours_label", title, v.write(hours[peak].Value), v.hour(hours[peak].At, now), v.write(last.Value), v.hour(last.At, now))
	return c
}

// hourLabels names the peak, and the latest hour with its usual below.
func (c *chart) hourLabels(v *voice, hours []report.Hour, peak, whole int, at func(int) float64, p plot, now time.Time) {
	last := len(hours) - 1
	if peak != last && hours[peak].Value > 0 {
		c.Points = append(c.Points, mark{percent(at(peak)), p.y(hours[peak].Value), "ink"})
		c.Words = append(c.Words, word{X: percent(at(peak)), Y: p.y(hours[peak].Value) - 10, Anchor: anchor(at(peak)),
			Text: v.say("chart.at", v.write(hours[peak].Value), v.hour(hours[peak].At, now))})
	}
	h := hours[last]
	y := p.y(h.Value)
	c.Points = append(c.Points, mark{percent(at(last)), y, "ink"})
	share, side, dx := at(last), "start", 0.014
	if share > 0.72 {
		side, dx = "end", 0
		y -= 30
	}
	y = math.Min(math.Max(y, 14), float64(p.base)-28) // neither above the picture nor on the axis
	said := "chart.at"
	if whole <= last {
		said = "chart.so_far"
	}
	c.Words = append(c.Words, word{X: percent(share + dx), Y: y + 4, Anchor: side, Text: v.say(said, v.write(h.Value), v.hour(h.At, now))})
	if h.Known {
		c.Words = append(c.Words, word{X: percent(share + dx), Y: y + 20, Anchor: side, Class: "soft", Text: v.say("chart.usually", v.usual(h.Figure))})
	}
}

func (v *voice) hour(t, now time.Time) string { return phrase.Clock(v.lang, t.In(now.Location())) }

// usual writes the band of what is usual: "22 à 36".
func (v *voice) usual(f report.Figure) string {
	if !f.Known {
		return v.say("chart.unknown")
	}
	low, high := math.Round(f.Low), math.Round(f.High)
	if low == high {
		return v.write(low)
	}
	return v.say("chart.range", v.write(low), v.write(high))
}

// sparkHours is how far back a small line goes, where the finding is younger.
const sparkHours = 24

// upTo adds the hours without a post since the last, as long as that is no more
// than a small line goes back: what is over must not seem to climb.
func upTo(hours []report.Hour, now time.Time) []report.Hour {
	if len(hours) == 0 || now.Sub(hours[len(hours)-1].At) > sparkHours*time.Hour {
		return hours
	}
	all := slices.Clone(hours)
	for at := hours[len(hours)-1].At.Add(time.Hour); at.Before(now); at = at.Add(time.Hour) {
		all = append(all, report.Hour{At: at})
	}
	return all
}

// spark is the path of a small line without words, in a box of 120 by 28.
func spark(hours []report.Hour) string {
	if len(hours) == 0 {
		return ""
	}
	// Before its first post a finding had none.
	before := make([]report.Hour, max(0, sparkHours-len(hours)))
	sums := rolling(append(before, hours...), 3)
	top := 1.0
	for _, s := range sums {
		top = math.Max(top, s)
	}
	var b strings.Builder
	for i, s := range sums {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		fmt.Fprintf(&b, "%s%g %g", verb, round(float64(i)/float64(len(sums)-1)*120), round(26-s/top*23))
	}
	return b.String()
}

// rolling adds up the last n hours at each hour: single hours of a rare topic are
// zeros and ones, which show no direction.
func rolling(hours []report.Hour, n int) []float64 {
	sums := make([]float64, len(hours))
	for i := range hours {
		for j := max(0, i-n+1); j <= i; j++ {
			sums[i] += hours[j].Value
		}
	}
	return sums
}
