package report

import (
	"slices"
	"time"

	"vigie/analyzers/forecast"
)

// effectHours is how long before and after a reply the relays are counted, where
// so much time has passed.
const effectHours = 12

// EffectOf says how a rumour spread around a reply sent at a moment, from the
// times of its relays; others are the times of the other replies. Whole hours are
// looked at, and as many before as after: no more than the rumour was old then, but
// for the first hour of it, and nil where none has passed.
func EffectOf(relays []time.Time, at time.Time, others []time.Time, now time.Time) *Effect {
	hours := min(effectHours, int(now.Sub(at)/time.Hour))
	if hours < 1 {
		return nil
	}
	if len(relays) > 0 {
		if old := at.Sub(slices.MinFunc(relays, time.Time.Compare)); old > 0 {
			hours = min(hours, max(1, int(old/time.Hour)))
		}
	}
	span := time.Duration(hours) * time.Hour
	e := &Effect{Hours: float64(hours)}
	var known []time.Time
	for _, t := range relays {
		switch {
		case t.Before(at):
			known = append(known, t)
			if !t.Before(at.Add(-span)) {
				e.Before++
			}
		case t.Before(at.Add(span)):
			e.After++
		}
	}
	slices.SortFunc(known, time.Time.Compare)
	e.Expected = forecast.Next(known, at, hours)
	e.Came, e.Chance = came(e.After, e.Expected.Total)
	for _, t := range others {
		if t.After(at.Add(-span)) && t.Before(at.Add(span)) {
			e.ConfusedWith++
		}
	}
	return e
}

// rare is the chance from which on something is not rare.
const rare = 0.1

// came holds what came against what was expected, with the chance of it.
func came(n int, expected forecast.Band) (Came, float64) {
	if float64(n) >= expected.Expected {
		chance := expected.AtLeast(n)
		if chance < rare {
			return CameAbove, chance
		}
		return CameAs, chance
	}
	chance := expected.AtMost(n)
	switch {
	case chance < rare:
		return CameBelow, chance
	case expected.AtMost(0) >= rare:
		return CameUnclear, chance
	}
	return CameAs, chance
}
