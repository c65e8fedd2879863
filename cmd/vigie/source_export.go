package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/config"
	"vigie/crawlers/opml"
	"vigie/crawlers/post"
)

func newSourceExport(g *globals) *cobra.Command {
	var format string
	var pick picker
	writers := map[string]func(io.Writer, string, []config.Source) error{"opml": exportOPML, "yaml": exportYAML, "csv": exportCSV}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Print the sources of config.yaml as OPML, which other readers import",
		Long: `Prints the sources of config.yaml as OPML 2.0, YAML or CSV. The OPML file holds all that
` + "`vigie source import`" + ` needs to make the same list again, but for leave, token_file and secrets in addresses, as in ?token=:
an owner's agreement and a token are nobody else's. The internal network stays out of it, unless --kind intranet asks for it.`,
		Example: "  vigie source export > sources.opml\n  vigie source export --tag mobility --format csv",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			write := writers[format]
			if write == nil {
				return usageError{fmt.Errorf("--format %q is not known: opml, yaml or csv", format), cmd.CommandPath()}
			}
			c, err := g.load()
			if err != nil {
				return err
			}
			var chosen []config.Source
			for _, s := range c.Sources {
				inside := s.Kind == string(post.Intranet) && pick.kind != s.Kind
				if pick.takes(s) && !inside {
					chosen = append(chosen, masked(s))
				}
			}
			return write(cmd.OutOrStdout(), c.Organisation.Name, chosen)
		},
	}
	pick.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "opml", "opml, yaml or csv")
	return cmd
}

func exportOPML(w io.Writer, title string, sources []config.Source) error {
	list := opml.List{Title: title}
	for _, s := range sources {
		s = s.Written()
		o := opml.Source{Name: s.Name, Language: s.Language, Tags: s.Tags, ID: s.ID, Kind: s.Kind, Owner: s.Owner,
			Schedule: s.Schedule, Audience: s.Audience, Every: s.Every, Site: s.URL}
		if s.Kind == string(post.Feed) { // which its place says
			o.Kind, o.Feed, o.Site = "", s.URL, ""
		}
		list.Sources = append(list.Sources, o)
	}
	return opml.Write(w, list)
}

func exportYAML(w io.Writer, _ string, sources []config.Source) error {
	if len(sources) == 0 {
		_, err := fmt.Fprintln(w, "sources: []")
		return err
	}
	var written []config.Source
	for _, s := range sources {
		written = append(written, s.Written())
	}
	_, err := fmt.Fprint(w, "sources:\n"+indented(config.YAML(written...)))
	return err
}

func exportCSV(w io.Writer, _ string, sources []config.Source) error {
	rows := [][]string{{"id", "name", "url", "kind", "owner", "language", "audience", "tags", "every", "schedule"}}
	for _, s := range sources {
		own, every := s.Written(), ""
		if own.Every > 0 {
			every = config.Interval(own.Every)
		}
		rows = append(rows, inert(s.ID, s.Name, s.URL, s.Kind, s.Owner, s.Language, strconv.Itoa(s.Audience),
			strings.Join(s.Tags, ", "), every, s.Schedule))
	}
	return csv.NewWriter(w).WriteAll(rows)
}
