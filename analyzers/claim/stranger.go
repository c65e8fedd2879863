package claim

// strangerBefore says whether a name that is no known entity stands before q as who it is
// about: "Norvik Trains employs", "la clinique Sainte-Ode emploie". Who only says it does
// not count.
func (r *reading) strangerBefore(s sentenceSpan, q *quantity) bool {
	for i := s.from; i < q.from; i++ {
		first := i == s.from && r.tokens[i].upper && !function[r.tokens[i].fold] && !opening[r.tokens[i].fold] && !r.isAlias(i) && !r.tokens[i].entity
		if !first && !r.isName(i) {
			continue
		}
		k := i + 1
		for k < q.from && r.tokens[k].upper && r.tokens[k].brk < comma {
			k++
		}
		if r.stressed(k) {
			return true // "Verzac, elle, compte"
		}
		if first && k == i+1 && (isPlural(r.tokens[i].fold) || !willDo[r.tokens[k].fold] || r.s[r.tokens[k].Start:r.tokens[k].End] == "à" || r.tokens[k].brk >= comma) {
			continue
		}
		if k < len(r.tokens) && (sayers[r.tokens[k].fold] || i > s.from && sources[r.tokens[i-1].fold] || i > s.from+1 && sources[r.tokens[i-2].fold]) {
			i = k
			continue
		}
		return true
	}
	return false
}

// stressed says whether a pronoun between commas at token k sets the name before it
// against others.
func (r *reading) stressed(k int) bool {
	if k+1 >= len(r.tokens) || r.tokens[k].brk != comma || r.tokens[k+1].brk != comma {
		return false
	}
	switch r.tokens[k].fold {
	case "elle", "lui", "elles", "eux":
		return true
	}
	return false
}

// strangersSubject says whether a name that is no known entity, and then a verb, stand
// before q: "Rival maker Globex employs 2,300, Translum should learn from them".
func (r *reading) strangersSubject(s sentenceSpan, q *quantity) bool {
	for i := s.from; i+1 < q.from; i++ {
		if k := i + 1; r.isName(i) && !r.isName(k) && (i < s.from+1 || !sources[r.tokens[i-1].fold]) && (r.stressed(k) ||
			r.tokens[k].brk < comma && (levelStems[r.tokens[k].stem] || verbs[r.tokens[k].fold]) && !sayers[r.tokens[k].fold] && r.s[r.tokens[k].Start:r.tokens[k].End] != "à") {
			return true
		}
	}
	return false
}

// ofStranger says whether what is counted before q is somebody's who is not known: "la
// dette de Verzac".
func (r *reading) ofStranger(s sentenceSpan, q *quantity) bool {
	for i := s.from; i < q.from; i++ {
		if tk := &r.tokens[i]; !r.isName(i) && !(i == s.from && tk.upper && !tk.entity && !opening[tk.fold] && !function[tk.fold]) {
			continue
		}
		if i+2 < len(r.tokens) && r.tokens[i+1].fold == "'s" && r.isAlias(i+2) { // "Verzac's library"
			return true
		}
		if i < s.from+2 || !r.isAlias(i-2) {
			continue
		}
		switch r.tokens[i-1].fold {
		case "de", "d'", "of", "chez", "at":
			return true
		}
	}
	return false
}

// willDo are verbs behind a name that begins a sentence, and sayers those of who tells it.
var (
	willDo = set("will would is has had va vont a employs employait emploie compte runs operates serves dessert exploite")
	sayers = set("dit affirme assure annonce ecrit rapporte raconte says said claims claimed reports reported writes tells told")
)
