package feed

import (
	"slices"
	"strings"
	"time"
)

// fromTree reads the fields out of a tree, of any of the formats.
func fromTree(root *node, base string) Feed {
	switch {
	case isCDF(root):
		return fromCDF(root, base)
	case root.name == "channel" || strings.HasSuffix(root.name, "rss") || strings.HasSuffix(root.name, "rdf"):
		return fromRSS(root, base)
	}
	return fromAtom(root, base)
}

// reader knows which of the two families a tree is of; the names differ, what
// they mean does not.
type reader struct {
	atom     bool
	base     string
	dayFirst bool // 5/11 is in November
}

func fromAtom(root *node, base string) Feed {
	r := reader{atom: true, base: base}
	f := Feed{Kind: "atom"}
	r.channel(&f, root)
	r.items(&f, root.find("entry", "atom:entry"))
	r.bury(&f, root)
	return f
}

func fromRSS(root *node, base string) Feed {
	r := reader{base: base}
	f := Feed{Kind: "rss"}
	channel := root
	if c := root.child("channel"); c != nil {
		channel = c
	}
	r.channel(&f, channel)
	r.items(&f, root.find("item", "entry", "atom:entry"))
	r.bury(&f, root)
	return f
}

// mostItems of a feed are read: of one that lists a whole archive, the latest.
const mostItems = 5000

func (r *reader) items(f *Feed, nodes []*node) {
	r.dayFirst = dayFirst(f.Language)
	if len(nodes) > mostItems {
		nodes = r.latest(nodes)
		f.Recovered = true
	}
	f.Items = make([]Item, 0, len(nodes))
	for _, n := range nodes {
		f.Items = append(f.Items, r.item(n))
	}
}

// latest are the mostItems that were published last, in the feed's order; those
// without a date count by their place, the first as the latest.
func (r reader) latest(nodes []*node) []*node {
	dated := make(map[*node]time.Time, len(nodes))
	for _, n := range nodes {
		dated[n] = firstTime(r.published(n), r.updated(n))
	}
	byDate := slices.Clone(nodes)
	slices.SortStableFunc(byDate, func(a, b *node) int { return dated[b].Compare(dated[a]) })
	for _, n := range byDate[mostItems:] {
		delete(dated, n)
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(n *node) bool { _, kept := dated[n]; return !kept })
}

// dayFirst tells whether a language writes the day before the month: all but
// American English do.
func dayFirst(language string) bool {
	language = strings.ToLower(language)
	return language != "" && (!strings.HasPrefix(language, "en") || strings.HasPrefix(language, "en-") && language != "en-us")
}

// passage is markup, what addresses in it start from, and its own language.
type passage struct{ markup, base, lang string }

func (r reader) passage(c *node) passage {
	atom := r.atom && !strings.Contains(c.name, ":") || strings.HasPrefix(c.name, "atom:")
	m := c.markup(atom) // elements of Atom keep Atom's rules within RSS
	if strings.TrimSpace(m) == "" {
		return passage{}
	}
	lang := c.attrs["xml:lang"]
	for _, inner := range c.children { // XHTML may say it in its frame
		lang = first(lang, inner.attrs["xml:lang"])
	}
	return passage{m, c.base(r.base), strings.ReplaceAll(lang, "_", "-")}
}

// pick is the first of the names that says anything.
func (r reader) pick(n *node, names ...string) passage {
	for _, name := range names {
		for _, c := range n.children {
			if c.name != name {
				continue
			}
			if p := r.passage(c); p.markup != "" {
				return p
			}
		}
	}
	return passage{}
}

// texts are the long and the short text of an item; where there is but one, it
// is the long one.
func (r reader) texts(n *node) (long, short passage) {
	long = r.pick(n, "content:encoded", "content", "atom:content", "fullitem", "body", "xhtml:body")
	if long.markup != "" {
		return long, r.pick(n, "summary", "atom:summary", "description", "dc:description", "dcterms:abstract", "itunes:summary", "itunes:subtitle")
	}
	// Of a description and a summary the second is the content, as others have
	// it, unless it is plainly the shorter.
	var both []passage
	for _, c := range n.children {
		switch c.name {
		case "summary", "atom:summary", "description", "itunes:summary":
			if p := r.passage(c); p.markup != "" && (len(both) == 0 || p.markup != both[0].markup) {
				both = append(both, p)
			}
		}
	}
	switch {
	case len(both) > 1 && len(both[1].markup)*2 >= len(both[0].markup):
		return both[1], both[0]
	case len(both) > 1:
		return both[0], both[1]
	case len(both) == 1:
		return both[0], passage{}
	}
	long = r.pick(n, "dc:description", "dcterms:abstract", "itunes:subtitle", "media:description", "subtitle")
	for _, group := range n.all("media:group") {
		if long.markup == "" {
			long = r.pick(group, "media:description")
		}
	}
	if content := n.child("media:content"); content != nil && long.markup == "" {
		long = r.pick(content, "media:description")
	}
	return long, passage{}
}

// moment is the first of the names that gives a time. Of several elements of
// one name the last counts.
func (r reader) moment(n *node, names ...string) time.Time {
	for _, name := range names {
		for _, c := range slices.Backward(n.children) {
			if c.name != name {
				continue
			}
			if t := when(c.chars(), r.dayFirst); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

func (r reader) published(n *node) time.Time {
	return r.moment(n, "pubdate", "published", "atom:published", "issued", "atom:issued", "dcterms:issued", "dcterms:available", "dcterms:created", "created", "atom:created", "dc:date", "dcterms:date", "date")
}

func (r reader) updated(n *node) time.Time {
	return r.moment(n, "updated", "atom:updated", "modified", "atom:modified", "dcterms:modified", "dc:date", "dcterms:date", "lastmod")
}

func (r *reader) channel(f *Feed, n *node) {
	f.Title = line(r.pick(n, "title", "atom:title", "dc:title").markup)
	f.Description, _ = prose(r.pick(n, "subtitle", "atom:subtitle", "tagline", "atom:tagline", "description", "dc:description", "itunes:summary", "itunes:subtitle", "info", "atom:info", "content:encoded", "feedburner:browserfriendly").markup, "")
	f.Link = r.link(n)
	f.ID = r.id(n)
	f.Language = first(n.value("language", "dc:language"), n.lang())
	f.Author = author(n, "managingeditor", "webmaster")
	r.dayFirst = dayFirst(f.Language)
	f.Published = r.moment(n, "pubdate", "published", "atom:published", "issued", "atom:issued", "dcterms:issued")
	f.Updated = r.moment(n, "updated", "atom:updated", "modified", "atom:modified", "lastbuilddate", "dc:date", "dcterms:modified", "pubdate")
	f.TTL, f.SkipHours, f.SkipDays = ttl(n), skipHours(n), skipDays(n)
	for up := n; up != nil; up = up.parent { // RDF has them beside the channel
		f.Hub, f.Self = first(f.Hub, r.related(up, "hub", false)), first(f.Self, r.related(up, "self", false))
	}
}

func (r reader) item(n *node) Item {
	long, short := r.texts(n)
	title := r.pick(n, "title", "atom:title", "dc:title", "media:title", "itunes:title")
	base := n.base(r.base)
	i := Item{
		GUID:     r.id(n),
		Link:     first(r.link(n), r.permalink(n, base)),
		Title:    line(title.markup),
		Author:   author(n),
		Language: first(n.value("language", "dc:language"), long.lang, short.lang, title.lang, n.lang()),
		Comments: first(absolute(n.value("comments"), base), r.related(n, "replies", true)),

		CommentsFeed: first(absolute(n.value("wfw:commentrss"), base), r.related(n, "replies", false)),
		Published:    r.published(n),
		Updated:      r.updated(n),
	}
	i.Text, i.Links = prose(long.markup, long.base)
	if short.markup != long.markup {
		var links []string
		if i.Summary, links = prose(short.markup, short.base); i.Text == "" { // the long one is a picture
			i.Text, i.Summary, i.Links = i.Summary, "", links
		}
	}
	if i.Title == "" {
		if group := n.child("media:group", "media:content"); group != nil {
			i.Title = line(r.pick(group, "media:title").markup)
		}
	}
	if a := n.child("author", "atom:author"); a != nil {
		i.AuthorURL = absolute(a.value("uri", "atom:uri", "url", "atom:url", "homepage", "atom:homepage"), base)
	}
	return i
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
