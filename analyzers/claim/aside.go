package claim

import (
	"slices"
	"strings"
)

// withouts lead to what somebody does not do besides: "sans prévenir personne".
var withouts = set("sans without")

// unheard says whether the negation at token i, before token at, only says how
// something is done: "sans rien dire à personne, la mairie déploie", and not "sans
// plan social".
func (r *reading) unheard(i, at int) bool {
	s := r.sentences[r.tokens[i].sent]
	for k := i; k >= max(s.from, i-4); k-- {
		if withouts[r.tokens[k].fold] {
			for j := k + 1; j <= at; j++ {
				if r.tokens[j].brk >= comma {
					return true
				}
			}
			return k < i // "without telling nobody they shut"
		}
		if r.tokens[k].brk >= comma {
			break
		}
	}
	return false
}

// questions open a sentence that asks whether something is so, or how many.
var questions = phrases(`est ce que|est ce qu'|est il vrai|est ce vrai|c' est vrai que|c' est vrai qu'|combien|quelqu'un sait|quelqu' un sait|quelqu' un peut|savez vous|sait on|vous savez si|tu sais si|on sait si|
	is it true|is it right|is it so|is it correct|is that true|does anyone|does anybody|does|do|did|is|are|was|were|has|have|can anyone|can someone|could anyone|anyone know|anybody know|
	anyone heard|has anyone|how many|how much|how long|vrai que|vrai qu'|y a t il|a t on`)

// softOpening may stand before a question.
var softOpening = set("et mais alors donc bonjour hello hi so but and sinon dites dis question svp please serieusement seriously")

// inquires says whether the sentence of q asks openly: "est-ce que", "does anyone know
// whether", "how many". One that ends in "non ?" or "really?" tells the figure first.
func (r *reading) inquires(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	if !s.asks {
		return false
	}
	for i := s.from; i < q.from; i++ {
		if n := r.leads(i, questions); n > 0 {
			return !r.questioned(q, s)
		}
		if !softOpening[r.tokens[i].fold] {
			return false
		}
	}
	return false
}

// questioned says whether the sentence asks about what it takes for granted: "do you
// know that they only have 940".
func (r *reading) questioned(q *quantity, s sentenceSpan) bool {
	for i := s.from; i+1 < q.from; i++ {
		if a, b := r.tokens[i].fold, r.tokens[i+1].fold; (a == "know" || a == "realise" || a == "realize" || a == "aware" || a == "normal" || a == "acceptable") && (b == "that" || b == "que" || b == "qu'") {
			return true
		}
	}
	return false
}

// ofKind says whether q counts those of one kind of what the fact counts: "24 lits de
// pédiatrie", where the fact is about all beds.
func (r *reading) ofKind(q *quantity, f *known) bool {
	if q.dim != counted || q.noun == "" {
		return false
	}
	s := r.sentences[r.tokens[q.from].sent]
	i := q.to
	for i < min(s.to, q.to+3) && r.tokens[i].stem != q.noun {
		i++
	}
	if i+2 >= s.to || r.tokens[i].stem != q.noun || r.tokens[i+1].brk >= comma || r.tokens[i+2].brk >= comma {
		return false
	}
	switch r.tokens[i+1].fold {
	case "de", "d'":
	default:
		return false
	}
	k := &r.tokens[i+2]
	return len(k.fold) > 3 && !k.entity && !k.upper && k.used == 0 && !function[k.fold] && !wholePlace[k.fold] && !f.places[k.fold] && !f.vocabulary[k.stem] &&
		!f.names(k.stem) && !noKind[k.fold] && !changeStems[k.stem] && !r.ofEntity(i+2)
}

// noKind follow "de" and say no kind.
var noKind = set("plus moins trop cette plusieurs notre votre leur leurs moyenne personnel toute toutes toujours apres ailleurs abord avance part depuis moitie quoi suite rien classe qualite nombreux nombreuses libre libres disponible disponibles")

// workingIn says whether those counted work in one trade: "40 people work in logistics",
// "200 salariés travaillent au service informatique".
func (r *reading) workingIn(q *quantity, f *known) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.to; i+2 < min(s.to, q.to+6) && (i == q.to || r.tokens[i].brk < comma); i++ {
		if !workStems[r.tokens[i].stem] || r.tokens[i+1].fold != "in" && r.tokens[i+1].fold != "dans" && r.tokens[i+1].fold != "en" {
			continue
		}
		k := i + 2
		for k+1 < s.to && (function[r.tokens[k].fold] || possessive[r.tokens[k].fold]) {
			k++
		}
		tk := &r.tokens[k]
		return !tk.entity && tk.used == 0 && !wholePlace[tk.fold] && !f.places[tk.fold] && !f.vocabulary[tk.stem] && !r.ofEntity(k)
	}
	return false
}

// oneTime are words of one visit or one wait.
var oneTime = phrases("hier|yesterday|last night|ce matin|this morning|cette nuit|tonight|ce soir|this afternoon|cet apres midi|j' ai|j' etais|on a attendu|nous avons attendu|i waited|we waited|i spent|we spent|me made|made me|m' a fallu|nous a fallu|took me|took us")

// once says whether q is the time that somebody's own visit took: "trois heures aux
// urgences hier soir".
func (r *reading) once(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := s.from; i < s.to; i++ {
		if r.leads(i, oneTime) > 0 {
			return true
		}
	}
	return false
}

// rises are the nouns of a metric that is itself a change: "hausse des tarifs".
var rises = stems("hausse augmentation baisse progression croissance diminution evolution increase rise growth decrease decline")

// monthsOf is the part of a year of "first nine months", "neuf premiers mois", whose last
// token is i; 0: none.
func monthsOf(tokens []token, i int) int {
	if tokens[i].fold != "months" && tokens[i].fold != "mois" || i < 2 || tokens[i-1].brk >= comma {
		return 0
	}
	a, b := tokens[i-2].fold, tokens[i-1].fold
	n := ""
	switch {
	case a == "first":
		n = b
	case b == "premiers":
		n = a
	case a == "last" && (ones[b] > 0 || tokens[i-1].isNumber()), b == "derniers":
		return someQuarter
	default:
		return 0
	}
	switch n {
	case "six", "6":
		return 5
	case "three", "trois", "3":
		return 1
	}
	return someQuarter
}

// softBehind may stand between "la moitié" and what it is of.
var softBehind = []string{"a peine", "seulement", "environ", "only", "just", "presque", "au moins", "au plus", "or so", "at most", "at least"}

// pastHedge is the last token of the hedge behind the fraction at j, j where there is
// none: "la moitié à peine de".
func (t *text) pastHedge(j int) int {
	if slices.ContainsFunc(softBehind, func(s string) bool { return j+1 < len(t.tokens) && s == t.tokens[j+1].fold }) {
		return j + 1
	}
	if j+2 < len(t.tokens) && slices.Contains(softBehind, t.tokens[j+1].fold+" "+t.tokens[j+2].fold) {
		return j + 2
	}
	return j
}

// codes stand before a sum.
var codes = map[string]string{"eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF"}

// carryScale gives a bare number the scale of the one beside it: "de 45 à 60 millions",
// "pas 60 millions mais 31".
func (t *text) carryScale(a, b *quantity) {
	if b.from != a.to+1 || t.tokens[a.to].brk >= comma || a.ratio || b.ratio {
		return
	}
	switch w := t.tokens[a.to].fold; {
	case (w == "a" || w == "to" || w == "ou" || w == "or") && b.scaled && !a.scaled && a.dim == counted && a.value >= 1 && a.value < 1000 && t.tokens[b.from].brk == noBreak:
		by := scaleOf(b)
		if by < 1e6 || a.value*by > b.value*20 {
			return
		}
		a.value, a.low, a.high, a.step = a.value*by, a.low*by, a.high*by, a.step*by
		a.dim, a.unit, a.scaled, a.grouped = b.dim, b.unit, true, true
	case (w == "mais" || w == "but") && a.scaled && !b.scaled && b.dim == counted && b.value >= 1 && b.value < 1000 && (b.to >= len(t.tokens) || t.tokens[b.to].brk >= comma):
		by := scaleOf(a)
		if by < 1e6 {
			return
		}
		b.value, b.low, b.high, b.step = b.value*by, b.low*by, b.high*by, b.step*by
		b.dim, b.unit, b.scaled, b.grouped = a.dim, a.unit, true, true
	}
}

// perSaid says whether what stands behind "per" close to token i is in the words of the
// fact: "per cubic metre", of a price "le m³".
func (k *known) perSaid(tokens []token, i int) bool {
	for ; i < len(tokens)-1 && tokens[i].fold != "per" && tokens[i].fold != "par" && tokens[i].fold != "each" && tokens[i].fold != "every" && tokens[i].fold != "chaque"; i++ {
	}
	if i+1 >= len(tokens) {
		return false
	}
	cubic := tokens[i+1].fold == "cubic" || i+2 < len(tokens) && (tokens[i+2].fold == "cube" || tokens[i+2].fold == "cubes")
	if cubic || tokens[i+1].fold == "m3" || tokens[i+1].fold == "m³" {
		return k.places["cubic"] || k.places["cube"] || k.places["m3"] || k.places["m³"] || strings.Contains(k.Unit+k.Value, "m³")
	}
	return k.places[tokens[i+1].fold]
}

// codeBefore is the currency whose code stands before token i: "EUR 40m".
func (t *text) codeBefore(i int) string {
	if i == 0 || t.tokens[i].brk != noBreak || t.s[t.tokens[i-1].Start] >= 'a' {
		return ""
	}
	return codes[t.tokens[i-1].fold]
}
