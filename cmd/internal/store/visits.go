package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
)

// Save appends to the log of visits.
func (s *Store) Save(ctx context.Context, visits ...crawlers.Visit) error {
	if len(visits) == 0 {
		return nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	if err := s.insert(ctx, "visits", visitFields(visits)); err != nil {
		return fmt.Errorf("log %d visits: %w", len(visits), err)
	}
	return nil
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
		{"next", each(visits, func(v crawlers.Visit) time.Time { return moment(v.Next) })},
	}
}

func each[S, T any](list []S, of func(S) T) []T {
	out := make([]T, len(list))
	for i, x := range list {
		out[i] = of(x)
	}
	return out
}

// Last returns the latest visit of each of the source's addresses that has one,
// by address.
func (s *Store) Last(ctx context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	found := make(map[string]crawlers.Visit, len(urls))
	if len(urls) == 0 {
		return found, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	err := s.query(ctx, `SELECT source, url, at, took_ms, status, outcome, items, new, bytes, etag, last_modified, entry, error, next
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

func scanVisit(rows driver.Rows) (crawlers.Visit, error) {
	var v crawlers.Visit
	var took, items, fresh uint32
	var status uint16
	var outcome string
	var bytes uint64
	err := rows.Scan(&v.Source, &v.URL, &v.At, &took, &status, &outcome, &items, &fresh, &bytes, &v.ETag, &v.LastModified, &v.Entry, &v.Error, &v.Next)
	v.Took, v.Status, v.Outcome = time.Duration(took)*time.Millisecond, int(status), crawlers.Outcome(outcome)
	v.Items, v.New, v.Bytes = int(items), int(fresh), int64(bytes)
	v.At, v.Next = instant(v.At), instant(v.Next)
	return v, err
}
