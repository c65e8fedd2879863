package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"vigie/analyzers"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

func newAnalyze(g *globals) *cobra.Command {
	var facts, since string
	cmd := &cobra.Command{
		Use:   "analyze < POSTS",
		Short: "Read posts: language, sentiment, mentions, claims, stance, story, rumour, ambassador",
		Long: `Reads posts from standard input, one JSON object a line, and writes each with what was read from
it: language, sentiment, mentions, claims, stance, doubt, rumor, ambassador, story, story_title,
copy_of, terms.
Fields that it does not know are kept. It needs no configuration; with --config it knows your
entities, with --facts your figures. With --since it re-reads stored posts instead (after a change of
entities or facts), and writes nothing out.`,
		Example: "  vigie analyze --facts facts.yaml < posts.jsonl | jq 'select(.rumor.is)'\n  vigie analyze --config config.yaml --since 30d",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if since != "" {
				return reread(g, cmd, since)
			}
			reader, c, err := offline(g, cmd, facts)
			if err != nil {
				return err
			}
			hasty()
			sources := sourcesByID(c)
			out := newJSONLines(cmd.OutOrStdout())
			err = eachPost(cmd.Context(), cmd.InOrStdin(), cmd.ErrOrStderr(), func(p post.Post, fields map[string]json.RawMessage) error {
				return out.Write(annotated(fields, p.ID, reader.Read(p, sources[p.Source]).Annotation))
			})
			if closing := out.Close(); closing != nil {
				return closing
			}
			return err
		},
	}
	cmd.Flags().StringVar(&facts, "facts", "", "facts file (YAML)")
	cmd.Flags().StringVar(&since, "since", "", "re-read the stored posts of the last 2h, 7d or 4w")
	return cmd
}

// offline builds a reader from the flags alone: config.yaml only where it is
// named.
func offline(g *globals, cmd *cobra.Command, factsPath string) (*analyzers.Reader, config.Config, error) {
	var c config.Config
	if cmd.Flags().Changed("config") {
		var err error
		if c, err = g.load(); err != nil {
			return nil, c, err
		}
	}
	if factsPath == "" {
		factsPath = c.Facts
	}
	facts, err := readFacts(factsPath)
	if err != nil {
		return nil, c, err
	}
	reader, err := app.NewReader(c, facts)
	return reader, c, err
}

func sourcesByID(c config.Config) map[string]post.Source {
	out := map[string]post.Source{}
	for _, s := range c.Watched() {
		out[s.ID] = s
	}
	return out
}

// annotated is the line as it came, with what was read from it: the annotation
// wins where both name a field.
func annotated(fields map[string]json.RawMessage, id string, a any) map[string]any {
	out := make(map[string]any, len(fields)+11)
	for k, v := range fields {
		out[k] = v
	}
	body, err := json.Marshal(a)
	if err == nil {
		var read map[string]json.RawMessage
		if err = json.Unmarshal(body, &read); err == nil {
			for k, v := range read {
				out[k] = v
			}
		}
	}
	if err != nil { // a NaN would be a fault of an annotator
		fmt.Fprintf(os.Stderr, "post %s: %v\n", id, err)
	}
	out["id"] = id
	return out
}

func reread(g *globals, cmd *cobra.Command, since string) error {
	s, err := open(g, cmd)
	if err != nil {
		return err
	}
	defer s.Close()
	d, err := span(since)
	if err != nil {
		return usageError{err, cmd.CommandPath()}
	}
	if err := takeIn(cmd, s); err != nil {
		return err
	}
	bar := newProgress(cmd.ErrOrStderr(), "analyze", -1)
	n, err := s.Reread(cmd.Context(), d, func(n int) { bar.Add(n) })
	bar.Close()
	if err != nil {
		return hinted{err, "run it again: what was read already stays once"}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d posts read again\n", n)
	return err
}
