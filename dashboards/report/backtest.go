package report

import (
	"time"

	"vigie/analyzers/signal"
)

// Backtest is what a replay of the past would have told.
type Backtest struct {
	Organisation string
	Posts        int
	From, To     time.Time // publication of the first post, and of the last
	Signals      []Replayed
}

// Replayed is a signal of a replay: as it was first raised, and what became of it.
type Replayed struct {
	signal.Signal
	Reached signal.Level // the highest
	Times   []time.Time  // publication of all posts that it ever stood on, in order
	Peak    int          // most posts within six hours,
	PeakAt  time.Time    // and the publication of the last of these
}

// Lead is how long before its peak the signal was raised; negative: after it.
func (r Replayed) Lead() time.Duration { return r.PeakAt.Sub(r.RaisedAt) }
