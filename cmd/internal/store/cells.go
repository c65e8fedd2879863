package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

const (
	// countedMost is the longest stretch of which cells are remembered: a longer
	// one is counted in the database each time.
	countedMost = 100 * 24 * time.Hour
	// inTurn is how many hours are counted again each time though nothing is known
	// to have changed in them: rows that a TTL takes leave no trace.
	inTurn = 6
	// inFlight is how long a row may be under way between the time in its version
	// and the table, clocks of other processes included.
	inFlight = 3 * time.Minute
	// fewHours is how many hours are counted again by themselves; more are
	// counted with all the others.
	fewHours = 400
)

// counted remembers the cells of hours. Only hours of which a row was written or
// erased since are counted again, however old they are.
type counted struct {
	mu    sync.Mutex
	at    time.Time     // when all hours were counted; zero: never
	turn  time.Time     // the next hour that is counted again in its turn
	from  time.Time     // first hour that is remembered
	span  time.Duration // longest stretch that was asked for
	hours map[int64][]annotation.Cell
	mark  uint64 // latest time, as versions hold it, of the rows counted
	names map[string]string

	erasing   sync.Mutex
	erased    map[int64]bool // hours of which this process erased posts
	erasures  int            // how often it did since
	mutations uint64         // latest known of the table
}

// forget tells that posts published then are erased: to be called once they are.
func (c *counted) forget(published []time.Time) {
	c.erasing.Lock()
	defer c.erasing.Unlock()
	if c.erased == nil {
		c.erased = make(map[int64]bool)
	}
	for _, t := range published {
		c.erased[t.Truncate(time.Hour).Unix()] = true
	}
	c.erasures++
}

// Cells returns the posts of the hours that begin in [from, to), counted. What
// was counted before is remembered, but for the hours that changed since.
func (s *Store) Cells(ctx context.Context, from, to time.Time) ([]annotation.Cell, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	first := from.UTC().Truncate(time.Hour)
	if first.Before(from) {
		first = first.Add(time.Hour)
	}
	if to.Sub(first) > countedMost {
		found, err := s.countCells(ctx, annotation.Filter{From: first, To: to.UTC().Add(time.Hour - 1).Truncate(time.Hour)}, nil, nil)
		return flatten(found, first, to), err
	}
	c := &s.counted
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := s.recount(ctx, first, to); err != nil {
		c.at = time.Time{} // in doubt, all is counted anew
		return nil, err
	}
	return flatten(c.hours, first, to), nil
}

// flatten lays the cells of some hours out in their order.
func flatten(hours map[int64][]annotation.Cell, first, to time.Time) []annotation.Cell {
	var in []int64
	n := 0
	for h, cells := range hours {
		if h >= first.Unix() && time.Unix(h, 0).Before(to) {
			in = append(in, h)
			n += len(cells)
		}
	}
	if n == 0 {
		return nil
	}
	slices.Sort(in)
	out := make([]annotation.Cell, 0, n)
	for _, h := range in {
		out = append(out, hours[h]...)
	}
	return out
}

// recount brings what is remembered up to date.
func (s *Store) recount(ctx context.Context, first, to time.Time) error {
	c := &s.counted
	c.span = max(c.span, to.Sub(first))
	back := versionAt(0, s.now())+uint64(inFlight/time.Millisecond) < c.mark // the clock was set back: what is written now has earlier versions
	fresh := c.at.IsZero() || first.Before(c.from) || back || s.now().Before(c.at)
	stale, err := s.erasedHours(ctx)
	if err != nil {
		return err
	}
	if stale == nil || fresh {
		return s.countAll(ctx, first)
	}
	written, mark, err := s.writtenSince(ctx, c.from, c.mark)
	if err != nil {
		return err
	}
	for _, h := range written {
		stale[h] = true
	}
	if len(stale) > fewHours {
		return s.countAll(ctx, first)
	}
	for range inTurn {
		if c.turn.Before(c.from) || !c.turn.Before(to) {
			c.turn = c.from
		}
		stale[c.turn.Unix()] = true
		c.turn = c.turn.Add(time.Hour)
	}
	found, err := s.countCells(ctx, annotation.Filter{From: c.from}, slices.Sorted(maps.Keys(stale)), c.names)
	if err != nil {
		return err
	}
	for h := range stale {
		delete(c.hours, h)
	}
	maps.Copy(c.hours, found)
	c.mark = max(c.mark, mark)
	c.prune(to)
	return nil
}

// prune forgets hours that nobody asks for any more.
func (c *counted) prune(to time.Time) {
	floor := to.Add(-c.span - 24*time.Hour).Truncate(time.Hour)
	if floor.Sub(c.from) < 24*time.Hour {
		return
	}
	c.from = floor
	maps.DeleteFunc(c.hours, func(h int64, _ []annotation.Cell) bool { return h < floor.Unix() })
}

// countAll counts every hour from the first on.
func (s *Store) countAll(ctx context.Context, first time.Time) error {
	c := &s.counted
	_, mark, err := s.writtenSince(ctx, first, 0)
	if err != nil {
		return err
	}
	names := make(map[string]string)
	hours, err := s.countCells(ctx, annotation.Filter{From: first}, nil, names)
	if err != nil {
		return err
	}
	c.hours, c.names, c.from, c.at, c.mark = hours, names, first, s.now(), mark
	return nil
}

// versionTime takes the time out of a version.
const versionTime = uint64(1)<<versionShift - 1

// writtenSince returns the hours of which rows were written since the mark, and
// the mark of the latest; since mark 0 it returns the mark alone. What may still
// have been under way at the mark is among them again. A mark of the future, from
// a clock that was wrong, is not kept.
func (s *Store) writtenSince(ctx context.Context, from time.Time, mark uint64) (hours []int64, latest uint64, err error) {
	where, p := "published >= {from:DateTime64(3)}", params{"from": floor(from), "mask": versionTime}
	list := "emptyArrayInt64()"
	if mark > 0 {
		list = "groupUniqArray(toInt64(toUnixTimestamp(toStartOfHour(published))))"
		where += " AND bitAnd(version, {mask:UInt64}) >= {mark:UInt64}"
		p["mark"] = mark - min(mark, uint64(inFlight/time.Millisecond))
	}
	err = s.query(ctx, "SELECT "+list+", max(bitAnd(version, {mask:UInt64})) FROM posts WHERE "+where, p, func(rows driver.Rows) error {
		return rows.Scan(&hours, &latest)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("hours that changed: %w", err)
	}
	now := versionAt(0, s.now())
	return hours, max(min(latest, now), 1), nil
}

// erasedHours returns the hours of which posts were erased since it was last
// asked; nil where another process erased some, for what is gone cannot be asked.
func (s *Store) erasedHours(ctx context.Context) (map[int64]bool, error) {
	c := &s.counted
	c.erasing.Lock()
	defer c.erasing.Unlock()
	var since, latest uint64
	err := s.query(ctx, `SELECT countIf(number > {known:UInt64}), max(number) FROM
		(SELECT toUInt64(arrayMax(block_numbers.number)) AS number FROM system.mutations WHERE database = currentDatabase() AND table = 'posts' AND is_done)`,
		params{"known": c.mutations}, func(rows driver.Rows) error { return rows.Scan(&since, &latest) })
	if err != nil {
		return nil, fmt.Errorf("posts erased elsewhere: %w", err)
	}
	hours := c.erased
	if hours == nil {
		hours = make(map[int64]bool)
	}
	if int(since) > c.erasures {
		hours = nil
	}
	c.erased, c.erasures, c.mutations = nil, 0, max(c.mutations, latest)
	return hours, nil
}

// countCells counts cells of the posts that pass, of the hours given or of all.
// Names are kept once each.
func (s *Store) countCells(ctx context.Context, f annotation.Filter, only []int64, names map[string]string) (map[int64][]annotation.Cell, error) {
	where, p := filter(f)
	if only != nil {
		where += " AND toStartOfHour(published) IN (SELECT toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))"
		p["hours"] = only
	}
	if names == nil {
		names = make(map[string]string)
	}
	once := func(name string) string {
		if known, ok := names[name]; ok {
			return known
		}
		names[name] = name
		return name
	}
	found := make(map[int64][]annotation.Cell)
	err := s.query(ctx, `SELECT toStartOfHour(published) AS hour, arrayJoin(arrayPushFront(arrayMap(e -> toString(e), entities), '')) AS entity,
			toString(kind) AS class, toString(language) AS spoken, toInt64(count()), `+mark+`
		FROM posts FINAL WHERE `+where+` GROUP BY hour, entity, class, spoken ORDER BY hour, entity, class, spoken`, p, func(rows driver.Rows) error {
		var hour time.Time
		var entity, kind, spoken string
		var n int64
		var sum uint64
		err := rows.Scan(&hour, &entity, &kind, &spoken, &n, &sum)
		h := hour.Unix()
		found[h] = append(found[h], annotation.Cell{Hour: hour.UTC(), Entity: once(entity), Kind: post.Kind(once(kind)), Language: once(spoken), Posts: int(n), Mark: sum})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cells of a window: %w", err)
	}
	return found, nil
}
