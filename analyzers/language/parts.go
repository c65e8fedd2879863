package language

import (
	"strings"
	"unicode/utf8"

	"vigie/analyzers/text"
)

// Part is a stretch of a text in one language.
type Part struct {
	text.Span
	Language string
}

const (
	// apart is the number of letters a sentence or a quotation needs to be told
	// from what is around it, and sure how sure its language has to be.
	apart = 25
	sure  = .5
	// parted is how much of a text is cut, in bytes: the rest is in the language of
	// its last part.
	parted = 1 << 16
	// foreign is how many function words of French in an English text, or the
	// other way round, make it worth reading by sentences: fewer are a title or a name.
	foreign = 3
)

// Mixed tells, in a small part of the time that Parts takes, whether a text that
// is in French or English as a whole may hold a sentence of the other: whether
// function words of the other are in it.
func Mixed(s, whole string) bool {
	other := "en"
	switch whole {
	case "en":
		other = "fr"
	case "fr":
	default:
		return false
	}
	n, from := 0, -1
	for i := range min(len(s), parted) + 1 {
		if i < len(s) && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] >= utf8.RuneSelf) {
			if from < 0 {
				from = i
			}
			continue
		}
		if from >= 0 && isForeign(s[from:i], whole, other) {
			if n++; n == foreign {
				return true
			}
		}
		from = -1
	}
	return false
}

func isForeign(word, whole, other string) bool {
	var low [6]byte
	if len(word) < 2 || len(word) > len(low) {
		return false
	}
	for i := range len(word) {
		low[i] = word[i] | 0x20
	}
	w := string(low[:len(word)])
	return text.IsStop(other, w) && !text.IsStop(whole, w)
}

// Parts cuts a text in several languages, by its sentences and quotations. One
// that is short or not sure is in the language of what stands before it, after a
// quotation of what stands before that; the first ones are in that of the whole,
// which is given. A text in one language is one part.
func (d *Detector) Parts(s, whole string) []Part {
	end := min(len(s), parted)
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end--
	}
	var parts []Part
	around := whole // the language outside of quotations
	for _, sentence := range text.Sentences(s[:end]) {
		for _, p := range pieces(s, sentence) {
			lang := around
			part := s[p.Start:p.End]
			if _, letters := plain(part); letters >= apart {
				if own, score := d.Of(part, whole); own != Undetermined && score >= sure {
					lang = own
				}
			}
			if !p.quoted {
				around = lang
			}
			if n := len(parts); n > 0 && parts[n-1].Language == lang {
				parts[n-1].End = p.End
				continue
			}
			parts = append(parts, Part{p.Span, lang})
		}
	}
	if n := len(parts); n > 0 && end < len(s) {
		parts[n-1].End = len(s)
	}
	return parts
}

type piece struct {
	text.Span
	quoted bool
}

// pieces cuts the quotations out of a sentence, without their marks. A mark that
// is not closed quotes the rest.
func pieces(s string, sentence text.Span) []piece {
	var list []piece
	add := func(from, to int, quoted bool) {
		if part := s[from:to]; strings.TrimSpace(part) != "" {
			list = append(list, piece{text.Span{Start: from, End: to}, quoted})
		}
	}
	at := sentence.Start
	for at < sentence.End {
		rest := s[at:sentence.End]
		open := strings.IndexAny(rest, "\"“«")
		if open < 0 {
			break
		}
		r, n := utf8.DecodeRuneInString(rest[open:])
		add(at, at+open, false)
		at += open + n
		end, m := sentence.End, 0
		if shut := strings.IndexRune(s[at:sentence.End], closing(r)); shut >= 0 {
			end, m = at+shut, utf8.RuneLen(closing(r))
		}
		add(at, end, true)
		at = end + m
	}
	add(at, sentence.End, false)
	return list
}

func closing(open rune) rune {
	switch open {
	case '“':
		return '”'
	case '«':
		return '»'
	}
	return open
}
