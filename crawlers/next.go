package crawlers

import (
	"math/rand/v2"
	"time"

	"vigie/crawlers/post"
)

const (
	usualEvery = 30 * time.Minute // of a source that says nothing
	longestTTL = 6 * time.Hour    // engines write "weekly" for what changes by the hour
	mostRest   = 24 * time.Hour   // between two tries of a broken source
)

// next is when a source is due again: after its interval, or the one its feed
// asks for; after twice the last wait when it is broken; and not before the
// moment that its host asked for. A tenth is left to chance, so that sources
// that came in together do not stay together.
func next(source post.Source, last, now Visit, found reading) time.Time {
	wait := source.Every
	if wait <= 0 {
		wait = usualEvery
	}
	switch {
	case now.Outcome == Broken || now.Outcome == Refused:
		if last.Outcome == Broken || last.Outcome == Refused {
			wait = max(wait, 2*last.Next.Sub(last.At))
		}
		wait = min(wait, max(mostRest, source.Every))
	case found.ttl > wait:
		wait = min(found.ttl, max(longestTTL, wait))
	}
	wait += time.Duration((rand.Float64() - 0.5) * 0.2 * float64(wait))
	due := now.At.Add(wait)
	if found.rest.After(due) {
		return found.rest
	}
	return due
}
