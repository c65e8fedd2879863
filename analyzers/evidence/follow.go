package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"vigie/analyzers/signal"
)

// Earlier is a signal that was raised before, as those who follow it know it.
type Earlier struct {
	ID, Entity      string
	Kind            signal.Kind
	Raised          time.Time
	FirstAt, LastAt time.Time              // of the posts that it stood on last
	Stood           func(post string) bool // whether it ever stood on a post
}

const (
	// GoesOn is how long after its last post a finding is still taken up.
	GoesOn = 48 * time.Hour
	// Night is how far apart two spikes of an entity are when they are two.
	Night = 14 * time.Hour
)

// Followed reports whether signals of the kind are followed, for what makes their
// identifiers may change as they grow: what leads them, or the day on which they
// began when a late post comes. What makes the others is fixed.
func Followed(k signal.Kind) bool {
	return k == signal.Weak || k == signal.Complaints || k == signal.Spike
}

// goneOn reports whether x is the same finding some time later: a spike of the
// same entity without a night between, else one that mostly stands on the posts of
// this one. An entity may come to have a majority of the posts, and lose it.
func (e Earlier) goneOn(x signal.Signal) bool {
	if e.Kind != x.Kind || !Followed(x.Kind) {
		return false
	}
	if x.Kind == signal.Spike {
		return e.Entity == x.Entity && !x.FirstAt.After(e.LastAt.Add(Night)) && !e.FirstAt.After(x.LastAt.Add(Night))
	}
	named := e.Entity != "" && x.Entity != "" && e.Entity != x.Entity
	return !named && !x.FirstAt.After(e.LastAt.Add(GoesOn)) && Continues(x.Posts, e.Stood)
}

// Follow returns the signals of one tick under the identifiers that they are
// known by: one that is not known has that of the earlier one that it goes on
// from, the first raised of these. Where that one is raised at this tick, too, or
// another goes on from it, x tells a part of it again and is left out. The earlier
// ones that it asks for may be more than those that x can go on from.
func Follow(raised []signal.Signal, known func(id string) bool, earlier func(x signal.Signal) ([]Earlier, error)) ([]signal.Signal, error) {
	out := make([]signal.Signal, 0, len(raised))
	taken, given := make(map[string]bool), make(map[string]string)
	for _, x := range raised {
		taken[x.ID] = true
	}
	for _, x := range raised {
		id, err := follow(x, known, earlier, taken, given)
		if err != nil {
			return nil, fmt.Errorf("follow signal %q: %w", x.ID, err)
		}
		if id != "" {
			x.ID = id
			out = append(out, x)
		}
	}
	return out, nil
}

// follow returns the identifier of x; empty where it is left out.
func follow(x signal.Signal, known func(id string) bool, earlier func(x signal.Signal) ([]Earlier, error), taken map[string]bool, given map[string]string) (string, error) {
	if known(x.ID) || !Followed(x.Kind) || len(x.Posts) == 0 {
		return x.ID, nil
	}
	if id, again := given[x.ID]; again { // raised twice
		return id, nil
	}
	before, err := earlier(x)
	if err != nil {
		return "", err
	}
	before = slices.DeleteFunc(slices.Clone(before), func(e Earlier) bool { return !e.goneOn(x) })
	if len(before) == 0 {
		return x.ID, nil
	}
	first := slices.MinFunc(before, func(a, b Earlier) int { return cmp.Or(a.Raised.Compare(b.Raised), cmp.Compare(a.ID, b.ID)) })
	if taken[first.ID] {
		return "", nil
	}
	given[x.ID], taken[first.ID] = first.ID, true
	return first.ID, nil
}
