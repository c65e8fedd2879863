package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

const historyDays = 30

// composer writes the posts. Its draws come in one fixed order, so that a seed
// gives one web.
type composer struct {
	rng    *rand.Rand
	zone   *time.Location
	start  time.Time
	topics []*topic
	nets   map[string]*network
	decks  map[string]*deck
	seq    int
	setter *setter
}

// deal draws k of n from the deck of that name.
func (c *composer) deal(name string, n, k int) []int {
	d := c.decks[name]
	if d == nil {
		d = &deck{}
		c.decks[name] = d
	}
	return d.deal(c.rng, n, k)
}

// weight is how likely a post of that rhythm is at t, 0..1.
func weight(rhythm string, t time.Time) float64 {
	curves := map[string]string{ // one digit an hour, 9 the busiest
		"press": "100004799876678877654321",
		"blog":  "210001233344455433467885",
		"forum": "311002588655676556688974",
	}
	curve, ok := curves[rhythm]
	if !ok {
		curve = curves["blog"]
	}
	w := float64(curve[t.Hour()]-'0') / 9
	if weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday; weekend && rhythm != "blog" {
		w *= 0.6
	}
	return w
}

// moments draws n times of history in the rhythm, in order.
func (c *composer) moments(rhythm string, n int) []time.Time {
	var out []time.Time
	for len(out) < n {
		back := time.Duration(c.rng.Int64N(int64(historyDays * 24 * time.Hour / time.Second)))
		t := c.start.Add(-back * time.Second)
		if c.rng.Float64() < weight(rhythm, t) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// history fills the 30 days before the start with everyday posts.
func (c *composer) history(sites []*site) error {
	for _, s := range sites {
		if s.isForum() {
			if err := c.forumHistory(s); err != nil {
				return err
			}
			continue
		}
		for _, at := range c.moments(s.Hours, s.Posts) {
			if err := c.everyday(s, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// everyday adds one everyday post to a site that is no forum.
func (c *composer) everyday(s *site, at time.Time) error {
	picked, err := c.pick(s, false)
	if err != nil {
		return err
	}
	t := picked.topic
	sc, err := c.newScene(picked, at)
	if err != nil {
		return err
	}
	e := c.newEntry(s, at, s.Authors[c.rng.IntN(len(s.Authors))])
	e.section, e.topic = t.section, t.name
	if e.title, err = c.one(sc, 'T'); err != nil {
		return err
	}
	e.title = c.setter.set(s.Language, upperFirst(e.title))
	lo, hi := s.Length[0], s.Length[1]
	paragraphs, err := c.body(sc, lo+c.rng.IntN(hi-lo+1))
	if err != nil {
		return err
	}
	for _, p := range paragraphs {
		e.blocks = append(e.blocks, block{text: c.setter.set(s.Language, p)})
	}
	s.posts = append(s.posts, e)
	return nil
}

// body writes an opening, n details and an ending as paragraphs.
func (c *composer) body(sc *scene, n int) ([]string, error) {
	first, err := c.some(sc, '1', 1)
	if err != nil {
		return nil, err
	}
	details, err := c.some(sc, '2', n)
	if err != nil {
		return nil, err
	}
	last, err := c.some(sc, '3', c.rng.IntN(2))
	if err != nil {
		return nil, err
	}
	out := first
	for i := 0; i < len(details); i += 2 {
		out = append(out, strings.Join(details[i:min(i+2, len(details))], " "))
	}
	return append(out, last...), nil
}

// choice is a topic in one of its variants.
type choice struct {
	topic *topic
	group string
}

// choices are what a site may write about; quiet leaves out what is about a
// network.
func (c *composer) choices(s *site, quiet bool) []choice {
	var out []choice
	for _, t := range c.topics {
		if t.lang != s.Language || !slices.ContainsFunc(t.tags, func(tag string) bool { return slices.Contains(s.Topics, tag) }) {
			continue
		}
		if quiet && t.network() {
			continue
		}
		for _, g := range t.groups {
			out = append(out, choice{t, g})
		}
	}
	return out
}

// pick draws what a site's next post is about; nothing comes twice on a site
// before everything has come once.
func (c *composer) pick(s *site, quiet bool) (choice, error) {
	fit := c.choices(s, quiet)
	if len(fit) == 0 {
		return choice{}, fmt.Errorf("site %s: no topic for %v", s.ID, s.Topics)
	}
	return fit[c.deal(fmt.Sprintf("choices of %s %v", s.ID, quiet), len(fit), 1)[0]], nil
}

// some draws k lines of a section and writes them out, in the topic's order.
func (c *composer) some(sc *scene, section byte, k int) ([]string, error) {
	pool := sc.topic.pool(section, sc.group)
	var out []string
	for _, i := range c.deal(sc.topic.name+sc.group+string(section), len(pool), k) {
		text, err := sc.expand(pool[i])
		if err != nil {
			return nil, err
		}
		out = append(out, upperFirst(text))
	}
	return out, nil
}

func (c *composer) one(sc *scene, section byte) (string, error) {
	lines, err := c.some(sc, section, 1)
	if err != nil {
		return "", err
	}
	if len(lines) == 0 {
		return "", fmt.Errorf("topic %s: no %c line", sc.topic.name, section)
	}
	return lines[0], nil
}

func (c *composer) newEntry(s *site, at time.Time, author string) *entry {
	c.seq++
	return &entry{site: s, seq: c.seq, at: at.In(c.zone), author: strings.TrimPrefix(author, "~")}
}
