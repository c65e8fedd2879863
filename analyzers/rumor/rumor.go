// Package rumor finds rumours: claims that contradict a fact of the
// organisation and are carried on by independent relays, and unverified
// statements that draw doubt. It also scores threads and stories as their posts
// come. It judges what is said and how it spreads; it never ranks people.
package rumor

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strconv"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Config says how far to look and from what on to speak.
type Config struct {
	Past   time.Duration // how far back relays are looked for
	Relays int           // independent relays that make a rumour
	Reach  int           // readers a month from which one relay is enough
}

// Default returns the configuration that the sample world is measured with.
func Default() Config {
	return Config{Past: 14 * 24 * time.Hour, Relays: 2, Reach: 100_000}
}

// Fact is what a rumour is set beside. The claims were compared with it before.
type Fact struct {
	ID, Entity string
	Value      string // with its unit: "1 240 bus"; empty: a statement
	Document   string // title or link
	Statement  signal.Text
}

// Detector raises rumours.
type Detector struct {
	c     Config
	facts map[string]Fact
}

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector that knows these facts.
func New(facts []Fact, c Config) *Detector {
	d := &Detector{c: c, facts: make(map[string]Fact, len(facts))}
	for _, f := range facts {
		d.facts[f.ID] = f
	}
	return d
}

// Detect returns the rumours whose relays stand in the window: one a fact and
// value said, whatever the language, and one an unverified story. RaisedAt is
// at: who follows signals keeps the first.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	posts, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at})
	if err != nil {
		return nil, fmt.Errorf("read posts for rumours: %w", err)
	}
	var out []signal.Signal
	used := make(map[string]bool)
	for _, g := range d.groups(posts, w) {
		d.complete(g, posts, w)
		if !d.enough(g, w) {
			continue
		}
		for _, r := range g.relays {
			used[r.ID] = true
		}
		out = append(out, d.signal(g, at, w))
	}
	return append(out, d.unverified(posts, used, at, w)...), nil
}

// said is one contradicting claim: the post it stands in and the claim.
type said struct {
	post  annotation.Post
	claim annotation.Claim
}

// group is what was said against one fact with one value.
type group struct {
	fact    Fact // only its ID where the registry has it no more
	value   float64
	unit    string
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
				g = &group{fact: d.facts[c.Fact], value: c.Value, unit: c.Unit}
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
	return merged
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

func (g *group) place(p annotation.Post, w annotation.Window) {
	switch s := w.Source(p.Source); {
	case s.Owner == post.Satire:
		g.satire = append(g.satire, p)
	case s.Owner == post.Company:
		g.own = append(g.own, p)
	case denies(p, g.fact.ID):
		g.denials = append(g.denials, p)
	case asks(p):
		g.queries = append(g.queries, p)
	default:
		g.relays = append(g.relays, p)
	}
}

// denies reports whether the post corrects the claim instead of carrying it: by
// its stance, by saying that it is false, by giving the true figure last, or as
// an ambassador's defence.
func denies(p annotation.Post, fact string) bool {
	a := p.Annotation
	if a.Stance == "deny" || a.Ambassador.Is && (a.Ambassador.Attitude == "defends" || a.Ambassador.Attitude == "explains") {
		return true
	}
	c := readCues(p)
	if c.denial >= 2 || c.denial == 1 && c.hedge == 0 && c.question == 0 {
		return true
	}
	last := ""
	for _, c := range a.Claims {
		if fact != "" && c.Fact == fact && c.Verdict != "unknown" {
			last = c.Verdict
		}
	}
	return last == "matches" && a.Stance != "support"
}

// asks reports whether the post only asks whether it is true. An article that
// puts a question in its title still carries the claim.
func asks(p annotation.Post) bool {
	if p.Kind == post.Article || p.Kind == post.Blog {
		return false
	}
	c := readCues(p)
	return p.Annotation.Stance == "query" || c.question > 0 && c.enquiry > 0
}

// complete adds the posts that carry the claim without a figure that was read:
// near-copies of a relay, and posts of a relay's story that link to it.
func (d *Detector) complete(g *group, posts []annotation.Post, w annotation.Window) {
	if len(g.relays) == 0 {
		return
	}
	in := make(map[string]bool)
	urls := make(map[string]bool)
	stories := make(map[string]bool)
	for _, set := range [][]annotation.Post{g.relays, g.denials, g.queries, g.satire, g.own} {
		for _, p := range set {
			in[p.ID] = true
		}
	}
	for _, p := range g.relays {
		urls[address(p.URL)] = p.URL != ""
		if p.Annotation.Story != "" {
			stories[p.Annotation.Story] = true
		}
	}
	relay := ids(g.relays)
	for _, p := range posts {
		if in[p.ID] || p.Published.Before(g.relays[0].Published) {
			continue
		}
		links := linksTo(p, urls)
		told := stories[p.Annotation.Story] || relay[p.Parent] || links
		switch {
		case evidence.IsCopy(p) && relay[*p.Annotation.CopyOf], links && stories[p.Annotation.Story] && !asks(p) && !denies(p, g.fact.ID):
			g.place(p, w)
			if n := len(g.relays); n > 0 && g.relays[n-1].ID == p.ID {
				urls[address(p.URL)], relay[p.ID] = p.URL != "", true
			}
		case told && w.Source(p.Source).Owner == post.Company:
			g.own = append(g.own, p)
		case told && denies(p, g.fact.ID):
			g.denials = append(g.denials, p)
		case told && asks(p):
			g.queries = append(g.queries, p)
		}
	}
	sort.SliceStable(g.relays, func(i, j int) bool { return earlier(g.relays[i], g.relays[j]) })
}

func ids(posts []annotation.Post) map[string]bool {
	m := make(map[string]bool, len(posts))
	for _, p := range posts {
		m[p.ID] = true
	}
	return m
}

// enough is the rule: independent relays, or one with reach.
func (d *Detector) enough(g *group, w annotation.Window) bool {
	voices, _ := evidence.Weight(g.relays)
	return voices >= d.c.Relays || d.reach(g.relays, w) >= d.c.Reach && voices > 0
}

func (d *Detector) reach(posts []annotation.Post, w annotation.Window) int {
	sum := 0
	for _, s := range evidence.Sources(posts) {
		sum += w.Source(s).Audience
	}
	return sum
}

func round(v float64) float64 { return math.Round(v*1000) / 1000 }
