package claim

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
	spans := []window{w, {s.from, s.to}}
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
			d, ok := r.holds(span, a.stems, q)
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

// holds says whether all stems stand in the span, and how far from q the nearest.
func (r *reading) holds(span window, stems []string, q *quantity) (int, bool) {
	near := 1 << 20
	for _, want := range stems {
		found := false
		for i := span.from; i < span.to; i++ {
			if r.tokens[i].stem != want && !sameNoun(r.tokens[i].stem, want) {
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
