package claim

import "strings"

// beyond says why q is no figure of the fact as it is, though its words name it: a plan,
// what was before, a first while, what the law asks for, another reckoning.
func (r *reading) beyond(q *quantity, f *known) reason {
	s := r.sentences[r.tokens[q.from].sent]
	switch {
	case r.onCondition(q, s):
		return aPlan
	case r.onceWas(q, s) && !f.fits(q):
		return otherYear
	case r.firstWhile(q, s) && !f.fits(q):
		return otherRate
	case r.required(q, s, f), r.otherReckoning(q, s, f), q.dim == share && r.variant(s, f):
		return noLevel
	}
	return ""
}

// onCondition tells "would fall to 8,000 if the merger goes ahead".
func (r *reading) onCondition(q *quantity, s sentenceSpan) bool {
	would := false
	for i := s.from; i < q.from; i++ {
		f := r.tokens[i].fold
		would = would || f == "would" || f == "could" || f == "might" || !r.tokens[i].upper && len(f) > 5 && (strings.HasSuffix(f, "rait") || strings.HasSuffix(f, "raient"))
	}
	for i := q.to; would && i < s.to; i++ {
		if f := r.tokens[i].fold; (f == "if" || f == "si" || f == "s'") && !asksIf[r.tokens[i-1].fold] {
			return true
		}
	}
	return false
}

// onceWas tells "contre 3 % avant août", "down from 3% a year earlier".
func (r *reading) onceWas(q *quantity, s sentenceSpan) bool {
	i := q.from - 1
	if i < s.from {
		return false
	}
	if f := r.tokens[i].fold; f == "from" {
		return i > s.from && fromThere[r.tokens[i-1].fold]
	} else if f != "contre" && f != "against" && f != "de" {
		return false
	} else if f == "de" && (i < s.from+2 || r.tokens[i-1].fold != "lieu" || r.tokens[i-2].fold != "au") {
		return false
	}
	for k := q.to; k < min(q.to+5, s.to); k++ {
		if earlierWords[r.tokens[k].fold] {
			return true
		}
	}
	return false
}

var (
	fromThere    = set("down up")
	earlierWords = set("avant auparavant precedemment dernier derniere passee precedente before previously earlier ago jusqu'ici jusqu'alors")
)

// firstWhile tells "5 % les 3 premiers mois" and "5% for the first 3 months".
func (r *reading) firstWhile(q *quantity, s sentenceSpan) bool {
	for k := q.to; k < min(q.to+6, s.to) && r.tokens[k].brk < semicolon; k++ {
		if f := r.tokens[k].fold; (f == "premiers" || f == "premieres" || f == "first") && (r.whileAt(k-1) || r.whileAt(k+1)) {
			return true
		}
	}
	return false
}

// whileAt says whether a length of time, or its number, stands at token i.
func (r *reading) whileAt(i int) bool {
	if i >= len(r.tokens) {
		return false
	}
	u := r.tokens[i].used
	return u > 0 && (r.quantities[u-1].dim == duration || r.quantities[u-1].dim == counted) || timeStems[r.tokens[i].stem]
}

// required tells what is asked of everybody: "the regulatory minimum is 10.5%".
func (r *reading) required(q *quantity, s sentenceSpan, f *known) bool {
	bound, law := false, false
	for i := s.from; i < q.from; i++ {
		tk := &r.tokens[i]
		if f.vocabulary[tk.stem] {
			continue
		}
		bound, law = bound || boundWords[tk.fold], law || lawWords[tk.fold]
	}
	return bound && law
}

var (
	boundWords = set("minimum maximum minimal minimale plancher plafond seuil exigence exigences requirement requirements threshold floor cap ceiling")
	lawWords   = set("reglementaire reglementaires legal legale regulatory statutory prudentiel prudentielle prudential regulateur regulator required")
)

// otherReckoning tells "1,75 % net", where the same sentence gives the gross figure.
func (r *reading) otherReckoning(q *quantity, s sentenceSpan, f *known) bool {
	own := r.reckoning(q, s)
	if own == 0 || f.fits(q) {
		return false
	}
	for i := range r.quantities {
		if o := &r.quantities[i]; o.from >= s.from && o.to <= s.to && o.dim == q.dim && r.reckoning(o, s) == -own && f.fits(o) {
			return true
		}
	}
	return false
}

// reckoning is 1 for a gross figure, -1 for a net one.
func (r *reading) reckoning(q *quantity, s sentenceSpan) int {
	if q.to >= s.to || r.tokens[q.to].brk >= comma {
		return 0
	}
	return reckonings[r.tokens[q.to].fold]
}

var reckonings = map[string]int{"brut": 1, "brute": 1, "bruts": 1, "gross": 1, "ttc": 1, "net": -1, "nette": -1, "nets": -1, "ht": -1}

// variant says whether the words name the fact's thing for some whom the fact does not
// name: "le livret jeune", "the children's savings account".
func (r *reading) variant(s sentenceSpan, f *known) bool {
	for i := s.from; i < s.to; i++ {
		if !payers[r.tokens[i].stem] || f.vocabulary[r.tokens[i].stem] || r.tokens[i].used != 0 {
			continue
		}
		if i > s.from && f.names(r.tokens[i-1].stem) && r.tokens[i].brk < comma {
			return true
		}
		k := i + 1
		if k < s.to && r.tokens[k].fold == "'s" {
			k++
		}
		if k < s.to && r.tokens[k].brk < comma && f.names(r.tokens[k].stem) && !function[r.tokens[k].fold] {
			return true
		}
	}
	return false
}

// users says whether what q counts is said to use something of the entity's, as some of
// them do: "2 millions de clients utilisent l'appli".
func (r *reading) users(q *quantity) bool {
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.to; i < min(q.to+7, s.to) && r.tokens[i].brk < comma; i++ {
		if !useWords[r.tokens[i].fold] {
			continue
		}
		k := i + 1
		for k < s.to && (function[r.tokens[k].fold] || possessive[r.tokens[k].fold]) {
			k++
		}
		return k < s.to && r.tokens[k].brk < comma && (!r.tokens[k].entity || k+1 < s.to && r.tokens[k+1].fold != "'s" && r.tokens[k+1].brk == noBreak && !function[r.tokens[k+1].fold])
	}
	return false
}

var useWords = set("utilisent utilise choisi souscrit telecharge adopte detiennent use uses using chose chosen downloaded hold subscribed adopted")

// disbelieved says whether q is what an idea or a figure that is called absurd says:
// "l'hypothèse de 512 agences est absurde".
func (r *reading) disbelieved(from, to int, s sentenceSpan) bool {
	idea := false
	for i := s.from; i < from; i++ {
		idea = idea || ideas[r.tokens[i].fold]
	}
	for i := to; idea && i < s.to && !r.figureBetween(to, i); i++ {
		if absurd[r.tokens[i].fold] {
			return true
		}
	}
	return false
}

var (
	ideas  = set("hypothese idee chiffre rumeur histoire affirmation scenario idea figure claim notion rumour rumor story hypothesis number suggestion")
	absurd = set("absurde absurdes ridicule grotesque fantaisiste delirant delirante aberrant aberrante absurd ridiculous preposterous laughable ludicrous fanciful")
)
