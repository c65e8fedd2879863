package demo

import (
	"fmt"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// view is one site as it stands at one moment, under one port.
type view struct {
	web  *Web
	site *site
	port string
	base string
	now  time.Time
}

// perPage is how many posts a list holds, and how many messages a thread's page.
const perPage = 10

// feedItems is how many posts a feed holds.
const feedItems = 60

func (v *view) answer(r *http.Request) (answer, error) {
	s, path := v.site, r.URL.Path
	switch {
	case path == "/robots.txt":
		return v.robots(), nil
	case path == "/" && !s.isForum():
		return v.list("", 1)
	case path == "/a-propos", path == "/contact", path == "/mentions-legales":
		return v.static(path)
	case s.isForum():
		return v.forum(r)
	case path == feedPath(s):
		return v.feed()
	case path == "/sitemap.xml" && s.Feed == "sitemap":
		return v.sitemap()
	case strings.HasPrefix(path, "/page/"):
		n, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(path, "/page/"), "/"))
		if err != nil {
			return answer{}, errNone
		}
		return v.list("", n)
	case strings.HasPrefix(path, "/rubrique/"):
		return v.list(strings.Trim(strings.TrimPrefix(path, "/rubrique/"), "/"), 1)
	}
	e := s.byPath[path]
	if e == nil || e.at.After(v.now) {
		return answer{}, errNone
	}
	return v.article(e)
}

// url is the permalink of any site's post.
func (v *view) url(e *entry) string { return "http://" + e.site.host(v.port) + e.path }

func (v *view) robots() answer {
	rules := "User-agent: *\nDisallow: /admin/\n"
	switch v.site.Quirk {
	case "robots":
		rules = "# Espace des habitants : pas de robots, merci.\nUser-agent: *\nDisallow: /\n"
	case "delay":
		rules = "User-agent: *\nCrawl-delay: 1\nDisallow: /recherche\n"
	}
	if v.site.Feed == "sitemap" {
		rules += "\nSitemap: " + v.base + "/sitemap.xml\n"
	}
	return answer{kind: "text/plain; charset=utf-8", body: []byte(rules), modified: v.web.opts.Start.AddDate(0, -3, 0)}
}

// postView is a post as the templates show it.
type postView struct {
	ID, Title, URL, Path, Author, AuthorURL string
	Section, SectionURL                     string
	Time                                    time.Time
	ISO, Human, Teaser                      string
	HTML                                    template.HTML
	First                                   bool
}

func (v *view) show(e *entry) postView {
	p := postView{
		ID: strconv.Itoa(e.id), Title: e.title, URL: v.url(e), Path: e.path, Author: e.author,
		AuthorURL: v.base + "/a-propos", Section: e.section, SectionURL: "/rubrique/" + slug(e.section),
		Time: e.at, ISO: e.at.Format(time.RFC3339), Human: longDate(v.site.Language, e.at),
		Teaser: teaser(e), HTML: v.html(e),
	}
	return p
}

// teaser is the post's first paragraph without links, as a feed's summary.
func teaser(e *entry) string {
	for _, b := range e.blocks {
		if !b.quote {
			return link.ReplaceAllString(b.text, "$2")
		}
	}
	return e.title
}

// html writes the post's paragraphs; quotations take the form of the theme.
func (v *view) html(e *entry) template.HTML {
	var b strings.Builder
	for _, bl := range e.blocks {
		text := v.inline(bl.text)
		switch {
		case !bl.quote && v.site.isForum():
			fmt.Fprintf(&b, "%s<br>\n<br>\n", text)
		case !bl.quote:
			fmt.Fprintf(&b, "<p>%s</p>\n", text)
		case v.site.Theme == "phpbb":
			b.WriteString(v.quotePHPBB(bl, text))
		case v.site.Theme == "xenforo":
			b.WriteString(v.quoteXenForo(bl, text))
		case bl.of != nil:
			fmt.Fprintf(&b, "<blockquote cite=\"%s\"><p>%s</p></blockquote>\n", v.url(bl.of), text)
		default:
			fmt.Fprintf(&b, "<blockquote><p>%s</p></blockquote>\n", text)
		}
	}
	out := b.String()
	if v.site.isForum() {
		out = strings.TrimSuffix(out, "<br>\n<br>\n")
	}
	return template.HTML(out)
}

// inline escapes text and makes its [[key|words]] links.
func (v *view) inline(text string) string {
	return link.ReplaceAllStringFunc(html.EscapeString(text), func(m string) string {
		parts := link.FindStringSubmatch(m)
		return fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(v.url(v.web.keys[parts[1]])), parts[2])
	})
}

func (v *view) newest(es []*entry) time.Time {
	if len(es) == 0 {
		return v.web.opts.Start.AddDate(0, 0, -historyDays)
	}
	return es[len(es)-1].at
}

func isHTML(status int, body []byte, modified time.Time) answer {
	return answer{status: status, kind: "text/html; charset=utf-8", body: body, modified: modified}
}

func (v *view) notFound() answer {
	title, text := "Page introuvable", "La page demandée n’existe pas ou n’existe plus."
	if v.site.Language == "en" {
		title, text = "Page not found", "The page does not exist, or no longer does."
	}
	body, err := v.web.pages.render(v, "static", pageData{Title: title, Body: template.HTML("<p>" + text + "</p>")})
	if err != nil {
		body = []byte(text)
	}
	return isHTML(http.StatusNotFound, body, time.Time{})
}

// query reads a number of the address's query, def where there is none.
func query(q url.Values, name string, def int) int {
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 {
		return def
	}
	return n
}
