package feed

import (
	"regexp"
	"strings"
)

const (
	deepest   = 100     // levels of a tree; deeper elements are taken for siblings
	mostNodes = 400_000 // of a tree; the rest is not read
	longest   = 1 << 20 // bytes that a document may grow by its own entities

	mostAttributes = 200 // of a tag
	longestName    = 34  // bytes of an entity's call
)

// node is an element of a feed, as far as it could be read.
type node struct {
	name     string // lower case; the prefix is the usual one of its namespace: "title", "dc:creator"
	attrs    map[string]string
	parent   *node
	children []*node           // elements, and texts under the name ""
	text     string            // of a text
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
	grown    int               // bytes that these added
	broken   bool
	deep     bool // it nests deeper than it is read
	unended  bool // the last CDATA section was never closed
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
		s.cdata()
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

// cdata reads a section as it stands. One that is never closed ends where its
// element does.
func (s *scanner) cdata() {
	s.at += len("<![CDATA[")
	rest := s.in[s.at:]
	end, behind := -1, len("]]>")
	if !s.unended { // else it was looked for to the end before
		end = strings.Index(rest, "]]>")
	}
	if end < 0 {
		s.unended, s.broken = true, true
		if end, behind = strings.Index(rest, "</"+s.cur.name), 0; end < 0 {
			end = len(rest)
		}
	}
	s.add(&node{text: rest[:end]})
	s.at += end + behind
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

// structure are the elements that hold only others: space in them says nothing.
var structure = map[string]bool{"rss": true, "rdf:rdf": true, "channel": true, "feed": true, "atom:feed": true, "item": true, "entry": true, "atom:entry": true}

func (s *scanner) chars(raw string) {
	if (s.cur == s.top || structure[s.cur.name]) && strings.TrimSpace(raw) == "" {
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
	s.unclosed(n)
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

// unclosed closes an item that the next one begins in.
func (s *scanner) unclosed(n *node) {
	if n.name != "item" && n.name != "entry" && n.name != "atom:entry" {
		return
	}
	for up, levels := s.cur, 1; up != s.top && levels <= 2; up, levels = up.parent, levels+1 {
		if strings.HasSuffix(up.name, "content") || strings.HasSuffix(up.name, "source") {
			return // an entry within another's text
		}
		if up.name == n.name {
			s.cur, s.depth, s.broken = up.parent, s.depth-levels, true
			n.parent = s.cur
			return
		}
	}
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

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
