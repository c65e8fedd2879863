package app

import (
	"context"
	"maps"
	"time"

	"github.com/robfig/cron/v3"

	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/crawlers/websub"
)

// schedule is a source's own, and its job.
type schedule struct {
	when string
	job  cron.EntryID
}

// newQueue takes up the due times where the last run left them. Sources that
// have a schedule of their own get a job of c each. What hubs deliver is taken
// in until ctx ends.
func newQueue(ctx context.Context, s *Service, c *cron.Cron) (*queue, error) {
	q := &queue{
		service: s, cron: c, life: ctx, slots: make(chan struct{}, s.o.Config.Crawl.Workers), own: map[string]schedule{},
		due: map[string]time.Time{}, seen: map[string]time.Time{}, failed: map[string]int{}, running: map[string]time.Time{}, pushed: map[string]websub.Delivery{},
	}
	return q, q.watch(ctx, s.o.Config)
}

// watch takes up the list of sources, at the start and when config.yaml has
// changed. What is new in it goes on where its last visit left it. After an
// error the list is as it was.
func (q *queue) watch(ctx context.Context, c config.Config) error {
	public, internal := watched(c)
	if q.service.internal == nil && len(internal) > 0 {
		q.service.log.Warn("the first source of the internal network is read from the next start on", "source", internal[0].ID)
		internal = nil
	}
	last, err := q.service.store.LatestVisits(ctx, q.elsewhere(public))
	if err != nil {
		return err
	}
	if len(internal) > 0 {
		inside, err := q.service.internal.store.LatestVisits(ctx, q.elsewhere(internal))
		if err != nil {
			return err
		}
		maps.Copy(last, inside)
	}
	q.service.store.SetSources(public)
	if q.service.internal != nil {
		q.service.internal.store.SetSources(internal)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.take(append(public, internal...), last)
	return q.schedule(c)
}

// elsewhere are the sources that are not known yet, or were at another address.
func (q *queue) elsewhere(sources []post.Source) []post.Source {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []post.Source
	for _, src := range sources {
		if q.byID[src.ID].URL != src.URL {
			out = append(out, src)
		}
	}
	return out
}

// take puts a list of sources in the place of the one before. Last are the
// visits of those that are new in it; what is read otherwise now is due.
func (q *queue) take(sources []post.Source, last map[string]crawlers.Visit) {
	before := q.byID
	q.sources, q.byID = sources, make(map[string]post.Source, len(sources))
	for _, src := range sources {
		q.byID[src.ID] = src
		v, visited := last[src.ID]
		switch old, known := before[src.ID]; {
		case visited:
			q.seen[src.ID], q.due[src.ID] = v.At, resumed(src, v)
		case !known || readOtherwise(old, src):
			delete(q.due, src.ID)
		}
	}
}

// readOtherwise tells whether a source's entry in config.yaml has changed in what
// matters to a visit.
func readOtherwise(a, b post.Source) bool {
	return a.URL != b.URL || a.Kind != b.Kind || a.Leave != b.Leave || a.Token != b.Token ||
		a.Every != b.Every || a.Fastest != b.Fastest || a.Slowest != b.Slowest
}

// resumed is when a source is due after a start: as its last visit says, but no
// later than its interval asks for by now, unless its host wants to be left
// alone or may not be asked.
func resumed(src post.Source, v crawlers.Visit) time.Time {
	longest := max(src.Every, src.Slowest)
	if v.Fault == crawlers.FaultBusy || v.Outcome == crawlers.Refused || longest <= 0 || v.Next.Before(v.At.Add(longest)) {
		return v.Next
	}
	return v.At.Add(longest)
}

// notice takes up visits that others made, as "vigie crawl" does: what the pages
// say of the next one is what happens.
func (q *queue) notice(ctx context.Context) error {
	var public, internal []post.Source
	q.mu.Lock()
	for _, src := range q.sources {
		if src.Kind == post.Intranet {
			internal = append(internal, src)
		} else {
			public = append(public, src)
		}
	}
	q.mu.Unlock()
	last, err := q.service.store.LatestVisits(ctx, public)
	if err == nil && len(internal) > 0 {
		var inside map[string]crawlers.Visit
		inside, err = q.service.internal.store.LatestVisits(ctx, internal)
		maps.Copy(last, inside)
	}
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, v := range last {
		_, own := q.own[id]
		_, running := q.running[id]
		if q.byID[id].URL == v.URL && v.At.After(q.seen[id]) && !running && !own {
			q.seen[id], q.due[id] = v.At, v.Next
		}
	}
	return nil
}

// schedule gives the sources that have a schedule of their own a job each,
// which only says that they are due: where every worker is busy they wait their
// turn like the others. A schedule that stays goes on.
func (q *queue) schedule(c config.Config) error {
	wanted := make(map[string]string)
	for _, src := range c.Sources {
		if src.Schedule != "" {
			wanted[src.ID] = src.Schedule
		}
	}
	for id, has := range q.own {
		if wanted[id] != has.when {
			q.cron.Remove(has.job)
			delete(q.own, id)
			delete(q.due, id)
		}
	}
	for id, when := range wanted {
		if _, has := q.own[id]; has {
			continue
		}
		job, err := q.cron.AddFunc(when, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.due[id] = q.service.o.Now()
		})
		if err != nil {
			return err
		}
		q.own[id], q.due[id] = schedule{when, job}, never
	}
	return nil
}
