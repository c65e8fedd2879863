package web

import (
	"context"
	"net/http"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// The shapes of cases. Contacts are there while a case is open, and in its own
// answer alone.
type (
	caseJSON struct {
		ID       string             `json:"id"`
		Title    signal.Text        `json:"title"`
		Page     string             `json:"page"`
		Level    signal.Level       `json:"level"`
		Trend    signal.Trend       `json:"trend,omitempty"`
		Score    float64            `json:"score"`
		FirstAt  time.Time          `json:"first_at"`
		LastAt   time.Time          `json:"last_at"`
		Sources  int                `json:"sources"`
		Relays   int                `json:"relays"`
		Claim    string             `json:"claim"`
		Said     string             `json:"said"`
		Handling report.Handling    `json:"handling"`
		Fact     *fact.Fact         `json:"fact"` // null: none is held against it
		Curve    []countJSON        `json:"curve"`
		Forecast *forecast.Forecast `json:"forecast"` // null: closed
		Crises   []string           `json:"crises"`
	}
	fileJSON struct {
		caseJSON
		Origin    signal.Origin    `json:"origin"`
		Path      []carriedJSON    `json:"path"`
		Beside    []carriedJSON    `json:"beside"`
		Classes   []topJSON        `json:"classes"`
		Languages []topJSON        `json:"languages"`
		Weights   report.Weights   `json:"weights"`
		Contacts  []contactJSON    `json:"contacts"`
		Opposed   int              `json:"opposed"`
		Staff     []itemJSON       `json:"staff"`
		Log       []report.Verdict `json:"log"`
	}
	countJSON struct {
		At     time.Time `json:"at"`
		Relays int       `json:"relays"`
	}
	carriedJSON struct {
		itemJSON
		From string  `json:"from,omitempty"` // post
		By   string  `json:"by,omitempty"`
		Sure float64 `json:"sure,omitempty"`
		Role string  `json:"role"`
	}
	contactJSON struct {
		Item     itemJSON `json:"item"`
		Posts    int      `json:"posts"`
		Reach    float64  `json:"reach"`
		Central  float64  `json:"central"`
		Recent   float64  `json:"recent"`
		Priority float64  `json:"priority"`
		Reached  bool     `json:"reached"`
	}
)

func (s *Site) casesAPI() {
	s.mux.Handle("GET /api/v1/cases", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		all, err := s.Reports.Cases(ctx, s.Now().Add(-listed))
		var some []report.Case
		for _, c := range all {
			if state := r.URL.Query().Get("state"); !c.Standing.Silent() && (state == "" || string(c.Handling.State) == state) {
				some = append(some, c)
			}
		}
		return shapes(some, s.caseShape), err
	}))
	s.mux.Handle("GET /api/v1/cases/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		c, err := s.Reports.Case(ctx, r.PathValue("id"))
		return s.fileShape(c), err
	}))
}

func (s *Site) caseShape(c report.Case) caseJSON {
	j := caseJSON{
		ID: c.ID, Title: c.Title, Page: s.PublicURL + casePage(c.ID), Level: c.Level, Trend: c.Trend, Score: c.Score, FirstAt: c.FirstAt, LastAt: c.LastAt,
		Sources: len(c.Sources), Handling: c.Handling, Fact: c.Fact, Crises: shapes(c.Crises, func(id string) string { return id }),
		Curve: shapes(c.Curve, func(h report.Hour) countJSON { return countJSON{h.At.UTC(), int(h.Value)} }),
	}
	if r := c.Rumour; r != nil {
		j.Relays, j.Claim, j.Said = len(r.Relays), r.Claim, r.Said
	}
	if c.Handling.State != report.CaseClosed {
		j.Forecast = &c.Forecast
	}
	return j
}

func (s *Site) fileShape(c report.Case) fileJSON {
	carried := func(p report.Carried) carriedJSON {
		j := carriedJSON{itemJSON: itemShape(p.Item), By: p.By, Sure: p.Sure, Role: p.Role}
		if p.From != nil {
			j.From = p.From.ID
		}
		return j
	}
	top := func(t report.Top) topJSON { return topJSON(t) }
	j := fileJSON{
		caseJSON: s.caseShape(c), Path: shapes(c.Path, carried), Beside: shapes(c.Beside, carried), Classes: shapes(c.Classes, top),
		Languages: shapes(c.Languages, top), Weights: report.ContactWeights(), Opposed: c.Opposed, Staff: shapes(c.Staff, itemShape),
		Log: shapes(c.Log, func(v report.Verdict) report.Verdict { return v }),
		Contacts: shapes(c.Contacts, func(x report.Contact) contactJSON {
			return contactJSON{itemShape(x.Item), x.Posts, x.Reach, x.Central, x.Recent, x.Priority, x.Reached}
		}),
	}
	if c.Rumour != nil {
		j.Origin = c.Rumour.Origin
	}
	return j
}
