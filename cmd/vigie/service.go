package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/engine"
)

func newServe(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the service: crawl, read, detect, alert, and serve the pages",
		Args:  checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			if len(c.Sources) == 0 {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s names no source yet: the pages will be empty until it does\n", g.config)
			}
			frugal()
			log := g.log(cmd)
			o := app.Options{Config: c, Log: log, Changes: g.changes(cmd.Context(), c, log)}
			return serviceHint(app.Serve(cmd.Context(), o, func(url string) {
				log.Info("the pages are served", "url", url)
			}))
		},
	}
}

// lookAgain is how often a running service looks at its configuration.
const lookAgain = 2 * time.Second

// changes sends the configuration each time that the file has changed and is
// without a fault. It ends with ctx.
func (g *globals) changes(ctx context.Context, c config.Config, log *slog.Logger) <-chan config.Config {
	out := make(chan config.Config)
	last, _ := os.ReadFile(g.config)
	go func() {
		tick := time.NewTicker(lookAgain)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			body, err := os.ReadFile(g.config)
			if err != nil || bytes.Equal(body, last) {
				continue
			}
			last = body
			next, err := config.Parse(body, g.config, os.Getenv)
			if err != nil {
				log.Error("the configuration has changed and has a fault; the service goes on with the one before", "err", err)
				continue
			}
			log.Info("the configuration has changed; its sources are taken up", "sources", len(next.Sources))
			rest := next
			if rest.Sources = c.Sources; !reflect.DeepEqual(rest, c) {
				log.Warn("what is not a source is taken up at the next start")
			}
			select {
			case out <- next:
			case <-ctx.Done():
			}
		}
	}()
	return out
}

func newMigrate(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database's schema up to date (serve does so by itself)",
		Args:  checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := open(g, cmd)
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = fmt.Fprintln(cmd.OutOrStdout(), "the schema is up to date")
			return err
		},
	}
}

func newEngine(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "engine",
		Short: "The embedded ClickHouse: install",
		Args:  checked(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "install",
		Short: "Download the embedded ClickHouse, checked, into the cache folder",
		Args:  checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := engine.Install(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), path)
			return err
		},
	})
	return cmd
}

// frugal keeps a long-running service small: half as much garbage as Go would
// let lie, for a little more work. GOGC, where it is set, says otherwise.
func frugal() { garbage(50) }

// hasty does the contrary for a command that reads a file from end to end: a
// fifth less work, for half as much memory again.
func hasty() { garbage(300) }

func garbage(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// open builds a Service for a short command.
func open(g *globals, cmd *cobra.Command) (*app.Service, error) {
	c, err := g.load()
	if err != nil {
		return nil, err
	}
	s, err := app.Open(cmd.Context(), app.Options{Config: c, Log: g.quietLog(cmd)})
	return s, serviceHint(err)
}

// takeIn takes in the facts file for a command that reads posts itself: a service
// that runs beside did when it started.
func takeIn(cmd *cobra.Command, s *app.Service) error {
	if s.Shared() {
		return nil
	}
	return s.TakeInFacts(cmd.Context())
}

// serviceHint says how to go on where the embedded engine is missing or the
// pages' port is taken.
func serviceHint(err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return hinted{err, "another program, perhaps another vigie, listens there: stop it, or set listen in config.yaml or VIGIE_LISTEN"}
	case errors.Is(err, engine.ErrMissing):
		return hinted{err, "run `vigie engine install`, or name a server in config.yaml (clickhouse.address) or VIGIE_CLICKHOUSE"}
	}
	return err
}
