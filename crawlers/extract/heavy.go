package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of a tree that the extractors are given. They read the text below an
// element again for each element above it, so their time goes with the size of
// what a tree holds times its depth, which is its work; and with the square of
// how many stand side by side. The heaviest of 130 articles of large sites has
// 12 million of work; at the bounds reading takes some seconds.
const (
	mostElements = 60_000
	mostSiblings = 10_000
	mostText     = 2 << 20
	mostWork     = 60_000_000
	nodeWork     = 32 // of an element, in bytes of text
)

// heavy reports whether a tree is beyond the bounds.
func heavy(root *html.Node) bool {
	count, text, work, depth := 0, 0, 0, 0
	beside := []int{0} // elements met so far on each level above
	for n := root; n != nil; {
		switch {
		case n.Type == html.ElementNode:
			count++
			beside[depth]++
			work += nodeWork * depth
		case n.Parent == nil || n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style:
			text += len(n.Data)
			work += len(n.Data) * depth
		}
		if count > mostElements || beside[depth] > mostSiblings || text > mostText || work > mostWork {
			return true
		}
		if n.FirstChild != nil {
			n = n.FirstChild
			depth++
			beside = append(beside[:depth], 0)
			continue
		}
		for n != nil && n.NextSibling == nil {
			n = n.Parent
			depth--
		}
		if n != nil {
			n = n.NextSibling
		}
	}
	return false
}

// skim reads the text of a heavy page, once: what is said in its main part,
// or all of it, without what is mostly links.
func (p *Page) skim(root *html.Node) {
	place := root
	for n := range root.Descendants() {
		if n.DataAtom == atom.Article || n.DataAtom == atom.Main {
			place = n
			break
		}
		if n.DataAtom == atom.Body {
			place = n
		}
	}
	var kept []part
	for _, part := range parts(place) {
		if prose(part) {
			kept = append(kept, part)
		}
	}
	p.Text = joined(kept)
}

// strip takes out what the strict extractor throws away first, after it has
// copied it three times and looked for an author in it.
func strip(root *html.Node) {
	var next *html.Node
	for n := root.FirstChild; n != nil; n = next {
		next = n.NextSibling
		switch n.DataAtom {
		case atom.Head, atom.Script, atom.Nav, atom.Footer, atom.Iframe, atom.Select, atom.Button, atom.Noscript, atom.Video, atom.Audio, atom.Canvas:
			root.RemoveChild(n)
		default:
			strip(n)
		}
	}
}

// lighten takes out what no extractor of text reads, for they copy the tree
// again and again. Of scripts those with data stay.
func lighten(root *html.Node) {
	var next *html.Node
	for n := root.FirstChild; n != nil; n = next {
		next = n.NextSibling
		switch {
		case n.Type == html.CommentNode, n.DataAtom == atom.Style, n.DataAtom == atom.Svg, n.DataAtom == atom.Template,
			n.DataAtom == atom.Script && !strings.Contains(attr(n, "type"), "ld+json"):
			root.RemoveChild(n)
		default:
			lighten(n)
		}
	}
}
