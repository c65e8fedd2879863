package feed

import (
	"encoding/base64"
	"html"
	"regexp"
	"strings"
)

// child is the first child element of one of the names, taken in that order.
func (n *node) child(names ...string) *node {
	for _, name := range names {
		for _, c := range n.children {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

func (n *node) all(name string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// find is every element of one of the names below n, at any depth, not within
// another found one.
func (n *node) find(names ...string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == "" {
			continue
		}
		hit := false
		for _, name := range names {
			hit = hit || c.name == name
		}
		if hit {
			found = append(found, c)
		} else {
			found = append(found, c.find(names...)...)
		}
	}
	return found
}

// chars is the text of an element and all below.
func (n *node) chars() string {
	if n == nil {
		return ""
	}
	if n.name == "" && n.children == nil {
		return n.text
	}
	if len(n.children) == 1 {
		return n.children[0].chars()
	}
	var b strings.Builder
	for _, c := range n.children {
		b.WriteString(c.chars())
	}
	return b.String()
}

// value is the text of the first of the names that has one.
func (n *node) value(names ...string) string {
	for _, name := range names {
		for _, c := range n.children {
			if c.name != name {
				continue
			}
			if v := strings.TrimSpace(c.chars()); v != "" {
				return v
			}
		}
	}
	return ""
}

// inner is the markup within an element.
func (n *node) inner() string {
	var b strings.Builder
	for _, c := range n.children {
		c.write(&b)
	}
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	if n.name == "" {
		b.WriteString(html.EscapeString(n.text))
		return
	}
	_, local, ok := strings.Cut(n.name, ":")
	if !ok {
		local = n.name
	}
	b.WriteString("<" + local)
	for name, value := range n.attrs {
		b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
	b.WriteString(">")
	for _, c := range n.children {
		c.write(b)
	}
	switch local {
	case "br", "img", "hr", "input", "link", "meta", "area", "col", "embed", "source", "wbr":
		return
	}
	b.WriteString("</" + local + ">")
}

func (n *node) elements() bool {
	for _, c := range n.children {
		if c.name != "" {
			return true
		}
	}
	return false
}

// markup is the HTML that a text element means, whichever way it says it: by
// Atom 1.0's type, Atom 0.3's mode, or as RSS does, unsaid.
func (n *node) markup(atom bool) string {
	if n == nil {
		return ""
	}
	kind, mode := strings.ToLower(n.attrs["type"]), strings.ToLower(n.attrs["mode"])
	if mode == "base64" || kind == "application/octet-stream" {
		if plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(n.chars()), "")); err == nil {
			if kind == "text/plain" || kind == "text" {
				return html.EscapeString(string(plain))
			}
			return string(plain)
		}
	}
	if n.elements() {
		return n.inner()
	}
	text := n.chars()
	switch {
	case strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/"):
		return ""
	case n.name == "media:description" && !looksHTML(text):
		return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	case !atom && !looksHTML(text):
		return paragraphs(strings.ReplaceAll(text, "<", "&lt;"))
	case !atom:
		return text
	case kind == "text" || kind == "text/plain" || kind == "" && mode == "":
		return paragraphs(html.EscapeString(text))
	case mode == "xml" && kind != "text/html":
		return paragraphs(html.EscapeString(text))
	}
	return text
}

var blankLine = regexp.MustCompile(`\n[ \t\r]*\n`)

// paragraphs keeps the empty lines of a text that is no HTML; its other line
// breaks come of how wide it was written.
func paragraphs(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	return blankLine.ReplaceAllString(text, "<br><br>")
}

// lang is the language at n, inherited. An empty xml:lang says "none".
func (n *node) lang() string {
	for up := n; up != nil; up = up.parent {
		if l, ok := up.attrs["xml:lang"]; ok {
			return strings.ReplaceAll(l, "_", "-")
		}
	}
	return ""
}
