package alert

import (
	"slices"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// overlap is the share of the larger signal's posts that must stand in the
// smaller too for both to tell the same story. Of the larger: a spike holds the
// posts of many stories, and must not swallow their mails.
const overlap = 0.5

// bundles puts the findings that a route takes together where they tell the
// same story, the most serious first in each.
func bundles(open []report.Finding, r Route) [][]report.Finding {
	var taken []report.Finding
	for _, f := range open {
		if r.takes(f.Signal) {
			taken = append(taken, f)
		}
	}
	slices.SortStableFunc(taken, bySeriousness)
	var out [][]report.Finding
next:
	for _, f := range taken {
		for i, b := range out {
			if slices.ContainsFunc(b, func(g report.Finding) bool { return sameStory(f.Signal, g.Signal) }) {
				out[i] = append(b, f)
				continue next
			}
		}
		out = append(out, []report.Finding{f})
	}
	return out
}

// bySeriousness puts rumours first: a rumour need not be big to matter.
func bySeriousness(a, b report.Finding) int {
	order := func(s signal.Signal) float64 {
		n := float64(rank(s.Level)) + s.Score/2
		if s.Kind == signal.Rumor {
			n += 10
		}
		return n
	}
	switch x, y := order(a.Signal), order(b.Signal); {
	case x > y:
		return -1
	case x < y:
		return 1
	}
	return 0
}

func sameStory(a, b signal.Signal) bool {
	if a.Story != "" && a.Story == b.Story {
		return true
	}
	in := map[string]bool{}
	for _, p := range a.Posts {
		in[p] = true
	}
	both := 0
	for _, p := range b.Posts {
		if in[p] {
			both++
		}
	}
	return both > 0 && float64(both) >= overlap*float64(max(len(a.Posts), len(b.Posts)))
}
