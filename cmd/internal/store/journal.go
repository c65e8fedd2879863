package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// The subjects of the journal.
const (
	factSubject       = "fact"
	crisisSubject     = "crisis"
	oppositionSubject = "opposition"
)

// note is one line of the journal. What its fields hold is up to the subject.
type note struct {
	ID                                string
	At                                time.Time
	Author, Action, Value, Note, Body string
	Line                              int64
}

// journal returns all lines of a subject, in order. Read anew each time: another
// process may have written.
func (s *Store) journal(ctx context.Context, subject string) ([]note, error) {
	var lines []note
	err := s.query(ctx, "SELECT id, at, author, action, value, note, body, line FROM journal WHERE subject = {subject:String} ORDER BY line, id",
		params{"subject": subject}, func(rows driver.Rows) error {
			var n note
			err := rows.Scan(&n.ID, &n.At, &n.Author, &n.Action, &n.Value, &n.Note, &n.Body, &n.Line)
			n.At = instant(n.At)
			lines = append(lines, n)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("journal of %s: %w", subject, err)
	}
	if len(lines) > 0 { // by a process whose clock is ahead
		s.raise(lines[len(lines)-1].Line)
	}
	return lines, nil
}

// journalLine is how far the journal of a subject goes: the number of its latest
// line and how many there are, so that a line that comes late is seen too.
func (s *Store) journalLine(ctx context.Context, subject string) (int64, error) {
	var mark int64
	err := s.query(ctx, "SELECT max(line) + toInt64(count()) FROM journal WHERE subject = {subject:String}", params{"subject": subject},
		func(rows driver.Rows) error { return rows.Scan(&mark) })
	if err != nil {
		return 0, fmt.Errorf("journal of %s: %w", subject, err)
	}
	return mark, nil
}

// write appends lines to the journal of a subject, all or none, and gives each
// its time and its number; a line without ID is called by its number. Who has
// looked at the journal before, to tell whether it may be written, holds s.saying.
func (s *Store) write(ctx context.Context, subject string, lines []note) error {
	for i := range lines {
		lines[i].At, lines[i].Line = floor(s.now()), s.nextLine()
		if lines[i].ID == "" {
			lines[i].ID = fmt.Sprint(lines[i].Line)
		}
	}
	err := s.insert(ctx, "journal", []field{
		{"subject", each(lines, func(note) string { return subject })},
		{"id", each(lines, func(n note) string { return n.ID })},
		{"at", each(lines, func(n note) time.Time { return moment(n.At) })},
		{"author", each(lines, func(n note) string { return n.Author })},
		{"action", each(lines, func(n note) string { return n.Action })},
		{"value", each(lines, func(n note) string { return n.Value })},
		{"note", each(lines, func(n note) string { return n.Note })},
		{"body", each(lines, func(n note) string { return n.Body })},
		{"line", each(lines, func(n note) int64 { return n.Line })},
	})
	if err != nil {
		return fmt.Errorf("journal of %s: %w", subject, err)
	}
	return nil
}

// raise lets the next line have a higher number than one that was read.
func (s *Store) raise(line int64) {
	for {
		last := s.logged.Load()
		if last >= line || s.logged.CompareAndSwap(last, line) {
			return
		}
	}
}
