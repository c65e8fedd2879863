package web

import (
	"context"
	"net/http"

	"vigie/dashboards/report"
)

// crisisJSON is a crisis as programs read it; no list is null.
type crisisJSON struct {
	report.Crisis
	Page   string `json:"page"`
	Report string `json:"report"`
}

func (s *Site) crisisShape(c report.Crisis) crisisJSON {
	same := func(l report.CrisisLine) report.CrisisLine { return l }
	c.Cases = shapes(c.Cases, func(id string) string { return id })
	c.Duties, c.Holding, c.Contacts = shapes(c.Duties, same), shapes(c.Holding, same), shapes(c.Contacts, same)
	c.Decisions, c.Log = shapes(c.Decisions, same), shapes(c.Log, same)
	to := s.PublicURL + crisisPage(c.ID)
	return crisisJSON{c, to, to + "/report"}
}

func (s *Site) crisesAPI() {
	s.mux.Handle("GET /api/v1/crises", s.answer(func(ctx context.Context, _ *http.Request) (any, error) {
		all, err := s.Crises.Crises(ctx)
		return shapes(all, s.crisisShape), err
	}))
	s.mux.Handle("GET /api/v1/crises/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		c, err := s.Crises.Crisis(ctx, r.PathValue("id"))
		return s.crisisShape(c), err
	}))
}
