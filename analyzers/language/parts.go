package language

import "vigie/analyzers/text"

// Part is a stretch of a text in one language.
type Part struct {
	text.Span
	Language string
}

// apart is the number of letters a sentence needs to be told from those around
// it, and sure how sure its language has to be.
const (
	apart = 25
	sure  = .5
)

// Parts cuts a text in several languages, by its sentences. A sentence that is
// short or not sure is in the language of what stands before it; the first ones
// in that of the whole, which is given. A text in one language is one part.
func (d *Detector) Parts(s, whole string) []Part {
	var parts []Part
	for _, span := range text.Sentences(s[:min(len(s), 1<<16)]) {
		lang := whole
		if n := len(parts); n > 0 {
			lang = parts[n-1].Language
		}
		part := s[span.Start:span.End]
		if _, letters := plain(part); letters >= apart {
			if own, score := d.Of(part, whole); own != Undetermined && score >= sure {
				lang = own
			}
		}
		if n := len(parts); n > 0 && parts[n-1].Language == lang {
			parts[n-1].End = span.End
			continue
		}
		parts = append(parts, Part{span, lang})
	}
	return parts
}
