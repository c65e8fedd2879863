package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/store"
	"vigie/dashboards/report"
)

// idShown is how much of an identifier is shown: enough to be alone.
const idShown = 8

// desk is what the verbs about signals work with.
type desk struct {
	g        *globals
	language string
	names    string // the command that names all identifiers
	command  *cobra.Command

	store  *store.Store
	config config.Config
	zone   *time.Location
}

func newSignals(g *globals) *cobra.Command {
	d := &desk{g: g, names: "vigie signals list --all"}
	cmd := &cobra.Command{
		Use:     "signals",
		Aliases: []string{"signal"},
		Short:   "What was raised: list it, see why, and say what it was worth",
		Long: `Lists the signals that were raised, says why, and takes down what people say of them: useful or noise,
another title, silence for a while, that two are one. What was said is kept beside the signal, which the
detectors go on following; everything can be taken back. It works beside a running service and without.

ID is an identifier or the beginning of one.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&d.language, "language", terminalLanguage(os.Getenv), "of titles and reasons: en or fr")
	cmd.AddCommand(newSignalsList(d), newSignalsShow(d), newSignalsExplain(d), newSignalsMute(d), newSignalsUnmute(d), newSignalsPrecision(d), newSignalsUndo(d))
	cmd.AddCommand(newSayings(d)...)
	return cmd
}

// open reaches the database and calls ask with it.
func (d *desk) open(cmd *cobra.Command, ask func(ctx context.Context) error) error {
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
	d.store, d.config, d.zone, d.command = s.Store(), c, c.Zone(), cmd
	return d.unclear(ask(cmd.Context()))
}

// finding is the signal whose identifier begins as asked.
func (d *desk) finding(ctx context.Context, asked string) (report.Finding, error) {
	id, err := d.store.SignalID(ctx, asked)
	if err != nil {
		return report.Finding{}, err
	}
	return d.store.Finding(ctx, id)
}

// unclear adds the way out to an error about an identifier.
func (d *desk) unclear(err error) error {
	var u *report.Unclear
	if !errors.As(err, &u) {
		return err
	}
	var like []string
	for _, p := range u.Like {
		id := short(p.ID)
		if u.Many { // as much as tells them apart
			id = p.ID[:min(len(p.ID), max(idShown, len(u.Asked)+4))]
		}
		like = append(like, fmt.Sprintf("%s (%s)", id, clip(oneLine(p.Title.In(d.language)), 60)))
	}
	err = errors.New(oneLine(u.Error()))
	switch {
	case u.Many:
		return hinted{err, "write more of it: " + strings.Join(like, ", ")}
	case len(like) > 0:
		return hinted{err, "did you mean " + strings.Join(like, " or ") + "?"}
	}
	return hinted{err, "`" + d.names + "` names them"}
}

// rule checks what a rule names.
func (d *desk) rule(r report.Rule) error {
	known := func(e config.Entity) bool { return e.ID == r.Entity }
	if r.Entity != "" && !slices.ContainsFunc(d.config.Entities, known) {
		var ids []string
		for _, e := range d.config.Entities {
			ids = append(ids, e.ID)
		}
		return usageError{fmt.Errorf("--entity %q is not in %s: %s", r.Entity, d.g.config, cmp.Or(strings.Join(ids, ", "), "it names none")), d.command.CommandPath()}
	}
	return checkKind(d.command, string(r.Kind))
}

func checkKind(cmd *cobra.Command, kind string) error {
	if kind == "" || slices.Contains(report.Kinds(), signal.Kind(kind)) {
		return nil
	}
	var kinds []string
	for _, k := range report.Kinds() {
		kinds = append(kinds, string(k))
	}
	return usageError{fmt.Errorf("--kind %q is not known: %s", kind, strings.Join(kinds, ", ")), cmd.CommandPath()}
}

func short(id string) string { return id[:min(len(id), idShown)] }

// login is who types.
func login() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), os.Getenv("LOGNAME"), "command line")
}

// pair is a sentence in the language asked for.
func (d *desk) pair(fr, en string) string {
	return signal.Text{FR: phrase.Spaced("fr", fr), EN: en}.In(d.language)
}

// state says in a word what people made of a signal.
func (d *desk) state(s report.Standing) string {
	var words []string
	if s.Into != "" {
		words = append(words, d.pair("réuni à ", "part of ")+short(s.Into))
	}
	switch {
	case s.Muted == nil:
	case s.Muted.Until.IsZero():
		words = append(words, d.pair("muet", "muted"))
	default:
		words = append(words, d.pair("muet jusqu’au ", "muted until ")+s.Muted.Until.In(d.zone).Format("2006-01-02 15:04"))
	}
	switch s.Judged {
	case report.Useful:
		words = append(words, d.pair("utile", "useful"))
	case report.Noise:
		words = append(words, d.pair("bruit", "noise"))
	}
	return strings.Join(words, ", ")
}
