package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

const (
	replayKeep   = 30 * 24 * time.Hour  // posts that a replay remembers
	replayCounts = 400 * 24 * time.Hour // where little is said, the past that weak signals ask for is long
)

// backtest is what the flags of `vigie backtest` say.
type backtest struct {
	facts, lang, format, page, since string
	every                            time.Duration
}

func newBacktest(g *globals) *cobra.Command {
	var b backtest
	cmd := &cobra.Command{
		Use:   "backtest < POSTS",
		Short: "Replay past posts: when would each signal have come, how long before its peak, and why",
		Long: `Replays posts through every annotator and detector, as if they came in now, and writes what would
have been raised: one signal a line with the time at which it would have come, the levels it went through,
its peak (most posts within six hours) and the lead: the hours from the one to the other. It reads JSON
Lines in order of time from standard input, or with --since what is stored, as it was read then.`,
		Example: "  vigie backtest --config config.yaml --format table < archive.jsonl\n  vigie backtest --since 90d --page backtest.html",
		Args:    checked(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return b.run(g, cmd) },
	}
	cmd.Flags().StringVar(&b.facts, "facts", "", "facts file (YAML)")
	cmd.Flags().StringVar(&b.lang, "language", "en", "of titles and reasons: en or fr")
	cmd.Flags().StringVar(&b.format, "format", "json", "json (one signal a line) or table")
	cmd.Flags().StringVar(&b.page, "page", "", "write a page with charts to this file, too")
	cmd.Flags().StringVar(&b.since, "since", "", "replay the stored posts of the last 90d or 12w instead")
	cmd.Flags().DurationVar(&b.every, "every", 15*time.Minute, "how often the detectors look, in the posts' own time")
	return cmd
}

func (b backtest) run(g *globals, cmd *cobra.Command) error {
	if !slices.Contains([]string{"json", "table"}, b.format) {
		return usageError{fmt.Errorf("--format %q is not known: json or table", b.format), cmd.CommandPath()}
	}
	if !slices.Contains([]string{"en", "fr"}, b.lang) {
		return usageError{fmt.Errorf("--language %q is not known: en or fr", b.lang), cmd.CommandPath()}
	}
	var page *os.File
	if b.page != "" { // a name that cannot be written is told before the work, not after
		var err error
		if page, err = os.Create(b.page); err != nil {
			return fmt.Errorf("--page: %w", err)
		}
		defer page.Close()
	}
	replayed, c, err := b.replay(g, cmd)
	if replayed == nil {
		return err
	}
	if seen := replayed.Seen(); 20*seen.Late > seen.Posts {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %d of %d posts came after later ones: what follows is not what would have been raised\n"+
			"hint: sort the posts by \"published\" first\n", seen.Late, seen.Posts)
	}
	outcomes := replayed.Outcomes()
	if page != nil {
		if writing := web.WriteBacktest(page, b.lang, c.Zone(), told(replayed.Seen(), outcomes, c)); writing != nil {
			return fmt.Errorf("--page: %w", writing)
		}
	}
	if writing := b.write(cmd.OutOrStdout(), outcomes, c.Zone()); writing != nil {
		return writing
	}
	return err
}

// replay returns the replay of all posts; nil where it failed. Lines that were
// left out give an error beside it.
func (b backtest) replay(g *globals, cmd *cobra.Command) (*replay.Replay, config.Config, error) {
	hasty()
	reader, c, err := offline(g, cmd, b.facts)
	if err != nil {
		return nil, c, err
	}
	if b.since != "" {
		if c, err = g.load(); err != nil {
			return nil, c, err
		}
	}
	facts, err := readFacts(cmp.Or(b.facts, c.Facts))
	if err != nil {
		return nil, c, err
	}
	r := replay.New(replay.NewWindow(replayKeep, replayCounts, c.Watched()...), b.every, func(signal.Signal) error { return nil }, app.Detectors(c, facts, nil)...)
	bar := newProgress(cmd.ErrOrStderr(), "backtest", -1)
	defer bar.Close()
	add := func(p annotation.Post) error {
		bar.Add(1)
		return r.Add(cmd.Context(), p)
	}
	if b.since != "" {
		err = b.stored(cmd.Context(), g, cmd, add)
	} else {
		sources := sourcesByID(c)
		err = eachPost(cmd.Context(), cmd.InOrStdin(), cmd.ErrOrStderr(), func(p post.Post, _ map[string]json.RawMessage) error {
			return add(reader.Read(p, sources[p.Source]))
		})
	}
	if err != nil && !errors.Is(err, errQuiet) {
		return nil, c, err
	}
	if closing := r.Close(cmd.Context()); closing != nil {
		return nil, c, closing
	}
	return r, c, err
}

// stored hands over the stored posts of the last while.
func (b backtest) stored(ctx context.Context, g *globals, cmd *cobra.Command, add func(annotation.Post) error) error {
	d, err := span(b.since)
	if err != nil {
		return usageError{err, cmd.CommandPath()}
	}
	s, err := open(g, cmd)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Store().Each(ctx, time.Now().Add(-d), time.Time{}, add)
}

func (b backtest) write(w io.Writer, outcomes []replay.Outcome, zone *time.Location) error {
	if b.format == "json" {
		out := newJSONLines(w)
		for _, o := range outcomes {
			if err := out.Write(replay.NewLine(o, b.lang)); err != nil {
				return err
			}
		}
		return out.Close()
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "RAISED\tKIND\tLEVEL\tPOSTS\tPEAK\tLEAD\tTITLE")
	for _, o := range outcomes {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\n", o.RaisedAt.In(zone).Format("2006-01-02 15:04"), o.Kind, o.Levels[len(o.Levels)-1].Level,
			len(o.Times), o.Peak, lead(o.Lead()), oneLine(o.Title.In(b.lang)))
	}
	return t.Flush()
}

// told is a replay as its page tells it.
func told(seen replay.Seen, outcomes []replay.Outcome, c config.Config) report.Backtest {
	b := report.Backtest{Organisation: c.Organisation.Name, Posts: seen.Posts, From: seen.From, To: seen.To}
	for _, o := range outcomes {
		b.Signals = append(b.Signals, report.Replayed{Signal: o.Signal, Reached: o.Levels[len(o.Levels)-1].Level, Times: o.Times, Peak: o.Peak, PeakAt: o.PeakAt})
	}
	return b
}

// lead writes a lead to the hour.
func lead(d time.Duration) string {
	hours := int(math.Round(d.Hours()))
	if hours == 0 {
		return "0 h"
	}
	return fmt.Sprintf("%+d h", hours)
}
