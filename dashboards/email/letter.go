package email

import (
	"bytes"
	"embed"
	"fmt"
	html "html/template"
	"strings"
	text "text/template"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/alert"
	"vigie/dashboards/report"
)

//go:embed templates
var templates embed.FS

const (
	relaysShown = 6
	postsShown  = 3
	subjectMax  = 110 // characters; more is cut by most mail programs
)

// letter is an alert as its templates see it: everything is said already, in
// the reader's language.
type letter struct {
	Subject  string
	Language string
	Title    string
	Kicker   string
	Again    string
	Parts    []part
	Footer   string
	Home     string
	words    map[string]string
}

// part is one signal of the alert.
type part struct {
	Kicker   string
	Title    string
	URL      string
	Color    string
	Said     string
	True     string
	Claim    string
	Truth    string
	Document string
	First    string // whom to answer first
	Deadline string
	Facts    string // how many, since when, in how many sources
	Why      []string
	Silent   string
	Relays   []line
	Do       []string
	Examples []line
}

// line is one relay or post.
type line struct{ When, Who, What, URL string }

func (s *Sender) letter(a alert.Alert) letter {
	lang := a.Language
	words := catalogue(lang)
	l := letter{Language: lang, words: words, Home: s.o.PublicURL + "/", Footer: fmt.Sprintf(words["footer"], s.o.Organisation)}
	for _, f := range a.Findings {
		p := s.part(f, lang, words)
		if at := f.Standing.Handling.Deadline; f.Rumour != nil && !at.IsZero() {
			said := words["deadline"]
			if at.Before(a.At) {
				said = words["deadline.was"]
			}
			p.Deadline = fmt.Sprintf(said, s.moment(lang, at))
		}
		if first := a.First[f.ID]; len(first) > 0 {
			p.First = fmt.Sprintf(words["first"], strings.Join(first, ", "))
		}
		l.Parts = append(l.Parts, p)
	}
	lead := a.Findings[0]
	l.Title = lead.Title.In(lang)
	l.Kicker = l.Parts[0].Kicker
	if a.Again {
		l.Again = words["again"]
	}
	kind := words[string(lead.Kind)]
	if a.Late {
		kind, l.Again = words["late"], words["late.why"]
	}
	l.Subject = phrase.Excerpt(kind+words["colon"]+" "+l.Title, subjectMax)
	return l
}

func (s *Sender) part(f report.Finding, lang string, words map[string]string) part {
	p := part{
		Title: f.Title.In(lang), URL: s.o.PublicURL + "/signals/" + f.ID, Color: colors[f.Kind],
		Kicker: fmt.Sprintf(words["kicker"], words[string(f.Kind)], words[string(f.Level)], phrase.Fixed(lang, f.Score, 2)),
		Silent: f.Silent.In(lang), Do: todo(f, words),
	}
	p.Facts = fmt.Sprintf(words["facts"],
		phrase.Count(lang, float64(len(f.Posts)), words["post"], words["posts"]),
		phrase.Count(lang, float64(len(f.Sources)), words["source"], words["sources"]), s.moment(lang, f.FirstAt))
	for _, w := range f.Why {
		p.Why = append(p.Why, w.In(lang))
	}
	if r := f.Rumour; r != nil {
		p.Said, p.True, p.Claim, p.Truth, p.Document = r.Said, r.True, phrase.Quote(lang, r.Claim), r.Truth.In(lang), r.Document
		p.URL = s.o.PublicURL + "/cases/" + f.ID
		p.Relays = s.relays(f, lang, words)
	} else {
		for _, it := range f.Items[:min(postsShown, len(f.Items))] {
			p.Examples = append(p.Examples, s.line(it, lang))
		}
	}
	return p
}

// todo is what to do about a signal; of a case that somebody handles, what its
// state leaves to do.
func todo(f report.Finding, words map[string]string) []string {
	said, ok := words["do."+string(f.Kind)+"."+string(f.Standing.Handling.State)]
	if !ok {
		said = words["do."+string(f.Kind)]
	}
	return strings.Split(said, "|")
}

func (s *Sender) relays(f report.Finding, lang string, words map[string]string) []line {
	items := map[string]report.Item{}
	for _, it := range f.Items {
		items[it.ID] = it
	}
	var out []line
	for _, r := range f.Rumour.Relays {
		l := line{When: s.moment(lang, r.At), Who: r.Source, What: words["role."+r.Role]}
		if it, ok := items[r.Post]; ok {
			l.Who, l.URL = it.Source.Name, webOnly(it.URL)
			if it.Source.Audience > 0 {
				l.What += ", " + fmt.Sprintf(words["audience"], phrase.Number(lang, float64(it.Source.Audience)))
			}
		}
		if out = append(out, l); len(out) == relaysShown {
			break
		}
	}
	return out
}

func (s *Sender) line(it report.Item, lang string) line {
	what := it.Title
	if what == "" {
		what = it.Excerpt
	}
	return line{When: s.moment(lang, it.Published), Who: it.Source.Name, What: phrase.Excerpt(what, 140), URL: webOnly(it.URL)}
}

// moment names the day too: nobody knows when a mail is read.
func (s *Sender) moment(lang string, t time.Time) string {
	t = t.In(s.o.Zone)
	return phrase.DayMonth(lang, t) + ", " + phrase.Clock(lang, t)
}

// webOnly keeps a hostile address out of a mail that people click in.
func webOnly(u string) string {
	if strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return u
	}
	return ""
}

var colors = map[signal.Kind]string{
	signal.Rumor: "#b3311f", signal.Spike: "#a86a00", signal.Weak: "#a86a00", signal.Complaints: "#a86a00", signal.Ambassador: "#1d6b5c",
}

func (l letter) render() (htmlBody, textBody string, err error) {
	funcs := map[string]any{
		"t":     func(key string) string { return l.words[key] },
		"label": func(key string) string { return l.words[key] + l.words["colon"] },
	}
	h, err := html.New("alert.html.tmpl").Funcs(funcs).ParseFS(templates, "templates/alert.html.tmpl")
	if err != nil {
		return "", "", fmt.Errorf("mail template: %w", err)
	}
	t, err := text.New("alert.txt.tmpl").Funcs(funcs).ParseFS(templates, "templates/alert.txt.tmpl")
	if err != nil {
		return "", "", fmt.Errorf("mail template: %w", err)
	}
	var hb, tb bytes.Buffer
	if err := h.Execute(&hb, l); err != nil {
		return "", "", fmt.Errorf("render mail: %w", err)
	}
	if err := t.Execute(&tb, l); err != nil {
		return "", "", fmt.Errorf("render mail: %w", err)
	}
	return hb.String(), tb.String(), nil
}
