package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vigie/analyzers/fact"
)

// settable are the fields that `vigie facts set` has flags for, and what they
// say.
var settable = [][2]string{
	{"entity", "whom it is about, of config.yaml (default for a new one: the organisation)"},
	{"metric", `what it is about: "bus en service"`},
	{"aliases", `other ways to name it, in any language: "bus | fleet | buses in service"`},
	{"value", `the figure or the statement: "1 240", "1,2 Md€", "12 %"`},
	{"unit", "what is counted or measured, where the value does not say"},
	{"period", "2026, 2026-11, 2026-Q3 or 2026-11-01"},
	{"valid_from", "the first day on which it holds: 2026-11-01"},
	{"valid_until", "the first day on which it no longer does"},
	{"document", "where it can be read: a link, or a title and page"},
	{"denied_by", `wordings that deny a statement: "plan social | job cuts"`},
	{"statement_fr", "the fact in a French sentence"},
	{"statement_en", "the fact in an English sentence"},
}

func newFactsSet(d *factDesk) *cobra.Command {
	var why string
	var dry bool
	cmd := &cobra.Command{
		Use:   "set ID",
		Short: "Write a fact, or change some of its fields",
		Long: `Changes the fields of a fact that flags name, and leaves the others; where there is no such fact, it is
written anew. An empty flag empties its field. With --dry-run it only says what would change.`,
		Example: `  vigie facts set fleet-2026 --value '1 250' --period 2026-12-01 --why 'the December count'
  vigie facts set layoffs --metric licenciements --statement-fr 'Aucun licenciement n’est prévu.' --denied-by 'plan social'`,
		Args:              checked(cobra.ExactArgs(1)),
		ValidArgsFunction: d.ids,
		RunE: func(cmd *cobra.Command, args []string) error {
			given := map[string]string{}
			cmd.Flags().Visit(func(f *pflag.Flag) {
				if field := strings.ReplaceAll(f.Name, "-", "_"); f.Annotations["field"] != nil {
					given[field] = f.Value.String()
				}
			})
			if len(given) == 0 {
				return usageError{errors.New("nothing to change: give a field, such as --value"), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				v, err := d.edited(args[0], given)
				if err != nil {
					return err
				}
				v.Note = why
				return d.write(ctx, cmd, v, dry)
			})
		},
	}
	for _, f := range settable {
		name := strings.ReplaceAll(f[0], "_", "-")
		cmd.Flags().String(name, "", f[1])
		cmd.Flags().Lookup(name).Annotations = map[string][]string{"field": {f[0]}}
	}
	noteFlag(cmd, &why)
	dryFlag(cmd, &dry)
	return cmd
}

func noteFlag(cmd *cobra.Command, why *string) {
	cmd.Flags().StringVar(why, "why", "", "a note for those who read it later")
}

func dryFlag(cmd *cobra.Command, dry *bool) {
	cmd.Flags().BoolVarP(dry, "dry-run", "n", false, "say what would change, write nothing")
}

// edited is a fact with the fields that were given; one that is not there yet
// begins with nothing.
func (d *factDesk) edited(id string, given map[string]string) (fact.Version, error) {
	e, known := d.registry.Entry(id)
	v := fact.Version{Action: fact.Put, Line: d.registry.LineOf(id), Fact: e.Fact}
	if !known {
		v.Fact = fact.Fact{ID: id, Entity: d.config.Organisation.Entity}
	}
	var found fact.Problems
	for _, f := range settable {
		if value, ok := given[f[0]]; ok {
			if err := fact.Set(&v.Fact, f[0], value); err != nil {
				var p fact.Problem
				if !errors.As(err, &p) {
					return v, err
				}
				found = append(found, p)
			}
		}
	}
	if len(found) > 0 {
		var more fact.Problems
		if _, _, err := d.registry.Next(v, d.store.CheckFact); errors.As(err, &more) {
			found = append(found, more...)
		}
		return v, refused(fmt.Errorf("fact %q: %w", id, found))
	}
	return v, nil
}

// write writes a version and says what it changed.
func (d *factDesk) write(ctx context.Context, cmd *cobra.Command, v fact.Version, dry bool) error {
	w := cmd.OutOrStdout()
	before, known := d.registry.Entry(v.Fact.ID)
	v.Author = login()
	next, fresh, err := d.registry.Next(v, d.store.CheckFact)
	if err == nil && fresh && !dry {
		next, err = d.store.WriteFact(ctx, v)
	}
	if err != nil {
		err = refused(fmt.Errorf("fact %q: %w", oneLine(v.Fact.ID), err))
		if near := d.near(v.Fact.ID); !known && strings.HasPrefix(near, "did you mean") {
			err = hinted{err, near}
		}
		return err
	}
	what := "changed"
	switch {
	case !fresh:
		_, err := fmt.Fprintf(w, "%s: it stands so already, since %s by %s\n", next.Fact.ID, next.At.In(d.zone).Format("2006-01-02 15:04"), oneLine(next.Author))
		return err
	case next.Action == fact.Retire:
		what = "retired; no claim is held against it"
	case !known:
		what = "written"
	case before.Action == fact.Retire:
		what = "put back"
	}
	fmt.Fprintf(w, "%s: %s%s\n", next.Fact.ID, map[bool]string{true: "would be "}[dry], what)
	d.changes(w, fact.Diff(before.Fact, next.Fact), known, "  ")
	for _, lang := range next.Fact.Unsaid() {
		fmt.Fprintf(w, "  see to it: its sentence in %s does not hold the figure %s (--statement-%s)\n", map[string]string{"fr": "French", "en": "English"}[lang], oneLine(next.Fact.Value), lang)
	}
	if !dry {
		fmt.Fprintf(w, "`vigie facts restore %s` takes it back\n", next.Fact.ID)
	}
	return nil
}

func newFactsRetire(d *factDesk) *cobra.Command {
	var why string
	var dry bool
	cmd := &cobra.Command{
		Use: "retire ID", Short: "Hold a fact against claims no more; its versions stay", Args: checked(cobra.ExactArgs(1)), ValidArgsFunction: d.ids,
		Example: "  vigie facts retire fleet-2025 --why 'the 2026 count is out'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				e, err := d.entry(args[0])
				if err != nil {
					return err
				}
				return d.write(ctx, cmd, fact.Version{Action: fact.Retire, Line: e.Line, Note: why, Fact: e.Fact}, dry)
			})
		},
	}
	noteFlag(cmd, &why)
	dryFlag(cmd, &dry)
	return cmd
}

func newFactsRestore(d *factDesk) *cobra.Command {
	var why string
	var number int
	var dry bool
	cmd := &cobra.Command{
		Use: "restore ID", Short: "Take the last change of a fact back, or go back to a version of its", Args: checked(cobra.ExactArgs(1)), ValidArgsFunction: d.ids,
		Long: `Takes the last change of a fact back: what it said before it, or, of one with a single version, that it
was written at all. With --version it says again what that version said, as ` + "`vigie facts versions`" + ` numbers
them. This is a version too, and can be taken back.`,
		Example: "  vigie facts restore fleet-2026\n  vigie facts restore fleet-2026 --version 2",
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				e, err := d.entry(args[0])
				if err != nil {
					return err
				}
				v, err := d.registry.Undo(e.Fact.ID)
				if cmd.Flags().Changed("version") {
					all := d.registry.Versions(e.Fact.ID)
					if number < 1 || number > len(all) {
						return usageError{fmt.Errorf("--version %d: %s has %s", number, e.Fact.ID, count(len(all), "version")), cmd.CommandPath()}
					}
					v, err = d.registry.Restore(e.Fact.ID, all[number-1].Line)
					v.Line = e.Line
				}
				if err != nil {
					return err
				}
				v.Note = why
				return d.write(ctx, cmd, v, dry)
			})
		},
	}
	cmd.Flags().IntVar(&number, "version", 0, "go back to this one")
	noteFlag(cmd, &why)
	dryFlag(cmd, &dry)
	return cmd
}

func newFactsAttach(d *factDesk) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: "attach ID FILE", Short: "Keep a document with a fact: at most 50 MB, under its checksum", Args: checked(cobra.ExactArgs(2)), ValidArgsFunction: d.ids,
		Example: "  vigie facts attach fleet-2026 rapport-2026.pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				e, err := d.entry(args[0])
				if err != nil {
					return err
				}
				if info, err := os.Stat(args[1]); err == nil && !info.Mode().IsRegular() {
					return fmt.Errorf("attach %q: it is no file", args[1])
				}
				f, err := os.Open(args[1])
				if err != nil {
					return fmt.Errorf("attach a document: %w", err)
				}
				defer f.Close()
				v := fact.Version{Action: fact.Put, Line: e.Line, Note: why, Fact: e.Fact}
				if v.Fact.File, err = d.kept.Keep(filepath.Base(args[1]), f); err != nil {
					return err
				}
				return d.write(ctx, cmd, v, false)
			})
		},
	}
	noteFlag(cmd, &why)
	return cmd
}
