package web

import (
	"math"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// span is the posts of one bar: a day, or several where there are many days.
type span struct {
	report.Day
	Last time.Time // the last day of the bar
}

// mostBars is how many bars have room on a phone.
const mostBars = 62

// fill makes one bar a day from the first to the last, days without posts
// included, and gathers days where there would be too many bars.
func fill(days []report.Day, from, to time.Time, zone *time.Location) []span {
	if len(days) == 0 {
		return nil
	}
	first, last := midnight(days[0].At.In(zone)), midnight(days[len(days)-1].At.In(zone))
	if !from.IsZero() && from.Before(first) {
		first = midnight(from.In(zone))
	}
	if to.After(last) {
		last = midnight(to.In(zone))
	}
	byDay := map[string]report.Day{}
	for _, d := range days {
		byDay[d.At.In(zone).Format(time.DateOnly)] = d
	}
	size := 1
	if n := int(math.Round(last.Sub(first).Hours()/24)) + 1; n > mostBars {
		size = 7
		if n > 7*mostBars {
			size = (n + mostBars - 1) / mostBars
		}
	}
	var bars []span
	for i, at := 0, first; !at.After(last); i, at = i+1, at.AddDate(0, 0, 1) {
		if i%size == 0 {
			bars = append(bars, span{Day: report.Day{At: at}})
		}
		b, d := &bars[len(bars)-1], byDay[at.Format(time.DateOnly)]
		b.Last = at
		b.Posts, b.Negative = b.Posts+d.Posts, b.Negative+d.Negative
		b.Neutral, b.Positive = b.Neutral+d.Neutral, b.Positive+d.Positive
	}
	return bars
}

// name says which days the bar stands for.
func (v *voice) name(s span, now time.Time) string {
	day := func(t time.Time) string {
		if t.Year() != now.Year() {
			return phrase.Date(v.lang, t)
		}
		return phrase.DayMonth(v.lang, t)
	}
	if s.Last.Equal(s.At) {
		return day(s.At)
	}
	return v.say("chart.range", day(s.At), day(s.Last))
}

// days draws the posts of each day, the negative ones at the foot of each bar.
// Link gives the address of the posts between two days.
func (v *voice) days(bars []span, now time.Time, link func(from, to time.Time) string) *chart {
	if len(bars) == 0 {
		return nil
	}
	c := &chart{Height: 176, Base: 146, Head: []string{v.say("chart.day"), v.say("chart.posts"), v.say("sentiment.negative"), v.say("sentiment.neutral"), v.say("sentiment.positive")}}
	total, peak := 0, 0
	for i, d := range bars {
		total += d.Posts
		if d.Posts > bars[peak].Posts {
			peak = i
		}
	}
	p := plot{base: c.Base, room: 116, top: math.Max(1, float64(bars[peak].Posts))}
	step := 1 / float64(max(len(bars), 7))
	for i, d := range bars {
		at, day := float64(i)*step, v.name(d, now)
		y, neg := p.y(float64(d.Posts)), p.y(float64(d.Negative))
		url := link(d.At, d.Last)
		c.Bars = append(c.Bars, bar{percent(at + step*.1), percent(step * .8), y, round(float64(c.Base) - y), "usual", url, v.say("chart.day_posts", d.Posts, day)})
		if d.Negative > 0 {
			c.Bars = append(c.Bars, bar{X: percent(at + step*.1), Width: percent(step * .8), Y: neg, Height: round(float64(c.Base) - neg), Class: "negative"})
		}
		c.Rows = append(c.Rows, []cell{{Text: day, URL: url}, {Text: v.write(d.Posts)}, {Text: v.write(d.Negative)}, {Text: v.write(d.Neutral)}, {Text: v.write(d.Positive)}})
	}
	last, most := len(bars)-1, v.name(bars[peak], now)
	mid := float64(peak)*step + step/2
	c.Words = append(c.Words,
		word{X: percent(mid), Y: p.y(float64(bars[peak].Posts)) - 7, Anchor: anchor(mid), Text: v.say("chart.at_day", v.write(bars[peak].Posts), most)},
		word{X: percent(step * .1), Y: 166, Anchor: "start", Class: "soft", Text: v.name(bars[0], now)})
	if last > 0 {
		c.Words = append(c.Words, word{X: percent(float64(last)*step + step*.9), Y: 166, Anchor: "end", Class: "soft", Text: v.name(bars[last], now)})
	}
	c.Title = v.say("chart.days", total, most)
	c.Label = v.say("chart.days_label", c.Title, v.write(bars[peak].Posts), v.name(bars[0], now), v.name(bars[last], now))
	return c
}
