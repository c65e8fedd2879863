package store

import (
	"context"
	"fmt"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// crises works out what was said of them.
func (s *Store) crises(ctx context.Context) (*report.CrisisBook, error) {
	lines, err := s.journal(ctx, crisisSubject)
	if err != nil {
		return nil, err
	}
	return report.NewCrisisBook(each(lines, func(n note) report.CrisisLine {
		return report.CrisisLine{Line: n.Line, Crisis: n.ID, At: n.At, Author: n.Author, Action: report.CrisisAction(n.Action), Value: n.Value, Note: n.Note}
	})), nil
}

// Crises are those that were declared, the open before the closed, the latest
// change first.
func (s *Store) Crises(ctx context.Context) ([]report.Crisis, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	book, err := s.crises(ctx)
	if err != nil {
		return nil, err
	}
	return book.Crises(), nil
}

// Crisis returns the one whose identifier begins as asked; report.ErrNotFound
// where none or several do.
func (s *Store) Crisis(ctx context.Context, asked string) (report.Crisis, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	book, err := s.crises(ctx)
	if err != nil {
		return report.Crisis{}, err
	}
	return book.Find(asked)
}

// WriteCrisis takes down what is said in a crisis and returns it as it was
// written; what is declared gets its identifier. What cannot be said is an error
// of report.CrisisBook.Say.
func (s *Store) WriteCrisis(ctx context.Context, l report.CrisisLine) (report.CrisisLine, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.saying.Lock()
	defer s.saying.Unlock()
	book, err := s.crises(ctx)
	if err == nil {
		l.At = floor(s.now())
		l, err = book.Say(l, func(asked string) (string, error) { return s.caseID(ctx, asked) })
	}
	if err != nil {
		return report.CrisisLine{}, fmt.Errorf("%s crisis %q: %w", l.Action, l.Crisis, err)
	}
	if same, ok := book.Again(l); ok {
		return same, nil
	}
	lines := []note{{ID: l.Crisis, Author: l.Author, Action: string(l.Action), Value: l.Value, Note: l.Note}}
	if err := s.write(ctx, crisisSubject, lines); err != nil {
		return report.CrisisLine{}, fmt.Errorf("%s crisis %q: %w", l.Action, l.Crisis, err)
	}
	l.Line, l.At = lines[0].Line, lines[0].At
	return l, nil
}

// caseID is the identifier of the case that begins as asked.
func (s *Store) caseID(ctx context.Context, asked string) (string, error) {
	id, err := s.SignalID(ctx, asked)
	if err != nil {
		return "", err
	}
	x, err := s.signal(ctx, id)
	if err == nil && x.Kind != signal.Rumor {
		err = fmt.Errorf("signal %q: %w", id, report.ErrNoCase)
	}
	return id, err
}
