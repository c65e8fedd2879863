package feed

import (
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/extract"
)

// fromTree reads the fields out of a tree, of any of the formats.
func fromTree(root *node, base string) Feed {
	switch {
	case root.name == "channel" && root.attrs["href"] != "" || root.name == "channel" && root.child("title") == nil && root.child("item") != nil && root.child("item").attrs["href"] != "":
		return fromCDF(root, base)
	case root.name == "channel" || strings.HasSuffix(root.name, "rss") || strings.HasSuffix(root.name, "rdf") || root.name == "rdf:rdf":
		return fromRSS(root, base)
	}
	return fromAtom(root, base)
}

func fromCDF(root *node, base string) Feed {
	at := absolute(root.attrs["base"], base)
	if at == "" {
		at = base
	}
	f := Feed{Kind: "cdf", Title: extract.Line(root.child("title").markup(false)), Link: absolute(root.attrs["href"], at)}
	f.Description = extract.Text(root.child("abstract").markup(false))
	f.Updated = when(root.attrs["lastmod"])
	for _, n := range bounded(root.find("item")) {
		f.Items = append(f.Items, Item{
			Title: extract.Line(n.child("title").markup(false)), Link: absolute(n.attrs["href"], at),
			Text: extract.Text(n.child("abstract").markup(false)), Updated: when(n.attrs["lastmod"]), Published: when(n.attrs["lastmod"]),
		})
	}
	return f
}

// reader knows which of the two families a tree is of; the names differ, what
// they mean does not.
type reader struct {
	atom bool
	base string
}

func fromAtom(root *node, base string) Feed {
	r := reader{atom: true, base: base}
	f := Feed{Kind: "atom"}
	r.channel(&f, root)
	for _, n := range bounded(root.find("entry", "atom:entry")) {
		f.Items = append(f.Items, r.item(n))
	}
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
	for _, n := range bounded(root.find("item", "entry", "atom:entry")) {
		f.Items = append(f.Items, r.item(n))
	}
	return f
}

// mostItems of a feed are read: those that list a whole archive begin with the
// latest.
const mostItems = 5000

func bounded(items []*node) []*node { return items[:min(len(items), mostItems)] }

// pick is the markup of the first of the names that says anything. Elements of
// Atom keep Atom's rules within RSS.
func (r reader) pick(n *node, names ...string) string {
	for _, name := range names {
		for _, c := range n.all(name) {
			atom := r.atom && !strings.Contains(name, ":") || strings.HasPrefix(name, "atom:")
			if m := c.markup(atom); strings.TrimSpace(m) != "" {
				return m
			}
		}
	}
	return ""
}

func (r reader) channel(f *Feed, n *node) {
	f.Title = extract.Line(r.pick(n, "title", "atom:title", "dc:title"))
	f.Description = extract.Text(r.pick(n, "subtitle", "atom:subtitle", "tagline", "atom:tagline", "description", "dc:description", "itunes:summary", "itunes:subtitle", "info", "atom:info", "content:encoded"))
	f.Link = r.link(n)
	f.ID = strings.TrimSpace(n.value("id", "atom:id", "guid"))
	f.Language = first(n.value("language", "dc:language"), n.lang())
	f.Author = r.author(n, "managingeditor", "webmaster")
	f.Published = when(n.value("pubdate", "published", "atom:published", "issued", "atom:issued", "dcterms:issued"))
	f.Updated = when(n.value("updated", "atom:updated", "modified", "atom:modified", "lastbuilddate", "dc:date", "dcterms:modified", "pubdate"))
	f.TTL = ttl(n)
}

func (r reader) item(n *node) Item {
	long := r.pick(n, "content:encoded", "content", "atom:content", "fullitem", "body", "xhtml:body")
	short := r.pick(n, "summary", "atom:summary", "description", "dc:description", "dcterms:abstract", "itunes:summary", "itunes:subtitle", "media:description")
	if short == "" {
		for _, group := range n.all("media:group") {
			short = r.pick(group, "media:description")
		}
	}
	if long == "" {
		long, short = short, ""
	}
	base := n.base(r.base)
	i := Item{
		GUID:     n.value("guid", "id", "atom:id"),
		Link:     r.link(n),
		Title:    extract.Line(r.pick(n, "title", "atom:title", "dc:title", "media:title", "itunes:title")),
		Text:     extract.Text(long),
		Summary:  extract.Text(short),
		Author:   r.author(n, "author"),
		Language: first(n.value("language", "dc:language"), r.contentLang(n), n.lang()),
		Comments: absolute(n.value("comments"), base),
		Links:    textLinks(long, base),
	}
	if i.GUID == "" {
		i.GUID = n.attrs["rdf:about"]
	}
	if i.Link == "" {
		i.Link = r.permalink(n, base)
	}
	if a := n.child("author", "atom:author"); a != nil {
		i.AuthorURL = absolute(a.value("uri", "url", "atom:uri", "homepage"), base)
	}
	i.Published = when(n.value("pubdate", "published", "atom:published", "issued", "atom:issued", "dcterms:issued", "dcterms:created", "created", "atom:created", "dc:date", "dcterms:date", "pubDate", "date"))
	i.Updated = when(n.value("updated", "atom:updated", "modified", "atom:modified", "dcterms:modified", "dc:date", "dcterms:date"))
	return i
}

func (r reader) contentLang(n *node) string {
	for _, name := range []string{"content", "atom:content", "summary", "atom:summary", "title", "atom:title"} {
		if c := n.child(name); c != nil && c.attrs["xml:lang"] != "" {
			return c.attrs["xml:lang"]
		}
	}
	return ""
}

// link is the address of a channel's or item's page.
func (r reader) link(n *node) string {
	base := n.base(r.base)
	var fallback string
	for _, name := range []string{"feedburner:origlink", "link", "atom:link", "url"} {
		for _, l := range n.all(name) {
			href, text := l.attrs["href"], strings.TrimSpace(l.chars())
			to := absolute(first(href, text), l.base(base))
			if to == "" {
				continue
			}
			rel := strings.ToLower(l.attrs["rel"])
			switch {
			case href == "" && text != "", rel == "" || rel == "alternate":
				return to
			case rel != "self" && rel != "enclosure" && rel != "hub" && rel != "replies" && rel != "edit" && fallback == "":
				fallback = to
			}
		}
	}
	return fallback
}

// permalink is an item's address where it has no link: its guid, unless that
// says it is no address, or what it encloses.
func (r reader) permalink(n *node, base string) string {
	if g := n.child("guid"); g != nil && !strings.EqualFold(g.attrs["ispermalink"], "false") {
		if v := strings.TrimSpace(g.chars()); web(absolute(v, base)) {
			return absolute(v, base)
		}
	}
	for _, id := range []string{n.attrs["rdf:about"], n.value("id", "atom:id")} {
		if web(id) {
			return id
		}
	}
	if c := n.child("media:content", "enclosure"); c != nil {
		return absolute(c.attrs["url"], base)
	}
	return ""
}

func (r reader) author(n *node, names ...string) string {
	for _, name := range append([]string{"author", "atom:author"}, names...) {
		for _, a := range n.all(name) {
			if who := person(a); who != "" {
				return who
			}
		}
	}
	for _, name := range []string{"dc:creator", "dc:author", "dcterms:creator", "itunes:author", "googleplay:author", "media:credit", "creator", "itunes:owner"} {
		for _, a := range n.all(name) {
			if who := person(a); who != "" {
				return who
			}
		}
	}
	return ""
}

func person(n *node) string {
	if n.elements() {
		if name := n.value("name", "atom:name", "itunes:name", "foaf:name"); name != "" {
			return extract.Line(name)
		}
		return n.value("email", "atom:email", "itunes:email")
	}
	return name(extract.Line(n.chars()))
}

// name takes the name out of RSS's "me@example.com (Name)" and the like.
func name(text string) string {
	before, inside, ok := strings.Cut(text, "(")
	inside = strings.TrimSuffix(strings.TrimSpace(inside), ")")
	switch {
	case !ok && strings.Contains(text, "<") && strings.Contains(text, "@"):
		before, _, _ = strings.Cut(text, "<")
		if before = strings.Trim(before, " \"'"); before != "" {
			return before
		}
		return strings.Trim(text, "<> ")
	case !ok:
		return text
	case strings.Contains(before, "@"):
		return strings.TrimSpace(inside)
	case strings.Contains(inside, "@"):
		return strings.TrimSpace(before)
	}
	return text
}

// ttl is how long a channel asks to be left, in RSS's words or syndication's.
func ttl(n *node) time.Duration {
	if minutes, err := strconv.Atoi(n.value("ttl")); err == nil && minutes > 0 && minutes < 60*24*31 {
		return time.Duration(minutes) * time.Minute
	}
	periods := map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour}
	period := periods[strings.ToLower(n.value("sy:updateperiod"))]
	if times, err := strconv.Atoi(n.value("sy:updatefrequency")); err == nil && times > 1 && times < 10_000 {
		period /= time.Duration(times)
	}
	return period
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

func web(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}
