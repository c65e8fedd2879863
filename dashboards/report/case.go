package report

import (
	"cmp"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
)

// CaseState is where the handling of a rumour stands.
type CaseState string

// The states. Every rumour begins as new, without anybody saying so.
const (
	CaseNew       CaseState = "new"
	CaseVerifying CaseState = "verifying"
	CaseFalse     CaseState = "false"
	CaseTrue      CaseState = "true"
	CasePartly    CaseState = "partly_true"
	CaseAnswered  CaseState = "answered"
	CaseClosed    CaseState = "closed"
)

// CaseStates are all of them, in the order in which a case goes through them.
func CaseStates() []CaseState {
	return []CaseState{CaseNew, CaseVerifying, CaseFalse, CaseTrue, CasePartly, CaseAnswered, CaseClosed}
}

// Handling is what people made of a rumour's case by what they said of it: it is
// part of its Standing.
type Handling struct {
	State    CaseState `json:"state"`
	Owner    string    `json:"owner,omitempty"` // who handles it
	Deadline time.Time `json:"deadline,omitzero"`
	Against  string    `json:"against,omitempty"` // the fact that a person chose
	Replies  []Answer  `json:"replies,omitempty"` // oldest first
	Reached  []string  `json:"reached,omitempty"` // posts whose authors were contacted
	Closed   time.Time `json:"closed,omitzero"`
}

// Answer is one reply to a rumour: one that a person took down, or a post of the
// organisation's own that was seen.
type Answer struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`             // who took it down; of a post that was seen, its source's name
	To   string    `json:"to,omitempty"`   // the post that it answers; empty: all
	Text string    `json:"text,omitempty"` // as it was sent
	Link string    `json:"link,omitempty"`
	Post string    `json:"post,omitempty"` // the organisation's own post
	Line int64     `json:"line,omitempty"` // of the log
	// Effect is nil while too little time has passed to say.
	Effect *Effect `json:"effect,omitempty"`
}

// Effect is the spread around a reply. What was to be expected is the forecast
// of that moment, from the relays before it alone.
type Effect struct {
	Hours        float64           `json:"hours"`  // looked at before and after, the same length: 12, what has passed, or how old the rumour was
	Before       int               `json:"before"` // relays
	After        int               `json:"after"`
	Expected     forecast.Forecast `json:"expected"`
	ConfusedWith int               `json:"confused_with,omitempty"` // other replies in the same hours: the effect is of all of them
	Came         Came              `json:"came"`
	Chance       float64           `json:"chance"` // 0..1, without any reply: of as few as After where it is under the middle of what was expected, else of as many
}

// Came says how what came stands to what was to be expected.
type Came string

// Below and above are what comes by chance one time in ten at most. Unclear is
// where nothing that came could have been below: to come to nothing is usual.
const (
	CameBelow   Came = "below"
	CameAs      Came = "as"
	CameAbove   Came = "above"
	CameUnclear Came = "unclear"
)

// Case is the file of one rumour.
type Case struct {
	Finding
	Handling Handling
	Log      []Verdict  // all that was said of it and of its parts, oldest first
	Fact     *fact.Fact // the one held against it: chosen by a person, else found; nil: none
	// FactWas is the fact's value when the rumour was raised, where it is another
	// now.
	FactWas string
	// Path is its relays, oldest first, and Beside the posts about it that do not
	// carry it, each with its post.
	Path   []Carried
	Beside []Carried
	// Curve is the relays per hour from the first to now.
	Curve    []Hour
	Forecast forecast.Forecast // of the next 12 hours
	// Classes and Languages count the relays.
	Classes   []Top
	Languages []Top
	Contacts  []Contact // whom to answer first; none once the case is closed
	Retracted []Carried // the denials of those who carried it and took it back, oldest first
	Opposed   int       // relays left out of Contacts, because their authors object to it
	Staff     []Item    // ambassador posts that answer it
	Crises    []string  // identifiers of the crises that it is part of
}

// Carried is one step of a path with its post.
type Carried struct {
	Item
	From *Item   // whom it took it from; nil: nobody known
	By   string  // see signal.Relay
	Sure float64 // 0..1, of From
	Role string
}

// Contact is an author, or a source without authors, that carries a rumour, and
// how much there is in answering it first.
type Contact struct {
	Item             // its latest post that carries the rumour: the one to answer
	Posts    int     // that carry it
	Reach    float64 // 0..1
	Central  float64 // 0..1
	Recent   float64 // 0..1
	Priority float64 // 0..1, by Weights
	Reached  bool    // somebody contacted it already
}

// Urgency puts what was not answered before what was, then the earliest deadline
// first, none last, and the higher score before the lower.
func Urgency(a, b Case) int {
	rank := func(c Case) (answered int, until int64) {
		until = 1 << 62
		if t := c.Handling.Deadline; !t.IsZero() {
			until = t.Unix()
		}
		if s := c.Handling.State; s == CaseAnswered || s == CaseClosed {
			answered = 1
		}
		return answered, until
	}
	done1, until1 := rank(a)
	done2, until2 := rank(b)
	return cmp.Or(cmp.Compare(done1, done2), cmp.Compare(until1, until2), cmp.Compare(b.Score, a.Score))
}
