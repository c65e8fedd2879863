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
	if r.partitive(q) || r.located(q, f) || r.ofUnit(q, f) || r.ownPart(q) || r.users(q) ||
		r.ofKind(q, f) || r.workingIn(q, f) {
		return true
	}
	for i := q.to; i+1 < min(s.to, q.to+6) && (i == q.to || r.tokens[i].brk < comma); i++ {
		if !placeLead[r.tokens[i].fold] || r.tokens[i+1].brk >= comma || r.inService(i) {
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

// ownPart says whether q is of the part that the author belongs to: "my branch has 3
// employees left", "notre service compte 12 agents".
func (r *reading) ownPart(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.from - 1; i > s.from; i-- {
		for k := i - 1; k >= max(s.from, i-3) && (sites[r.tokens[i].stem] || ownSites[r.tokens[i].stem]) && !r.ofEntity(i); k-- {
			if r.tokens[k+1].brk >= comma {
				break
			}
			switch r.tokens[k].fold {
			case "my", "our", "mon", "ma", "notre":
				return true
			}
		}
		if r.tokens[i].brk >= semicolon || r.tokens[i].entity && !r.ownedAt(i-1) {
			return false // "in my branch I heard that Translum has 3,000"
		}
	}
	return false
}

// ownedAt says whether token i leads from a part to the name of its whole: "my branch of".
func (r *reading) ownedAt(i int) bool {
	tk := &r.tokens[i]
	switch tk.fold {
	case "de", "d'", "of", "at", "chez", "my", "our", "mon", "ma", "notre":
		return true
	}
	return tk.entity || sites[tk.stem] || ownSites[tk.stem]
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
	sites = stems(`direction police siege headquarters hq usine plant factory site office bureau departement department region service team equipe filiale
		subsidiary division branche branch depot entrepot warehouse centre center unite unit ward pole etage floor magasin store shop boutique laboratoire lab ville city quartier atelier workshop campus`)
	// ownSites are parts where it is somebody's own.
	ownSites  = stems("agence guichet caisse counter crew rayon brigade shift")
	timeStems = stems("an annee year mois month semaine week jour day heure hour")
)

// allOf says whether q is said to be all: "all 73 of them".
func (r *reading) allOf(q *quantity) bool {
	return q.from > 0 && (r.tokens[q.from-1].fold == "all" || r.tokens[q.from-1].fold == "tous" || r.tokens[q.from-1].fold == "toutes")
}

// isMore tells "trois de plus", "ten more", "another ten": what is added or gone.
func (r *reading) isMore(q *quantity) bool {
	if q.from > 0 && r.tokens[q.from].brk < comma {
		switch r.tokens[q.from-1].fold {
		case "another", "further":
			return true
		}
	}
	for i := q.to; i+1 < min(q.to+5, len(r.tokens)) && r.tokens[i].brk < comma; i++ {
		switch a, b := r.tokens[i].fold, r.tokens[i+1].fold; {
		case (a == "de" || a == "en") && (b == "plus" || b == "moins") && (i+2 >= len(r.tokens) || r.tokens[i+2].fold != "en"):
			return r.tokens[i+1].brk < comma
		case i == q.to && (a == "more" || a == "fewer" || a == "extra" || a == "additional" || a == "further") && r.tokens[i+1].fold != "than":
			return true
		}
	}
	return false
}

// partitive says whether q is some of a whole that the words name before it: "parmi les
// agents, 310", "of the 2025 budget, 18 million", "dont 310".
func (r *reading) partitive(q *quantity) bool {
	i := q.from - 1
	for i > 0 && (r.tokens[i].used < 0 || r.tokens[i].fold == "pres" || r.tokens[i].fold == "plus") {
		i--
	}
	if i >= 0 && (r.tokens[i].fold == "dont" || r.tokens[i].fold == "including") {
		return true
	}
	if i > 0 && (r.tokens[i].fold == "for" || r.tokens[i].fold == "up") {
		i--
	}
	if i >= 0 && q.dim != share && makings[r.tokens[i].stem] {
		return true
	}
	s := r.sentences[r.tokens[q.from].sent]
	switch r.tokens[s.from].fold {
	case "parmi", "among", "of", "amongst":
		return q.from > s.from+2 && r.tokens[s.from+1].fold != "course"
	}
	return false
}

// makings are verbs of a part: "solar makes up 190 MW".
var makings = stems("makes make represente representent represents represent constitue accounts")

// located says whether the sentence opens with where, in a part or another place: "Au
// siège, Hélionde emploie", "Dans le service de cardiologie, ".
func (r *reading) located(q *quantity, f *known) bool {
	s := r.sentences[r.tokens[q.from].sent]
	i := s.from
	if r.tokens[i].fold == "rien" && i+1 < s.to && r.tokens[i+1].fold == "qu'" {
		i += 2
	}
	if i >= s.to || !wheres[r.tokens[i].fold] {
		return false
	}
	site := false
	for k := i + 1; k < min(i+9, q.from); k++ {
		tk := &r.tokens[k]
		if tk.brk >= comma {
			return site && tk.brk == comma
		}
		if function[tk.fold] {
			continue
		}
		if tk.entity || tk.isNumber() || wholePlace[tk.fold] || f.places[tk.fold] && !sites[tk.stem] {
			return false
		}
		site = site || sites[tk.stem] || r.isName(k)
	}
	return false
}

var wheres = set("a au aux dans en sur in at within inside")

// ofUnit says whether q is what a part of the entity has: "Brévane's intensive care unit
// has 24 beds", "la pédiatrie de Brévane dispose de 45 lits".
func (r *reading) ofUnit(q *quantity, f *known) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := s.from; i+1 < q.from; i++ {
		if !r.tokens[i].entity {
			continue
		}
		k := i + 1
		for k < q.from && r.tokens[k].entity {
			k++
		}
		if k < q.from && r.tokens[k].fold == "'s" && r.unitAt(k+1, q, f) {
			return true
		}
		if k < q.from && r.tokens[k].brk < comma && (levelStems[r.tokens[k].stem] || verbs[r.tokens[k].fold]) && r.unitBefore(i, s, f) {
			return true
		}
	}
	return false
}

// unitAt says whether words that name no fact, and then a verb, stand at token i.
func (r *reading) unitAt(i int, q *quantity, f *known) bool {
	for k := i; k < min(i+5, q.from); k++ {
		tk := &r.tokens[k]
		if levelStems[tk.stem] || verbs[tk.fold] {
			return k > i
		}
		if tk.brk >= comma || tk.used != 0 || function[tk.fold] || f.places[tk.fold] || r.isAlias(k) {
			return false
		}
	}
	return false
}

// unitBefore says whether "le service de" that names no fact stands before token i.
func (r *reading) unitBefore(i int, s sentenceSpan, f *known) bool {
	switch k := i - 1; {
	case k < s.from+1 || r.tokens[i].brk >= comma:
		return false
	case r.tokens[k].fold != "de" && r.tokens[k].fold != "d'" && r.tokens[k].fold != "of" && r.tokens[k].fold != "at":
		return false
	}
	for k := i - 3; k >= max(s.from, i-5); k-- {
		switch r.tokens[k].fold {
		case "la", "le", "l'", "the":
			head := &r.tokens[k+1]
			return head.used == 0 && !f.places[head.fold] && !r.isAlias(k+1) && !opening[head.fold]
		}
	}
	return false
}
