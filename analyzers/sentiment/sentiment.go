// Package sentiment tells whether a text, or what it says of one entity, is
// negative, neutral or positive. It is a linear model over words, pairs of
// words, character n-grams, word lists, negation, emphasis and emoji, trained
// on tweets (see model/sentiment.txt). It knows no topic and no source.
package sentiment

import (
	"bytes"
	"math"
	"strings"
	"sync"

	"vigie/analyzers/annotation"
	"vigie/analyzers/model"
	"vigie/analyzers/query"
	"vigie/analyzers/text"
)

// labels are the names of the classes.
var labels = [classes]string{"negative", "neutral", "positive"}

// Model tells sentiment. It is safe for concurrent use.
type Model struct {
	reader *reader
	linear *linear
	pool   sync.Pool // of *vector
}

// New reads the embedded model and word lists.
func New() (*Model, error) {
	b, err := model.Bytes("sentiment.bin")
	if err != nil {
		return nil, err
	}
	return open(b)
}

func open(file []byte) (*Model, error) {
	l, err := readLinear(file)
	if err != nil {
		return nil, err
	}
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	return &Model{reader: r, linear: l, pool: sync.Pool{New: func() any { return new(vector) }}}, nil
}

func (l *linear) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := l.write(&b)
	return b.Bytes(), err
}

// Of returns the sentiment of a text in a language (ISO 639-1, "" or "und":
// not known). The score is how much likelier positive is than negative.
func (m *Model) Of(s, lang string) annotation.Sentiment {
	return conclude(m.probabilities(s, lang), s)
}

// Toward returns the sentiment toward what stands at the bytes start to end of
// a text: of the clause around it, and a little of the sentence. An empty range
// means the whole text.
func (m *Model) Toward(s, lang string, start, end int) annotation.Sentiment {
	if start < 0 || end <= start || end > len(s) {
		return m.Of(s, lang)
	}
	sentence := sentenceAround(s, start, end)
	clause := clauseAround(s, sentence, start, end)
	p := m.probabilities(s[clause.Start:clause.End], lang)
	if clause != sentence {
		q := m.probabilities(s[sentence.Start:sentence.End], lang)
		for c := range p {
			p[c] = .75*p[c] + .25*q[c]
		}
	}
	return conclude(p, s[sentence.Start:sentence.End])
}

func (m *Model) probabilities(s, lang string) [classes]float32 {
	if p, ok := m.onlyEmoji(s); ok {
		return p
	}
	v := m.pool.Get().(*vector)
	defer m.pool.Put(v)
	m.reader.read(v, s, lang)
	if len(v.parts[kindWord]) == 0 {
		return [classes]float32{0, 1, 0}
	}
	return softmax(m.linear.scores(v, salt(lang)))
}

// onlyEmoji returns what the emoji of a text say that holds nothing else.
func (m *Model) onlyEmoji(s string) (p [classes]float32, ok bool) {
	if len(s) > 400 {
		return p, false
	}
	var sum float32
	n := 0
	for _, tok := range text.Tokens(s) {
		switch tok.Kind {
		case text.Emoji:
			sum += m.reader.emoji[tok.Fold]
			n++
		case text.Word, text.Number, text.Hashtag:
			return p, false
		}
	}
	if n == 0 {
		return p, false
	}
	mean := max(-.45, min(2*sum/float32(n), .45))
	switch { // the list is mild: angry faces stand at -0.2 there
	case mean > .1:
		return [classes]float32{.25 - mean/2, .2, .55 + mean/2}, true
	case mean < -.1:
		return [classes]float32{.55 - mean/2, .2, .25 + mean/2}, true
	}
	return [classes]float32{.2, .6, .2}, true
}

// conclude turns probabilities into an answer. What may be irony is brought
// toward neutral: praise over a complaint is not guessed at.
func conclude(p [classes]float32, s string) annotation.Sentiment {
	label := argmax(p)
	score := float64(p[positive] - p[negative])
	if label == positive && ironic(s) {
		label, score = neutral, score/4
	}
	return annotation.Sentiment{Label: labels[label], Score: math.Round(score*1000) / 1000}
}

// ironic tells thanks and praise beside what nobody gives thanks for.
func ironic(s string) bool {
	if len(s) > 1000 {
		return false
	}
	f := text.Index(s)
	for _, mark := range []string{" #ironie ", " #ironique ", " #sarcasme ", " #sarcasm ", " #irony "} {
		if strings.Contains(f, mark) {
			return true
		}
	}
	return containsAny(f, " merci ", " bravo ", " felicitations ", " super ", " genial ", " magnifique ", " thanks ", " thank you ", " great ", " well done ", " congratulations ", " congrats ", " love it when ") &&
		containsAny(f, " retard ", " retards ", " panne ", " pannes ", " annule ", " annules ", " supprime ", " supprimes ", " greve ", " encore en ", " toujours pas ", " bloque ", " bloques ",
			" late ", " delay ", " delays ", " delayed ", " cancelled ", " canceled ", " broken ", " stuck ", " strike ", " yet again ")
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// sentenceAround returns the sentences over which start to end stretch.
func sentenceAround(s string, start, end int) text.Span {
	from, to := max(0, start-2000), min(len(s), end+2000)
	around := text.Span{Start: start, End: end}
	for _, span := range text.Sentences(s[from:to]) {
		if a, b := span.Start+from, span.End+from; a < end && start < b {
			around.Start, around.End = min(around.Start, a), max(around.End, b)
		}
	}
	return around
}

// clauseAround narrows a sentence to the clause of a mention: as far as a mark
// or a word that opposes.
func clauseAround(s string, sentence text.Span, start, end int) text.Span {
	part := s[sentence.Start:sentence.End]
	clause := sentence
	toks := text.Tokens(part)
	for i, tok := range toks {
		at := tok.Start + sentence.Start
		gap := part[:tok.Start]
		if i > 0 {
			gap = part[toks[i-1].End:tok.Start]
		}
		if !opposes(tok.Fold) && !strings.ContainsAny(gap, ";:()—–") {
			continue
		}
		if at <= start {
			clause.Start = at
		} else if at >= end {
			clause.End = at
			break
		}
	}
	if clause.End-clause.Start < end-start+12 || len(query.Words(s[clause.Start:clause.End])) < 4 {
		return sentence
	}
	return clause
}

// opposes tells the words that turn from one thing to another.
func opposes(w string) bool {
	switch w {
	case "mais", "cependant", "pourtant", "tandis", "alors", "contrairement", "toutefois", "neanmoins", "sauf",
		"but", "however", "whereas", "while", "although", "though", "yet", "unlike", "except",
		"aber", "jedoch", "pero", "aunque", "ma", "pero'", "tuttavia", "mas", "porem":
		return true
	}
	return false
}
