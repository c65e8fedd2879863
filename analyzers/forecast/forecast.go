// Package forecast says how many posts of a story are still to come, and how
// sure that is, from the times of those that came.
package forecast

import "time"

// Forecast is how many posts come in the next hours.
type Forecast struct {
	From  time.Time `json:"from"`  // the moment of it: only posts before it were looked at
	Hours []Band    `json:"hours"` // by hour: how many come in that hour
	Total Band      `json:"total"` // in all of them
}

// Band is an expected number, and bounds between which it lies 80 % of the time.
type Band struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}
