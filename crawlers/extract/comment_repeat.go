package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostRead is how many bytes are read to find what repeats: text counts again
// on each level above it.
const mostRead = 32 << 20

// repeating are the elements of one kind that stand side by side in a part
// named for comments, most of which have a date and more text than that.
func repeating(part *html.Node) []*html.Node {
	var best []*html.Node
	most, left := 0, mostRead
	search := func(parent *html.Node) {
		if parent.Type != html.ElementNode || silent[parent.DataAtom] || parent.DataAtom == atom.Form || left < 0 {
			return
		}
		kinds := make(map[string][]*html.Node)
		for c := parent.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (c.DataAtom == atom.Div || c.DataAtom == atom.Li || c.DataAtom == atom.Article || c.DataAtom == atom.Section || c.DataAtom == atom.Tr || c.DataAtom == atom.Ul || c.DataAtom == atom.Dl || c.DataAtom == atom.Table) {
				kinds[kind(c)] = append(kinds[kind(c)], c)
			}
		}
		for _, nodes := range kinds {
			if len(nodes) < 2 {
				continue
			}
			dated, size := 0, 0
			texts := make(map[string]bool)
			for _, n := range nodes[:min(len(nodes), 100)] {
				text := NodeText(n)
				left -= 8*len(text) + nodeWork
				head := text[:min(len(text), 200)]
				texts[text] = true
				if len(text) > 40 && len(text) < 20_000 && one(n, headline) == nil && (dateShown.MatchString(head) || dateShown.MatchString(text[len(text)-len(head):])) || len(text) < 20_000 && one(n, dateExact) != nil && one(n, headline) == nil {
					dated++
				}
				size += len(text)
			}
			if dated >= 2 && len(texts) >= 2 && dated*10 >= min(len(nodes), 100)*6 && size > most {
				best, most = nodes, size
			}
		}
	}
	search(part)
	for n := range part.Descendants() {
		search(n)
	}
	return best
}

// headline leads to another page: its element is no comment, but a teaser of
// opinions, which newspapers call comments too.
var headline = find("h2 a[href]:not([href*='#']), h3 a[href]:not([href*='#']), h4 a[href]:not([href*='#'])")

// kind is by what elements side by side are known to be of one sort.
func kind(n *html.Node) string {
	out := n.Data
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if class = strings.TrimRight(class, "0123456789"); class != "" && !alternating.MatchString(class) {
			return out + "." + class
		}
	}
	return out
}
