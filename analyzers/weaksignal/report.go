package weaksignal

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

func (d *Detector) signals(clusters []*cluster, v *view) []signal.Signal {
	var out []signal.Signal
	for _, c := range clusters {
		if lead := c.terms[0]; c.lone() && lead.p > d.c.LoneP && lead.voices < 4*d.c.MinVoices {
			continue
		}
		out = append(out, d.signal(c, v))
	}
	return out
}

func (d *Detector) signal(c *cluster, v *view) signal.Signal {
	lead := c.terms[0]
	posts := c.sorted()
	light := make([]*light, 0, len(posts))
	for _, p := range posts {
		light = append(light, c.posts[p.ID])
	}
	voices, _ := independent(light)
	level := signal.Low
	if lead.p < d.c.StrongP && voices >= d.c.Strong {
		level = signal.Strong
	}
	terms := d.names(c, 8)
	span := v.at.Sub(posts[0].Published).Round(time.Hour)
	sources := evidence.Sources(posts)
	return signal.Signal{
		ID: signal.NewID(signal.Weak, d.first(lead, v)), Kind: signal.Weak, Level: level, Trend: trend(light, v.at),
		Score:  math.Round(1000*(1-math.Exp(math.Log10(math.Max(lead.p, 1e-40))/10))) / 1000,
		Entity: evidence.Entity(posts), Story: evidence.Story(posts), RaisedAt: v.at,
		FirstAt: posts[0].Published, LastAt: posts[len(posts)-1].Published,
		Title: phrase.Text("%s : %s en %s", "%s: %s in %s", headed(terms),
			phrase.Counted(float64(len(posts)), "message", "messages", "post", "posts"), max(span, time.Hour)),
		Why: why(c, lead, voices, sources, posts), Terms: terms, Posts: evidence.IDs(posts), Sources: sources,
		Observed: float64(lead.voices), Expected: math.Round(lead.expected*100) / 100,
		Silent: phrase.Text("Silence sous %s voix indépendantes ou %s sources, ou si un de ses jours passés avait déjà fait %s de ce niveau.",
			"Silent under %s independent voices or %s sources, or had one of its past days reached %s of this level.",
			d.c.MinVoices, d.c.MinSources, phrase.Share(1/d.c.Ratio)),
	}
}

// lone reports whether no second word rises with the leading one.
func (c *cluster) lone() bool {
	for _, r := range c.terms[1:] {
		for w := range strings.FieldsSeq(r.term) {
			if !strings.Contains(c.terms[0].term, w) && !strings.Contains(w, c.terms[0].term) {
				return false
			}
		}
	}
	return !strings.Contains(c.terms[0].term, " ")
}

func why(c *cluster, lead *rise, voices int, sources []string, posts []annotation.Post) []signal.Text {
	out := []signal.Text{
		phrase.Text("« %s » : %s voix en %s, contre %s attendues d’après son passé", "“%s”: %s voices in %s, against %s expected from its past",
			lead.term, lead.voices, lead.window, evidence.Round(lead.expected)),
		evidence.Chance(lead.p),
		phrase.Text("%s au total", "%s in all",
			phrase.Counted(float64(voices), "voix indépendante", "voix indépendantes", "independent voice", "independent voices")),
	}
	if len(sources) > 0 {
		out = append(out, phrase.Text("Premières sources : %s", "First sources: %s", phrase.Among(sources, 5)))
	}
	if n := c.distinct(); n > 1 {
		out = append(out, phrase.Text("%s montent ensemble", "%s rise together", phrase.Counted(float64(n), "terme", "termes", "term", "terms")))
	}
	return append(out, evidence.Quotes(posts)...)
}

// distinct is how many terms rise, whichever the windows.
func (c *cluster) distinct() int {
	seen := make(map[string]bool)
	for _, r := range c.terms {
		seen[r.term] = true
	}
	return len(seen)
}

// sorted returns the cluster's posts, oldest first.
func (c *cluster) sorted() []annotation.Post {
	out := make([]annotation.Post, 0, len(c.posts))
	for _, l := range c.posts {
		out = append(out, l.post)
	}
	sort.Slice(out, func(i, j int) bool {
		if !out[i].Published.Equal(out[j].Published) {
			return out[i].Published.Before(out[j].Published)
		}
		return out[i].ID < out[j].ID
	})
	return out
}

// names lists the cluster's terms as they are written, those that tell it best
// first: in many of its posts and in few of the past; a pair tells more than a
// word, and one that shares a word with a better one says nothing new.
func (d *Detector) names(c *cluster, n int) []string {
	terms := slices.Clone(c.terms)
	weight := func(r *rise) float64 {
		in := 0
		for _, l := range r.posts {
			if c.posts[l.post.ID] != nil {
				in++
			}
		}
		w := float64(in) * math.Log1p(1/(0.02+r.expected*float64(day)/float64(r.window)))
		if strings.Contains(r.term, " ") {
			w *= 1.5
		}
		return w
	}
	slices.SortStableFunc(terms, func(a, b *rise) int { return cmp.Compare(weight(b), weight(a)) })
	out := []string{}
	covered := make(map[string]bool)
	for _, r := range terms {
		fresh := true
		for w := range strings.FieldsSeq(r.term) {
			fresh = fresh && !covered[w]
		}
		if !fresh || len(out) == n {
			continue
		}
		for w := range strings.FieldsSeq(r.term) {
			covered[w] = true
		}
		out = append(out, cmp.Or(d.shown[r.term].shown, r.term))
	}
	return d.placed(out, covered, c, n)
}

// placed adds the pair that most of the posts share with much other talk, after
// the term that tells the signal: it says where.
func (d *Detector) placed(names []string, covered map[string]bool, c *cluster, n int) []string {
	if len(names) == 0 || len(names) >= n {
		return names
	}
	counts := make(map[string]int)
	for _, l := range c.posts {
		for _, t := range l.terms {
			if strings.Contains(t, " ") {
				counts[t]++
			}
		}
	}
	best := ""
	for t, k := range counts {
		fresh := 2*k >= len(c.posts)
		for w := range strings.FieldsSeq(t) {
			fresh = fresh && !covered[w]
		}
		if fresh && (best == "" || k > counts[best] || k == counts[best] && t < best) {
			best = t
		}
	}
	if shown := cmp.Or(d.shown[best].shown, best); shown != "" {
		return slices.Insert(names, 1, shown)
	}
	return names
}

// headed names a signal: what it is about, quoted, then up to two more terms.
func headed(terms []string) phrase.Word {
	return func(lang string) string {
		if len(terms) == 0 {
			return ""
		}
		return strings.Join(append([]string{phrase.Quote(lang, terms[0])}, terms[1:min(3, len(terms))]...), ", ")
	}
}

// first returns the ID of the post with which the term's rise began: going back
// over posts nearer to each other than its past would have them.
func (d *Detector) first(lead *rise, v *view) string {
	gap := day
	if perDay := lead.expected * float64(day) / float64(lead.window); perDay > 0.25 {
		gap = time.Duration(float64(day) / (4 * perDay))
	}
	start := v.now[lead.term][0]
	for _, g := range v.past {
		for i := len(g.light) - 1; i >= 0; i-- {
			l := &g.light[i]
			if start.post.Published.Sub(l.post.Published) > gap {
				return start.post.ID
			}
			for _, t := range l.terms {
				if t == lead.term && l.post.Published.Before(start.post.Published) {
					start = l
				}
			}
		}
	}
	return start.post.ID
}

// trend compares the latest third of the signal's time with what came before.
func trend(posts []*light, at time.Time) signal.Trend {
	third := at.Add(-at.Sub(posts[0].post.Published) / 3)
	late := 0
	for _, l := range posts {
		if l.post.Published.After(third) {
			late++
		}
	}
	switch share := float64(late) / float64(len(posts)); {
	case share > 0.4:
		return signal.Rising
	case share < 0.15:
		return signal.Fading
	}
	return signal.Stable
}
