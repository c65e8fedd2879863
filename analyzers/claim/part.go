package claim

// theWhole says whether an article makes q all of them: "les 180 agences".
func (r *reading) theWhole(q *quantity) bool {
	if q.from == 0 || r.tokens[q.from].brk >= comma {
		return false
	}
	switch r.tokens[q.from-1].fold {
	case "les", "ses", "nos", "leurs", "the", "its", "our", "their":
		return true
	}
	return false
}

// isPart says whether q is but those of one place or branch: "180 agences à Paris",
// "310 personnes à son siège", "the Marseille offices employ 140".
func (r *reading) isPart(q *quantity, f *known) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.to; i+1 < min(s.to, q.to+6) && (i == q.to || r.tokens[i].brk < comma); i++ {
		if !placeLead[r.tokens[i].fold] || r.tokens[i+1].brk >= comma {
			continue
		}
		k := i + 1
		if k+1 < s.to && (function[r.tokens[k].fold] || possessive[r.tokens[k].fold]) {
			k++
		}
		switch tk := &r.tokens[k]; {
		case wholePlace[tk.fold] || f.places[tk.fold]:
		case sites[tk.stem], r.isName(k) && !r.ofEntity(k):
			return true
		}
	}
	for i := s.from + 1; i+1 < q.from; i++ { // "Globex's Marseille offices employ 140"
		if sites[r.tokens[i+1].stem] && !f.places[r.tokens[i+1].fold] && r.isName(i) && !f.places[r.tokens[i].fold] {
			return true
		}
	}
	return false
}

// ofEntity says whether token i is in the name of an entity that is known.
func (r *reading) ofEntity(i int) bool {
	return r.sheet != nil && r.sheet.title[r.tokens[i].fold]
}

var (
	placeLead = set("a en in at dans near")
	// wholePlace are where an organisation is as a whole, as far as a text tells.
	wholePlace = set("france monde world europe pays country total tout worldwide")
	// sites are parts of an organisation.
	sites = stems(`siege headquarters hq usine plant factory site office bureau departement department region service team equipe filiale
		subsidiary division branche branch depot entrepot warehouse ville city quartier atelier workshop campus`)
	timeStems = stems("an annee year mois month semaine week jour day heure hour")
)
