package claim

import "strings"

// nounFits says whether what q counts is what the fact counts.
func (r *reading) nounFits(q *quantity, f *known, a alias) bool {
	if q.noun == "" || f.noun == "" && len(q.nouns[0]) > 0 && a.has(q.nouns) {
		return true
	}
	for _, n := range q.nouns {
		if n == "" {
			break
		}
		if generic[n] || sameNoun(n, f.noun) || n == "person" && r.employs(q) {
			return true
		}
		for i := range f.aliases {
			if len(f.aliases[i].stems) == 1 && sameNoun(n, f.aliases[i].stems[0]) || f.aliases[i].stems[0] == n {
				return true
			}
		}
		if levelStems[n] || changeStems[n] {
			return true // "940 en service": the noun is unsaid
		}
	}
	if i := q.from - 1; i > 1 {
		for i > 1 && r.tokens[i].used < 0 {
			i--
		}
		if w := r.tokens[i].fold; (w == "of" || w == "de" || w == "d'") && r.isAlias(i-1) { // "a workforce of 3,000 keeps"
			return f.names(r.tokens[i-1].stem)
		}
	}
	for i := range f.aliases { // "15 wind farms", whose farms are of the wind
		if len(f.aliases[i].stems) > 1 && r.behindHas(q, f.aliases[i]) {
			return true
		}
	}
	return f.noun == "" && f.Unit == "" && !r.ofOther(q, f)
}

// ofOther says whether what q counts is another fact's by its name: the agencies of "412
// agences, 9 800 salariés".
func (r *reading) ofOther(q *quantity, f *known) bool {
	for _, k := range r.facts {
		if k == f || k.Entity != f.Entity || len(k.values) == 0 || k.values[0].dim != counted {
			continue
		}
		if sameNoun(q.noun, k.noun) || k.alone(q.noun) {
			return true
		}
	}
	return false
}

// behindHas says whether the words close behind q are those of a name, in any order.
func (r *reading) behindHas(q *quantity, a alias) bool {
	end := q.to
	for end < min(len(r.tokens), q.to+len(a.stems)+2) && (end == q.to || r.tokens[end].brk < comma) {
		end++
	}
	_, ok := r.holds(window{q.to, end}, a, q)
	return ok
}

var workStems = stems("work works working travaillent travaille bossent bosse")

// employs tells "employs 3,500 people": those counted are staff.
func (r *reading) employs(q *quantity) bool {
	for i := q.to; i < min(q.to+4, len(r.tokens)); i++ {
		if st := r.tokens[i].stem; workStems[st] && r.tokens[i-1].fold != "at" { // "accidents at work"
			return true
		}
	}
	for i := max(0, q.from-4); i < q.from; i++ {
		if strings.HasPrefix(r.tokens[i].fold, "employ") || strings.HasPrefix(r.tokens[i].fold, "emploi") {
			return true
		}
	}
	return false
}

// shifts says whether q is how much something changed: "grew by 200 million",
// "a bondi de 300 M€".
func (r *reading) shifts(q *quantity) bool {
	i := q.from - 1
	for i > 0 && r.tokens[i].used < 0 { // "by about"
		i--
	}
	if i < 1 || r.tokens[i].brk >= comma {
		return false
	}
	switch r.tokens[i].fold {
	case "by", "de", "d'":
	default:
		return false
	}
	for k := i - 1; k >= max(0, i-3) && r.tokens[k+1].brk < comma; k-- {
		if shiftStems[r.tokens[k].stem] {
			return true
		}
	}
	return false
}

func (a alias) has(nouns [3]string) bool {
	for _, n := range nouns {
		for _, s := range a.stems {
			if n != "" && sameNoun(n, s) {
				return true
			}
		}
	}
	return false
}

// isChange says whether q is a change or a part: "300 bus retirés", "300 of its
// 1,240 buses", unless the words say that it is what is left.
func (r *reading) isChange(q *quantity, w window) bool {
	if r.reaches(q) {
		return false
	}
	change := r.isMore(q)
	for i := w.from; i < w.to; i++ {
		if r.tokens[i].used != 0 {
			continue
		}
		st := r.tokens[i].stem
		if strongLevel[st] {
			return false
		}
		if changeStems[st] && !r.stands(i, q) && !(i == q.to && r.isAlias(i)) && (i >= q.to || i >= q.from-3) {
			change = true
		}
	}
	if q.dim == counted && q.noun == "" && !r.allOf(q) && q.to+1 < w.to && r.tokens[q.to].brk < comma { // "three of Kéolane's trams", "trois des trams"
		switch a, b := r.tokens[q.to].fold, r.tokens[q.to+1]; a {
		case "of", "des", "de":
			change = change || a == "des" || b.upper || function[b.fold]
		}
	}
	for i := q.to; i < min(q.to+4, len(r.tokens)) && r.tokens[i].fold != "loin" && r.tokens[i].fold != "far"; i++ { // "300 des 1 240 bus", "de 1 240 à 940"
		if u := r.tokens[i].used; u > 0 && i > q.to && r.quantities[u-1].dim == counted {
			switch r.tokens[i-1].fold {
			case "des", "de", "sur", "les", "ses", "nos", "leurs", "of", "the", "its", "our", "their", "a", "to":
				change = true
			}
		}
	}
	return change
}

// reaches tells "tombé à 940", "down to 940": what is changed to is the level.
func (r *reading) reaches(q *quantity) bool {
	i := q.from - 1
	for i > 0 && (r.tokens[i].used < 0 || r.tokens[i].fold == "only" || r.tokens[i].fold == "just") {
		i--
	}
	return i > 0 && (r.tokens[i].fold == "to" || r.s[r.tokens[i].Start:r.tokens[i].End] == "à") &&
		(changeStems[r.tokens[i-1].stem] || levelStems[r.tokens[i-1].stem])
}

// isLevel says whether the words make q the whole of what is counted.
func (r *reading) isLevel(q *quantity, w window) bool {
	for i := w.from; i < w.to; i++ {
		if levelStems[r.tokens[i].stem] && !(i >= q.to && i < q.to+3 && r.tokens[i].stem == q.noun) && !(i > q.to && i < q.to+3 && has[r.tokens[i].fold]) { // "3,000 customers had no water"
			return true
		}
	}
	if r.reaches(q) || r.counts(q) || r.employs(q) || r.summedUp(q) || r.existing(q, w) {
		return true
	}
	if w.from > 0 && r.tokens[w.from].brk == semicolon && q.from <= w.from+2 && strings.Contains(r.s[r.tokens[w.from-1].End:r.tokens[w.from].Start], ":") {
		return true // a colon brings the figure
	}
	p := q.from - 1
	for p > 0 && r.tokens[p].used < 0 { // "sont environ 940"
		p--
	}
	if p >= 0 {
		switch r.tokens[p].fold {
		case "sont", "what", "a", "ont", "avons", "avec", "with", "de", "of", "nos", "les", "ses", "leurs", "its", "our", "their", "the", "que", "qu'", "only", "seulement", "are", "y":
			return true
		}
	}
	for i := max(w.from, q.from-5); i < q.from; i++ {
		switch r.tokens[i].fold {
		case "a", "ont", "avons":
			if r.leadsTo(i, q) {
				return true
			}
		case "only", "seulement", "que", "qu'", "there":
			return true
		}
	}
	return false
}

var has = set("has have had")

// leadsTo says whether nothing but small words stand between the verb at i and q: "a
// encore près de 940 bus", and not "a recruté 940".
func (r *reading) leadsTo(i int, q *quantity) bool {
	for k := i + 1; k < q.from; k++ {
		if r.tokens[k].used == 0 && !function[r.tokens[k].fold] && !smallWords[r.tokens[k].fold] {
			return false
		}
	}
	return true
}

var smallWords = set("plus encore toujours desormais aujourd'hui maintenant actuellement meme bien tout juste peine donc deja pas")

// sought says whether the sentence asks where the ones counted are: "où sont
// passés les 300 bus".
func (r *reading) sought(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := s.from; i < q.from; i++ {
		switch f := r.tokens[i].fold; {
		case f == "where", r.s[r.tokens[i].Start:r.tokens[i].End] == "où" || r.s[r.tokens[i].Start:r.tokens[i].End] == "Où":
			return r.tokens[q.from-1].fold == "les" || r.tokens[q.from-1].fold == "the" || r.tokens[q.from-1].fold == "ces" || r.tokens[q.from-1].fold == "these"
		}
	}
	return false
}

// summedUp says whether the next sentence makes q the whole: "That's all they have
// left."
func (r *reading) summedUp(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	if s.to >= len(r.tokens) {
		return false
	}
	next := r.sentences[r.tokens[s.to].sent]
	switch r.tokens[next.from].fold {
	case "that's", "that", "c'", "voila":
		for i := next.from; i < next.to; i++ {
			if strongLevel[r.tokens[i].stem] || r.tokens[i].fold == "all" || r.tokens[i].fold == "tout" {
				return true
			}
		}
	}
	return false
}
