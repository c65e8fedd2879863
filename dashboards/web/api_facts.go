package web

import (
	"context"
	"net/http"
	"time"

	"vigie/analyzers/fact"
	"vigie/dashboards/report"
)

// factJSON is a fact as programs read it.
type factJSON struct {
	fact.Fact
	State    fact.State `json:"state"` // valid, ahead, past, retired
	Page     string     `json:"page"`
	File     string     `json:"document_url,omitempty"` // of the document itself
	Changed  time.Time  `json:"changed"`
	Author   string     `json:"author"`
	Versions int        `json:"versions"`
}

// factHistoryJSON is one with all its versions, oldest first.
type factHistoryJSON struct {
	factJSON
	History []fact.Version `json:"history"`
}

func (s *Site) factShape(e fact.Entry) factJSON {
	shape := factJSON{Fact: e.Fact, State: e.State(s.Now()), Page: s.PublicURL + factPage(e.Fact.ID), Changed: e.At.UTC(), Author: e.Author, Versions: e.Versions}
	if to := documentPage(e.Fact.File); to != "" {
		shape.File = s.PublicURL + to
	}
	return shape
}

func (s *Site) factsAPI() {
	s.mux.Handle("GET /api/v1/facts", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		known, err := s.Facts.Facts(ctx)
		if err != nil {
			return nil, err
		}
		list := []factJSON{}
		for _, e := range known.Entries() {
			if x := (sheet{Entry: e, State: e.State(s.Now())}); x.says(r.URL.Query().Get("q")) && x.chosen(r.URL.Query()) {
				list = append(list, s.factShape(e))
			}
		}
		return list, nil
	}))
	s.mux.Handle("GET /api/v1/facts/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		known, err := s.Facts.Facts(ctx)
		if err != nil {
			return nil, err
		}
		e, ok := known.Entry(r.PathValue("id"))
		if !ok {
			return nil, report.ErrNotFound
		}
		return factHistoryJSON{s.factShape(e), known.Versions(e.Fact.ID)}, nil
	}))
}
