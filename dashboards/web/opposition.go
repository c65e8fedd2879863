package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// objections says where the page of those who object is, where there is a list.
func (s *Site) objections() {
	if s.Oppositions == nil {
		return
	}
	s.mux.Handle("GET /opposition", s.page("opposition", s.opposition))
	s.mux.Handle("POST /opposition", s.sending("opposition", noFile, s.opposed))
}

// oppositionPage is the body of the list of those who object to being listed.
type oppositionPage struct {
	List    []objection
	Sources []post.Source
	Notices []notable // article 14, in each language
	Told    string    // what was done last
	Fault   string
	Typed   url.Values
}

// notable is a text to send in one language.
type notable struct {
	Lang, Text string
	Fill       bool // it has a place to fill in
}

// notices are what to send to those who are listed, in the page's language first.
func (v *view) notices() ([]notable, error) {
	var list []notable
	for _, lang := range []string{v.lang, map[string]string{"fr": "en", "en": "fr"}[v.lang]} {
		text, err := v.Site.desk(v).Notice(lang)
		if err != nil {
			return nil, err
		}
		list = append(list, notable{lang, text, v.Site.Contact == ""})
	}
	return list, nil
}

// objection is a line of the list, with the source's name.
type objection struct {
	report.Opposition
	Name string
}

func (s *Site) opposition(ctx context.Context, r *http.Request, v *view) (any, error) {
	b, err := s.oppositionPage(ctx, v)
	if err == nil {
		switch r.URL.Query().Get("done") {
		case "added":
			b.Told = v.say("opposition.added")
		case "withdrawn":
			b.Told = v.say("opposition.withdrawn")
		}
	}
	return b, err
}

func (s *Site) oppositionPage(ctx context.Context, v *view) (*oppositionPage, error) {
	list, err := s.Oppositions.Oppositions(ctx)
	if err != nil {
		return nil, err
	}
	b := &oppositionPage{Typed: url.Values{}}
	names := map[string]string{}
	for _, h := range v.Today.Coverage.Sources {
		names[h.Source.ID] = h.Source.Name
		b.Sources = append(b.Sources, h.Source)
	}
	slices.SortFunc(b.Sources, func(a, b post.Source) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	for _, o := range list {
		name := names[o.Source]
		if name == "" {
			name = o.Source
		}
		b.List = append(b.List, objection{o, name})
	}
	slices.Reverse(b.List)
	b.Notices, err = v.notices()
	return b, err
}

// opposed takes an objection down, or off the list again.
func (s *Site) opposed(ctx context.Context, _ *http.Request, v *view, p *posted) (any, error) {
	var err error
	done := "added"
	switch line, ok := number64(p.Get("line")); {
	case p.Get("action") == "withdraw" && ok:
		done, err = "withdrawn", s.Oppositions.Withdraw(ctx, line, byPage)
	case p.Get("action") == "add":
		_, err = s.Oppositions.Oppose(ctx, report.Opposition{Person: p.Get("person"), Source: p.Get("source"), Note: p.Get("note"), Author: byPage})
	default:
		err = report.ErrSaid
	}
	if err == nil {
		s.forget()
		v.Elsewhere = "/opposition?done=" + done
		return nil, nil
	}
	key := ""
	switch {
	case errors.Is(err, report.ErrNothing):
		key = "opposition.gone"
	case strings.TrimSpace(p.Get("person")) == "":
		key = "opposition.nameless"
	case errors.Is(err, report.ErrNoSource):
		key = "opposition.no_source"
	case errors.Is(err, report.ErrSaid):
		key = "unsaid.unread"
	default:
		return nil, err
	}
	b, err := s.oppositionPage(ctx, v)
	if err == nil {
		v.Status = http.StatusUnprocessableEntity
		b.Fault, b.Typed = v.say(key), p.Values
	}
	return b, err
}
