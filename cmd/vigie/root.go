package main

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/config"
)

// globals are the flags that every command has.
type globals struct {
	config  string
	verbose bool
}

func newRoot() *cobra.Command {
	g := &globals{}
	root := &cobra.Command{
		Use:   "vigie",
		Short: "Listens to what is said about an organisation, and tells early what is starting",
		Long: `Vigie crawls blogs, forums, feeds and the press, reads every post, and tells the
communications team early what is starting, why it thinks so, and what to do.

Start with  vigie demo    a sample organisation and its web, on this machine
then        vigie check   your own config.yaml, tried out
and         vigie serve   the service itself`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          subcommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().StringVarP(&g.config, "config", "c", "config.yaml", "configuration file")
	root.PersistentFlags().BoolVarP(&g.verbose, "verbose", "v", false, "tell more in the log")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{err, cmd.CommandPath()} })
	root.AddGroup(
		&cobra.Group{ID: "service", Title: "The service:"},
		&cobra.Group{ID: "stages", Title: "Its stages, one at a time:"},
		&cobra.Group{ID: "questions", Title: "Questions:"},
		&cobra.Group{ID: "offline", Title: "Offline, on files, without configuration or database:"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("service", newServe(g), newDemo(g), newCheck(g), newSource(g), newMigrate(g), newEngine(g))
	add("stages", newCrawl(g), newAlert(g), newImport(g))
	add("questions", newQuery(g), newRumors(g), newCases(g), newCrises(g), newSignals(g), newFacts(g), newOpposition(g))
	add("offline", newAnalyze(g), newBacktest(g), newAnomalies(), newExtract())
	root.AddCommand(newVersion())
	return root
}

// load reads the configuration; a missing file comes with the way out.
func (g *globals) load() (config.Config, error) {
	c, err := config.Load(g.config, os.Getenv)
	var faults config.Faults
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, hinted{err, "name the file with --config, or try `vigie demo`, which needs none"}
	case errors.As(err, &faults):
		return c, hinted{err, "mend these lines, then try `vigie check`"}
	}
	return c, err
}

// log writes to standard error, so that output can be piped.
func (g *globals) log(cmd *cobra.Command) *slog.Logger {
	level := slog.LevelInfo
	if g.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level}))
}

// quietLog is for short commands: only what went wrong.
func (g *globals) quietLog(cmd *cobra.Command) *slog.Logger {
	level := slog.LevelWarn
	if g.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: level}))
}
