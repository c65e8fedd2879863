package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/dashboards/report"
)

// What is done to the list of those who object.
const (
	oppose   = "oppose"   // the value is the person, the body the source
	withdraw = "withdraw" // the line whose number is the value
)

// oppositions are those in force, the oldest first.
func (s *Store) oppositions(ctx context.Context) ([]report.Opposition, error) {
	lines, err := s.journal(ctx, oppositionSubject)
	if err != nil {
		return nil, err
	}
	var list []report.Opposition
	for _, n := range lines {
		switch n.Action {
		case oppose:
			list = append(list, report.Opposition{Line: n.Line, Person: n.Value, Source: n.Body, At: n.At, Author: n.Author, Note: n.Note})
		case withdraw:
			list = slices.DeleteFunc(list, func(o report.Opposition) bool { return strconv.FormatInt(o.Line, 10) == n.Value })
		}
	}
	return list, nil
}

// Oppositions is the list of those who object to being listed, the oldest first.
func (s *Store) Oppositions(ctx context.Context) ([]report.Opposition, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	return s.oppositions(ctx)
}

// Oppose puts a person on the list and returns the line; one who is on it already
// stays with the line that there is. What cannot be written is an error of
// report.Opposition.Clean, or report.ErrNoSource.
func (s *Store) Oppose(ctx context.Context, o report.Opposition) (report.Opposition, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.saying.Lock()
	defer s.saying.Unlock()
	o, err := o.Clean()
	if err == nil && o.Source != "" {
		err = s.knownSource(ctx, o.Source)
	}
	if err != nil {
		return report.Opposition{}, fmt.Errorf("take down an objection: %w", err)
	}
	list, err := s.oppositions(ctx)
	if err != nil {
		return report.Opposition{}, err
	}
	if i := slices.IndexFunc(list, o.Is); i >= 0 {
		return list[i], nil
	}
	lines := []note{{Author: o.Author, Action: oppose, Value: o.Person, Note: o.Note, Body: o.Source}}
	if err := s.write(ctx, oppositionSubject, lines); err != nil {
		return report.Opposition{}, err
	}
	o.Line, o.At = lines[0].Line, lines[0].At
	return o, nil
}

// knownSource wants a source that is watched, or that posts are of.
func (s *Store) knownSource(ctx context.Context, id string) error {
	s.mu.RLock()
	_, known := s.byID[id]
	s.mu.RUnlock()
	if known {
		return nil
	}
	err := s.query(ctx, "SELECT 1 FROM posts WHERE source = {source:String} LIMIT 1", params{"source": id}, func(driver.Rows) error {
		known = true
		return nil
	})
	if err == nil && !known {
		err = fmt.Errorf("source %q: %w", id, report.ErrNoSource)
	}
	return err
}

// Withdraw takes a line off the list again; report.ErrNothing where it is not on
// it. Who it was is then forgotten: the journal keeps that a line was withdrawn, by
// whom and when. Where the forgetting fails, to withdraw it again does the rest.
func (s *Store) Withdraw(ctx context.Context, line int64, author string) error {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	err := s.strike(ctx, line, author)
	if err == nil {
		erasing := clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"mutations_sync": 2}))
		err = s.fault(s.conn.Exec(erasing, "ALTER TABLE journal UPDATE value = '', note = '', body = '' WHERE subject = {subject:String} AND line = {line:Int64}",
			clickhouse.Named("subject", oppositionSubject), clickhouse.Named("line", line)))
	}
	if err != nil {
		return fmt.Errorf("withdraw objection %d: %w", line, err)
	}
	return nil
}

// strike writes down that a line is withdrawn, unless that was done and only the
// forgetting is left.
func (s *Store) strike(ctx context.Context, line int64, author string) error {
	s.saying.Lock()
	defer s.saying.Unlock()
	lines, err := s.journal(ctx, oppositionSubject)
	if err != nil {
		return err
	}
	named, struck := false, false
	for _, n := range lines {
		named = named || n.Action == oppose && n.Line == line && n.Value != ""
		struck = struck || n.Action == withdraw && n.Value == strconv.FormatInt(line, 10)
	}
	switch {
	case !named:
		return report.ErrNothing
	case struck:
		return nil
	}
	return s.write(ctx, oppositionSubject, []note{{Author: report.Line(author), Action: withdraw, Value: strconv.FormatInt(line, 10)}})
}
