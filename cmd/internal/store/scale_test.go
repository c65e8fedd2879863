package store

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// crowd makes as many sources as a large installation has.
func crowd(s *Store, n int) []post.Source {
	sources := make([]post.Source, n)
	for i := range sources {
		sources[i] = post.Source{ID: fmt.Sprintf("source-%d.localhost/feed", i), Name: strconv.Itoa(i), URL: fmt.Sprintf("https://source-%d.localhost/feed", i)}
	}
	s.SetSources(sources)
	return sources
}

// benchDays is how many days of visits the benchmark has: VIGIE_BENCH_DAYS, else 3.
func benchDays() int {
	if n, err := strconv.Atoi(os.Getenv("VIGIE_BENCH_DAYS")); err == nil && n > 0 {
		return n
	}
	return 3
}

// BenchmarkHealth says how long the questions about sources take of 10,000
// sources that are visited every quarter of an hour.
func BenchmarkHealth(b *testing.B) {
	s := testStore(b, func(o *Options) { o.Timeout = 10 * time.Minute })
	sources, days := crowd(s, 10_000), benchDays()
	now := time.Now().UTC().Truncate(24 * time.Hour).Add(22 * time.Hour)
	for day := range days {
		err := s.conn.Exec(b.Context(), `INSERT INTO visits (source, url, at, took_ms, status, outcome, items, new, bytes, etag, entry, error, fault, next, wait_s)
			SELECT concat('source-', toString(n), '.localhost/feed') AS source, concat('https://', source) AS url,
				{from:DateTime64(3)} + toIntervalSecond(900 * v + n % 900) AS at, 120, 200,
				state, 20, if(cityHash64(n, v) % 10 = 1, 2, 0), 4000,
				hex(cityHash64(n)), url, if(state = 'broken', 'no answer within 20 s', ''), if(state = 'broken', 'slow', ''), at + 900, 900
			FROM (SELECT number % 10000 AS n, intDiv(number, 10000) AS v, if(cityHash64(n, v) % 50 = 0, 'broken', if(cityHash64(n, v) % 10 = 1, 'ok', 'unchanged')) AS state FROM numbers(960000))
			SETTINGS max_insert_block_size = 100000`, params{"from": now.Add(-24*time.Hour).AddDate(0, 0, -day)}.named()...)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d visits, %d outcomes", countRows(b, s, "SELECT count() FROM visits"), countRows(b, s, "SELECT count() FROM outcomes"))
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"coverage-first", func() error {
			s.habits = habits{}
			_, err := s.Coverage(b.Context(), now)
			return err
		}},
		{"coverage", func() error { _, err := s.Coverage(b.Context(), now); return err }},
		{"footing-day", func() error { _, err := s.Footing(b.Context(), now.Add(-22*time.Hour), now); return err }},
		{"footing-month", func() error { _, err := s.Footing(b.Context(), now.AddDate(0, 0, -30), now); return err }},
		{"ledger-month", func() error { _, err := s.Ledger(b.Context(), now.AddDate(0, 0, -30), now, time.UTC); return err }},
		{"record", func() error { _, err := s.Record(b.Context(), sources[77].ID, now, time.UTC); return err }},
		{"latest-visits", func() error { _, err := s.LatestVisits(b.Context(), sources); return err }},
		{"last", func() error { _, err := s.Last(b.Context(), sources[5000].ID, sources[5000].URL); return err }},
		{"today", func() error { _, err := s.Today(b.Context(), report.Scope{Now: now, Zone: time.UTC}); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSave says how long 10,000 workers' single saves take from 16
// goroutines, and how many parts of the table stand at worst.
func BenchmarkSave(b *testing.B) {
	s := testStore(b)
	sources := crowd(s, 10_000)
	parts, done := 0, make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
				var n uint64
				if s.conn.QueryRow(context.Background(), "SELECT max(n) FROM (SELECT count() AS n FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table)").Scan(&n) == nil {
					parts = max(parts, int(n))
				}
			}
		}
	})
	for b.Loop() {
		queue := make(chan post.Source)
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for source := range queue {
					if err := s.Save(b.Context(), closing(source, 0, crawlers.Good, 1)); err != nil {
						b.Error(err)
					}
				}
			})
		}
		for _, source := range sources {
			queue <- source
		}
		close(queue)
		wg.Wait()
	}
	close(done)
	watch.Wait()
	b.ReportMetric(float64(parts), "parts")
	b.ReportMetric(float64(len(sources)*b.N)/b.Elapsed().Seconds(), "saves/s")
}
