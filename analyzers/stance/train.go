package stance

import (
	"fmt"
	"math"
	"slices"
)

// Measure is how good the stances are on events that were not trained on.
type Measure struct {
	Event    string // "" all events together
	Examples int
	MacroF1  float64
}

type example struct {
	x     []float64
	class int
	event string
}

// Train trains on stance.jsonl of the data folder (../shared/data/rumours) and
// returns the table of the weights. It takes some seconds.
func Train(file string) ([]byte, error) {
	examples, err := readExamples(file)
	if err != nil {
		return nil, fmt.Errorf("train stance: %w", err)
	}
	return writeWeights(fitTuned(examples)), nil
}

// Validate says what leaving one event out at a time says of the training,
// tuning included: of each event, then of all posts together. An event is what
// was posted in one stretch of time without a pause of five days.
func Validate(file string) (measures []Measure, err error) {
	examples, err := readExamples(file)
	if err != nil {
		return nil, fmt.Errorf("validate stance: %w", err)
	}
	var all [classes][classes]int
	for _, event := range eventsOf(examples) {
		train, test := leave(examples, event)
		w := fitTuned(train)
		var table [classes][classes]int
		for _, ex := range test {
			said := argmax(softmax(w, ex.x))
			table[ex.class][said]++
			all[ex.class][said]++
		}
		measures = append(measures, Measure{event, len(test), macroF1(table)})
	}
	return append(measures, Measure{"", len(examples), macroF1(all)}), nil
}

func argmax(p [classes]float64) int {
	best := 0
	for c := range p {
		if p[c] > p[best] {
			best = c
		}
	}
	return best
}

// fit is multinomial logistic regression by gradient descent, from the priors
// on. Rare classes count more, though not as much as they are rare.
func fit(examples []example) [][classes]float64 {
	const rounds, rate, l2, balance = 300, 1.0, 3e-3, .6
	var count [classes]float64
	for _, ex := range examples {
		count[ex.class]++
	}
	var weight [classes]float64
	var total float64
	for c := range weight {
		weight[c] = math.Pow(float64(len(examples))/(classes*max(count[c], 1)), balance)
	}
	for _, ex := range examples {
		total += weight[ex.class]
	}
	before, held := priors()
	w := slices.Clone(before)
	for range rounds {
		grad := make([][classes]float64, len(w))
		for _, ex := range examples {
			p := softmax(w, ex.x)
			p[ex.class]--
			for i, v := range ex.x {
				if v == 0 {
					continue
				}
				for c := range classes {
					grad[i][c] += weight[ex.class] * p[c] * v
				}
			}
		}
		for i := range w {
			cost := l2
			if held[i] {
				cost *= hold
			}
			for c := range classes {
				w[i][c] -= rate * (grad[i][c]/total + cost*(w[i][c]-before[i][c]))
			}
		}
	}
	return w
}

func macroF1(table [classes][classes]int) float64 {
	var sum float64
	for c := range classes {
		said, is := 0, 0
		for k := range classes {
			is += table[c][k]
			said += table[k][c]
		}
		if said+is > 0 {
			sum += 2 * float64(table[c][c]) / float64(said+is)
		}
	}
	return sum / classes
}
