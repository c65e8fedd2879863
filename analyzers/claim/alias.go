package claim

import (
	"slices"
	"strconv"
)

var bounds = stems("under over above below moins plus than less more de")

// isMean says whether the sentence of q speaks of an average: one late bus is no
// average delay.
func (r *reading) isMean(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := s.from; i < s.to; i++ {
		if means[r.tokens[i].fold] {
			return true
		}
	}
	return false
}

var means = set("moyen moyenne moyens moyennes average averages mean typical typically usually")

// aliasIn finds the fact's best alias: in the window, in the sentence, or in what
// "en" stands for. Near is under one, and less the farther it stands.
func (r *reading) aliasIn(q *quantity, w window, f *known) (alias, float64, bool) {
	bestNear := 0.0
	s := r.sentences[r.tokens[q.from].sent]
	spans := []window{w, {s.from, r.pointed(s)}}
	if r.anaphora(q, w) {
		spans = append(spans, window{r.before(s), s.to})
	}
	var best *alias
	bestScore := -10.0
	for k, span := range spans {
		for i := range f.aliases {
			a := &f.aliases[i]
			if k > 0 && a.weak && !r.anaphora(q, w) {
				continue
			}
			d, ok := r.holds(span, *a, q)
			if !ok {
				continue
			}
			near := 0.5/float64(1+d) - 0.3*float64(k)
			score := float64(len(a.stems)) + near
			if a.weak {
				score -= 1.2
			}
			if score > bestScore {
				best, bestScore, bestNear = a, score, near
			}
		}
	}
	if best != nil {
		return *best, bestNear, true
	}
	return alias{}, 0, false
}

// isFigure says whether the number of a name, "under 30", stands at token i in words:
// "under thirty".
func (r *reading) isFigure(i int, want string) bool {
	if want[0] < '0' || want[0] > '9' || r.tokens[i].used <= 0 {
		return false
	}
	n, err := strconv.ParseFloat(want, 64)
	v := r.quantities[r.tokens[i].used-1].value
	return err == nil && (v == n || v == n*yearMinutes)
}

// inName says whether q is part of what a fact is called: "clients under 30".
func (c *Checker) inName(q *quantity) bool {
	for _, v := range c.numbers {
		if q.value == v || q.value*yearMinutes == v && q.dim == counted {
			return true
		}
	}
	return false
}

var particles = set("over up out down off away back in")

// holds says whether all stems stand in the span, and how far from q the nearest.
func (r *reading) holds(span window, a alias, q *quantity) (int, bool) {
	r.intern()
	stems := a.stems
	near := 1 << 20
	for n, want := range stems {
		if len(stems) > 2 && bounds[want] {
			continue // "under" of "customers under 30"
		}
		found := false
		for i := span.from; i < span.to; i++ {
			if !slices.Contains(r.tokens[i].ids, a.ids[n]) && !r.isFigure(i, want) {
				continue
			}
			found = true
			d := max(q.from-i, i-q.to+1, 0)
			near = min(near, d)
		}
		if !found {
			return 0, false
		}
	}
	return near, true
}
