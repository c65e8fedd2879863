package extract

import "strings"

// merge adds what a page's JSON-LD says of its comments: to those that were
// found, or all of them where it has more.
func (r *remarks) merge(found []Message, things []map[string]any) []Message {
	var said []Message
	for _, thing := range things {
		for _, name := range []string{"comment", "comments"} {
			said = r.linked(said, thing[name], "", 0)
		}
		if kind, _ := thing["@type"].(string); kind == "Comment" || kind == "UserComments" {
			said = r.linkedOne(said, thing, "", 0)
		}
	}
	if len(said) == 0 {
		return found
	}
	byText := make(map[string]int, len(said))
	for i, m := range said {
		byText[key(m.Whole)] = i
	}
	shared := 0
	for i := range found {
		m := &found[i]
		j, ok := byText[key(m.Whole)]
		if !ok {
			continue
		}
		shared++
		more := said[j]
		m.Author, m.AuthorURL = first(m.Author, more.Author), first(m.AuthorURL, more.AuthorURL)
		if !m.Dated {
			m.Published, m.Dated = more.Published, more.Dated
		}
	}
	if len(said) > len(found) {
		return said
	}
	return found
}

func (r *remarks) linked(said []Message, v any, parent string, depth int) []Message {
	for _, one := range list(v) {
		if thing, ok := one.(map[string]any); ok {
			said = r.linkedOne(said, thing, parent, depth)
		}
	}
	return said
}

func (r *remarks) linkedOne(said []Message, v map[string]any, parent string, depth int) []Message {
	if depth > 20 || len(said) >= mostComments {
		return said
	}
	word := func(name string) string { s, _ := v[name].(string); return strings.TrimSpace(s) }
	m := Message{Whole: Text(first(word("text"), word("commentText"), word("description"))), Parent: parent}
	m.Text = m.Whole
	id := first(word("identifier"), word("@id"), word("url"))
	if _, mark, ok := strings.Cut(id, "#"); ok {
		id = mark
	}
	if m.ID = numberIn(id); strings.Contains(m.ID, "/") {
		m.ID = ""
	}
	m.URL = first(r.onPage(first(word("url"), word("@id"))), r.onPage(r.page.at.String()))
	if up, ok := v["parentItem"].(map[string]any); ok && m.Parent == "" {
		above, _ := up["@id"].(string)
		_, mark, _ := strings.Cut(above, "#")
		m.Parent = numberIn(mark)
	}
	for _, who := range list(v["author"]) {
		switch who := who.(type) {
		case string:
			m.Author = first(m.Author, Line(who))
		case map[string]any:
			name, _ := who["name"].(string)
			address, _ := who["url"].(string)
			m.Author, m.AuthorURL = first(m.Author, Line(name)), first(m.AuthorURL, absolute(address, r.page.base))
		}
	}
	m.Published, m.Dated = r.page.calendar.read(first(word("datePublished"), word("dateCreated"), word("commentTime")))
	if m.Whole != "" && (m.Author != "" || m.Dated) {
		said = append(said, m)
	}
	return r.linked(said, v["comment"], m.ID, depth+1)
}
