package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
	"vigie/crawlers/post"
)

// recent is how far back a source's latest visit is looked for before the whole
// log is asked.
const recent = 2 * 24 * time.Hour

// LatestVisits returns the latest closing visit of each of the sources that has
// one, by the source's ID. One without a next time is not found.
func (s *Store) LatestVisits(ctx context.Context, sources []post.Source) (map[string]crawlers.Visit, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	closings, err := s.closings(ctx, sources, s.now())
	if err != nil {
		return nil, fmt.Errorf("latest visits of %d sources: %w", len(sources), err)
	}
	found := make(map[string]crawlers.Visit, len(closings))
	for id, c := range closings {
		found[id] = c.Visit
	}
	return found, nil
}

// closed is a source's latest closing visit, with when it was last good and last
// brought a new post in the days that were looked at.
type closed struct {
	crawlers.Visit
	good, fresh time.Time
}

// closings returns what is known of the sources' latest closing visits, up to
// the end of the day of now.
func (s *Store) closings(ctx context.Context, sources []post.Source, now time.Time) (map[string]closed, error) {
	found := make(map[string]closed, len(sources))
	if len(sources) == 0 {
		return found, nil
	}
	if err := s.closingsSince(ctx, sources, now.Add(-recent), now, found); err != nil {
		return nil, err
	}
	var missing []post.Source
	for _, source := range sources {
		if _, ok := found[source.ID]; !ok {
			missing = append(missing, source)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	return found, s.closingsSince(ctx, missing, earliest.Add(24*time.Hour), now, found)
}

func (s *Store) closingsSince(ctx context.Context, sources []post.Source, from, now time.Time, found map[string]closed) error {
	p, own := watched(sources)
	return s.query(ctx, `SELECT source, url, last.at, last.took_ms, last.status, last.outcome, last.items, last.new, last.bytes, last.etag, last.last_modified,
			last.entry, last.error, last.fault, last.next, last.wait_s, good, fresh
		FROM
		(
			SELECT source, url, max(latest) AS last, max(good_at) AS good, max(fresh_at) AS fresh
			FROM outcomes WHERE day >= toDate({from:DateTime64(3)}) AND day <= toDate({now:DateTime64(3)}) AND `+ofSources+` GROUP BY source, url
		)`,
		p.with("from", floor(from)).with("now", floor(now)), func(rows driver.Rows) error {
			var c closed
			var err error
			c.Visit, err = scanVisit(rows, &c.good, &c.fresh)
			c.good, c.fresh = instant(c.good), instant(c.fresh)
			if own[c.Source] == c.URL {
				found[c.Source] = c
			}
			return err
		})
}

// ofSources is the condition on outcomes of the sources' own addresses; its
// parameters are those of watched. It lets some other pairs through: what is not
// in own is not a source's.
const ofSources = "source IN {sources:Array(String)} AND url IN {urls:Array(String)}"

func watched(sources []post.Source) (p params, own map[string]string) {
	own = make(map[string]string, len(sources))
	for _, source := range sources {
		own[source.ID] = source.URL
	}
	return params{
		"sources": each(sources, func(s post.Source) string { return s.ID }),
		"urls":    each(sources, func(s post.Source) string { return s.URL }),
	}, own
}
