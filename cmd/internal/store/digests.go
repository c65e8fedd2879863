package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/weaksignal"
)

var _ weaksignal.Kept = (*Store)(nil)

// Digests returns what was counted of the hours that begin in [from, to).
func (s *Store) Digests(ctx context.Context, from, to time.Time) (map[time.Time][]byte, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	found := make(map[time.Time][]byte)
	err := s.query(ctx, "SELECT hour, body FROM digests FINAL WHERE hour >= {from:DateTime} AND hour < {to:DateTime}",
		params{"from": from.UTC(), "to": to.UTC()}, func(rows driver.Rows) error {
			var hour time.Time
			var body string
			err := rows.Scan(&hour, &body)
			found[hour.UTC()] = []byte(body)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("digests of hours: %w", err)
	}
	return found, nil
}

// SaveDigests keeps what was counted of hours in place of what was kept before.
func (s *Store) SaveDigests(ctx context.Context, digests map[time.Time][]byte) error {
	if len(digests) == 0 {
		return nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	hours := slices.SortedFunc(maps.Keys(digests), time.Time.Compare)
	err := s.insert(ctx, "digests", []field{
		{"hour", hours},
		{"body", each(hours, func(h time.Time) string { return string(digests[h]) })},
		{"at", each(hours, func(time.Time) time.Time { return moment(s.now()) })},
	})
	if err != nil {
		return fmt.Errorf("save the digests of %d hours: %w", len(hours), err)
	}
	return nil
}
