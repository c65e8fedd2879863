package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/query"
	"vigie/cmd/internal/app"
	"vigie/dashboards/report"
)

func newQuery(g *globals) *cobra.Command {
	var since, from, to, format string
	var limit int
	var oldest, internal bool
	cmd := &cobra.Command{
		Use:   "query [QUERY]",
		Short: "Find stored posts, newest first",
		Long: `Finds stored posts, newest first. Accents and case do not matter. The language:

  bus retard             both words             bus OR tram            either
  bus NOT gratuit        the one, not the other (bus OR tram) grève    grouping
  "plan social"          a phrase               retard*, ret?rd        wildcards
  bus NEAR/5 incendie    within five words
  author:name  site:blog.example.org  kind:message  lang:fr  entity:acme  sentiment:negative
  url:text  tag:mobility  story:s-…  after:2026-11-01  before:2026-11-21

AND, OR, NOT and NEAR are written in capitals; the words "et" and "or" go in quotation marks.
Quote the whole query for your shell. A word that begins with - is put after --.`,
		Example: "  vigie query 'grève AND (bus OR tram)' --since 7d\n  vigie query 'entity:acme sentiment:negative' --format csv > posts.csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			q := report.Search{Query: strings.Join(args, " "), Zone: c.Zone(), Limit: limit, Oldest: oldest}
			if q.From, q.To, err = period(since, from, to, c.Zone(), time.Now()); err != nil {
				return usageError{err, cmd.CommandPath()}
			}
			if limit < 1 {
				return usageError{fmt.Errorf("--limit %d: at least 1", limit), cmd.CommandPath()}
			}
			print, ok := formats[format]
			if !ok {
				return usageError{fmt.Errorf("--format %q is not known: table, json or csv", format), cmd.CommandPath()}
			}
			s, err := app.Open(cmd.Context(), app.Options{Config: c, Log: g.quietLog(cmd)})
			if err != nil {
				return serviceHint(err)
			}
			defer s.Close()
			posts := s.Store()
			if internal {
				if posts = s.Internal(); posts == nil {
					return hinted{errors.New("no internal network is watched"), "give a source of config.yaml the kind intranet"}
				}
			}
			found, err := posts.Search(cmd.Context(), q)
			if err != nil {
				return queryHint(err)
			}
			return print(cmd.OutOrStdout(), found, c.Zone())
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "only posts of the last 2h, 7d or 4w")
	cmd.Flags().StringVar(&from, "from", "", "only posts from this day on, 2026-11-01")
	cmd.Flags().StringVar(&to, "to", "", "only posts up to this day, included")
	cmd.Flags().StringVar(&format, "format", "table", "table, json (one post a line) or csv")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many posts at most")
	cmd.Flags().BoolVar(&oldest, "oldest", false, "oldest first")
	cmd.Flags().BoolVar(&internal, "internal", false, "search the internal network instead")
	return cmd
}

var formats = map[string]func(io.Writer, report.Results, *time.Location) error{
	"table": printTable, "json": printJSON, "csv": printCSV,
}

// period reads the flags; a day is the organisation's.
func period(since, from, to string, zone *time.Location, now time.Time) (start, end time.Time, err error) {
	if since != "" && from != "" {
		return start, end, errors.New("--since and --from both say where to begin: give one")
	}
	if since != "" {
		d, err := span(since)
		if err != nil {
			return start, end, err
		}
		start = now.Add(-d)
	}
	if from != "" {
		if start, err = time.ParseInLocation(time.DateOnly, from, zone); err != nil {
			return start, end, fmt.Errorf("--from %q is not a day: write 2026-11-01", from)
		}
	}
	if to != "" {
		if end, err = time.ParseInLocation(time.DateOnly, to, zone); err != nil {
			return start, end, fmt.Errorf("--to %q is not a day: write 2026-11-21", to)
		}
		end = end.AddDate(0, 0, 1)
	}
	return start, end, nil
}

// span reads a length of time with days and weeks.
func span(s string) (time.Duration, error) {
	for suffix, unit := range map[string]time.Duration{"d": 24 * time.Hour, "j": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if n, ok := strings.CutSuffix(s, suffix); ok {
			if days, err := strconv.ParseUint(n, 10, 16); err == nil {
				return time.Duration(days) * unit, nil
			}
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d, nil
	}
	return 0, fmt.Errorf("--since %q is not a length of time: write 2h, 7d or 4w", s)
}

func printTable(w io.Writer, r report.Results, zone *time.Location) error {
	if r.Total == 0 {
		_, err := fmt.Fprintln(w, "no post found")
		return err
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, it := range r.Items {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", it.Published.In(zone).Format("2006-01-02 15:04"), clip(oneLine(it.Source.Name), 24),
			mark(it.Sentiment), clip(oneLine(title(it)), 90))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d of %d posts\n", len(r.Items), r.Total)
	return err
}

func printJSON(w io.Writer, r report.Results, _ *time.Location) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, it := range r.Items {
		if err := enc.Encode(row(it)); err != nil {
			return err
		}
	}
	return nil
}

func row(it report.Item) map[string]any {
	return map[string]any{"id": it.ID, "url": it.URL, "source": it.Source.ID, "kind": it.Kind, "author": it.Author,
		"published": it.Published.UTC().Format(time.RFC3339), "title": it.Title, "excerpt": it.Excerpt,
		"language": it.Language, "sentiment": it.Sentiment, "score": it.Score, "story": it.Story}
}

func printCSV(w io.Writer, r report.Results, _ *time.Location) error {
	c, err := report.NewCSV(w, time.UTC)
	if err != nil {
		return err
	}
	for _, it := range r.Items {
		if err := c.Write(it); err != nil {
			return err
		}
	}
	return c.Flush()
}

func title(it report.Item) string {
	if it.Title != "" {
		return it.Title
	}
	return it.Excerpt
}

func mark(sentiment string) string {
	switch sentiment {
	case "negative":
		return "-"
	case "positive":
		return "+"
	}
	return " "
}

// oneLine drops what would move the cursor or hide text on a terminal.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}), " ")
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// queryHint adds the way out to an error of the query language.
func queryHint(err error) error {
	var q *query.Error
	if errors.As(err, &q) {
		return hinted{err, "see `vigie query --help` for the language"}
	}
	return err
}
