package claim

// elsewhere says whether what tokens [at, to) tell is said to be at somebody else's:
// "layoffs at Lumeval", of another entity's fact.
func (r *reading) elsewhere(to int, s sentenceSpan, f *known) bool {
	if to+1 >= s.to || r.tokens[to].brk >= comma {
		return false
	}
	switch r.tokens[to].fold {
	case "at", "chez", "of", "de", "d'":
	default:
		return false
	}
	i := to + 1
	if function[r.tokens[i].fold] && i+1 < s.to {
		i++
	}
	if !r.tokens[i].entity {
		return (r.tokens[to].fold == "at" || r.tokens[to].fold == "chez") && r.isName(i)
	}
	for _, p := range r.named[r.namedFrom(i):] {
		if p.at > i {
			break
		}
		return p.entity != f.Entity
	}
	return false
}

// neverSaid says whether the sentence only says that nobody promised what is denied at
// token at: "n'a jamais dit qu'il n'y aurait pas de plan social".
func (r *reading) neverSaid(s sentenceSpan, at int) bool {
	for i := s.from + 1; i+2 < at; i++ {
		if !promises[r.tokens[i].fold] || !whats[r.tokens[i+1].fold] {
			continue
		}
		before, after := false, false
		for k := max(s.from, i-4); k < i; k++ {
			before = before || r.tokens[k].fold == "jamais" || r.tokens[k].fold == "pas" || r.tokens[k].fold == "never" || r.tokens[k].fold == "not" || r.tokens[k].fold == "didn't"
		}
		for k := i + 1; k < at; k++ {
			after = after || negations[r.tokens[k].fold]
		}
		if before && after {
			return true
		}
	}
	return false
}

var (
	promises = set("dit promis annonce garanti assure affirme pretendu said promised claimed guaranteed say promise claim guarantee")
	whats    = set("que qu' that there it they he she we")
)

// answeredNo says whether the sentence behind a question answers that it is not so:
// "Layoffs? Ardenza says none are planned."
func (r *reading) answeredNo(s sentenceSpan) bool {
	if s.to >= len(r.tokens) || s.to-s.from > 6 {
		return false
	}
	next := r.sentences[r.tokens[s.to].sent]
	if next.asks {
		return false
	}
	for i := next.from; i < next.to; i++ {
		switch f := r.tokens[i].fold; f {
		case "none", "aucun", "aucune":
			return true
		case "non", "no", "nope":
			if i == next.from {
				return true
			}
		case "prevu", "prevus", "prevue", "prevues", "planned", "envisage", "question":
			for k := max(next.from, i-4); k < i; k++ {
				if g := r.tokens[k].fold; g == "pas" || g == "not" {
					return true
				}
			}
		}
	}
	return false
}

// noneAtAll says whether tokens [i, j] say that there is none of what a fact counts, and
// nothing behind makes that a part: "n'a aucune agence", "has no branches".
func (r *reading) noneAtAll(i, j int, s sentenceSpan) bool {
	if f := r.tokens[i].fold; i == s.from || f != "aucun" && f != "aucune" && f != "no" && f != "zero" || !haves[r.tokens[i-1].fold] && (r.tokens[i-1].fold != "plus" || i-2 < s.from || !haves[r.tokens[i-2].fold]) {
		return false
	}
	if j+1 >= s.to || r.tokens[j+1].brk >= comma {
		return true
	}
	switch r.tokens[j+1].fold {
	case "left", "anymore", "du":
		return true
	}
	return false
}

var haves = set("a ont has have compte possede emploie runs operates employs exploite")
