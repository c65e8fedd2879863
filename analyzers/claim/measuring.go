package claim

// figureOf compares with the figures of an entry.
func (a *assertion) figureOf(e *entry) outcome {
	out := none
	named, rated := false, false // only the figures of that noun, of that rate
	for i := range e.figures {
		v := &e.figures[i]
		named = named || v.dim == counted && v.noun != "" && a.noun != "" && sameNoun(v.noun, a.noun)
		rated = rated || v.per != "" && v.per == a.per
	}
	for i := range e.figures {
		v := &e.figures[i]
		if named && !sameNoun(v.noun, a.noun) || rated && v.per != a.per || a.per == "" && v.per != "" && i > 0 {
			continue
		}
		if v.yearlike && !e.named(a.quantity) {
			continue
		}
		if v.dim != a.dim && !v.unnamed(a.quantity) && !(a.dim == money && v.dim == counted && v.scaled) || v.dim == money && a.dim == money && v.unit != a.unit {
			continue
		}
		if agree(a.quantity, v) {
			return yes
		}
		out = no
	}
	return out
}
