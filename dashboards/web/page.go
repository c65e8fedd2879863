package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"vigie/dashboards/report"
)

//go:embed templates/*.html
var templateFiles embed.FS

// view is what every page knows; Body is the page's own.
type view struct {
	*voice
	Site    *Site
	Name    string // of the page, as its template and its words are called
	Title   string
	Now     time.Time // in the organisation's zone
	Today   report.Today
	Footing report.Footing // of the page's figures; none expected: they are of now
	URL     *url.URL
	Nav     []link
	Alarms  []report.Crisis // in force
	Others  []link          // the same page in the other languages
	Refresh int             // seconds; 0: the page stays as it is
	Body    any
	Main    template.HTML
	Seen    string // hash of Main and of the counts in the masthead
	Status  int
	Swap    bool // the part takes the place of one that is on the page
	// Elsewhere is the address of the page that has taken this one's place.
	Elsewhere string
	Resend    *resend        // a form that could not be taken down
	typed     report.Verdict // what was refused, for the page that it comes back on
}

// link is one entry of a menu.
type link struct {
	Name, URL string
	Here      bool
	Count     int
	Class     string
}

type content func(ctx context.Context, r *http.Request, v *view) (any, error)

// page makes the handler of one page. A request by htmx gets the page's main
// part, and nothing where the reader already has it.
func (s *Site) page(name string, fill content) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &view{voice: s.language(w, r), Site: s, Name: name, Now: s.Now().In(s.Zone), URL: r.URL, Status: http.StatusOK}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		var err error
		if v.Today, err = s.figures(ctx); err == nil {
			v.Body, err = fill(ctx, r, v)
		}
		switch {
		case err == nil && v.Elsewhere == "":
		case v.Elsewhere != "":
			to := http.StatusFound
			if r.Method == http.MethodPost {
				to = http.StatusSeeOther
			}
			http.Redirect(w, r, v.Elsewhere, to)
			return
		case errors.Is(err, report.ErrNotFound):
			v.Name, v.Status, v.Body, v.Refresh = "missing", http.StatusNotFound, nil, 0
		case r.Context().Err() != nil: // the reader left
			return
		default:
			s.Log.Warn("page without an answer", "page", name, "error", err)
			v.Name, v.Status, v.Refresh = "away", http.StatusServiceUnavailable, int(s.Refresh.Seconds())
			v.Body = s.lastAnswer()
			if r.Method == http.MethodPost { // a page that makes itself new would lose what was typed
				v.Refresh, v.Resend = 0, resent(r)
			}
			w.Header().Set("Retry-After", "5")
		}
		if v.Title == "" {
			v.Title = v.say(v.Name + ".title")
		}
		v.Alarms = s.inForce()
		v.Nav, v.Others = s.menu(v), s.others(v)
		if err := v.render(w, r); err != nil {
			s.Log.Error("page not written", "page", name, "error", err)
			http.Error(w, "this page could not be written; the log says why", http.StatusInternalServerError)
		}
	})
}

func (v *view) render(w http.ResponseWriter, r *http.Request) error {
	t := v.pages[v.Name]
	var main bytes.Buffer
	if err := t.ExecuteTemplate(&main, "content", v); err != nil {
		return err
	}
	v.Main = template.HTML(main.String()) //nolint:gosec // html/template escaped it
	sum := sha256.Sum256(fmt.Appendf(main.Bytes(), "%v%v", v.Nav, v.Alarms))
	v.Seen = hex.EncodeToString(sum[:6])
	name := "frame"
	if r.Header.Get("HX-Request") == "true" {
		name = "fragment"
		if r.Header.Get("Vigie-Seen") == v.Seen {
			name = "clock"
			w.Header().Set("HX-Reswap", "none")
		}
	}
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, name, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.lang)
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept-Language, Cookie, HX-Request, Vigie-Seen")
	w.WriteHeader(v.Status)
	_, _ = w.Write(out.Bytes()) // the reader may have left
	return nil
}

// menu lists the pages that there are.
func (s *Site) menu(v *view) []link {
	links := []link{
		{Name: "today", URL: "/"},
		{Name: "rumours", URL: "/rumours", Count: len(v.Today.Open()), Class: "rumour"},
		{Name: "signals", URL: "/signals", Count: len(v.Today.Signals), Class: "weak"},
		{Name: "mentions", URL: "/mentions"},
		{Name: "ambassadors", URL: "/ambassadors"},
		{Name: "facts", URL: "/facts"},
		{Name: "crises", URL: "/crises", Count: len(v.Alarms), Class: "rumour"},
		{Name: "sources", URL: "/sources"},
		{Name: "alerts", URL: "/alerts"},
	}
	links = slices.DeleteFunc(links, func(l link) bool { return l.Name == "facts" && s.Facts == nil || l.Name == "crises" && s.Crises == nil })
	for i, l := range links {
		links[i].Here = v.URL.Path == l.URL || l.URL == "/sources" && (v.Name == "source" || v.Name == "coverage") || strings.HasPrefix(v.URL.Path, l.URL+"/") && (l.Name == "facts" || l.Name == "crises")
		links[i].Name = v.say("nav." + l.Name)
	}
	if s.Outbox != nil {
		links = append(links, link{Name: v.say("nav.outbox"), URL: "/outbox/"})
	}
	return links
}

// others are links to the same page in the other languages, named in their own.
func (s *Site) others(v *view) []link {
	var links []link
	for _, lang := range s.Languages {
		if lang == v.lang {
			continue
		}
		q := v.URL.Query()
		q.Set("lang", lang)
		links = append(links, link{Name: s.voices[lang].say("language"), URL: v.URL.Path + "?" + q.Encode(), Class: lang})
	}
	return links
}

func (v *view) Lang() string { return v.lang }

// Again is the view for parts that replace those on an open page.
func (v *view) Again() *view {
	again := *v
	again.Swap = true
	return &again
}

// Self is the page's own address, for its refresh.
func (v *view) Self() string { return v.URL.RequestURI() }

func parsePages(funcs template.FuncMap) (map[string]*template.Template, error) {
	base, err := template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "_") {
			continue
		}
		t, err := base.Clone()
		if err == nil {
			_, err = t.ParseFS(templateFiles, "templates/"+f.Name())
		}
		if err != nil {
			return nil, fmt.Errorf("read templates: %w", err)
		}
		pages[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))] = t
	}
	return pages, nil
}
