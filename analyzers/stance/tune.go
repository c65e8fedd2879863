package stance

import (
	"cmp"
	"math"
	"slices"
)

// fitTuned fits, and shifts the stances against each other so that the macro-F1
// is best on events left out of those given: rare stances are worth an error
// more. The shift stands in the weights of the first feature, the bias.
func fitTuned(examples []example) [][classes]float64 {
	shift := tune(examples)
	w := fit(examples)
	for c := range shift {
		w[0][c] += shift[c]
	}
	return w
}

// guess is what weights say of an example that they were not trained on.
type guess struct {
	p     [classes]float64
	class int
}

// tune leaves out each event in turn and seeks the shifts over all guesses. It
// returns the mean of the best ones, for the very best is chance.
func tune(examples []example) (mean [classes]float64) {
	var guesses []guess
	for _, event := range eventsOf(examples) {
		train, test := leave(examples, event)
		if len(train) == 0 {
			return mean
		}
		w := fit(train)
		for _, ex := range test {
			guesses = append(guesses, guess{softmax(w, ex.x), ex.class})
		}
	}
	type try struct {
		f1    float64
		shift [classes]float64
	}
	const reach, step, best = 3, .23, 20
	var tries []try
	for n := range (2*reach + 1) * (2*reach + 1) * (2*reach + 1) {
		var t try
		for c := range classes - 1 { // against the last
			t.shift[c] = float64(n%(2*reach+1)-reach) * step
			n /= 2*reach + 1
		}
		t.f1 = shifted(guesses, t.shift)
		tries = append(tries, t)
	}
	slices.SortStableFunc(tries, func(a, b try) int { return cmp.Compare(b.f1, a.f1) })
	for _, t := range tries[:best] {
		for c := range mean {
			mean[c] += t.shift[c] / best
		}
	}
	return mean
}

// shifted returns the macro-F1 of guesses whose odds are shifted.
func shifted(guesses []guess, shift [classes]float64) float64 {
	var factor [classes]float64
	for c := range factor {
		factor[c] = math.Exp(shift[c])
	}
	var table [classes][classes]int
	for _, g := range guesses {
		for c := range g.p {
			g.p[c] *= factor[c]
		}
		table[g.class][argmax(g.p)]++
	}
	return macroF1(table)
}

func eventsOf(examples []example) []string {
	var events []string
	for _, ex := range examples {
		if !slices.Contains(events, ex.event) {
			events = append(events, ex.event)
		}
	}
	return events
}

// leave parts the examples of an event from the others.
func leave(examples []example, event string) (others, of []example) {
	for _, ex := range examples {
		if ex.event == event {
			of = append(of, ex)
		} else {
			others = append(others, ex)
		}
	}
	return others, of
}
