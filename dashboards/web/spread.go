package web

import (
	"slices"
	"time"

	"vigie/analyzers/phrase"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// rise is how many posts a finding had from a moment on.
type rise struct {
	at    time.Time
	total int
	item  *report.Item // the post, where each is known
}

// rises lists how a finding's posts add up. Of a large finding only some posts
// are at hand: then its hours are counted.
func rises(f report.Finding) []rise {
	items := slices.Clone(f.Items)
	slices.SortStableFunc(items, func(a, b report.Item) int { return a.Published.Compare(b.Published) })
	var list []rise
	if len(items) >= len(f.Posts) || len(f.Hours) == 0 {
		for i := range items {
			list = append(list, rise{items[i].Published, i + 1, &items[i]})
		}
		return list
	}
	total := 0
	for _, h := range f.Hours {
		if h.Value > 0 {
			total += int(h.Value)
			list = append(list, rise{h.At.Add(30 * time.Minute), total, nil})
		}
	}
	return list
}

// spread draws how a finding's posts add up, each post a point, the sources that
// first carried it named.
func (v *voice) spread(f report.Finding, class string, now time.Time) *chart {
	steps := rises(f)
	if len(steps) < 2 {
		return nil
	}
	start, last, end := steps[0].at, steps[len(steps)-1].at, now
	if end.Before(last) || end.Sub(last) > 4*last.Sub(start)+time.Hour {
		end = last.Add(last.Sub(start) / 4) // long over: the picture ends soon after
	}
	length := max(end.Sub(start), time.Minute)
	// The picture keeps a margin on the right for the last label.
	at := func(t time.Time) float64 { return 0.015 + 0.86*float64(t.Sub(start))/float64(length) }
	total := steps[len(steps)-1].total
	c := &chart{Height: 172, Base: 146, Head: []string{v.say("chart.time"), v.say("chart.source"), v.say("chart.total")}}
	p := plot{base: c.Base, room: 116, top: float64(total)}
	var line, fill track
	line.to(at(start), p.y(0))
	before := 0
	for _, s := range steps {
		line.to(at(s.at), p.y(float64(before)))
		line.to(at(s.at), p.y(float64(s.total)))
		before = s.total
		row := []cell{{Text: phrase.When(v.lang, s.at, now)}, {}, {Text: v.write(s.total)}}
		if s.item != nil {
			c.Points = append(c.Points, mark{percent(at(s.at)), p.y(float64(s.total)), class})
			row[1] = cell{s.item.Source.Name, external(s.item.URL)}
		}
		c.Rows = append(c.Rows, row)
	}
	line.to(at(end), p.y(float64(total)))
	c.Lines = []shape{{class, line.String()}}
	fill.WriteString(line.String())
	fill.to(at(end), p.y(0))
	c.Areas = []shape{{"band " + class, fill.String() + "Z"}}
	c.Words = append(c.Words,
		word{X: percent(at(end) + 0.012), Y: p.y(float64(total)) + 5, Anchor: "start", Class: "strong " + class, Text: v.write(total)},
		word{X: percent(at(start)), Y: 165, Anchor: "start", Class: "soft", Text: phrase.When(v.lang, start, now)},
		word{X: percent(at(end)), Y: 165, Anchor: "end", Class: "soft", Text: phrase.When(v.lang, end, now)})
	c.nameSources(steps, at, p)
	c.Title = v.say("chart.spread", total, phrase.Duration(v.lang, last.Sub(start)))
	c.Label = v.say("chart.spread_label", c.Title, phrase.When(v.lang, start, now), phrase.When(v.lang, end, now))
	return c
}

// nameSources writes each source's name where it first carries the story, as far
// as the names have room.
func (c *chart) nameSources(steps []rise, at func(time.Time) float64, p plot) {
	seen := map[string]bool{}
	free := -1.0 // the share of the width up to which a name stands already
	for i, s := range steps {
		if s.item == nil || seen[s.item.Source.ID] {
			continue
		}
		seen[s.item.Source.ID] = true
		pos, width := at(s.at), nameWidth(s.item.Source)
		if i == 0 {
			// The first name begins at its point, above what the line climbs within
			// the name's width, on a phone too.
			n := 1
			for n < len(steps) && at(steps[n].at) < pos+1.8*width {
				n++
			}
			c.Words = append(c.Words, word{X: percent(pos), Y: p.y(float64(steps[n-1].total)) - 9, Anchor: "start", Text: shortName(s.item.Source)})
			free = pos + width
			continue
		}
		// The others end at theirs, above the climbing line.
		if pos-0.014-width < free {
			continue
		}
		c.Words = append(c.Words, word{X: percent(pos - 0.014), Y: p.y(float64(s.total)) - 2, Anchor: "end", Class: "wide", Text: shortName(s.item.Source)})
		free = pos
	}
}

// shortName is a name that fits into a picture.
func shortName(s post.Source) string { return phrase.Excerpt(s.Name, 28) }

// nameWidth guesses a name's width as a share of a picture 640 pixels wide.
func nameWidth(s post.Source) float64 { return float64(len([]rune(shortName(s)))) * 6.6 / 640 }
