package extract

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
)

var (
	schemaItem = find(`[itemtype*="schema.org/DiscussionForumPosting"], [itemtype*="schema.org/Comment"], [itemtype*="schema.org/UserComments"], [itemtype*="schema.org/Question"], [itemtype*="schema.org/Answer"]`)
	schemaText = find(`[itemprop=text], [itemprop=articleBody], [itemprop=commentText], [itemprop=description]`)
	linkedData = find(`script[type="application/ld+json"]`)
)

// schema finds messages that are marked as schema.org has them.
func (p *forumPage) schema() []block {
	items := all(p.root, schemaItem)
	if len(items) == 0 {
		return nil
	}
	var bodies []*html.Node
	for _, item := range items {
		for _, n := range all(item, schemaText) {
			if n.Data != "meta" && owner(n) == item {
				bodies = append(bodies, n)
				break
			}
		}
	}
	bodies = outermost(bodies)
	around := surroundings(bodies)
	blocks := make([]block, 0, len(bodies))
	for _, body := range bodies {
		at := owner(body)
		roots := []*html.Node{at}
		if around[at] > 1 { // answers stand inside of what they answer
			roots = apartFrom(at, body, around)
		}
		blocks = append(blocks, block{roots: roots, body: body})
	}
	return blocks
}

// apartFrom are the parts of an item that hold none of the other messages.
func apartFrom(item, body *html.Node, around map[*html.Node]int) []*html.Node {
	var roots []*html.Node
	for c := item.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (around[c] == 0 || around[c] == 1 && holds(c, body)) {
			roots = append(roots, c)
		}
	}
	if len(roots) == 0 {
		return []*html.Node{widest(body, around)}
	}
	return roots
}

// owner is the item around n.
func owner(n *html.Node) *html.Node {
	for n = n.Parent; n != nil; n = n.Parent {
		if schemaItem.Match(n) {
			return n
		}
	}
	return nil
}

func decodeObject(text []byte) map[string]any {
	var object map[string]any
	if json.Unmarshal(text, &object) != nil {
		return nil
	}
	return object
}

// linkedThread reads the JSON-LD of pages that show their messages by script.
func (p *forumPage) linkedThread() Thread {
	t := Thread{Title: p.title(), URL: p.threadURL(), Engine: "schema.org", Language: p.calendar.language, Page: p.number(), Next: p.next(p.number())}
	for _, n := range all(p.root, linkedData) {
		var value any
		if json.Unmarshal([]byte(textOf(n)), &value) == nil {
			p.linked(value, &t, 0)
		}
	}
	return t
}

func (p *forumPage) linked(value any, t *Thread, depth int) {
	if depth > 20 || len(t.Messages) >= mostMessages {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			p.linked(item, t, depth+1)
		}
	case map[string]any:
		kind, _ := v["@type"].(string)
		switch kind {
		case "DiscussionForumPosting", "Comment", "Question", "Answer":
			p.linkedMessage(v, t)
		}
		for _, name := range []string{"@graph", "mainEntity", "comment", "suggestedAnswer", "acceptedAnswer"} {
			p.linked(v[name], t, depth+1)
		}
	}
}

func (p *forumPage) linkedMessage(v map[string]any, t *Thread) {
	said := func(name string) string { s, _ := v[name].(string); return strings.TrimSpace(s) }
	m := Message{Whole: Text(first(said("text"), said("articleBody")))}
	if m.Whole == "" {
		return
	}
	m.Text = m.Whole
	m.URL = first(absolute(first(said("url"), said("@id")), p.base), t.URL)
	if f := postAddress.FindStringSubmatch(m.URL); f != nil {
		m.ID = f[1]
	}
	switch who := v["author"].(type) {
	case string:
		m.Author = who
	case map[string]any:
		m.Author, _ = who["name"].(string)
		address, _ := who["url"].(string)
		m.AuthorURL = absolute(address, p.base)
	}
	m.Published, m.Dated = p.calendar.read(first(said("datePublished"), said("dateCreated")))
	if t.Title == "" {
		t.Title = Line(said("headline"))
	}
	t.Messages = append(t.Messages, m)
}
