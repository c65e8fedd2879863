package stance

import "slices"

// featureNames name the numbers of vector, in their order.
var featureNames = []string{"bias", "source", "deny", "query", "hearsay", "doubt", "support", "deny early", "support early", "query early",
	"question", "questions", "question last words few", "asks", "exclamation", "dots", "negation", "negations", "link", "quote", "handles", "you", "i",
	"length", "short", "long", "overlap", "parent asks", "capitals", "emoji", "deny and question", "source question", "source deny", "link without question", "negation early you",
	"reaction", "deep", "refuses", "agrees", "figures", "alone", "source reply overlap", "parent asks short",
	"repeats", "repeats only", "repeats and asks", "repeats and adds", "same words", "link same words", "link alone", "own length", "own asks", "ends asked", "own question word",
	"question you", "negation overlap", "parent negates", "both negate", "parent addresses", "others", "many handles", "reaction short", "support short", "reply figures", "own none",
	"question and deep", "ends asked, not deep", "own asks, not deep", "repeats only and link", "negation, not deep", "deny, not deep", "question and long",
	"question and exclamation", "question and you", "negation and you", "both negate, not deep", "source hearsay", "overlap, not deep",
	"affirms", "refuses plainly", "debunks", "enquires", "affirms early", "negates what was said", "another figure", "same figure"}

// vector returns the form as numbers between 0 and 1 or so.
func (f *form) vector() []float64 {
	reply := f.reply
	return append([]float64{1, yes(!reply), upTo(f.count[kindDeny], 2), upTo(f.count[kindQuery], 2), upTo(f.count[kindHearsay], 2), upTo(f.count[kindDoubt], 2), upTo(f.count[kindSupport], 2),
		yes(f.early[kindDeny] > 0), yes(f.early[kindSupport] > 0), yes(f.early[kindQuery] > 0),
		yes(f.questions > 0), upTo(f.questions, 3), yes(f.questions > 0 && f.words <= 10), yes(f.asks), yes(f.shouts > 0), yes(f.dots > 0), yes(f.negations > 0), upTo(f.negations, 3),
		yes(f.link), yes(f.quote), upTo(f.handles, 4), yes(f.seconds > 0), yes(f.persons > 0),
		upTo(f.words, 25), yes(f.words <= 4), yes(f.words > 18), f.overlap, yes(f.parentAsk), yes(f.caps), yes(f.emoji > 0),
		yes(f.count[kindDeny] > 0 && f.questions > 0), yes(!reply && f.questions > 0), yes(!reply && f.count[kindDeny] > 0), yes(f.link && f.questions == 0), yes(f.negations > 0 && f.seconds > 0),
		upTo(f.count[kindReaction], 2), yes(f.deep), yes(f.refuses), yes(f.agrees), upTo(f.figures, 2), yes(f.words == 0), yes(reply && f.overlap > .4), yes(f.parentAsk && f.words <= 8)}, slices.Concat(f.ownVector(), f.crossings(), f.acts())...)
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

// acts returns what the person says plainly of what it is told.
func (f *form) acts() []float64 {
	own := f.own
	asked, refuses, debunks := own.questions > 0, own.count[kindRefuse] > 0, own.count[kindDebunk] > 0
	affirms := own.count[kindAffirm] > 0 && !asked && !refuses && !debunks
	return []float64{yes(affirms), yes(refuses && !asked), yes(debunks && !asked), yes(own.count[kindEnquire] > 0),
		yes(affirms && own.early[kindAffirm] > 0),
		yes(f.reply && own.negations > 0 && f.overlap > 0 && !f.parent.negates && !asked),
		yes(f.parent.otherFigure && !asked), yes(f.parent.sameFigure && !asked)}
}
