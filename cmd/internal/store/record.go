package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	recordDays   = 30
	recordVisits = 20
	recordPosts  = 10
)

// Record is what is known of a watched source; report.ErrNotFound where no
// source of that identifier is watched.
func (s *Store) Record(ctx context.Context, id string, now time.Time, zone *time.Location) (report.Record, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.mu.RLock()
	source, ok := s.byID[id]
	s.mu.RUnlock()
	if !ok {
		return report.Record{}, fmt.Errorf("source %q: %w", id, report.ErrNotFound)
	}
	var r report.Record
	g, asking := errgroup.WithContext(ctx)
	g.Go(func() error {
		list, err := s.health(asking, []post.Source{source}, now)
		if err == nil {
			r.Health = list[0]
		}
		return err
	})
	g.Go(func() (err error) {
		r.Days, err = s.footings(asking, []post.Source{source}, daysOf(now.AddDate(0, 0, 1-recordDays), now, zone))
		return err
	})
	g.Go(func() (err error) { r.Visits, err = s.visitsOf(asking, source, now); return err })
	g.Go(func() (err error) { r.Items, err = s.latestPosts(asking, id); return err })
	g.Go(func() (err error) { r.Push, err = s.pushOf(asking, id); return err })
	if err := g.Wait(); err != nil {
		return report.Record{}, fmt.Errorf("source %q: %w", id, err)
	}
	return r, nil
}

// visitsOf returns a source's latest closing visits, the latest first.
func (s *Store) visitsOf(ctx context.Context, source post.Source, now time.Time) ([]report.Visit, error) {
	var found []report.Visit
	err := s.query(ctx, `SELECT `+visitColumns+` FROM visits WHERE source = {source:String} AND url = {url:String} AND at <= {now:DateTime64(3)}
		ORDER BY source DESC, url DESC, at DESC LIMIT {limit:UInt32}`,
		params{"source": source.ID, "url": source.URL, "now": floor(now), "limit": recordVisits}, func(rows driver.Rows) error {
			v, err := scanVisit(rows)
			found = append(found, report.Visit{
				At: v.At, Took: v.Took, Outcome: string(v.Outcome), Fault: string(v.Fault), Status: v.Status, Items: v.Items, New: v.New, Bytes: v.Bytes, Error: v.Error,
			})
			return err
		})
	return found, err
}

func (s *Store) latestPosts(ctx context.Context, source string) ([]report.Item, error) {
	return s.listed(ctx, "SELECT id FROM posts FINAL WHERE source = {source:String} ORDER BY published DESC, id DESC LIMIT {limit:UInt32}",
		params{"source": source, "limit": recordPosts})
}

// pushOf returns how the subscription stands that delivers a source's news; nil
// where there is none.
func (s *Store) pushOf(ctx context.Context, source string) (*report.Push, error) {
	found, err := s.subscriptions(ctx, "source = {source:String}", params{"source": source})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	x := found[0]
	return &report.Push{Hub: x.Hub, State: string(x.State), Lease: x.Lease, Told: x.Told, Error: x.Error}, nil
}
