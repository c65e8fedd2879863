package extract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// commentMarks are how the engines of blogs mark who said something and when.
var commentMarks = engine{
	author: find(`.comment-author .fn, .wp-block-comment-author-name, .comment-author-name, .comment__author-name, .comment-header .user, .comment_author, .comment__author, .commentauthor, .comment-username,
		.p-author, .forum-auteur, [itemprop=author] [itemprop=name], [property='foaf:name'], [property='schema:name'], .vcard .fn, .fn, .comment-author a, .comment-author, .username, cite`),
	date: find(`time[datetime], abbr[title].dtreviewed, abbr[title].published, [property~='dc:date'][content], [itemprop=datePublished], [itemprop=commentTime], [itemprop=dateCreated], [data-comment-timestamp],
		.comment-metadata, .wp-block-comment-date, .comment-date, .comment__time, .comment-timestamp, .commentmetadata, .comment-meta, .comment-time, .datetime, .dt-published`),
}

var (
	// commentBodies are the elements of the text, the surest first.
	commentBodies = finds(`[itemprop=text], [itemprop=commentText]`,
		`.comment-content, .wp-block-comment-content, .comment-text, .comment__content, .comment__text, .comment__body, .comment_content, .comment_text, .commenttext, .comment-texte, .comment-message, .forum-texte, .forum-message-texte, .e-content,
		.field-name-comment-body, .field--name-comment-body, .field-comment-body, .commentbody, .comment_body, .comment-entry, .commententry, .comment-copy, .p-content, .comment-inner-text, .media-text`,
		`[itemprop=description], .e-entry-content, .entry-content, .p-summary, .p-name, dd.comment-body, .content, .text, .texte, .message, .body`, `dd`)
	// framing is what stands in a comment beside its text.
	framing = find(`.comment-author, .comment-author-name, .comment-meta, .comment-metadata, .commentmetadata, .comment-header, .comment-info, .comment-footer, .comment-timestamp, .comment-date, .comment_author, .comment__author, .comment__time, .comment__meta, .comment__permalink,
		.wp-block-comment-author-name, .wp-block-comment-date, .vcard, .avatar, .says, .datetime, .forum-chapo, .forum-titre, .submitted, .permalink, .p-author, .h-card, time, cite, small, header, footer, h2, h3, h4, h5, h6, [itemprop=author], [itemprop=datePublished], [property~='dc:title'], [class*=author], [class*=auteur], [class*=date]`)
	// tools are what is done with a comment.
	tools = find(`.reply, .comment-reply, .comment-reply-link, .wp-block-comment-reply-link, .comment-edit-link, .edit-link, .comment-actions, .comment-awaiting-moderation, .comment-number, .comment-num, form, button, .sharedaddy, .links, .comment-links, .forum-repondre, .repondre, .vote, .votes, .rating, [rel=bookmark], [class*=reply-link], .visually-hidden`)
)

// commentHead is what stands around a comment's text.
type commentHead struct {
	author, address string
	exact, shown    string
}

var (
	saying   = regexp.MustCompile(`(?i)[\s,]*(?:\b(?:says?|said|wrote|dit|a dit|a écrit|écrit|schreibt|schrieb|sagte?|meint|dice|dijo|escribió|ha detto|ha scritto|scrive)\b\s*(?:[:.…]|\.{3})*|:)\s*$`)
	signedBy = regexp.MustCompile(`(?i)(?:^|[\s,])(?:par|by|von|por|da|di)\s+(\S.{0,60}?)\s*(?:[|·•—–(]|\ble \d|\bon \w|\bam \d|\bel \d|\bil \d|$)`)
	showsAt  = regexp.MustCompile(`[?&]showComment=(\d{13})\b`)
)

// head reads a comment's author and date.
func (r *remarks) head(n *html.Node) commentHead {
	roots := r.own(n)
	if len(roots) == 0 {
		return commentHead{}
	}
	body := r.body(roots)
	h := header{page: r.page, engine: commentMarks, block: block{roots: roots, body: body}}
	var c commentHead
	c.author, c.address = h.author()
	c.author = strings.TrimSpace(saying.ReplaceAllString(c.author, ""))
	if c.author == "" {
		for _, e := range roots {
			for line := range strings.Lines(firstText(e, longest)) {
				if m := signedBy.FindStringSubmatch(strings.TrimSpace(line)); m != nil && c.author == "" && dateShown.MatchString(line) && looksLikeName(m[1], true) {
					c.author = m[1]
				}
			}
		}
	}
	if c.author != "" && c.address == "" {
		for e := range h.nodes {
			if e.DataAtom == atom.A && personName(e) == c.author {
				c.address = absolute(attr(e, "href"), r.page.base)
				break
			}
		}
	}
	c.when(h)
	return c
}

// when finds a comment's date.
func (c *commentHead) when(h header) {
	c.exact, c.shown = h.date()
	if (c.exact != "" || c.shown != "") && !timeOfDay.MatchString(c.exact+" "+c.shown) {
		// The day may be marked alone, and the hour stand behind it.
		for e := range h.nodes {
			if line := strings.Join(strings.Fields(firstText(e, 160)), " "); dateShown.MatchString(line) && timeOfDay.MatchString(strings.ToLower(line)) && hasDay(line) {
				c.exact, c.shown = "", line
				break
			}
		}
	}
	for e := range h.nodes {
		if m := showsAt.FindStringSubmatch(attr(e, "href")); m != nil {
			c.exact = m[1] // Blogger's addresses have the moment
		}
		if at := attr(e, "data-comment-timestamp"); at != "" {
			if seconds, err := strconv.ParseInt(at, 10, 64); err == nil {
				c.exact = time.Unix(seconds, 0).UTC().Format(time.RFC3339)
			}
		}
	}
}

// hasDay tells whether a line names a day of the calendar.
func hasDay(line string) bool {
	line = unaccent.Replace(strings.ToLower(line))
	return isoDate.MatchString(line) || dayMonth.MatchString(line) || monthDay.MatchString(line) || numberDate.MatchString(line)
}

// body is the element of a comment's text; nil where nothing is marked so.
func (r *remarks) body(roots []*html.Node) *html.Node {
	for _, s := range commentBodies {
		for _, root := range roots {
			found := root
			if !s.Match(root) {
				found = one(root, s)
			}
			if found != nil && r.holds[found] == 0 && strings.TrimSpace(textOf(found)) != "" && one(found, commentMarks.author) == nil {
				return found
			}
		}
	}
	return nil
}

// read makes drafts of the items, and lists the elements that hold them.
func (r *remarks) read() (drafts []draft, nodes []*html.Node) {
	var trail []*html.Node // the last of each depth
	known := make(map[*html.Node]string)
	for _, n := range r.items {
		var d draft
		head := r.head(n)
		d.ID, d.Author, d.AuthorURL, d.exact, d.shown = r.id[n], head.author, head.address, head.exact, head.shown
		d.URL = r.link(n)
		d.Parent = r.answered(n, trail)
		if depth := r.depth[n]; depth > 0 {
			trail = append(trail[:min(depth-1, len(trail))], n)
		}
		text := r.text(n)
		if text == nil {
			continue
		}
		r.page.fill(&d, text)
		d.Text, d.Whole = unsaid(d.Text), unsaid(d.Whole)
		if d.Whole == "" || d.Author == "" && d.exact == "" && d.shown == "" {
			continue
		}
		known[n] = d.ID
		drafts, nodes = append(drafts, d), append(nodes, n)
	}
	return drafts, nodes
}

var answers = regexp.MustCompile(`(?i)\b(?:in reply to|en réponse à|réponse à|als antwort auf|antwort auf|en respuesta a|in risposta a)`)

// answered is the ID of the comment that n answers: the one around it, the one
// before an indent, the last of the depth above, or what a link names.
func (r *remarks) answered(n *html.Node, trail []*html.Node) string {
	if said := first(attr(n, "data-parent-id"), attr(n, "data-parent"), attr(n, "data-comment-parent")); said != "" && said != "0" {
		return numberIn(said)
	}
	for _, root := range r.own(n) {
		for e := range root.Descendants() {
			if href := attr(e, "href"); e.DataAtom == atom.A && strings.Contains(href, "#") && e.Parent != nil && answers.MatchString(firstText(e.Parent, longest)) {
				_, mark, _ := strings.Cut(href, "#")
				return numberIn(mark)
			}
		}
	}
	for e := n; e.Parent != nil; e = e.Parent {
		if r.is[e] && e != n {
			return r.id[e]
		}
		if strings.Contains(" "+attr(e, "class")+" ", " indented ") {
			if before := r.before(e); before != nil {
				return r.id[before]
			}
		}
	}
	if depth := r.depth[n]; depth > 1 && depth-1 <= len(trail) {
		return r.id[trail[depth-2]]
	}
	return ""
}

// numberIn is the ID that an anchor's name holds.
func numberIn(mark string) string {
	if m := numberedID.FindStringSubmatch(mark); m != nil {
		return m[1]
	}
	return mark
}

// before is the item that stands before an indented list of answers.
func (r *remarks) before(e *html.Node) *html.Node {
	for s := e.PrevSibling; s != nil; s = s.PrevSibling {
		if r.is[s] {
			return s
		}
		if inner := r.inside(s); len(inner) > 0 {
			return inner[len(inner)-1]
		}
	}
	return nil
}

// link is a comment's permalink: the page's address and its mark, where no link
// says another one.
func (r *remarks) link(n *html.Node) string {
	here := *r.page.at
	here.Fragment, here.RawFragment = r.mark[n], ""
	best := ""
	for _, root := range r.own(n) {
		for _, e := range all(root, linked) {
			href := attr(e, "href")
			_, mark, marked := strings.Cut(href, "#")
			switch {
			case strings.Contains(href, "replyto") || strings.Contains(mark, "respond"):
			case r.mark[n] != "" && (mark == r.mark[n] || numberedID.MatchString(mark) && numberIn(mark) == r.id[n]), r.mark[n] == "" && marked && numberedID.MatchString(mark):
				if u := r.onPage(href); u != "" {
					return u
				}
			case best == "" && permanent.Match(e) && !inPart(e, root, ofAuthor):
				best = r.onPage(href)
			}
		}
	}
	if best != "" {
		return best
	}
	return r.onPage(here.String())
}

// inPart tells whether n is in an element that s names, below root.
func inPart(n, root *html.Node, s sel) bool {
	for ; n != nil && n != root.Parent; n = n.Parent {
		if n.Type == html.ElementNode && s.Match(n) {
			return true
		}
	}
	return false
}

var (
	ofAuthor  = find("[itemprop~=author], .p-author, .vcard, .h-card")
	linked    = find("a[href], link[itemprop=url]")
	permanent = find("a.u-url, a[itemprop=url], link[itemprop=url], a.permalink, a[rel~=bookmark]")
)

// onPage is an address that may be only an anchor.
func (r *remarks) onPage(href string) string {
	ref, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return ""
	}
	u := absolute(r.page.base.ResolveReference(ref).String(), r.page.base)
	if u == "" || !sameHost(u, r.page.at) {
		return ""
	}
	return u
}
