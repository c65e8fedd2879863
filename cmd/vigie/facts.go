package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/documents"
	"vigie/cmd/internal/store"
)

// factDesk is what the verbs about facts work with.
type factDesk struct {
	g        *globals
	language string

	store    *store.Store
	config   config.Config
	zone     *time.Location
	kept     documents.Folder
	registry *fact.Registry
}

func newFacts(g *globals) *cobra.Command {
	d := &factDesk{g: g}
	cmd := &cobra.Command{
		Use:     "facts",
		Aliases: []string{"fact"},
		Short:   "What is true of the organisation: list it, change it, check sentences against it",
		Long: `Lists, changes, imports and exports the facts that claims are held against, with the documents that
show them. Every change is a version with its author: nothing is lost, everything can be taken back.
A running service takes a change up by itself.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&d.language, "language", terminalLanguage(os.Getenv), "of labels and statements: en or fr")
	cmd.AddCommand(newFactsList(d), newFactsShow(d), newFactsVersions(d), newFactsSet(d), newFactsRetire(d), newFactsRestore(d),
		newFactsImport(d), newFactsExport(d), newFactsAttach(d), newFactsDocument(d), newFactsCheck(d))
	return cmd
}

// open reaches the database, reads the registry and calls ask.
func (d *factDesk) open(cmd *cobra.Command, ask func(ctx context.Context) error) error {
	if !slices.Contains([]string{"en", "fr"}, d.language) {
		return usageError{fmt.Errorf("--language %q is not known: en or fr", d.language), cmd.CommandPath()}
	}
	c, err := d.g.load()
	if err != nil {
		return err
	}
	s, err := app.Open(cmd.Context(), app.Options{Config: c, Log: d.g.quietLog(cmd)})
	if err != nil {
		return serviceHint(err)
	}
	defer s.Close()
	d.store, d.config, d.zone, d.kept = s.Store(), c, c.Zone(), documents.In(c.Data)
	if d.registry, err = d.store.Facts(cmd.Context()); err != nil {
		return err
	}
	return ask(cmd.Context())
}

// pair is a sentence in the language asked for.
func (d *factDesk) pair(fr, en string) string {
	return signal.Text{FR: phrase.Spaced("fr", fr), EN: en}.In(d.language)
}

// entry is the fact with that identifier.
func (d *factDesk) entry(id string) (fact.Entry, error) {
	if e, ok := d.registry.Entry(id); ok {
		return e, nil
	}
	return fact.Entry{}, hinted{fmt.Errorf("fact %q: not found", oneLine(id)), d.near(id)}
}

// near says which facts may be meant.
func (d *factDesk) near(id string) string {
	id = strings.ToLower(id)
	far := func(of string) int {
		if of = strings.ToLower(of); id != "" && strings.Contains(of, id) {
			return 0
		}
		return levenshtein.ComputeDistance(of, id)
	}
	var like []string
	for _, e := range d.registry.Entries() {
		if far(e.Fact.ID) <= 1+len(id)/4 {
			like = append(like, e.Fact.ID)
		}
	}
	slices.SortStableFunc(like, func(a, b string) int { return far(a) - far(b) })
	if len(like) == 0 {
		return "`vigie facts list --all` names them"
	}
	return "did you mean " + strings.Join(like[:min(3, len(like))], " or ") + "?"
}

// ids offers the identifiers to the shell's completion; without a database none.
func (d *factDesk) ids(cmd *cobra.Command, args []string, _ string) (ids []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	_ = d.open(cmd, func(context.Context) error {
		for _, e := range d.registry.Entries() {
			ids = append(ids, e.Fact.ID)
		}
		return nil
	})
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// knownEntity checks a flag that names an entity.
func (d *factDesk) knownEntity(cmd *cobra.Command, id string) error {
	var ids []string
	for _, e := range d.config.Entities {
		ids = append(ids, e.ID)
	}
	if id == "" || slices.Contains(ids, id) {
		return nil
	}
	return usageError{fmt.Errorf("--entity %q is not in %s: %s", id, d.g.config, cmp.Or(strings.Join(ids, ", "), "it names none")), cmd.CommandPath()}
}

// refused adds to an error that says why nothing could be written that nothing
// was.
func refused(err error) error {
	var p fact.Problems
	if errors.As(err, &p) {
		return hinted{err, "nothing was written"}
	}
	return err
}

func formatOf(cmd *cobra.Command, format string, known ...string) error {
	if slices.Contains(known, format) {
		return nil
	}
	return usageError{fmt.Errorf("--format %q is not known: %s", format, strings.Join(known, " or ")), cmd.CommandPath()}
}
