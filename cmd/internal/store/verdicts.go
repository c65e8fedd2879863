package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// book works out what was said of signals. Read anew each time: another process
// may have written.
func (s *Store) book(ctx context.Context) (*report.Book, error) {
	var lines []report.Verdict
	err := s.query(ctx, "SELECT line, signal, at, author, action, value, note, link, sent, kind, level FROM verdicts ORDER BY line", nil, func(rows driver.Rows) error {
		var v report.Verdict
		var action, kind, level string
		err := rows.Scan(&v.Line, &v.Signal, &v.At, &v.Author, &action, &v.Value, &v.Note, &v.Link, &v.Sent, &kind, &level)
		v.At, v.Sent, v.Action, v.Kind, v.Level = instant(v.At), instant(v.Sent), report.Action(action), signal.Kind(kind), signal.Level(level)
		lines = append(lines, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what was said of signals: %w", err)
	}
	return report.NewBook(lines, s.now()), nil
}

// Say takes down what somebody said of a signal, or of a rule, and returns it as
// it was written. What cannot be said is report.ErrNotFound (no such signal) or an
// error of report.Book.Say.
func (s *Store) Say(ctx context.Context, v report.Verdict) (report.Verdict, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.saying.Lock()
	defer s.saying.Unlock()
	book, err := s.book(ctx)
	if err == nil {
		v, err = book.Say(v, s.known(ctx))
	}
	if err != nil {
		return report.Verdict{}, fmt.Errorf("%s signal %q: %w", v.Action, v.Signal, err)
	}
	if same, ok := book.Again(v); ok {
		return same, nil
	}
	v.At, v.Line = floor(s.now()), s.nextLine()
	one := []report.Verdict{v}
	err = s.insert(ctx, "verdicts", []field{
		{"signal", each(one, func(v report.Verdict) string { return v.Signal })},
		{"at", each(one, func(v report.Verdict) time.Time { return moment(v.At) })},
		{"author", each(one, func(v report.Verdict) string { return v.Author })},
		{"action", each(one, func(v report.Verdict) string { return string(v.Action) })},
		{"value", each(one, func(v report.Verdict) string { return v.Value })},
		{"note", each(one, func(v report.Verdict) string { return v.Note })},
		{"link", each(one, func(v report.Verdict) string { return v.Link })},
		{"sent", each(one, func(v report.Verdict) time.Time { return moment(v.Sent) })},
		{"kind", each(one, func(v report.Verdict) string { return string(v.Kind) })},
		{"level", each(one, func(v report.Verdict) string { return string(v.Level) })},
		{"line", each(one, func(v report.Verdict) int64 { return v.Line })},
	})
	if err != nil {
		return report.Verdict{}, fmt.Errorf("%s signal %q: %w", v.Action, v.Signal, err)
	}
	return v, nil
}

// Book is all that was said of signals, as it holds now.
func (s *Store) Book(ctx context.Context) (*report.Book, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	return s.book(ctx)
}
