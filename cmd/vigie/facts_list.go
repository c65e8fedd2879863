package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
)

func newFactsList(d *factDesk) *cobra.Command {
	var entity, format string
	var all bool
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the facts that claims are held against",
		Example: "  vigie facts list --entity translum\n  vigie facts list --all --format json",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := formatOf(cmd, format, "table", "json"); err != nil {
				return err
			}
			return d.open(cmd, func(context.Context) error {
				if err := d.knownEntity(cmd, entity); err != nil {
					return err
				}
				now := time.Now()
				var found []fact.Entry
				for _, e := range d.registry.Entries() {
					if (entity == "" || e.Fact.Entity == entity) && (all || e.Action == fact.Put) {
						found = append(found, e)
					}
				}
				if format == "json" {
					return listFacts(cmd.OutOrStdout(), found, now)
				}
				d.table(cmd.OutOrStdout(), found, now)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&entity, "entity", "", "only of this entity of config.yaml")
	cmd.Flags().BoolVar(&all, "all", false, "the retired too")
	cmd.Flags().StringVar(&format, "format", "table", "table or json (one fact a line)")
	return cmd
}

// factLine is a fact as machines read it.
type factLine struct {
	fact.Entry
	State   fact.State    `json:"state"`
	History []versionLine `json:"history,omitempty"`
}

// versionLine is a version and what it changed.
type versionLine struct {
	Number int `json:"number"`
	fact.Version
	Changes []fact.Change `json:"changes"`
}

func listFacts(w io.Writer, found []fact.Entry, now time.Time) error {
	out := newJSONLines(w)
	for _, e := range found {
		if err := out.Write(factLine{Entry: e, State: e.State(now)}); err != nil {
			return err
		}
	}
	return out.Close()
}

func (d *factDesk) table(w io.Writer, found []fact.Entry, now time.Time) {
	if len(found) == 0 {
		if n := len(d.registry.Entries()); n > 0 {
			fmt.Fprintf(w, d.pair("aucun fait ici, sur %d ; --all montre aussi les retirés\n", "no fact here, of %d; --all shows the retired too\n"), n)
			return
		}
		fmt.Fprintln(w, d.pair("aucun fait encore ; `vigie facts set ID` en écrit un, `vigie facts import FICHIER` en reprend un fichier", "no fact yet; `vigie facts set ID` writes one, `vigie facts import FILE` takes a file in"))
		return
	}
	g := grid{head: []string{"ID", "ENTITY", "ABOUT", "TRUE", "PERIOD", "STATE", "CHANGED", "BY", "DOCUMENT"}, flexible: []int{2, 3, 8}}
	for _, e := range found {
		f, state := e.Fact, ""
		if s := e.State(now); s != fact.Valid {
			state = d.stateWord(s)
		}
		g.add(f.ID, f.Entity, f.Metric, truthOf(f, d.language), f.Period, state, e.At.In(d.zone).Format(time.DateOnly), oneLine(e.Author), cmp.Or(f.File.Name, f.Document))
	}
	g.print(w, "")
	fmt.Fprintln(w, d.pair(strings.Replace(count(len(found), "fact"), "fact", "fait", 1), count(len(found), "fact")))
}

// stateWord is a state in a word.
func (d *factDesk) stateWord(s fact.State) string {
	french := map[fact.State]string{fact.Valid: "en vigueur", fact.Ahead: "à venir", fact.Past: "passé", fact.Retired: "retiré"}
	return d.pair(cmp.Or(french[s], string(s)), string(s))
}

// truthOf is what a fact says, as short as it can be said.
func truthOf(f fact.Fact, lang string) string {
	return cmp.Or(claim.Measured(lang, f.Value, f.Unit), f.Statement.In(lang))
}

func newFactsShow(d *factDesk) *cobra.Command {
	return d.shown("show ID", "Show a fact, and how it came to be so", true)
}

func newFactsVersions(d *factDesk) *cobra.Command {
	return d.shown("versions ID", "Show who changed what in a fact, and when", false)
}

// shown is a command that tells of one fact: whole, or its versions alone.
func (d *factDesk) shown(use, about string, whole bool) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: use, Short: about, Args: checked(cobra.ExactArgs(1)), ValidArgsFunction: d.ids,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := formatOf(cmd, format, "text", "json"); err != nil {
				return err
			}
			return d.open(cmd, func(context.Context) error {
				e, err := d.entry(args[0])
				if err != nil {
					return err
				}
				w := cmd.OutOrStdout()
				switch history := d.history(e.Fact.ID); {
				case format == "json" && whole:
					return encode(w, factLine{e, e.State(time.Now()), history})
				case format == "json":
					return encode(w, history)
				default:
					if whole {
						d.whole(w, e)
					}
					d.versions(w, history)
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// history are the versions of a fact, numbered from 1, with what each changed.
func (d *factDesk) history(id string) []versionLine {
	var lines []versionLine
	var before fact.Fact
	for i, v := range d.registry.Versions(id) {
		lines = append(lines, versionLine{i + 1, v, fact.Diff(before, v.Fact)})
		before = v.Fact
	}
	return lines
}

// whole tells all of a fact, a field a line.
func (d *factDesk) whole(w io.Writer, e fact.Entry) {
	fmt.Fprintf(w, "%s, %s\n", e.Fact.ID, d.stateWord(e.State(time.Now())))
	if s := oneLine(e.Fact.Statement.In(d.language)); s != "" {
		fmt.Fprintln(w, s)
	}
	var g grid
	for _, c := range fact.Diff(fact.Fact{}, e.Fact) {
		if c.Field != "id" {
			g.add(c.Field, c.After)
		}
	}
	if f := e.Fact.File; f.Kept() {
		g.add("", fmt.Sprintf(d.pair("%s, %d octets, sha256 %s", "%s, %d bytes, sha256 %s"), f.Type, f.Size, f.Sum))
	}
	g.print(w, "  ")
	fmt.Fprintln(w, "\n"+d.pair("Versions :", "Versions:"))
}

// versions tells who changed what; of the first version, that it was written.
func (d *factDesk) versions(w io.Writer, lines []versionLine) {
	was := fact.Put
	for _, l := range lines {
		what := d.pair("changé", "changed")
		switch {
		case l.Action == fact.Retire:
			what = d.pair("retiré", "retired")
		case l.Number == 1:
			what = d.pair("écrit", "written")
		case was == fact.Retire:
			what = d.pair("remis", "put back")
		}
		was = l.Action
		line := fmt.Sprintf("  %d  %s  %s  %s", l.Number, l.At.In(d.zone).Format("2006-01-02 15:04"), oneLine(l.Author), what)
		if l.Origin != "" && l.Origin != l.Author {
			line += d.pair(" depuis ", " from ") + oneLine(l.Origin)
		}
		if l.Note != "" {
			line += " (" + oneLine(l.Note) + ")"
		}
		fmt.Fprintln(w, line)
		if l.Number > 1 {
			d.changes(w, l.Changes, true, "     ")
		}
	}
}

// changes tells fields that differ, a line each; of a new fact, what they say.
func (d *factDesk) changes(w io.Writer, list []fact.Change, known bool, lead string) {
	for _, c := range list {
		nothing := d.pair("rien", "nothing")
		after := cmp.Or(oneLine(c.After), nothing)
		if known {
			after = cmp.Or(oneLine(c.Before), nothing) + " -> " + after
		}
		if known || c.Field != "id" {
			fmt.Fprintf(w, "%s%s: %s\n", lead, c.Field, after)
		}
	}
}
