package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

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
	life    context.Context // of the service: what a hub delivered is taken in within it
	slots   chan struct{}
	workers sync.WaitGroup

	mu      sync.Mutex
	sources []post.Source
	byID    map[string]post.Source
	own     map[string]schedule  // of the sources that have one of their own
	due     map[string]time.Time // by source ID; a missing one was never visited and is due now
	seen    map[string]time.Time // when the last visit that is known of began
	failed  map[string]int       // visits in a row that our own side failed
	running map[string]time.Time // since when
	// pushed is what a hub sent for a source that was being visited; without a
	// source where it sent more than once: the source is visited again at once.
	pushed map[string]websub.Delivery
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
		if q.ready(src, now) {
			out = append(out, src)
		}
	}
	slices.SortStableFunc(out, func(a, b post.Source) int { return q.due[a.ID].Compare(q.due[b.ID]) })
	return out
}

// ready tells whether a source is due, still watched as it is, and not being
// visited.
func (q *queue) ready(src post.Source, now time.Time) bool {
	_, running := q.running[src.ID]
	return !running && q.byID[src.ID].URL == src.URL && !q.due[src.ID].After(now)
}

// start visits src in the worker whose slot is taken.
func (q *queue) start(ctx context.Context, src post.Source) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.service.o.Now()
	if !q.ready(src, now) || ctx.Err() != nil { // a hub, or a new list, came in between
		<-q.slots
		return
	}
	q.running[src.ID] = now
	q.workers.Go(func() {
		defer func() { <-q.slots }()
		q.visit(ctx, src)
	})
}

func (q *queue) visit(ctx context.Context, src post.Source) {
	v, err := q.service.Crawl(ctx, src)
	q.finish(src, v, err)
}

// finish settles a visit, and takes in what the source's hub sent meanwhile.
func (q *queue) finish(src post.Source, v crawlers.Visit, err error) {
	for d, more := q.settle(src, v, err); more; d, more = q.settle(src, v, err) {
		v, err = q.service.take(q.life, src, d)
	}
}

// settle says when a source is due after a visit. One that is at another address
// by now stays due there. True: it goes on being visited, by what its hub sent.
func (q *queue) settle(src post.Source, v crawlers.Visit, err error) (d websub.Delivery, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.running, src.ID)
	d, pushed := q.pushed[src.ID]
	delete(q.pushed, src.ID)
	if err == nil {
		delete(q.failed, src.ID)
		q.seen[src.ID] = v.At
	}
	_, own := q.own[src.ID]
	switch now := q.service.o.Now(); {
	case q.byID[src.ID].URL != src.URL:
	case err != nil: // nothing was counted as stored: soon again, then less and less
		q.failed[src.ID]++
		q.due[src.ID] = now.Add(min(src.Every, retryOwn<<min(q.failed[src.ID]-1, 10)))
	case pushed && d.Source == "":
		q.due[src.ID] = now
	case own:
		q.due[src.ID] = never
	default:
		q.due[src.ID] = v.Next
	}
	if more = err == nil && d.Source != "" && q.byID[src.ID].URL == src.URL; more {
		q.running[src.ID] = q.service.o.Now()
	}
	return d, more
}

// deliver takes in what a hub sent, in a worker of its own, or, for a source that
// is being visited, in that visit's after it. One whose delivery cannot be read,
// and one of which more is sent meanwhile, is asked itself, at once.
func (q *queue) deliver(ctx context.Context, d websub.Delivery) error {
	src, err := q.receive(d)
	if err != nil || src.ID == "" {
		return err
	}
	select {
	case q.slots <- struct{}{}:
	case <-ctx.Done():
		q.settle(src, crawlers.Visit{}, ctx.Err())
		return ctx.Err()
	}
	q.workers.Go(func() {
		defer func() { <-q.slots }()
		v, err := q.service.take(q.life, src, d)
		q.finish(src, v, err)
	})
	return nil
}

// receive marks a source as being visited by its hub; without a name: it is
// being visited already, and what was sent waits.
func (q *queue) receive(d websub.Delivery) (post.Source, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	src, ok := q.byID[d.Source]
	if !ok || !hubsMay(src) {
		return post.Source{}, fmt.Errorf("no source %q is delivered by hubs", d.Source)
	}
	if _, running := q.running[src.ID]; running { // which may have come too early for it
		if _, more := q.pushed[src.ID]; more {
			d = websub.Delivery{}
		}
		q.pushed[src.ID] = d
		return post.Source{}, nil
	}
	q.running[src.ID] = q.service.o.Now()
	return src, nil
}

// hubsMay tells whether hubs may deliver a source's news: they are strangers,
// and what is internal, or wants a token, is not for them to know of.
func hubsMay(src post.Source) bool { return src.Kind != post.Intranet && src.Token == "" }

// wake makes sources due that hubs deliver: what these sent while nobody was
// there to take it is lost.
func (q *queue) wake(live func(source string) bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, src := range q.sources {
		if live(src.ID) {
			q.due[src.ID] = q.service.o.Now()
		}
	}
}

// delivers tells whether hubs may deliver a source.
func (q *queue) delivers(id string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	src, ok := q.byID[id]
	return ok && hubsMay(src)
}

// wait returns when the last visit has left.
func (q *queue) wait() { q.workers.Wait() }

// Crawl visits one source and tells what came of it. The error is that of our own
// side, such as a database that does not answer; what is wrong with the source
// stands in the visit.
func (s *Service) Crawl(ctx context.Context, src post.Source) (crawlers.Visit, error) {
	crawler := s.crawler
	if src.Kind == post.Intranet {
		crawler = s.internal.crawler
	}
	return s.visit(ctx, src, func() (crawlers.Visit, error) { return crawler.Run(ctx, src) })
}

// take is Crawl of what a hub has delivered.
func (s *Service) take(ctx context.Context, src post.Source, d websub.Delivery) (crawlers.Visit, error) {
	return s.visit(ctx, src, func() (crawlers.Visit, error) { return s.crawler.Take(ctx, src, d.ContentType, d.Body) })
}

func (s *Service) visit(ctx context.Context, src post.Source, run func() (crawlers.Visit, error)) (v crawlers.Visit, err error) {
	defer func() { // a page that breaks a parser must not end the service
		if p := recover(); p != nil {
			err = fmt.Errorf("crawl %s: panic: %v", src.ID, p)
			s.log.Error("crawl panicked", "source", src.ID, "err", err)
		}
	}()
	v, err = run()
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
