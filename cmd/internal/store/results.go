package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

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
	r, err := s.totals(ctx, where, p, zoneName(q.Zone, s.now()))
	if err == nil {
		r.Items, err = s.page(ctx, where, p, q, r.Days)
	}
	if err != nil {
		return report.Results{}, fmt.Errorf("search %q: %w", q.Query, err)
	}
	return r, nil
}

// with returns p and more; p stays as it is.
func (p params) with(name string, value any) params {
	out := maps.Clone(p)
	if out == nil {
		out = params{}
	}
	out[name] = value
	return out
}

// totalsSQL counts the posts by day, source, author and term in one pass, since
// the pass, and the condition in it, is what costs.
const totalsSQL = `
SELECT line.1 AS kind, line.2 AS key, toInt64(count()) AS posts,
	toInt64(countIf(label = 'negative')), toInt64(countIf(label = 'neutral')), toInt64(countIf(label = 'positive'))
FROM
(
	SELECT sentiment_label AS label, arrayJoin(arrayConcat(
		[(0, toString(toUnixTimestamp(toStartOfDay(published, {zone:String})))), (1, toString(source)), (2, author)],
		arrayMap(term -> (3, term), arrayDistinct(terms)))) AS line
	FROM posts FINAL WHERE %s
)
GROUP BY line
HAVING key != ''
ORDER BY kind, posts DESC, key
LIMIT {top:UInt32} BY if(kind = 0, key, toString(kind))`

func (s *Store) totals(ctx context.Context, where string, p params, zone string) (report.Results, error) {
	var r report.Results
	sql := fmt.Sprintf(totalsSQL, where)
	err := s.query(ctx, sql, p.with("zone", zone).with("top", topLines), func(rows driver.Rows) error {
		var kind uint8
		var key string
		var n [4]int64
		if err := rows.Scan(&kind, &key, &n[0], &n[1], &n[2], &n[3]); err != nil {
			return err
		}
		top := report.Top{Key: key, Name: key, Posts: int(n[0])}
		switch kind {
		case 0:
			at, err := strconv.ParseInt(key, 10, 64)
			r.Total += top.Posts
			r.Days = append(r.Days, report.Day{At: time.Unix(at, 0).UTC(), Posts: top.Posts, Negative: int(n[1]), Neutral: int(n[2]), Positive: int(n[3])})
			return err
		case 1:
			top.Name = s.Source(key).Name
			r.Sources = append(r.Sources, top)
		case 2:
			r.Authors = append(r.Authors, top)
		case 3:
			r.Terms = append(r.Terms, top)
		}
		return nil
	})
	slices.SortFunc(r.Days, func(a, b report.Day) int { return a.At.Compare(b.At) })
	return r, err
}

// page returns the posts asked for. The days say between which times they
// were published, so that it looks no further.
func (s *Store) page(ctx context.Context, where string, p params, q report.Search, days []report.Day) ([]report.Item, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	from, to, skip := span(days, max(q.Offset, 0), limit, q.Oldest)
	if from.IsZero() {
		return nil, nil
	}
	order := "DESC"
	if q.Oldest {
		order = "ASC"
	}
	return s.listed(ctx, `SELECT id FROM posts FINAL WHERE `+where+` AND published >= {first:DateTime64(3)} AND published < {last:DateTime64(3)}
		ORDER BY published `+order+`, id `+order+` LIMIT {limit:UInt32} OFFSET {offset:UInt64}`,
		p.with("first", from).with("last", to).with("limit", limit).with("offset", skip))
}

// span returns the days, as [from, to), that hold the posts of a page, and how
// many posts of theirs come before it. There are none where from is zero.
func span(days []report.Day, offset, limit int, oldest bool) (from, to time.Time, skip int) {
	skip = offset
	seen := 0
	for i := range days {
		if !oldest {
			i = len(days) - 1 - i
		}
		d := days[i]
		if from.IsZero() && d.Posts <= skip {
			skip -= d.Posts
			continue
		}
		if from.IsZero() || d.At.Before(from) {
			from = d.At
		}
		// Between two days of the list nothing was published.
		end := d.At.Add(26 * time.Hour)
		if i+1 < len(days) {
			end = days[i+1].At
		}
		if end.After(to) {
			to = end
		}
		if seen += d.Posts; seen >= skip+limit {
			break
		}
	}
	return from, to, skip
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
