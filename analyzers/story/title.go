package story

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	words "vigie/analyzers/text"
)

//go:embed bait.txt
var baitFile string

// baits are the phrases, as words.Index writes them, of headlines that keep back
// what they are about.
var baits = sync.OnceValue(func() []string {
	var all []string
	for line := range strings.Lines(baitFile) {
		all = append(all, " "+strings.TrimSpace(line)+" ")
	}
	return all
})

const (
	// clearly is how much better a headline must be to take another's place: what
	// a story is called should stay.
	clearly = 1.3
	// often is up to how many posts of a story each may give it its title, and
	// every how many after that.
	often        = 8
	leads        = 0.65 // what a later sentence is worth, beside a post's first
	longTitle    = 110  // runes
	mostTitle    = 140  // runes
	mostSentence = 6    // sentences of a post that are looked at
)

// title is what a story is called.
type title struct {
	text    string
	terms   []uint32
	quality float64
}

// Title is what an open story is called: the headline, or where none has one the
// sentence, that says best what its posts say. It is empty where the story is
// closed, or nothing has been said.
func (x *Index) Title(storyID string) string {
	if slot := x.slotOf(storyID); slot >= 0 {
		return x.stories[slot].title.text
	}
	return ""
}

// entitle gives a story the title of a post, where it has none or a worse one.
func (x *Index) entitle(slot int, p reading) {
	s := &x.stories[slot]
	if n := s.this.posts + s.past.posts; s.title.text != "" && n > often && n%often != 0 {
		return
	}
	best, most := title{}, clearly*x.worth(slot, s.title)
	for i, c := range candidates(p) {
		text, loud := headline(c, x.stems.isOwn)
		t := x.titled(p.tongue, text)
		worth := x.worth(slot, t)
		if loud {
			worth *= 0.6
		}
		if i > 0 {
			worth *= leads // what is told comes first
		}
		if worth > most || best.text == "" && s.title.text == "" {
			best, most = t, worth
		}
	}
	if best.text != "" {
		x.stories[slot].title = best
	}
}

// call gives a story back the title that it had.
func (x *Index) call(slot int, tongue, text string) {
	if s := &x.stories[slot]; text != "" && text != s.title.text {
		s.title = x.titled(tongue, text)
	}
}

// worth is how near a title is to what a story's posts say, and how good it is.
func (x *Index) worth(slot int, t title) float64 {
	s := &x.stories[slot]
	if len(t.terms) == 0 || s.norm <= 0 {
		return 0
	}
	sum := 0.0
	for _, h := range t.terms {
		sum += float64(x.in(slot, h).weight())
	}
	return t.quality * sum / math.Sqrt(s.norm*float64(len(t.terms)))
}

// titled reads a title.
func (x *Index) titled(tongue, text string) title {
	t := title{text: text, quality: quality(text)}
	var buf [64]words.Token
	for _, w := range words.AppendTokens(buf[:0], text) {
		if h := x.stems.of(tongue, w.Fold).hash; isTerm(tongue, w) && !slices.Contains(t.terms, h) {
			t.terms = append(t.terms, h)
		}
	}
	return t
}

// candidates are a post's title, or its first sentences.
func candidates(p reading) []string {
	if strings.TrimSpace(p.title) != "" {
		return []string{p.title}
	}
	var all []string
	for _, span := range words.Sentences(p.text[:min(len(p.text), mostSentence*4*mostTitle)]) {
		if all = append(all, p.text[span.Start:span.End]); len(all) == mostSentence {
			break
		}
	}
	return all
}

// quality is how well a headline speaks for itself, 0 to 1.
func quality(text string) float64 {
	q := 1.0
	if text == "" {
		return 0
	}
	switch last, _ := utf8.DecodeLastRuneInString(text); last {
	case '?':
		q *= 0.6
	case '…':
		q *= 0.7
	case '.', '!':
		q *= 0.85 // a sentence, rather than a headline
	}
	switch n := strings.Count(text, " ") + 1; {
	case n < 3:
		q *= 0.5
	case n < 5:
		q *= 0.85
	}
	if utf8.RuneCountInString(text) > longTitle {
		q *= 0.8
	}
	index := words.Index(text)
	if slices.ContainsFunc(baits(), func(b string) bool { return strings.Contains(index, b) }) {
		q *= 0.5
	}
	return q
}

// headline is a title or a sentence as it can be shown: without addresses, emoji
// and the site's name, no longer than mostTitle, and not in capitals, which loud
// tells that it was in. own tells the words that are names.
func headline(s string, own func(fold string) bool) (text string, loud bool) {
	s = unmarked(s)
	s = withoutSite(s)
	if loud = inCapitals(s); loud {
		s = lowered(s, own)
	}
	if utf8.RuneCountInString(s) > mostTitle {
		s = string([]rune(s)[:mostTitle-1])
		if at := strings.LastIndexByte(s, ' '); at > mostTitle/2 {
			s = s[:at]
		}
		s = strings.TrimRight(s, " ,;:.-–—") + "…"
	}
	return s, loud
}

// unmarked leaves out what is not said: addresses, emoji, whom it is sent to, the
// hashtags at the end, and the signs of hashtags.
func unmarked(s string) string {
	s = strings.ToValidUTF8(s, "")
	toks := words.Tokens(s)
	end := len(toks)
	for end > 3 && (toks[end-1].Kind == words.Hashtag || toks[end-1].Kind == words.URL || toks[end-1].Kind == words.Emoji) {
		end--
	}
	var b strings.Builder
	at, spoke := 0, false
	for i, t := range toks {
		spoke = spoke || t.Kind <= words.Number && t.Fold != "rt" && t.Fold != "mt" && t.Fold != "re"
		switch {
		case i >= end && t.Kind == words.Hashtag, t.Kind == words.URL, t.Kind == words.Emoji, !spoke && t.Kind != words.Hashtag:
			b.WriteString(s[at:t.Start])
			at = t.End
		case t.Kind == words.Hashtag:
			b.WriteString(s[at:t.Start])
			at = t.Start + len("#")
			spoke = true
		}
	}
	b.WriteString(s[at:])
	s = strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	return strings.TrimSpace(strings.TrimLeft(s, " :,;.!?>→-–—|*•…"))
}
