package web

import (
	"slices"
	"time"

	"vigie/analyzers/phrase"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// spread draws how a finding's posts add up, each post a point, the sources that
// first carried it named.
func (v *voice) spread(f report.Finding, class string, now time.Time) *chart {
	items := slices.Clone(f.Items)
	slices.SortStableFunc(items, func(a, b report.Item) int { return a.Published.Compare(b.Published) })
	if len(items) < 2 {
		return nil
	}
	start, end := items[0].Published, now
	if last := items[len(items)-1].Published; end.Before(last) || end.Sub(last) > 4*last.Sub(start)+time.Hour {
		end = last.Add(last.Sub(start) / 4) // long over: the picture ends soon after
	}
	length := max(end.Sub(start), time.Minute)
	// The picture keeps a margin on the right for the last label.
	at := func(t time.Time) float64 { return 0.015 + 0.86*float64(t.Sub(start))/float64(length) }
	c := &chart{Height: 172, Base: 146, Head: []string{v.say("chart.time"), v.say("chart.source"), v.say("chart.total")}}
	p := plot{base: c.Base, room: 116, top: float64(len(items))}
	var line track
	line.to(at(start), p.y(0))
	for i, it := range items {
		line.to(at(it.Published), p.y(float64(i)))
		line.to(at(it.Published), p.y(float64(i+1)))
		c.Points = append(c.Points, mark{percent(at(it.Published)), p.y(float64(i + 1)), class})
		c.Rows = append(c.Rows, []cell{{Text: phrase.When(v.lang, it.Published, now)}, {Text: it.Source.Name, URL: external(it.URL)}, {Text: v.write(i + 1)}})
	}
	n := float64(len(items))
	line.to(at(end), p.y(n))
	c.Lines = []shape{{class, line.String()}}
	fill := track{}
	fill.WriteString(line.String())
	fill.to(at(end), p.y(0))
	c.Areas = []shape{{"band " + class, fill.String() + "Z"}}
	c.Words = append(c.Words,
		word{X: percent(at(end) + 0.012), Y: p.y(n) + 5, Anchor: "start", Class: "strong " + class, Text: v.write(n)},
		word{X: percent(at(start)), Y: 165, Anchor: "start", Class: "soft", Text: phrase.When(v.lang, start, now)},
		word{X: percent(at(end)), Y: 165, Anchor: "end", Class: "soft", Text: phrase.When(v.lang, end, now)})
	c.nameSources(items, at, p)
	sources := len(f.Sources)
	c.Title = v.say("chart.spread", len(items), phrase.Duration(v.lang, items[len(items)-1].Published.Sub(start)), sources)
	c.Label = v.say("chart.spread_label", c.Title, phrase.When(v.lang, start, now), phrase.When(v.lang, end, now))
	return c
}

// nameSources writes each source's name where it first carries the story, as far
// as the names have room.
func (c *chart) nameSources(items []report.Item, at func(time.Time) float64, p plot) {
	seen := map[string]bool{}
	free := -1.0 // the share of the width up to which a name stands already
	for i, it := range items {
		if seen[it.Source.ID] {
			continue
		}
		seen[it.Source.ID] = true
		pos, width := at(it.Published), nameWidth(it.Source)
		// Names stand to the left of the climbing line, above it; the first to its right.
		if i == 0 {
			// It stands above what the line climbs within its width, on a phone too.
			n := 1
			for n < len(items) && at(items[n].Published) < pos+1.8*width {
				n++
			}
			c.Words = append(c.Words, word{X: percent(pos), Y: p.y(float64(n)) - 9, Anchor: "start", Text: it.Source.Name})
			free = pos + width
			continue
		}
		if pos-0.014-width < free {
			continue
		}
		c.Words = append(c.Words, word{X: percent(pos - 0.014), Y: p.y(float64(i+1)) - 2, Anchor: "end", Class: "wide", Text: it.Source.Name})
		free = pos
	}
}

// nameWidth guesses a name's width as a share of a picture 640 pixels wide.
func nameWidth(s post.Source) float64 { return float64(len([]rune(s.Name))) * 6.6 / 640 }
