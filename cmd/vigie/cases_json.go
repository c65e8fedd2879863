package main

import (
	"strings"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// A case as machines read it: the names are those of the API, /api/v1/cases and
// /api/v1/cases/ID.
type (
	caseLine struct {
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
		Curve    []curveLine        `json:"curve"`
		Forecast *forecast.Forecast `json:"forecast"` // null: closed
		Crises   []string           `json:"crises"`
	}
	fileLine struct {
		caseLine
		Origin    signal.Origin    `json:"origin"`
		Path      []carriedLine    `json:"path"`
		Beside    []carriedLine    `json:"beside"`
		Classes   []topLine        `json:"classes"`
		Languages []topLine        `json:"languages"`
		Weights   report.Weights   `json:"weights"` // of the contacts' factors
		Contacts  []contactLine    `json:"contacts"`
		Opposed   int              `json:"opposed"`
		Staff     []postLine       `json:"staff"`
		Log       []report.Verdict `json:"log"`
	}
	postLine struct {
		ID        string     `json:"id"`
		URL       string     `json:"url"`
		Title     string     `json:"title"`
		Excerpt   string     `json:"excerpt"`
		Source    originLine `json:"source"`
		Kind      string     `json:"kind"`
		Author    string     `json:"author"`
		Published time.Time  `json:"published"`
		Language  string     `json:"language"`
		Sentiment string     `json:"sentiment"`
		Score     float64    `json:"score"`
		Story     string     `json:"story"`
		Copies    int        `json:"copies"`
	}
	originLine struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		URL      string `json:"url"`
		Kind     string `json:"kind"`
		Owner    string `json:"owner"`
		Language string `json:"language"`
		Audience int    `json:"audience"`
	}
	carriedLine struct {
		postLine
		From string  `json:"from,omitempty"`
		By   string  `json:"by,omitempty"`
		Sure float64 `json:"sure,omitempty"`
		Role string  `json:"role"`
	}
	contactLine struct {
		Item     postLine `json:"item"`
		Posts    int      `json:"posts"`
		Reach    float64  `json:"reach"`
		Central  float64  `json:"central"`
		Recent   float64  `json:"recent"`
		Priority float64  `json:"priority"`
		Reached  bool     `json:"reached"`
	}
	curveLine struct {
		At     time.Time `json:"at"`
		Relays int       `json:"relays"`
	}
	topLine struct {
		Key   string `json:"key"`
		Name  string `json:"name"`
		Posts int    `json:"posts"`
	}
)

func postShape(i report.Item) postLine {
	s := i.Source
	from := originLine{s.ID, s.Name, s.Shown(), string(s.Kind), string(s.Owner), s.Language, s.Audience}
	return postLine{i.ID, i.URL, i.Title, i.Excerpt, from, string(i.Kind), i.Author, i.Published.UTC(), i.Language, i.Sentiment, i.Score, i.Story, i.Copies}
}

func contactShape(x report.Contact) contactLine {
	return contactLine{postShape(x.Item), x.Posts, x.Reach, x.Central, x.Recent, x.Priority, x.Reached}
}

func carriedShape(x report.Carried) carriedLine {
	line := carriedLine{postLine: postShape(x.Item), By: x.By, Sure: x.Sure, Role: x.Role}
	if x.From != nil {
		line.From = x.From.ID
	}
	return line
}

func (d *desk) caseShape(c report.Case) caseLine {
	st := c.Standing
	line := caseLine{
		ID: c.ID, Title: c.Title, Page: strings.TrimRight(d.config.PublicURL, "/") + "/cases/" + c.ID, Entity: c.Entity, Level: c.Level, Trend: c.Trend, Score: c.Score, Why: c.Why,
		RaisedAt: c.RaisedAt, FirstAt: c.FirstAt, LastAt: c.LastAt, Sources: len(c.Sources), Relays: relays(c), Handling: c.Handling,
		Muted: st.Muted, Judged: st.Judged, Into: st.Into, Parts: st.Parts, Fact: c.Fact, Crises: append([]string{}, c.Crises...),
		Curve: shaped(c.Curve, func(h report.Hour) curveLine { return curveLine{h.At.UTC(), int(h.Value)} }),
	}
	if c.Rumour != nil {
		line.Claim, line.Said = c.Rumour.Claim, c.Rumour.Said
	}
	if c.Handling.State != report.CaseClosed {
		line.Forecast = &c.Forecast
	}
	return line
}

func (d *desk) fileShape(c report.Case) fileLine {
	line := fileLine{
		caseLine: d.caseShape(c), Path: shaped(c.Path, carriedShape), Beside: shaped(c.Beside, carriedShape), Classes: shaped(c.Classes, topShape),
		Languages: shaped(c.Languages, topShape), Weights: report.ContactWeights(), Contacts: shaped(c.Contacts, contactShape), Opposed: c.Opposed,
		Staff: shaped(c.Staff, postShape), Log: append([]report.Verdict{}, c.Log...),
	}
	if c.Rumour != nil {
		line.Origin = c.Rumour.Origin
	}
	return line
}

func topShape(t report.Top) topLine { return topLine(t) }

// shaped never gives null: an empty list is a list.
func shaped[T, S any](list []T, shape func(T) S) []S {
	out := make([]S, len(list))
	for i, x := range list {
		out[i] = shape(x)
	}
	return out
}
