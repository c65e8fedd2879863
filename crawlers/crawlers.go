// Package crawlers makes one run of one source: it fetches what is new, and
// hands the posts to a Sink. It knows no schedule and no database.
package crawlers

import (
	"context"
	"time"

	"vigie/crawlers/post"
)

// Sink takes posts in. AddPosts returns how many of them were new; a post that
// is there already counts as one more sighting, and is replaced where its text
// has changed. When it fails nothing of the batch may be counted as stored.
type Sink interface {
	AddPosts(ctx context.Context, posts []post.Post) (added int, err error)
}

// Visits is the log of what was fetched: every row is history, the latest row
// of an address is its state.
type Visits interface {
	// Last returns the latest visit of each of the source's urls that has one,
	// keyed by URL.
	Last(ctx context.Context, source string, urls ...string) (map[string]Visit, error)
	Save(ctx context.Context, visits ...Visit) error
}

// Outcome is how a visit ended.
type Outcome string

// The outcomes of a visit.
const (
	Good      Outcome = "ok"        // posts were read
	Unchanged Outcome = "unchanged" // 304, or the same as last time
	Empty     Outcome = "empty"     // it answered, and held no post
	Broken    Outcome = "broken"    // no answer, an error, or nothing readable
	Refused   Outcome = "refused"   // robots.txt, or an address that may not be fetched
)

// Visit is one fetch. The visit whose URL is the source's own URL closes a run
// and is the source's state; it is saved last, after the posts are stored.
type Visit struct {
	Source       string
	URL          string
	At           time.Time
	Took         time.Duration
	Status       int // HTTP, 0: no answer
	Outcome      Outcome
	Items        int // posts read
	New          int // of these, new
	Bytes        int64
	ETag         string
	LastModified string
	Entry        string // on a run's closing visit: the feed, sitemap or page the source turned out to be read at
	Error        string // for people: what, and why
	Fault        Fault  // what kind of failure Error tells of; empty: none
	Next         time.Time
	Wait         time.Duration // the interval that the source, or the page, has come to, without what chance and hosts add; 0: not known
}

// Fault is the kind of a failure, for words in the reader's language.
type Fault string

// The kinds of failure.
const (
	FaultRobots     Fault = "robots"     // robots.txt says no
	FaultReserved   Fault = "reserved"   // text and data mining is reserved
	FaultPrivate    Fault = "private"    // an address of a private network, or not of the web
	FaultName       Fault = "name"       // no host of that name
	FaultConnect    Fault = "connect"    // nobody answers there
	FaultTLS        Fault = "tls"        // its certificate is not to be trusted
	FaultSlow       Fault = "slow"       // no complete answer in time
	FaultCut        Fault = "cut"        // the answer broke off
	FaultBusy       Fault = "busy"       // it asks to be left alone for a while
	FaultDenied     Fault = "denied"     // 401, 403: it wants a sign-in
	FaultGone       Fault = "gone"       // 404, 410
	FaultServer     Fault = "server"     // 5xx
	FaultStatus     Fault = "status"     // another status that is no success
	FaultLarge      Fault = "large"      // more than the limit
	FaultRedirects  Fault = "redirects"  // too many
	FaultUnreadable Fault = "unreadable" // what came is not what it should be
	FaultLayout     Fault = "layout"     // it could be read before, and holds nothing now
	FaultNothing    Fault = "nothing"    // a page without a feed, a sitemap or articles
	FaultOther      Fault = "other"
)
