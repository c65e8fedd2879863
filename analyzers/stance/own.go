package stance

import "strings"

// ownWords cuts what a post repeats of another from what it says itself: "so
// sad RT @name: ..." and "“@name: ...” so sad". False: it repeats nothing.
func ownWords(s string) (string, bool) {
	for _, mark := range []string{"RT @", "MT @", "RT “", "rt @", "RT: @"} {
		if at := strings.Index(s, mark); at >= 0 {
			return s[:at], true
		}
	}
	for _, mark := range []string{"“@", "\"@"} {
		before, rest, found := strings.Cut(s, mark)
		if !found {
			continue
		}
		if end := strings.IndexAny(rest, "”\""); end >= 0 {
			return before + " " + strings.TrimLeft(rest[end:], "”\""), true
		}
		return before, true
	}
	return "", false
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func upTo(n, most int) float64 { return float64(min(n, most)) / float64(most) }

// ownVector returns the numbers that need a post's own words or its parent's.
func (f *form) ownVector() []float64 {
	own, repeats := f.own, f.own != f
	asked := own.questions > 0
	return []float64{yes(repeats), yes(repeats && own.words <= 3), yes(repeats && asked), yes(repeats && own.words > 3),
		yes(f.reply && f.overlap > .6), yes(f.reply && f.link && f.overlap > .3), yes(f.reply && f.link && own.words <= 3),
		upTo(own.words, 20), yes(own.asks && asked), yes(own.endsAsked), yes(own.asks),
		yes(asked && f.seconds > 0), yes(own.negations > 0 && f.overlap > .15), yes(f.parent.negates), yes(f.parent.negates && own.negations > 0),
		yes(f.parent.addresses), yes(own.others > 0), yes(f.handles > 2), yes(own.count[kindReaction] > 0 && own.words < 8), yes(own.count[kindSupport] > 0 && own.words < 8),
		yes(f.figures > 0 && f.reply && !asked), yes(f.reply && own.words == 0)}
}

// crossings returns what is telling only together: a question to who began the
// thread asks for proof, one deep in a quarrel does not.
func (f *form) crossings() []float64 {
	own, asked, negates := f.own, f.questions > 0, f.negations > 0
	return []float64{yes(asked && f.deep), yes(own.endsAsked && !f.deep), yes(own.asks && own.questions > 0 && !f.deep), yes(f.own != f && own.words <= 3 && f.link),
		yes(negates && !f.deep), upTo(f.count[kindDeny], 2) * yes(!f.deep), yes(asked && f.words > 18),
		yes(asked && f.shouts > 0), yes(asked && f.seconds > 0), yes(negates && f.seconds > 0), yes(f.parent.negates && own.negations > 0 && !f.deep),
		upTo(f.count[kindHearsay], 2) * yes(!f.reply), f.overlap * yes(!f.deep)}
}
