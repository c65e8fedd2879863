package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"

	"vigie/cmd/internal/config"
	"vigie/cmd/internal/engine"
	"vigie/cmd/internal/store"
	"vigie/dashboards/web"
)

const (
	detectEvery = time.Minute      // even where nothing new came: time passing is news too
	alertEvery  = 15 * time.Second // where nothing was looked at: what failed may go through now
	hubsEvery   = 30 * time.Second
	noticeEvery = time.Minute
	firstRound  = 10 * time.Minute
	goodbye     = 10 * time.Second
)

// Serve builds the whole service and runs it until ctx ends: the embedded
// engine where there is no other database, the crawlers, the readers, the
// detectors, the alerts and the pages. Ready is told the address of the pages
// once they answer.
func Serve(ctx context.Context, o Options, ready func(url string)) error {
	s, err := newService(o)
	if err != nil {
		return err
	}
	if _, err := readFactsFile(o.Config); err != nil {
		return err // before anything is begun
	}
	ln := s.o.Listener
	if ln == nil {
		if ln, err = net.Listen("tcp", s.o.Config.Listen); err != nil {
			return fmt.Errorf("serve the pages: %w", err)
		}
	}
	defer ln.Close()
	db := s.database()
	if len(db.Addr) > 0 {
		return s.serveOn(ctx, db, ln, ready)
	}
	// The engine goes last: what the others still have to write needs it.
	engineCtx, stopEngine := context.WithCancel(context.WithoutCancel(ctx))
	defer stopEngine()
	e := engine.New(s.engineOptions())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(engineCtx) }()
	address, err := e.Ready(ctx)
	if err != nil {
		stopEngine()
		if why := <-ended; why != nil { // it says more than that nobody answers
			err = why
		}
		return err
	}
	db = s.embedded(address)
	db.DialContext = e.DialContext
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	gone := make(chan error, 1)
	go func() {
		err := <-ended
		cancel(err)
		gone <- err
	}()
	err = s.serveOn(ctx, db, ln, ready)
	stopEngine()
	return errors.Join(err, <-gone)
}

func (s *Service) serveOn(ctx context.Context, db store.Options, ln net.Listener, ready func(string)) (err error) {
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.connect(ctx, db); err != nil {
		return err
	}
	if err := s.TakeInFacts(ctx); err != nil {
		return err
	}
	pages, err := web.New(s.webOptions())
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the pages: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
		defer cancel()
		return server.Shutdown(wait)
	})
	group.Go(func() error { return s.work(ctx) })
	if ready != nil {
		ready("http://" + ln.Addr().String())
	}
	return group.Wait()
}

// work runs the schedule until ctx ends and the last job has left.
func (s *Service) work(ctx context.Context) error {
	logger := cronLogger{s.log}
	// Recover stands inside: a panic must not leave its job marked as running.
	c := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(logger),
		cron.WithChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(logger)))
	q, err := newQueue(ctx, s, c)
	if err != nil {
		return err
	}
	every := cron.Every(s.o.Pace)
	c.Schedule(every, cron.FuncJob(func() { q.dispatch(ctx) }))
	s.judgeAgain() // the facts may have changed while nothing ran
	judge := s.judge(ctx, q)
	c.Schedule(every, cron.FuncJob(judge))
	s.queue.Store(q)
	tellNotice := s.complainer("look up what others visited")
	c.Schedule(cron.Every(noticeEvery), cron.FuncJob(func() { tellNotice(q.notice(ctx)) }))
	group, running := errgroup.WithContext(ctx)
	if s.hubs != nil {
		tell := s.complainer("subscribe to hubs")
		tell(s.hubs.Load(ctx))
		q.wake(s.hubs.Live)
		c.Schedule(cron.Every(hubsEvery), cron.FuncJob(func() { tell(s.hubs.Tick(running)) }))
		group.Go(func() error {
			s.hubs.Run(running)
			return nil
		})
	}
	group.Go(func() error { return s.follow(running, q) })
	c.Start()
	<-running.Done()
	<-c.Stop().Done()
	q.wait()
	return group.Wait()
}

// follow takes up the sources of every new configuration; where that fails, again
// later.
func (s *Service) follow(ctx context.Context, q *queue) error {
	tell := s.complainer("take up the sources of config.yaml")
	again := time.NewTicker(retryOwn)
	defer again.Stop()
	var pending *config.Config
	for {
		select {
		case <-ctx.Done():
			return nil
		case c := <-s.o.Changes:
			pending = &c
		case <-again.C:
		}
		if pending != nil {
			err := q.watch(ctx, *pending)
			if tell(err); err == nil {
				pending = nil
			}
		}
	}
}

// judge returns the job that reads what is new, looks at it and tells. It looks
// once the first round of visits is over, or has had its time.
func (s *Service) judge(ctx context.Context, q *queue) func() {
	var detected, told time.Time
	began := s.o.Now()
	tell := s.complainer("analyze")
	return func() {
		tell(func() error {
			n, err := s.Read(ctx, nil)
			if err != nil {
				return err
			}
			other, err := s.HoldFacts(ctx)
			if err != nil {
				return err
			}
			looking := q.visited(s.o.Now()) || s.o.Now().Sub(began) >= firstRound
			if looking && (n > 0 || other || s.o.Now().Sub(detected) >= detectEvery) {
				if _, err := s.Detect(ctx); err != nil {
					return err
				}
				detected, told = s.o.Now(), time.Time{}
			}
			if s.o.Now().Sub(told) < alertEvery {
				return nil
			}
			told = s.o.Now()
			return s.Alert(ctx)
		}())
	}
}

// complainer logs an error when it comes and when it has gone, not each time.
func (s *Service) complainer(what string) func(error) {
	last := ""
	return func(err error) {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil && err.Error() != last:
			s.log.Error(what+" failed; trying again", "err", err)
			last = err.Error()
		case err == nil && last != "":
			s.log.Info(what + " works again")
			last = ""
		}
	}
}
