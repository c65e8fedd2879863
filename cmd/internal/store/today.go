package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	pastDays  = 56 // how far back what is usual is looked for: eight weeks
	knownDays = 7  // less past than this says nothing
	weekly    = 28 // from here on a day is held against the same weekday only

	freshSignals     = 48 * time.Hour
	freshAmbassadors = 7 * 24 * time.Hour
	findingsShown    = 20
	// spread of what is usual, in standard deviations: nine days out of ten.
	spread = 1.645
)

// Today is the front page of an entity, or of every post.
func (s *Store) Today(ctx context.Context, scope report.Scope) (report.Today, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	if scope.Now.IsZero() {
		scope.Now = s.now()
	}
	if scope.Zone == nil {
		scope.Zone = time.UTC
	}
	t := report.Today{Now: scope.Now.In(scope.Zone)}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.volume(ctx, scope, &t) })
	g.Go(func() error { return s.feeling(ctx, scope, &t) })
	g.Go(func() (err error) { t.Shares, err = s.shares(ctx, scope.Now); return err })
	g.Go(func() error { return s.fresh(ctx, scope.Now, &t) })
	g.Go(func() (err error) { t.Coverage, err = s.Coverage(ctx, scope.Now); return err })
	g.Go(func() (err error) { t.Footing, err = s.Footing(ctx, midnight(scope), scope.Now); return err })
	if err := g.Wait(); err != nil {
		return report.Today{}, fmt.Errorf("today: %w", err)
	}
	return t.Grounded(), nil
}

// ours are the sources of the organisation and of its staff.
func (s *Store) ours() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ids := []string{}
	for _, source := range s.sources {
		if source.Owner == post.Company || source.Owner == post.Staff {
			ids = append(ids, source.ID)
		}
	}
	return ids
}

// about is the condition on posts of a scope; its parameter is entity.
const about = "({entity:String} = '' OR has(entities, {entity:String}))"

func midnight(scope report.Scope) time.Time {
	y, m, d := scope.Now.In(scope.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, scope.Zone)
}

// volumeSQL counts, for each hour since midnight and for the day as a whole
// (hour 24), the posts of today and of the same hours of earlier days, all up to
// the present time of day. What is usual is the median of the earlier days, and
// its deviation the median of theirs, so that a past spike changes nothing. Days
// without a post count as zero.
const volumeSQL = `
WITH
    toDate({now:DateTime64(3)}, {zone:String}) AS today,
    counts AS
    (
        SELECT toDate(local) AS day, arrayJoin([toUInt8(toHour(local)), 24]) AS hour, count() AS posts
        FROM
        (
            SELECT toTimeZone(published, {zone:String}) AS local FROM posts FINAL
            WHERE published >= {from:DateTime64(3)} AND published <= {now:DateTime64(3)} AND ` + about + `
        )
        WHERE toHour(local) * 3600 + toMinute(local) * 60 + toSecond(local) <= {second:UInt32}
        GROUP BY day, hour
    ),
    grid AS
    (
        SELECT today - back AS day, toUInt8(hour) AS hour
        FROM (SELECT arrayJoin(range({days:UInt32} + 1)) AS back) AS d
        CROSS JOIN (SELECT arrayJoin(arrayPushBack(range({hours:UInt32} + 1), 24)) AS hour) AS h
    )
SELECT
    hour,
    toFloat64(sumIf(posts, day = today)) AS value,
    groupArrayIf(toFloat64(posts), day < today AND (today - day) % {step:UInt32} = 0) AS past,
    if(empty(past), 0, arrayReduce('median', past)) AS usual,
    if(empty(past), 0, 1.4826 * arrayReduce('median', arrayMap(x -> abs(x - usual), past))) AS deviation
FROM grid LEFT JOIN counts USING (day, hour)
GROUP BY hour
ORDER BY hour`

// volume counts the mentions since midnight beside what is usual.
func (s *Store) volume(ctx context.Context, scope report.Scope, t *report.Today) error {
	start := midnight(scope)
	past, err := s.daysOfPast(ctx, scope, start)
	if err != nil {
		return err
	}
	step, known := 1, past >= knownDays
	if past >= weekly {
		step, past = 7, past-past%7
	}
	local := scope.Now.In(scope.Zone)
	second := local.Hour()*3600 + local.Minute()*60 + local.Second()
	p := params{
		"now": floor(scope.Now), "zone": zoneName(scope.Zone, scope.Now), "from": start.AddDate(0, 0, -past), "entity": scope.Entity,
		"second": second, "days": past, "hours": local.Hour(), "step": step,
	}
	return s.query(ctx, volumeSQL, p, func(rows driver.Rows) error {
		var hour uint8
		var value, usual, deviation float64
		var samples []float64
		if err := rows.Scan(&hour, &value, &samples, &usual, &deviation); err != nil {
			return err
		}
		figure := report.Figure{Value: value}
		if known {
			figure = band(value, usual, deviation)
		}
		if hour == 24 {
			t.Mentions = figure
			return nil
		}
		y, m, d := start.Date()
		t.Hours = append(t.Hours, report.Hour{At: time.Date(y, m, d, int(hour), 0, 0, 0, scope.Zone), Figure: figure})
		return nil
	})
}

// band puts a count between what is usual. A count varies at least as much as
// chance makes it, even where the past happens to have been the same each time.
func band(value, usual, deviation float64) report.Figure {
	width := spread * max(deviation, math.Sqrt(usual))
	return report.Figure{Value: value, Usual: usual, Low: max(usual-width, 0), High: usual + width, Known: true}
}

// daysOfPast returns how many whole days before today have posts stored, at
// most pastDays.
func (s *Store) daysOfPast(ctx context.Context, scope report.Scope, start time.Time) (int, error) {
	days := 0
	err := s.query(ctx, `SELECT published FROM posts WHERE published >= {from:DateTime64(3)} AND published < {start:DateTime64(3)}
		ORDER BY published LIMIT 1`, params{"from": start.AddDate(0, 0, -pastDays), "start": start}, func(rows driver.Rows) error {
		var first time.Time
		err := rows.Scan(&first)
		days = daysBetween(first.In(scope.Zone), start)
		return err
	})
	return days, err
}

// daysBetween counts calendar days, which are not always 24 hours long.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// feeling is the share of the mentions whose post is negative, since midnight
// and over the 30 days before: what the explorer finds when it is asked for the
// entity's negative posts. What the organisation and its staff say themselves is
// left out: who denies a rumour speaks ill of it, and not of the organisation.
func (s *Store) feeling(ctx context.Context, scope report.Scope, t *report.Today) error {
	start := midnight(scope)
	days, err := s.daysOfPast(ctx, scope, start)
	if err != nil {
		return err
	}
	t.Ours = s.ours()
	return s.query(ctx, `
		SELECT toFloat64(countIf(today)), toFloat64(countIf(today AND negative)), toFloat64(countIf(NOT today)), toFloat64(countIf(NOT today AND negative))
		FROM
		(
			SELECT published >= {start:DateTime64(3)} AS today,
				sentiment_label = 'negative' AS negative
			FROM posts FINAL
			WHERE published >= {from:DateTime64(3)} AND published <= {now:DateTime64(3)} AND reading > 0 AND source NOT IN {ours:Array(String)} AND `+about+`
		)`,
		params{"start": start, "from": start.AddDate(0, 0, -30), "now": floor(scope.Now), "entity": scope.Entity, "ours": t.Ours},
		func(rows driver.Rows) error {
			var today, negative, past, pastNegative float64
			err := rows.Scan(&today, &negative, &past, &pastNegative)
			t.Negative, t.NegativeUsual = share(negative, today), share(pastNegative, past)
			t.NegativeKnown = past > 0 && days >= knownDays
			return err
		})
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// shares counts the mentions of each entity over the last seven days.
func (s *Store) shares(ctx context.Context, now time.Time) ([]report.Share, error) {
	s.mu.RLock()
	entities := s.entities
	s.mu.RUnlock()
	counts, all := map[string]int{}, 0
	err := s.query(ctx, `SELECT entity, toInt64(count()) FROM
			(SELECT arrayJoin(entities) AS entity FROM posts FINAL WHERE published > {from:DateTime64(3)} AND published <= {now:DateTime64(3)})
		WHERE entity IN {entities:Array(String)} GROUP BY entity`,
		params{"from": floor(now.Add(-7 * 24 * time.Hour)), "now": floor(now), "entities": each(entities, func(e Entity) string { return e.ID })},
		func(rows driver.Rows) error {
			var id string
			var n int64
			err := rows.Scan(&id, &n)
			counts[id], all = int(n), all+int(n)
			return err
		})
	if err != nil {
		return nil, err
	}
	var list []report.Share
	for _, e := range entities {
		list = append(list, report.Share{Entity: e.ID, Name: e.Name, Mentions: counts[e.ID], Share: share(float64(counts[e.ID]), float64(all))})
	}
	slices.SortStableFunc(list, func(a, b report.Share) int { return cmp.Compare(b.Mentions, a.Mentions) })
	return list, nil
}

// fresh adds the signals that still move and are not silent, the strongest first.
func (s *Store) fresh(ctx context.Context, now time.Time, t *report.Today) error {
	found, err := s.findings(ctx, `level != 'noise' AND raised_at <= {now:DateTime64(3)}
		AND last_at >= if(kind = 'ambassador', {ambassadors:DateTime64(3)}, {signals:DateTime64(3)})`,
		params{"now": floor(now), "ambassadors": floor(now.Add(-freshAmbassadors)), "signals": floor(now.Add(-freshSignals))}, itemsListed)
	if err != nil {
		return err
	}
	found = report.Heard(found)
	slices.SortStableFunc(found, stronger)
	for _, f := range found {
		list := &t.Signals
		switch f.Kind {
		case signal.Rumor:
			list = &t.Rumours
		case signal.Ambassador:
			list = &t.Ambassadors
		}
		if len(*list) < findingsShown {
			*list = append(*list, f)
		}
	}
	return nil
}

// stronger puts the signal that matters more first.
func stronger(a, b report.Finding) int {
	strong := func(f report.Finding) int {
		if f.Level == signal.Strong {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(strong(a), strong(b)), cmp.Compare(b.Score, a.Score), b.LastAt.Compare(a.LastAt), cmp.Compare(a.ID, b.ID))
}
