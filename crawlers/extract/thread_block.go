package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// traits are what an element holds, itself and below.
type traits struct {
	text   int // bytes of text
	linked int // of them, in links
	author bool
	date   bool // but not of when the author joined
	exact  bool // one as machines read it
}

// shape is the path by which equal elements of a page are known: names and
// classes of an element and of those around it, without what alternates.
const shapeDepth = 4

var alternating = regexp.MustCompile(`(?i)^(?:odd|even|alt\d?|row\d|bg\d|first|last|post--(?:odd|even)|online|offline|has-.*|is-.*|js-.*|.*\d.*)$`)

// census walks a page once.
type census struct {
	has    map[*html.Node]traits
	groups map[string][]*html.Node
	order  []string
	names  map[*html.Node]*html.Node // of blocks, where nothing but their place tells the author's
}

func takeCensus(root *html.Node) *census {
	c := &census{has: map[*html.Node]traits{}, groups: map[string][]*html.Node{}, names: map[*html.Node]*html.Node{}}
	c.walk(root, nil)
	return c
}

func (c *census) walk(n *html.Node, path []string) traits {
	var t traits
	if n.Type == html.TextNode {
		t.text = len(strings.Join(strings.Fields(n.Data), " "))
		t.date = t.text < 120 && showsDate(n.Data) && !ofMember(n.Parent)
		c.has[n] = t
		return t
	}
	if n.Type == html.ElementNode {
		if silent[n.DataAtom] && n.DataAtom != atom.Noscript || n.DataAtom == atom.Nav || n.DataAtom == atom.Footer && len(path) < 6 {
			return t
		}
		path = append(path[:len(path):len(path)], shape(n))
		key := strings.Join(path[max(0, len(path)-shapeDepth):], ">")
		if len(c.groups[key]) == 0 {
			c.order = append(c.order, key)
		}
		c.groups[key] = append(c.groups[key], n)
		t.author = n.DataAtom == atom.A && memberAddress.MatchString(attr(n, "href")) || authorNamed.Match(n)
		t.exact = (n.DataAtom == atom.Time || attr(n, "datetime") != "" || attr(n, "data-time") != "") && !ofMember(n)
		t.date = t.exact
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		got := c.walk(child, path)
		t.text += got.text
		t.linked += got.linked
		t.author = t.author || got.author
		t.date = t.date || got.date
		t.exact = t.exact || got.exact
	}
	if n.DataAtom == atom.A {
		t.linked = t.text
	}
	c.has[n] = t
	return t
}

func shape(n *html.Node) string {
	out := n.Data
	for _, class := range strings.Fields(attr(n, "class")) {
		if class = strings.TrimRight(class, "0123456789"); class != "" && !alternating.MatchString(class) {
			out += "." + class
			break // the first names the kind, the others the state
		}
	}
	return out
}

// repeated finds messages on a page of no known engine: the block that
// repeats with an author, a date and text, and in it the part whose text is
// another each time.
func (p *forumPage) repeated() []block {
	c := takeCensus(p.root)
	title := p.title()
	var blocks []block
	if whole := c.whole(func(t traits) bool { return t.author && t.date }); len(whole) >= 2 {
		blocks = c.bodies(whole)
	}
	if rows := c.rows(); c.said(rows) > 2*c.said(blocks) {
		return rows // the others were no more than their heads
	}
	if len(blocks) == 0 {
		blocks = c.bodies(c.unnamed())
	}
	if len(blocks) == 0 {
		return nil
	}
	common := c.furnish(blocks)
	if b, ok := c.opening(blocks[0].roots[0], headTitle(p.root)); ok {
		c.places(b.body, "", 0, func(_ string, n *html.Node) {
			if common[uncounted(n)] {
				b.drop = append(b.drop, n)
			}
		})
		blocks = append([]block{b}, blocks...)
	}
	for i := range blocks {
		untitle(&blocks[i], title)
	}
	return blocks
}

// said is how much the bodies say.
func (c *census) said(blocks []block) int {
	text := 0
	for _, b := range blocks {
		text += c.has[b.body].text
	}
	return text
}

// whole are the blocks that hold all of a message. Among groups that hold about
// as much text the one of the most blocks wins: it is the smallest unit.
func (c *census) whole(fits func(traits) bool) []*html.Node {
	most := 0
	type candidate struct {
		nodes []*html.Node
		text  int
	}
	var candidates []candidate
	for _, key := range c.order {
		nodes := outermost(append([]*html.Node(nil), c.groups[key]...))
		if len(nodes) < 2 {
			continue
		}
		text, fit := 0, 0
		for _, n := range nodes {
			if t := c.has[n]; fits(t) && t.text > 20 {
				fit++
				text += t.text - t.linked
			}
		}
		if fit < 2 || fit*10 < len(nodes)*6 {
			continue
		}
		candidates = append(candidates, candidate{nodes, text})
		most = max(most, text)
	}
	var best []*html.Node
	for _, k := range candidates {
		if k.text*10 >= most*6 && len(k.nodes) > len(best) {
			best = k.nodes
		}
	}
	return best
}

// bodies finds, in each block, the part that holds the message: of all parts
// without the block's own author and date the one that says the most that is
// said but once.
func (c *census) bodies(blocks []*html.Node) []block {
	weight := map[string]int{}
	said := map[string]map[string]bool{}
	parts := make([]map[string]*html.Node, len(blocks))
	for i, b := range blocks {
		parts[i] = map[string]*html.Node{}
		c.parts(b, b, "", parts[i])
		for key, n := range parts[i] {
			text := NodeText(n)
			if said[key] == nil {
				said[key] = map[string]bool{}
			}
			if !said[key][text] {
				said[key][text] = true
				weight[key] += len(text)
			}
		}
	}
	best := ""
	for key := range weight {
		if weight[key] > weight[best] || weight[key] == weight[best] && key < best {
			best = key
		}
	}
	var out []block
	for i, b := range blocks {
		if n := parts[i][best]; n != nil {
			out = append(out, block{roots: []*html.Node{b}, body: n, name: c.names[b]})
		}
	}
	return out
}

// parts gathers the largest elements that hold neither author nor date of the
// message, by their path in it. What comes after the first of each is quoted.
func (c *census) parts(b, n *html.Node, path string, into map[string]*html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type != html.ElementNode || c.has[child].text == 0 {
			continue
		}
		key := path + ">" + shape(child)
		t := c.has[child]
		if t.author || t.date {
			c.parts(b, child, key, into)
		}
		if !c.heads(b, child) && into[key] == nil {
			into[key] = child
		}
	}
}

// heads tells whether n holds the first author or the first date of its block.
func (c *census) heads(b, n *html.Node) bool {
	exact := c.has[b].exact
	return c.firstOf(b, func(t traits) bool { return t.author }, n) || c.firstOf(b, func(t traits) bool { return t.date && (t.exact || !exact) }, n)
}

func (c *census) firstOf(b *html.Node, is func(traits) bool, within *html.Node) bool {
	for n := b; n != nil; {
		if n == within {
			return true
		}
		var inside *html.Node
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if is(c.has[child]) {
				inside = child
				break
			}
		}
		n = inside
	}
	return false
}

// rows are messages whose head and text stand in neighbouring rows of a table,
// or in neighbouring elements, that nothing else holds together.
func (c *census) rows() []block {
	var best []block
	most := 0
	for _, key := range c.order {
		texts := c.groups[key]
		if len(texts) < 2 {
			continue
		}
		var blocks []block
		text := 0
		for _, body := range texts {
			row := body
			if body.DataAtom == atom.Td && body.Parent != nil {
				row = body.Parent
			}
			head := before(row)
			if head == nil || !c.has[head].author || !c.has[head].date || c.has[head].text > 400 {
				continue
			}
			blocks = append(blocks, block{roots: []*html.Node{head, row}, body: body})
			text += c.has[body].text
		}
		if len(blocks) >= 2 && len(blocks)*10 >= len(texts)*6 && text > most {
			best, most = blocks, text
		}
	}
	return best
}

func before(n *html.Node) *html.Node {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return p
		}
	}
	return nil
}
