package extract

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/go-shiori/go-readability"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"vigie/crawlers/charset"
	"vigie/crawlers/post"
)

// ErrNoArticle says that a page holds no text to speak of.
var ErrNoArticle = errors.New("no article on the page")

// Page is a web page's article. Texts are plain, addresses absolute.
type Page struct {
	Title     string
	Text      string // paragraphs apart by \n\n
	Author    string
	Published time.Time // UTC; zero: not said
	Dated     bool
	Updated   time.Time // UTC; zero: not said
	Language  string    // "fr"; as the page says
	Site      string    // its name
	Canonical string    // the address that it gives itself, on its own host; else pageURL
	Links     []string  // of the article
	Comments  []Message // of readers, apart from Text
	Reserved  bool      // its owner reserves text and data mining (tdm-reservation)
}

// mostBytes is how much of a page is read.
const mostBytes = 10 << 20

// Article is ArticleAt for a page whose moment of fetching is not known: dates
// as "two hours ago" are not read, and none is held for one of the future.
func Article(body []byte, pageURL string) (Page, error) {
	return ArticleAt(body, pageURL, time.Time{})
}

// ArticleAt reads a page as it came, in any charset, when it was fetched at
// now. The error is ErrNoArticle where there is no text; what else was found is
// returned with it.
func ArticleAt(body []byte, pageURL string, now time.Time) (Page, error) {
	text, _ := charset.UTF8(body[:min(len(body), mostBytes)], "")
	return article(text, pageURL, now)
}

func article(text []byte, pageURL string, now time.Time) (page Page, err error) {
	at, err := url.Parse(pageURL)
	if err != nil {
		return Page{}, fmt.Errorf("read address %q: %w", pageURL, err)
	}
	// The extractors are large and read what strangers wrote: a page that
	// breaks one is a page without an article.
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: the page breaks its reader: %v", ErrNoArticle, fault)
		}
	}()
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return Page{}, fmt.Errorf("%w: %w", ErrNoArticle, err)
	}
	doc := goquery.NewDocumentFromNode(root)
	m := readMeta(doc, at)
	page = Page{Title: m.title, Author: m.author, Language: m.language, Site: m.site, Canonical: m.canonical}
	page.Reserved = reserved(m.named)
	page.Published, page.Updated = m.dates(doc, at, now)
	page.Dated = !page.Published.IsZero()
	node := page.body(root, at, m, now)
	if page.Text == "" {
		return page, ErrNoArticle
	}
	page.undress()
	if node != nil {
		page.Links = linksIn(node, at)
	}
	return page, nil
}

// body reads a page's text and what readers say under it, and returns the tree
// that the text is from.
func (p *Page) body(root *html.Node, at *url.URL, m meta, now time.Time) *html.Node {
	said, nodes := comments(root, at, m, now)
	lighten(root)
	back := removed(nodes)
	under := asides(root)
	more := removed(under)
	node, lost := p.take(root, at)
	switch {
	case p.Text == "" && len(nodes) > 0:
		more()
		back() // a page of nothing but comments is about them
		node, _ = p.take(root, at)
		said = nil
	case lost && len(nodes)+len(under) > 0:
		gone := keys(append(nodes, under...))
		more()
		back()
		if again := p.reread(root, at, gone); again != nil {
			node = again
		}
	}
	if whole := m.body(); fuller(whole, p.Text) {
		p.Text = whole
	}
	p.Comments = said
	return node
}

// fuller tells whether the text that a page's data give is the article of which
// the page shows the beginning only.
func fuller(whole, shown string) bool {
	a, b := key(whole), key(shown)
	return len(a) > 300 && 2*len(a) > 3*len(b) && (len(b) < 100 || strings.Contains(a, strings.ToValidUTF8(b[:100], "")))
}

// removed takes elements out of their tree, and returns what puts them back.
func removed(nodes []*html.Node) (back func()) {
	type place struct{ node, parent, next *html.Node }
	var places []place
	for _, n := range nodes {
		if n.Parent != nil {
			places = append(places, place{n, n.Parent, n.NextSibling})
			detach(n)
		}
	}
	return func() {
		for _, p := range slices.Backward(places) {
			p.parent.InsertBefore(p.node, p.next)
		}
	}
}

// keys are the paragraphs of trees, for comparison.
func keys(nodes []*html.Node) map[string]bool {
	all := make(map[string]bool)
	for _, n := range nodes {
		for _, p := range parts(n) {
			all[p.key] = true
		}
	}
	return all
}

// reread reads a page whose article the wide reading lost, with the comments in
// it: without them it may take another part for the article. Of what it says
// the paragraphs that are gone, which are theirs, are left out.
func (p *Page) reread(root *html.Node, at *url.URL, gone map[string]bool) *html.Node {
	wide, err := readability.FromDocument(root, at)
	if err != nil || wide.Node == nil {
		return nil
	}
	kept := slices.DeleteFunc(unled(parts(wide.Node)), func(p part) bool { return gone[p.key] })
	if size(kept) <= len(key(p.Text)) {
		return nil
	}
	p.Text = joined(kept)
	for _, a := range all(wide.Node, underneath) {
		detach(a)
	}
	return wide.Node
}

// take fills in the text, and returns the tree it is from; lost tells that the
// wide reading missed most of it.
func (p *Page) take(root *html.Node, at *url.URL) (node *html.Node, lost bool) {
	if heavy(root) {
		p.skim(root)
		return nil, false
	}
	return p.read(root, at)
}

// read fills in the text by both extractors, and returns the tree it is from.
// They do not change the tree; strip does.
func (p *Page) read(root *html.Node, at *url.URL) (node *html.Node, lost bool) {
	var found []part
	wide, err := readability.FromDocument(root, at)
	if err == nil && wide.Node != nil {
		p.Title = first(p.Title, Line(html.EscapeString(wide.Title)))
		p.Author = first(p.Author, byline(wide.Byline))
		if found = unled(parts(wide.Node)); plain(found, root) {
			p.Text = joined(found)
			return wide.Node, false
		}
	}
	strip(root)
	strict, err := trafilatura.ExtractDocument(root, trafilatura.Options{
		OriginalURL: at, IncludeLinks: true, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled,
	})
	if err != nil {
		p.Text = joined(found)
		return wide.Node, false
	}
	p.Author = first(p.Author, byline(strict.Metadata.Author))
	if wide.Node == nil {
		p.Text = joined(parts(strict.ContentNode))
		return strict.ContentNode, false
	}
	narrow := parts(strict.ContentNode)
	p.Text = choose(narrow, found)
	return wide.Node, size(narrow) > 3*size(found)
}

// undress takes the furniture off the text. A line that says who wrote it is
// believed where nothing else did.
func (p *Page) undress() {
	var head []string
	p.Text, head = bared(p.Text, p.Author)
	for _, line := range head {
		if p.Author == "" && by.MatchString(line) {
			p.Author = byline(html.EscapeString(line))
		}
	}
}

// underneath is where readers speak, under an article.
var underneath = find("#comments, #commentaires, #disqus_thread, #respond, .comments, .comments-area, .comment-list, ol.commentlist, .comments-section")

var articleText = find("article p")

// asides are the parts for comments that hold no article.
func asides(n *html.Node) []*html.Node {
	var found []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode:
		case underneath.Match(c) && len(all(c, articleText)) < 3:
			found = append(found, c)
		default:
			found = append(found, asides(c)...)
		}
	}
	return found
}

// linksIn are the addresses that a tree links to, each once.
func linksIn(n *html.Node, at *url.URL) []string {
	var found []string
	seen := map[string]bool{at.String(): true}
	goquery.NewDocumentFromNode(n).Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		ref, err := at.Parse(strings.TrimSpace(href))
		if err != nil || len(found) >= 500 {
			return
		}
		if to, err := post.Permalink(ref.String()); err == nil && !seen[to] {
			seen[to] = true
			found = append(found, to)
		}
	})
	return found
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
