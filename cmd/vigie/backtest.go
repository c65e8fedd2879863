package main

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/crawlers/post"
)

const (
	replayKeep   = 30 * 24 * time.Hour // posts that a replay remembers
	replayCounts = 90 * 24 * time.Hour
)

func newBacktest(g *globals) *cobra.Command {
	var facts, lang string
	var every time.Duration
	cmd := &cobra.Command{
		Use:   "backtest < POSTS",
		Short: "Replay past posts: when would each signal have come, and why",
		Long: `Replays posts, one JSON object a line in order of time, through every annotator and detector, and
writes one line for each signal when it would first have been raised and when its level changed.`,
		Example: "  vigie backtest --config config.yaml < archive.jsonl | jq -r '[.raised_at,.kind,.title]|@tsv'",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			reader, c, err := offline(g, cmd, facts)
			if err != nil {
				return err
			}
			loaded, err := readFacts(facts)
			if err != nil {
				return err
			}
			if facts == "" {
				if loaded, err = readFacts(c.Facts); err != nil {
					return err
				}
			}
			out := newJSONLines(cmd.OutOrStdout())
			sources := sourcesByID(c)
			window := replay.NewWindow(replayKeep, replayCounts, c.Watched()...)
			run := replay.New(window, every, func(s signal.Signal) error { return out.Write(replay.NewLine(s, lang)) },
				app.Detectors(c, loaded)...)
			err = eachPost(cmd.Context(), cmd.InOrStdin(), cmd.ErrOrStderr(), func(p post.Post, _ map[string]json.RawMessage) error {
				return run.Add(cmd.Context(), reader.Read(p, sources[p.Source]))
			})
			if err == nil || errors.Is(err, errQuiet) {
				if closing := run.Close(cmd.Context()); closing != nil {
					return closing
				}
			}
			if closing := out.Close(); closing != nil {
				return closing
			}
			return err
		},
	}
	cmd.Flags().StringVar(&facts, "facts", "", "facts file (YAML)")
	cmd.Flags().StringVar(&lang, "language", "en", "of titles and reasons: en or fr")
	cmd.Flags().DurationVar(&every, "every", time.Hour, "how often the detectors look, in the posts' own time")
	return cmd
}
