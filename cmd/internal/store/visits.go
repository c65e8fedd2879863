package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
	"vigie/crawlers/post"
)

// saving gathers the visits that wait for the insert under way: many workers
// with a visit each then make few parts of the table, and none waits for a
// timer. One insert runs at a time; slot holds it.
type saving struct {
	slot chan struct{}
	mu   sync.Mutex
	next *batch
}

// batch is visits that are written together. Err may be read once done is closed.
type batch struct {
	visits []crawlers.Visit
	done   chan struct{}
	err    error
}

// join adds visits to the batch that is written next.
func (s *saving) join(visits []crawlers.Visit) *batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		s.next = &batch{done: make(chan struct{})}
	}
	s.next.visits = append(s.next.visits, visits...)
	return s.next
}

// take returns the batch to write, and closes it to others.
func (s *saving) take() *batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.next
	s.next = nil
	return b
}

// Save appends to the log of visits; without an error they are on the disk.
// After one they may be there or not, and may be saved again.
func (s *Store) Save(ctx context.Context, visits ...crawlers.Visit) error {
	if len(visits) == 0 {
		return nil
	}
	b := s.saving.join(visits)
	select {
	case <-b.done:
	case <-ctx.Done():
		return fmt.Errorf("log %d visits: %w", len(visits), ctx.Err())
	case s.saving.slot <- struct{}{}:
		s.write(ctx, b)
		<-s.saving.slot
	}
	if b.err != nil {
		return fmt.Errorf("log %d visits: %w", len(visits), b.err)
	}
	return nil
}

// write writes b, unless another has done so meanwhile. The batch holds the
// visits of others too, who have not gone away with ctx.
func (s *Store) write(ctx context.Context, b *batch) {
	select {
	case <-b.done:
		return
	default:
	}
	s.saving.take() // b: whoever takes one writes it before the slot is free
	ctx, cancel := s.bound(context.WithoutCancel(ctx))
	defer cancel()
	b.err = s.insert(ctx, "visits", visitFields(b.visits))
	close(b.done)
}

func visitFields(visits []crawlers.Visit) []field {
	return []field{
		{"source", each(visits, func(v crawlers.Visit) string { return v.Source })},
		{"url", each(visits, func(v crawlers.Visit) string { return v.URL })},
		{"at", each(visits, func(v crawlers.Visit) time.Time { return moment(v.At) })},
		{"took_ms", each(visits, func(v crawlers.Visit) uint32 { return uint32(max(v.Took.Milliseconds(), 0)) })},
		{"status", each(visits, func(v crawlers.Visit) uint16 { return uint16(max(v.Status, 0)) })},
		{"outcome", each(visits, func(v crawlers.Visit) string { return string(v.Outcome) })},
		{"items", each(visits, func(v crawlers.Visit) uint32 { return uint32(max(v.Items, 0)) })},
		{"new", each(visits, func(v crawlers.Visit) uint32 { return uint32(max(v.New, 0)) })},
		{"bytes", each(visits, func(v crawlers.Visit) uint64 { return uint64(max(v.Bytes, 0)) })},
		{"etag", each(visits, func(v crawlers.Visit) string { return v.ETag })},
		{"last_modified", each(visits, func(v crawlers.Visit) string { return v.LastModified })},
		{"entry", each(visits, func(v crawlers.Visit) string { return v.Entry })},
		{"error", each(visits, func(v crawlers.Visit) string { return v.Error })},
		{"fault", each(visits, func(v crawlers.Visit) string { return string(v.Fault) })},
		{"next", each(visits, func(v crawlers.Visit) time.Time { return moment(v.Next) })},
		{"wait_s", each(visits, func(v crawlers.Visit) uint32 { return uint32(max(v.Wait/time.Second, 0)) })},
	}
}

func each[S, T any](list []S, of func(S) T) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

const visitColumns = "source, url, at, took_ms, status, outcome, items, new, bytes, etag, last_modified, entry, error, fault, next, wait_s"

// Last returns the latest visit of each of the source's addresses that has one,
// by address.
func (s *Store) Last(ctx context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	found := make(map[string]crawlers.Visit, len(urls))
	if len(urls) == 0 {
		return found, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	err := s.query(ctx, `SELECT `+visitColumns+`
		FROM visits WHERE source = {source:String} AND url IN {urls:Array(String)} ORDER BY url, at DESC LIMIT 1 BY url`,
		params{"source": source, "urls": urls}, func(rows driver.Rows) error {
			v, err := scanVisit(rows)
			found[v.URL] = v
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("last visits of source %q: %w", source, err)
	}
	return found, nil
}

// LatestVisits returns the latest closing visit of each of the sources that has
// one, by the source's ID.
func (s *Store) LatestVisits(ctx context.Context, sources []post.Source) (map[string]crawlers.Visit, error) {
	found := make(map[string]crawlers.Visit, len(sources))
	if len(sources) == 0 {
		return found, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	p, own := watched(sources)
	err := s.query(ctx, `SELECT `+visitColumns+` FROM visits WHERE (source, url, at) IN
			(SELECT source, url, max(latest.at) FROM outcomes WHERE `+ofSources+` GROUP BY source, url)`,
		p, func(rows driver.Rows) error {
			v, err := scanVisit(rows)
			if own[v.Source] == v.URL {
				found[v.Source] = v
			}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("latest visits of %d sources: %w", len(sources), err)
	}
	return found, nil
}

// ofSources is the condition on visits and outcomes of the sources' own
// addresses; its parameters are those of watched. It lets some other pairs
// through: what is not in own is not a source's.
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

func scanVisit(rows driver.Rows) (crawlers.Visit, error) {
	var v crawlers.Visit
	var took, items, fresh, wait uint32
	var status uint16
	var outcome, fault string
	var bytes uint64
	err := rows.Scan(&v.Source, &v.URL, &v.At, &took, &status, &outcome, &items, &fresh, &bytes, &v.ETag, &v.LastModified, &v.Entry, &v.Error,
		&fault, &v.Next, &wait)
	v.Took, v.Status, v.Outcome = time.Duration(took)*time.Millisecond, int(status), crawlers.Outcome(outcome)
	v.Items, v.New, v.Bytes = int(items), int(fresh), int64(bytes)
	v.Fault, v.Wait = crawlers.Fault(fault), time.Duration(wait)*time.Second
	v.At, v.Next = instant(v.At), instant(v.Next)
	return v, err
}
