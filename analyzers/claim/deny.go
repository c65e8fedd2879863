package claim

import "strings"

// forward lead to what the author denies; backward say that what came before is
// false. Each is folded words.
var (
	forward = phrases(`il est faux que|il est faux de|faux de dire|faux que|faux qu'|n' est pas vrai que|pas vrai qu'|not true that|untrue that|false that|it is false to|
		wrong to say|wrong that|contrairement a|contrary to|la rumeur selon|fausse rumeur|false rumour|false rumor|dement que|dement qu'|
		dement avoir|dement les|dement la|dement le|dementent|dement|denies|denied|deny|faux chiffre de|chiffre faux de|false figure of|myth of|mythe des|myth that|
		intox|fake|hoax|no truth|stop sharing|stop spreading|stop repeating|nonsense about|arretez de partager|arretez de relayer|arretez de repeter|cessez de partager|cessez de relayer|
		ne relayez pas|ne partagez pas|don't share|do not share|arretez de dire|stop saying|cessez de|n' a jamais ete question|rien ne dit que|no evidence|pas question|infox|aucune verite|faux chiffre|bogus|ruled out|rules out|rule out|rejects|rejected|exclut|exclu|excluent|ecarte|ecarte toute|no plans for|refute|refutent|refutes|refuted|conteste|contestent|disputes|disputed|no longer has|no longer have|no longer runs|qui a invente|qui invente|who made up|who invented|who makes up`)
	backward = phrases(`c' est faux|est faux|est fausse|sont faux|sont fausses|c' etait faux|tout faux|totalement faux|completement faux|is false|are false|is wrong|are wrong|is untrue|is not true|
		's not true|not true|isn't true|n' est pas vrai|pas vrai|est inexact|est inexacte|sont inexacts|est un mensonge|is a lie|est une rumeur|is a rumour|is a rumor|fake news|
		est infonde|infondee|infondees|infondes|unfounded|baseless|is nonsense|n' importe quoi|is made up|est bidon|c' est bidon|du pipeau|du vent|du bidon|is fake|are fake|was fake|is bogus|is bullshit|a ete dementi|ont ete dementies|dementi|dementie|debunked|
		est une intox|is a hoax|is a myth|est errone|is incorrect|not correct|ne tient pas|est exclu|est exclue|is ruled out|was ruled out|off the table|not on the agenda|invente|inventee|pure invention|n' y crois pas|y crois pas|n' y croit pas|n' y croyons pas|don't believe it|do not believe it|don't believe that|can't be right|cannot be right`)
	outright = set(`faux non false wrong no nope nan nah intox fake inexact`)
)

// phrases leads from the first word of phrases to them.
func phrases(s string) map[string][][]string {
	out := map[string][][]string{}
	for _, p := range strings.Split(s, "|") {
		w := strings.Fields(p)
		out[w[0]] = append(out[w[0]], w)
	}
	return out
}

// denied says whether the author denies what stands at tokens [from, to).
func (r *reading) denied(from, to int) bool {
	s := r.sentences[r.tokens[from].sent]
	if r.negated(from, to, s) || r.disbelieved(from, to, s) {
		return true
	}
	for i := s.from; i < from; i++ {
		if n := r.leads(i, forward); n > 0 && i+n <= from && !r.unlike(i, n) && !r.unsaid(i) && !r.turned(i+n, from) && !r.leadsBack(i) && (r.opens(i+n-1) || !r.broken(i+n, from)) {
			return true
		}
	}
	for i := to; i < s.to; i++ {
		if r.leads(i, backward) > 0 && !r.unsaid(i) && !r.figureBetween(to, i) {
			return true
		}
	}
	return r.refuted(s)
}

// unsaid says whether the verb of a denial at token i is denied itself: "n'a pas
// démenti", "refuses to rule out".
func (r *reading) unsaid(i int) bool {
	if !denyStems[r.tokens[i].stem] {
		return false
	}
	s := r.sentences[r.tokens[i].sent]
	for k := i - 1; k >= max(s.from, i-4) && r.tokens[k+1].brk < comma; k-- {
		if f := r.tokens[k].fold; negations[f] && f != "non" || f == "n'" || f == "ne" || refusals[r.tokens[k].stem] {
			return true
		}
	}
	return i+1 < s.to && r.tokens[i+1].brk < comma && (r.tokens[i+1].fold == "pas" || r.tokens[i+1].fold == "jamais")
}

// denyStems are verbs of denial, which negation turns; refusals turn them too.
var (
	denyStems = stems(`exclut exclu exclue exclus exclure excluent ecarte ecartee ecarter ecartent dement dementi dementie dementir dementent nie nier nient
		refute refuter refutent rejette rejeter rejettent rule ruled rules ruling deny denies denied denying dismiss dismissed dismisses reject rejected rejects`)
	refusals = stems("refuse refuser refused refuses refusing declines declined fail fails failed evite eviter garde")
)

// opens says whether a denial goes on into a sentence of its own: "il est faux que".
func (r *reading) opens(i int) bool {
	switch r.tokens[i].fold {
	case "que", "qu'", "that", "de", "selon":
		return true
	}
	return false
}

// broken says whether a comma ends what is denied before it reaches token to:
// "contrary to the rumour, they have 1,240".
func (r *reading) broken(from, to int) bool {
	for i := from; i <= to && i < len(r.tokens); i++ {
		if r.tokens[i].brk >= comma {
			return true
		}
	}
	return false
}

// leadsBack says whether a forward phrase at i is a verdict on what came before:
// "c'est faux", whose "faux" also begins "faux que".
func (r *reading) leadsBack(i int) bool {
	return i > 0 && r.leads(i-1, backward) > 0 && (i+1 >= len(r.tokens) || r.tokens[i+1].brk >= comma)
}

// leads returns the length of the phrase that begins at token i, 0 for none.
func (r *reading) leads(i int, list map[string][][]string) int {
next:
	for _, p := range list[r.tokens[i].fold] {
		if i+len(p) > len(r.tokens) {
			continue
		}
		for k, w := range p {
			if r.tokens[i+k].fold != w || k > 0 && r.tokens[i+k].brk >= comma {
				continue next
			}
		}
		return len(p)
	}
	return 0
}

// turned says whether a "but" stands between a denial and what it would deny:
// "il est faux qu'il en reste 940, mais 1 240 oui"; or a colon that gives the truth.
func (r *reading) turned(from, to int) bool {
	for i := from; i < to; i++ {
		switch r.tokens[i].fold {
		case "mais", "but", "il", "there":
			if r.tokens[i].fold != "il" && r.tokens[i].fold != "there" || r.tokens[i].brk >= semicolon {
				return true
			}
		}
	}
	return false
}

// figureBetween says whether another figure stands in tokens [from, to): then the
// verdict behind it is on that one.
func (r *reading) figureBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if u := r.tokens[i].used; u > 0 && r.quantities[u-1].dim != dated {
			return true
		}
	}
	return false
}

// negated tells "ce n'est pas 940", "not 940", "et non 940" and "il ne reste pas
// que 940" from "il ne reste que 940".
func (r *reading) negated(from, to int, s sentenceSpan) bool {
	start := max(s.from, from-5)
	for i := from - 1; i >= start; i-- {
		if i+1 < from && r.tokens[i+1].brk >= comma || i+1 == from && r.tokens[from].brk >= comma {
			return false
		}
		switch w := r.tokens[i].fold; w {
		case "only", "just", "seulement", "mais", "but":
			if w == "mais" || w == "but" {
				return false
			}
		case "pas", "jamais", "non", "not", "isn't", "aren't", "never", "don't", "doesn't":
			return r.tokens[i].used == 0
		case "sans":
			return false
		}
	}
	return false
}

// refuted says whether the next sentence opens by refusing this one: "Faux.",
// "C'est faux", "Non : il y en a 1 240".
func (r *reading) refuted(s sentenceSpan) bool {
	if s.to >= len(r.tokens) {
		return false
	}
	next := r.sentences[r.tokens[s.to].sent]
	if outright[r.tokens[next.from].fold] && (next.to == next.from+1 || r.tokens[next.from+1].brk >= comma) {
		return true
	}
	for i := next.from; i < min(next.from+3, next.to); i++ {
		if r.leads(i, backward) > 0 {
			return true
		}
	}
	return false
}
