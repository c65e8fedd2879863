package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
)

// Save appends to the log of visits; without an error they are on the disk.
// After one they may be there or not, and may be saved again.
func (s *Store) Save(ctx context.Context, visits ...crawlers.Visit) error {
	if len(visits) == 0 {
		return nil
	}
	_, err := s.visits.write(ctx, visits, func(ctx context.Context, calls [][]crawlers.Visit) ([]int, error) {
		ctx, cancel := s.bound(ctx)
		defer cancel()
		return make([]int, len(calls)), s.insert(ctx, "visits", visitFields(slices.Concat(calls...)))
	})
	if err != nil {
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

// scanVisit reads visitColumns, and what follows them into more.
func scanVisit(rows driver.Rows, more ...any) (crawlers.Visit, error) {
	var v crawlers.Visit
	var took, items, fresh, wait uint32
	var status uint16
	var outcome, fault string
	var bytes uint64
	err := rows.Scan(append([]any{&v.Source, &v.URL, &v.At, &took, &status, &outcome, &items, &fresh, &bytes, &v.ETag, &v.LastModified, &v.Entry, &v.Error,
		&fault, &v.Next, &wait}, more...)...)
	v.Took, v.Status, v.Outcome = time.Duration(took)*time.Millisecond, int(status), crawlers.Outcome(outcome)
	v.Items, v.New, v.Bytes = int(items), int(fresh), int64(bytes)
	v.Fault, v.Wait = crawlers.Fault(fault), time.Duration(wait)*time.Second
	v.At, v.Next = instant(v.At), instant(v.Next)
	return v, err
}
