package feed

import (
	"net/url"
	"slices"
	"strings"
)

// relations are the words of a link's rel, without the registry's address.
func relations(l *node) []string {
	words := strings.Fields(strings.ToLower(l.attrs["rel"]))
	for i, w := range words {
		words[i] = w[strings.LastIndexByte(w, '/')+1:]
	}
	return words
}

// related is the address of the first link of a relation, of HTML or not.
func (r reader) related(n *node, rel string, html bool) string {
	for _, c := range n.children {
		if c.name != "link" && c.name != "atom:link" || !slices.Contains(relations(c), rel) {
			continue
		}
		if kind := c.attrs["type"]; rel == "replies" && html != (kind == "" || strings.Contains(kind, "html")) {
			continue
		}
		if to := absolute(first(c.attrs["href"], c.chars()), c.base(r.base)); to != "" {
			return to
		}
	}
	return ""
}

// link is the address of a channel's or item's page. Of several in RSS the last
// counts, as other readers have it; of Atom's the first to a page.
func (r reader) link(n *node) string {
	var plain, other, fallback string
	for _, name := range []string{"feedburner:origlink", "link", "atom:link", "url"} {
		for _, l := range n.children {
			if l.name != name {
				continue
			}
			to := absolute(first(l.attrs["href"], l.chars(), l.attrs["rdf:resource"]), l.base(r.base))
			rel := relations(l)
			kind := strings.ToLower(l.attrs["type"])
			switch {
			case to == "":
			case name == "feedburner:origlink":
				return to
			case len(rel) > 0 && !slices.Contains(rel, "alternate"):
				if fallback == "" && !slices.ContainsFunc(rel, apart) {
					fallback = to
				}
			case !r.atom && name == "link":
				plain = to
			case kind == "" || strings.Contains(kind, "html"):
				return first(plain, to)
			case other == "":
				other = to
			}
		}
		if plain != "" {
			return plain
		}
	}
	return first(other, fallback)
}

// apart relations lead elsewhere than to what an item tells.
func apart(rel string) bool {
	switch rel {
	case "self", "enclosure", "hub", "replies", "edit", "edit-media", "license", "next", "prev", "previous", "first", "last", "search", "service", "payment", "icon", "stylesheet":
		return true
	}
	return false
}

// permalink is an item's address where it has no link: its guid, unless that
// says it is no address. What it encloses is no page to read.
func (r reader) permalink(n *node, base string) string {
	if g := n.child("guid"); g != nil && !strings.EqualFold(strings.TrimSpace(g.attrs["ispermalink"]), "false") {
		if v := strings.TrimSpace(g.chars()); web(absolute(v, base)) {
			return absolute(v, base)
		}
	}
	for _, id := range []string{n.attrs["rdf:about"], n.value("id", "atom:id")} {
		if web(id) {
			return id
		}
	}
	return ""
}

// id is what n calls itself. One that is a relative address is made whole: a
// number or word stays what it is.
func (r reader) id(n *node) string {
	for _, name := range []string{"guid", "id", "atom:id"} {
		for _, c := range n.children {
			id := ""
			if c.name == name {
				id = strings.TrimSpace(c.chars())
			}
			switch {
			case id == "":
			case !strings.Contains(id, "/") || strings.ContainsAny(id, " \t\n") || strings.EqualFold(c.attrs["ispermalink"], "false"):
				return id
			default:
				return absolute(id, c.base(r.base))
			}
		}
	}
	return strings.TrimSpace(n.attrs["rdf:about"])
}

// base is the address that relative ones at n start from.
func (n *node) base(document string) string {
	var chain []string
	for up := n; up != nil; up = up.parent {
		if b := up.attrs["xml:base"]; b != "" {
			chain = append(chain, b)
		}
	}
	at := document
	for i := len(chain) - 1; i >= 0; i-- {
		at = absolute(chain[i], at)
	}
	return at
}

func absolute(ref, base string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	if strings.ContainsAny(ref, "\n\r\t") { // of how the feed was laid out
		ref = strings.Join(strings.Fields(ref), "")
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ref
	}
	if u.IsAbs() || base == "" {
		return ref
	}
	b, err := url.Parse(base)
	if err != nil {
		return ref
	}
	return b.ResolveReference(u).String()
}

func web(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}
