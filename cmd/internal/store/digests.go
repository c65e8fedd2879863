package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/weaksignal"
)

var _ weaksignal.Kept = (*Store)(nil)

// digestsKept is as long as weak signals ever look back, with some days to spare.
const digestsKept = 420 * 24 * time.Hour

// digestsFor is how long digests are kept where posts are kept so long (0: for
// ever): what was made from the words of posts does not outlive them.
func digestsFor(posts time.Duration) time.Duration {
	if posts == 0 {
		return digestsKept
	}
	return min(digestsKept, posts)
}

// Digests returns what was counted of the hours that begin in [from, to).
func (s *Store) Digests(ctx context.Context, from, to time.Time) (map[time.Time][]byte, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	found := make(map[time.Time][]byte)
	err := s.query(ctx, "SELECT hour, body FROM digests FINAL WHERE hour >= {from:DateTime64(3)} AND hour < {to:DateTime64(3)}",
		params{"from": floor(from), "to": floor(to)}, func(rows driver.Rows) error {
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

// eraseDigests removes what was counted of the hours in which posts were published.
func (s *Store) eraseDigests(ctx context.Context, published []time.Time) error {
	hours := each(published, func(t time.Time) int64 { return t.Truncate(time.Hour).Unix() })
	return s.conn.Exec(ctx, "ALTER TABLE digests DELETE WHERE has({hours:Array(Int64)}, toInt64(toUnixTimestamp(hour)))",
		clickhouse.Named("hours", hours))
}
