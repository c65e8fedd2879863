package store

import (
	"context"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers/post"
)

const (
	// habitsKept is how long what is usual of sources is not asked for again: it
	// is of weeks, and takes the longest.
	habitsKept = 5 * time.Minute
	// fewestGaps is how often new posts must have come, less one, to say how
	// often they usually do.
	fewestGaps = 5
)

// habit is how a source usually is. Usual and long are the median of the gaps
// between its arrivals of new posts, and what nine of ten stay under, over the
// 30 days before the last; zero where these are too few.
type habit struct {
	good, fresh time.Time
	usual, long time.Duration
}

// habits keeps what is usual of the sources.
type habits struct {
	mu     sync.Mutex
	at     time.Time
	byID   map[string]habit
	ofURLs map[string]string // the sources that were asked for
}

// of returns the habits of the sources that have some, at most habitsKept old.
func (k *habits) of(ctx context.Context, s *Store, sources []post.Source, now time.Time) (map[string]habit, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age := now.Sub(k.at); !k.at.IsZero() && age >= 0 && age < habitsKept && k.hold(sources) {
		return k.byID, nil
	}
	p, own := watched(sources)
	byID, err := s.askHabits(ctx, p, own, now)
	if err != nil {
		return nil, err
	}
	k.at, k.byID, k.ofURLs = now, byID, own
	return byID, nil
}

// hold tells whether all of the sources were asked for.
func (k *habits) hold(sources []post.Source) bool {
	for _, source := range sources {
		if url, ok := k.ofURLs[source.ID]; !ok || url != source.URL {
			return false
		}
	}
	return true
}

// habitsSQL reads the hours in which new posts came out of the bits of the days.
const habitsSQL = `
WITH
	arraySort(arrayDistinct(arrayFlatten(groupArray(arrayMap(h -> toUnixTimestamp(toDateTime(day, 'UTC')) + 3600 * h, mapKeys(posts)))))) AS hours,
	arrayFilter(h -> h + 30 * 86400 > hours[-1], hours) AS month,
	arrayPopFront(arrayDifference(arrayMap(h -> toInt64(h), month))) AS gaps
SELECT source, url, max(good_at), max(fresh_at),
	if(length(gaps) < {fewest:UInt32}, 0, toInt64(arrayReduce('quantileExact(0.5)', gaps))),
	if(length(gaps) < {fewest:UInt32}, 0, toInt64(arrayReduce('quantileExact(0.9)', gaps)))
FROM outcomes WHERE day <= toDate({now:DateTime64(3)}) AND ` + ofSources + ` GROUP BY source, url`

func (s *Store) askHabits(ctx context.Context, p params, own map[string]string, now time.Time) (map[string]habit, error) {
	found := make(map[string]habit, len(own))
	err := s.query(ctx, habitsSQL, p.with("now", floor(now)).with("fewest", fewestGaps), func(rows driver.Rows) error {
		var id, url string
		var h habit
		var usual, long int64
		err := rows.Scan(&id, &url, &h.good, &h.fresh, &usual, &long)
		h.good, h.fresh = instant(h.good), instant(h.fresh)
		h.usual, h.long = time.Duration(usual)*time.Second, time.Duration(long)*time.Second
		if own[id] == url {
			found[id] = h
		}
		return err
	})
	return found, err
}
