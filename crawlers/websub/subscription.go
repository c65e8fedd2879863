// Package websub has hubs tell us what is new in a feed (W3C Recommendation
// WebSub, 23 January 2018): it subscribes, answers the hub's question, renews,
// and checks the signature of what is delivered. It reads no feed and knows no
// database.
package websub

import (
	"context"
	"time"
)

// State is how a subscription stands.
type State string

// The states of a subscription.
const (
	Asked  State = "asked"  // the hub has been asked, and has not yet asked back
	Active State = "active" // until Lease
	Denied State = "denied" // by the hub
	Failed State = "failed" // the hub did not take the request; it is asked again
	Ended  State = "ended"  // no longer wanted: the row only says so
)

// Subscription is one feed that a hub tells of.
type Subscription struct {
	Source string // Source.ID; one subscription a source
	Hub    string
	Topic  string // the feed's address, as it gives it itself
	Key    string // the unguessable end of the callback's address
	Secret string // what the hub signs with
	State  State
	Lease  time.Time // until when it holds
	Asked  time.Time // when the hub was last asked
	Told   time.Time // when something last came
	Error  string    // for people
	At     time.Time // of this row: the latest of a source is what holds
}

// Log keeps subscriptions across a restart.
type Log interface {
	Subscriptions(ctx context.Context) ([]Subscription, error)
	SaveSubscription(ctx context.Context, s Subscription) error
}
