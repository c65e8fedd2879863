package feed

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

var (
	rootTag = regexp.MustCompile(`(?i)<(?:[a-z0-9_]+:)?(rss|feed|rdf|channel)[\s>/]`)
	prolog  = regexp.MustCompile(`^\s*<\?xml[^>]{0,300}\?>`)
	notes   = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// rooted tells whether text begins with the first element of a feed.
func rooted(text []byte) bool {
	head := notes.ReplaceAll(text[:min(len(text), 16<<10)], nil)
	if i := bytes.Index(bytes.ToLower(head), []byte("<html")); i >= 0 {
		head = head[:i]
	}
	return rootTag.Match(head)
}

func opening(text []byte) string {
	return strings.ToValidUTF8(string(text[:min(len(text), 40)]), "")
}

// prepare makes of UTF-8 text what an XML parser takes: no declaration of
// another charset, nothing before the first tag, no forbidden character. Of the
// control characters C1 none is ever meant: they are Windows' punctuation.
func prepare(text []byte) []byte {
	if i := bytes.Index(text, []byte("<?xml")); i > 0 {
		text = text[i:]
	} else if i < 0 {
		if at := rootTag.FindIndex(text); at != nil && bytes.IndexByte(text[:at[0]], '[') < 0 {
			text = text[at[0]:] // a document type with entities of its own stays
		}
	}
	if m := prolog.FindIndex(text); m != nil {
		text = text[m[1]:]
	}
	if !forbidden(text) {
		return text
	}
	return bytes.Map(func(r rune) rune {
		switch {
		case r >= 0x80 && r < 0xA0:
			return charmap.Windows1252.DecodeByte(byte(r))
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF:
			return -1
		}
		return r
	}, text)
}

// forbidden tells whether text has a character that prepare takes out; most
// have none.
func forbidden(text []byte) bool {
	for i, b := range text {
		switch {
		case b < 0x20:
			if b != '\t' && b != '\n' && b != '\r' {
				return true
			}
		case b == 0xC2:
			if i+1 < len(text) && text[i+1] < 0xA0 {
				return true
			}
		case b == 0xEF:
			if i+2 < len(text) && text[i+1] == 0xBF && text[i+2] >= 0xBE {
				return true
			}
		}
	}
	return false
}

var entityName = regexp.MustCompile(`&[A-Za-z][A-Za-z0-9]{1,30};`)

// strict is text for a parser that knows no names but XML's.
func strict(text []byte) []byte {
	return entityName.ReplaceAllFunc(text, func(m []byte) []byte {
		switch string(m) {
		case "&amp;", "&lt;", "&gt;", "&quot;", "&apos;":
			return m
		}
		if plain := html.UnescapeString(string(m)); plain != string(m) && !strings.ContainsAny(plain, "<&") {
			return []byte(plain)
		}
		return m
	})
}
