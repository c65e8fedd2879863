package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	// before is how far back the visit is looked for that says how a source was
	// when a period began.
	before = 8 * 24 * time.Hour
	// longest is the longest period that a footing is asked for.
	longest = 92 * 24 * time.Hour
)

// Ledger says, for each day of the zone that [from, to) touches, on which
// sources its figures stand.
func (s *Store) Ledger(ctx context.Context, from, to time.Time, zone *time.Location) ([]report.Footing, error) {
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	days, err := s.footings(ctx, sources, daysOf(from, to, zone))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	for i := range days {
		days[i] = mostlyDown(days[i])
	}
	return days, nil
}

// Footing says on which sources the figures of a period stand; of a longer one
// than is kept, on which those of its last three months do.
func (s *Store) Footing(ctx context.Context, from, to time.Time) (report.Footing, error) {
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	found, err := s.footings(ctx, sources, []report.Footing{{From: later(from, to.Add(-longest)), To: to}})
	if err != nil {
		return report.Footing{}, fmt.Errorf("footing: %w", err)
	}
	return mostlyDown(found[0]), nil
}

// mostlyDown leaves the outages that last longer than half of the period.
func mostlyDown(f report.Footing) report.Footing {
	half := int(f.To.Sub(f.From) / time.Hour / 2)
	f.Down = slices.DeleteFunc(f.Down, func(o report.Outage) bool { return len(o.Hours) <= half })
	return f
}

// daysOf cuts a period into days, the last of them up to to.
func daysOf(from, to time.Time, zone *time.Location) []report.Footing {
	if zone == nil {
		zone = time.UTC
	}
	from = later(from, to.Add(-longest))
	y, m, d := from.In(zone).Date()
	var days []report.Footing
	for at := time.Date(y, m, d, 0, 0, 0, 0, zone); at.Before(to); {
		d++
		next := time.Date(y, m, d, 0, 0, 0, 0, zone)
		end := next
		if to.Before(next) {
			end = to
		}
		days = append(days, report.Footing{From: at, To: end})
		at = next
	}
	return days
}

// hours counts the hours of UTC since 1970 that begin before t.
func hours(t time.Time) int { return int((t.Unix() + 3599) / 3600) }

// past is what came of one source's visits: bits of the hours of each day since
// 1970, and the new posts of each hour since then.
type past struct {
	answered, failed map[int]uint32
	posts            map[uint64]uint64
}

// footings fills in periods, which follow each other. Hours are those of UTC: in
// a zone half an hour off, an hour belongs to the day in which it begins.
func (s *Store) footings(ctx context.Context, sources []post.Source, periods []report.Footing) ([]report.Footing, error) {
	if len(sources) == 0 || len(periods) == 0 {
		return periods, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	start := periods[0].From.Add(-before)
	pasts, err := s.pasts(ctx, sources, start, periods[len(periods)-1].To)
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		pasts[source.ID].fill(periods, source, hours(start))
	}
	for i := range periods {
		slices.SortStableFunc(periods[i].Down, func(a, b report.Outage) int { return cmp.Compare(len(b.Hours), len(a.Hours)) })
	}
	return periods, nil
}

// fill adds what a source did to the periods. Between two visits it is as the
// first of them left it; an hour with both an answer and a failure was answered.
// One that was never visited is expected from now on.
func (p past) fill(periods []report.Footing, source post.Source, hour int) {
	down, known := false, false
	for i := range periods {
		f := &periods[i]
		from, to := hours(f.From), hours(f.To)
		answered := false
		var out []time.Time
		for ; hour < to; hour++ {
			day, bit := hour/24, uint32(1)<<(hour%24)
			up := p.answered[day]&bit != 0
			if up || p.failed[day]&bit != 0 {
				down, known = !up, true
			}
			if hour < from {
				continue
			}
			f.Posts += int(p.posts[uint64(hour)])
			if answered = answered || known && !down; down {
				out = append(out, time.Unix(int64(hour)*3600, 0).UTC())
			}
		}
		if known || i == len(periods)-1 {
			f.Expected++
		}
		if answered {
			f.Answered++
		}
		if len(out) > 0 {
			f.Down = append(f.Down, report.Outage{Source: source, Hours: out})
		}
	}
}

func (s *Store) pasts(ctx context.Context, sources []post.Source, from, to time.Time) (map[string]past, error) {
	p, own := watched(sources)
	found := make(map[string]past, len(sources))
	err := s.query(ctx, `SELECT source, url, groupArray(toUInt32(day)), groupArray(answered), groupArray(failed),
			sumMap(mapApply((h, n) -> (toUInt64(toUInt32(day)) * 24 + h, n), posts))
		FROM outcomes WHERE day >= toDate({from:DateTime64(3)}) AND day <= toDate({to:DateTime64(3)}) AND `+ofSources+` GROUP BY source, url`,
		p.with("from", floor(from)).with("to", floor(to)), func(rows driver.Rows) error {
			var id, url string
			var days, answered, failed []uint32
			was := past{answered: map[int]uint32{}, failed: map[int]uint32{}}
			err := rows.Scan(&id, &url, &days, &answered, &failed, &was.posts)
			for i, day := range days { // a day that is not merged yet comes in parts
				was.answered[int(day)] |= answered[i]
				was.failed[int(day)] |= failed[i]
			}
			if own[id] == url {
				found[id] = was
			}
			return err
		})
	return found, err
}
