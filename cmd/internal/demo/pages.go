package demo

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/post"
)

// pages holds the themes' templates.
type pages struct{ themes map[string]*template.Template }

func loadPages(files fs.FS) (*pages, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("list the templates: %w", err)
	}
	p := &pages{themes: map[string]*template.Template{}}
	for _, name := range names {
		theme := strings.TrimSuffix(path.Base(name), ".html")
		t, err := template.New(theme).ParseFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", name, err)
		}
		p.themes[theme] = t
	}
	return p, nil
}

// item is a link of a menu.
type item struct{ Name, URL string }

// pageData is what a theme's templates are given.
type pageData struct {
	Site      *site
	Base      string
	Canonical string
	Title     string
	Year      int
	Feed      string // path of the feed
	FeedType  string
	Nav       []item
	Posts     []postView
	Post      postView
	Related   []postView
	Newer     string // addresses of the neighbouring pages of a list
	Older     string
	Body      template.HTML // of a static page
	LD        map[string]any
	Forum     forumData
}

// render writes one page of the view's site: its theme's "list", "post", ...
func (p *pages) render(v *view, name string, d pageData) ([]byte, error) {
	s := v.site
	t := p.themes[s.Theme]
	if t == nil {
		return nil, fmt.Errorf("site %s: %q: no such theme", s.ID, s.Theme)
	}
	d.Site, d.Base, d.Year = s, v.base, v.web.opts.Start.Year()
	d.Feed, d.FeedType = feedPath(s), feedType(s)
	d.Nav = v.nav()
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, d); err != nil {
		return nil, fmt.Errorf("render %s of %s: %w", name, s.ID, err)
	}
	return b.Bytes(), nil
}

// nav is the site's menu: the sections it has written in.
func (v *view) nav() []item {
	var out []item
	for _, e := range v.site.visible(v.now) {
		known := slices.ContainsFunc(out, func(it item) bool { return it.Name == e.section })
		if e.section != "" && !known && len(out) < 7 {
			out = append(out, item{e.section, "/rubrique/" + slug(e.section)})
		}
	}
	return out
}

// list shows the n-th page of the site's posts, or of one section's.
func (v *view) list(section string, n int) (answer, error) {
	es := v.latest(len(v.site.posts))
	d := pageData{Title: v.site.Name, Canonical: v.base + "/"}
	if section != "" {
		i := slices.IndexFunc(es, func(e *entry) bool { return slug(e.section) == section })
		if i < 0 {
			return answer{}, errNone
		}
		d.Title = es[i].section
		es = slices.DeleteFunc(es, func(e *entry) bool { return e.section != d.Title })
		es = es[:min(len(es), 3*perPage)]
	} else {
		from := (n - 1) * perPage
		if n < 1 || from > 0 && from >= len(es) {
			return answer{}, errNone
		}
		if from+perPage < len(es) {
			d.Older = "/page/" + strconv.Itoa(n+1)
		}
		if n > 1 {
			d.Newer = "/page/" + strconv.Itoa(n-1)
		}
		es = es[from:min(len(es), from+perPage)]
	}
	for _, e := range es {
		d.Posts = append(d.Posts, v.show(e))
	}
	body, err := v.web.pages.render(v, "list", d)
	if err != nil {
		return answer{}, err
	}
	return isHTML(0, body, v.newest(v.site.visible(v.now))), nil
}

func (v *view) article(e *entry) (answer, error) {
	p := v.show(e)
	d := pageData{Title: e.title, Post: p, Canonical: p.URL, LD: map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": e.title,
		"datePublished": p.ISO, "dateModified": p.ISO, "mainEntityOfPage": p.URL, "inLanguage": v.site.Language,
		"author":    map[string]any{"@type": "Person", "name": e.author},
		"publisher": map[string]any{"@type": "Organization", "name": v.site.Name},
	}}
	// Neighbours already out when the post appeared: the page then never changes,
	// as a cached page of a real site would not.
	older := v.site.visible(e.at)
	for i := len(older) - 2; i >= 0 && len(d.Related) < 4; i-- {
		if older[i] != e {
			d.Related = append(d.Related, v.show(older[i]))
		}
	}
	body, err := v.web.pages.render(v, "post", d)
	if err != nil {
		return answer{}, err
	}
	return isHTML(0, body, e.at), nil
}

// static shows one of the pages that every site has and nobody reads.
func (v *view) static(path string) (answer, error) {
	fr := v.site.Language != "en"
	text := map[string][2]string{
		"/a-propos":         {"À propos", "About"},
		"/contact":          {"Contact", "Contact"},
		"/mentions-legales": {"Mentions légales", "Legal notice"},
	}[path]
	title, body := text[1], v.site.About
	if fr {
		title = text[0]
	}
	switch {
	case path == "/contact" && fr:
		body = "Pour nous écrire : contact@" + v.site.ID + ".example. Nous lisons tout, nous répondons quand nous pouvons."
	case path == "/contact":
		body = "Write to us at hello@" + v.site.ID + ".example. We read everything and answer when we can."
	case path == "/mentions-legales" && fr:
		body = "Site édité par " + v.site.Name + ". Hébergement : Val Serveurs, Valmont-sur-Lume. Aucune donnée n'est cédée à des tiers."
	case path == "/mentions-legales":
		body = "Published by " + v.site.Name + ". Hosting: Val Serveurs, Valmont-sur-Lume. No data is passed on to third parties."
	}
	body = v.web.setter.set(v.site.Language, body)
	out, err := v.web.pages.render(v, "static", pageData{Title: title, Canonical: v.base + path,
		Body: template.HTML("<p>" + template.HTMLEscapeString(body) + "</p>")})
	if err != nil {
		return answer{}, err
	}
	return isHTML(0, out, v.web.opts.Start.AddDate(0, -3, 0)), nil
}

// keeper says in French who keeps a site.
func keeper(o post.Owner) string {
	name, ok := map[post.Owner]string{
		post.Press: "presse", post.Staff: "salarié du réseau", post.Customer: "usagers", post.Company: "le réseau",
		post.Competitor: "concurrent", post.Institution: "institution", post.Satire: "satire",
	}[o]
	if !ok {
		return "particulier"
	}
	return name
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d %03d", n/1000, n%1000)
}

// frontPage lists the sites; any other host or path is not there.
func (w *Web) frontPage(rw http.ResponseWriter, r *http.Request, name, port string, now time.Time) {
	if r.URL.Path != "/" || strings.HasSuffix(name, ".localhost") {
		http.NotFound(rw, r)
		return
	}
	type row struct {
		Site   *site
		Keeper string
		URL    string
		Posts  int
		Last   string
	}
	d := struct {
		Rows  []row
		Total string
		Now   string
	}{Total: w.setter.set("fr", thousands(w.Count(now))), Now: longDate("fr", now.In(w.zone))}
	var newest time.Time
	for _, s := range w.sites {
		es := s.visible(now)
		row := row{Site: s, Keeper: keeper(s.Owner), URL: "http://" + s.host(port) + "/", Posts: len(es)}
		if len(es) > 0 {
			last := es[len(es)-1].at
			row.Last = longDate("fr", last)
			if last.After(newest) {
				newest = last
			}
		}
		d.Rows = append(d.Rows, row)
	}
	var b bytes.Buffer
	if err := w.pages.themes["front"].ExecuteTemplate(&b, "front.html", d); err != nil {
		http.Error(rw, "front page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	send(rw, r, nil, isHTML(0, b.Bytes(), newest))
}
