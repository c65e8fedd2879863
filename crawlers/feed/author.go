package feed

import (
	"regexp"
	"strings"
)

// authors are the elements that name who wrote, the surest first.
var authors = []string{"author", "atom:author", "dc:creator", "dc:author", "dcterms:creator", "itunes:author", "googleplay:author", "media:credit", "creator", "itunes:owner"}

// author is who wrote n: its own word, or as some channels say it.
func author(n *node, more ...string) string {
	for i, name := range authors {
		if i == 2 {
			for _, other := range more {
				if who := n.who(other); who != "" {
					return who
				}
			}
		}
		if who := n.who(name); who != "" {
			return who
		}
	}
	if source := n.child("source", "atom:source"); source != nil && source.elements() {
		return first(source.who("author"), source.who("atom:author"))
	}
	return ""
}

// who is the first of the persons that the elements of a name give.
func (n *node) who(name string) string {
	for _, c := range n.children {
		if c.name != name {
			continue
		}
		if who := person(c); who != "" {
			return who
		}
	}
	return ""
}

func person(n *node) string {
	if !n.elements() {
		return name(line(n.chars()))
	}
	who := n.value("name", "atom:name", "itunes:name", "foaf:name", "rdf:value")
	if who == "" {
		who = n.value("email", "atom:email", "itunes:email")
	}
	if who == "" && n.child("uri", "atom:uri", "url", "atom:url", "homepage", "atom:homepage") == nil {
		who = n.inner()
	}
	return name(line(who))
}

var email = regexp.MustCompile(`(?:mailto:)?[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+`)

// name takes the name out of RSS's "me@example.com (Name)" and the like; where
// there is only an address, that is it.
func name(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	address := email.FindString(text)
	if address == "" {
		return text
	}
	rest := strings.Replace(text, address, "", 1)
	for _, empty := range []string{"()", "<>", "[]"} {
		rest = strings.ReplaceAll(rest, empty, "")
	}
	rest = strings.Trim(strings.TrimSpace(rest), `<>[]"',;:-| `)
	if strings.HasPrefix(rest, "(") && strings.HasSuffix(rest, ")") {
		rest = rest[1 : len(rest)-1]
	}
	return first(rest, strings.TrimPrefix(address, "mailto:"))
}
