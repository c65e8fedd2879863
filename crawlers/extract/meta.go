package extract

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"vigie/crawlers/post"
)

// meta is what a page says of itself.
type meta struct {
	title, author, language, site, canonical string
	tag                                      string           // of the language, as the page says it
	things                                   []map[string]any // of its JSON-LD, articles first
	named                                    map[string]string
}

func readMeta(doc *goquery.Document, at *url.URL) meta {
	m := meta{named: namedMeta(doc.Get(0)), things: jsonLD(doc)}
	if m.named["application-name"] == m.named["og:title"] {
		delete(m.named, "application-name") // some call the page an application
	}
	m.site = first(m.named["og:site_name"], m.named["application-name"])
	m.title = m.headline(doc, at)
	m.author = m.writer(doc)
	lang := doc.Find("html").First()
	m.tag = lang.AttrOr("lang", lang.AttrOr("xml:lang", ""))
	m.language = first(code(lang.AttrOr("lang", lang.AttrOr("xml:lang", ""))), code(m.fromThings("inLanguage")),
		code(m.named["content-language"]), code(m.named["dc.language"]), code(m.named["og:locale"]))
	m.canonical = canonical(doc, m, at)
	return m
}

var selMeta = find("meta[content]")

// namedMeta are a page's meta elements, by name in small letters.
func namedMeta(root *html.Node) map[string]string {
	named, elements := make(map[string]string), all(root, selMeta)
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for _, n := range elements {
			content := attr(n, "content")
			for name := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
				if named[name] == "" && content != "" {
					named[name] = content
				}
			}
		}
	}
	return named
}

// reserved tells whether a page's owner reserves text and data mining (TDMRep).
func reserved(named map[string]string) bool { return named["tdm-reservation"] == "1" }

// canonical is the address a page gives itself. It is believed on the page's
// own host only: else a page could take another one's place.
func canonical(doc *goquery.Document, m meta, at *url.URL) string {
	for _, said := range []string{doc.Find("link[rel~='canonical'][href]").First().AttrOr("href", ""), m.named["og:url"]} {
		ref, err := at.Parse(strings.TrimSpace(said))
		if said == "" || err != nil || !sameSite(ref.Hostname(), at.Hostname()) {
			continue
		}
		// "/" is what badly set up pages all say.
		if address, err := post.Canonical(ref.String()); err == nil && (ref.Path != "/" && ref.Path != "" || at.Path == "/" || at.Path == "") {
			return address
		}
	}
	if address, err := post.Canonical(at.String()); err == nil {
		return address
	}
	return at.String()
}

func sameSite(a, b string) bool {
	a, b = strings.TrimPrefix(strings.ToLower(a), "www."), strings.TrimPrefix(strings.ToLower(b), "www.")
	return a == b
}

// wrapping is what careful authors hide JSON in.
var wrapping = regexp.MustCompile(`^\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)(?:\s*\*/)?\s*;?\s*$`)

// jsonLD collects the objects of a page's JSON-LD, articles before others.
func jsonLD(doc *goquery.Document) []map[string]any {
	var articles, others []map[string]any
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		if depth > 8 || len(articles)+len(others) > 200 {
			return
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e, depth+1)
			}
		case map[string]any:
			if v["@type"] != nil {
				if isArticle(v) {
					articles = append(articles, v)
				} else {
					others = append(others, v)
				}
			}
			walk(v["@graph"], depth+1)
			walk(v["mainEntity"], depth+1)
			walk(v["mainEntityOfPage"], depth+1)
		}
	}
	doc.Find("script[type*='ld+json']").Each(func(_ int, s *goquery.Selection) {
		text := wrapping.ReplaceAllString(s.Text(), "")
		text = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(text)
		var v any
		if json.Unmarshal([]byte(strings.TrimRight(strings.TrimSpace(text), ";")), &v) == nil {
			walk(v, 0)
		}
	})
	return append(articles, others...)
}

// isArticle reports whether a thing's type is some kind of article.
func isArticle(thing map[string]any) bool {
	for _, kind := range list(thing["@type"]) {
		if name, ok := kind.(string); ok && (strings.HasSuffix(name, "Article") || strings.HasSuffix(name, "Posting") || name == "Report" || name == "Review" || name == "CreativeWork") {
			return true
		}
	}
	return false
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

func (m meta) fromArticles(name string) string {
	for _, thing := range m.things {
		if text, ok := thing[name].(string); ok && isArticle(thing) && strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// body is the article's text as the JSON-LD has it; its lines are paragraphs.
func (m meta) body() string {
	said := m.fromArticles("articleBody")
	if strings.Contains(said, "</p>") || strings.Contains(said, "<br") {
		return Text(said)
	}
	var lines []string
	for line := range strings.Lines(said) {
		if line = Text(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n\n")
}

func (m meta) fromThings(name string) string {
	for _, thing := range m.things {
		if text, ok := thing[name].(string); ok && strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

var tag = regexp.MustCompile(`^([a-zA-Z]{2,3})(?:[-_].*)?$`)

// code is the language of a tag like "fr-FR".
func code(said string) string {
	said, _, _ = strings.Cut(strings.TrimSpace(said), ",")
	if m := tag.FindStringSubmatch(said); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}
