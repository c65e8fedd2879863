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
	// recent is how far back a source's latest visit is looked for before the
	// whole log is asked.
	recent = 2 * 24 * time.Hour
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
	var states map[string]report.Health
	var known map[string]habit
	var stored map[string]int
	g, asking := errgroup.WithContext(ctx)
	g.Go(func() (err error) { states, err = s.states(asking, sources, now); return err })
	g.Go(func() (err error) { known, err = s.habits.of(asking, s, sources, now); return err })
	g.Go(func() (err error) { stored, err = s.storedBySource(asking, now); return err })
	if err := g.Wait(); err != nil {
		return nil, err
	}
	list := make([]report.Health, 0, len(sources))
	for _, source := range sources {
		h, ok := states[source.ID]
		if !ok {
			h.State = report.Waiting
		}
		was := known[source.ID]
		h.Source, h.Posts, h.Usual = source, stored[source.ID], was.usual
		h.LastGood, h.LastNew = later(h.LastGood, was.good), later(h.LastNew, was.fresh)
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

// states returns how the latest visit of each source went that has one, and
// what the days around it say of its last good one and its last new post.
func (s *Store) states(ctx context.Context, sources []post.Source, now time.Time) (map[string]report.Health, error) {
	found := make(map[string]report.Health, len(sources))
	if err := s.statesSince(ctx, sources, now.Add(-recent), now, found); err != nil {
		return nil, err
	}
	var missing []post.Source
	for _, source := range sources {
		if _, ok := found[source.ID]; !ok {
			missing = append(missing, source)
		}
	}
	if len(missing) > 0 {
		if err := s.statesSince(ctx, missing, earliest.Add(24*time.Hour), now, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (s *Store) statesSince(ctx context.Context, sources []post.Source, from, now time.Time, found map[string]report.Health) error {
	p, own := watched(sources)
	return s.query(ctx, `SELECT source, url, max(latest) AS last, last.at, last.outcome, last.fault, last.status, last.error, last.next, last.wait_s, last.entry,
			max(good_at), max(fresh_at)
		FROM outcomes WHERE day >= toDate({from:DateTime64(3)}) AND day <= toDate({now:DateTime64(3)}) AND `+ofSources+` GROUP BY source, url`,
		p.with("from", floor(from)).with("now", floor(now)), func(rows driver.Rows) error {
			var id, url string
			var last any
			var h report.Health
			var status uint16
			var wait uint32
			err := rows.Scan(&id, &url, &last, &h.At, &h.State, &h.Fault, &status, &h.Error, &h.Next, &wait, &h.Entry, &h.LastGood, &h.LastNew)
			h.LastGood, h.LastNew, h.Next = instant(h.LastGood), instant(h.LastNew), instant(h.Next)
			h.Status, h.Wait = int(status), time.Duration(wait)*time.Second
			if own[id] == url {
				found[id] = h
			}
			return err
		})
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
