package feed

import (
	"html"
	"strings"
)

// tagEnd finds the ">" of a tag, past those within quotes, as far as quotes
// close.
func tagEnd(in string, at int) int {
	quote, within := byte(0), -1 // within: the first ">" inside quotes
	for i := at + 1; i < len(in); i++ {
		switch c := in[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'') && in[i-1] == '=':
			quote = c
		case quote == 0 && c == '>':
			return i
		case c == '>' && within < 0:
			within = i
		case c == '<' && within >= 0:
			return within // the quote was never closed, and the next tag begins
		case c == '<' && quote == 0:
			return i - 1
		}
	}
	return len(in)
}

// attributes reads what stands in a tag behind its name.
func (s *scanner) attributes(raw string) (attrs, spaces map[string]string) {
	for range mostAttributes {
		var name, value string
		if name, value, raw = nextAttribute(raw); name == "" {
			break
		}
		value = s.decode(value)
		if prefix, ok := strings.CutPrefix(name, "xmlns"); ok && (prefix == "" || prefix[0] == ':') {
			if spaces == nil {
				spaces = make(map[string]string, 8)
			}
			known := usualPrefix(value)
			if prefix = strings.TrimPrefix(prefix, ":"); prefix != "" || known != "" {
				spaces[prefix] = known
			}
			continue
		}
		if attrs == nil {
			attrs = make(map[string]string, 4)
		}
		if _, twice := attrs[name]; !twice {
			attrs[name] = value
		}
	}
	return attrs, spaces
}

// nextAttribute cuts the first attribute off a tag. One without a value says
// nothing and is passed over.
func nextAttribute(raw string) (name, value, rest string) {
	for {
		i := strings.IndexByte(raw, '=')
		if i < 0 {
			return "", "", ""
		}
		name = strings.TrimRight(raw[:i], " \t\r\n")
		if at := strings.LastIndexAny(name, " \t\r\n\"'/"); at >= 0 {
			name = name[at+1:]
		}
		raw = strings.TrimLeft(raw[i+1:], " \t\r\n")
		if name != "" {
			break
		}
	}
	name = strings.ToLower(name)
	if raw != "" && (raw[0] == '"' || raw[0] == '\'') {
		if end := strings.IndexByte(raw[1:], raw[0]); end >= 0 {
			return name, raw[1 : 1+end], raw[end+2:]
		}
		return name, raw[1:], ""
	}
	end := strings.IndexAny(raw, " \t\r\n")
	if end < 0 {
		end = len(raw)
	}
	return name, raw[:end], raw[end:]
}

// decode replaces entities: XML's, HTML's and the document's own. Only what
// ends in a semicolon is one: "?a=1&copy=2" is an address.
func (s *scanner) decode(raw string) string {
	i := strings.IndexByte(raw, '&')
	if i < 0 {
		return raw
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(raw, '&') {
		b.WriteString(raw[:i])
		raw = raw[i:]
		end := strings.IndexByte(raw[:min(len(raw), longestName)], ';')
		plain, ok := "&", false
		if end > 1 {
			plain, ok = s.entity(raw[:end+1])
		}
		if !ok {
			s.broken = s.broken || end < 0
			plain, end = "&", 0
		}
		b.WriteString(plain)
		raw = raw[end+1:]
	}
	b.WriteString(raw)
	return b.String()
}

// entity is what a call such as "&amp;" or "&#x41;" stands for.
func (s *scanner) entity(call string) (string, bool) {
	if value, ok := s.entities[call[1:len(call)-1]]; ok {
		if s.grown += len(value); s.grown > longest {
			return "", true // a bomb
		}
		return html.UnescapeString(value), true
	}
	for _, c := range call[1 : len(call)-1] {
		if c != '#' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return "", false
		}
	}
	plain := html.UnescapeString(call)
	return plain, plain != call
}
