package feed

import (
	"bytes"
	"html"
	"net/url"
	"regexp"
	"strings"

	goquery "github.com/PuerkitoBio/goquery"
)

var (
	rootTag = regexp.MustCompile(`(?i)<(?:[a-z0-9_]+:)?(rss|feed|rdf|channel)[\s>/]`)
	prolog  = regexp.MustCompile(`^\s*<\?xml[^>]{0,300}\?>`)
	notes   = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// root is the name of the first element, if a feed has it.
func root(text []byte) string {
	head := notes.ReplaceAll(text[:min(len(text), 16<<10)], nil)
	if i := bytes.Index(bytes.ToLower(head), []byte("<html")); i >= 0 {
		head = head[:i]
	}
	m := rootTag.FindSubmatch(head)
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

func opening(text []byte) string {
	return strings.ToValidUTF8(string(text[:min(len(text), 40)]), "")
}

// prepare makes of UTF-8 text what an XML parser takes: no declaration of
// another charset, nothing before the first tag, no forbidden character, names
// of HTML's entities as the characters they mean.
func prepare(text []byte) []byte {
	if i := bytes.Index(text, []byte("<?xml")); i > 0 {
		text = text[i:]
	} else if at := rootTag.FindIndex(text); i < 0 && at != nil && bytes.IndexByte(text[:at[0]], '[') < 0 {
		text = text[at[0]:] // a document type with entities of its own stays
	}
	text = prolog.ReplaceAll(text, nil)
	text = bytes.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	return named.ReplaceAllFunc(text, func(m []byte) []byte {
		switch string(m) {
		case "&amp;", "&lt;", "&gt;", "&quot;", "&apos;":
			return m
		}
		if plain := html.UnescapeString(string(m)); plain != string(m) && !strings.ContainsAny(plain, "<&") {
			return []byte(plain)
		}
		return m
	})
}

var named = regexp.MustCompile(`&[A-Za-z][A-Za-z0-9]{1,30};`)

// textLinks are the addresses that a text links to.
func textLinks(markup, base string) []string {
	if !strings.Contains(markup, "<a") && !strings.Contains(markup, "<A") {
		return nil
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(markup))
	if err != nil {
		return nil
	}
	var links []string
	seen := make(map[string]bool)
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		to := absolute(href, base)
		if u, err := url.Parse(to); err == nil && web(to) && u.Host != "" && !seen[to] && len(links) < 200 {
			seen[to] = true
			links = append(links, to)
		}
	})
	return links
}
