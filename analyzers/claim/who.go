package claim

import (
	"slices"

	"vigie/analyzers/annotation"
)

// place is an entity named at a token.
type place struct {
	at, to int // tokens
	entity string
	exact  bool // a mention; else the fact's own name of it
	aside  bool // "unlike Translum"
}

// place notes which entities are named where.
func (r *reading) place(mentions []annotation.Mention) {
	j := 0
	for i := range r.tokens {
		for j < len(mentions) && mentions[j].End <= r.tokens[i].Start {
			j++
		}
		for k := j; k < len(mentions) && mentions[k].Start < r.tokens[i].End; k++ {
			if mentions[k].End <= r.tokens[i].Start {
				continue
			}
			if n := len(r.named); n > 0 && r.named[n-1].entity == mentions[k].Entity && r.named[n-1].to == i {
				r.named[n-1].to = i + 1
			} else {
				r.named = append(r.named, place{at: i, to: i + 1, entity: mentions[k].Entity, exact: true})
			}
		}
		if len(mentions) > 0 && len(r.named) > 0 && r.named[len(r.named)-1].to == i+1 {
			continue
		}
		r.ownName(i)
	}
	slices.SortStableFunc(r.named, func(a, b place) int { return a.at - b.at })
	for _, p := range r.named {
		for i := p.at; i < p.to; i++ {
			r.tokens[i].entity = true
		}
	}
}

// namedFrom is the first of the entities named at token i or behind it.
func (r *reading) namedFrom(i int) int {
	n, _ := slices.BinarySearchFunc(r.named, i, func(p place, i int) int { return p.at - i })
	return n
}

// ownName notes an entity whose name, as the facts write it, begins at token i.
func (r *reading) ownName(i int) {
	for _, n := range r.names[r.tokens[i].fold] {
		if i+len(n.words) > len(r.tokens) {
			continue
		}
		same := true
		for k, w := range n.words {
			same = same && r.tokens[i+k].fold == w
		}
		if same {
			r.named = append(r.named, place{at: i, to: i + len(n.words), entity: n.entity})
			return
		}
	}
}

// entityFits says why q is not about the fact's entity; empty: it may well be.
func (r *reading) entityFits(q *quantity, w window, f *known) reason {
	s := r.sentences[r.tokens[q.from].sent]
	why, near, found := r.othersFigure(q, w, s, f)
	switch {
	case why != "", r.sheet != nil && f.bare && r.titled(): // a row of a table is of what its title names
		return why
	case !found && len(f.Aliases) > 0 && r.longSince(s):
		return otherName
	case found && near.aside && r.stranger(w, s, q, false):
		return otherName
	case found && (r.strangerIn(w, near, q) || r.placed(s, f)):
		return otherName
	case !found && r.stranger(w, s, q, r.mentioned(f.Entity)):
		return otherName
	case (!found || near.at >= q.to) && len(f.Aliases) > 0 && (r.ofStranger(s, q) || r.strangersSubject(s, q)):
		return otherName
	case (!found && !r.mentioned(f.Entity) || near.aside) && len(f.Aliases) > 0 && r.strangerBefore(s, q):
		return otherName
	}
	return ""
}

// memory is for how many sentences a text is still about whom it named last.
const memory = 3

// longSince says whether the last name of a known entity stands so far before s that an
// article may well have gone on to somebody else.
func (r *reading) longSince(s sentenceSpan) bool {
	n := r.namedFrom(s.from)
	return n > 0 && r.tokens[s.from].sent-r.tokens[r.named[n-1].at].sent > memory
}

// othersFigure says why q is another known entity's; found: near is the fact's own.
func (r *reading) othersFigure(q *quantity, w window, s sentenceSpan, f *known) (why reason, near place, found bool) {
	if p, ok := r.ranked(q, s); ok {
		if p.entity == f.Entity {
			return "", p, true
		}
		return otherEntity, p, true
	}
	near, found = r.nearest(q, w, s)
	if !found && r.onlyBeside(f.Entity, q, s) {
		return otherName, near, false
	}
	if found && near.entity == f.Entity {
		return "", near, true
	}
	if found {
		return otherEntity, near, false
	}
	i := r.namedFrom(q.from) - 1
	for i >= 0 && r.beside(r.named[i], q) {
		i--
	}
	if i >= 0 {
		if r.named[i].entity != f.Entity {
			return otherEntity, near, false
		}
		return "", near, false
	}
	if len(r.named) > 0 && !r.mentioned(f.Entity) {
		return otherEntity, near, false
	}
	return "", near, false
}

func (r *reading) mentioned(entity string) bool {
	return slices.ContainsFunc(r.named, func(p place) bool { return p.entity == entity })
}

// mentionedIn says whether the sentence of q names the fact's entity.
func (r *reading) mentionedIn(q *quantity, f *known) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for _, p := range r.named[r.namedFrom(s.from):r.namedFrom(s.to)] {
		if p.entity == f.Entity {
			return true
		}
	}
	return false
}

// nearest is the entity that governs q: in its window, else before it in the
// sentence, else behind it.
func (r *reading) nearest(q *quantity, w window, s sentenceSpan) (place, bool) {
	best, found := place{}, false
	rank := 1 << 20
	for _, p := range r.named[r.namedFrom(s.from):] {
		if p.at >= s.to {
			break
		}
		if r.beside(p, q) {
			continue
		}
		d := q.from - p.at
		if d < 0 && q.from > 0 && possessive[r.tokens[q.from-1].fold] {
			continue // "Kéolane et ses 940 bus"
		}
		if d < 0 {
			d = p.at - q.to + 200
		}
		if p.at < w.from || p.at >= w.to {
			d += 1000
		}
		if p.at > 0 && asides[r.tokens[p.at-1].fold] || p.at > 1 && r.tokens[p.at].brk < comma && asides[r.tokens[p.at-2].fold] { // "contrairement à Translum"
			d, p.aside = d+400, true
		} else if p.at > 1 && rivals[r.tokens[p.at-2].fold] { // "Kéolane, a rival of Translum, has"
			d += 400
		}
		if d < rank {
			best, found, rank = p, true, d
		}
	}
	return best, found
}

// asides lead to a name that the figure is not about.
var possessive = set(`ses leurs its their sa son`)

// rivals are what one organisation is to another.
var rivals = set("rival rivale concurrent concurrente competitor neighbour neighbor voisin voisine partner partenaire filiale subsidiary cousin cousine")

var asides = set(`selon than que qu' versus vs contre unlike contrairement`)

// strangerIn says whether a name stands between the entity and q as the one whose
// figure it is: "chez Translum comme chez Globex, 940".
func (r *reading) strangerIn(w window, near place, q *quantity) bool {
	for i := max(w.from, near.to); i < w.to; i++ {
		if i >= q.from && i < q.to {
			continue
		}
		if (r.tokens[i].fold == "chez" || r.tokens[i].fold == "at") && i+1 < w.to && r.isName(i+1) {
			return true
		}
	}
	return false
}

// placed says whether the sentence opens with a place that the fact does not know:
// "À Brest, Translum n'a que 90 bus" is about a part.
func (r *reading) placed(s sentenceSpan, f *known) bool {
	i := s.from
	if i+2 >= s.to || !r.isName(i+1) || r.tokens[i+2].brk != comma {
		return false
	}
	switch r.tokens[i].fold {
	case "a", "in", "at", "en", "dans":
		return !wholePlace[r.tokens[i+1].fold] && !f.places[r.tokens[i+1].fold]
	}
	return false
}

// stranger says whether the sentence gives q to a name that is no known entity:
// "à Lyon", "chez Globex", "Globex employs". Where the text is about the fact's
// entity, a place alone does not.
func (r *reading) stranger(w window, s sentenceSpan, q *quantity, ours bool) bool {
	for i := s.from; i+1 < s.to; i++ {
		if i >= q.from && i < q.to || !r.isName(i+1) {
			continue
		}
		switch r.tokens[i].fold {
		case "chez", "at":
			return true
		case "a", "in", "de", "d'", "of", "for", "by", "du", "sur":
			if !ours && (i == s.from || i+1 >= w.from && i+1 < w.to) && (i == s.from || !sources[r.tokens[i-1].fold]) {
				return true
			}
		case "la", "le", "l'", "the", "les":
			k := i + 2
			for k < s.to && r.isName(k) && r.tokens[k].brk == noBreak { // "le Crédit Montagnard compte"
				k++
			}
			if k < s.to && r.tokens[k].fold == "n'" {
				k++
			}
			if !ours && k < s.to && k <= q.from && (levelStems[r.tokens[k].stem] || verbs[r.tokens[k].fold]) {
				return true
			}
		}
	}
	// "Globex employs 940": the sentence begins with a name and a verb.
	for _, at := range [2]int{s.from, w.from} {
		end := at
		for end < s.to && r.tokens[end].upper && end < at+3 && !function[r.tokens[end].fold] && !r.isAlias(end) && !opening[r.tokens[end].fold] && (end == at || r.tokens[end].brk == noBreak) {
			end++
		}
		if end > at && end < s.to && end < q.from && r.tokens[end].brk < comma && (levelStems[r.tokens[end].stem] || verbs[r.tokens[end].fold]) &&
			r.s[r.tokens[end].Start:r.tokens[end].End] != "à" {
			return true
		}
	}
	return false
}

// isName says whether token i is a name: a capital inside a sentence, in no alias,
// no month, no known entity.
func (r *reading) isName(i int) bool {
	tk := &r.tokens[i]
	if !tk.upper || tk.brk == sentence || months[tk.fold] > 0 || tk.isNumber() || function[tk.fold] || opening[tk.fold] || r.isAlias(i) {
		return false
	}
	return !tk.entity
}

func (r *reading) isAlias(i int) bool { return len(r.byStem[r.tokens[i].stem]) > 0 }

var (
	sources = set(`selon d'apres apres according source forum blog site journal article message post page`)
	opening = set(`il elle on ils elles nous vous ce cela ca c' l' la le les notre nos leur votre it they we he she there our their the this these that
		company entreprise reseau groupe group network operator operateur direction management societe seulement only just environ about pres
		plus moins more less over under non no oui yes faux vrai false true aujourd'hui today en in depuis since selon according et and mais but
		lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday
		pourquoi why quand when si if a au aux apparently apparemment bientot soon incroyable`)
	verbs = set(`a ont has have had avait compte comptait emploie employait exploite exploitait employs operates runs owns possede dispose
		affiche annonce announced reports reported posted declared realise declare perd lost`)
)
