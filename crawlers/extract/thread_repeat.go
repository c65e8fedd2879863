package extract

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// unnamed finds the blocks of pages that neither name nor link who wrote: they
// hold a date and text, and before it a short line that is not the same in all.
func (c *census) unnamed() []*html.Node {
	blocks := c.whole(func(t traits) bool { return t.date && (t.text-t.linked)*10 >= t.text*6 })
	count := map[string]int{}
	names := map[string]map[string]bool{}
	lines := make([]map[string]*html.Node, len(blocks))
	var order []string
	for i, b := range blocks {
		lines[i] = map[string]*html.Node{}
		c.lines(b, "", func(key string, n *html.Node) {
			if lines[i][key] != nil {
				return
			}
			lines[i][key] = n
			if count[key]++; count[key] == 1 {
				order = append(order, key)
				names[key] = map[string]bool{}
			}
			names[key][strings.TrimPrefix(strings.ToLower(lineOf(n)), "re: ")] = true
		})
	}
	for _, key := range order {
		if count[key]*10 < len(blocks)*8 || len(names[key]) < 2 {
			continue
		}
		for i, b := range blocks {
			for n := lines[i][key]; n != nil; n = n.Parent {
				t := c.has[n]
				t.author = true
				c.has[n] = t
				if n == b {
					break
				}
			}
			if n := lines[i][key]; n != nil {
				c.names[b] = n
			}
		}
		return blocks
	}
	return nil
}

// lines calls found with the elements that hold a short line that may be a name,
// and with such text that stands beside elements.
func (c *census) lines(n *html.Node, path string, found func(string, *html.Node)) {
	mixed := firstElement(n) != nil
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type != html.ElementNode && (child.Type != html.TextNode || !mixed) || silent[child.DataAtom] || c.has[child].text == 0 {
			continue
		}
		key := path + ">" + shape(child)
		if child.Type == html.TextNode {
			key = path + ">"
		}
		if child.Type == html.ElementNode && (c.has[child].text > 40 || firstElement(child) != nil) {
			c.lines(child, key, found)
			continue
		}
		said := lineOf(child)
		if len(said) <= 40 && len(strings.Fields(said)) <= 4 && strings.ContainsFunc(said, unicode.IsLetter) && !c.has[child].date && !showsDate(said) && !notPosted.MatchString(said) && !tells.MatchString(said) && !acts(attr(child, "href")) {
			found(key, child)
		}
	}
}

// tells is what is told of a person by a number: "5 posts".
var tells = regexp.MustCompile(`^\d[\d.,]*\s+\p{L}+$`)

func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom != atom.Br && c.DataAtom != atom.Img {
			return c
		}
	}
	return nil
}

// opening finds the message that begins a thread, where it stands before the
// answers in a markup of its own.
func (c *census) opening(first *html.Node, title string) (block, bool) {
	for n := first; n != nil && n.Data != "body"; n = n.Parent {
		for p := before(n); p != nil; p = before(p) {
			t := c.has[p]
			if !t.author || !t.date || t.text-t.linked < 30 || (t.text-t.linked)*2 < t.text || aside.Match(p) {
				continue
			}
			parts := map[string]*html.Node{}
			c.parts(p, p, "", parts)
			var body *html.Node
			for _, part := range parts {
				if own := c.own(part); body == nil || own > c.own(body) || own == c.own(body) && holds(body, part) {
					body = part
				}
			}
			if body == nil || c.own(body) < 30 {
				continue
			}
			if said := lineOf(body); len(strings.Fields(said)) >= 5 && !strings.Contains(title, said) {
				return block{roots: []*html.Node{p}, body: body}, true
			}
		}
	}
	return block{}, false
}

// own is how much an element says outside of links.
func (c *census) own(n *html.Node) int { return c.has[n].text - c.has[n].linked }

var counted = regexp.MustCompile(`(?i)[\d\p{P}\p{S}\s]+|` + monthWord)

// furnish marks what stands in the bodies and is the same in most of them but
// for numbers and dates: counts, dates again, buttons. What it says is
// returned.
func (c *census) furnish(blocks []block) map[string]bool {
	common := map[string]bool{}
	type place struct {
		nodes map[int][]*html.Node
		said  map[string]int
	}
	places := map[string]*place{}
	for i, b := range blocks {
		c.places(b.body, "", 0, func(key string, n *html.Node) {
			p := places[key]
			if p == nil {
				p = &place{nodes: map[int][]*html.Node{}, said: map[string]int{}}
				places[key] = p
			}
			if len(p.nodes[i]) == 0 {
				p.said[uncounted(n)]++
			}
			p.nodes[i] = append(p.nodes[i], n)
		})
	}
	for _, p := range places {
		most, said := 0, ""
		for text, n := range p.said {
			if n > most || n == most && text < said {
				most, said = n, text
			}
		}
		if len(p.nodes) < 3 || len(p.nodes)*2 < len(blocks) || most*10 < len(p.nodes)*7 {
			continue
		}
		common[said] = true
		for i, nodes := range p.nodes {
			blocks[i].drop = append(blocks[i].drop, nodes...)
		}
	}
	return common
}

func uncounted(n *html.Node) string {
	return counted.ReplaceAllString(strings.ToLower(lineOf(n)), "")
}

// untitle marks the thread's title where a body begins with it.
func untitle(b *block, title string) {
	for n := range b.body.Descendants() {
		if n.Type != html.ElementNode || firstElement(n) != nil && n.DataAtom != atom.H2 && n.DataAtom != atom.H3 {
			if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" && n.Parent == b.body {
				return
			}
			continue
		}
		said := lineOf(n)
		if said == "" {
			continue
		}
		if again := strings.TrimPrefix(strings.ToLower(said), "re: "); len(again) > 3 && again == strings.ToLower(title) {
			b.drop = append(b.drop, n)
		}
		return
	}
}

// places calls found with the small elements of a body that are not just words
// of a sentence.
func (c *census) places(n *html.Node, path string, depth int, found func(string, *html.Node)) {
	for child := n.FirstChild; child != nil && depth < 6; child = child.NextSibling {
		if child.Type != html.ElementNode || c.has[child].text == 0 || quoting.Match(child) {
			continue
		}
		key := path + ">" + shape(child)
		if c.has[child].text < 200 && attr(child, "class") != "" {
			found(key, child)
		}
		c.places(child, key, depth+1, found)
	}
}
