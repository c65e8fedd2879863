package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// cabinet keeps facts and documents in memory; what can be written is fact's, as
// with the store.
type cabinet struct {
	mu    sync.Mutex
	now   time.Time
	lines []fact.Version
	files map[string][]byte
	err   error
}

func (c *cabinet) Facts(context.Context) (*fact.Registry, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fact.NewRegistry(append([]fact.Version(nil), c.lines...)), c.err
}

func (c *cabinet) WriteFact(ctx context.Context, v fact.Version) (fact.Version, error) {
	list, err := c.WriteFacts(ctx, []fact.Version{v})
	if err != nil {
		return v, err
	}
	return list[0], nil
}

func (c *cabinet) WriteFacts(ctx context.Context, list []fact.Version) ([]fact.Version, error) {
	known, err := c.Facts(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var faults []error
	written := make([]fact.Version, len(list))
	for i, v := range list {
		next, fresh, err := known.Next(v, nil)
		if written[i] = next; fresh && err == nil {
			written[i].Line, written[i].At = int64(len(c.lines)+i+1), c.now
		}
		faults = append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	for _, v := range written {
		if v.Line > int64(len(c.lines)) {
			c.lines = append(c.lines, v)
		}
	}
	return written, nil
}

func (c *cabinet) Keep(name string, r io.Reader) (fact.File, error) {
	body, err := io.ReadAll(r)
	if err != nil {
		return fact.File{}, err
	}
	sum := sha256.Sum256(body)
	f := fact.File{Sum: hex.EncodeToString(sum[:]), Name: name, Type: http.DetectContentType(body), Size: int64(len(body))}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[f.Sum] = body
	return f, nil
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

func (c *cabinet) Open(sum string) (io.ReadSeekCloser, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, ok := c.files[sum]
	if !ok {
		return nil, report.ErrNotFound
	}
	return readCloser{bytes.NewReader(body)}, nil
}

// fleet is the fact that the world's rumour contradicts.
func fleet() fact.Fact {
	return fact.Fact{
		ID: "fleet-2026", Entity: "translum", Metric: "bus en service", Aliases: []string{"flotte", "parc de bus", "buses in service"},
		Value: "1" + phrase.Thin + "240", Unit: "bus", Period: "2026-11-01", Document: "Rapport d’exploitation 2026, p. 12",
		Statement: fact.Statement{FR: "Au 1er novembre 2026, 1 240 bus sont en service sur le réseau Translum.", EN: "As of 1 November 2026, 1,240 buses are in service on the Translum network."},
	}
}

// newCabinet has facts in every state, one of them with a document and a history.
func newCabinet(t testing.TB, w *world) *cabinet {
	t.Helper()
	c := &cabinet{now: w.now, files: map[string][]byte{}}
	file, err := c.Keep("rapport 2026 — flotte.pdf", bytes.NewReader([]byte("%PDF-1.7\nRapport d’exploitation\n")))
	if err != nil {
		t.Fatal(err)
	}
	old, now := fleet(), fleet()
	old.Value, old.Period, old.Document = "1"+phrase.Thin+"231", "2026-06-01", "Rapport d’exploitation 2025, p. 9"
	now.File, now.From = file, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	jobs := fact.Fact{ID: "layoffs-2026", Entity: "translum", Metric: "licenciements", Value: "aucun licenciement n’est prévu", Period: "2026", DeniedBy: []string{"plan social", "suppression de postes"},
		Document: "https://translum.example/accord.pdf", Statement: fact.Statement{FR: "Aucun licenciement n’est prévu en 2026."}}
	punctual := fact.Fact{ID: "punctuality-2026", Entity: "translum", Metric: "ponctualité", Value: "92,4 %", Unit: "%", Period: "2026", Statement: fact.Statement{FR: "En 2026, 92,4 % des passages ont été ponctuels.", EN: "In 2026, 92.4% of services ran on time."}}
	fares := fact.Fact{ID: "fare-2027", Entity: "translum", Metric: "prix du billet", Value: "1,90 €", Period: "2027", From: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Document: "Délibération 2026-114"}
	before := fares
	before.ID, before.Value, before.Period, before.From, before.Until = "fare-2025", "1,70 €", "2025", time.Time{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rival := fact.Fact{ID: "keolane-fleet", Entity: "keolane", Metric: "bus de Kéolane", Value: "640", Unit: "bus", Period: "2026"}
	for i, v := range []fact.Version{
		{Action: fact.Put, Author: "facts.yaml", Origin: "facts.yaml", Fact: old},
		{Action: fact.Put, Author: "facts.yaml", Origin: "facts.yaml", Fact: jobs},
		{Action: fact.Put, Author: "facts.yaml", Origin: "facts.yaml", Fact: punctual},
		{Action: fact.Put, Author: "analyst", Fact: fares},
		{Action: fact.Put, Author: "analyst", Fact: before},
		{Action: fact.Put, Author: "analyst", Fact: rival},
		{Action: fact.Retire, Author: byPage, Note: "nous ne répondons pas pour un concurrent", Fact: rival},
		{Action: fact.Put, Author: "analyst", Note: "le rapport d’octobre est paru", Fact: now},
	} {
		v.Line, v.At = int64(i+1), w.at(10+i, 9, 30)
		c.lines = append(c.lines, v)
	}
	return c
}

// factSite is a site with a registry.
func factSite(t testing.TB, w *world, c *cabinet) *Site {
	t.Helper()
	o := optionsOf(w)
	o.Facts, o.Documents = c, c
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
