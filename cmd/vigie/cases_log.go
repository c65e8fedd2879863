package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/dashboards/report"
)

func newCasesLog(d *desk) *cobra.Command {
	var format string
	cmd := d.onCase("log ID", "Every line of its log, with who wrote it, oldest first", checked(cobra.ExactArgs(1)), func(_ context.Context, c report.Case, _ []string) error {
		w := d.command.OutOrStdout()
		if format == "json" {
			out := newJSONLines(w)
			for _, v := range c.Log {
				if err := out.Write(v); err != nil {
					return err
				}
			}
			return out.Close()
		}
		fmt.Fprintln(w, d.heading(c))
		if len(c.Log) == 0 {
			_, err := fmt.Fprintf(w, d.pair("rien n’a encore été fait ; `vigie cases assign %s me` le prend\n", "nothing was done yet; `vigie cases assign %s me` takes it\n"), short(c.ID))
			return err
		}
		g := grid{head: []string{"#", "TIME", "BY", "WHAT", "NOTE", ""}, flexible: []int{3, 4}}
		for i, v := range c.Log {
			back := ""
			if v.Undone {
				back = d.pair("repris", "taken back")
			}
			g.add(strconv.Itoa(i+1), d.when(v.At), clip(oneLine(v.Author), 20), d.deed(c, v), oneLine(strings.TrimSpace(v.Note+" "+v.Link)), back)
		}
		g.print(w, "")
		return nil
	})
	cmd.Long = `Lists every line of a case's log, with who wrote it: also those of the cases that were merged into it.
Lines are never changed; what was taken back is marked.`
	cmd.Example = "  vigie cases log 3f2a9c1b\n  vigie cases log 3f2a9c1b --format json | jq -r '[.at, .author, .action] | @tsv'"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if format != "table" && format != "json" {
			return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json (one line each)")
	return cmd
}

// deed says in a few words what a line of a case's log does.
func (d *desk) deed(c report.Case, v report.Verdict) string {
	text := string(v.Action)
	value := oneLine(v.Value)
	switch v.Action {
	case report.Merge:
		value = short(v.Value)
	case report.Reply, report.Reached:
		value = d.postNumber(c, v.Value)
	case report.Undo:
		for i, u := range c.Log {
			if fmt.Sprint(u.Line) == v.Value {
				value = fmt.Sprintf("#%d %s", i+1, u.Action)
			}
		}
	case report.Assign, report.Due, report.Against:
		if value == "" {
			value = d.pair("personne", "nobody")
			if v.Action != report.Assign {
				value = d.pair("aucun", "none")
			}
		}
		if at, err := deadlineOf(v); err == nil {
			value = d.when(at)
		}
	}
	text = strings.TrimSpace(text + " " + value)
	if v.Signal != c.ID { // of a case that is part of it
		text = short(v.Signal) + " " + text
	}
	return text
}

// postNumber names a post of a case as `show` numbers it.
func (d *desk) postNumber(c report.Case, id string) string {
	if id == "" {
		return d.pair("à tous", "to all")
	}
	for i, p := range c.Path {
		if p.ID == id {
			return "#" + strconv.Itoa(i+1)
		}
	}
	return short(id)
}

// undone says what was taken back, how the case stands now, and the way back.
func (d *desk) undone(ctx context.Context, id string, line int, what string) error {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s%s %s\n%s\n", d.heading(c), d.colon(), fmt.Sprintf(d.pair("repris : %s ; maintenant %s", "taken back: %s; now %s"), what, d.standing(c)),
		fmt.Sprintf(d.pair("`vigie cases undo %s %d` reprend cette reprise", "`vigie cases undo %s %d` takes that back"), short(c.ID), len(c.Log)))
	return err
}
