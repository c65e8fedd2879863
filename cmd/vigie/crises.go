package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

func newCrises(g *globals) *cobra.Command {
	d := &desk{g: g, names: "vigie cases list --all"}
	cmd := &cobra.Command{
		Use:     "crises",
		Aliases: []string{"crisis"},
		Short:   "Crises: their cases, who does what, what to say, what was decided, the situation report",
		Long: `A crisis gathers cases under a level (1 watched, 2 serious, 3 major): who does what, statements to hold
the line with, contacts, decisions, and a situation report to print. Each verb is a line of its log with
your name; ` + "`vigie crises undo ID`" + ` takes the last one back.

ID is an identifier or the beginning of one; CASE that of a rumour's case.`,
		Example: `  vigie crises declare 'The false count of buses' --level 2 --case 3f2a9c1b
  vigie crises duty 91c0d2aa spokesperson 'the head of press'
  vigie crises holding 91c0d2aa 'We are checking, and answer before noon.'
  vigie crises report 91c0d2aa > situation.md
  vigie crises close 91c0d2aa --lesson 'publish the register each month'`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	d.speaks(cmd)
	cmd.AddCommand(newCrisesList(d), newCrisesDeclare(d), newCrisesShow(d), newCrisesReport(d), newCrisesLog(d), newCrisesUndo(d), newCrisesClose(d))
	cmd.AddCommand(newCrisisVerbs(d)...)
	return cmd
}

// level says what a level of a crisis means.
func (d *desk) level(n int) string {
	names := []string{"", d.pair("suivie", "watched"), d.pair("grave", "serious"), d.pair("majeure", "major")}
	if n < 1 || n >= len(names) {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d %s", n, names[n])
}

// crisis is the crisis whose identifier begins as asked.
func (d *desk) crisis(ctx context.Context, asked string) (report.Crisis, error) {
	c, err := d.store.Crisis(ctx, asked)
	if !errors.Is(err, report.ErrNotFound) {
		return c, err
	}
	all, other := d.store.Crises(ctx)
	if other != nil {
		return c, err
	}
	var like []string
	for _, x := range all {
		like = append(like, fmt.Sprintf("%s (%s)", short(x.ID), clip(oneLine(x.Title), 60)))
	}
	hint := "there are " + strings.Join(like[:min(5, len(like))], ", ")
	switch {
	case len(like) == 0:
		hint = "none is declared: `vigie crises declare TITLE` declares one"
	case len(like) == 1:
		hint = "did you mean " + like[0] + "?"
	}
	return c, hinted{err, hint}
}

// onCrisis is a command about one crisis.
func (d *desk) onCrisis(use, about string, args cobra.PositionalArgs, do func(ctx context.Context, c report.Crisis, args []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: about, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		return d.open(cmd, func(ctx context.Context) error {
			c, err := d.crisis(ctx, args[0])
			if err != nil {
				return err
			}
			return do(ctx, c, args[1:])
		})
	}}
}

// inCrisis takes a line down, and says what holds now and the way back.
func (d *desk) inCrisis(ctx context.Context, l report.CrisisLine, told string) error {
	l.Author = login()
	said, err := d.store.WriteCrisis(ctx, l)
	if err != nil {
		return d.crisisHint(l, err)
	}
	c, err := d.store.Crisis(ctx, said.Crisis)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s%s %s\n%s\n", d.crisisName(c), d.colon(), told,
		fmt.Sprintf(d.pair("`vigie crises undo %s` le reprend", "`vigie crises undo %s` takes it back"), short(c.ID)))
	return err
}

func (d *desk) crisisHint(l report.CrisisLine, err error) error {
	id := short(l.Crisis)
	switch {
	case errors.Is(err, report.ErrOver):
		return hinted{err, "`vigie crises reopen " + id + "` opens it again"}
	case errors.Is(err, report.ErrBack):
		return hinted{err, "`vigie crises undo " + id + "` takes that back"}
	case errors.Is(err, report.ErrNothing) && l.Action == report.CrisisDetach:
		return hinted{err, "`vigie crises show " + id + "` lists its cases"}
	case errors.Is(err, report.ErrThere):
		return hinted{err, "`vigie crises show " + id + "` says how it stands"}
	case errors.Is(err, report.ErrNothing):
		return hinted{err, "`vigie crises log " + id + "` says what was done"}
	}
	return err
}

func (d *desk) crisisName(c report.Crisis) string { return short(c.ID) + " " + oneLine(c.Title) }

// crisisState says where a crisis stands.
func (d *desk) crisisState(c report.Crisis) string {
	switch {
	case c.Withdrawn:
		return d.pair("retirée", "taken back")
	case !c.Closed.IsZero():
		return d.pair("close", "closed")
	}
	return d.pair("ouverte", "open")
}

func newCrisesList(d *desk) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List the crises, the open before the closed, the latest change first", Args: checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "table" && format != "json" {
				return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				all, err := d.store.Crises(ctx)
				if err != nil {
					return err
				}
				return d.listCrises(cmd.OutOrStdout(), all, format)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json (one crisis a line)")
	return cmd
}

func (d *desk) listCrises(w io.Writer, all []report.Crisis, format string) error {
	if format == "json" {
		out := newJSONLines(w)
		for _, c := range all {
			if err := out.Write(web.ShapeCrisis(d.config.PublicURL, c)); err != nil {
				return err
			}
		}
		return out.Close()
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no crisis; `vigie crises declare TITLE --case ID` declares one")
		return err
	}
	g := grid{head: []string{"ID", "STATE", "LEVEL", "CASES", "DECLARED", "BY", "CHANGED", "TITLE"}, flexible: []int{7}}
	open := 0
	for _, c := range all {
		g.add(short(c.ID), d.crisisState(c), d.level(c.Level), strconv.Itoa(len(c.Cases)), moment(c.Declared, d.zone), clip(oneLine(c.By), 20), moment(c.LastChange, d.zone), oneLine(c.Title))
		if c.Closed.IsZero() {
			open++
		}
	}
	g.print(w, "")
	line := fmt.Sprintf("%d crises", len(all))
	if len(all) == 1 {
		line = "1 crisis"
	}
	_, err := fmt.Fprintf(w, "%s, %d open\n", line, open)
	return err
}

func newCrisesDeclare(d *desk) *cobra.Command {
	var cases []string
	var what string
	var level int
	cmd := &cobra.Command{
		Use: "declare TITLE [--level N] [--case ID] [--what TEXT]", Short: "Declare a crisis",
		Long: `Declares a crisis: a title, a level (1 watched, 2 serious, 3 major), the cases that it gathers and what
happened. All of it can be changed later.`,
		Example: "  vigie crises declare 'The false count of buses' --level 2 --case 3f2a9c1b --what 'Spread since Saturday, a newspaper asks.'",
		Args:    needs(-1, "a title"),
		RunE: func(cmd *cobra.Command, args []string) error {
			title := strings.TrimSpace(strings.Join(args, " "))
			switch {
			case title == "":
				return usageError{errors.New("a crisis needs a title"), cmd.CommandPath()}
			case level < 1 || level > 3:
				return usageError{fmt.Errorf("--level %d: 1 (watched), 2 (serious) or 3 (major)", level), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				var found []report.Case
				for _, id := range cases { // all of them before anything is written
					c, err := d.file(ctx, id)
					if err != nil {
						return err
					}
					found = append(found, c)
				}
				return d.declare(ctx, report.CrisisLine{Action: report.CrisisDeclare, Value: title, Note: what}, level, found)
			})
		},
	}
	cmd.Flags().StringArrayVar(&cases, "case", nil, "a case that is part of it; may be given several times")
	cmd.Flags().StringVar(&what, "what", "", "what happened")
	cmd.Flags().IntVar(&level, "level", 1, "1 (watched), 2 (serious) or 3 (major)")
	return cmd
}

func (d *desk) declare(ctx context.Context, first report.CrisisLine, level int, cases []report.Case) error {
	first.Author = login()
	said, err := d.store.WriteCrisis(ctx, first)
	if err != nil {
		return err
	}
	var rest []report.CrisisLine
	if level != 1 {
		rest = append(rest, report.CrisisLine{Action: report.CrisisLevel, Value: strconv.Itoa(level)})
	}
	for _, c := range cases {
		rest = append(rest, report.CrisisLine{Action: report.CrisisAttach, Value: c.ID})
	}
	for _, l := range rest {
		l.Crisis, l.Author = said.Crisis, first.Author
		if _, err := d.store.WriteCrisis(ctx, l); err != nil {
			return err
		}
	}
	c, err := d.store.Crisis(ctx, said.Crisis)
	if err != nil {
		return err
	}
	id := short(c.ID)
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s%s %s\n%s\n", d.crisisName(c), d.colon(),
		fmt.Sprintf(d.pair("déclarée, niveau %s, %s", "declared, level %s, %s"), d.level(c.Level), d.counted(len(c.Cases), "cas", "cas", "case", "cases")),
		fmt.Sprintf(d.pair("`vigie crises show %s` la montre, `vigie crises undo %s 1` retire la déclaration", "`vigie crises show %s` shows it, `vigie crises undo %s 1` takes the declaration back"), id, id))
	return err
}
