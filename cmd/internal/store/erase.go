package store

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// ErasePosts removes posts for good, with what was read from them and who
// carried them; identifiers that are not there are no error. It returns once
// they are gone from the disk. What a signal or a sent alert said of them stays.
func (s *Store) ErasePosts(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.posts.Lock()
	defer s.posts.Unlock()
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"mutations_sync": 2}))
	for _, table := range []struct{ name, column string }{{"sightings", "post"}, {"posts", "id"}} {
		sql := fmt.Sprintf("ALTER TABLE %s DELETE WHERE has({ids:Array(String)}, %s)", table.name, table.column) // both are ours
		if err := s.conn.Exec(ctx, sql, clickhouse.Named("ids", ids)); err != nil {
			return fmt.Errorf("erase %d posts from table %s: %w", len(ids), table.name, s.fault(err))
		}
	}
	return nil
}
