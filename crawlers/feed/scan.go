package feed

import (
	"html"
	"regexp"
	"strings"
)

const (
	deepest   = 100     // levels of a tree; deeper elements are taken for siblings
	mostNodes = 400_000 // of a tree; the rest is not read
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

// usual gives each namespace the prefix that its fields are known by here.
var usual = map[string]string{
	"http://www.w3.org/2005/atom":                     "atom",
	"http://purl.org/atom/ns#":                        "atom",
	"http://example.com/newformat#":                   "atom",
	"http://example.com/necho":                        "atom",
	"http://purl.org/echo/":                           "atom",
	"uri/of/echo/namespace#":                          "atom",
	"http://purl.org/pie/":                            "atom",
	"http://purl.org/rss/1.0/":                        "rss",
	"http://my.netscape.com/rdf/simple/0.9/":          "rss",
	"http://channel.netscape.com/rdf/simple/0.9/":     "rss",
	"http://backend.userland.com/rss":                 "rss",
	"http://blogs.law.harvard.edu/tech/rss":           "rss",
	"http://purl.org/net/rss1.1#":                     "rss",
	"http://backend.userland.com/rss2":                "rss",
	"http://purl.org/dc/elements/1.1/":                "dc",
	"http://purl.org/dc/elements/1.0/":                "dc",
	"http://purl.org/dc/terms/":                       "dcterms",
	"http://purl.org/rss/1.0/modules/content/":        "content",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":      "itunes",
	"http://search.yahoo.com/mrss":                    "media",
	"http://search.yahoo.com/mrss/":                   "media",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#":     "rdf",
	"http://www.w3.org/1999/xhtml":                    "xhtml",
	"http://www.w3.org/xml/1998/namespace":            "xml",
	"http://wellformedweb.org/commentapi/":            "wfw",
	"http://purl.org/rss/1.0/modules/syndication/":    "sy",
	"http://rssnamespace.org/feedburner/ext/1.0":      "feedburner",
	"http://purl.org/rss/1.0/modules/slash/":          "slash",
	"http://purl.org/atom-blog/ns#":                   "atom",
	"http://www.w3.org/2005/atom/":                    "atom",
	"https://www.w3.org/2005/atom":                    "atom",
	"http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
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
}

// readTree reads XML, and reports whether it was broken.
func readTree(text []byte) (root *node, broken bool) {
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
			return c, s.broken
		}
	}
	return s.top, true
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
	end := strings.IndexByte(rest, '>')
	if open := strings.IndexByte(rest, '['); open >= 0 && open < end {
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
	if closed || s.depth >= deepest {
		return
	}
	s.cur = n
	s.depth++
}

// tagEnd finds the ">" of a tag, past those within quotes, as far as quotes
// close.
func tagEnd(in string, at int) int {
	quote := byte(0)
	for i := at + 1; i < len(in); i++ {
		switch c := in[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\'') && in[i-1] == '=':
			quote = c
		case quote == 0 && c == '>':
			return i
		case c == '<' && i > at+1:
			// A new tag within a tag: this one was never closed.
			if j := strings.IndexByte(in[at:i], '>'); j >= 0 {
				return at + j
			}
			if quote == 0 {
				return i - 1
			}
		}
	}
	return len(in)
}

func (s *scanner) close(name string) {
	name = strings.ToLower(strings.TrimSpace(name))
	for n, up := s.cur, 1; n != s.top; n, up = n.parent, up+1 {
		if n.name == n.resolve(name) {
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

// resolve gives a name the usual prefix of its namespace; undeclared prefixes
// mean what they mostly mean.
func (n *node) resolve(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		prefix, local = "", name
	}
	for up := n; up != nil; up = up.parent {
		if known, declared := up.spaces[prefix]; declared {
			if known != "" {
				prefix = known
			}
			break
		}
	}
	switch prefix {
	case "", "rss", "xhtml":
		return local
	case "atom10", "atom03", "a10":
		prefix = "atom"
	}
	return prefix + ":" + local
}

// decode replaces entities: XML's, HTML's and the document's own.
func (s *scanner) decode(raw string) string {
	if !strings.Contains(raw, "&") {
		return raw
	}
	for name, value := range s.entities {
		raw = strings.ReplaceAll(raw, "&"+name+";", value)
		if len(raw) > 1<<22 {
			break
		}
	}
	return html.UnescapeString(raw)
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
