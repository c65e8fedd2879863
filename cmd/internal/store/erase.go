package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// ErasePosts removes posts that source has taken back: for good, with what was
// read from them and who carried them. A post that another source holds, its
// owner or whoever carried it first, stays; only that this one carried it is
// forgotten, for a source may name any post as its own. Identifiers that are
// not there are no error. It returns once all is gone from the disk. What a
// signal or a sent alert said of a post stays; what was counted of its hour goes,
// and is counted anew without it.
func (s *Store) ErasePosts(ctx context.Context, source string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.posts.Lock()
	defer s.posts.Unlock()
	known, err := s.heldPosts(ctx, ids)
	if err != nil {
		return fmt.Errorf("erase %d posts: %w", len(ids), err)
	}
	var own []string
	var published []time.Time
	for id, h := range known {
		if h.source == source {
			own, published = append(own, id), append(published, h.published)
		}
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"mutations_sync": 2}))
	err = s.conn.Exec(ctx, `ALTER TABLE sightings DELETE WHERE has({own:Array(String)}, post) OR source = {source:String} AND has({ids:Array(String)}, post)`,
		clickhouse.Named("own", own), clickhouse.Named("source", source), clickhouse.Named("ids", ids))
	if err == nil && len(own) > 0 {
		err = s.conn.Exec(ctx, "ALTER TABLE posts DELETE WHERE has({own:Array(String)}, id)", clickhouse.Named("own", own))
		s.counted.forget(published)
		if err == nil {
			err = s.eraseDigests(ctx, published)
		}
	}
	if err != nil {
		return fmt.Errorf("erase %d posts of source %q: %w", len(ids), source, s.fault(err))
	}
	return nil
}
