package sentiment

import (
	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// A text of more than long bytes and at least few sentences is read by its
// sentences: as one bag of words an article is full of good words that praise
// nobody. What comes after longest bytes is not looked at.
const (
	long    = 600
	few     = 4
	longest = 1 << 16
)

const (
	// opening and closing are how many sentences at either end of an article are
	// read: a judgement stands in the title, the lead or the conclusion.
	opening, closing = 14, 4
	// calm is how much likelier than a post a sentence of an article only reports.
	calm = 2.5
	// lean is what the sentences of the press score that praise nothing: the
	// model learned from people, who write of progress and support when glad.
	lean = .09
	// apart is how far from that the mean of the sentences has to be.
	apart = .14
)

// article reads a long text by its sentences. The first, which is its title
// where it has one, weighs most, then the lead.
func (m *Model) article(s string, spans []text.Span, lang string) annotation.Sentiment {
	if len(spans) > opening+closing {
		spans = append(spans[:opening:opening], spans[len(spans)-closing:]...)
	}
	var sum, total float64
	for i, span := range spans {
		p := m.probabilities(s[span.Start:span.End], lang)
		weight := float64(max(1, 3-i))
		sum += weight * float64((p[positive]-p[negative])/(p[positive]+p[negative]+calm*p[neutral]))
		total += weight
	}
	score := sum/total - lean
	switch {
	case score > apart:
		return answer(positive, decided+(score-apart)*(1-decided)/(1-apart))
	case score < -apart:
		return answer(negative, -decided+(score+apart)*(1-decided)/(1-apart))
	}
	return answer(neutral, score*decided/apart)
}
