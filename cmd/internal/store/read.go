package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// postColumns are what scanPost reads.
const postColumns = `id, url, source, kind, author, author_url, published, dated, updated, fetched, title, text,
	thread, parent, declared_language, links, annotation`

// FINAL looks at every row between the first post and the last: where a few posts of
// many are wanted, their latest rows are named. A row that was sent twice may stand
// twice until parts are merged: once is the end of such a statement.
const once = " LIMIT 1 BY id"

// byID is the condition on the latest rows of posts by id: first where they stand,
// in the projection that is in order of id, then the posts themselves by their key.
const byID = "(published, id, version) IN (SELECT published, id, max(version) FROM posts WHERE id IN {ids:Array(String)} GROUP BY published, id)"

// holding is the condition on the latest rows of the posts for which where holds: it
// is looked for in all rows, and asked again of the latest of those that it found.
func holding(where string) string {
	return `(published, id, version) IN (SELECT published, id, max(version) FROM posts
		WHERE (published, id) IN (SELECT published, id FROM posts WHERE ` + where + `) GROUP BY published, id HAVING argMax(` + where + `, version))`
}

func scanPost(rows driver.Rows) (annotation.Post, error) {
	var p annotation.Post
	var kind, body string
	err := rows.Scan(&p.ID, &p.URL, &p.Source, &kind, &p.Author, &p.AuthorURL, &p.Published, &p.Dated, &p.Updated, &p.Fetched,
		&p.Title, &p.Text, &p.Thread, &p.Parent, &p.Language, &p.Links, &body)
	if err != nil {
		return p, fmt.Errorf("read a post: %w", err)
	}
	p.Kind = post.Kind(kind)
	p.Updated = instant(p.Updated)
	if len(p.Links) == 0 {
		p.Links = nil
	}
	if body == "" {
		p.Annotation.ID = p.ID
		return p, nil
	}
	if err := json.Unmarshal([]byte(body), &p.Annotation); err != nil {
		return p, fmt.Errorf("read the annotation of post %q: %w", p.ID, err)
	}
	return p, nil
}

// Post returns one post with what was read from it; report.ErrNotFound where
// there is none.
func (s *Store) Post(ctx context.Context, id string) (annotation.Post, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var found []annotation.Post
	err := s.query(ctx, "SELECT "+postColumns+" FROM posts PREWHERE "+byID+once, params{"ids": []string{id}}, collect(&found))
	if err != nil {
		return annotation.Post{}, fmt.Errorf("post %q: %w", id, err)
	}
	if len(found) == 0 {
		return annotation.Post{}, fmt.Errorf("post %q: %w", id, report.ErrNotFound)
	}
	return found[0], nil
}

func collect(into *[]annotation.Post) func(driver.Rows) error {
	return func(rows driver.Rows) error {
		p, err := scanPost(rows)
		*into = append(*into, p)
		return err
	}
}

// staffTold is the one condition that reads the annotation.
const staffTold = " AND JSONExtractBool(annotation, 'ambassador', 'is')"

// filter is the condition of an annotation.Filter; it speaks of posts that were
// read, as a replay does.
func filter(f annotation.Filter) (string, params) {
	where, p := between(f.From, f.To)
	where += " AND reading > 0"
	if f.Entity != "" {
		where += " AND has(entities, {entity:String})"
		p["entity"] = f.Entity
	}
	if f.Story != "" {
		where += " AND story = {story:String}"
		p["story"] = f.Story
	}
	if len(f.Stories) > 0 {
		where += " AND story IN {stories:Array(String)}"
		p["stories"] = f.Stories
	}
	if f.Compared {
		where += " AND compared"
	}
	if f.Negative {
		where += " AND (sentiment_label = 'negative' OR has(entity_labels, 'negative'))"
	}
	if f.Staff {
		where += " AND ambassador_score >= 0.5" + staffTold
	}
	if f.Doubt > 0 {
		where += " AND doubt >= {doubt:Float64}"
		p["doubt"] = f.Doubt
	}
	return where, p
}

// between is the condition of having been published in [from, to); a zero time
// bounds nothing.
func between(from, to time.Time) (string, params) {
	where, p := "true", params{}
	if !from.IsZero() {
		where += " AND published >= {from:DateTime64(3)}"
		p["from"] = floor(from)
	}
	if !to.IsZero() {
		where += " AND published < {to:DateTime64(3)}"
		p["to"] = floor(to)
	}
	return where, p
}

// selective tells whether only some posts of a stretch of time pass.
func selective(f annotation.Filter) bool {
	return f.Entity != "" || f.Story != "" || len(f.Stories) > 0 || f.Compared || f.Negative || f.Doubt > 0 || f.Staff
}

// floor is a bound of time as the columns hold times.
func floor(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// Posts returns the posts that were read and pass, in order of publication.
func (s *Store) Posts(ctx context.Context, f annotation.Filter) ([]annotation.Post, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	where, p := filter(f)
	from, end := "posts FINAL WHERE "+where, " ORDER BY published, id"
	if selective(f) { // which they are is known from small columns, before the texts are read
		from, end = "posts PREWHERE "+holding(strings.Replace(where, staffTold, "", 1)), end+once
		if f.Staff {
			from += " WHERE true" + staffTold
		}
	}
	var found []annotation.Post
	err := s.query(ctx, "SELECT "+postColumns+" FROM "+from+end, p, collect(&found))
	if err != nil {
		return nil, fmt.Errorf("posts of a window: %w", err)
	}
	return found, nil
}

// mark is an annotation.Cell's: every row that is written has a version of its
// own time.
const mark = "sumWithOverflow(intHash64(version))"

// Counts returns the posts per hour, in UTC, that were read and pass.
func (s *Store) Counts(ctx context.Context, f annotation.Filter) ([]annotation.Count, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	where, p := filter(f)
	var found []annotation.Count
	err := s.query(ctx, `SELECT toStartOfHour(published) AS hour, toInt64(count()), `+mark+`
		FROM posts FINAL WHERE `+where+` GROUP BY hour ORDER BY hour`, p, func(rows driver.Rows) error {
		var c annotation.Count
		var n int64
		err := rows.Scan(&c.Hour, &n, &c.Mark)
		c.Hour, c.Posts = c.Hour.UTC(), int(n)
		found = append(found, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counts of a window: %w", err)
	}
	return found, nil
}

// Unread returns posts that today's annotators have not read, those stored
// first first.
func (s *Store) Unread(ctx context.Context, limit int) ([]post.Post, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var found []post.Post
	err := s.query(ctx, "SELECT "+postColumns+` FROM posts FINAL WHERE reading < {reading:UInt16}
		ORDER BY stored, published, id LIMIT {limit:UInt32}`, params{"reading": annotation.Version, "limit": limit},
		func(rows driver.Rows) error {
			p, err := scanPost(rows)
			found = append(found, p.Post)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("posts not read yet: %w", err)
	}
	return found, nil
}

// Each hands every post published in [from, to) to fn, in order of publication,
// read or not. It streams, with no limit of time; an error of fn ends it.
func (s *Store) Each(ctx context.Context, from, to time.Time, fn func(annotation.Post) error) error {
	where, p := between(from, to)
	return s.stream(ctx, "WHERE "+where+" ORDER BY published, id", p, fn)
}

// Taken hands every post stored since then that today's annotators have read to
// fn, in the order in which they read them, as Each does.
func (s *Store) Taken(ctx context.Context, since time.Time, fn func(annotation.Post) error) error {
	return s.stream(ctx, `WHERE reading >= {reading:UInt16} AND stored >= {since:DateTime64(3)} ORDER BY stored, published, id
		SETTINGS max_bytes_before_external_sort = 200000000`, params{"reading": annotation.Version, "since": floor(since)}, fn)
}

func (s *Store) stream(ctx context.Context, which string, p params, fn func(annotation.Post) error) error {
	err := s.query(ctx, "SELECT "+postColumns+" FROM posts FINAL "+which, p, func(rows driver.Rows) error {
		p, err := scanPost(rows)
		if err != nil {
			return err
		}
		return fn(p)
	})
	if err != nil {
		return fmt.Errorf("read stored posts: %w", err)
	}
	return nil
}

// SaveAnnotations writes what was read from posts. A post whose wording has
// changed since, or that was erased, is passed over: it will be read again.
func (s *Store) SaveAnnotations(ctx context.Context, posts []annotation.Post) error {
	for len(posts) > 0 {
		n := min(len(posts), chunk)
		if err := s.annotateChunk(ctx, posts[:n]); err != nil {
			return fmt.Errorf("save %d annotations: %w", n, err)
		}
		posts = posts[n:]
	}
	return nil
}

func (s *Store) annotateChunk(ctx context.Context, posts []annotation.Post) error {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.ID
	}
	s.posts.Lock()
	defer s.posts.Unlock()
	known, err := s.heldPosts(ctx, ids)
	if err != nil {
		return err
	}
	now, at := s.now(), make(map[string]int, len(posts))
	var rows []row
	for _, p := range posts {
		h, ok := known[p.ID]
		if hash := said(p.Post); !ok || hash != h.hash {
			continue
		}
		r := row{Post: p.Post, hash: h.hash, held: h, version: max(versionAt(revision(h.version), now), h.version+1)}
		if err := r.annotate(p.Annotation); err != nil {
			return err
		}
		if i, again := at[p.ID]; again {
			rows[i] = r
			continue
		}
		at[p.ID] = len(rows)
		rows = append(rows, r)
	}
	return s.insertRows(ctx, rows)
}
