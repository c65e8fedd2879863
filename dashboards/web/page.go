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
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
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
	Others  []link // the same page in the other languages
	Refresh int    // seconds; 0: the page stays as it is
	Body    any
	Main    template.HTML
	Seen    string // hash of Main and of the counts in the masthead
	Status  int
	Swap    bool // the part takes the place of one that is on the page
	// Elsewhere is the address of the page that has taken this one's place.
	Elsewhere string
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
			http.Redirect(w, r, v.Elsewhere, http.StatusFound)
			return
		case errors.Is(err, report.ErrNotFound):
			v.Name, v.Status, v.Body, v.Refresh = "missing", http.StatusNotFound, nil, 0
		case r.Context().Err() != nil: // the reader left
			return
		default:
			s.Log.Warn("page without an answer", "page", name, "error", err)
			v.Name, v.Status, v.Refresh = "away", http.StatusServiceUnavailable, int(s.Refresh.Seconds())
			v.Body = s.lastAnswer()
			w.Header().Set("Retry-After", "5")
		}
		if v.Title == "" {
			v.Title = v.say(v.Name + ".title")
		}
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
	sum := sha256.Sum256(fmt.Appendf(main.Bytes(), "%v", v.Nav))
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
		{Name: "rumours", URL: "/rumours", Count: len(v.Today.Rumours), Class: "rumour"},
		{Name: "signals", URL: "/signals", Count: len(v.Today.Signals), Class: "weak"},
		{Name: "mentions", URL: "/mentions"},
		{Name: "ambassadors", URL: "/ambassadors"},
		{Name: "sources", URL: "/sources"},
		{Name: "alerts", URL: "/alerts"},
	}
	for i, l := range links {
		links[i].Here = v.URL.Path == l.URL || l.URL == "/sources" && (v.Name == "source" || v.Name == "coverage")
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

// funcs are what templates may call: they speak the voice's language and write
// times in the organisation's zone.
func (v *voice) funcs(s *Site) template.FuncMap {
	local := func(t time.Time) time.Time { return t.In(s.Zone) }
	lang := v.lang
	return template.FuncMap{
		"t":      v.say,
		"rich":   v.rich,
		"steps":  v.steps,
		"n":      func(a any) string { return v.write(a) },
		"pct":    func(x float64) string { return phrase.Percent(lang, x) },
		"long":   func(t time.Time) string { return phrase.Upper(phrase.Long(lang, local(t))) },
		"clock":  func(t time.Time) string { return phrase.Clock(lang, local(t)) },
		"when":   func(t, now time.Time) string { return phrase.When(lang, local(t), local(now)) },
		"moment": func(t time.Time) string { return phrase.When(lang, local(t), local(s.Now())) },
		"iso":    func(t time.Time) string { return local(t).Format(time.RFC3339) },
		"quote":  func(s string) string { return phrase.Quote(lang, s) },
		"normal": func(x float64) string {
			if x < 1 {
				return v.say("signal.under_one")
			}
			return phrase.Fixed(lang, x, 0)
		},
		"short":   phrase.Excerpt,
		"upper":   phrase.Upper,
		"text":    func(t signal.Text) string { return t.In(lang) },
		"score":   func(x float64) string { return phrase.Fixed(lang, x, 2) },
		"static":  s.assets.url,
		"has":     s.assets.has,
		"away":    external,
		"masked":  post.Masked,
		"way":     post.Way,
		"known":   func(prefix, key string) string { return v.known(prefix, key) },
		"join":    func(items []string) string { return phrase.List(lang, items) },
		"host":    host,
		"bold":    bold,
		"width":   func(share float64) float64 { return round(share * chartWidth) },
		"width10": func(share float64) float64 { return round(share * 100) },
		"entity":  s.mentions,
		"figure":  figure,
		"search":  func(word string) string { return asked{}.with("q", term("", word)) },
		"page":    sourcePage,
		"group":   stateGroup,
		"few":     func(list []report.Outage) []report.Outage { return first(list, downShown) },
		"more":    func(list []report.Outage) int { return max(len(list)-downShown, 0) },
		"seconds": func(d time.Duration) string { return v.say("source.seconds", phrase.Fixed(lang, d.Seconds(), 1)) },
		"date": func(t time.Time) string {
			return phrase.Weekday(lang, local(t)) + " " + phrase.DayMonth(lang, local(t))
		},
		"reason": v.reason,
		"remedy": v.remedy,
		"size":   v.size,
		"down":   v.down,
		"of":     func(src post.Source) string { return asked{}.with("q", term(fieldSource, src.ID)) },
		"args":   func(a ...any) []any { return a },
		"until":  v.until,
		"actor":  v.actor,
		"worth":  v.worth,
		"told":   v.told,
		"rule":   v.ruleWords,
		"some":   func(items []string, n int) string { return phrase.Some(lang, items, n) },
	}
}

// known says a word of a closed list, such as an owner or a state, and the key
// itself where the list has grown since.
func (v *voice) known(prefix, key string) string {
	if f, ok := v.words[prefix+"."+key]; ok {
		return f.Other
	}
	return key
}

// figure keeps a number with what follows it on one line: its next digits and
// its unit.
func figure(s string) string {
	runes := []rune(s)
	for i := 1; i+1 < len(runes); i++ {
		if runes[i] == ' ' && unicode.IsDigit(runes[i-1]) {
			runes[i] = '\u00a0'
		}
	}
	return string(runes)
}

// bold escapes s and makes one part of it stand out.
func bold(s, part string) template.HTML {
	before, after, ok := strings.Cut(s, part)
	if part == "" || !ok {
		return template.HTML(template.HTMLEscapeString(s)) //nolint:gosec // escaped here
	}
	e := template.HTMLEscapeString
	return template.HTML(e(before) + "<b>" + e(part) + "</b>" + e(after)) //nolint:gosec // each part was escaped here
}
