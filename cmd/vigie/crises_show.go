package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

func newCrisesShow(d *desk) *cobra.Command {
	var format string
	cmd := d.onCrisis("show ID", "Show a crisis: its cases, who does what, statements, contacts, decisions", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Crisis, _ []string) error {
		if format == "json" {
			enc := json.NewEncoder(d.command.OutOrStdout())
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(web.ShapeCrisis(d.config.PublicURL, c))
		}
		return d.printCrisis(ctx, d.command.OutOrStdout(), c)
	})
	cmd.Example = "  vigie crises show 91c0d2aa"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := textFormat(cmd, format); err != nil {
			return err
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// crisisCases are the cases of a crisis, each once, those merged since as what
// they are part of, and the identifiers of those that are no longer kept.
func (d *desk) crisisCases(ctx context.Context, c report.Crisis) (cases []report.Case, gone []string, err error) {
	seen := map[string]bool{}
	for _, id := range c.Cases {
		x, err := d.store.Case(ctx, id)
		if err == nil && x.Standing.Into != "" {
			x, err = d.store.Case(ctx, x.Standing.Into)
		}
		switch {
		case errors.Is(err, report.ErrNotFound):
			gone = append(gone, id)
		case err != nil:
			return nil, nil, err
		case !seen[x.ID]:
			seen[x.ID] = true
			cases = append(cases, x)
		}
	}
	return cases, gone, nil
}

func (d *desk) printCrisis(ctx context.Context, w io.Writer, c report.Crisis) error {
	fmt.Fprintln(w, oneLine(c.Title))
	fmt.Fprintln(w, strings.Join([]string{short(c.ID), d.crisisState(c), d.pair("niveau ", "level ") + d.level(c.Level)}, ", "))
	d.line(w, d.pair("Déclarée", "Declared"), d.when(c.Declared)+", "+c.By)
	d.line(w, d.pair("Ce qui s’est passé", "What happened"), c.What)
	if !c.Closed.IsZero() {
		d.line(w, d.pair("Close", "Closed"), d.when(c.Closed))
		d.line(w, d.pair("Leçon", "Lesson"), c.Lesson)
	}
	d.section(w, d.pair("Cas", "Cases"))
	g := grid{head: []string{"ID", "STATE", "RELAYS", "SOURCES", "SAID", "TRUE"}, flexible: []int{4, 5}}
	cases, gone, err := d.crisisCases(ctx, c)
	if err != nil {
		return err
	}
	for _, x := range cases {
		said, truth := d.said(x)
		g.add(short(x.ID), d.standing(x), strconv.Itoa(relays(x)), strconv.Itoa(len(x.Sources)), said, truth)
	}
	for _, id := range gone {
		g.add(short(id), d.pair("n’est plus gardé", "no longer kept"), "", "", "", "")
	}
	d.none(w, g, fmt.Sprintf(d.pair("aucun ; `vigie crises attach %s CAS` en rattache un", "none; `vigie crises attach %s CASE` adds one"), short(c.ID)))
	for _, part := range []struct {
		title, none string
		lines       []report.CrisisLine
	}{
		{d.pair("Qui fait quoi", "Who does what"), "duty %s DUTY WHO", c.Duties},
		{d.pair("Déclarations d’attente, la dernière d’abord", "Holding statements, latest first"), "holding %s TEXT", c.Holding},
		{d.pair("Contacts", "Contacts"), "contact %s WHO HOW", c.Contacts},
		{d.pair("Décisions", "Decisions"), "decide %s TEXT", c.Decisions},
	} {
		d.section(w, part.title)
		g := grid{flexible: []int{3}}
		for _, l := range part.lines {
			note := l.Note
			if l.Action == report.CrisisDuty && note == "" {
				note = d.pair("personne", "nobody")
			}
			g.add(d.when(l.At), clip(oneLine(l.Author), 20), oneLine(l.Value), oneLine(note))
		}
		d.none(w, g, d.pair("rien ; ", "none; ")+fmt.Sprintf("`vigie crises "+part.none+"`", short(c.ID)))
	}
	return nil
}

// none prints a table, or in its place how to fill it.
func (d *desk) none(w io.Writer, g grid, otherwise string) {
	if len(g.rows) == 0 {
		fmt.Fprintln(w, "  "+otherwise)
		return
	}
	g.print(w, "  ")
}

func newCrisesLog(d *desk) *cobra.Command {
	var format string
	cmd := d.onCrisis("log ID", "Every line of its log, with who wrote it, oldest first", checked(cobra.ExactArgs(1)), func(_ context.Context, c report.Crisis, _ []string) error {
		w := d.command.OutOrStdout()
		if format == "json" {
			out := newJSONLines(w)
			for _, l := range c.Log {
				if err := out.Write(l); err != nil {
					return err
				}
			}
			return out.Close()
		}
		fmt.Fprintln(w, d.crisisName(c))
		g := grid{head: []string{"#", "TIME", "BY", "WHAT", "NOTE", ""}, flexible: []int{3, 4}}
		for i, l := range c.Log {
			back := ""
			if l.Undone {
				back = d.pair("repris", "taken back")
			}
			g.add(strconv.Itoa(i+1), d.when(l.At), clip(oneLine(l.Author), 20), d.crisisDeed(c, l), oneLine(l.Note), back)
		}
		g.print(w, "")
		return nil
	})
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

// crisisDeed says in a few words what a line of a crisis's log does.
func (d *desk) crisisDeed(c report.Crisis, l report.CrisisLine) string {
	value := oneLine(l.Value)
	switch l.Action {
	case report.CrisisAttach, report.CrisisDetach:
		value = short(l.Value)
	case report.CrisisUndo:
		for i, u := range c.Log {
			if strconv.FormatInt(u.Line, 10) == l.Value {
				value = fmt.Sprintf("#%d %s", i+1, u.Action)
			}
		}
	}
	return strings.TrimSpace(string(l.Action) + " " + value)
}
