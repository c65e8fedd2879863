// Package sentiment tells whether a text, or what it says of one entity, is
// negative, neutral or positive. It is a linear model over words, pairs of
// words, character n-grams, word lists, negation, emphasis and emoji, trained
// on tweets, and one like it over it, trained on short posts of services (see
// model/sentiment.txt). It knows no topic and no source.
package sentiment

import (
	"bytes"
	"math"
	"sync"

	"vigie/analyzers/annotation"
	"vigie/analyzers/model"
	"vigie/analyzers/text"
)

// labels are the names of the classes.
var labels = [classes]string{"negative", "neutral", "positive"}

// Model tells sentiment. It is safe for concurrent use.
type Model struct {
	reader *reader
	linear *linear
	posts  *postModel
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
	from := bytes.NewReader(file)
	l, err := readLinear(from)
	if err != nil {
		return nil, err
	}
	posts, err := readPosts(from)
	if err != nil {
		return nil, err
	}
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	return &Model{reader: r, linear: l, posts: posts, pool: sync.Pool{New: func() any { return new(vector) }}}, nil
}

// Of returns the sentiment of a text in a language (ISO 639-1, "" or "und":
// not known). The score is how much likelier positive is than negative.
func (m *Model) Of(s, lang string) annotation.Sentiment {
	if len(s) > long {
		if spans := text.Sentences(s[:min(len(s), longest)]); len(spans) >= few {
			return m.article(s, spans, lang)
		}
	}
	return conclude(m.probabilities(s, lang), s)
}

func (m *Model) probabilities(s, lang string) [classes]float32 {
	if p, ok := m.onlyEmoji(s); ok {
		return p
	}
	v := m.pool.Get().(*vector)
	defer m.pool.Put(v)
	m.reader.read(v, s, lang)
	if len(v.words) == 0 {
		return [classes]float32{0, 1, 0}
	}
	return softmax(m.posts.add(m.linear.scores(v, salt(lang)), v))
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

// decided is the score from which a text is positive, and below minus which it
// is negative: label and score never disagree.
const decided = .2

// conclude turns probabilities into an answer. What may be irony is not guessed
// at: praise of nothing in particular is neither, praise of a trouble complains.
func conclude(p [classes]float32, s string) annotation.Sentiment {
	label, score := argmax(p), scoreOf(p)
	kind, _ := suspect(s)
	switch {
	case kind == told && label != negative:
		label, score = negative, -decided-.1
	case kind == hinted && label == positive:
		label, score = neutral, score*decided/2
	}
	felt := answer(label, score)
	felt.Uncertain = kind != none
	return felt
}

// answer rounds a score without leaving the bounds of its label.
func answer(label int, score float64) annotation.Sentiment {
	score = math.Round(score*1000) / 1000
	switch label {
	case positive:
		score = max(decided, min(score, 1))
	case negative:
		score = min(-decided, max(score, -1))
	default:
		score = max(-decided+.001, min(score, decided-.001))
	}
	return annotation.Sentiment{Label: labels[label], Score: score}
}

// scoreOf is from 1, surely positive, to -1, surely negative. It is continuous
// where neutral turns to either.
func scoreOf(p [classes]float32) float64 {
	label := argmax(p)
	low, high := float64(min(p[negative], p[positive])), float64(max(p[negative], p[positive]))
	if label == neutral {
		if float64(p[neutral]) <= low {
			return 0
		}
		return decided * float64(p[positive]-p[negative]) / (float64(p[neutral]) - low)
	}
	score := decided + (1-decided)*(high-max(low, float64(p[neutral])))
	if label == negative {
		return -score
	}
	return score
}
