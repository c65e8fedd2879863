package report

import (
	"time"

	"vigie/crawlers/post"
)

// The states of a source: the outcome of its latest visit, or that there was
// none yet.
const (
	Good      = "ok"
	Unchanged = "unchanged"
	Empty     = "empty"
	Broken    = "broken"
	Refused   = "refused"
	Waiting   = "waiting"
)

// Layout and Nothing are faults of sources that answer and cannot be read: what
// they sent could be read before, or holds nothing to read.
const (
	Layout  = "layout"
	Nothing = "nothing"
)

// Health is the state of one source.
type Health struct {
	Source   post.Source
	State    string // ok, unchanged, empty, broken, refused, waiting (never visited)
	Fault    string // what kind of failure Error tells of, as crawlers.Fault has them; empty: none
	Status   int    // HTTP, of the latest visit; 0: no answer
	At       time.Time
	LastGood time.Time
	Next     time.Time
	Wait     time.Duration // between two visits as things are; 0: not known
	Error    string
	Posts    int // stored in the last 7 days
	Entry    string
	LastNew  time.Time     // when a new post last came; zero: none in the time that visits are kept
	Usual    time.Duration // usual time between two arrivals of new posts; 0: too little past to say
	// Silent: it answers, and nothing new has come for much longer than usual.
	Silent bool
}

// Answers tells whether a figure stands on the source: its latest visit found
// something to read, or nothing new.
func (h Health) Answers() bool {
	switch h.State {
	case Good, Unchanged, Empty:
		return h.Fault != Layout
	}
	return false
}

// Coverage says on how many of the expected sources a figure stands.
type Coverage struct {
	Expected int
	Answered int
	Sources  []Health // those that do not answer first
}

// Footing says on which sources the figures of a period stand.
type Footing struct {
	From, To time.Time
	Expected int // sources that were listened to in the period
	Answered int // of these, those that answered at least once
	Posts    int // new posts of the expected sources
	// Down are the sources that did not answer for more than half of the period;
	// of a source alone, whenever it did not. The longest first.
	Down []Outage
}

// Outage is the hours of a period during which a source did not answer, from
// the visit that failed to the next that did not.
type Outage struct {
	Source post.Source
	Hours  []time.Time // the beginning of each; none: it was never visited
	Whole  bool        // it answered at no time of the period
}

// Record is what is known of one source.
type Record struct {
	Health
	Days   []Footing // of this source alone, the earliest day first
	Visits []Visit   // the latest first
	Items  []Item    // its latest posts, the latest first
	Push   *Push     // nil: nobody tells us what is new there
}

// Visit is one reading of a source.
type Visit struct {
	At      time.Time
	Took    time.Duration
	Outcome string // a state, but for waiting
	Fault   string
	Status  int
	Items   int // posts that the source showed
	New     int // of these, new
	Bytes   int64
	Error   string
}

// Push is how a hub's subscription stands that tells us what is new (WebSub).
type Push struct {
	Hub   string
	State string // asked, active, denied, failed
	Lease time.Time
	Told  time.Time // when something last came; zero: never
	Error string
}
