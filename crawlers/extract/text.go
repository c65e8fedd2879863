// Package extract reads web pages: the article, its time, its links, the feeds
// and pages it points to. It is pure: bytes in, values out, no network and no
// clock. What a page says is never trusted, run or passed on as HTML.
package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// deepest is how deep a tree is read: pages that nest deeper do so to break
// their readers.
const deepest = 500

// silent elements hold nothing that a reader sees.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true,
	atom.Iframe: true, atom.Embed: true, atom.Svg: true, atom.Math: true,
	atom.Select: true, atom.Textarea: true, atom.Button: true, atom.Audio: true, atom.Video: true, atom.Canvas: true,
}

// apart elements begin and end a paragraph.
var apart = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Article: true, atom.Section: true, atom.Header: true, atom.Footer: true,
	atom.Main: true, atom.Aside: true, atom.Nav: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true,
	atom.H5: true, atom.H6: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true,
	atom.Blockquote: true, atom.Pre: true, atom.Figure: true, atom.Figcaption: true, atom.Form: true,
	atom.Fieldset: true, atom.Hr: true, atom.Address: true, atom.Details: true, atom.Summary: true, atom.Body: true,
	atom.Center: true, atom.Caption: true,
}

// lines begin a new line.
var lines = map[atom.Atom]bool{
	atom.Li: true, atom.Dt: true, atom.Dd: true, atom.Tr: true, atom.Option: true,
}

// Text turns a fragment of HTML into plain text: paragraphs apart by an empty
// line, items and rows on lines of their own, white space folded.
func Text(fragment string) string {
	if !strings.ContainsAny(fragment, "<&") {
		return fold(fragment)
	}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return stripped(fragment) // nests deeper than the parser follows
	}
	var w writer
	for _, n := range nodes {
		w.node(n, 0)
	}
	return w.String()
}

// NodeText is Text of a parsed tree.
func NodeText(n *html.Node) string {
	if n == nil {
		return ""
	}
	var w writer
	w.node(n, 0)
	return w.String()
}

// Line is Text on one line, for titles and names.
func Line(fragment string) string {
	return strings.Join(strings.Fields(Text(fragment)), " ")
}

// stripped is Text without a tree: tags end words, and nothing more is known.
func stripped(fragment string) string {
	var w writer
	hidden := atom.Atom(0)
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return w.String()
		case html.TextToken:
			if hidden == 0 {
				w.words(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); a == atom.Script || a == atom.Style {
				hidden = a
			} else if apart[a] {
				w.owe(2)
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == hidden {
				hidden = 0
			}
		}
	}
}

func fold(s string) string {
	var w writer
	w.words(s)
	return w.String()
}

// writer gathers text, and owes a break until the next word comes.
type writer struct {
	out   strings.Builder
	owed  int  // line breaks before the next word
	space bool // a space before the next word

	links int // open links
	spans []span
}

// span is what stands between two line breaks.
type span struct {
	start  int // in the text
	linked int // bytes of it that are within links
}

func (w *writer) String() string { return w.out.String() }

func (w *writer) node(n *html.Node, depth int) {
	if depth > deepest {
		return
	}
	switch n.Type {
	case html.TextNode:
		if n.Parent != nil && n.Parent.DataAtom == atom.Pre {
			w.verbatim(n.Data)
			return
		}
		w.words(n.Data)
		return
	case html.ElementNode:
		if silent[n.DataAtom] {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	}
	breaks := 0
	switch {
	case apart[n.DataAtom]:
		breaks = 2
	case lines[n.DataAtom]:
		breaks = 1
	case n.DataAtom == atom.Br:
		w.br()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.space = true
	}
	w.owe(breaks)
	if n.DataAtom == atom.A {
		w.links++
		defer func() { w.links-- }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, depth+1)
	}
	w.owe(breaks)
}

func (w *writer) owe(breaks int) { w.owed = max(w.owed, breaks) }

// br makes one line break, and of two or more a paragraph.
func (w *writer) br() { w.owed = min(w.owed+1, 2) }

func (w *writer) words(s string) {
	start := -1
	for i, r := range s {
		// No-break spaces stay: French typography hangs on them.
		if unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' {
			if start >= 0 {
				w.word(s[start:i])
				start = -1
			}
			w.space = true
		} else if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		w.word(s[start:])
	}
}

func (w *writer) word(s string) {
	if s = printable(s); s == "" {
		return
	}
	switch {
	case w.out.Len() == 0:
	case w.owed > 0:
		w.out.WriteString("\n\n"[:w.owed])
	case w.space:
		w.out.WriteByte(' ')
	}
	if w.out.Len() == 0 || w.owed > 0 {
		w.spans = append(w.spans, span{start: w.out.Len()})
	}
	if w.links > 0 {
		w.spans[len(w.spans)-1].linked += len(s)
	}
	w.owed, w.space = 0, false
	w.out.WriteString(s)
}

func (w *writer) verbatim(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.br()
		}
		w.words(line)
	}
}

// printable drops what has no width and no meaning: control characters, soft
// hyphens, marks of direction. It keeps joiners, which shape some scripts.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u00ad' || r == '\ufeff' || r == '\u200b' || r == '\u2060':
			return -1
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
}
