package weaksignal

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// trended is a climb that passed the test.
type trended struct {
	span   int       // days
	days   []float64 // posts of each of them
	growth float64   // from the first to the last, by the regression
	usual  float64   // share of the days before
	p      float64
}

// climbs tests a term again among the posts in its language, and the voices of
// its last posts.
func (d *Detector) climbs(key uint32, of []*light, v *view) (*rise, *trended) {
	if len(of) < d.c.MinVoices {
		return nil, nil
	}
	r := &rise{key: key, window: climbWindow, posts: of, language: spoken(of)}
	r.voices, r.sources, _ = independent(of)
	if r.sources < d.c.MinSources && r.sources > 0 || loudest(of) > climbVoice*float64(len(of)) {
		return nil, nil
	}
	r.voices = min(r.voices, wordings(of))
	if r.voices < d.c.MinVoices || 2*r.voices < len(of) {
		return nil, nil
	}
	c := &d.climbing
	exposed := c.exposed(r.language)
	t := c.test(c.terms[key], exposed, d.c)
	if t == nil || 2*c.known(of, t.span) < r.voices {
		return nil, nil
	}
	v.voices = append(v.voices, r.voices)
	slices.Sort(v.voices)
	r.p, r.expected = t.p, t.usual*(exposed[len(exposed)-1]+exposed[len(exposed)-2])
	return r, t
}

// loudest is how many of the posts are the same voice's.
func loudest(posts []*light) float64 {
	n, most := make(map[uint64]float64), 0.0
	for _, l := range posts {
		n[l.voice]++
		most = max(most, n[l.voice])
	}
	return most
}

// known counts the voices whose source published before the span.
func (c *climbing) known(posts []*light, span int) int {
	sources, voices := make(map[uint32]bool), make(map[uint64]bool)
	for _, day := range c.days[:len(c.days)-span] {
		for _, s := range day.sources {
			sources[s] = true
		}
	}
	for _, l := range posts {
		if l.source == "" || sources[hashed(l.source)] {
			voices[l.voice] = true
		}
	}
	return len(voices)
}

// test looks for the span over which the posts of days climb the surest among all
// that each of the days has; nil where they climb over none.
func (c *climbing) test(days, exposed []float64, conf Config) *trended {
	var out *trended
	for _, span := range climbSpans {
		before := len(days) - span
		if before < climbBefore || total(exposed[:before]) < float64(conf.MinPast) {
			continue
		}
		t := &trended{span: span, days: days[before:]}
		if !t.above(days[:before], exposed) {
			continue
		}
		likelihood, growth, restless := slope(t.days, exposed[before:])
		restless = max(restless, unrest(days[:before], exposed[:before]))
		t.growth = growth
		t.p = math.Exp(-likelihood/restless) * float64(c.tried*len(climbSpans))
		if growth < climbGrowth || t.p > climbP || out != nil && out.p <= t.p {
			continue
		}
		if alone, _, _ := slope(t.without(exposed[before:])); math.Exp(-alone/restless) < climbAlone {
			out = t
		}
	}
	return out
}

// above reports whether the last days are still small, still grow, and are far
// above the days before the span: any of these, so the same of each week or month.
func (t *trended) above(before, exposed []float64) bool {
	n := len(exposed)
	share := func(from, to int) float64 { // days back
		all, of := 0.0, 0.0
		for back := from; back < to; back++ {
			all, of = all+exposed[n-1-back], of+t.days[len(t.days)-1-back]
		}
		return of / max(all, 1)
	}
	// The span has five days at the least; what is before them is not asked for.
	earlier, present := share(3, 5), 0
	for back := range 5 {
		if t.days[len(t.days)-1-back] > 0 {
			present++
		} else if back < 3 {
			return false
		}
	}
	if present < 3 || share(0, 1) > climbShare || share(0, 3) < climbStill*earlier {
		return false
	}
	t.usual = (total(before) + 0.5) / (total(exposed[:len(before)]) + 1)
	busiest, mean := 0.0, total(exposed)/float64(n)
	for i, of := range before {
		busiest = max(busiest, (of+0.5)/max(exposed[i], mean, 1))
	}
	recent := share(0, 2)
	return recent >= climbUsual*t.usual && recent >= climbBusiest*busiest
}

// without leaves the best day out.
func (t *trended) without(exposed []float64) ([]float64, []float64) {
	best := 0
	for i, n := range t.days {
		if n > t.days[best] {
			best = i
		}
	}
	return slices.Concat(t.days[:best], t.days[best+1:]), slices.Concat(exposed[:best], exposed[best+1:])
}

// slope fits shares that grow by the same factor each day. It returns by how much
// the logarithm of their likelihood is above that of the same share every day,
// how much they grow from the first day to the last, and how much more the days
// differ from the fit than chance would have it. The likelihood's exp(-x) bounds
// the chance of such a climb (Chernoff), whatever the counts.
func slope(n, exposed []float64) (likelihood, growth, restless float64) {
	all, sum, at, middle := total(exposed), total(n), 0.0, float64(len(n)-1)/2
	if all == 0 || sum == 0 {
		return 0, 1, 1
	}
	for i, k := range n {
		at += k * (float64(i) - middle)
	}
	weigh := func(b float64) (weight, moment float64) {
		for i, e := range exposed {
			w := e / all * math.Exp(b*(float64(i)-middle))
			weight, moment = weight+w, moment+w*(float64(i)-middle)
		}
		return weight, moment
	}
	low, high := 0.0, 3.0
	if w, m := weigh(0); at <= sum*m/w {
		return 0, 1, 1
	}
	for range 40 {
		b := (low + high) / 2
		if w, m := weigh(b); sum*m/w < at {
			low = b
		} else {
			high = b
		}
	}
	weight, _ := weigh(low)
	for i, k := range n {
		if mean := sum * exposed[i] / all * math.Exp(low*(float64(i)-middle)) / weight; exposed[i] > 0 {
			restless += (k - mean) * (k - mean) / max(mean, climbFloor)
		}
	}
	return low*at - sum*math.Log(weight), math.Exp(low * 2 * middle), max(1, restless/float64(max(len(n)-2, 1)))
}

// unrest is how much more the days differ than chance would have it.
func unrest(n, exposed []float64) float64 {
	share, sum := total(n)/max(total(exposed), 1), 0.0
	for i, k := range n {
		mean := share * exposed[i]
		sum += (k - mean) * (k - mean) / max(mean, climbFloor)
	}
	return max(1, sum/float64(max(len(n)-1, 1)))
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// climbed words a signal that climbs over days.
func (d *Detector) climbed(s signal.Signal, c *cluster, t *trended) signal.Signal {
	days := make([]string, len(t.days))
	for i, n := range t.days {
		days[i] = phrase.Number("en", n)
	}
	first := 0
	for first < len(days)-5 && t.days[first] == 0 {
		first++
	}
	each := strings.Join(days[first:], ", ")
	subject := headed(storyTitle(c.sorted(), s.Terms), s.Terms)
	usual := awaited(t.usual * total(d.climbing.exposed(s.Language)) / float64(len(d.climbing.days)))
	s.Trend, s.Test = signal.Rising, "Poisson regression over days"
	s.Title = phrase.Text("%s : monte depuis %s jours, %s messages en deux jours", "%s: climbing for %s days, %s posts in two days", subject, len(days)-first, len(s.Posts))
	s.Why = slices.Concat([]signal.Text{
		phrase.Text("%s : %s messages par jour, contre %s avant", "%s: %s posts a day, against %s before", climber(c.terms[0]), each, usual),
		phrase.Text("Test : régression de Poisson de la part quotidienne sur %s jours, %s de plus chaque jour, parmi %s termes. %s",
			"Test: Poisson regression of the daily share over %s days, %s more each day, among %s terms. %s", t.span, phrase.Share(math.Pow(t.growth, 1/float64(t.span-1))-1), max(d.climbing.tried, 1), evidence.Chance(t.p)),
	}, s.Why[2:])
	s.Silent = phrase.Text("Silence sous %s voix indépendantes ou %s sources en deux jours, si la part n’avait pas doublé sur la période, si elle était restée sous %s fois celle du jour le plus fort des semaines d’avant, sans son jour le plus fort, ou s’il y avait plus d’une chance sur dix mille que ce soit le hasard.",
		"Silent under %s independent voices or %s sources in two days, had its share not doubled over the days, were it under %s times that of the busiest day of the weeks before, had it no climb but for its best day, or had there been more than one chance in ten thousand that this is luck.",
		d.c.MinVoices, d.c.MinSources, climbBusiest)
	return s
}

// climber quotes a term; a story has none.
func climber(r *rise) phrase.Word {
	if r.term.written == "" {
		return func(lang string) string { return phrase.Text("cette histoire", "this story").In(lang) }
	}
	return phrase.Quoted(r.term.written)
}

// surest orders climbs, the least likely to be luck first.
func surest(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.key, b.key))
}

// candidate is a term that climbs as the counts of all posts tell.
type candidate struct {
	key  uint32
	days []float64
	p    float64
}
