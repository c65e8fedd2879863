// Package app builds Vigie from its parts, schedules their work, runs it and
// stops it. It is the only place that knows every part, and the only one with a
// schedule. What the parts do, they do themselves.
package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/fact"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/engine"
	"vigie/cmd/internal/store"
	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
	"vigie/crawlers/websub"
	"vigie/dashboards/alert"
)

// Options are what a Service is built from.
type Options struct {
	Config config.Config
	Log    *slog.Logger
	Now    func() time.Time // default: time.Now

	// The rest is for a service that runs, and for the demo.

	// Pace is how often what is new is looked for; default: two seconds.
	Pace time.Duration
	// Listener serves the pages; default: one on Config.Listen.
	Listener net.Listener
	// Outbox is the demo's mailbox, served under /outbox.
	Outbox http.Handler
	// Changes are configurations that take the place of Config, as far as their
	// sources go, while the service runs; nil: none come.
	Changes <-chan config.Config
	// Found is told of every signal when it is raised or changes its level.
	Found func(signal.Signal)
	// Crawled is told of every run that brought posts or failed.
	Crawled func(crawlers.Visit)
}

// Service is Vigie, built. Its stages can be run one at a time.
type Service struct {
	o         Options
	log       *slog.Logger
	store     *store.Store       // of what anyone may read
	crawler   *crawlers.Crawler  // into store
	internal  *side              // nil: no internal network is watched
	hubs      *websub.Subscriber // nil: no public address that hubs could call
	queue     atomic.Pointer[queue]
	reader    *analyzers.Reader
	detectors []annotation.Detector
	alerts    *alert.Dispatcher // nil: nobody to tell
	facts     fact.Facts        // that claims are held against
	registry  *fact.Registry    // that they are of; nil: not taken up yet
	again     *rejudging        // nil: no claim is to be judged again
	judged    bool              // all claims were judged again, and no rumour was taken back since
	shared    bool
	close     []func() error // last first

	reading  sync.Mutex // one reader at a time: stories depend on the order
	restored bool
}

// side is the internal network's half of the watch: a database of its own, so
// that no question asked of the other can ever find a row of it.
type side struct {
	store   *store.Store
	crawler *crawlers.Crawler
}

// Open builds a Service for the life of a short command. It reaches the
// database that config.yaml names, else the embedded engine: the one of a
// service that runs beside, or one of its own. Close lets go of it.
func Open(ctx context.Context, o Options) (*Service, error) {
	s, err := newService(o)
	if err != nil {
		return nil, err
	}
	db := s.database()
	if len(db.Addr) == 0 {
		_, running, err := engine.Discover(ctx, o.Config.Data)
		if err != nil {
			return nil, err
		}
		s.shared = running
		address, release, err := engine.Open(ctx, s.engineOptions())
		if err != nil {
			return nil, fmt.Errorf("open the embedded database: %w", err)
		}
		s.close = append(s.close, release)
		db = s.embedded(address)
	}
	if err := s.connect(ctx, db); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// newService builds what needs no database.
func newService(o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Pace == 0 {
		o.Pace = 2 * time.Second
	}
	s := &Service{o: o, log: o.Log}
	var err error
	if s.reader, err = NewReader(o.Config, nil); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Service) engineOptions() engine.Options {
	return engine.Options{DataDir: s.o.Config.Data, Library: s.o.Config.ClickHouse.Library, Log: s.log}
}

// database is the server that config.yaml names; without Addr there is none.
func (s *Service) database() store.Options {
	c := s.o.Config.ClickHouse
	o := store.Options{Database: c.Database, User: c.User, Password: c.Password}
	if c.Address != "" {
		o.Addr = []string{c.Address}
	}
	if c.TLS {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return s.kept(o)
}

func (s *Service) embedded(a engine.Address) store.Options {
	return s.kept(store.Options{Addr: []string{a.Native}, Database: a.Database, User: a.User, Password: a.Password})
}

// kept adds what is the same for every database.
func (s *Service) kept(o store.Options) store.Options {
	o.PostsKept = s.o.Config.Retention.Posts.Duration()
	o.VisitsKept = s.o.Config.Retention.Visits.Duration()
	o.Now, o.Log = s.o.Now, s.log
	return o
}

// connect opens the store, migrates it and builds what stands on it.
func (s *Service) connect(ctx context.Context, o store.Options) error {
	public, internal := watched(s.o.Config)
	db, err := s.openStore(ctx, o, public)
	if err != nil {
		return err
	}
	s.store = db
	s.detectors = Detectors(s.o.Config, s.facts, db)
	if _, err := s.holdFacts(ctx); err != nil {
		return err
	}
	f := fetcher(s.o)
	options := crawlerOptions(s.o, f)
	options.Sink, options.Visits = db, db
	if at, ok := s.o.Config.PublicAddress(); ok && s.o.Config.Crawl.WebSub {
		s.hubs = s.subscriber(at, f)
		options.Hubs = s.hubs
	}
	s.crawler = crawlers.New(options)
	if len(internal) > 0 {
		o.Database += "_internal"
		if db, err = s.openStore(ctx, o, internal); err != nil {
			return err
		}
		options.Sink, options.Visits, options.Hubs = db, db, nil
		s.internal = &side{store: db, crawler: crawlers.New(options)}
	}
	s.alerts, err = s.dispatcher()
	return err
}

func (s *Service) openStore(ctx context.Context, o store.Options, sources []post.Source) (*store.Store, error) {
	db, err := store.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	s.close = append(s.close, db.Close)
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	db.SetSources(sources)
	db.SetEntities(entities(s.o.Config))
	return db, nil
}

// watched parts the sources that anyone may read from those of the internal
// network.
func watched(c config.Config) (public, internal []post.Source) {
	for _, src := range c.Watched() {
		if src.Kind == post.Intranet {
			internal = append(internal, src)
		} else {
			public = append(public, src)
		}
	}
	return public, internal
}

// Prober returns a crawler that can look at addresses but not store.
func Prober(o Options) *crawlers.Crawler {
	return crawlers.New(crawlerOptions(o, fetcher(o)))
}

func crawlerOptions(o Options, f *fetch.Fetcher) crawlers.Options {
	return crawlers.Options{Fetcher: f, Pages: o.Config.Crawl.Pages, Networks: social.Networks{Jetstream: o.Config.Crawl.Jetstream}, Now: o.Now, Log: o.Log}
}

func fetcher(o Options) *fetch.Fetcher {
	c := o.Config.Crawl
	return fetch.New(fetch.Options{Contact: c.Contact, AllowNetworks: c.Networks(), Delay: c.Delay, PerDomain: c.PerDomain,
		Timeout: c.Timeout, MaxBytes: c.MaxBytes, Now: o.Now, Log: o.Log})
}

// Config is what the service was built from.
func (s *Service) Config() config.Config { return s.o.Config }

// Store answers questions.
func (s *Service) Store() *store.Store { return s.store }

// Internal answers questions of the internal network; nil where none is
// watched.
func (s *Service) Internal() *store.Store {
	if s.internal == nil {
		return nil
	}
	return s.internal.store
}

// Shared tells whether the database is that of a service that runs beside.
func (s *Service) Shared() bool { return s.shared }

// Close lets go of everything, last first.
func (s *Service) Close() error {
	var errs []error
	for i := len(s.close) - 1; i >= 0; i-- {
		errs = append(errs, s.close[i]())
	}
	s.close = nil
	return errors.Join(errs...)
}
