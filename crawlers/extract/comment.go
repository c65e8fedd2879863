package extract

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostComments is how many comments are read of one page.
const mostComments = 5000

// remarks are the comments of a page that is being read: what WordPress,
// Blogger, Drupal, SPIP, Dotclear and schema.org, h-entry and h-cite mark as
// one, and what repeats in a part that is named for comments.
type remarks struct {
	page  *forumPage
	items []*html.Node
	is    map[*html.Node]bool
	apart map[*html.Node]bool   // those in no part named for comments, and not of schema.org
	id    map[*html.Node]string // the site's own
	mark  map[*html.Node]string // what its address ends with
	depth map[*html.Node]int    // of those that say it, from 1
	holds map[*html.Node]int    // how many items are inside
	plain *html.Node            // the part where they are found by repetition
}

// comments reads a page's comments, and returns the elements that hold them.
func comments(root *html.Node, at *url.URL, m meta, now time.Time) ([]Message, []*html.Node) {
	r := remarks{page: &forumPage{at: at, base: at, root: root, tag: m.tag}, is: map[*html.Node]bool{}, apart: map[*html.Node]bool{}, id: map[*html.Node]string{}, mark: map[*html.Node]string{}, depth: map[*html.Node]int{}}
	r.page.calendar = calendar{language: m.language, zone: zoneOf(at.Hostname(), m.language, m.tag), now: now, tries: 50}
	r.collect(root, false, 0)
	var drafts []draft
	var nodes []*html.Node
	if len(r.items) > 0 {
		r.sift()
		drafts, nodes = r.read()
	}
	if len(drafts) == 0 && r.plain != nil {
		if r.items = repeating(r.plain); len(r.items) > 0 {
			for _, n := range r.items {
				r.is[n] = true
			}
			r.sift()
			drafts, nodes = r.read()
		}
	}
	var shown []string
	for _, d := range drafts {
		shown = append(shown, d.shown)
	}
	r.page.calendar.settle(shown, m.tag)
	found := make([]Message, 0, len(drafts))
	for _, d := range drafts {
		d.Published, d.Dated = d.moment(&r.page.calendar)
		found = append(found, d.Message)
	}
	found = r.merge(found, m.things)
	if len(found) == 0 {
		return nil, nil
	}
	return found, nodes
}

var (
	// itemClasses are the classes of one comment.
	itemClasses = set(`comment comments-item comment-item comment__item comment_item comments__item commentitem comment-wrap comment-wrapper-single
		single-comment comment-entry comment-box commentbox comment-container comment_container comment-single comment--item c-comment user-comment
		reader-comment media-comment js-comment static-comment forum-fil forum-message u-comment p-comment commentaire kommentar comentario commento
		leserkommentar commentary-item comment-post comment-thread__comment`)
	// partNames are what the part of a page is named that holds comments.
	partNames = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:comments?|commentaires?|kommentare?|leserkommentare|comentarios?|commenti|commentlist|forum|forums|reactions?|réactions?|discussion|user-?comments|disqus_thread)(?:$|[\s_-])|comment-?(?:list|section|area|thread|wrapper|container)s?`)
	// manyNamed are those that do not mean opinions by "comment".
	manyNamed = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:comments|commentaires|leserkommentare|kommentare|comentarios|commenti|commentlist|user-?comments|reactions|réactions)(?:$|[\s_-])|comment-?(?:list|section|area|thread|wrapper|container|box)s?`)
	// elsewhere are the classes of parts that repeat what is said on other
	// pages, or hold no comment.
	elsewhere = set(`widget recent latest popular recentcomments recent-comments recent_comments latest-comments latest_comments popular-comments most-commented teaser teasers
		related related-posts related-articles comment-form commentform comment-respond comment-count comment-link comment-nav respond aside
		pingback pingbacks trackback trackbacks ping pings pinglist`)
	liking = set("pingback pingbacks trackback trackbacks ping pings u-like p-like u-repost p-repost")
	// numberedID is an id that names one comment.
	numberedID = regexp.MustCompile(`(?i)^(?:li-|div-|js-|post-)?(?:comments?|commentaires?|kommentare?|comentario|commento|komment|cmt|cmnt|forum|message|reply|reponse|com|c)[-_]?(\d[\w-]*)$`)
	saidDepth  = regexp.MustCompile(`(?:^|\s)(?:depth|level|comment-depth)-(\d+)(?:$|\s)`)
)

func set(words string) map[string]bool {
	all := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// collect finds what may be a comment; named tells that it is in a part named
// for comments.
func (r *remarks) collect(n *html.Node, named bool, depth int) {
	if n.Type == html.ElementNode {
		if silent[n.DataAtom] || n.DataAtom == atom.Nav || n.DataAtom == atom.Pre || depth > deepest || len(r.items) >= mostComments {
			return
		}
		e := labelOf(n)
		item := r.item(n, e, named)
		for token := range strings.FieldsSeq(e.said) {
			if liking[token] || !item && (elsewhere[token] || strings.HasSuffix(token, "sidebar") || strings.HasPrefix(token, "widget_")) {
				return
			}
		}
		switch {
		case item:
			r.items, r.is[n], r.apart[n] = append(r.items, n), true, !named && e.kind == ""
		case !named && e.speaks() && n.DataAtom != atom.Body && n.DataAtom != atom.A && n.DataAtom != atom.Span && partNames.MatchString(e.said):
			named = true
			if r.plain == nil && manyNamed.MatchString(e.said) {
				r.plain = n
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.collect(c, named, depth+1)
	}
}

// label is what an element is called, in lower case.
type label struct {
	id, class string
	said      string // both
	kind      string // by schema.org or RDFa
	numbered  bool   // it has a comment's number
}

func labelOf(n *html.Node) label {
	var e label
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			e.class = strings.ToLower(a.Val)
		case "id":
			e.id = strings.TrimSpace(a.Val)
		case "itemtype", "typeof":
			e.kind = a.Val
		case "data-comment-id":
			e.numbered = true
		}
	}
	if e.class != "" || e.id != "" {
		e.said = e.class + " " + strings.ToLower(e.id)
	}
	return e
}

// speaks tells whether a label may be of a part for comments.
func (e label) speaks() bool {
	return strings.Contains(e.said, "omm") || strings.Contains(e.said, "forum") || strings.Contains(e.said, "eaction") || strings.Contains(e.said, "éaction") || strings.Contains(e.said, "disc") || strings.Contains(e.said, "disq")
}

// item tells whether an element is marked as one comment.
func (r *remarks) item(n *html.Node, e label, named bool) bool {
	switch n.DataAtom {
	case atom.Li, atom.Div, atom.Article, atom.Section, atom.Tr, atom.Dt, atom.Blockquote:
	default:
		return false
	}
	if e.kind != "" && (strings.Contains(e.kind, "schema.org/Comment") || strings.Contains(e.kind, "schema.org/UserComments") || strings.HasSuffix(e.kind, ":Comment")) {
		return true
	}
	if named && (e.numbered || numberedID.MatchString(e.id)) {
		return n.DataAtom != atom.Dt || ddAfter(n) != nil
	}
	if n.DataAtom == atom.Dt {
		return named && ddAfter(n) != nil && (e.speaks() || numberedID.MatchString(attr(one(n, anchors), "id")))
	}
	for token := range strings.FieldsSeq(e.class) {
		if itemClasses[token] {
			return true
		}
	}
	return false
}

var anchors = find("a[id], a[name]")

func ddAfter(dt *html.Node) *html.Node {
	for n := dt.NextSibling; n != nil && n.DataAtom != atom.Dt; n = n.NextSibling {
		if n.DataAtom == atom.Dd {
			return n
		}
	}
	return nil
}
