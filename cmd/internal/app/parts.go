package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"vigie/analyzers"
	"vigie/analyzers/advocate"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/analyzers/rumor"
	"vigie/analyzers/signal"
	"vigie/analyzers/spike"
	"vigie/analyzers/weaksignal"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/documents"
	"vigie/cmd/internal/store"
	"vigie/crawlers/fetch"
	"vigie/crawlers/websub"
	"vigie/dashboards/alert"
	"vigie/dashboards/email"
	"vigie/dashboards/web"
)

// NewReader builds the reader that config.yaml asks for; an empty Config is an
// offline command's, which knows no entity.
func NewReader(c config.Config, facts claim.Facts) (*analyzers.Reader, error) {
	o := analyzers.Options{Organisation: c.Organisation.Entity, Language: c.Organisation.Language, Facts: facts, Stories: c.Reading.Stories, Copies: c.Reading.Copies}
	for _, e := range c.Entities {
		o.Entities = append(o.Entities, mention.Entity{ID: e.ID, Name: e.Name, Kind: e.Kind, Aliases: e.Aliases,
			Handles: e.Handles, Hashtags: e.Hashtags, Query: e.Query, Context: e.Context, Not: e.Not})
	}
	return analyzers.New(o)
}

// Detectors are all that look at a window, as config.yaml and the facts ask
// for. A new detector is added here and nowhere else. What weak signals counted
// outlives the process in kept; nil: it does not.
func Detectors(c config.Config, facts claim.Facts, kept weaksignal.Kept) []annotation.Detector {
	var watched []spike.Entity
	for _, e := range c.Entities {
		watched = append(watched, spike.Entity{ID: e.ID, Name: e.Name})
	}
	volume := spike.Default(watched...)
	volume.Zone = c.Zone()
	weak := weaksignal.Default()
	weak.Kept = kept
	return []annotation.Detector{
		rumours(facts),
		spike.New(volume),
		spike.NewComplaints(volume),
		weaksignal.New(weak),
		advocate.New(advocate.Default()),
	}
}

func rumours(facts claim.Facts) *rumor.Detector {
	var known []rumor.Fact
	for _, f := range facts {
		known = append(known, rumor.Fact{ID: f.ID, Entity: f.Entity, Metric: f.Metric, Value: f.Value, Unit: f.Unit, Document: f.Document, Statement: f.Statement.Text()})
	}
	return rumor.New(known, rumor.Default())
}

func entities(c config.Config) []store.Entity {
	var out []store.Entity
	for _, e := range c.Entities {
		entity := store.Entity{ID: e.ID, Name: e.Name}
		if e.ID == c.Organisation.Entity { // the organisation itself stands first
			out = append([]store.Entity{entity}, out...)
			continue
		}
		out = append(out, entity)
	}
	return out
}

// Mailer builds what sends mails; nil where config.yaml names no server.
func Mailer(c config.Config) (*email.Sender, error) {
	if c.Mail.Server == "" {
		return nil, nil
	}
	o := email.Options{
		Server: c.Mail.Server, From: c.Mail.From, User: c.Mail.User, Password: c.Mail.Password, TLS: email.TLS(c.Mail.TLS),
		Organisation: c.Organisation.Name, PublicURL: c.PublicURL, Zone: c.Zone(),
	}
	if path := c.Mail.CAFile; path != "" {
		pem, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("mail.ca_file: %w", err)
		}
		o.CA = x509.NewCertPool()
		if !o.CA.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("mail.ca_file: %s holds no certificate", path)
		}
	}
	return email.New(o), nil
}

func (s *Service) dispatcher() (*alert.Dispatcher, error) {
	mailer, err := Mailer(s.o.Config)
	if err != nil || mailer == nil || len(s.o.Config.Alerts) == 0 {
		return nil, err
	}
	var routes []alert.Route
	for _, r := range s.o.Config.Alerts {
		route := alert.Route{To: r.To, Language: r.Language, Level: signal.Level(r.Level), Entities: r.Entities}
		for _, k := range r.Kinds {
			route.Kinds = append(route.Kinds, signal.Kind(k))
		}
		routes = append(routes, route)
	}
	return alert.New(alert.Options{Routes: routes, Sender: mailer, Log: s.store, Cases: s.store, Now: s.o.Now, Logger: s.log}), nil
}

// subscriber has hubs call the service at its public address.
func (s *Service) subscriber(public string, f *fetch.Fetcher) *websub.Subscriber {
	return websub.New(websub.Options{
		Callback: public + "/websub/", Poster: f, Log: s.store,
		Watched: func(source string) bool {
			q := s.queue.Load()
			return q == nil || q.delivers(source)
		},
		Deliver: func(ctx context.Context, d websub.Delivery) error {
			if q := s.queue.Load(); q != nil {
				return q.deliver(ctx, d)
			}
			return errors.New("the service is still starting")
		},
		Now: s.o.Now, Logger: s.log,
	})
}

func (s *Service) webOptions() web.Options {
	c := s.o.Config
	languages := []string{"fr", "en"}
	if c.Organisation.Language == "en" {
		languages = []string{"en", "fr"}
	}
	o := web.Options{
		Reports: s.store, Facts: s.store, Documents: documents.In(c.Data), FactCheck: s.store.CheckFact, Crises: s.store, Oppositions: s.store,
		Organisation: c.Organisation.Name, Contact: c.Contact(), Keeps: int(c.Retention.Posts), Entity: c.Organisation.Entity, Zone: c.Zone(),
		Languages: languages, PublicURL: c.PublicURL, Now: s.o.Now, Outbox: s.o.Outbox, Demo: s.o.Outbox != nil, Log: s.log,
	}
	if s.hubs != nil {
		o.Push = s.hubs
	}
	return o
}
