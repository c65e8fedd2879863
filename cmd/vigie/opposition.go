package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/dashboards/report"
)

func newOpposition(g *globals) *cobra.Command {
	d := &desk{g: g, names: "vigie opposition list"}
	cmd := &cobra.Command{
		Use:     "opposition",
		Aliases: []string{"oppositions"},
		Short:   "Those who object to being listed among the relays of a rumour",
		Long: `Keeps the list of those who object (article 21 GDPR) to being ranked among the relays of a rumour: no
list of contacts names them. What they publish is read all the same, like any public post.`,
		Example: "  vigie opposition add voie_unique --source forum.example.org --why 'their mail of 12 May'\n  vigie opposition list",
		Args:    subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	d.speaks(cmd)
	cmd.AddCommand(newOppositionList(d), newOppositionAdd(d), newOppositionWithdraw(d))
	return cmd
}

func newOppositionList(d *desk) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List those who object, the oldest first", Args: checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "table" && format != "json" {
				return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				all, err := d.store.Oppositions(ctx)
				if err != nil {
					return err
				}
				return d.listOppositions(cmd.OutOrStdout(), all, format)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json (one objection a line)")
	return cmd
}

func (d *desk) listOppositions(w io.Writer, all []report.Opposition, format string) error {
	if format == "json" {
		out := newJSONLines(w)
		for _, o := range all {
			if err := out.Write(o); err != nil {
				return err
			}
		}
		return out.Close()
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "nobody objects; `vigie opposition add NAME --source ID` takes an objection down")
		return err
	}
	g := grid{head: []string{"NAME", "SOURCE", "SINCE", "BY", "NOTE"}, flexible: []int{0, 4}}
	for _, o := range all {
		source := oneLine(o.Source)
		if source == "" {
			source = d.pair("partout", "anywhere")
		}
		g.add(oneLine(o.Person), source, moment(o.At, d.zone), clip(oneLine(o.Author), 20), oneLine(o.Note))
	}
	g.print(w, "")
	return nil
}

func newOppositionAdd(d *desk) *cobra.Command {
	var o report.Opposition
	cmd := &cobra.Command{
		Use: "add NAME [--source ID]", Short: "Put somebody on the list: the name that their posts are signed with",
		Example: "  vigie opposition add voie_unique --source forum.example.org --why 'their mail of 12 May'",
		Args:    needs(-1, "the name that their posts are signed with"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Person = oneLine(strings.Join(args, " "))
			if o.Person == "" {
				return usageError{errors.New("an objection needs the name that posts are signed with"), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error { return d.oppose(ctx, o) })
		},
	}
	cmd.Flags().StringVar(&o.Source, "source", "", "identifier of the source where they write, as `vigie source list` names it (default: wherever they write)")
	cmd.Flags().StringVar(&o.Note, "why", "", "how it came, for those who read it later")
	return cmd
}

func (d *desk) oppose(ctx context.Context, o report.Opposition) error {
	before, err := d.store.Oppositions(ctx)
	if err != nil {
		return err
	}
	o.Author = login()
	said, err := d.store.Oppose(ctx, o)
	if err != nil {
		return hinted{err, "`vigie source list` names the sources"}
	}
	told := d.pair("n’est plus dans aucun classement", "is in no ranking any more")
	if slices.ContainsFunc(before, func(x report.Opposition) bool { return x.Line == said.Line }) {
		told = d.pair("y était déjà", "was on the list already")
	}
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s %s\n`%s` %s\n", oneLine(said.Person), told, onList("withdraw", said), d.pair("l’en retire", "takes them off the list"))
	return err
}

// onList is the command that does something with an objection.
func onList(verb string, o report.Opposition) string {
	command := "vigie opposition " + verb + " " + report.ShellWord(oneLine(o.Person))
	if o.Source != "" {
		command += " --source " + report.ShellWord(oneLine(o.Source))
	}
	return command
}

func newOppositionWithdraw(d *desk) *cobra.Command {
	var asked report.Opposition
	cmd := &cobra.Command{
		Use: "withdraw NAME [--source ID]", Short: "Take somebody off the list again", Args: needs(-1, "the name as it stands in `vigie opposition list`"),
		RunE: func(cmd *cobra.Command, args []string) error {
			asked.Person = oneLine(strings.Join(args, " "))
			return d.open(cmd, func(ctx context.Context) error {
				o, err := d.objection(ctx, asked, cmd.Flags().Changed("source"))
				if err != nil {
					return err
				}
				if err := d.store.Withdraw(ctx, o.Line, login()); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n`%s` %s\n", oneLine(o.Person), d.pair("n’est plus sur la liste", "is off the list"), onList("add", o), d.pair("l’y remet", "puts them back"))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&asked.Source, "source", "", "where they object, if the name is on the list more than once; empty: wherever they write")
	return cmd
}

// objection is the one of that name, and where it is named of that source.
func (d *desk) objection(ctx context.Context, asked report.Opposition, there bool) (report.Opposition, error) {
	all, err := d.store.Oppositions(ctx)
	if err != nil {
		return report.Opposition{}, err
	}
	var found []report.Opposition
	for _, o := range all {
		if there && o.Is(asked) || !there && o.Is(report.Opposition{Person: asked.Person, Source: o.Source}) {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return report.Opposition{}, hinted{fmt.Errorf("%q is not on the list", asked.Person), "`vigie opposition list` shows who is"}
	}
	var ways []string
	for _, o := range found {
		if o.Source == "" {
			ways = append(ways, onList("withdraw", o)+" --source ''")
			continue
		}
		ways = append(ways, onList("withdraw", o))
	}
	return report.Opposition{}, hinted{fmt.Errorf("%q is on the list %d times", asked.Person, len(found)), strings.Join(ways, ", or ")}
}
