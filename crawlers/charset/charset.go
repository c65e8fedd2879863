// Package charset turns the bytes of a page or feed into UTF-8. What the bytes
// are weighs more than what they are said to be: servers and authors lie.
package charset

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// head is how far into a body a declaration is looked for.
const head = 8 << 10

// sample is how much of a body the guess reads.
const sample = 64 << 10

var declaration = regexp.MustCompile(`(?i)<\?xml[^>]{0,200}?encoding\s*=\s*["']?([a-z0-9_.:-]+)|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_.:-]+)`)

// UTF8 returns body as UTF-8 without a byte-order mark, and the name of the
// charset it was taken to be in. Valid UTF-8 is taken for that whatever is
// declared; then the declarations of contentType and of the body itself count,
// then a guess. It never fails: bytes that fit nothing become U+FFFD.
func UTF8(body []byte, contentType string) (text []byte, name string) {
	if enc, name, size := mark(body); enc != nil {
		return decode(enc, body[size:]), name
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	said := Declared(body, contentType)
	if enc, name := wide(body); enc != nil {
		return decode(enc, body), name
	}
	if utf8.Valid(body) && !escaped(body, said) {
		return body, "utf-8"
	}
	if mostlyUTF8(body) {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), "utf-8"
	}
	if enc, name := charset.Lookup(said); enc != nil && name != "utf-8" && name != "utf-16le" && name != "utf-16be" && name != "replacement" {
		return decode(enc, body), name
	}
	guess := chardet.Detect(body[:min(len(body), sample)])
	if enc, name := charset.Lookup(guess.Encoding); enc != nil && guess.Confidence > 0.5 && name != "utf-8" && name != "replacement" {
		return decode(enc, body), name
	}
	enc, name := charset.Lookup("windows-1252")
	return decode(enc, body), name
}

// Declared is the charset that contentType, or else body, says; empty when
// neither does.
func Declared(body []byte, contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		return strings.ToLower(params["charset"])
	}
	found := declaration.FindSubmatch(body[:min(len(body), head)])
	if found == nil {
		return ""
	}
	return strings.ToLower(string(found[1]) + string(found[2]))
}

// mark reads a byte-order mark other than UTF-8's.
func mark(body []byte) (enc encoding.Encoding, name string, size int) {
	switch {
	case bytes.HasPrefix(body, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be", 4
	case bytes.HasPrefix(body, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le", 4
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", 2
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", 2
	}
	return nil, "", 0
}

// wide knows UTF-16 and UTF-32 without a mark by their first "<" or "{".
func wide(body []byte) (encoding.Encoding, string) {
	if len(body) < 4 {
		return nil, ""
	}
	first := func(b byte) bool { return b == '<' || b == '{' }
	switch {
	case body[0] == 0 && body[1] == 0 && body[2] == 0 && first(body[3]):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be"
	case first(body[0]) && body[1] == 0 && body[2] == 0 && body[3] == 0:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le"
	case body[0] == 0 && first(body[1]) && body[2] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	case first(body[0]) && body[1] == 0 && body[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	}
	return nil, ""
}

// escaped reports whether body is ASCII only because its charset writes other
// letters as escapes.
func escaped(body []byte, said string) bool {
	switch said {
	case "iso-2022-jp", "csiso2022jp":
		return bytes.Contains(body, []byte("\x1b$")) || bytes.Contains(body, []byte("\x1b("))
	}
	return false
}

// mostlyUTF8 reports whether body is UTF-8 but for a few broken places, as a
// cut page or one pasted byte leaves it.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good > 10*bad
}

func decode(enc encoding.Encoding, body []byte) []byte {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return text
}
