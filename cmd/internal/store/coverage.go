package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// waiting is the state of a source that was never visited.
const waiting = "waiting"

// Coverage says how each watched source is at that moment.
func (s *Store) Coverage(ctx context.Context, now time.Time) (report.Coverage, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	c := report.Coverage{Expected: len(sources)}
	if len(sources) == 0 {
		return c, nil
	}
	states, err := s.states(ctx, sources, now)
	if err != nil {
		return c, fmt.Errorf("coverage: %w", err)
	}
	stored, err := s.storedBySource(ctx, now)
	if err != nil {
		return c, fmt.Errorf("coverage: %w", err)
	}
	for _, source := range sources {
		h, ok := states[source.ID]
		if !ok {
			h.State = waiting
		}
		h.Source, h.Posts = source, stored[source.ID]
		if answers(h.State) {
			c.Answered++
		}
		c.Sources = append(c.Sources, h)
	}
	slices.SortStableFunc(c.Sources, func(a, b report.Health) int { return cmp.Compare(severity(a.State), severity(b.State)) })
	return c, nil
}

// answers tells whether a source in that state is one that a figure stands on.
func answers(state string) bool {
	switch crawlers.Outcome(state) {
	case crawlers.Good, crawlers.Unchanged, crawlers.Empty:
		return true
	}
	return false
}

func severity(state string) int {
	switch {
	case answers(state):
		return 2
	case state == waiting:
		return 1
	}
	return 0
}

// states returns the latest closing visit of each source that has one.
func (s *Store) states(ctx context.Context, sources []post.Source, now time.Time) (map[string]report.Health, error) {
	var ids, urls []string
	own := make(map[string]string, len(sources))
	for _, source := range sources {
		ids, urls = append(ids, source.ID), append(urls, source.URL)
		own[source.ID] = source.URL
	}
	found := make(map[string]report.Health, len(sources))
	err := s.query(ctx, `SELECT source, url, max(at) AS latest, argMax(outcome, at), argMax(error, at), argMax(next, at),
			argMaxIf(entry, at, entry != ''), maxIf(at, outcome IN ('ok', 'unchanged', 'empty'))
		FROM visits WHERE source IN {sources:Array(String)} AND url IN {urls:Array(String)} AND at <= {now:DateTime64(3)}
		GROUP BY source, url`, params{"sources": ids, "urls": urls, "now": floor(now)}, func(rows driver.Rows) error {
		var id, url string
		var h report.Health
		err := rows.Scan(&id, &url, &h.At, &h.State, &h.Error, &h.Next, &h.Entry, &h.LastGood)
		h.LastGood, h.Next = instant(h.LastGood), instant(h.Next)
		if own[id] == url {
			found[id] = h
		}
		return err
	})
	return found, err
}

// storedBySource counts the posts stored in the last week, versions of one post
// once: stored is the same in all of them.
func (s *Store) storedBySource(ctx context.Context, now time.Time) (map[string]int, error) {
	found := map[string]int{}
	err := s.query(ctx, `SELECT source, toInt64(count()) FROM posts FINAL
		WHERE stored > {from:DateTime64(3)} AND stored <= {now:DateTime64(3)} GROUP BY source`,
		params{"from": floor(now.Add(-7 * 24 * time.Hour)), "now": floor(now)}, func(rows driver.Rows) error {
			var id string
			var n int64
			err := rows.Scan(&id, &n)
			found[id] = int(n)
			return err
		})
	return found, err
}
