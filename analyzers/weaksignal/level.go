package weaksignal

import (
	"time"

	"vigie/analyzers/signal"
)

// level follows BERTrend: what is as popular as the upper quarter of all that
// several voices speak of now is strong, if it is beyond doubt too. What is not
// significant is noise, and is not raised.
func (d *Detector) level(lead *rise, voices int, v *view) signal.Level {
	popular := 0
	if n := len(v.voices); n > 0 {
		popular = v.voices[min(n-1, n*3/4)]
	}
	if lead.p < d.c.StrongP && voices >= d.c.Strong && voices >= popular {
		return signal.Strong
	}
	return signal.Low
}

// trendParts is into how many parts a signal's time is cut to tell its trend.
const trendParts = 6

// trend is the slope of the signal's posts over its time, by least squares, as a
// share of their mean a part.
func trend(posts []*light, at time.Time) signal.Trend {
	start := posts[0].at
	span := at.Sub(start)
	if span <= 0 {
		return signal.Rising
	}
	var parts [trendParts]float64
	for _, l := range posts {
		i := int(trendParts * float64(l.at.Sub(start)) / float64(span))
		parts[min(max(i, 0), trendParts-1)]++
	}
	var up, norm float64
	for i, n := range parts {
		x := float64(i) - float64(trendParts-1)/2
		up += x * n
		norm += x * x
	}
	switch slope := up / norm / (float64(len(posts)) / trendParts); {
	case slope > 0.1:
		return signal.Rising
	case slope < -0.1:
		return signal.Fading
	}
	return signal.Stable
}

// first returns the ID of the post with which the term's rise began: going back
// over posts nearer to each other than its past would have them.
func first(lead *rise, v *view) string {
	gap := v.longest
	if perWindow := lead.expected * float64(v.longest) / float64(lead.window); perWindow > 0.25 {
		gap = time.Duration(float64(v.longest) / (4 * perWindow))
	}
	start := lead.posts[0]
	for _, l := range v.lights {
		if l.at.Before(start.at) && has(l, lead.key) {
			start = l
			break
		}
	}
	for _, g := range v.older {
		for i := len(g.light) - 1; i >= 0; i-- {
			l := &g.light[i]
			if start.at.Sub(l.at) > gap {
				return start.id
			}
			if l.at.Before(start.at) && has(l, lead.key) {
				start = l
			}
		}
	}
	return start.id
}

func has(l *light, key uint32) bool {
	for _, k := range l.terms {
		if k == key {
			return true
		}
	}
	return false
}
