package post

import "time"

// earliest is the first year that a post on the web can be of.
const earliest = 1990

// Plausible returns the time that a post read at fetched can have been
// published at, and whether it was really read: of a year before the web, or a
// moment more than a day ahead, nothing is kept and fetched stands in. A moment
// just ahead is a clock or zone that is wrong, and becomes fetched.
func Plausible(t, fetched time.Time) (at time.Time, dated bool) {
	switch {
	case t.Year() < earliest || t.After(fetched.Add(24*time.Hour)):
		return fetched.UTC(), false
	case t.After(fetched):
		return fetched.UTC(), true
	}
	return t.UTC(), true
}
