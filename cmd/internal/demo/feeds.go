package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"slices"
	"time"
)

// feedPath is where a site keeps its feed, empty where it has none.
func feedPath(s *site) string {
	switch {
	case s.Feed == "json":
		return "/feed.json"
	case s.Feed == "atom" && s.Theme == "dotclear":
		return "/feed/atom"
	case s.Feed == "atom":
		return "/atom.xml"
	case s.Feed != "rss" && s.Feed != "teaser":
		return ""
	case s.Theme == "wordpress":
		return "/feed/"
	}
	return "/rss.xml"
}

func feedType(s *site) string {
	switch s.Feed {
	case "json":
		return "application/feed+json"
	case "atom":
		return "application/atom+xml"
	}
	return "application/rss+xml"
}

// latest returns the newest n visible posts, newest first.
func (v *view) latest(n int) []*entry {
	es := v.site.visible(v.now)
	es = slices.Clone(es[max(0, len(es)-n):])
	slices.Reverse(es)
	return es
}

func (v *view) feed() (answer, error) {
	var body []byte
	es := v.latest(feedItems)
	switch v.site.Feed {
	case "json":
		b, err := v.jsonFeed(es)
		if err != nil {
			return answer{}, err
		}
		body = b
	case "atom":
		body = v.atom(es)
	default:
		body = v.rss(es)
	}
	kind := feedType(v.site) + "; charset=utf-8"
	return answer{kind: kind, body: body, modified: v.newest(v.site.visible(v.now))}, nil
}

func esc(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return html.EscapeString(s)
	}
	return b.String()
}

func (v *view) rss(es []*entry) []byte {
	s := v.site
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>%s</title>
<link>%s/</link>
<atom:link href="%s%s" rel="self" type="application/rss+xml"/>
<description>%s</description>
<language>%s</language>
<lastBuildDate>%s</lastBuildDate>
`, esc(s.Name), v.base, v.base, feedPath(s), esc(s.Tagline), s.Language, v.newest(s.visible(v.now)).Format(time.RFC1123Z))
	for _, e := range es {
		p := v.show(e)
		fmt.Fprintf(&b, "<item>\n<title>%s</title>\n<link>%s</link>\n<guid isPermaLink=\"true\">%s</guid>\n<pubDate>%s</pubDate>\n<dc:creator>%s</dc:creator>\n<category>%s</category>\n<description>%s</description>\n",
			esc(p.Title), esc(p.URL), esc(p.URL), e.at.Format(time.RFC1123Z), esc(p.Author), esc(p.Section), esc(p.Teaser))
		if s.Feed == "rss" {
			fmt.Fprintf(&b, "<content:encoded><![CDATA[%s]]></content:encoded>\n", p.HTML)
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel>\n</rss>\n")
	return b.Bytes()
}

func (v *view) atom(es []*entry) []byte {
	s := v.site
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="%s">
<title>%s</title>
<subtitle>%s</subtitle>
<id>%s/</id>
<link rel="alternate" type="text/html" href="%s/"/>
<link rel="self" type="application/atom+xml" href="%s%s"/>
<updated>%s</updated>
`, s.Language, esc(s.Name), esc(s.Tagline), v.base, v.base, v.base, feedPath(s), v.newest(s.visible(v.now)).Format(time.RFC3339))
	for _, e := range es {
		p := v.show(e)
		fmt.Fprintf(&b, "<entry>\n<title>%s</title>\n<id>%s</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"%s\"/>\n<published>%s</published>\n<updated>%s</updated>\n<author><name>%s</name></author>\n<category term=\"%s\"/>\n<summary>%s</summary>\n<content type=\"html\">%s</content>\n</entry>\n",
			esc(p.Title), esc(p.URL), esc(p.URL), p.ISO, p.ISO, esc(p.Author), esc(p.Section), esc(p.Teaser), esc(string(p.HTML)))
	}
	b.WriteString("</feed>\n")
	return b.Bytes()
}

func (v *view) jsonFeed(es []*entry) ([]byte, error) {
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url"`
		Title     string   `json:"title"`
		HTML      string   `json:"content_html"`
		Summary   string   `json:"summary"`
		Published string   `json:"date_published"`
		Authors   []author `json:"authors"`
		Tags      []string `json:"tags"`
	}
	feed := struct {
		Version     string `json:"version"`
		Title       string `json:"title"`
		Home        string `json:"home_page_url"`
		Self        string `json:"feed_url"`
		Description string `json:"description"`
		Language    string `json:"language"`
		Items       []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", v.site.Name, v.base + "/", v.base + feedPath(v.site), v.site.Tagline, v.site.Language, []item{}}
	for _, e := range es {
		p := v.show(e)
		feed.Items = append(feed.Items, item{p.URL, p.URL, p.Title, string(p.HTML), p.Teaser, p.ISO, []author{{p.Author}}, []string{p.Section}})
	}
	b, err := json.MarshalIndent(feed, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the feed of %s: %w", v.site.ID, err)
	}
	return append(b, '\n'), nil
}

// sitemap lists every article, with the news extension for the latest.
func (v *view) sitemap() (answer, error) {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
`)
	es := v.latest(1000)
	for _, e := range es {
		fmt.Fprintf(&b, "<url><loc>%s</loc><lastmod>%s</lastmod>", esc(v.url(e)), e.at.Format(time.RFC3339))
		if v.now.Sub(e.at) < 48*time.Hour {
			fmt.Fprintf(&b, "<news:news><news:publication><news:name>%s</news:name><news:language>%s</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>%s</news:title></news:news>",
				esc(v.site.Name), v.site.Language, e.at.Format(time.RFC3339), esc(e.title))
		}
		b.WriteString("</url>\n")
	}
	fmt.Fprintf(&b, "<url><loc>%s/a-propos</loc></url>\n<url><loc>%s/contact</loc></url>\n</urlset>\n", v.base, v.base)
	return answer{kind: "application/xml; charset=utf-8", body: b.Bytes(), modified: v.newest(v.site.visible(v.now))}, nil
}
