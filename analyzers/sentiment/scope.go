package sentiment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vigie/analyzers/text"
)

// piece is a stretch of a text between two borders, and whose it is: 0 nobody's,
// 1 mine, 2 another's.
type piece struct {
	text.Span
	owner int
	names bool // names its owner
	turns bool // begins with a "but"
}

// contrast is how much what is said of the others counts the other way round
// where a post sets names against each other.
const contrast = .6

// scoped judges me by the pieces of a text that speak of me: those that name me,
// and those behind them that name nobody. ok is false where all of it is mine.
func (c *clauses) scoped(region text.Span) (p [classes]float32, ok bool) {
	toks := text.Tokens(c.s[region.Start:region.End])
	pieces := c.pieces(region, toks)
	turned := turn(pieces)
	mine, theirs := c.owned(pieces, 1), c.owned(pieces, 2)
	if theirs == "" && !turned || mine == "" {
		return p, false
	}
	p = c.m.probabilities(mine, c.lang)
	if theirs != "" {
		q := c.m.probabilities(theirs, c.lang)
		tilt := contrast * (q[positive] - q[negative])
		p[positive] = max(p[positive]-tilt, 0)
		p[negative] = max(p[negative]+tilt, 0)
	}
	return p, true
}

// turn gives up what stands before the last "but" that is of me: it is of the
// others where I am named behind, and takes nothing away otherwise.
func turn(pieces []piece) (turned bool) {
	for i := len(pieces) - 1; i > 0 && !turned; i-- {
		if !pieces[i].turns || pieces[i].owner != 1 {
			continue
		}
		for j := range pieces[:i] {
			switch {
			case pieces[j].owner == 2:
			case pieces[i].names:
				pieces[j].owner = 2
			default:
				pieces[j].owner = 3
			}
			turned = true
		}
	}
	return turned
}

// owned joins the pieces of an owner.
func (c *clauses) owned(pieces []piece, owner int) string {
	var b strings.Builder
	for _, one := range pieces {
		if one.owner == owner {
			b.WriteString(strings.TrimLeft(c.s[one.Start:one.End], " ,;"))
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// pieces cuts a text at marks and at words that oppose, and tells whose they are.
func (c *clauses) pieces(region text.Span, toks []text.Token) []piece {
	var all []piece
	last, topic, first := 0, 0, 0
	for i := 1; i <= len(toks); i++ {
		if i < len(toks) && !c.parts(region, toks, i) {
			continue
		}
		one := piece{Span: text.Span{Start: region.Start + toks[first].Start, End: region.End}, turns: lastBut([]word{{}, {fold: toks[first].Fold}}) > 0}
		if i < len(toks) {
			one.End = region.Start + toks[i].Start
		}
		owner := c.ownerOf(region, toks, first, i)
		if first > 0 && strings.ContainsAny(c.s[region.Start+toks[first-1].End:one.Start], ".!?\n…") {
			last, topic = topic, 0 // back to what the sentence before was of
		}
		one.names = owner > 0
		if owner == 0 {
			owner = last
		}
		last = owner
		if topic == 0 {
			topic = owner
		}
		one.owner = owner
		all, first = append(all, one), i
	}
	for i := len(all) - 2; i >= 0; i-- { // what stands before the first name is of it
		if all[i].owner == 0 {
			all[i].owner = all[i+1].owner
		}
	}
	return all
}

// parts tells whether a border stands before token i.
func (c *clauses) parts(region text.Span, toks []text.Token, i int) bool {
	gap := c.s[region.Start+toks[i-1].End : region.Start+max(toks[i].Start, toks[i-1].End)]
	return strings.ContainsAny(gap, ",;:!?\n…—–()") || strings.Contains(gap, ". ") || opposes(toks[i].Fold) ||
		toks[i].Fold == "pendant" || toks[i].Fold == "because" || toks[i].Fold == "what"
}

// ownerOf returns 1 where the tokens hold me, 2 where they name another.
func (c *clauses) ownerOf(region text.Span, toks []text.Token, from, to int) int {
	owner := 0
	for i := from; i < to; i++ {
		start, end := region.Start+toks[i].Start, region.Start+toks[i].End
		for at, span := range c.named {
			if start < span.End && span.Start < end {
				if at == 0 {
					return 1
				}
				owner = 2
			}
		}
		if owner == 0 && c.proper(region, toks, i) {
			owner = 2
		}
	}
	return owner
}

// proper tells a word with a capital where no sentence begins, or one of two at
// its beginning, that is no day, month, pronoun or shout.
func (c *clauses) proper(region text.Span, toks []text.Token, i int) bool {
	if !c.capital(region, toks, i) || text.IsStop(c.lang, toks[i].Fold) {
		return false
	}
	begins := i == 0
	if !begins {
		gap := c.s[region.Start+toks[i-1].End : region.Start+max(toks[i].Start, toks[i-1].End)]
		begins = strings.ContainsAny(gap, ".!?:\n…«»\"“—–-")
	}
	return !begins || c.capital(region, toks, i+1)
}

func (c *clauses) capital(region text.Span, toks []text.Token, i int) bool {
	if i >= len(toks) || toks[i].Kind != text.Word || len(toks[i].Fold) < 3 || strings.Contains(dated, " "+toks[i].Fold+" ") {
		return false
	}
	word := c.s[region.Start+toks[i].Start : region.Start+toks[i].End]
	first, size := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) && strings.IndexFunc(word[size:], unicode.IsLower) >= 0
}

// dated are words with a capital that name nobody.
const dated = " i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas easter english french noel monsieur madame "

// region is what may speak of me: a short post whole, otherwise the sentence.
func (c *clauses) region(sentence text.Span) text.Span {
	if len(c.s) <= short {
		return text.Span{Start: 0, End: len(c.s)}
	}
	return sentence
}
