package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"vigie/cmd/internal/engine"
	"vigie/cmd/internal/store"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// ErrNoService says that no database is at hand: config.yaml names none, and no
// service runs beside.
var ErrNoService = errors.New("no service runs, and config.yaml names no database")

// Health says how each source is, those of the internal network too, from the
// database that config.yaml names or that of a service that runs beside. It
// starts no engine and changes nothing: without a database the error is
// ErrNoService. What could be asked is returned with the error.
func Health(ctx context.Context, o Options) ([]report.Health, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Service{o: o, log: o.Log}
	db := s.database()
	if len(db.Addr) == 0 {
		address, running, err := engine.Discover(ctx, o.Config.Data)
		if err != nil {
			return nil, err
		}
		if !running {
			return nil, ErrNoService
		}
		db = s.embedded(address)
	}
	public, internal := watched(o.Config)
	found, err := health(ctx, db, public, o.Now())
	if len(internal) == 0 || err != nil {
		return found, err
	}
	db.Database += "_internal"
	more, err := health(ctx, db, internal, o.Now())
	return append(found, more...), err
}

func health(ctx context.Context, o store.Options, sources []post.Source, now time.Time) ([]report.Health, error) {
	db, err := store.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	db.SetSources(sources)
	c, err := db.Coverage(ctx, now)
	return c.Sources, errors.Join(err, db.Close())
}
