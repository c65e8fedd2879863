package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// The longest title and note, in characters; more is cut.
const (
	titleMax = 200
	noteMax  = 1000
)

// book works out what was said of signals. Read anew each time: another process
// may have written.
func (s *Store) book(ctx context.Context) (*report.Book, error) {
	var lines []report.Verdict
	err := s.query(ctx, "SELECT line, signal, at, author, action, value, note, kind, level FROM verdicts ORDER BY line", nil, func(rows driver.Rows) error {
		var v report.Verdict
		var action, kind, level string
		err := rows.Scan(&v.Line, &v.Signal, &v.At, &v.Author, &action, &v.Value, &v.Note, &kind, &level)
		v.At, v.Action, v.Kind, v.Level = instant(v.At), report.Action(action), signal.Kind(kind), signal.Level(level)
		lines = append(lines, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("what was said of signals: %w", err)
	}
	return report.NewBook(lines, s.now()), nil
}

// Say takes down what somebody said of a signal, or of a rule, and returns it as
// it was written. What cannot be said is report.ErrNotFound (no such signal),
// ErrCircle, ErrNothing, ErrPast or ErrSaid.
func (s *Store) Say(ctx context.Context, v report.Verdict) (report.Verdict, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.saying.Lock()
	defer s.saying.Unlock()
	v.Value, v.Note, v.Author = plain(v.Value, titleMax), plain(v.Note, noteMax), plain(v.Author, titleMax)
	book, err := s.book(ctx)
	if err == nil {
		err = s.sayable(ctx, book, &v)
	}
	if err != nil {
		return report.Verdict{}, fmt.Errorf("%s signal %q: %w", v.Action, v.Signal, err)
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
		{"kind", each(one, func(v report.Verdict) string { return string(v.Kind) })},
		{"level", each(one, func(v report.Verdict) string { return string(v.Level) })},
		{"line", each(one, func(v report.Verdict) int64 { return v.Line })},
	})
	if err != nil {
		return report.Verdict{}, fmt.Errorf("%s signal %q: %w", v.Action, v.Signal, err)
	}
	return v, nil
}

// sayable checks a verdict against what holds, and adds the kind and level that
// it is about.
func (s *Store) sayable(ctx context.Context, book *report.Book, v *report.Verdict) error {
	if v.Action == report.Undo {
		return undoable(book, v)
	}
	rule, isRule := report.ReadRule(v.Signal)
	if isRule {
		if rule == (report.Rule{}) || v.Action != report.Mute && v.Action != report.Unmute {
			return report.ErrSaid
		}
	} else {
		x, err := s.signal(ctx, v.Signal)
		if err != nil {
			return err
		}
		v.Kind, v.Level = x.Kind, x.Level
		if ok := book.Of(x); v.Action == report.Clear && ok.Judged == "" || v.Action == report.Split && ok.Into == "" {
			return report.ErrNothing
		}
	}
	switch v.Action {
	case report.Useful, report.Noise, report.Clear, report.Rename, report.Split:
		return nil
	case report.Unmute:
		if !book.Muted(v.Signal) {
			return report.ErrNothing
		}
		return nil
	case report.Mute:
		return s.mutable(v)
	case report.Merge:
		if _, err := s.signal(ctx, v.Value); err != nil {
			return err
		}
		if v.Value = book.Root(v.Value); v.Value == v.Signal {
			return report.ErrCircle
		}
		return nil
	}
	return report.ErrSaid
}

// mutable reads until when something is muted.
func (s *Store) mutable(v *report.Verdict) error {
	if v.Value == "" {
		return nil
	}
	until, err := time.Parse(time.RFC3339, v.Value)
	if err != nil {
		return report.ErrSaid
	}
	if !until.After(s.now()) {
		return report.ErrPast
	}
	v.Value = until.UTC().Format(time.RFC3339)
	return nil
}

// undoable finds the line that is undone. Where no signal is named, it is that
// line's.
func undoable(book *report.Book, v *report.Verdict) error {
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return report.ErrSaid
	}
	line, ok := book.Line(n)
	if v.Signal == "" {
		v.Signal = line.Signal
	}
	if !ok || line.Undone || line.Signal != v.Signal {
		return report.ErrNothing
	}
	if book.Closes(*v) {
		return report.ErrCircle
	}
	return nil
}

// Silences are the rules that keep signals silent now.
func (s *Store) Silences(ctx context.Context) ([]report.Silence, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	return book.Silences(), nil
}

// Precision says of each rule how many of its signals were worth it, of those
// that somebody judged.
func (s *Store) Precision(ctx context.Context) ([]report.Precision, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	return book.Precision(), nil
}

// plain is one line of text without what would hide or move text, cut to most
// characters.
func plain(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
