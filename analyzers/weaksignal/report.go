package weaksignal

import (
	"math"
	"sort"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

func (d *Detector) signals(clusters []*cluster, v *view, w annotation.Window) []signal.Signal {
	var out []signal.Signal
	for _, c := range clusters {
		if !c.lone() || d.stands(c, v) {
			out = append(out, d.signal(c, v, w))
		}
	}
	return out
}

// stands reports whether a term with which no other rises is a finding of its
// own: a pair of words, beyond all doubt, or loud, or in posts that share more than it.
func (d *Detector) stands(c *cluster, v *view) bool {
	lead := c.terms[0]
	return strings.Contains(lead.term.folded, " ") || lead.p <= d.c.LoneP || lead.voices >= 4*d.c.MinVoices || d.accompanied(c, v) ||
		float64(lead.voices) >= d.c.LoneShare*v.total(v.at.Add(-lead.window), lead.language)
}

func (d *Detector) signal(c *cluster, v *view, w annotation.Window) signal.Signal {
	lead := c.terms[0]
	posts := c.sorted()
	light := make([]*light, 0, len(posts))
	for _, p := range posts {
		light = append(light, c.posts[p.ID])
	}
	voices, _, _ := independent(light)
	terms := v.names(c, 8)
	return signal.Signal{
		ID: signal.NewID(signal.Weak, first(lead, v)), Kind: signal.Weak, Level: d.level(lead, voices, v), Trend: trend(light, v.at),
		Score:  math.Round(1000*(1-math.Exp(math.Log10(math.Max(lead.p, 1e-40))/10))) / 1000,
		Entity: evidence.Entity(posts), Class: class(posts), Language: lead.language, Story: evidence.Story(posts), RaisedAt: v.at,
		FirstAt: posts[0].Published, LastAt: posts[len(posts)-1].Published,
		Title: title(storyTitle(posts, terms), terms, posts, v.at), Why: why(c, v, light, w), Silent: d.silent(c),
		Terms: terms, Posts: evidence.IDs(posts), Sources: evidence.Sources(posts),
		Observed: float64(lead.voices), Expected: math.Round(lead.expected*100) / 100,
		Hours: lead.window.Hours(), Test: testName, P: lead.p, Voices: voices,
	}
}

// lone reports whether no second word rises with those of the leading term.
func (c *cluster) lone() bool {
	lead := c.terms[0].term.folded
	for _, r := range c.terms[1:] {
		for w := range strings.FieldsSeq(r.term.folded) {
			if lead == "" || !strings.Contains(lead, w) && !strings.Contains(w, lead) {
				return false
			}
		}
	}
	return true
}

// accompanied reports whether another word, unusual as well, stands in many of the
// cluster's posts: those who speak of one thing share more than its name.
func (d *Detector) accompanied(c *cluster, v *view) bool {
	lead := c.terms[0]
	counts := make(map[uint32]int)
	for _, l := range lead.posts {
		for _, k := range l.terms {
			counts[k]++
		}
	}
	size := v.total(v.at.Add(-lead.window), "")
	for k, n := range counts {
		if n < 3 || float64(n) < d.c.Companions*float64(len(lead.posts)) || !d.could(k, float64(n), v, size) {
			continue
		}
		t := v.name(k).folded
		if t != "" && !strings.Contains(t, " ") && (lead.term.folded == "" || !strings.Contains(t, lead.term.folded) && !strings.Contains(lead.term.folded, t)) {
			return true
		}
	}
	return false
}

// distinct is how many terms rise, whichever the windows.
func (c *cluster) distinct() int {
	seen := make(map[uint32]bool)
	for _, r := range c.terms {
		seen[r.key] = true
	}
	return len(seen)
}

// sorted returns the cluster's posts, oldest first.
func (c *cluster) sorted() []annotation.Post {
	out := make([]annotation.Post, 0, len(c.posts))
	for _, l := range c.posts {
		out = append(out, l.post())
	}
	sort.Slice(out, func(i, j int) bool {
		if !out[i].Published.Equal(out[j].Published) {
			return out[i].Published.Before(out[j].Published)
		}
		return out[i].ID < out[j].ID
	})
	return out
}
