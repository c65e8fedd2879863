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
	"vigie/cmd/internal/store"
	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/crawlers/websub"
)

// queue knows when each source is due and lets a bounded number of workers
// visit those that are. It is the seam where several machines would share the
// work: they would share this queue by host.
type queue struct {
	service *Service
	cron    *cron.Cron
	slots   chan struct{}
	workers sync.WaitGroup

	mu      sync.Mutex
	sources []post.Source
	own     map[string]string    // schedules, of the sources that have one of their own
	jobs    []cron.EntryID       // of theirs
	due     map[string]time.Time // by source ID; a missing one was never visited and is due now
	running map[string]time.Time // since when
	pushed  map[string]bool      // to be visited again at once: a hub told of news meanwhile
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
	for _, src := range q.sources {
		began, running := q.running[src.ID]
		if _, ok := q.due[src.ID]; !ok && (!running || now.Sub(began) < slowVisit) {
			return false
		}
	}
	return true
}

// newQueue takes up the due times where the last run left them. Sources that
// have a schedule of their own get a job of c each.
func newQueue(ctx context.Context, s *Service, c *cron.Cron) (*queue, error) {
	q := &queue{
		service: s, cron: c, slots: make(chan struct{}, s.o.Config.Crawl.Workers),
		due: map[string]time.Time{}, running: map[string]time.Time{}, pushed: map[string]bool{},
	}
	return q, q.watch(ctx, s.o.Config)
}

// watch takes up the list of sources, at the start and when config.yaml has
// changed. What is new in it goes on where its last visit left it.
func (q *queue) watch(ctx context.Context, c config.Config) error {
	public, internal := watched(c)
	if err := q.resume(ctx, q.service.store, public); err != nil {
		return err
	}
	if side := q.service.internal; side != nil {
		if err := q.resume(ctx, side.store, internal); err != nil {
			return err
		}
	} else if len(internal) > 0 {
		q.service.log.Warn("the first source of the internal network is read from the next start on", "source", internal[0].ID)
		internal = nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sources, q.own = append(public, internal...), map[string]string{}
	for _, src := range c.Sources {
		if src.Schedule != "" {
			q.own[src.ID] = src.Schedule
		}
	}
	return q.schedule()
}

// resume says when the sources that are not yet known, or were at another
// address, are due.
func (q *queue) resume(ctx context.Context, db *store.Store, sources []post.Source) error {
	at := make(map[string]string, len(q.sources))
	for _, src := range q.sources {
		at[src.ID] = src.URL
	}
	var fresh []post.Source
	for _, src := range sources {
		if at[src.ID] != src.URL {
			fresh = append(fresh, src)
		}
	}
	last, err := db.LatestVisits(ctx, fresh)
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, src := range fresh {
		delete(q.due, src.ID)
	}
	for id, v := range last {
		q.due[id] = v.Next
	}
	db.SetSources(sources)
	return nil
}

// schedule gives the sources that have a schedule of their own a job each,
// which only says that they are due: where every worker is busy they wait their
// turn like the others.
func (q *queue) schedule() error {
	for _, job := range q.jobs {
		q.cron.Remove(job)
	}
	q.jobs = nil
	for id, at := range q.due {
		switch {
		case q.own[id] != "":
			q.due[id] = never
		case at.Equal(never): // it had one
			delete(q.due, id)
		}
	}
	for id, schedule := range q.own {
		job, err := q.cron.AddFunc(schedule, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.due[id] = q.service.o.Now()
		})
		if err != nil {
			return err
		}
		q.jobs = append(q.jobs, job)
	}
	return nil
}

// dispatch visits every source that is due, the longest overdue first, as
// workers become free. It returns when none is due, or ctx has ended.
func (q *queue) dispatch(ctx context.Context) {
	for {
		due := q.overdue(q.service.o.Now())
		if len(due) == 0 {
			return
		}
		// What falls due meanwhile is looked at again after a round of workers.
		for _, src := range due[:min(len(due), 4*cap(q.slots))] {
			select {
			case q.slots <- struct{}{}:
				q.start(ctx, src)
			case <-ctx.Done():
				return
			}
		}
	}
}

// overdue are the sources to visit now that are not being visited.
func (q *queue) overdue(now time.Time) []post.Source {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []post.Source
	for _, src := range q.sources {
		at, known := q.due[src.ID]
		_, running := q.running[src.ID]
		waits := !known && q.own[src.ID] != "" // for its own time
		if !running && !waits && !at.After(now) {
			out = append(out, src)
		}
	}
	slices.SortStableFunc(out, func(a, b post.Source) int { return q.due[a.ID].Compare(q.due[b.ID]) })
	return out
}

// start visits src in the worker whose slot is taken.
func (q *queue) start(ctx context.Context, src post.Source) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, running := q.running[src.ID]; running || ctx.Err() != nil {
		<-q.slots
		return
	}
	q.running[src.ID] = q.service.o.Now()
	q.workers.Go(func() {
		defer func() { <-q.slots }()
		q.visit(ctx, src)
	})
}

func (q *queue) visit(ctx context.Context, src post.Source) {
	v, err := q.service.Crawl(ctx, src)
	q.settle(src, v, err)
}

// settle says when a source is due after a visit.
func (q *queue) settle(src post.Source, v crawlers.Visit, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.running, src.ID)
	switch {
	case q.pushed[src.ID]:
		delete(q.pushed, src.ID)
		q.due[src.ID] = q.service.o.Now()
	case err != nil: // nothing was counted as stored: soon again
		q.due[src.ID] = q.service.o.Now().Add(min(src.Every, retryOwn))
	case q.own[src.ID] != "":
		q.due[src.ID] = never
	default:
		q.due[src.ID] = v.Next
	}
}

// deliver takes in what a hub sent. A source that is being visited, and one
// whose delivery cannot be read, is asked itself, at once.
func (q *queue) deliver(ctx context.Context, d websub.Delivery) error {
	q.mu.Lock()
	i := slices.IndexFunc(q.sources, func(s post.Source) bool { return s.ID == d.Source })
	if i < 0 {
		q.mu.Unlock()
		return fmt.Errorf("no source %q is watched", d.Source)
	}
	src, now := q.sources[i], q.service.o.Now()
	if _, running := q.running[src.ID]; running {
		q.pushed[src.ID] = true // the visit under way may have come too early
		q.mu.Unlock()
		return nil
	}
	q.running[src.ID] = now
	q.mu.Unlock()
	v, err := q.service.crawler.Take(ctx, src, d.ContentType, d.Body)
	q.settle(src, v, err)
	return err
}

// watches tells whether a source is still watched.
func (q *queue) watches(id string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.ContainsFunc(q.sources, func(s post.Source) bool { return s.ID == id })
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
	crawler := s.crawler
	if src.Kind == post.Intranet {
		crawler = s.internal.crawler
	}
	v, err = crawler.Run(ctx, src)
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
