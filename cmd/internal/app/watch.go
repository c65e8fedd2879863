package app

import (
	"context"
	"maps"
	"time"

	"github.com/robfig/cron/v3"

	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/post"
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
		due: map[string]time.Time{}, failed: map[string]int{}, running: map[string]time.Time{}, pushed: map[string]bool{},
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

// take puts a list of sources in the place of the one before.
func (q *queue) take(sources []post.Source, last map[string]crawlers.Visit) {
	before := q.byID
	q.sources, q.byID = sources, make(map[string]post.Source, len(sources))
	now := q.service.o.Now()
	for _, src := range sources {
		q.byID[src.ID] = src
		old, known := before[src.ID]
		v, visited := last[src.ID]
		at, waits := q.due[src.ID]
		switch {
		case visited:
			q.due[src.ID] = v.Next
		case !known || old.URL != src.URL:
			delete(q.due, src.ID)
		case waits && old.Every != src.Every && at.After(now.Add(src.Every)):
			q.due[src.ID] = now.Add(src.Every)
		}
	}
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
