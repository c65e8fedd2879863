package crawlers

import (
	"math/rand/v2"
	"slices"
	"time"

	"vigie/crawlers/post"
)

const (
	usualEvery = 30 * time.Minute // of a source that says nothing
	longestTTL = 6 * time.Hour    // engines write "weekly" for what changes by the hour
	mostRest   = 6 * time.Hour    // between two tries of a broken source
	mostShut   = 24 * time.Hour   // and of one that may not be read
	leastShut  = time.Hour
	recent     = 30 * 24 * time.Hour // older posts tell nothing of how often a source publishes
	manyRecent = 20
	catchUp    = time.Minute
	slowdown   = 1.1 // of the interval of a source that has nothing new
)

// pace is how often a source is asked: its interval, without what chance and
// its host add. Where it may adapt, a source is asked twice in the time that it
// usually takes to publish one post; twice as often as the last time when
// several posts came at once; a tenth less often each time that it has nothing
// new; and rarely where a hub tells of its news.
func pace(source post.Source, last, now Visit, found reading, pushed bool) time.Duration {
	every := source.Every
	if every <= 0 {
		every = usualEvery
	}
	if source.Slowest <= 0 {
		return every
	}
	bound := func(wait time.Duration) time.Duration { return min(max(wait, source.Fastest), source.Slowest) }
	before := last.Wait
	if before <= 0 {
		before = every
	}
	gap, known := usualGap(found.posts, now.At)
	switch {
	case pushed:
		return source.Slowest
	case now.Outcome == Broken || now.Outcome == Refused:
		return bound(before)
	case now.New == 0:
		return bound(time.Duration(slowdown * float64(before)))
	case !known:
		return bound(before)
	case last.URL != "" && now.New > 1: // the first run finds all that was there
		return bound(min(gap/2, before/2))
	}
	return bound(gap / 2)
}

// usualGap is the usual time between two posts, from the latest of those that a
// source shows: the time since the last counts where it is longer.
func usualGap(posts []post.Post, now time.Time) (time.Duration, bool) {
	var at []time.Time
	for _, p := range posts {
		if p.Dated && p.Published.After(now.Add(-recent)) {
			at = append(at, p.Published)
		}
	}
	if len(at) < 2 {
		return 0, false
	}
	slices.SortFunc(at, func(a, b time.Time) int { return b.Compare(a) })
	at = at[:min(len(at), manyRecent)]
	newest, oldest := at[0], at[len(at)-1]
	return max(newest.Sub(oldest)/time.Duration(len(at)-1), now.Sub(newest)/2), true
}

// next is when a source is due again: after its interval, or the time that its
// feed asks for; sooner where the run had no room for all; after twice the last wait when it is broken; not before the
// moment that its host asked for, and not in the hours and days that its feed
// tells to skip. A tenth is left to chance, so that sources that came in
// together do not stay together.
func next(source post.Source, last, now Visit, found reading) time.Time {
	wait := now.Wait
	switch {
	case now.Outcome == Broken || now.Outcome == Refused:
		if last.Outcome == Broken || last.Outcome == Refused {
			wait = max(wait, 2*last.Next.Sub(last.At))
		}
		least, most := time.Duration(0), mostRest
		if now.Outcome == Refused { // somebody's will does not change by the minute
			least, most = leastShut, mostShut
		}
		wait = min(max(wait, least), max(most, source.Every))
	case found.behind:
		wait = min(wait, catchUp)
	case found.left > 0: // the bound of a run gives others their turn, and spares the host
		wait /= 4
	case found.ttl > wait:
		wait = min(found.ttl, max(longestTTL, wait))
	}
	wait += time.Duration((rand.Float64() - 0.5) * 0.2 * float64(wait))
	due := found.skip.after(now.At.Add(wait))
	if found.rest.After(due) {
		return found.rest
	}
	return due
}

// skip are the hours (UTC) and days on which a feed asks not to be read, a bit
// each.
type skip struct {
	hours uint32 // bit h: the hour that begins at h
	days  uint8  // bit d: time.Weekday d
}

// after is the first moment from at on that is not to be skipped. A feed that
// names them all is not believed.
func (s skip) after(at time.Time) time.Time {
	hour := at.UTC()
	for range 8 * 24 {
		if s.hours&(1<<hour.Hour()) == 0 && s.days&(1<<hour.Weekday()) == 0 {
			return hour
		}
		hour = hour.Truncate(time.Hour).Add(time.Hour)
	}
	return at
}
