package analyzers

import (
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/language"
	"vigie/analyzers/text"
)

// A post that is long enough to hold two languages may be in several where its
// language is less sure than this, or where words of another are in it.
const (
	unsure   = .8
	mixedMin = 60 // bytes
)

// parts are those of a post by their language: one, unless it is in several.
func (r *Reader) parts(body string, a *annotation.Annotation) []language.Part {
	if len(body) > mixedMin && (a.LanguageScore < unsure || language.Mixed(body, a.Language)) {
		if parts := r.language.Parts(body, a.Language); len(parts) > 1 {
			return parts
		}
	}
	return []language.Part{{Span: text.Span{Start: 0, End: len(body)}, Language: a.Language}}
}

// few is up to how many bytes a text without a known language may be taken for one in
// the organisation's.
const few = 40

// languageOf is the language of a post, and how sure that is.
func (r *Reader) languageOf(body, prior string) (string, float64) {
	lang, score := r.language.Of(body, prior)
	if prior == "" && r.home != "" && len(body) < few && score < surely && lang != "fr" && lang != "en" {
		return r.language.Of(body, r.home)
	}
	return lang, score
}

func languageAt(parts []language.Part, at int) string {
	for _, p := range parts {
		if at < p.End {
			return p.Language
		}
	}
	return parts[len(parts)-1].Language
}

// claims reads each part in its own language; what begins before byte from is not
// judged.
func (r *Reader) claims(body string, from int, parts []language.Part, mentions []annotation.Mention, published time.Time) []annotation.Claim {
	if len(parts) == 1 {
		return r.claim.ClaimsFrom(body, from, parts[0].Language, mentions, published)
	}
	var out []annotation.Claim
	for _, p := range parts {
		if p.End <= from {
			continue
		}
		var inside []annotation.Mention
		for _, m := range mentions {
			if m.Start >= p.Start && m.End <= p.End {
				m.Start, m.End = m.Start-p.Start, m.End-p.Start
				inside = append(inside, m)
			}
		}
		out = append(out, r.claim.ClaimsFrom(body[p.Start:p.End], max(from-p.Start, 0), p.Language, inside, published)...)
	}
	return out
}

// others is where a post names somebody else.
func others(mentions []annotation.Mention, entity string) []text.Span {
	var out []text.Span
	for _, m := range mentions[:min(len(mentions), mostToward)] {
		if m.Entity != entity {
			out = append(out, text.Span{Start: m.Start, End: m.End})
		}
	}
	return out
}
