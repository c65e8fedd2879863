package claim

// beside says whether the entity at p is only what another is compared with: "moins que
// Delbost", "loin derrière celui de Delbost", "unlike Delbost", and for q, which is not
// the 812, "contre 812 pour Delbost".
func (r *reading) beside(p place, q *quantity) bool {
	s := r.sentences[r.tokens[p.at].sent]
	if p.to < s.to && r.tokens[p.to].brk < comma && itsPast[r.tokens[p.to].fold] {
		return false // "plus que Delbost n'en a jamais eu"
	}
	i := p.at
	for i > s.from && r.tokens[i].brk < comma && (ledBy[r.tokens[i-1].fold] || r.tokens[i-1].upper && i-1 > s.from && !r.tokens[i-1].entity) {
		i--
	}
	if i == s.from || r.tokens[i].brk >= comma {
		return i < p.at && r.asideAt(i, s, p)
	}
	if u := r.tokens[i-1].used; u > 0 && i < p.at && &r.quantities[u-1] != q {
		k := r.quantities[u-1].from
		return k > s.from && (r.tokens[k-1].fold == "contre" || r.tokens[k-1].fold == "against" || r.tokens[k-1].fold == "versus" || r.tokens[k-1].fold == "vs")
	}
	return r.asideAt(i-1, s, p)
}

// asideAt says whether token i is the last word of a comparison that leads to p.
func (r *reading) asideAt(i int, s sentenceSpan, p place) bool {
	word := func(k int) string {
		if k < s.from || k+1 < len(r.tokens) && r.tokens[k+1].brk >= comma && k+1 <= p.at {
			return ""
		}
		return r.tokens[k].fold
	}
	switch a, b := word(i-1), word(i); b {
	case "que", "qu'", "than":
		for k := i - 1; k >= max(s.from, i-3); k-- {
			if comparing[word(k)] {
				return !(word(k-1) == "n'" || word(k-2) == "n'" || word(k-2) == "ne" || word(k-3) == "ne") // "n'a plus que"
			}
		}
	case "unlike", "contrairement", "comparativement":
		return true
	case "loin", "nowhere", "rapport":
		return true
	case "derriere", "devant", "behind", "ahead", "below", "above", "from", "beneath":
		return distant[a] || r.tokens[i].brk == comma && (b == "derriere" || b == "devant" || b == "behind" || b == "ahead")
	case "near":
		return a == "nowhere" || a == "anywhere"
	case "compared", "compare", "comparee", "compares":
		return true
	}
	return false
}

var (
	// ledBy are the small words between a comparison and a name.
	ledBy     = set("de d' du des la le les l' a au aux of the that those celui celle ceux celles chez at par pour for with to ce")
	comparing = set("moins plus mieux autant aussi pire fewer less more lower higher smaller bigger larger better worse rather inferieur superieur inferieure superieure")
	distant   = set("loin far well way juste just bien quite")
	itsPast   = set("n' ne avait had did ever avaient jamais")
)

// onlyBeside says whether the sentence names an entity, and only to compare with it.
func (r *reading) onlyBeside(entity string, q *quantity, s sentenceSpan) bool {
	found := false
	for _, p := range r.named[r.namedFrom(s.from):r.namedFrom(s.to)] {
		if p.entity != entity {
			continue
		}
		if !r.beside(p, q) {
			return false
		}
		found = true
	}
	return found
}

// ranked is the one of two names that "pour le premier" or "for the latter" behind q
// stands for.
func (r *reading) ranked(q *quantity, s sentenceSpan) (place, bool) {
	rank := 0
	for i := q.to; i+1 < min(s.to, q.to+5) && r.tokens[i].brk < comma && rank == 0; i++ {
		if f := r.tokens[i].fold; f == "le" || f == "la" || f == "the" {
			rank = ranks[r.tokens[i+1].fold]
		}
	}
	if rank == 0 {
		return place{}, false
	}
	var all []place
	for i := s.from; i < q.from; i++ {
		if k := r.namedFrom(i); k < len(r.named) && r.named[k].at == i {
			all = append(all, r.named[k])
			i = r.named[k].to - 1
		} else if r.isName(i) || i == s.from && r.tokens[i].upper && !opening[r.tokens[i].fold] && !function[r.tokens[i].fold] && !r.tokens[i].isNumber() && !r.isAlias(i) {
			if n := len(all); n > 0 && all[n-1].to == i {
				all[n-1].to = i + 1
				continue
			}
			all = append(all, place{at: i, to: i + 1})
		}
	}
	if len(all) != 2 {
		return place{}, false
	}
	return all[rank-1], true
}

var ranks = map[string]int{"premier": 1, "premiere": 1, "former": 1, "first": 1, "second": 2, "seconde": 2, "deuxieme": 2, "latter": 2}

// unlike says whether the words at token i set two names against each other, and deny
// nothing: "contrairement à Lumeval".
func (r *reading) unlike(i, n int) bool {
	if f := r.tokens[i].fold; f != "contrairement" && f != "contrary" || i+n >= len(r.tokens) {
		return false
	}
	return r.tokens[i+n].entity || r.isName(i+n)
}
