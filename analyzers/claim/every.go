package claim

import "strings"

// everyOf judges a sentence on what a statement says to be everywhere, "a conductor on
// every train": whether it says that there is none, or that it is so.
func (r *reading) everyOf(f *known, s sentenceSpan) {
	for i := s.from; i < s.to; i++ {
		for _, a := range f.aliases {
			to, ok := r.holdsAt(i, s, a.stems)
			if !ok {
				continue
			}
			switch {
			case r.lacks(i, s):
				r.toldOf(f, s, i, to, true)
			case r.everyIn(s) && !r.plainly(s, i, to):
				r.toldOf(f, s, i, to, false)
			default:
				continue
			}
			return
		}
	}
}

// lacks says whether the thing at token i is said to be missing: "no conductor", "y a
// plus de contrôleur", "supprime les contrôleurs".
func (r *reading) lacks(i int, s sentenceSpan) bool {
	for k := i - 1; k >= max(s.from, i-4) && r.tokens[k+1].brk < comma; k-- {
		switch w := r.tokens[k].fold; {
		case w == "plus" && k+1 < i && (r.tokens[k+1].fold == "de" || r.tokens[k+1].fold == "d'"):
			return !strings.HasSuffix(r.tokens[i].fold, "s") || k > s.from && (r.tokens[k-1].fold == "a" || r.tokens[k-1].fold == "ont")
		case w == "no", w == "without", w == "sans", w == "aucun", w == "aucune", w == "zero", gone[r.tokens[k].stem]:
			return true
		case w == "de" && k > s.from && r.tokens[k-1].fold == "pas":
			return true
		}
	}
	for k := i + 1; k < min(s.to, i+6) && r.tokens[k].brk < comma; k++ {
		if gone[r.tokens[k].stem] {
			return true
		}
	}
	return false
}

var gone = stems(`supprime suppriment supprimer supprimes supprimee retire retires retirer enleve enleves disparu disparus disparaissent fini finis scrap scraps scrapped scrapping
	remove removes removed removing axe axed axing cut cuts ditch ditched dropped drop gone vanished abolished abandonne abandonnes`)

func (r *reading) everyIn(s sentenceSpan) bool {
	for i := s.from; i < s.to; i++ {
		if everyWords[r.tokens[i].fold] {
			return true
		}
	}
	return false
}
