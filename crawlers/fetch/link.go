package fetch

import (
	"net/url"
	"strings"
)

// Link is the address that the answer's Link headers (RFC 8288) give for a
// relation such as "hub" or "next": the first, in full; empty when there is
// none.
func (r *Response) Link(rel string) string {
	base, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	for _, header := range r.Header.Values("Link") {
		for header != "" {
			var l link
			if l, header = cutLink(header); !l.is(rel) {
				continue
			}
			// A link from somewhere else, or from a part of the page, is not the page's.
			if from, err := base.Parse(l.anchor); err != nil || from.String() != base.String() {
				continue
			}
			to, err := base.Parse(l.target)
			if err == nil && (to.Scheme == "http" || to.Scheme == "https") && to.Hostname() != "" {
				return to.String()
			}
		}
	}
	return ""
}

type link struct{ target, rel, anchor string }

func (l link) is(rel string) bool {
	for name := range strings.FieldsSeq(l.rel) {
		if strings.EqualFold(name, rel) {
			return true
		}
	}
	return false
}

// cutLink takes the first link off a header. What is no link comes back empty.
func cutLink(header string) (l link, rest string) {
	rest = strings.TrimLeft(header, " \t,")
	if !strings.HasPrefix(rest, "<") {
		_, rest = cutValue(rest, ",")
		return link{}, rest
	}
	target, rest, ok := strings.Cut(rest[1:], ">")
	if !ok {
		return link{}, ""
	}
	l.target = strings.TrimSpace(target)
	seen := false // of two rel the first counts (RFC 8288, 3.3)
	for {
		rest = strings.TrimLeft(rest, " \t")
		if !strings.HasPrefix(rest, ";") {
			_, rest = cutValue(rest, ",")
			return l, rest
		}
		rest = strings.TrimLeft(rest, "; \t")
		end := strings.IndexAny(rest, "=;,")
		if end < 0 {
			return l, ""
		}
		name, value := strings.ToLower(strings.TrimSpace(rest[:end])), ""
		if rest = rest[end:]; rest[0] == '=' {
			value, rest = cutValue(strings.TrimLeft(rest[1:], " \t"), ";,")
		}
		switch {
		case name == "rel" && !seen:
			l.rel, seen = value, true
		case name == "anchor":
			l.anchor = value
		}
	}
}

// cutValue takes a value off, in quotes or not, to the next of some separators
// outside of quotes. A comma is taken off too when it alone separates.
func cutValue(s, separators string) (value, rest string) {
	var out strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\' && i+1 < len(s):
			i++
			out.WriteByte(s[i])
		case !quoted && strings.IndexByte(separators, c) >= 0:
			return strings.TrimSpace(out.String()), s[i:]
		default:
			out.WriteByte(c)
		}
	}
	return strings.TrimSpace(out.String()), ""
}
