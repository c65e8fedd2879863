package demo

import (
	"time"

	"vigie/crawlers/post"
)

// liveHours is how long everyday life goes on after the start.
const liveHours = 12

// live adds the everyday posts that come after the start: one every pace at
// first, then fewer, so that a page that is watched moves and one that is left
// open is not flooded.
func (c *composer) live(sites []*site, pace time.Duration) error {
	if pace < 0 {
		return nil
	}
	var forums, press []*site
	for _, s := range sites {
		switch {
		case s.isForum():
			forums = append(forums, s)
		case s.Quirk == "" && s.Owner == post.Press && len(c.choices(s, false)) >= 25:
			press = append(press, s)
		}
	}
	for since := pace; since < liveHours*time.Hour; {
		at := c.start.Add(since + time.Duration(c.rng.Int64N(int64(pace/2)))).Truncate(time.Second)
		var err error
		if c.rng.IntN(6) > 0 {
			err = c.liveMessage(forums[c.rng.IntN(len(forums))], at)
		} else {
			err = c.everyday(press[c.rng.IntN(len(press))], at)
		}
		if err != nil {
			return err
		}
		switch {
		case since < 15*time.Minute:
			since += pace
		case since < 2*time.Hour:
			since += 4 * pace
		default:
			since += 60 * pace
		}
	}
	return nil
}

// liveMessage answers in one of the forum's latest threads, or opens one. Three
// times in four it is about no network: so much talk in so little time would
// itself be news about them.
func (c *composer) liveMessage(s *site, at time.Time) error {
	quiet := c.rng.IntN(4) > 0
	var open []*thread
	for _, th := range s.threads {
		if th.topic == nil || quiet && th.topic.network() {
			continue
		}
		last := th.posts[len(th.posts)-1].at
		if len(th.said) < len(th.topic.pool('R', th.scene.group)) && at.Sub(last) < 48*time.Hour {
			open = append(open, th)
		}
	}
	if len(open) == 0 || c.rng.IntN(7) == 0 {
		_, err := c.openThread(s, at, quiet)
		return err
	}
	return c.reply(s, open[c.rng.IntN(len(open))], at)
}
