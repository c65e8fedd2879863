package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/post"
)

// queue knows when each source is due and lets a bounded number of workers
// visit those that are. It is the seam where several machines would share the
// work: they would share this queue by host.
type queue struct {
	service *Service
	slots   chan struct{}
	workers sync.WaitGroup

	mu      sync.Mutex
	due     map[string]time.Time // by source ID; a missing one was never visited and is due now
	running map[string]time.Time // since when
}

// retryOwn is how soon a visit that failed on our side is made again.
const retryOwn = 30 * time.Second

// never is when a source is due that waits for its own schedule.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// slowVisit is how long a visit lasts before the others no longer wait for it.
const slowVisit = 15 * time.Second

// visited tells whether every source has been visited once, ever, or is slow:
// before that what is usual cannot be known, and everything would look like a
// rise.
func (q *queue) visited(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, src := range q.service.o.Config.Sources {
		began, running := q.running[src.ID]
		if _, ok := q.due[src.ID]; !ok && (!running || now.Sub(began) < slowVisit) {
			return false
		}
	}
	return true
}

// newQueue takes up the due times where the last run left them.
func newQueue(ctx context.Context, s *Service) (*queue, error) {
	q := &queue{service: s, slots: make(chan struct{}, s.o.Config.Crawl.Workers), due: map[string]time.Time{}, running: map[string]time.Time{}}
	for _, src := range s.o.Config.Watched() {
		last, err := s.store.Last(ctx, src.ID, src.URL)
		if err != nil {
			return nil, err
		}
		if v, ok := last[src.URL]; ok {
			q.due[src.ID] = v.Next
			if q.hasSchedule(src.ID) {
				q.due[src.ID] = never
			}
		}
	}
	return q, nil
}

// scheduled gives the sources that have a schedule of their own a job each,
// which only says that they are due: where every worker is busy they wait their
// turn like the others.
func (q *queue) scheduled(c *cron.Cron) error {
	for _, src := range q.service.o.Config.Sources {
		if src.Schedule == "" {
			continue
		}
		_, err := c.AddFunc(src.Schedule, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.due[src.ID] = q.service.o.Now()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dispatch starts a visit of every source that is due, the longest overdue
// first.
func (q *queue) dispatch(ctx context.Context) {
	for _, src := range q.overdue(q.service.o.Now()) {
		if !q.start(ctx, src) {
			return // every worker is busy: the next tick goes on
		}
	}
}

func (q *queue) overdue(now time.Time) []post.Source {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []post.Source
	for i, src := range q.service.o.Config.Watched() {
		at, known := q.due[src.ID]
		waits := !known && q.service.o.Config.Sources[i].Schedule != "" // for its own time
		if !waits && !at.After(now) {
			out = append(out, src)
		}
	}
	slices.SortStableFunc(out, func(a, b post.Source) int { return q.due[a.ID].Compare(q.due[b.ID]) })
	return out
}

// start visits src in a worker; false says that none is free.
func (q *queue) start(ctx context.Context, src post.Source) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, running := q.running[src.ID]; running || ctx.Err() != nil {
		return true
	}
	select {
	case q.slots <- struct{}{}:
	default:
		return false
	}
	q.running[src.ID] = q.service.o.Now()
	q.workers.Go(func() {
		defer func() { <-q.slots }()
		q.visit(ctx, src)
	})
	return true
}

func (q *queue) visit(ctx context.Context, src post.Source) {
	v, err := q.service.Crawl(ctx, src)
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.running, src.ID)
	switch {
	case err != nil: // nothing was counted as stored: soon again
		q.due[src.ID] = q.service.o.Now().Add(min(src.Every, retryOwn))
	case q.hasSchedule(src.ID):
		q.due[src.ID] = never
	default:
		q.due[src.ID] = v.Next
	}
}

func (q *queue) hasSchedule(id string) bool {
	return slices.ContainsFunc(q.service.o.Config.Sources, func(s config.Source) bool { return s.ID == id && s.Schedule != "" })
}

// wait returns when the last visit has left.
func (q *queue) wait() { q.workers.Wait() }

// Crawl visits one source and tells what came of it. The error is that of our own
// side, such as a database that does not answer; what is wrong with the source
// stands in the visit.
func (s *Service) Crawl(ctx context.Context, src post.Source) (v crawlers.Visit, err error) {
	defer func() { // a page that breaks a parser must not end the service
		if p := recover(); p != nil {
			err = fmt.Errorf("crawl %s: panic: %v", src.ID, p)
			s.log.Error("crawl panicked", "source", src.ID, "err", err)
		}
	}()
	v, err = s.crawler.Run(ctx, src)
	switch {
	case err != nil && ctx.Err() == nil:
		s.log.Error("crawl failed; trying again", "source", src.ID, "err", err)
	case err == nil:
		s.log.Debug("crawled", "source", src.ID, "outcome", v.Outcome, "items", v.Items, "new", v.New, "next", v.Next)
		if s.o.Crawled != nil {
			s.o.Crawled(v)
		}
	}
	return v, err
}

// cronLogger gives cron's errors, panics among them, to slog.
type cronLogger struct{ log *slog.Logger }

func (cronLogger) Info(string, ...any) {}

func (l cronLogger) Error(err error, msg string, kv ...any) {
	l.log.Error(msg, append([]any{"err", err}, kv...)...)
}
