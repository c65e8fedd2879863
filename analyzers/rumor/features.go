package rumor

import (
	"math"
	"strings"
	"unicode"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// What is measured on a post, whatever its subject. The names are for reading
// the weights.
const (
	fBias = iota
	fLength
	fLink
	fQuestion
	fExclaim
	fHashtags
	fHandles
	fDigits
	fCapitals
	fQuote
	fDenial
	fEnquiry
	fHedge
	fAuthority
	fBreaking
	fFirst
	fSecond
	fOpinion
	fNames
	fPast
	fNumberWords
	fImage
	features
)

var featureNames = [features]string{"bias", "length", "link", "question", "exclaim", "hashtags", "handles", "digits", "capitals",
	"quote", "denial", "enquiry", "hedge", "authority", "breaking", "first", "second", "opinion", "names", "past", "number", "image"}

type reading [features]float64

var (
	firstPerson  = set("i me my mine we us our i'm i've je j' me mon ma mes nous notre nos moi ich wir yo mi nosotros")
	secondPerson = set("you your u yall ya you're tu te ton ta tes vous votre vos du ihr usted")
	opinionWords = set("should must shame disgusting sad sadly thoughts prayers condolences heart hope pray rip love hate wtf omg lol damn shit fuck fucking stupid amazing terrible horrible please honte triste pensees espere devrait doit merci bravo scandale insupportable")
	newsWords    = set("breaking update developing report reports just exclusive confirmed news alert urgent new now live #breaking #update")
	numberWords  = set("one two three four five six seven eight nine ten dozen dozens hundred hundreds thousand thousands million deux trois quatre cinq six sept huit neuf dix cent cents mille")
)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// read measures a post, of which the phrases are known. Shares are of its words.
func read(p annotation.Post, c cues) (reading, []string) {
	var f reading
	s := p.Text
	if p.Title != "" {
		s = p.Title + "\n" + s
	}
	if len(s) > 20_000 {
		s = s[:20_000]
	}
	toks := text.Tokens(s)
	var words []string
	sentence := true
	for _, t := range toks {
		raw := s[t.Start:t.End]
		switch t.Kind {
		case text.URL:
			f[fLink]++
			if strings.Contains(raw, "pic.") {
				f[fImage]++
			}
			continue
		case text.Handle:
			f[fHandles]++
			sentence = false
			continue
		case text.Hashtag:
			f[fHashtags]++
		case text.Number:
			f[fDigits]++
		}
		w := t.Fold
		words = append(words, w)
		f.word(w, raw, sentence)
		sentence = t.End < len(s) && strings.ContainsRune(".!?:", rune(s[t.End]))
	}
	f[fDenial], f[fEnquiry], f[fHedge], f[fAuthority] = float64(c.denial), float64(c.enquiry), float64(c.hedge), float64(c.authority)
	f[fQuestion] = float64(c.question)
	f[fExclaim] = float64(strings.Count(s, "!"))
	f[fQuote] = float64(strings.Count(s, "“") + strings.Count(s, "«") + strings.Count(s, "\"")/2)
	f.scale(float64(len(words)))
	return f, words
}

// scale makes counts of n words what the model weighs.
func (f *reading) scale(n float64) {
	for i := range f {
		f[i] = math.Log1p(f[i])
	}
	f[fCapitals] /= math.Log1p(n + 1)
	f[fLength] = math.Log1p(n)
	f[fBias] = 1
}

func (f *reading) word(w, raw string, sentence bool) {
	switch {
	case firstPerson[w]:
		f[fFirst]++
	case secondPerson[w]:
		f[fSecond]++
	case opinionWords[w]:
		f[fOpinion]++
	case numberWords[w]:
		f[fNumberWords]++
	}
	if newsWords[w] {
		f[fBreaking]++
	}
	if strings.HasSuffix(w, "ed") && len(w) > 4 || w == "was" || w == "were" || w == "had" {
		f[fPast]++
	}
	r := []rune(raw)
	if len(r) > 1 && unicode.IsUpper(r[0]) {
		upper := true
		for _, x := range r[1:] {
			upper = upper && !unicode.IsLower(x)
		}
		if upper && len(r) > 2 {
			f[fCapitals]++
		} else if !sentence {
			f[fNames]++
		}
	}
}
