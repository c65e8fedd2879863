package extract

import (
	"bytes"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vigie/crawlers/post"
)

var (
	selTitle     = find("a.maintitle, a.titles, #page-body h2 a, #page-body h3 a, .p-title-value, .threadtitle a, .threadtitle, h1.threadtitle, h2.topic-title, .topic-title a, #topic-title, #topic-title h1 a, .titleBar h1, .ipsType_pageTitle, .fancy-title, [itemprop=headline], h1.PageTitle, .Discussion h1, .js-main-title, .postright > h3")
	selHeading   = find("h1, h2")
	selHeadTitle = find("head > title")
	selCanonical = find("link[rel=canonical]")
	selNext      = find("link[rel=next], a[rel=next], a[rel~=next]")
	selNextNamed = find(".pageNav-jump--next, .next a, a.next, .right-box.right, .pagination_next, .arrow.next a, .pagination .next a, .PageNavNext, .Pager .Next, a.pagination__next, li.ipsPagination_next a, .nextpage a, a.nextpostslink, .js-pagenav-next-button, [aria-label=Next], [aria-label=Suivant]")
	selPager     = find(".pagination, .pagenav, .pageNav, .PageNav, .pagelinks, .pagelink, .pages, .Pager, .pager, .paging, .ipsPagination, .threadpagenav, .pagelist, [class*=pagination], [class*=pagenav], [class*=pageNav]")
	nextWords    = regexp.MustCompile(`(?i)^\W*(?:next(?: page)?|suivante?s?|page suivante|suiv\.?|weiter|nächste(?: seite)?|vor|siguiente|página siguiente|avanti|successiva|prossima|pagina successiva|older|plus anciens)\W*$|^(?:>|»|›|→)$`)
)

// selfClosed are elements that XHTML may close at once and HTML may not.
var selfClosed = map[string]bool{
	"div": true, "span": true, "a": true, "i": true, "b": true, "em": true, "p": true, "td": true, "li": true, "ul": true, "script": true, "textarea": true, "iframe": true,
	"article": true, "section": true, "label": true, "form": true, "button": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// longestTag is how far back the beginning of a tag is looked for.
const longestTag = 2_000

// reopen writes <a name="x"/> as <a name="x"></a>.
func reopen(page []byte) []byte {
	var out []byte
	done := 0
	for at := 0; ; {
		i := bytes.Index(page[at:], []byte("/>"))
		if i < 0 {
			break
		}
		end := at + i
		at = end + 2
		start := bytes.LastIndexAny(page[max(done, end-longestTag):end], "<>")
		if start < 0 {
			continue
		}
		start += max(done, end-longestTag)
		name := start + 1
		for name < end && (page[name] >= 'a' && page[name] <= 'z' || page[name] >= '1' && page[name] <= '6') {
			name++
		}
		closed := string(page[start+1 : name])
		// The slash may be the end of an address without quotation marks.
		if page[start] != '<' || !selfClosed[closed] || name < end && !strings.ContainsRune("\"' \t\r\n", rune(page[end-1])) {
			continue
		}
		out = append(append(append(append(out, page[done:end]...), "></"...), closed...), '>')
		done = end + 2
	}
	if done == 0 {
		return page
	}
	return append(out, page[done:]...)
}

// title is the thread's, without the forum's name and the number of the page.
func (p *forumPage) title() string {
	whole := headTitle(p.root)
	for _, n := range all(p.root, selTitle) {
		if said := lineOf(n); said != "" && len(said) < 300 && (whole == "" || strings.Contains(strings.ToLower(whole), strings.ToLower(said))) {
			return said
		}
	}
	for _, n := range all(p.root, selHeading) {
		// A heading that the page's title does not hold, or ends with, is the
		// forum's own.
		if said := lineOf(n); said != "" && len(said) < 300 && (whole == "" || whole == said || strings.Contains(whole, said) && !strings.HasSuffix(whole, said)) {
			return said
		}
	}
	for _, mark := range []string{" | ", " — ", " :: ", " • ", " / ", " - "} {
		if i := strings.LastIndex(whole, mark); i > 0 && !strings.Contains(whole[i:], "age ") {
			return strings.TrimSpace(whole[:i])
		}
	}
	return whole
}

func headTitle(root *html.Node) string {
	if n := one(root, selHeadTitle); n != nil {
		return strings.Join(strings.Fields(textOf(n)), " ")
	}
	return ""
}

func lineOf(n *html.Node) string { return strings.Join(strings.Fields(NodeText(n)), " ") }

// textOf is the text of an element that NodeText keeps silent.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func (p *forumPage) threadURL() string {
	if n := one(p.root, selCanonical); n != nil {
		if u := absolute(attr(n, "href"), p.base); u != "" && sameHost(u, p.at) {
			if c, err := url.Parse(u); err == nil && len(c.Path) > 1 {
				return ThreadURL(u)
			}
		}
	}
	if q := p.at.Query(); !q.Has("t") && (q.Has("p") || q.Has("pid")) && !q.Has("id") {
		// The address names a message: the heading links to its thread.
		for _, n := range all(p.root, find("h1 a[href], h2 a[href], .topic-title a[href]")) {
			if u := absolute(attr(n, "href"), p.base); u != "" && sameHost(u, p.at) && strings.Contains(u, "t=") {
				return ThreadURL(u)
			}
		}
	}
	return ThreadURL(p.at.String())
}

func sameHost(raw string, at *url.URL) bool {
	u, err := url.Parse(raw)
	return err == nil && strings.EqualFold(u.Hostname(), at.Hostname())
}

// next is the address of the page after this one.
func (p *forumPage) next(page int) string {
	for _, s := range []sel{selNext, selNextNamed} {
		for _, n := range all(p.root, s) {
			if u := p.pageLink(n); u != "" {
				return u
			}
		}
	}
	for _, pager := range all(p.root, selPager) {
		for n := range pager.Descendants() {
			if n.DataAtom != atom.A {
				continue
			}
			said := strings.TrimSpace(textOf(n))
			if n := whole(said); n > 0 && page > 0 && n == page+1 && strings.Trim(said, "0123456789") == "" || nextWords.MatchString(said) {
				if u := p.pageLink(nearest(pager, said)); u != "" {
					return u
				}
			}
		}
	}
	for n := range p.root.Descendants() {
		if n.DataAtom == atom.A && nextWords.MatchString(textOf(n)) && len(textOf(n)) > 3 {
			if u := p.pageLink(n); u != "" && ThreadURL(u) == p.threadURL() {
				return u
			}
		}
	}
	return p.counted(page)
}

// counted is the page that a bare number leads to, where no name of an element
// tells a pager.
func (p *forumPage) counted(page int) string {
	thread := p.threadURL()
	if here, err := post.Canonical(p.at.String()); page == 0 && err == nil && here == thread {
		page = 1
	}
	for n := range p.root.Descendants() {
		if n.DataAtom != atom.A || page == 0 {
			continue
		}
		if said := strings.TrimSpace(textOf(n)); len(said) < 6 && strings.Trim(said, "0123456789") == "" && whole(said) == page+1 {
			if u := p.pageLink(n); u != "" && ThreadURL(u) == thread {
				return u
			}
		}
	}
	return ""
}

func nearest(pager *html.Node, said string) *html.Node {
	for n := range pager.Descendants() {
		if n.DataAtom == atom.A && strings.TrimSpace(textOf(n)) == said {
			return n
		}
	}
	return nil
}

// pageLink is the address of a link to another page of the same site.
func (p *forumPage) pageLink(n *html.Node) string {
	if n == nil {
		return ""
	}
	u := absolute(attr(n, "href"), p.base)
	here, err := post.Canonical(p.at.String())
	if u == "" || err != nil || u == here || !sameHost(u, p.at) || otherThread.MatchString(u) {
		return ""
	}
	if i := strings.IndexByte(u, '#'); i > 0 {
		u = u[:i]
	}
	if u == here {
		return ""
	}
	return u
}

// otherThread are the links to the thread before or after.
var otherThread = regexp.MustCompile(`prev_next=|view=(?:next|previous)|goto=next|action=next`)

var selCurrent = find(".pageNav-page--current, .pagination .active, .pagination strong, .pagenav .selected, .PageNav .currentPage, .pagination_current, .pagelinks strong, .pagelink strong, .ipsPagination_active, .Pager .Highlight, [aria-current=page], .current")

// number is the page's, from what its pager marks or its address says.
func (p *forumPage) number() int {
	for _, n := range all(p.root, selCurrent) {
		said := strings.TrimSpace(textOf(n))
		if v, err := strconv.Atoi(said); err == nil && v > 0 && v < 1_000_000 {
			return v
		}
	}
	if v, err := strconv.Atoi(p.at.Query().Get("page")); err == nil && v > 0 {
		return v
	}
	if m := regexp.MustCompile(`/page[-/]?(\d+)/?$`).FindStringSubmatch(p.at.Path); m != nil {
		return whole(m[1])
	}
	return 0
}
