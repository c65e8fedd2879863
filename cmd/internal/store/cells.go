package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// Cells returns the posts of the hours that begin in [from, to), counted.
func (s *Store) Cells(ctx context.Context, from, to time.Time) ([]annotation.Cell, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	first := from.UTC().Truncate(time.Hour)
	if first.Before(from) {
		first = first.Add(time.Hour)
	}
	last := to.UTC().Add(time.Hour - 1).Truncate(time.Hour)
	where, p := filter(annotation.Filter{From: first, To: last})
	var found []annotation.Cell
	err := s.query(ctx, `SELECT toStartOfHour(published) AS hour, arrayJoin(arrayPushFront(arrayMap(e -> toString(e), entities), '')) AS entity,
			toString(kind) AS class, toString(language) AS spoken, toInt64(count())
		FROM posts FINAL WHERE `+where+` GROUP BY hour, entity, class, spoken ORDER BY hour, entity, class, spoken`, p, func(rows driver.Rows) error {
		var c annotation.Cell
		var kind string
		var n int64
		err := rows.Scan(&c.Hour, &c.Entity, &kind, &c.Language, &n)
		c.Hour, c.Kind, c.Posts = c.Hour.UTC(), post.Kind(kind), int(n)
		found = append(found, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cells of a window: %w", err)
	}
	return found, nil
}

// Gaps returns the hours of [from, to) in which sources did not answer.
func (s *Store) Gaps(ctx context.Context, from, to time.Time) ([]annotation.Gap, error) {
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	found, err := s.footings(ctx, sources, []report.Footing{{From: later(from, to.Add(-longest)), To: to}})
	if err != nil {
		return nil, fmt.Errorf("gaps of a window: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	var gaps []annotation.Gap
	for _, down := range found[0].Down {
		for i, hour := range down.Hours {
			if last := len(gaps) - 1; i > 0 && gaps[last].To.Equal(hour) {
				gaps[last].To = hour.Add(time.Hour)
				continue
			}
			gaps = append(gaps, annotation.Gap{Source: down.Source.ID, From: hour, To: hour.Add(time.Hour)})
		}
	}
	return gaps, nil
}
