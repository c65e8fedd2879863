package demo

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// forumHistory opens threads over the 30 days and lets people answer, until the
// forum has its number of posts.
func (c *composer) forumHistory(s *site) error {
	n := 0
	for n < s.Posts {
		at := c.moments(s.Hours, 1)[0]
		th, err := c.openThread(s, at, false)
		if err != nil {
			return err
		}
		n++
		for left := c.replies(th); left > 0 && n < s.Posts; left-- {
			if at = c.later(s.Hours, at); at.After(c.start) {
				break
			}
			if err := c.reply(s, th, at); err != nil {
				return err
			}
			n++
		}
	}
	return nil
}

// replies draws how many answers a thread gets: most few, some a lot, never
// more than people have different things to say.
func (c *composer) replies(th *thread) int {
	n := 1 + c.rng.IntN(6)
	if c.rng.IntN(4) == 0 {
		n = 8 + c.rng.IntN(20)
	}
	return min(n, len(th.topic.pool('R', th.scene.group))*4/5)
}

// later draws the time of the next answer after t: minutes when people are
// awake, hours at night.
func (c *composer) later(rhythm string, t time.Time) time.Time {
	for {
		t = t.Add(time.Duration(90+c.rng.ExpFloat64()*3000) * time.Second)
		if c.rng.Float64() < 0.03+weight(rhythm, t) {
			return t
		}
	}
}

func (c *composer) openThread(s *site, at time.Time, quiet bool) (*thread, error) {
	picked, err := c.pick(s, quiet)
	if err != nil {
		return nil, err
	}
	t := picked.topic
	sc, err := c.newScene(picked, at)
	if err != nil {
		return nil, err
	}
	title, err := c.one(sc, 'T')
	if err != nil {
		return nil, err
	}
	if prefixed := s.Theme == "phpbb" && t.network() && !strings.Contains(title, sc.net.Name); prefixed {
		title = "[" + sc.net.Name + "] " + title // the custom of a forum about several networks
	}
	th := &thread{title: c.setter.set(s.Language, upperFirst(title)), section: t.section, topic: t, scene: sc, said: map[int]bool{}}
	lines, err := c.some(sc, '1', 1)
	if err != nil {
		return nil, err
	}
	details, err := c.some(sc, '2', c.rng.IntN(3))
	if err != nil {
		return nil, err
	}
	lines = append(lines, details...)
	if c.rng.IntN(3) > 0 || len(details) == 0 {
		last, err := c.some(sc, '3', 1)
		if err != nil {
			return nil, err
		}
		lines = append(lines, last...)
	}
	s.threads = append(s.threads, th)
	c.say(s, th, at, lines, nil)
	return th, nil
}

// reply adds one message to a thread, sometimes with a quotation.
func (c *composer) reply(s *site, th *thread, at time.Time) error {
	th.scene.at = at
	n := 1
	if c.rng.IntN(4) == 0 {
		n = 2
	}
	lines, err := c.unsaid(th, n)
	if err != nil {
		return err
	}
	var quoted *entry
	if c.rng.IntN(5) == 0 {
		quoted = th.posts[c.rng.IntN(len(th.posts))]
	}
	c.say(s, th, at, lines, quoted)
	return nil
}

// unsaid draws up to n answers that nobody has given in the thread yet; once all
// have been given, any.
func (c *composer) unsaid(th *thread, n int) ([]string, error) {
	pool := th.topic.pool('R', th.scene.group)
	if len(pool) == 0 {
		return nil, fmt.Errorf("topic %s: no R line", th.topic.name)
	}
	var lines []string
	for tries := 0; len(lines) < n && tries < 2*len(pool); tries++ {
		i := c.deal(th.topic.name+th.scene.group+"R", len(pool), 1)[0]
		if th.said[i] && len(th.said) < len(pool) {
			continue
		}
		th.said[i] = true
		text, err := th.scene.expand(pool[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, upperFirst(text))
	}
	return lines, nil
}

// firstSentence is what people quote.
func firstSentence(text string) string {
	for i, r := range text {
		if strings.ContainsRune(".!?…", r) && strings.HasPrefix(text[i+utf8.RuneLen(r):], " ") {
			return text[:i+utf8.RuneLen(r)]
		}
	}
	return text
}

// say appends the message to the thread in an author's own hand.
func (c *composer) say(s *site, th *thread, at time.Time, lines []string, quoted *entry) {
	author := s.Authors[c.rng.IntN(len(s.Authors))]
	for len(th.posts) > 0 && th.posts[len(th.posts)-1].author == strings.TrimPrefix(author, "~") {
		author = s.Authors[c.rng.IntN(len(s.Authors))]
	}
	e := c.newEntry(s, at, author)
	e.title, e.section, e.topic, e.thread = th.title, th.section, th.topic.name, th
	if quoted != nil && quoted.author != e.author {
		last := quoted.blocks[len(quoted.blocks)-1]
		e.blocks = append(e.blocks, block{text: firstSentence(last.text), quote: true, author: quoted.author, of: quoted})
	}
	text := strings.Join(lines, " ")
	if strings.HasPrefix(author, "~") {
		text = hasty(text)
	} else {
		text = c.setter.set(s.Language, text)
	}
	e.blocks = append(e.blocks, block{text: text})
	th.posts = append(th.posts, e)
	s.posts = append(s.posts, e)
}
