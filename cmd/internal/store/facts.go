package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
)

// Facts is the registry of facts, as it holds now.
func (s *Store) Facts(ctx context.Context) (*fact.Registry, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	return s.facts(ctx)
}

func (s *Store) facts(ctx context.Context) (*fact.Registry, error) {
	lines, err := s.journal(ctx, factSubject)
	if err != nil {
		return nil, err
	}
	versions := make([]fact.Version, len(lines))
	for i, n := range lines {
		v := &versions[i]
		if err := json.Unmarshal([]byte(n.Body), &v.Fact); err != nil {
			return nil, fmt.Errorf("version %d of fact %q: %w", n.Line, n.ID, err)
		}
		v.Line, v.At, v.Author, v.Action, v.Note, v.Origin = n.Line, n.At, n.Author, fact.Action(n.Action), n.Note, n.Value
	}
	return fact.NewRegistry(versions), nil
}

// FactsLine is the Line of the registry as it holds now.
func (s *Store) FactsLine(ctx context.Context) (int64, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	return s.journalLine(ctx, factSubject)
}

// WriteFact appends a version to the registry and returns it as it was written;
// where the fact stands so already, the version that says so. What cannot be
// written is fact.Problems.
func (s *Store) WriteFact(ctx context.Context, v fact.Version) (fact.Version, error) {
	written, err := s.WriteFacts(ctx, []fact.Version{v})
	if err != nil {
		return fact.Version{}, err
	}
	return written[0], nil
}

// WriteFacts does it for several, all of them or none; its error joins what is
// wrong with each.
func (s *Store) WriteFacts(ctx context.Context, versions []fact.Version) ([]fact.Version, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.saying.Lock()
	defer s.saying.Unlock()
	registry, err := s.facts(ctx)
	if err != nil {
		return nil, err
	}
	var faults []error
	var fresh []int // of written, those that are lines to write
	written := make([]fact.Version, len(versions))
	for i, v := range versions {
		next, changes, err := registry.Next(v, s.CheckFact)
		if err != nil {
			faults = append(faults, fmt.Errorf("fact %q: %w", v.Fact.ID, err))
			continue
		}
		if written[i] = next; changes {
			fresh = append(fresh, i)
		}
	}
	if err := errors.Join(faults...); err != nil || len(fresh) == 0 {
		return written, err
	}
	lines := make([]note, len(fresh))
	for k, i := range fresh {
		v := written[i]
		body, err := json.Marshal(v.Fact)
		if err != nil {
			return nil, fmt.Errorf("fact %q: %w", v.Fact.ID, err)
		}
		lines[k] = note{ID: v.Fact.ID, Author: v.Author, Action: string(v.Action), Value: v.Origin, Note: v.Note, Body: string(body)}
	}
	if err := s.write(ctx, factSubject, lines); err != nil {
		return nil, err
	}
	for k, i := range fresh {
		written[i].Line, written[i].At = lines[k].Line, lines[k].At
	}
	return written, nil
}

// CheckFact says what keeps a fact from being written, beside its form: that
// claims cannot be held against it, or that it is about nobody who is looked for.
func (s *Store) CheckFact(f fact.Fact) []fact.Problem {
	s.mu.RLock()
	entities := s.entities
	s.mu.RUnlock()
	return claim.CheckAbout(each(entities, func(e Entity) string { return e.ID })...)(f)
}
