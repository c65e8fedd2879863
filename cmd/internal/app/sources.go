package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"vigie/cmd/internal/engine"
	"vigie/cmd/internal/store"
	"vigie/dashboards/report"
)

// ErrNoService says that no database is at hand: config.yaml names none, and no
// service runs beside.
var ErrNoService = errors.New("no service runs, and config.yaml names no database")

// Coverage says how each source is, from the database that config.yaml names or
// that of a service that runs beside. It starts no engine and changes nothing:
// without a database the error is ErrNoService.
func Coverage(ctx context.Context, o Options) (report.Coverage, error) {
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
			return report.Coverage{}, err
		}
		if !running {
			return report.Coverage{}, ErrNoService
		}
		db = s.embedded(address)
	}
	opened, err := store.Open(ctx, db)
	if err != nil {
		return report.Coverage{}, err
	}
	opened.SetSources(o.Config.Watched())
	c, err := opened.Coverage(ctx, o.Now())
	return c, errors.Join(err, opened.Close())
}
