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

// footingKept is how long the footing of a period that goes on, as the day's,
// is not asked for again.
const footingKept = time.Minute

// Footing says on which sources the figures of a period stand; of a longer one
// than is kept, on which those of its last three months do. It may be a minute
// old, as its To then says.
func (s *Store) Footing(ctx context.Context, from, to time.Time) (report.Footing, error) {
	if f := s.footed.Load(); f != nil && f.From.Equal(from) && !to.Before(f.To) && to.Sub(f.To) < footingKept {
		return *f, nil
	}
	s.mu.RLock()
	sources := s.sources
	s.mu.RUnlock()
	found, err := s.footings(ctx, sources, []report.Footing{{From: later(from, to.Add(-longest)), To: to}})
	if err != nil {
		return report.Footing{}, fmt.Errorf("footing: %w", err)
	}
	f := mostlyDown(found[0])
	s.footed.Store(&f)
	return f, nil
}

// mostlyDown leaves the outages that last longer than half of the period, and
// those of sources that never answered in it.
func mostlyDown(f report.Footing) report.Footing {
	half := int(f.To.Sub(f.From) / time.Hour / 2)
	f.Down = slices.DeleteFunc(f.Down, func(o report.Outage) bool { return !o.Whole && len(o.Hours) <= half })
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

// past is what came of one source's visits: bits of the hours of each day from
// the first that was asked for.
type past struct{ answered, failed []uint32 }

// footings fills in periods, which follow each other. Hours are those of UTC: in
// a zone half an hour off, an hour belongs to the day in which it begins.
func (s *Store) footings(ctx context.Context, sources []post.Source, periods []report.Footing) ([]report.Footing, error) {
	if len(sources) == 0 || len(periods) == 0 {
		return periods, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	start, end := periods[0].From.Add(-before), periods[len(periods)-1].To
	first := int(start.Unix() / 86400)
	pasts, err := s.pasts(ctx, sources, start, end)
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		pasts[source.ID].fill(periods, source, first)
	}
	posts, err := s.postsByHour(ctx, sources, periods[0].From, end)
	if err != nil {
		return nil, err
	}
	for i := range periods {
		for hour := hours(periods[i].From); hour < hours(periods[i].To); hour++ {
			periods[i].Posts += int(posts[uint64(hour)])
		}
	}
	for i := range periods {
		slices.SortStableFunc(periods[i].Down, func(a, b report.Outage) int { return cmp.Compare(len(b.Hours), len(a.Hours)) })
	}
	return periods, nil
}

// fill adds what a source did to the periods. Between two visits it is as the
// first of them left it; an hour with both an answer and a failure was answered.
// One that was never visited is expected from now on.
func (p past) fill(periods []report.Footing, source post.Source, first int) {
	down, known := false, false
	hour := first * 24
	for i := range periods {
		f := &periods[i]
		from, to := hours(f.From), hours(f.To)
		answered := false
		var out []time.Time
		for ; hour < to; hour++ {
			if day, bit := hour/24-first, uint32(1)<<(hour%24); day < len(p.answered) {
				up := p.answered[day]&bit != 0
				if up || p.failed[day]&bit != 0 {
					down, known = !up, true
				}
			}
			if hour < from {
				continue
			}
			if answered = answered || known && !down; down {
				out = append(out, time.Unix(int64(hour)*3600, 0).UTC())
			}
		}
		if from == to { // no hour has begun in it yet: it is as the one before left it
			if answered = known && !down; down {
				out = append(out, time.Unix(int64(from-1)*3600, 0).UTC())
			}
		}
		expected := known || i == len(periods)-1
		if expected {
			f.Expected++
		}
		if answered {
			f.Answered++
		}
		if whole := expected && !answered; whole || len(out) > 0 {
			f.Down = append(f.Down, report.Outage{Source: source, Hours: out, Whole: whole})
		}
	}
}

func (s *Store) pasts(ctx context.Context, sources []post.Source, from, to time.Time) (map[string]past, error) {
	p, own := watched(sources)
	first := from.Unix() / 86400
	found := make(map[string]past, len(sources))
	err := s.query(ctx, `SELECT source, url, groupArray(toUInt16(day)), groupArray(answered), groupArray(failed)
		FROM outcomes WHERE day >= toDate({from:DateTime64(3)}) AND day <= toDate({to:DateTime64(3)}) AND `+ofSources+` GROUP BY source, url`,
		p.with("from", floor(from)).with("to", floor(to)), func(rows driver.Rows) error {
			var id, url string
			var days []uint16
			var answered, failed []uint32
			if err := rows.Scan(&id, &url, &days, &answered, &failed); err != nil || own[id] != url {
				return err
			}
			n := to.Unix()/86400 - first + 1
			was := past{make([]uint32, n), make([]uint32, n)}
			for i, day := range days { // a day that is not merged yet comes in parts
				was.answered[int64(day)-first] |= answered[i]
				was.failed[int64(day)-first] |= failed[i]
			}
			found[id] = was
			return nil
		})
	return found, err
}

// postsByHour counts the new posts of the sources by the hour since 1970.
func (s *Store) postsByHour(ctx context.Context, sources []post.Source, from, to time.Time) (map[uint64]uint64, error) {
	p, _ := watched(sources)
	found := map[uint64]uint64{}
	err := s.query(ctx, `SELECT sumMap(mapApply((h, n) -> (toUInt64(toUInt16(day)) * 24 + h, n), byDay))
		FROM
		(
			SELECT day, sumMap(posts) AS byDay FROM outcomes
			WHERE day >= toDate({from:DateTime64(3)}) AND day <= toDate({to:DateTime64(3)}) AND `+ofSources+` GROUP BY day
		)`,
		p.with("from", floor(from)).with("to", floor(to)), func(rows driver.Rows) error { return rows.Scan(&found) })
	return found, err
}
