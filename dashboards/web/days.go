package web

import (
	"math"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// days draws the posts of each day, the negative ones at the foot of each bar.
// Link gives the address of a day's posts.
func (v *voice) days(days []report.Day, zone *time.Location, link func(time.Time) string) *chart {
	if len(days) == 0 {
		return nil
	}
	c := &chart{Height: 176, Base: 146, Head: []string{v.say("chart.day"), v.say("chart.posts"), v.say("sentiment.negative"), v.say("sentiment.neutral"), v.say("sentiment.positive")}}
	total, peak, top := 0, 0, 1.0
	for i, d := range days {
		total += d.Posts
		top = math.Max(top, float64(d.Posts))
		if d.Posts > days[peak].Posts {
			peak = i
		}
	}
	p := plot{base: c.Base, room: 116, top: top}
	step := 1 / float64(max(len(days), 7))
	for i, d := range days {
		at, day := float64(i)*step, phrase.DayMonth(v.lang, d.At.In(zone))
		y, neg := p.y(float64(d.Posts)), p.y(float64(d.Negative))
		url := link(d.At)
		c.Bars = append(c.Bars, bar{percent(at + step*.1), percent(step * .8), y, float64(c.Base) - y, "usual", url, v.say("chart.day_posts", d.Posts, day)})
		if d.Negative > 0 {
			c.Bars = append(c.Bars, bar{X: percent(at + step*.1), Width: percent(step * .8), Y: neg, Height: float64(c.Base) - neg, Class: "negative"})
		}
		c.Rows = append(c.Rows, []cell{{Text: phrase.Upper(phrase.Weekday(v.lang, d.At.In(zone))) + " " + day, URL: url}, {Text: v.write(d.Posts)}, {Text: v.write(d.Negative)}, {Text: v.write(d.Neutral)}, {Text: v.write(d.Positive)}})
	}
	mid := float64(peak)*step + step/2
	c.Words = append(c.Words, word{X: percent(mid), Y: p.y(float64(days[peak].Posts)) - 7, Anchor: anchor(mid), Text: v.say("chart.at_day", v.write(days[peak].Posts), phrase.DayMonth(v.lang, days[peak].At.In(zone)))})
	last := len(days) - 1
	c.Words = append(c.Words, word{X: percent(step * .1), Y: 166, Anchor: "start", Class: "soft", Text: phrase.DayMonth(v.lang, days[0].At.In(zone))})
	if last > 0 {
		c.Words = append(c.Words, word{X: percent(float64(last)*step + step*.9), Y: 166, Anchor: "end", Class: "soft", Text: phrase.DayMonth(v.lang, days[last].At.In(zone))})
	}
	c.Title = v.say("chart.days", total, len(days), phrase.DayMonth(v.lang, days[peak].At.In(zone)))
	c.Label = v.say("chart.days_label", c.Title, days[peak].Posts)
	return c
}
