package claim

// event is what a date is of: "opening of the Ostrel line", whose names and other words
// tell it from other openings.
type event struct{ names, words map[string]bool }

// happenings are words of what happens on dates, which do not say to what.
var happenings = stems(`ouverture ouvrir ouvre ouvrira ouvert inauguration inauguree fermeture fermer ferme fermera closure closing close opening open opens
	service mise lancement lance launch creation cree creee fonde fondee fondation founded founding foundation established set up nee ne born built
	construit construction fin debut end start arret demolition entree sortie release date annee year anniversaire siege livraison delivery`)

// eventOf reads the names of a dated fact.
func eventOf(f *known) event {
	e := event{map[string]bool{}, map[string]bool{}}
	for _, a := range append([]string{f.Metric}, f.Aliases...) {
		for i, t := range lexed(a) {
			if function[t.fold] || happenings[t.stem] || t.isNumber() || len(t.fold) < 3 {
				continue
			}
			e.words[t.stem] = true
			if t.upper && i > 0 {
				e.names[t.stem] = true
			}
		}
	}
	return e
}

// ofEvent says whether the sentence speaks of what the date of e is of: it has one of its
// names, or two of its words; or it has none, and nothing else is said to happen.
func (r *reading) ofEvent(e *entry) bool {
	words := map[string]bool{}
	for i := r.span.from; i < r.span.to; i++ {
		st := r.tokens[i].stem
		if e.event.names[st] {
			return true
		}
		if e.event.words[st] && !r.sheet.title[r.tokens[i].fold] {
			words[st] = true
		}
	}
	if len(e.event.words) > 0 {
		return len(words) > 1 || len(words) == 1 && len(e.event.names) == 0
	}
	for i := r.span.from; i+1 < r.span.to; i++ { // "opened its depot on", "the stop outside Brévane opens on"
		if tk := &r.tokens[i]; happenings[tk.stem] && (possessive[r.tokens[i+1].fold] || r.tokens[i+1].fold == "its") {
			return false
		}
		if outsides[r.tokens[i].fold] && r.tokens[i+1].entity {
			return false
		}
	}
	return true
}

// outsides lead to a name that something is only near.
var outsides = set("outside near behind opposite beside devant pres derriere voisin")
