package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// sift drops what is marked as a comment and is none: a part of one, or what
// only wraps some.
func (r *remarks) sift() {
	r.recount()
	for i := len(r.items) - 1; i >= 0; i-- { // the inner ones first
		n := r.items[i]
		r.name(n)
		h := r.head(n)
		signed, dated := h.author != "", h.exact != "" || h.shown != ""
		switch inner := r.inside(n); {
		case r.apart[n] && len(inner) == 0 && one(n, headline) != nil:
			r.is[n] = false
		case signed && dated, !r.apart[n] && (signed || dated):
		case len(inner) == 1, len(inner) > 1 && inner[0].Parent != inner[1].Parent: // a comment of parts
		default:
			r.is[n] = false
		}
	}
	r.recount()
	for _, n := range r.items {
		if !r.is[n] || r.holds[n] < 2 || r.says(n) {
			continue
		}
		inner := r.inside(n)
		switch {
		case len(inner) == 0:
		case len(inner) > 1 && inner[0].Parent == inner[1].Parent:
			r.is[n] = false // it wraps some
		default:
			part := inner[0] // and its answers
			r.is[part] = false
			r.id[n], r.mark[n] = first(r.id[n], r.id[part]), first(r.mark[n], r.mark[part])
		}
	}
	r.recount()
}

// recount is what holds after items are dropped.
func (r *remarks) recount() {
	kept := r.items[:0]
	for _, n := range r.items {
		if r.is[n] {
			kept = append(kept, n)
		}
	}
	r.items, r.holds = kept, surroundings(kept)
}

// inside are the items in n that are in no other item of it.
func (r *remarks) inside(n *html.Node) []*html.Node {
	var found []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case r.holds[c] == 0:
		case r.is[c]:
			found = append(found, c)
		default:
			found = append(found, r.inside(c)...)
		}
	}
	return found
}

// own are the parts of an item that hold none of the others.
func (r *remarks) own(n *html.Node) []*html.Node {
	roots := r.parts(n)
	if n.DataAtom == atom.Dt {
		for s := n.NextSibling; s != nil && s.DataAtom != atom.Dt; s = s.NextSibling {
			if s.Type == html.ElementNode {
				roots = append(roots, r.parts(s)...)
			}
		}
	}
	return roots
}

func (r *remarks) parts(n *html.Node) []*html.Node {
	if r.holds[n] == 0 || r.holds[n] == 1 && r.is[n] {
		return []*html.Node{n}
	}
	var roots []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !r.is[c] {
			roots = append(roots, r.parts(c)...)
		}
	}
	return roots
}

// name notes by what a comment is known.
func (r *remarks) name(n *html.Node) {
	if d := saidDepth.FindStringSubmatch(attr(n, "class")); d != nil {
		r.depth[n], _ = strconv.Atoi(d[1])
	}
	r.id[n] = first(attr(n, "data-comment-id"), attr(n, "data-commentid"), attr(n, "data-id"))
	if r.known(n, n) {
		return
	}
	for _, root := range r.own(n) {
		if r.known(n, root) {
			return
		}
		for e := range root.Descendants() {
			if r.known(n, e) {
				return
			}
		}
	}
	for _, root := range r.own(n) {
		for _, e := range all(root, linked) {
			if _, mark, ok := strings.Cut(attr(e, "href"), "#"); ok && numberedID.MatchString(mark) && !strings.Contains(attr(e, "href"), "replyto") {
				r.id[n], r.mark[n] = first(r.id[n], numberIn(mark)), mark
				return
			}
		}
	}
	if id := attr(n, "id"); id != "" {
		r.id[n], r.mark[n] = first(r.id[n], id), id
	}
}

// known tells whether e has the mark of the comment n, and notes it.
func (r *remarks) known(n, e *html.Node) bool {
	if e.Type != html.ElementNode {
		return false
	}
	for _, key := range []string{"id", "name"} {
		mark := attr(e, key)
		if id := numberedID.FindStringSubmatch(mark); id != nil {
			r.id[n], r.mark[n] = id[1], mark
			return true
		}
	}
	return false
}
