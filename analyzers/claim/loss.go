package claim

import (
	"slices"
	"strings"

	"vigie/analyzers/annotation"
)

// losses judges what is said to be a loss, without a figure, where a fact has a gain:
// "un résultat négatif", "ended the year in the red".
func (r *reading) losses(s sentenceSpan) {
	for i := s.from; i < s.to; i++ {
		tk := &r.tokens[i]
		red := r.reads(i, "dans", "le", "rouge") || r.reads(i, "in", "the", "red")
		if !red && !lossWords[tk.fold] || r.figureBetween(s.from, s.to) {
			continue
		}
		for _, f := range r.facts {
			if !f.gains() || !r.mentionedIn(&quantity{from: i, to: i + 1}, f) {
				continue
			}
			named := red
			for k := max(s.from, i-4); k < min(s.to, i+4) && !named; k++ {
				named = k != i && slices.ContainsFunc(f.aliases, func(a alias) bool { return !a.loss && slices.Contains(a.stems, r.tokens[k].stem) })
			}
			if named {
				r.toldOf(f, s, i, i+1, !r.plainly(s, i, i+1))
			}
		}
	}
}

var lossWords = set("negatif negative negatifs negatives perte pertes loss losses deficit deficitaire")

// gains says whether the fact is a gain of money.
func (k *known) gains() bool {
	return len(k.values) > 0 && k.values[0].dim == money && k.values[0].value > 0 && slices.ContainsFunc(k.aliases, func(a alias) bool { return a.loss })
}

// corrected makes a false figure that the post only cites, in a question, in quotation
// marks or as what somebody said, denied by the true one behind it.
func corrected(claims []annotation.Claim) {
	for i := range claims {
		c := &claims[i]
		if c.Verdict != Contradicts {
			continue
		}
		for _, m := range claims[i+1:] {
			if m.Fact == c.Fact && m.Verdict == Matches && !m.Denied && m.Text != c.Text && cites(c.Text) {
				c.Verdict, c.Denied = Matches, true
			}
		}
	}
}

// goesOn is the fact of the claim before, where the sentence of q goes on about it:
// "C'est 64 M€."
func (r *reading) goesOn(q *quantity) *known {
	s := r.sentences[r.tokens[q.from].sent]
	if len(r.out) == 0 || s.from == 0 || q.from > s.from+4 || q.noun != "" && q.dim == counted {
		return nil
	}
	last := r.out[len(r.out)-1]
	switch r.tokens[s.from].fold {
	case "c'", "it's", "it", "that's", "non", "no", "actually", "en":
	default:
		return nil
	}
	for _, f := range r.facts {
		if f.ID == last.Fact && f.sameKind(q) && !r.outdated(f, q, window{s.from, s.to}) && last.Text == r.sentenceText(s.from-1) {
			return f
		}
	}
	return nil
}

// cites says whether a sentence asks, quotes, or tells what somebody said.
func cites(sentence string) bool {
	if strings.HasSuffix(strings.TrimRight(sentence, " »”\""), "?") || strings.ContainsAny(sentence, "\"«“") {
		return true
	}
	return hasAny(sentence, citing)
}

var citing = set(`wrote said says claimed claims claim tweeted posted heard read someone somebody rumour rumor
	ecrit dit disait pretend pretendait lu entendu rumeur quelqu'un parait annonce affirme affirmait certains parlent parle`)
