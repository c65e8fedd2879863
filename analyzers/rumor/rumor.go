// Package rumor finds rumours: claims that contradict a fact of the
// organisation and are carried on by independent relays, and unverified
// statements that draw doubt. It also scores threads and stories as their posts
// come. It judges what is said and how it spreads; it never ranks people.
package rumor

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
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
	Value      string // "1 240", with or without its unit; empty: a statement
	Unit       string // what Value leaves unsaid; empty: that of the claims against it
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
	compared, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at, Compared: true})
	if err != nil {
		return nil, fmt.Errorf("read claims for rumours: %w", err)
	}
	groups := d.groups(compared, w)
	around, err := d.around(ctx, groups, at, w)
	if err != nil {
		return nil, err
	}
	var out []signal.Signal
	used := make(map[string]bool)
	for _, g := range groups {
		d.complete(g, together(compared, around), w)
		if !d.enough(g, w) {
			continue
		}
		for _, r := range g.relays {
			used[r.ID], used[r.Annotation.Story] = true, true
		}
		out = append(out, d.signal(g, at, w))
	}
	more, err := d.unverified(ctx, used, at, w)
	return append(out, more...), err
}

// around reads the posts of the stories that the relays tell.
func (d *Detector) around(ctx context.Context, groups []*group, at time.Time, w annotation.Window) ([]annotation.Post, error) {
	var stories []string
	first := at
	for _, g := range groups {
		for _, p := range g.relays {
			if p.Published.Before(first) {
				first = p.Published
			}
			if s := p.Annotation.Story; s != "" && !slices.Contains(stories, s) {
				stories = append(stories, s)
			}
		}
	}
	if len(stories) == 0 {
		return nil, nil
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: first, To: at, Stories: stories})
	if err != nil {
		return nil, fmt.Errorf("read the stories of rumours: %w", err)
	}
	return posts, nil
}

// together returns the posts of both lists, each once, in order of publication.
func together(a, b []annotation.Post) []annotation.Post {
	out := slices.Clone(a)
	in := ids(a)
	for _, p := range b {
		if !in[p.ID] {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b annotation.Post) int {
		if earlier(a, b) {
			return -1
		}
		return 1
	})
	return out
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
	return absorb(merged)
}

// absorb drops a value that was said against a fact by those who tell the story
// of another one: who corrects a figure repeats others with it.
func absorb(groups []*group) []*group {
	return slices.DeleteFunc(slices.Clone(groups), func(g *group) bool {
		return slices.ContainsFunc(groups, func(o *group) bool {
			if o == g || o.fact.ID != g.fact.ID || len(o.claims) < len(g.claims) || len(o.relays) == 0 || len(g.claims) == len(o.claims) && earlier(g.claims[0].post, o.claims[0].post) {
				return false
			}
			in := 0
			for _, s := range g.claims {
				if st := s.post.Annotation.Story; st != "" && slices.ContainsFunc(o.relays, func(p annotation.Post) bool { return p.Annotation.Story == st && p.ID != s.post.ID }) && denies(s.post, g.fact.ID) {
					in++
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

// denies reports whether the post corrects the claim instead of carrying it: as
// an ambassador's defence, by denying the figure or giving the true one last, by
// saying that it is false; where it gives no figure, by its stance. Who doubts a
// figure in print, "if this is true", carries it.
func denies(p annotation.Post, fact string) bool {
	a := p.Annotation
	if a.Ambassador.Is && (a.Ambassador.Attitude == "defends" || a.Ambassador.Attitude == "explains") {
		return true
	}
	last, denied := "", false
	for _, c := range a.Claims {
		if fact != "" && c.Fact == fact && c.Verdict != "unknown" {
			last = c.Verdict
			denied = denied || c.Denied
		}
	}
	if last == "matches" || denied {
		return true
	}
	c := readCues(p)
	if c.denial >= 2 || c.denial == 1 && c.hedge == 0 && c.question == 0 {
		return true
	}
	return last == "" && a.Stance == "deny" && c.hearsay == 0 && len(p.Text) < short
}

// Denies reports whether the post corrects what is said against the fact instead
// of carrying it.
func Denies(p annotation.Post, fact string) bool { return denies(p, fact) }

// short is under how many bytes a post is a remark, of which stances are read well.
const short = 400

// asks reports whether the post only asks whether it is true. An article that
// puts a question in its title still carries the claim, and so does who tells it
// in full before asking.
func asks(p annotation.Post) bool {
	if p.Kind == post.Article || p.Kind == post.Blog {
		return false
	}
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "contradicts" && !asked(p.Text, c.Text) && strings.Contains(p.Text, c.Text) {
			return false
		}
	}
	c := readCues(p)
	return p.Annotation.Stance == "query" || c.question > 0 && c.enquiry > 0
}

// asked reports whether the sentence is a question where it stands in s.
func asked(s, sentence string) bool {
	if strings.HasSuffix(strings.TrimSpace(sentence), "?") {
		return true
	}
	_, after, _ := strings.Cut(s, sentence)
	return strings.HasPrefix(strings.TrimSpace(after), "?")
}

// complete adds the posts that carry the claim without a figure that was
// compared: near-copies of a relay, and posts of a relay's story that link to it
// or repeat its figures.
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
	relay, figures := ids(g.relays), g.figures()
	for _, p := range posts {
		if in[p.ID] || p.Published.Before(g.relays[0].Published) {
			continue
		}
		links, story := linksTo(p, urls), stories[p.Annotation.Story]
		told := story || relay[p.Parent] || links
		switch {
		case evidence.IsCopy(p) && relay[*p.Annotation.CopyOf], story && (links || repeats(p, figures)) && !asks(p) && !denies(p, g.fact.ID):
			g.place(p, w)
			if n := len(g.relays); n > 0 && g.relays[n-1].ID == p.ID {
				urls[address(p.URL)], relay[p.ID] = p.URL != "", true
			}
		case told && w.Source(p.Source).Owner == post.Company:
			g.own = append(g.own, p)
		case told && w.Source(p.Source).Owner == post.Satire:
			g.satire = append(g.satire, p)
		case told && denies(p, g.fact.ID):
			g.denials = append(g.denials, p)
		case told && asks(p):
			g.queries = append(g.queries, p)
		}
	}
	sort.SliceStable(g.relays, func(i, j int) bool { return earlier(g.relays[i], g.relays[j]) })
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
