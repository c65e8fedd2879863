package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/analyzers/text"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// quick is how long a command waits for what it can do without.
const quick = 3 * time.Second

// listing is one source as it is listed; Health only where Visited.
type listing struct {
	config.Source
	report.Health
	visited bool
}

func newSourceList(g *globals) *cobra.Command {
	var by, format string
	var pick picker
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the sources of config.yaml, and how they are",
		Long: `Lists the sources of config.yaml. Where a service runs beside, or config.yaml names a database, it
tells of each how the last visit ended, when the last good one was, when the next one is due, and how
many posts were stored in the last 7 days.`,
		Example: "  vigie source list --by owner\n  vigie source list --tag mobility --format csv > sources.csv",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if by != "" && groupings[by] == nil {
				return usageError{fmt.Errorf("--by %q is not known: owner, tag, language, kind, audience or state", by), cmd.CommandPath()}
			}
			if !slices.Contains([]string{"table", "json", "csv"}, format) {
				return usageError{fmt.Errorf("--format %q is not known: table, json or csv", format), cmd.CommandPath()}
			}
			c, err := g.load()
			if err != nil {
				return err
			}
			all := listings(cmd, c, app.Options{Config: c, Log: g.quietLog(cmd), Now: time.Now})
			var shown []listing
			for _, s := range all {
				if pick.takes(s.Source) {
					shown = append(shown, s)
				}
			}
			switch out := cmd.OutOrStdout(); format {
			case "json":
				return listJSON(out, shown)
			case "csv":
				return listCSV(out, shown)
			default:
				return listTable(out, shown, by, c.Zone())
			}
		},
	}
	pick.flags(cmd)
	cmd.Flags().StringVar(&by, "by", "", "in groups: owner, tag, language, kind, audience or state")
	cmd.Flags().StringVar(&format, "format", "table", "table, json (one source a line) or csv")
	return cmd
}

// picker chooses sources by what they are said to be.
type picker struct{ tag, owner, language, kind string }

func (p *picker) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.tag, "tag", "", "only those with this tag")
	cmd.Flags().StringVar(&p.owner, "owner", "", "only those of this owner: press, staff, ...")
	cmd.Flags().StringVar(&p.language, "language", "", "only those in this language")
	cmd.Flags().StringVar(&p.kind, "kind", "", "only those of this kind: feed, blog, forum, ...")
}

func (p *picker) takes(s config.Source) bool {
	tagged := func(tag string) bool { return text.Fold(tag) == text.Fold(p.tag) }
	return (p.tag == "" || slices.ContainsFunc(s.Tags, tagged)) && (p.owner == "" || s.Owner == p.owner) &&
		(p.language == "" || s.Language == p.language) && (p.kind == "" || s.Kind == p.kind)
}

// listings are the sources in the order of the file, with how they are where
// the database can tell at once.
func listings(cmd *cobra.Command, c config.Config, o app.Options) []listing {
	ctx, cancel := context.WithTimeout(cmd.Context(), quick)
	defer cancel()
	health := map[string]report.Health{}
	if len(c.Sources) > 0 {
		found, err := app.Health(ctx, o)
		switch {
		case errors.Is(err, app.ErrNoService):
			fmt.Fprintln(cmd.ErrOrStderr(), "no service runs, so how the sources are is not known; `vigie source test ID` looks")
		case err != nil:
			fmt.Fprintf(cmd.ErrOrStderr(), "how the sources are is not known: %s\n", oneLine(err.Error()))
		}
		for _, h := range found {
			if h.Silent { // it answers, and says nothing new for longer than usual
				h.State = "silent"
			}
			health[h.Source.ID] = h
		}
	}
	out := make([]listing, 0, len(c.Sources))
	for _, s := range c.Sources {
		h, ok := health[s.ID]
		h.Error = post.Masked(h.Error)
		out = append(out, listing{masked(s), h, ok})
	}
	return out
}

// masked is a source as people may see it: an address that holds a secret gives
// it away, and so do the id and the name that come of it.
func masked(s config.Source) config.Source {
	s.URL, s.ID, s.Name = post.Masked(s.URL), post.Masked(s.ID), post.Masked(s.Name)
	return s
}

var groupings = map[string]func(listing) []string{
	"owner":    func(s listing) []string { return []string{s.Owner} },
	"language": func(s listing) []string { return []string{s.Language} },
	"kind":     func(s listing) []string { return []string{s.Kind} },
	"state":    func(s listing) []string { return []string{s.State} },
	"audience": func(s listing) []string { return []string{strconv.Itoa(report.BandOf(s.Audience).Least)} },
	"tag": func(s listing) []string {
		if len(s.Tags) == 0 {
			return []string{""}
		}
		return s.Tags
	},
}

func listTable(w io.Writer, all []listing, by string, zone *time.Location) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no source here; without a choice `vigie source list` shows all, and `vigie source add blog.example.org` adds one")
		return err
	}
	if by == "" {
		printGroup(w, all, "", zone)
		_, err := fmt.Fprintln(w, sum(all))
		return err
	}
	groups := map[string][]listing{}
	var names []string
	for _, s := range all {
		for _, name := range groupings[by](s) {
			if groups[name] == nil {
				names = append(names, name)
			}
			groups[name] = append(groups[name], s)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int {
		if by == "audience" {
			return cmp.Compare(groups[b][0].Audience, groups[a][0].Audience) // bands have nothing in common
		}
		return cmp.Compare(len(groups[b]), len(groups[a]))
	})
	for _, name := range names {
		title := oneLine(name)
		if by == "audience" {
			title = bandName(report.BandOf(groups[name][0].Audience))
		}
		fmt.Fprintf(w, "%s: %s\n", cmp.Or(title, "no "+by), sum(groups[name]))
		printGroup(w, groups[name], by, zone)
		fmt.Fprintln(w)
	}
	_, err := fmt.Fprintln(w, "all: "+sum(all))
	return err
}

func bandName(b report.Band) string {
	number := func(n int) string { return phrase.Number("en", float64(n)) }
	switch {
	case b.Least == 0:
		return ""
	case b.Below == 0:
		return "audience of " + number(b.Least) + " and more"
	case b.Least == 1:
		return "audience under " + number(b.Below)
	}
	return "audience of " + number(b.Least) + " to " + number(b.Below)
}

func sum(all []listing) string {
	audience := 0
	for _, s := range all {
		audience += s.Audience
	}
	text := count(len(all), "source")
	if audience > 0 {
		text += ", " + phrase.Number("en", float64(audience)) + " readers a month"
	}
	return text
}

// printGroup leaves out what by says already.
func printGroup(w io.Writer, all []listing, by string, zone *time.Location) {
	g := grid{head: []string{"ID", "NAME", "KIND", "OWNER", "LANG", "AUDIENCE", "STATE", "LAST GOOD", "NEXT", "POSTS 7 D", "TAGS"}, flexible: []int{1, 10}}
	for _, s := range all {
		name, audience, posts := s.Source.Name, "", ""
		if name == s.ID {
			name = ""
		}
		if s.Audience > 0 {
			audience = phrase.Number("en", float64(s.Audience))
		}
		if s.visited {
			posts = strconv.Itoa(s.Posts)
		}
		switch by {
		case "kind":
			s.Kind = ""
		case "owner":
			s.Owner = ""
		case "language":
			s.Language = ""
		}
		g.add(oneLine(s.ID), oneLine(name), s.Kind, s.Owner, oneLine(s.Language), audience, s.State,
			moment(s.LastGood, zone), moment(s.Next, zone), posts, oneLine(strings.Join(s.Tags, ", ")))
	}
	g.print(w, "")
	for _, s := range all {
		if s.Error != "" {
			fmt.Fprintf(w, "  %s: %s\n", oneLine(s.ID), clip(oneLine(s.Error), 200))
		}
	}
}

func moment(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("02 Jan 15:04")
}

func listJSON(w io.Writer, all []listing) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, s := range all {
		row := map[string]any{"id": s.ID, "name": s.Source.Name, "url": s.URL, "kind": s.Kind, "owner": s.Owner,
			"language": s.Language, "audience": s.Audience, "tags": append([]string{}, s.Tags...)}
		if s.visited {
			row["state"], row["last_good"], row["next"], row["posts"], row["error"] = s.State, instant(s.LastGood), instant(s.Next), s.Posts, s.Error
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

// instant is t as machines read it; nil where there is none.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

func listCSV(w io.Writer, all []listing) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "name", "url", "kind", "owner", "language", "audience", "tags", "state", "last_good", "next", "posts"}}
	for _, s := range all {
		good, _ := instant(s.LastGood).(string)
		next, _ := instant(s.Next).(string)
		posts := ""
		if s.visited {
			posts = strconv.Itoa(s.Posts)
		}
		rows = append(rows, inert(s.ID, s.Source.Name, s.URL, s.Kind, s.Owner, s.Language, strconv.Itoa(s.Audience),
			strings.Join(s.Tags, ", "), s.State, good, next, posts))
	}
	return out.WriteAll(rows)
}

// inert keeps a spreadsheet from taking a stranger's text for a formula.
func inert(cells ...string) []string {
	for i, c := range cells {
		if strings.IndexAny(c, "=+-@\t\r\n＝＋－＠") == 0 {
			cells[i] = "'" + c
		}
	}
	return cells
}
