package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers/post"
)

// chunk is how many posts are looked up and written at once: enough for the
// engine to work at full speed, little enough to hold in memory.
const chunk = 10_000

// AddPosts takes posts in and returns how many were new. A post that is there
// already is one more sighting, if another source carries it, and is replaced
// where its wording has changed and its source may say so: the one whose host
// the address is on, and until such a one carries it, the first. It keeps the
// times it was first stored with.
// After an error nothing counts as stored, and the same posts may be added
// again.
func (s *Store) AddPosts(ctx context.Context, posts []post.Post) (int, error) {
	for _, p := range posts {
		if p.ID == "" {
			return 0, fmt.Errorf("add post %q of source %q: it has no id", p.URL, p.Source)
		}
	}
	if len(posts) == 0 {
		return 0, nil
	}
	added, err := s.adding.write(ctx, posts, s.addCalls)
	if err != nil {
		return 0, fmt.Errorf("add %d posts: %w", len(posts), err)
	}
	return added, nil
}

// addCalls adds the posts of several calls, and counts the new ones of each.
func (s *Store) addCalls(ctx context.Context, calls [][]post.Post) ([]int, error) {
	counts := make([]int, len(calls))
	var caller []int // of each post
	for n, call := range calls {
		caller = append(caller, slices.Repeat([]int{n}, len(call))...)
	}
	all := slices.Concat(calls...)
	for from := 0; from < len(all); from += chunk {
		fresh, err := s.addChunk(ctx, all[from:min(from+chunk, len(all))])
		if err != nil {
			return nil, err
		}
		for _, n := range fresh {
			counts[caller[from+n]]++
		}
	}
	return counts, nil
}

// addChunk adds posts, and returns the places of those that are new.
func (s *Store) addChunk(ctx context.Context, posts []post.Post) (fresh []int, err error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.posts.Lock()
	defer s.posts.Unlock()
	known, err := s.heldPosts(ctx, ids(posts))
	if err != nil {
		return nil, err
	}
	now := moment(s.now())
	rows, fresh := s.changes(posts, known, now)
	// Sightings first: without its post one is harmless, and once the post is
	// there nobody would come back to add it.
	if err := s.addSightings(ctx, posts, known, now); err != nil {
		return nil, err
	}
	return fresh, s.insertRows(ctx, rows)
}

// changes returns the rows to write, one an id, and the places of new posts.
func (s *Store) changes(posts []post.Post, known map[string]held, now time.Time) (rows []row, fresh []int) {
	at := make(map[string]int, len(posts))
	for n, p := range posts {
		hash := said(p)
		i, again := at[p.ID]
		h, old := known[p.ID]
		if again {
			h, old = rows[i].held, true
		}
		if old && !s.replaces(p, hash, h) {
			continue
		}
		r := row{Post: p, hash: hash, held: h, version: versionAt(revision(h.version)+1, now)}
		if !old {
			r.held = firstSight(p, now)
			r.version = versionAt(1, now)
			fresh = append(fresh, n)
		} else if !s.owns(h.source, p.URL) {
			r.held.source = p.Source // its owner, unless it is the first again
		}
		r.Dated = p.Dated && representable(p.Published)
		r.toldBy, r.held.hash, r.size, r.held.version = p.Source, hash, size(p), r.version
		if again {
			rows[i] = r
			continue
		}
		at[p.ID] = len(rows)
		rows = append(rows, r)
	}
	return rows, fresh
}

// firstSight fixes what will never change again, but for the source.
func firstSight(p post.Post, now time.Time) held {
	h := held{published: moment(p.Published), fetched: moment(p.Fetched), stored: now, source: p.Source}
	if h.fetched.Equal(earliest) {
		h.fetched = now
	}
	if h.published.Equal(earliest) {
		h.published = h.fetched
	}
	return h
}

func ids(posts []post.Post) []string {
	out := make([]string, len(posts))
	for i, p := range posts {
		out[i] = p.ID
	}
	return out
}

// heldPosts looks posts up by id. It needs no FINAL: the highest version is
// taken here, from the projection that is in order of id.
func (s *Store) heldPosts(ctx context.Context, ids []string) (map[string]held, error) {
	found := make(map[string]held, len(ids))
	err := s.query(ctx, `SELECT id, published, stored, fetched, source, told_by, hash, size, version
		FROM posts WHERE id IN {ids:Array(String)}`, params{"ids": ids},
		func(rows driver.Rows) error {
			var id string
			var h held
			err := rows.Scan(&id, &h.published, &h.stored, &h.fetched, &h.source, &h.toldBy, &h.hash, &h.size, &h.version)
			if err == nil && h.version >= found[id].version {
				found[id] = h
			}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("look %d posts up: %w", len(ids), err)
	}
	return found, nil
}

// sighting is that a source carries a post.
type sighting struct{ post, source string }

// addSightings writes who carries the posts. A post that comes again from the
// source that it first came from says nothing new.
func (s *Store) addSightings(ctx context.Context, posts []post.Post, known map[string]held, now time.Time) error {
	seen := make(map[sighting]time.Time, len(posts))
	var elsewhere []string
	for _, p := range posts {
		h, old := known[p.ID]
		if old && h.source == p.Source {
			continue
		}
		if old {
			elsewhere = append(elsewhere, p.ID)
		}
		at := firstSight(p, now).fetched
		key := sighting{p.ID, p.Source}
		if first, ok := seen[key]; !ok || at.Before(first) {
			seen[key] = at
		}
	}
	if len(elsewhere) > 0 {
		if err := s.forgetSeen(ctx, elsewhere, seen); err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return nil
	}
	var postIDs, sources []string
	var ats []time.Time
	for key, at := range seen {
		postIDs, sources, ats = append(postIDs, key.post), append(sources, key.source), append(ats, at)
	}
	err := s.insert(ctx, "sightings", []field{{"post", postIDs}, {"source", sources}, {"at", ats}})
	if err != nil {
		return fmt.Errorf("write sightings: %w", err)
	}
	return nil
}

// forgetSeen takes out of seen what the table knows already.
func (s *Store) forgetSeen(ctx context.Context, ids []string, seen map[sighting]time.Time) error {
	err := s.query(ctx, "SELECT DISTINCT post, source FROM sightings WHERE post IN {ids:Array(String)}", params{"ids": ids},
		func(rows driver.Rows) error {
			var key sighting
			err := rows.Scan(&key.post, &key.source)
			delete(seen, key)
			return err
		})
	if err != nil {
		return fmt.Errorf("look sightings up: %w", err)
	}
	return nil
}

// Sighting is when a source was first seen to carry a post.
type Sighting struct {
	Source string
	At     time.Time
}

// Sightings returns who carried a post, the first first.
func (s *Store) Sightings(ctx context.Context, id string) ([]Sighting, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var all []Sighting
	err := s.query(ctx, `SELECT source, min(at) AS first FROM sightings WHERE post = {id:String} GROUP BY source ORDER BY first, source`,
		params{"id": id}, func(rows driver.Rows) error {
			var one Sighting
			err := rows.Scan(&one.Source, &one.At)
			all = append(all, one)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("sightings of post %q: %w", id, err)
	}
	return all, nil
}
