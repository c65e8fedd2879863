package stance

import "slices"

// prior is what the words of a language say by themselves: who says "c'est
// faux" or "can confirm" means it, whatever the few and noisy examples of the
// data. They are the weights that training begins with and is held to.
var prior = map[string][classes]float64{
	"affirms":               {2.2, -.4, -.6, 0},
	"refuses plainly":       {-.6, 2.6, -.4, -.2},
	"debunks":               {-.4, 1.2, -.4, 0},
	"enquires":              {-.4, -.4, 1.5, 0},
	"affirms early":         {.4, 0, 0, 0},
	"negates what was said": {0, .5, 0, 0},
}

// hold is how much more than the others the weights that have a prior are held.
const hold = 3

func priors() (w [][classes]float64, held []bool) {
	w, held = make([][classes]float64, len(featureNames)), make([]bool, len(featureNames))
	for name, weights := range prior {
		i := slices.Index(featureNames, name)
		w[i], held[i] = weights, true
	}
	return w, held
}
