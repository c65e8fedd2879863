package sentiment

import (
	"strings"

	"vigie/analyzers/text"
)

// comparison is a sentence whose names may be set against each other.
type comparison struct {
	words []word
	names []text.Span // tokens of each name
	me    int         // of names
}

// compare finds the names of a sentence. The first of c.named is me.
func (c *clauses) compare(sentence text.Span) comparison {
	out := comparison{me: -1}
	for i, tok := range c.toks {
		end := sentence.End
		if i+1 < len(c.toks) {
			end = max(c.toks[i+1].Start, tok.End) + sentence.Start
		}
		stop := stopIn(c.s[tok.End+sentence.Start : end])
		out.words = append(out.words, word{tok.Fold, tok.Kind, stop})
		if !c.isName(sentence, tok, i) {
			continue
		}
		mine := c.named[0].Start < tok.End+sentence.Start && tok.Start+sentence.Start < c.named[0].End
		last := len(out.names) - 1
		if last >= 0 && out.names[last].End == i && mine == (last == out.me) && out.words[max(i-1, 0)].stop == 0 {
			out.names[last].End++
			continue
		}
		out.names = append(out.names, text.Span{Start: i, End: i + 1})
		if mine && out.me < 0 {
			out.me = last + 1
		}
	}
	return out
}

// than returns what "better than", "plus lent que" between two names makes of
// the one before and the one behind.
func (c comparison) than(m *Model, lang string, name int) (first, second int, ok bool) {
	at := c.names[name].Start
	for at > 0 && strings.Contains(small, " "+c.words[at-1].fold+" ") && !isThan(c.words[at-1].fold) {
		at--
	}
	if at < 2 || !isThan(c.words[at-1].fold) {
		return 0, 0, false
	}
	for i := at - 2; i >= 0 && i >= at-8 && c.words[i].stop < 2; i-- {
		better, equal := c.degree(m, lang, i, at-1)
		if better == neutral {
			continue
		}
		denied := i > 0 && (m.reader.turns[lang].negation[c.words[i-1].fold] || strings.HasSuffix(c.words[i-1].fold, "n't"))
		switch {
		case denied && better == positive:
			return negative, negative, true
		case denied:
			return positive, negative, true
		case equal:
			return better, better, true
		}
		return better, positive + negative - better, true
	}
	return 0, 0, false
}

// degree reads a comparative at word i, whose "than" stands at word end.
func (c comparison) degree(m *Model, lang string, i, end int) (class int, equal bool) {
	switch w := c.words[i].fold; w {
	case "mieux", "meilleur", "meilleure", "meilleurs", "meilleures", "superieur", "better", "besser", "mejor", "mejores", "meglio", "migliore":
		if i > 0 && (c.words[i-1].fold == "moins" || c.words[i-1].fold == "less") {
			return negative, false
		}
		return positive, false
	case "pire", "pires", "worse", "inferieur", "schlechter", "schlimmer", "peor", "peores", "peggio", "peggiore":
		return negative, false
	case "plus", "more", "moins", "less", "aussi", "as", "mas", "menos", "piu", "meno":
		class := m.wordClass(lang, c.words[i+1:end])
		if class != neutral && (w == "moins" || w == "less" || w == "menos" || w == "meno") {
			class = positive + negative - class
		}
		return class, w == "aussi" || w == "as"
	default:
		if stem, ok := strings.CutSuffix(w, "er"); ok && lang == "en" && len(stem) > 3 {
			for _, base := range [...]string{stem, stem + "e", strings.TrimSuffix(stem, "i") + "y"} {
				if class := m.wordClass(lang, []word{{fold: base}}); class != neutral {
					return class, false
				}
			}
		}
	}
	return neutral, false
}

// wordClass tells whether the word lists and phrases find words good or bad.
func (m *Model) wordClass(lang string, words []word) int {
	var sum float32
	for _, w := range words {
		for _, list := range m.reader.lists[lang] {
			sum += list[w.fold]
		}
	}
	if p := m.reader.judge.of[lang]; p != nil {
		for _, f := range p.find(nil, words) {
			sum += float32(f.class-neutral) * f.weight
		}
	}
	switch {
	case sum > .2:
		return positive
	case sum < -.2:
		return negative
	}
	return neutral
}

func isThan(w string) bool {
	switch w {
	case "que", "qu'", "than", "als", "di", "as":
		return true
	}
	return false
}

// verdict returns what comparisons make of me; ok is false where none does.
func (c *clauses) verdict(sentence text.Span) (p [classes]float32, ok bool) {
	cmp := c.compare(sentence)
	if cmp.me < 0 {
		return p, false
	}
	if _, second, ok := cmp.than(c.m, c.lang, cmp.me); ok {
		return sure(second), true
	}
	if next := cmp.me + 1; next < len(cmp.names) {
		if first, _, ok := cmp.than(c.m, c.lang, next); ok {
			return sure(first), true
		}
	}
	if class := c.ranked(sentence, cmp); class != neutral {
		return sure(class), true
	}
	role, from := cmp.role(cmp.me)
	mine := cmp.names[cmp.me]
	switch role {
	case "against":
		return c.opposite(sentence, from, mine.End), true
	case "beaten":
		return sure(negative), true
	case "left":
		if but := lastBut(cmp.words); but > mine.End && cmp.me == len(cmp.names)-1 {
			break // "told to avoid them, but"
		}
		return sure(negative), true
	case "gone", "chosen":
		if from > 0 && c.m.reader.turns[c.lang].negation[cmp.words[from-1].fold] {
			return sure(negative), true
		}
		return sure(positive), true
	case "beside":
		return sure(neutral), true
	}
	if cmp.follows("place", mine.End) || cmp.follows("tells", mine.End) && plain(c.s[sentence.Start:sentence.End], c.toks) {
		return sure(neutral), true
	}
	if class := cmp.failed(); class != neutral {
		return sure(class), true
	}
	return c.rest(sentence, cmp)
}

// ranked reads "A > B".
func (c *clauses) ranked(sentence text.Span, cmp comparison) int {
	for name := max(1, cmp.me); name <= cmp.me+1 && name < len(cmp.names); name++ {
		gap := c.s[sentence.Start+c.toks[cmp.names[name-1].End-1].End : sentence.Start+c.toks[cmp.names[name].Start].Start]
		if strings.TrimLeft(strings.TrimSpace(gap), ">") == "" && strings.Contains(gap, ">") {
			if name == cmp.me {
				return negative
			}
			return positive
		}
	}
	return neutral
}

// rest judges me by a sentence without the names that are set against me.
func (c *clauses) rest(sentence text.Span, cmp comparison) (p [classes]float32, ok bool) {
	for name := range cmp.names {
		if name == cmp.me {
			continue
		}
		role, from := cmp.role(name)
		switch {
		case role == "against":
			if p = c.without(sentence, from, cmp.names[name].End); p[negative] < ofRest {
				return sure(positive), true // who is unlike another is judged
			}
			return p, true
		case role == "beaten" && name == cmp.me+1 && from >= cmp.names[cmp.me].End:
			return sure(positive), true
		case role == "left" && from < cmp.names[cmp.me].Start:
			return c.without(sentence, from, cmp.names[name].End), true
		}
	}
	return p, false
}

// without judges a sentence without some of its tokens.
func (c *clauses) without(sentence text.Span, from, end int) [classes]float32 {
	s := c.s[sentence.Start:sentence.Start+c.toks[from].Start] + c.s[sentence.Start+c.toks[end-1].End:sentence.End]
	return c.m.probabilities(s, c.lang)
}

// opposite judges a name the other way round than the rest of its sentence.
func (c *clauses) opposite(sentence text.Span, from, end int) [classes]float32 {
	p := c.without(sentence, from, end)
	if p[negative] < ofRest {
		return sure(negative)
	}
	return sure(positive)
}

// ofRest is how sure it has to be that the rest of a comparison complains: who
// says "unlike them" mostly praises.
const ofRest = .6

func sure(class int) (p [classes]float32) {
	p = [classes]float32{.15, .15, .15}
	p[class] = .7
	return p
}
