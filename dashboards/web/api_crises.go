package web

import (
	"context"
	"net/http"

	"vigie/dashboards/report"
)

// CrisisJSON is a crisis as programs read it, from the API and from the command
// line; no list is null.
type CrisisJSON struct {
	report.Crisis
	Page   string `json:"page"`
	Report string `json:"report"`
}

// ShapeCrisis is a crisis of the service whose pages stand at an address, without
// the final slash.
func ShapeCrisis(at string, c report.Crisis) CrisisJSON {
	c.Cases = shapes(c.Cases, same)
	c.Duties, c.Holding, c.Contacts = shapes(c.Duties, same), shapes(c.Holding, same), shapes(c.Contacts, same)
	c.Decisions, c.Log = shapes(c.Decisions, same), shapes(c.Log, same)
	to := at + crisisPage(c.ID)
	return CrisisJSON{c, to, to + "/report"}
}

func (s *Site) crisesAPI() {
	s.mux.Handle("GET /api/v1/crises", s.answer(func(ctx context.Context, _ *http.Request) (any, error) {
		all, err := s.Crises.Crises(ctx)
		return shapes(all, func(c report.Crisis) CrisisJSON { return ShapeCrisis(s.PublicURL, c) }), err
	}))
	s.mux.Handle("GET /api/v1/crises/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		c, err := s.Crises.Crisis(ctx, r.PathValue("id"))
		return ShapeCrisis(s.PublicURL, c), err
	}))
}
