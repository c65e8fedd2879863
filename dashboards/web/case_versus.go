package web

import (
	"cmp"
	"context"
	"net/url"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// versus is what is said beside what is true.
type versus struct {
	Said, True string // the figures
	Claim      string
	First      string // who said it first
	Others     int    // sources that have said it since
	Fact       string // identifier of the fact; empty: none
	Truth      string
	Title      string // of the document
	Link       string // to it, where anybody can read it
	Kept       string // address of the file that was uploaded
	Name       string // of that file
	Outdated   string // why the fact does not hold
	Chosen     bool   // by a person
	// Of the page of a case alone: addresses of the case, of the fact and of the
	// form for a new one, and the facts that can be held against it.
	Case, Page, Add string
	Choices         []choice
}

// choice is a fact in a list of them.
type choice struct{ ID, Name string }

func (v *voice) versus(c report.Case) versus {
	x := versus{Chosen: c.Handling.Against != ""}
	if r := c.Rumour; r != nil {
		x.Claim, x.Said = r.Claim, r.Said
		if c.Fact == nil { // what was found when it was raised
			x.True, x.Truth, x.Title, x.Link, x.Fact = r.True, r.Truth.In(v.lang), r.Document, external(r.Document), r.Fact
			if r.Fact != "" {
				x.Outdated = v.say("case.retired")
			}
		} else if c.Fact.ID == r.Fact && c.FactWas == "" {
			x.True = r.True
		}
	}
	if len(c.Path) > 0 {
		x.First = named(c.Path[0].Item)
	}
	x.Others = max(0, len(c.Sources)-1)
	if f := c.Fact; f != nil {
		x.Fact, x.Truth, x.Title, x.Link = f.ID, f.Statement.In(v.lang), f.Document, external(f.Document)
		x.True = cmp.Or(x.True, f.Value)
		if f.File.Sum != "" {
			x.Kept, x.Name = documentPage(f.File), f.File.Name
		}
		if c.FactWas != "" {
			x.Outdated = v.say("case.fact_changed", c.FactWas)
		}
		if last := c.LastAt; !f.Holds(last) && !f.Until.IsZero() && !last.Before(f.Until) {
			x.Outdated = v.say("case.outdated", phrase.Date(v.lang, f.Until))
		}
	}
	if x.Link != "" {
		x.Title = cmp.Or(x.Name, host(x.Link))
	}
	return x
}

// choices adds what can be done about the fact, where there is a registry.
func (s *Site) choices(ctx context.Context, x *versus, c report.Case, lang string) error {
	if s.Facts == nil {
		return nil
	}
	registry, err := s.Facts.Facts(ctx)
	if err != nil {
		return err
	}
	x.Case = casePage(c.ID)
	if c.Rumour != nil {
		x.Add = "/facts/new?" + url.Values{"metric": {phrase.Excerpt(c.Rumour.Said, 80)}}.Encode()
	}
	if x.Fact != "" {
		x.Page = factPage(x.Fact)
	}
	for _, f := range registry.Current() {
		x.Choices = append(x.Choices, choice{f.ID, cmp.Or(f.Statement.In(lang), f.Metric+" "+f.Value, f.ID)})
	}
	return nil
}
