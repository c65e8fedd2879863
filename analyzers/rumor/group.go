package rumor

import (
	"slices"
	"sort"
	"strconv"

	"vigie/analyzers/annotation"
	"vigie/analyzers/relay"
)

// said is one contradicting claim: the post it stands in and the claim.
type said struct {
	post  annotation.Post
	claim annotation.Claim
}

// group is what was said against one fact with one value.
type group struct {
	judge   judge
	fact    Fact // only its ID where the registry has it no more
	value   float64
	unit    string
	story   string // of what no fact speaks of
	claims  []said // oldest first
	relays  []annotation.Post
	denials []annotation.Post // debunks and the truth beside it
	queries []annotation.Post
	satire  []annotation.Post
	own     []annotation.Post // the organisation's own posts
}

// groups gathers the claims that contradict a fact, by fact and value. Two
// values that one post says together are one rumour ("300 fewer, 940 left"): the
// group is named by the value most posts say.
func (d *Detector) groups(posts []annotation.Post, w annotation.Window) []*group {
	read := make(judge)
	byKey := make(map[string]*group)
	joined := make(map[string]string)
	root := func(k string) string {
		for joined[k] != "" {
			k = joined[k]
		}
		return k
	}
	for _, p := range posts {
		first := ""
		for _, c := range p.Annotation.Claims {
			if c.Verdict != "contradicts" || c.Fact == "" {
				continue
			}
			key := c.Fact + "\x00" + near(c.Value)
			g := byKey[key]
			if g == nil {
				g = &group{judge: read, fact: d.facts[c.Fact], value: c.Value, unit: c.Unit}
				g.fact.ID = c.Fact
				byKey[key] = g
			}
			g.claims = append(g.claims, said{p, c})
			if first == "" {
				first = key
			} else if a, b := root(first), root(key); a != b && byKey[a].fact.ID == byKey[b].fact.ID {
				joined[b] = a
			}
		}
	}
	merged := merge(byKey, root)
	for _, g := range merged {
		g.sort(w)
	}
	return absorb(merged)
}

// absorb drops a value that was said against a fact by those who tell the story
// of another one: who corrects a figure repeats others with it.
func absorb(groups []*group) []*group {
	told := make(map[*group]map[string]bool) // the stories that its relays tell
	for _, g := range groups {
		told[g] = make(map[string]bool)
		for _, p := range g.relays {
			told[g][p.Annotation.Story] = p.Annotation.Story != ""
		}
	}
	return slices.DeleteFunc(slices.Clone(groups), func(g *group) bool {
		larger := slices.DeleteFunc(slices.Clone(groups), func(o *group) bool {
			return o == g || o.fact.ID != g.fact.ID || len(o.claims) < len(g.claims) || len(o.relays) == 0 ||
				len(g.claims) == len(o.claims) && earlier(g.claims[0].post, o.claims[0].post)
		})
		if len(larger) == 0 {
			return false
		}
		corrected := make(map[string]int)
		for _, s := range g.claims {
			if g.judge.denies(s.post, g.fact.ID) {
				corrected[s.post.Annotation.Story]++
			}
		}
		return slices.ContainsFunc(larger, func(o *group) bool {
			in := 0
			for story, n := range corrected {
				if told[o][story] {
					in += n
				}
			}
			return 2*in > len(g.claims)
		})
	})
}

func merge(byKey map[string]*group, root func(string) string) []*group {
	keys := make([]string, 0, len(byKey))
	for k := range byKey {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := byKey[keys[i]], byKey[keys[j]]
		if len(a.claims) != len(b.claims) {
			return len(a.claims) > len(b.claims)
		}
		return keys[i] < keys[j]
	})
	into := make(map[string]*group)
	var out []*group
	for _, k := range keys {
		r := root(k)
		if g := into[r]; g != nil {
			g.claims = append(g.claims, byKey[k].claims...)
			continue
		}
		into[r] = byKey[k]
		out = append(out, byKey[k])
	}
	for _, g := range out {
		sort.SliceStable(g.claims, func(i, j int) bool { return earlier(g.claims[i].post, g.claims[j].post) })
	}
	sort.SliceStable(out, func(i, j int) bool { return earlier(out[i].claims[0].post, out[j].claims[0].post) })
	return out
}

func earlier(a, b annotation.Post) bool {
	if !a.Published.Equal(b.Published) {
		return a.Published.Before(b.Published)
	}
	return a.ID < b.ID
}

// near gives values that agree to two digits the same key.
func near(v float64) string {
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// sort tells relaying from what only looks like it.
func (g *group) sort(w annotation.Window) {
	seen := make(map[string]bool)
	for _, s := range g.claims {
		if !seen[s.post.ID] {
			seen[s.post.ID] = true
			g.place(s.post, w)
		}
	}
}

// figures are those that the relays tell the rumour with: the value itself, and
// others that at least half of them give.
func (g *group) figures() map[float64]bool {
	n := make(map[float64]int)
	for _, p := range g.relays {
		seen := make(map[float64]bool)
		for _, c := range p.Annotation.Claims {
			if c.Verdict != "matches" && c.Value >= 10 && !seen[c.Value] {
				seen[c.Value] = true
				n[c.Value]++
			}
		}
	}
	out := map[float64]bool{g.value: g.value != 0}
	for v, c := range n {
		if c >= 2 && 2*c >= len(g.relays) {
			out[v] = true
		}
	}
	return out
}

// repeats reports whether the post gives one of the figures.
func repeats(p annotation.Post, figures map[float64]bool) bool {
	return slices.ContainsFunc(p.Annotation.Claims, func(c annotation.Claim) bool { return figures[c.Value] && c.Verdict != "matches" })
}

func linksTo(p annotation.Post, urls map[string]bool) bool {
	return slices.ContainsFunc(p.Links, func(l string) bool { return urls[relay.Address(l)] })
}

func ids(posts []annotation.Post) map[string]bool {
	m := make(map[string]bool, len(posts))
	for _, p := range posts {
		m[p.ID] = true
	}
	return m
}
