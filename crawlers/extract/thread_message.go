package extract

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigie/crawlers/post"
)

// draft is a message whose date is not read yet: that takes the whole page.
type draft struct {
	Message
	exact   string // as machines write it
	shown   string // as people do
	block   int    // its place among the page's
	related relations
}

func (d draft) moment(c *calendar) (time.Time, bool) {
	texts := []string{d.exact, d.shown}
	if !timeOfDay.MatchString(d.exact) && agoDate.MatchString(strings.ToLower(d.shown)) && !c.now.IsZero() {
		if _, _, ok := machine(d.exact, c.zone); !ok {
			texts = []string{d.shown, d.exact} // "2 hours ago" says more than its day
		}
	}
	for _, text := range texts {
		if text == "" {
			continue
		}
		// A day alone gives way to the same moment shown with its hour.
		if at, hour, ok := machine(text, c.zone); ok && (hour || text == d.shown || d.shown == "") {
			return at, true
		}
		if at, ok := c.read(text); ok {
			return at, true
		}
	}
	if at, _, ok := machine(d.exact, c.zone); ok {
		return at, true
	}
	return time.Time{}, false
}

// draft reads one block.
func (p *forumPage) draft(e engine, b block) draft {
	var d draft
	head := header{page: p, engine: e, block: b}
	switch d.ID = head.id(); e.name {
	case "discourse":
		d.ID, d.URL = head.position(p.threadURL())
	case "flarum":
		d.URL = strings.TrimSuffix(p.threadURL(), "/") + "/" + d.ID
	default:
		d.URL = head.link(d.ID)
	}
	d.Author, d.AuthorURL = head.author()
	d.exact, d.shown = head.date()
	d.related = head.relate(&d.Message)
	for _, n := range b.drop {
		detach(n)
	}
	p.fill(&d, b.body)
	return d
}

// absolute is the address that href names on the page at; empty where it is of
// no page.
func absolute(href string, at *url.URL) string {
	if href == "" || strings.HasPrefix(href, "#") {
		return ""
	}
	ref, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return ""
	}
	u, err := post.Permalink(at.ResolveReference(ref).String())
	if err != nil {
		return ""
	}
	return u
}

// header finds what stands around a message's text.
type header struct {
	page   *forumPage
	engine engine
	block  block
}

// nodes are the elements of the block that are not in its body.
func (h header) nodes(yield func(*html.Node) bool) {
	var walk func(n *html.Node) bool
	walk = func(n *html.Node) bool {
		if n == h.block.body {
			return true
		}
		if n.Type == html.ElementNode && !yield(n) {
			return false
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if !walk(c) {
				return false
			}
		}
		return true
	}
	for _, root := range h.block.roots {
		if !walk(root) {
			return
		}
	}
}

func (h header) query(s sel) []*html.Node {
	var out []*html.Node
	if s == nil {
		return nil
	}
	for n := range h.nodes {
		if s.Match(n) {
			out = append(out, n)
		}
	}
	return out
}

// numbered are the names that forums give the element of a message, with its
// number.
var numbered = regexp.MustCompile(`^(?:js-|el|forum-?)?(?:p|pb|pid|post|posts|msg|message|comment|discussion|reply|entry|answer|postcount|post_message|post_content|td_post|edit)?[_-]?(\d{1,19})(?:_wrap)?$`)

// id is the forum's own number of the message.
func (h header) id() string {
	for n := h.block.body; n != nil; n = n.Parent {
		if id := numberOf(n); id != "" {
			return id
		}
		if n == h.block.roots[0] || len(h.block.roots) > 1 {
			break
		}
	}
	for n := range h.nodes {
		if id := numberOf(n); id != "" {
			return id
		}
	}
	for n := range h.nodes {
		if m := postAddress.FindStringSubmatch(attr(n, "href")); n.DataAtom == atom.A && m != nil && !acts(attr(n, "href")) {
			return m[1]
		}
	}
	return ""
}

var selPosition = find("[itemprop=position], .post-number, a.post-date[href]")

// position is the number of a post in its topic, by which Discourse names it,
// and its address.
func (h header) position(thread string) (id, address string) {
	for n := h.block.body; n != nil && id == ""; n = n.Parent {
		if said, ok := strings.CutPrefix(attr(n, "id"), "post_"); ok && strings.Trim(said, "0123456789") == "" {
			id = said
		}
		if n == h.block.roots[0] {
			break
		}
	}
	for _, n := range append(h.query(selPosition), all(h.block.roots[0], selPosition)...) {
		if id != "" {
			break
		}
		said := strings.Trim(first(strings.TrimSpace(textOf(n)), attr(n, "content")), "#")
		if href := attr(n, "href"); href != "" {
			said = href[strings.LastIndexByte(href, '/')+1:]
		}
		if said != "" && strings.Trim(said, "0123456789") == "" {
			id = said
		}
	}
	return id, strings.TrimSuffix(thread, "/") + "/" + id
}

func numberOf(n *html.Node) string {
	for _, name := range []string{"data-post-id", "data-content", "id", "data-pid", "data-commentid", "data-msgid", "itemid", "name"} {
		value := strings.ToLower(attr(n, name))
		if value == "" {
			continue
		}
		if m := numbered.FindStringSubmatch(value); m != nil && (name != "name" || n.DataAtom == atom.A) {
			return m[1]
		}
	}
	return ""
}

var (
	postAddress = regexp.MustCompile(`(?:#(?:p|pid|post|post-|post_|msg|comment-|Comment_|reply-|entry)?|[?&;](?:p|pid|post|comment)=|/(?:post-|posts/|comment/|p/))(\d+)/?$`)
	acting      = regexp.MustCompile(`(?i)(?:^|[?&;=/])(?:new)?(?:reply|quote|report|edit|delete|like|react|rate|posting|misc|share|login|register|karma|thank|search|member|memberlist|profile|private|do=(?:add|get|report))`)
)

// acts tells an address that does something to a message from one that shows it.
func acts(href string) bool {
	tail := href[strings.LastIndexByte(strings.TrimSuffix(href, "/"), '/')+1:]
	if i := strings.IndexByte(href, '?'); i >= 0 && strings.LastIndexByte(href, '/') > i {
		tail = href[strings.LastIndexByte(href[:i], '/')+1:]
	}
	return acting.MatchString(tail) || strings.HasPrefix(href, "mailto:") || strings.HasPrefix(href, "javascript:")
}

// link is the message's permanent address.
func (h header) link(id string) string {
	anchor := ""
	best := ""
	if id != "" {
		own := regexp.MustCompile(`(?:^|\D)` + id + `(?:\D|$)`)
		for n := range h.nodes {
			if n.DataAtom == atom.A && attr(n, "href") != "" {
				href := attr(n, "href")
				if !own.MatchString(href) || acts(href) {
					continue
				}
				if strings.HasPrefix(href, "#") {
					anchor = href
				} else if best == "" {
					best = href
				}
				continue
			}
			if name := attr(n, "id"); anchor == "" && own.MatchString(name) {
				anchor = "#" + name
			}
		}
	}
	if u := absolute(best, h.page.base); u != "" {
		return u
	}
	if anchor != "" {
		page := *h.page.at
		page.Fragment, page.RawFragment = "", ""
		if u, err := post.Permalink(page.String() + anchor); err == nil {
			return u
		}
	}
	u, err := post.Canonical(h.page.at.String())
	if err != nil {
		return h.page.at.String()
	}
	return u
}
