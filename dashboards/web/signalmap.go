package web

import (
	"math"
	"strconv"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// signalMap places the signals that still move by their level and by how they
// grow.
type signalMap struct {
	*chart
	Spots []spot
	Mid   int // y between weak and strong
}

// spot is one signal: a link with its number, which is that of its card.
type spot struct {
	mark
	R, TextY     float64
	N            int
	URL, Name    string
	LabelX       string
	LabelY       float64
	Anchor, Text string // the title beside it, where it has room

	share float64 // of the width
}

const (
	mapHeight = 300
	mapBase   = 268
	mapMid    = 138
	// Shares of the width at which the scale begins and ends.
	mapLeft, mapRight = 0.05, 0.95
	mapDoublings      = 3 // from an eighth to eight times as many
	// Widths, in pixels, at which nothing may overlap: circles on a phone, titles
	// on a small desk.
	mapPhone, mapDesk = 340.0, 780.0
	letterWidth       = 6.9
	moving            = 48 * time.Hour // since its last post
)

// growth counts a finding's posts of the second half of its life, which is a day
// at most, and of as long before: what began at dawn and is over by noon fades.
func growth(f report.Finding, now time.Time) (last, before int, half time.Duration) {
	half = min(max(now.Sub(f.FirstAt)/2, time.Hour), 24*time.Hour)
	for _, h := range f.Hours {
		switch age := now.Sub(h.At.Add(30 * time.Minute)); { // the middle of the hour
		case age < half:
			last += int(h.Value)
		case age < 2*half:
			before += int(h.Value)
		}
	}
	return last, before, half
}

// level is how far a growth, in doublings, is from none within which it is none.
const level = 0.3

// leaning keeps a growth on the side that the detector's trend says: the picture
// never says another thing than the words beside it.
func leaning(g float64, t signal.Trend) float64 {
	switch t {
	case signal.Rising:
		return max(g, level+0.05)
	case signal.Fading:
		return min(g, -level-0.05)
	}
	return g
}

// signalMap numbers the dossiers that still move, in their order, and draws
// them; nil where there are fewer than two.
func (v *voice) signalMap(list []*dossier, now time.Time) *signalMap {
	m := &signalMap{Mid: mapMid, chart: &chart{Height: mapHeight, Base: mapBase,
		Head: []string{v.say("map.signal"), v.say("map.level"), v.say("map.last"), v.say("map.before"), v.say("map.sources")}}}
	grow, fade := 0, 0
	for _, d := range list {
		last, before, half := growth(d.Finding, now)
		if now.Sub(d.LastAt) > moving || last+before == 0 {
			continue
		}
		g := leaning(math.Log2(float64(last+1)/float64(before+1)), d.Trend)
		switch {
		case g > level:
			grow++
		case g < -level:
			fade++
		}
		m.Spots = append(m.Spots, v.spot(d, len(m.Spots)+1, g))
		m.Rows = append(m.Rows, []cell{{Text: strconv.Itoa(len(m.Spots)) + ". " + d.Title.In(v.lang), URL: d.URL}, {Text: v.known("level", string(d.Level))},
			{Text: v.say("map.in", last, half)}, {Text: v.write(before)}, {Text: v.write(len(d.Sources))}})
	}
	if len(m.Spots) < 2 {
		return nil
	}
	for i, n := 0, 0; i < len(list) && n < len(m.Spots); i++ {
		if list[i].URL == m.Spots[n].URL {
			n++
			list[i].N = n
		}
	}
	m.part()
	m.name()
	m.Title = v.say("map.title", len(m.Spots), grow, fade)
	m.Label = v.say("map.label", m.Title)
	middle := (mapLeft + mapRight) / 2
	m.Words = []word{
		{X: percent(0), Y: 16, Anchor: "start", Class: "soft", Text: v.say("level.strong")},
		{X: percent(0), Y: mapMid + 18, Anchor: "start", Class: "soft", Text: v.say("level.weak")},
		{X: percent(mapLeft), Y: mapBase + 20, Anchor: "start", Class: "soft", Text: v.say("map.fading")},
		{X: percent(middle), Y: mapBase + 20, Anchor: "middle", Class: "soft", Text: v.say("map.same")},
		{X: percent(mapRight), Y: mapBase + 20, Anchor: "end", Class: "soft", Text: v.say("map.rising")},
	}
	m.Lines = []shape{{"faint", "M0 " + strconv.Itoa(mapMid) + "H1000"}, {"faint", "M" + x(middle) + " 6V" + strconv.Itoa(mapBase)}}
	return m
}

func (v *voice) spot(d *dossier, n int, g float64) spot {
	share := mapLeft + (mapRight-mapLeft)*(math.Max(-mapDoublings, math.Min(mapDoublings, g))+mapDoublings)/(2*mapDoublings)
	top, bottom := 38.0, mapMid-22.0
	if d.Level != signal.Strong {
		top, bottom = mapMid+36, mapBase-22
	}
	y := bottom - math.Max(0, math.Min(1, d.Score))*(bottom-top)
	title := d.Title.In(v.lang)
	return spot{mark: mark{percent(share), round(y), d.Class()}, R: round(12 + math.Min(8, math.Sqrt(float64(len(d.Posts)))/1.5)), N: n, URL: d.URL,
		Name: title, Text: phrase.Excerpt(title, 40), share: share}
}

// part moves spots that lie on each other up or down, within their level.
func (m *signalMap) part() {
	for i := range m.Spots {
		s := &m.Spots[i]
		top, bottom := 30.0, float64(mapMid)-s.R
		if s.Y > mapMid {
			top, bottom = mapMid+30, float64(mapBase)-s.R
		}
		home := s.Y
		for step := 0.0; step < 200 && m.touches(i); step += 4 {
			s.Y = math.Min(bottom, home+step)
			if m.touches(i) {
				s.Y = math.Max(top, home-step)
			}
		}
		s.Y = round(s.Y)
	}
}

// touches tells whether a spot lies on one before it, on a phone.
func (m *signalMap) touches(i int) bool {
	s := m.Spots[i]
	for _, o := range m.Spots[:i] {
		if math.Hypot((s.share-o.share)*mapPhone, s.Y-o.Y) < s.R+o.R+2 {
			return true
		}
	}
	return false
}

type box struct{ left, top, right, bottom float64 }

func (b box) over(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// name writes the titles beside the spots, as far as they have room on a desk.
func (m *signalMap) name() {
	var taken []box
	for _, s := range m.Spots {
		at := s.share * mapDesk
		taken = append(taken, box{at - s.R - 1, s.Y - s.R, at + s.R + 1, s.Y + s.R})
	}
	for i := range m.Spots {
		s := &m.Spots[i]
		s.TextY = s.Y + 4.5
		at, length, title := s.share*mapDesk, float64(len([]rune(s.Text)))*letterWidth, s.Text
		s.Text = ""
		for _, side := range []float64{1, -1} {
			left := at + s.R + 7
			if side < 0 {
				left = at - s.R - 7 - length
			}
			b := box{left, s.Y - 9, left + length, s.Y + 9}
			free := b.left >= 0 && b.right <= mapDesk
			for _, o := range taken {
				free = free && !b.over(o)
			}
			if free {
				taken = append(taken, b)
				s.Text, s.LabelX, s.LabelY, s.Anchor = title, percent(s.share), s.TextY, "start"
				if side < 0 {
					s.Anchor = "end"
				}
				break
			}
		}
	}
}

// Dx is how far the title stands from the middle of its spot, in pixels.
func (s spot) Dx() float64 {
	if s.Anchor == "end" {
		return -s.R - 7
	}
	return s.R + 7
}
