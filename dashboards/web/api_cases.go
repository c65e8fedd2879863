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

// The shapes of cases, for programs: the API answers with them and the command line
// writes them. A field that is there stays, under its name.
type (
	// CaseJSON is a case as lists have it.
	CaseJSON struct {
		ID       string             `json:"id"`
		Title    signal.Text        `json:"title"`
		Page     string             `json:"page"`
		Entity   string             `json:"entity,omitempty"`
		Level    signal.Level       `json:"level"`
		Trend    signal.Trend       `json:"trend,omitempty"`
		Score    float64            `json:"score"`
		Why      []signal.Text      `json:"why"`
		RaisedAt time.Time          `json:"raised_at"`
		FirstAt  time.Time          `json:"first_at"`
		LastAt   time.Time          `json:"last_at"`
		Sources  int                `json:"sources"`
		Relays   int                `json:"relays"`
		Claim    string             `json:"claim"`
		Said     string             `json:"said"`
		Handling report.Handling    `json:"handling"`
		Muted    *report.Silence    `json:"muted,omitempty"`
		Judged   report.Action      `json:"judged,omitempty"`
		Into     string             `json:"into,omitempty"` // the case that it is part of
		Parts    []report.Part      `json:"parts,omitempty"`
		Fact     *fact.Fact         `json:"fact"` // null: none is held against it
		Curve    []countJSON        `json:"curve"`
		Forecast *forecast.Forecast `json:"forecast"` // null: closed
		Crises   []string           `json:"crises"`
	}
	// FileJSON is one with everything in its file. Contacts are there while it is
	// open.
	FileJSON struct {
		CaseJSON
		Origin    signal.Origin    `json:"origin"`
		Path      []carriedJSON    `json:"path"`
		Beside    []carriedJSON    `json:"beside"`
		Classes   []topJSON        `json:"classes"`
		Languages []topJSON        `json:"languages"`
		Weights   report.Weights   `json:"weights"` // of the contacts' factors
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
		return shapes(some, func(c report.Case) CaseJSON { return ShapeCase(s.PublicURL, c) }), err
	}))
	s.mux.Handle("GET /api/v1/cases/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		c, err := s.Reports.Case(ctx, r.PathValue("id"))
		return ShapeFile(s.PublicURL, c), err
	}))
}

// ShapeCase is a case of the service whose pages stand at an address, without the
// final slash.
func ShapeCase(at string, c report.Case) CaseJSON {
	st := c.Standing
	j := CaseJSON{
		ID: c.ID, Title: c.Title, Page: at + casePage(c.ID), Entity: c.Entity, Level: c.Level, Trend: c.Trend, Score: c.Score, Why: shapes(c.Why, same), RaisedAt: c.RaisedAt,
		FirstAt: c.FirstAt, LastAt: c.LastAt, Sources: len(c.Sources), Relays: len(c.Posts), Handling: c.Handling,
		Muted: st.Muted, Judged: st.Judged, Into: st.Into, Parts: st.Parts, Fact: c.Fact, Crises: shapes(c.Crises, same),
		Curve: shapes(c.Curve, func(h report.Hour) countJSON { return countJSON{h.At.UTC(), int(h.Value)} }),
	}
	if r := c.Rumour; r != nil {
		j.Relays, j.Claim, j.Said = r.Spread(), r.Claim, r.Said
	}
	if c.Handling.State != report.CaseClosed {
		j.Forecast = &c.Forecast
	}
	return j
}

// ShapeFile is the same with everything in its file.
func ShapeFile(at string, c report.Case) FileJSON {
	carried := func(p report.Carried) carriedJSON {
		j := carriedJSON{itemJSON: itemShape(p.Item), By: p.By, Sure: p.Sure, Role: p.Role}
		if p.From != nil {
			j.From = p.From.ID
		}
		return j
	}
	top := func(t report.Top) topJSON { return topJSON(t) }
	j := FileJSON{
		CaseJSON: ShapeCase(at, c), Path: shapes(c.Path, carried), Beside: shapes(c.Beside, carried), Classes: shapes(c.Classes, top),
		Languages: shapes(c.Languages, top), Weights: report.ContactWeights(), Opposed: c.Opposed, Staff: shapes(c.Staff, itemShape),
		Log: shapes(c.Log, same),
		Contacts: shapes(c.Contacts, func(x report.Contact) contactJSON {
			return contactJSON{itemShape(x.Item), x.Posts, x.Reach, x.Central, x.Recent, x.Priority, x.Reached}
		}),
	}
	if c.Rumour != nil {
		j.Origin = c.Rumour.Origin
	}
	return j
}
