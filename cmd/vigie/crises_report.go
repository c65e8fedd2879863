package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

func newCrisesReport(d *desk) *cobra.Command {
	cmd := d.onCrisis("report ID", "Write the situation report, in Markdown", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Crisis, _ []string) error {
		return d.situation(ctx, d.command.OutOrStdout(), c, time.Now())
	})
	cmd.Long = "Writes a situation report: plain text that can be mailed, and Markdown that can be printed."
	cmd.Example = "  vigie crises report 91c0d2aa --language fr > situation.md"
	return cmd
}

// situation writes where a crisis stands.
func (d *desk) situation(ctx context.Context, w io.Writer, c report.Crisis, now time.Time) error {
	fmt.Fprintf(w, "# %s%s %s\n\n", d.pair("Point de situation", "Situation report"), d.colon(), marked(c.Title))
	fmt.Fprintf(w, "%s\n\n", strings.Join([]string{d.pair("Au ", "As of ") + d.long(now), d.pair("niveau ", "level ") + d.level(c.Level), d.crisisState(c),
		fmt.Sprintf(d.pair("déclarée le %s par %s", "declared %s by %s"), d.long(c.Declared), marked(c.By))}, "; "))
	if c.What != "" {
		d.chapter(w, d.pair("Ce qui s’est passé", "What happened"))
		fmt.Fprintf(w, "%s\n\n", marked(c.What))
	}
	d.chapter(w, d.pair("Les rumeurs", "The rumours"))
	if len(c.Cases) == 0 {
		fmt.Fprintf(w, "%s\n\n", d.pair("Aucune n’y est rattachée.", "None is part of it."))
	}
	cases, _, err := d.crisisCases(ctx, c)
	if err != nil {
		return err
	}
	for _, x := range cases {
		d.caseReport(w, x, now)
	}
	d.conduct(w, c)
	d.outcome(w, c)
	return nil
}

// conduct writes who does what in a crisis, what is said and what was decided.
func (d *desk) conduct(w io.Writer, c report.Crisis) {
	d.table(w, d.pair("Qui fait quoi", "Who does what"), []string{d.pair("Tâche", "Duty"), d.pair("Qui", "Who")}, c.Duties, func(l report.CrisisLine) []string {
		if l.Note == "" {
			return []string{l.Value, d.pair("personne", "nobody")}
		}
		return []string{l.Value, l.Note}
	})
	if len(c.Holding) > 0 {
		d.chapter(w, d.pair("Ce que nous disons", "What we say"))
		for _, l := range c.Holding {
			fmt.Fprintf(w, "> %s\n\n%s\n\n", marked(l.Note), strings.Join(nonempty([]string{d.long(l.At), marked(l.Author), marked(l.Value)}), ", "))
		}
	}
	d.table(w, "Contacts", []string{d.pair("Qui", "Who"), d.pair("Comment", "How")}, c.Contacts, func(l report.CrisisLine) []string { return []string{l.Value, l.Note} })
	d.table(w, d.pair("Décisions", "Decisions"), []string{d.pair("Quand", "When"), d.pair("Qui", "Who"), d.pair("Quoi", "What")}, c.Decisions, func(l report.CrisisLine) []string {
		return []string{d.when(l.At), l.Author, l.Note}
	})
}

// outcome writes what was learned, and all that was done.
func (d *desk) outcome(w io.Writer, c report.Crisis) {
	if c.Lesson != "" {
		d.chapter(w, d.pair("Ce que nous en retenons", "What we learned"))
		fmt.Fprintf(w, "%s\n\n", marked(c.Lesson))
	}
	var held []report.CrisisLine
	for _, l := range c.Log {
		if !l.Undone && l.Action != report.CrisisUndo {
			held = append(held, l)
		}
	}
	d.table(w, d.pair("Chronologie", "Timeline"), []string{d.pair("Quand", "When"), d.pair("Qui", "Who"), d.pair("Quoi", "What")}, held, func(l report.CrisisLine) []string {
		return []string{d.when(l.At), l.Author, strings.TrimSpace(d.crisisDeed(c, l) + " " + l.Note)}
	})
}

func (d *desk) long(t time.Time) string { return phrase.Long(d.language, t.In(d.zone)) }

func (d *desk) chapter(w io.Writer, title string) { fmt.Fprintf(w, "## %s\n\n", title) }

// caseReport is a case in a situation report.
func (d *desk) caseReport(w io.Writer, x report.Case, now time.Time) {
	said, truth := d.said(x)
	fmt.Fprintf(w, "### %s (%s)\n\n", marked(x.Title.In(d.language)), short(x.ID))
	entry := func(name, text string) {
		if text != "" {
			fmt.Fprintf(w, "- %s%s %s\n", name, d.colon(), marked(text))
		}
	}
	entry(d.pair("Ce qui est dit", "Said"), said)
	entry(d.pair("Ce qui est vrai", "True"), truth)
	if x.Fact != nil {
		entry(d.pair("Document", "Document"), strings.Join(nonempty([]string{x.Fact.Document, x.Fact.File.Name}), ", "))
	}
	entry(d.pair("État", "State"), strings.Join(nonempty([]string{d.standing(x), x.Handling.Owner, d.due(x, now)}), ", "))
	entry(d.pair("Portée par", "Carried by"), fmt.Sprintf("%s, %s, %s – %s", d.counted(relays(x), "relais", "relais", "relay", "relays"),
		d.counted(len(x.Sources), "source", "sources", "source", "sources"), d.when(x.FirstAt), d.when(x.LastAt)))
	if len(x.Path) > 0 && x.Rumour != nil {
		first := x.Path[0]
		entry(d.pair("Origine", "Origin"), strings.Join(nonempty([]string{d.when(first.Published), first.Source.Name}), ", ")+
			" ("+fmt.Sprintf(d.pair("sûr à %s", "%s sure"), d.percent(x.Rumour.Origin.Sure))+")")
	}
	if x.Handling.State != report.CaseClosed {
		entry(d.pair("À venir", "To come"), d.forecast(x.Forecast))
	}
	entry(d.pair("Classes", "Classes"), tops(x.Classes))
	entry(d.pair("Réponses", "Replies"), strconv.Itoa(len(x.Handling.Replies)))
	if n := len(x.Handling.Replies); n > 0 {
		entry(d.pair("La dernière", "The last"), d.when(x.Handling.Replies[n-1].At)+", "+d.effect(x.Handling.Replies[n-1].Effect))
	}
	fmt.Fprintln(w)
}

// table is a chapter with a row a line; nothing where there is none.
func (d *desk) table(w io.Writer, title string, head []string, lines []report.CrisisLine, row func(report.CrisisLine) []string) {
	if len(lines) == 0 {
		return
	}
	d.chapter(w, title)
	fmt.Fprintf(w, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	for _, l := range lines {
		cells := row(l)
		for i, c := range cells {
			cells[i] = marked(c)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	fmt.Fprintln(w)
}

// marked is a text on one line that Markdown takes for nothing but text.
func marked(text string) string {
	return markdown.Replace(strings.TrimLeft(oneLine(text), "#>-+ "))
}

var markdown = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`)
