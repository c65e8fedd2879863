package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	// quiet is how long any source may say nothing, and quieter how many times
	// the longest of its usual gaps.
	quiet   = 3 * 24 * time.Hour
	quieter = 4
)

// Coverage says how each watched source is at that moment. Visits are looked
// up by the day: one that was made later the same day counts.
func (s *Store) Coverage(ctx context.Context, now time.Time) (report.Coverage, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	list, err := s.health(ctx, sources, now)
	if err != nil {
		return report.Coverage{Expected: len(sources)}, fmt.Errorf("coverage: %w", err)
	}
	c := report.Coverage{Expected: len(sources), Sources: list}
	for _, h := range list {
		if h.Answers() {
			c.Answered++
		}
	}
	slices.SortStableFunc(c.Sources, func(a, b report.Health) int { return cmp.Compare(severity(a), severity(b)) })
	return c, nil
}

func severity(h report.Health) int {
	switch {
	case h.Answers():
		return 2
	case h.State == report.Waiting:
		return 1
	}
	return 0
}

// health returns the state of each of the sources, in their order.
func (s *Store) health(ctx context.Context, sources []post.Source, now time.Time) ([]report.Health, error) {
	if len(sources) == 0 {
		return nil, nil
	}
	var visits map[string]closed
	var known map[string]habit
	var stored map[string]int
	g, asking := errgroup.WithContext(ctx)
	g.Go(func() (err error) { visits, err = s.closings(asking, sources, now); return err })
	g.Go(func() (err error) { known, err = s.habits.of(asking, s, sources, now); return err })
	g.Go(func() (err error) { stored, err = s.storedBySource(asking, now); return err })
	if err := g.Wait(); err != nil {
		return nil, err
	}
	list := make([]report.Health, 0, len(sources))
	for _, source := range sources {
		h := report.Health{Source: source, State: report.Waiting, Posts: stored[source.ID]}
		v, ok := visits[source.ID]
		if ok {
			h.State, h.Fault, h.Status, h.Error, h.Entry = string(v.Outcome), string(v.Fault), v.Status, v.Error, v.Entry
			h.At, h.Next, h.Wait = v.At, v.Next, v.Wait
		}
		was := known[source.ID]
		h.Usual, h.LastGood, h.LastNew = was.usual, later(v.good, was.good), later(v.fresh, was.fresh)
		h.Silent = h.Answers() && was.usual > 0 && now.Sub(h.LastNew) > max(quiet, quieter*was.long)
		list = append(list, h)
	}
	return list, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
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
