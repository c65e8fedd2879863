package feed

import (
	"html"
	"regexp"
	"strings"
)

const (
	deepest   = 100     // levels of a tree; deeper elements are taken for siblings
	mostNodes = 400_000 // of a tree; the rest is not read
	longest   = 1 << 20 // bytes that a text may grow to by the document's own entities
)

// node is an element of a feed, as far as it could be read.
type node struct {
	name     string // lower case; the prefix is the usual one of its namespace: "title", "dc:creator"
	attrs    map[string]string
	parent   *node
	children []*node // elements, and texts under the name ""
	text     string  // of a text
	cdata    bool
	spaces   map[string]string // prefix -> usual prefix, declared here
}

// scanner reads markup as it comes: what is not closed is closed where its
// parent ends, what closes nothing is passed over, a lone "<" or "&" is text.
type scanner struct {
	in       string
	at       int
	top, cur *node
	depth    int
	nodes    int
	entities map[string]string // declared in the document
	broken   bool
	deep     bool // it nests deeper than it is read
}

// readTree reads XML, and reports whether it was broken, and whether it nests
// deeper than any feed does.
func readTree(text []byte) (root *node, broken, deep bool) {
	s := &scanner{in: string(text), top: &node{}}
	s.cur = s.top
	for s.at < len(s.in) && s.nodes < mostNodes {
		s.step()
	}
	if s.cur != s.top {
		s.broken = true
	}
	for _, c := range s.top.children {
		if c.name != "" {
			return c, s.broken, s.deep
		}
	}
	return s.top, true, s.deep
}

func (s *scanner) step() {
	rest := s.in[s.at:]
	open := strings.IndexByte(rest, '<')
	if open < 0 {
		s.chars(rest)
		s.at = len(s.in)
		return
	}
	if open > 0 {
		s.chars(rest[:open])
		s.at += open
		return
	}
	switch {
	case strings.HasPrefix(rest, "<![CDATA["):
		body := s.until(len("<![CDATA["), "]]>")
		s.add(&node{text: body, cdata: true})
	case strings.HasPrefix(rest, "<!--"):
		s.until(4, "-->")
	case strings.HasPrefix(rest, "<?"):
		s.until(2, "?>")
	case strings.HasPrefix(rest, "<!"):
		s.doctype()
	case strings.HasPrefix(rest, "</"):
		s.close(s.until(2, ">"))
	case len(rest) > 1 && nameStart(rest[1]):
		s.open()
	default:
		s.broken = true
		s.add(&node{text: "<"})
		s.at++
	}
}

// until returns what stands before end, and goes behind it; without an end it
// takes all.
func (s *scanner) until(skip int, end string) string {
	s.at += skip
	if i := strings.Index(s.in[s.at:], end); i >= 0 {
		body := s.in[s.at : s.at+i]
		s.at += i + len(end)
		return body
	}
	body := s.in[s.at:]
	s.at = len(s.in)
	s.broken = true
	return body
}

var entity = regexp.MustCompile(`<!ENTITY\s+([\w.:-]+)\s+(?:"([^"]*)"|'([^']*)')\s*>`)

func (s *scanner) doctype() {
	rest := s.in[s.at:]
	end := max(strings.IndexByte(rest, '>'), 0)
	if open := strings.IndexByte(rest[:end], '['); open >= 0 {
		subset := s.until(open+1, "]")
		for _, m := range entity.FindAllStringSubmatch(subset, 100) {
			if s.entities == nil {
				s.entities = make(map[string]string)
			}
			if value := m[2] + m[3]; len(value) < 1000 {
				s.entities[m[1]] = value // not read for entities again: no bomb is built
			}
		}
	}
	s.until(0, ">")
}

func (s *scanner) chars(raw string) {
	if strings.TrimSpace(raw) == "" && s.cur == s.top {
		return
	}
	s.add(&node{text: s.decode(raw)})
}

func (s *scanner) add(n *node) {
	s.nodes++
	n.parent = s.cur
	s.cur.children = append(s.cur.children, n)
}

func (s *scanner) open() {
	end := tagEnd(s.in, s.at)
	tag := s.in[s.at+1 : end]
	s.at = min(end+1, len(s.in))
	closed := strings.HasSuffix(tag, "/")
	tag = strings.TrimSuffix(tag, "/")
	name := tag
	if i := strings.IndexAny(tag, " \t\r\n/"); i >= 0 {
		name = tag[:i]
	}
	n := &node{parent: s.cur}
	n.attrs, n.spaces = s.attributes(tag[len(name):])
	n.name = n.resolve(strings.ToLower(name))
	s.add(n)
	if closed {
		return
	}
	if s.depth >= deepest {
		s.deep, s.broken = true, true
		return
	}
	s.cur = n
	s.depth++
}

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

func (s *scanner) close(name string) {
	name = s.cur.resolve(strings.ToLower(strings.TrimSpace(name)))
	for n, up := s.cur, 1; n != s.top; n, up = n.parent, up+1 {
		if n.name == name {
			if up > 1 {
				s.broken = true
			}
			s.cur = n.parent
			s.depth -= up
			return
		}
	}
	s.broken = true
}

var attribute = regexp.MustCompile(`([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)

func (s *scanner) attributes(raw string) (attrs, spaces map[string]string) {
	for _, m := range attribute.FindAllStringSubmatch(raw, 200) {
		name, value := strings.ToLower(m[1]), s.decode(m[2]+m[3]+m[4])
		if prefix, ok := strings.CutPrefix(name, "xmlns"); ok {
			if spaces == nil {
				spaces = make(map[string]string)
			}
			known := usual[strings.ToLower(strings.TrimSpace(value))]
			if prefix = strings.TrimPrefix(prefix, ":"); prefix != "" || known != "" {
				spaces[prefix] = known
			}
			continue
		}
		if attrs == nil {
			attrs = make(map[string]string)
		}
		if _, twice := attrs[name]; !twice {
			attrs[name] = value
		}
	}
	return attrs, spaces
}

// decode replaces entities: XML's, HTML's and the document's own.
func (s *scanner) decode(raw string) string {
	if !strings.Contains(raw, "&") {
		return raw
	}
	for name, value := range s.entities {
		call := "&" + name + ";"
		if len(raw)+strings.Count(raw, call)*len(value) > longest {
			break // a bomb
		}
		raw = strings.ReplaceAll(raw, call, value)
	}
	return html.UnescapeString(raw)
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
