package main

import (
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// A case as machines read it: the names are those of the API.
type (
	caseLine struct {
		signal.Signal
		Standing  report.Standing   `json:"standing"`
		Handling  report.Handling   `json:"handling"`
		Log       []report.Verdict  `json:"log"`
		Fact      *fact.Fact        `json:"fact,omitempty"`
		Path      []carriedLine     `json:"path"`
		Beside    []carriedLine     `json:"beside"`
		Curve     []curveLine       `json:"curve"`
		Forecast  forecast.Forecast `json:"forecast"`
		Classes   []topLine         `json:"classes"`
		Languages []topLine         `json:"languages"`
		Contacts  []contactLine     `json:"contacts"`
		Weights   report.Weights    `json:"weights"` // of the contacts' factors
		Opposed   int               `json:"opposed"`
		Staff     []postLine        `json:"staff"`
		Crises    []string          `json:"crises"`
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
		postLine
		Posts    int     `json:"posts"`
		Reach    float64 `json:"reach"`
		Central  float64 `json:"central"`
		Recent   float64 `json:"recent"`
		Priority float64 `json:"priority"`
		Reached  bool    `json:"reached"`
	}
	curveLine struct {
		At    time.Time `json:"at"`
		Value float64   `json:"value"`
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
	return postLine{i.ID, i.URL, i.Title, i.Excerpt, from, string(i.Kind), i.Author, i.Published.UTC(), i.Language}
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
	return caseLine{
		Signal: c.Signal, Standing: c.Standing, Handling: c.Handling, Log: append([]report.Verdict{}, c.Log...), Fact: c.Fact,
		Path: shaped(c.Path, carriedShape), Beside: shaped(c.Beside, carriedShape),
		Curve:    shaped(c.Curve, func(h report.Hour) curveLine { return curveLine{h.At.UTC(), h.Value} }),
		Forecast: c.Forecast, Classes: shaped(c.Classes, topShape), Languages: shaped(c.Languages, topShape),
		Contacts: shaped(c.Contacts, contactShape), Weights: report.ContactWeights(), Opposed: c.Opposed,
		Staff: shaped(c.Staff, postShape), Crises: append([]string{}, c.Crises...),
	}
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
