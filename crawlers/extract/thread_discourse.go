package extract

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// discourseThread reads what Discourse answers at /t/12.json: up to twenty
// posts, and the numbers of all.
func (p *forumPage) discourseThread() (Thread, error) {
	stream := object(p.json["post_stream"])
	posts, _ := stream["posts"].([]any)
	if len(posts) == 0 {
		return Thread{}, fmt.Errorf("%w: JSON without the posts that Discourse gives", ErrNoThread)
	}
	t := Thread{Title: word(p.json, "title"), Engine: "discourse", Cut: len(posts) > mostMessages}
	slug, number := word(p.json, "slug"), word(p.json, "id")
	t.URL = p.resolve("/t/" + first(slug, "-") + "/" + number)
	p.topic = number
	var said []relations
	for _, raw := range posts[:min(len(posts), mostMessages)] {
		v := object(raw)
		if kind := word(v, "post_type"); kind == "3" || kind == "4" || v["user_deleted"] == true || v["deleted_at"] != nil {
			continue // what was done to the thread, what only staff may read, what was withdrawn
		}
		m := p.discoursePost(v, t.URL)
		m.Parent = word(v, "reply_to_post_number")
		if m.Whole != "" && !withdrawn(m) {
			t.Messages = append(t.Messages, m)
			said = append(said, relations{number: m.ID})
		}
	}
	if len(t.Messages) == 0 {
		return t, fmt.Errorf("%w: every post is empty", ErrNoThread)
	}
	p.discoursePaging(&t, stream, posts)
	findParents(t.Messages, said)
	return t, nil
}

func (p *forumPage) discoursePaging(t *Thread, stream map[string]any, posts []any) {
	t.Page = max(1, whole(p.at.Query().Get("page")))
	streamed, _ := stream["stream"].([]any)
	last := whole(word(object(posts[len(posts)-1]), "post_number"))
	most := whole(word(p.json, "highest_post_number"))
	if n := len(streamed); n > 0 && word(object(posts[len(posts)-1]), "id") == text(streamed[n-1]) || most > 0 && last >= most || most == 0 && len(streamed) == 0 {
		return
	}
	next := *p.at
	q := next.Query()
	q.Set("page", strconv.Itoa(t.Page+1))
	next.RawQuery, next.Fragment = q.Encode(), ""
	t.Next = next.String()
}

func (p *forumPage) discoursePost(v map[string]any, thread string) Message {
	m := Message{ID: word(v, "post_number"), Author: first(word(v, "username"), word(v, "name"))}
	m.URL = strings.TrimSuffix(thread, "/") + "/" + word(v, "post_number")
	if m.Author != "" {
		m.AuthorURL = p.resolve("/u/" + url.PathEscape(m.Author))
	}
	m.Published, m.Dated = p.calendar.read(word(v, "created_at"))
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(word(v, "cooked")), body)
	if err != nil {
		m.Whole = Text(word(v, "cooked"))
		m.Text = m.Whole
		return m
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	d := draft{Message: m}
	p.fill(&d, body)
	return d.Message
}

func (p *forumPage) resolve(path string) string {
	ref, err := url.Parse(path)
	if err != nil {
		return p.at.String()
	}
	return p.at.ResolveReference(ref).String()
}

func object(v any) map[string]any { o, _ := v.(map[string]any); return o }

func word(v map[string]any, name string) string { return text(v[name]) }

func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
