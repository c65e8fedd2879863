package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// Gaps returns the hours of [from, to) in which sources did not answer, of the
// last three months at the most.
func (s *Store) Gaps(ctx context.Context, from, to time.Time) ([]annotation.Gap, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	if len(sources) == 0 {
		return nil, nil
	}
	period := []report.Footing{{From: later(from, to.Add(-longest)), To: to}}
	start := period[0].From.Add(-before)
	pasts, err := s.pasts(ctx, sources, start, to)
	if err != nil {
		return nil, fmt.Errorf("gaps of a window: %w", err)
	}
	for _, source := range sources {
		pasts[source.ID].fill(period, source, int(start.Unix()/86400))
	}
	var gaps []annotation.Gap
	for _, down := range period[0].Down {
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

const (
	carriedOver = 28 * 24 * time.Hour // what a source brings is counted over these
	carriedKept = time.Hour           // and counted again no sooner
)

// carried remembers what Carriers found.
type carried struct {
	mu    sync.Mutex
	at    time.Time
	posts map[annotation.Part]map[string]int
	since map[string]time.Time
}

// Carriers returns how many posts of each entity, kind and language ("" for any)
// each source brought in the four weeks before at, and since when each is read.
// It may be an hour old, and counts a post that was edited twice until its
// versions are merged: it is for shares.
func (s *Store) Carriers(ctx context.Context, at time.Time) (posts map[annotation.Part]map[string]int, since map[string]time.Time, err error) {
	c := &s.carried
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.posts != nil && at.Sub(c.at).Abs() < carriedKept {
		return c.posts, c.since, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	posts, since = make(map[annotation.Part]map[string]int), make(map[string]time.Time)
	err = s.query(ctx, `SELECT entity, part.1, part.2, source, toInt64(count()) FROM
		(
			SELECT arrayJoin(arrayMap(e -> toString(e), entities)) AS entity, toString(source) AS source,
				arrayJoin([('', ''), (toString(kind), ''), ('', toString(language))]) AS part
			FROM posts WHERE reading > 0 AND notEmpty(entities) AND published >= {from:DateTime64(3)} AND published < {to:DateTime64(3)}
		)
		GROUP BY ALL`,
		params{"from": floor(at.Add(-carriedOver)), "to": floor(at)}, func(rows driver.Rows) error {
			var key annotation.Part
			var kind, source string
			var n int64
			err := rows.Scan(&key.Entity, &kind, &key.Language, &source, &n)
			key.Kind = post.Kind(kind)
			if posts[key] == nil {
				posts[key] = make(map[string]int)
			}
			posts[key][source] = int(n)
			return err
		})
	if err == nil {
		err = s.query(ctx, "SELECT toString(source), min(stored) FROM posts GROUP BY source", nil, func(rows driver.Rows) error {
			var source string
			var first time.Time
			err := rows.Scan(&source, &first)
			since[source] = first.UTC()
			return err
		})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("what each source brings: %w", err)
	}
	c.at, c.posts, c.since = at, posts, since
	return posts, since, nil
}
