package social

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// query is a search as Bluesky's own is written, as far as it can be decided by
// a post alone: words and "phrases" that must all be there, #hashtags, lang:fr,
// and a minus before what must not be there. Case and accents do not count.
type query struct {
	all, not         []string // as words writes them
	tags, notTags    []string // folded
	langs, notInLang []string
}

// Bluesky's search knows these too. Whom a handle means, or whether a link
// leads to a domain, a post does not tell.
var undecided = []string{"from:", "to:", "mentions:", "mention:", "domain:", "url:", "since:", "until:", "author:", "did:"}

// readQuery reads a search. It is false where the words alone do not decide it,
// or where it would take every post.
func readQuery(text string) (query, bool) {
	var q query
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		term, quoted, without := "", false, false
		if term, without = strings.CutPrefix(text, "-"); without {
			text = term
		}
		if term, quoted = strings.CutPrefix(text, `"`); quoted {
			term, text, _ = strings.Cut(term, `"`)
		} else {
			end := strings.IndexFunc(text, unicode.IsSpace)
			if end < 0 {
				end = len(text)
			}
			term, text = text[:end], text[end:]
		}
		if !quoted && (term == "OR" || term == "AND" || term == "NOT" || strings.ContainsAny(term, `()|*"`) || operator(term)) {
			return query{}, false
		}
		q.add(term, quoted, without)
	}
	return q, len(q.all)+len(q.tags) > 0
}

func operator(term string) bool {
	return slices.ContainsFunc(undecided, func(o string) bool { return strings.HasPrefix(strings.ToLower(term), o) })
}

func (q *query) add(term string, quoted, without bool) {
	to, value := &q.all, words(term)
	if lang, ok := strings.CutPrefix(strings.ToLower(term), "lang:"); ok && !quoted {
		if to, value = &q.langs, tongue(lang); without {
			to = &q.notInLang
		}
	} else if tag, ok := strings.CutPrefix(term, "#"); ok && !quoted {
		if to, value = &q.tags, fold(tag); without {
			to = &q.notTags
		}
	} else if without {
		to = &q.not
	}
	if strings.TrimSpace(value) != "" {
		*to = append(*to, value)
	}
}

// matches reports whether a post is one that is looked for.
func (q query) matches(r blueskyRecord) bool {
	spoken := func(lang string) bool {
		return slices.ContainsFunc(r.Langs, func(w word) bool { return tongue(string(w)) == lang })
	}
	if len(q.langs) > 0 && !slices.ContainsFunc(q.langs, spoken) || slices.ContainsFunc(q.notInLang, spoken) {
		return false
	}
	said := string(r.Text)
	for _, image := range r.Embed.Images {
		said += "\n" + string(image.Alt)
	}
	if len(q.tags)+len(q.notTags) > 0 {
		tags := r.tags()
		has := func(tag string) bool { return slices.Contains(tags, tag) }
		if slices.ContainsFunc(q.tags, func(tag string) bool { return !has(tag) }) || slices.ContainsFunc(q.notTags, has) {
			return false
		}
	}
	for _, tag := range r.Tags {
		said += "\n" + string(tag)
	}
	said = words(said)
	has := func(phrase string) bool { return strings.Contains(said, phrase) }
	return !slices.ContainsFunc(q.all, func(phrase string) bool { return !has(phrase) }) && !slices.ContainsFunc(q.not, has)
}

// tags are the hashtags of a post, folded: those that its program marked, and
// those that stand in its text.
func (r blueskyRecord) tags() []string {
	var found []string
	for _, tag := range r.Tags {
		found = append(found, fold(string(tag)))
	}
	for _, facet := range r.Facets {
		for _, feature := range facet.Features {
			if feature.Tag != "" {
				found = append(found, fold(string(feature.Tag)))
			}
		}
	}
	for _, part := range strings.Split(fold(string(r.Text)), "#")[1:] {
		end := strings.IndexFunc(part, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsNumber(c) })
		if end < 0 {
			end = len(part)
		}
		found = append(found, part[:end])
	}
	return found
}

// spelt are letters that do not come apart into one of ASCII and a mark.
var spelt = strings.NewReplacer("ß", "ss", "œ", "oe", "æ", "ae", "ø", "o", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// fold takes case, accents and other forms of the same letters away.
func fold(text string) string {
	text = spelt.Replace(norm.NFKD.String(strings.ToLower(text)))
	return strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII && unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, text)
}

// words are the words of a text, folded, with one space before and after each,
// so that a phrase is found where its words are. Scripts that do not part words
// are taken sign by sign.
func words(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	apart := true // the last one is a space
	for _, c := range fold(text) {
		sign := unbroken(c)
		if !sign && !unicode.IsLetter(c) && !unicode.IsNumber(c) {
			if !apart {
				b.WriteByte(' ')
			}
			apart = true
			continue
		}
		if sign && !apart {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
		if apart = sign; sign {
			b.WriteByte(' ')
		}
	}
	if !apart {
		b.WriteByte(' ')
	}
	return b.String()
}

func unbroken(c rune) bool {
	return c >= 0x0e00 && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
