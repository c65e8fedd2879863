package store

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"vigie/dashboards/report"
)

const (
	defaultLimit = 50
	maxLimit     = 10_000
	topLines     = 12
)

// Search answers the explorer. An error of the query language is returned as
// package query made it.
func (s *Store) Search(ctx context.Context, q report.Search) (report.Results, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	where, p, err := s.where(q.Query, q.From, q.To)
	if err != nil {
		return report.Results{}, err
	}
	var r report.Results
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.days(ctx, &r, where, p, zoneName(q.Zone, s.now())) })
	g.Go(func() error { return s.tops(ctx, &r, where, p) })
	g.Go(func() error { return s.terms(ctx, &r, where, p) })
	g.Go(func() (err error) { r.Items, err = s.found(ctx, where, p, q); return err })
	if err := g.Wait(); err != nil {
		return report.Results{}, fmt.Errorf("search %q: %w", q.Query, err)
	}
	return r, nil
}

// with returns p and more; p stays as it is, since searches share it.
func (p params) with(name string, value any) params {
	out := maps.Clone(p)
	out[name] = value
	return out
}

func (s *Store) days(ctx context.Context, r *report.Results, where string, p params, zone string) error {
	return s.query(ctx, `SELECT toDateTime(toStartOfDay(published, {zone:String})) AS day, toInt64(count()),
			toInt64(countIf(sentiment_label = 'negative')), toInt64(countIf(sentiment_label = 'neutral')), toInt64(countIf(sentiment_label = 'positive'))
		FROM posts FINAL WHERE `+where+` GROUP BY day ORDER BY day`, p.with("zone", zone),
		func(rows driver.Rows) error {
			var d report.Day
			var n [4]int64
			err := rows.Scan(&d.At, &n[0], &n[1], &n[2], &n[3])
			d.Posts, d.Negative, d.Neutral, d.Positive = int(n[0]), int(n[1]), int(n[2]), int(n[3])
			r.Total += d.Posts
			r.Days = append(r.Days, d)
			return err
		})
}

func (s *Store) tops(ctx context.Context, r *report.Results, where string, p params) error {
	return s.query(ctx, `SELECT toUInt8(grouping(author)) AS by_source, if(by_source = 1, toString(source), author) AS key, toInt64(count()) AS posts
		FROM posts FINAL WHERE `+where+` GROUP BY GROUPING SETS ((source), (author)) HAVING key != ''
		ORDER BY posts DESC, key LIMIT {top:UInt32} BY by_source`, p.with("top", topLines),
		func(rows driver.Rows) error {
			var bySource uint8
			top, err := scanTop(rows, &bySource)
			if bySource == 1 {
				top.Name = s.Source(top.Key).Name
				r.Sources = append(r.Sources, top)
			} else {
				r.Authors = append(r.Authors, top)
			}
			return err
		})
}

func scanTop(rows driver.Rows, before ...any) (report.Top, error) {
	var top report.Top
	var n int64
	err := rows.Scan(append(before, &top.Key, &n)...)
	top.Name, top.Posts = top.Key, int(n)
	return top, err
}

func (s *Store) terms(ctx context.Context, r *report.Results, where string, p params) error {
	return s.query(ctx, `SELECT arrayJoin(terms) AS term, toInt64(count()) AS posts
		FROM posts FINAL WHERE `+where+` GROUP BY term ORDER BY posts DESC, term LIMIT {top:UInt32}`, p.with("top", 2*topLines),
		func(rows driver.Rows) error {
			top, err := scanTop(rows)
			r.Terms = append(r.Terms, top)
			return err
		})
}

// found returns the page of the search: first where its posts stand, which
// takes no text, then the posts.
func (s *Store) found(ctx context.Context, where string, p params, q report.Search) ([]report.Item, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	order := "DESC"
	if q.Oldest {
		order = "ASC"
	}
	var ids []string
	err := s.query(ctx, `SELECT id FROM posts FINAL WHERE `+where+` ORDER BY published `+order+`, id `+order+`
		LIMIT {limit:UInt32} OFFSET {offset:UInt64}`,
		p.with("limit", min(limit, maxLimit)).with("offset", max(q.Offset, 0)), func(rows driver.Rows) error {
			var id string
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	byID, err := s.items(ctx, ids)
	if err != nil {
		return nil, err
	}
	return pick(byID, ids), nil
}

// zoneName is a name that ClickHouse knows for a zone. The machine's own zone
// has none in Go: it gets the offset of that moment.
func zoneName(zone *time.Location, at time.Time) string {
	if zone == nil {
		return "UTC"
	}
	if name := zone.String(); name != "Local" && name != "" {
		if _, err := time.LoadLocation(name); err == nil {
			return name
		}
	}
	_, offset := at.In(zone).Zone()
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("Fixed/UTC%c%02d:%02d:%02d", sign, offset/3600, offset/60%60, offset%60)
}
