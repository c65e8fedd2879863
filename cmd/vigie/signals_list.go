package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/signal"
	"vigie/cmd/internal/store"
	"vigie/dashboards/report"
)

// choice is what the flags of `vigie signals list` ask for.
type choice struct {
	kind, level, entity, since, format string
	muted, all                         bool
}

func newSignalsList(d *desk) *cobra.Command {
	var c choice
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the signals that were raised, latest first",
		Long: `Lists the signals that were raised, or had a new post, in the last while; latest first. Those that
somebody muted, called noise or merged into others are left out: --muted shows the muted and the rules
that mute, --all shows all.`,
		Example: "  vigie signals list --kind rumor --since 7d\n  vigie signals list --all --format csv > signals.csv",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			since, err := c.check(cmd)
			if err != nil {
				return err
			}
			return d.open(cmd, func(ctx context.Context) error {
				if err := d.rule(report.Rule{Entity: c.entity}); err != nil {
					return err
				}
				found, err := d.store.Findings(ctx, c.kind, time.Now().Add(-since))
				if err != nil {
					return err
				}
				if len(found) >= store.FindingsMax {
					fmt.Fprintf(cmd.ErrOrStderr(), "only the latest %d signals of the last %s were looked at; a shorter --since, or a --kind, shows the others\n", store.FindingsMax, c.since)
				}
				return d.list(ctx, c, slices.DeleteFunc(found, func(f report.Finding) bool { return !c.takes(f) }))
			})
		},
	}
	cmd.Flags().StringVar(&c.kind, "kind", "", "only of this kind: rumor, weak_signal, spike, complaints, ambassador")
	cmd.Flags().StringVar(&c.level, "level", "", "only of this level: weak or strong")
	cmd.Flags().StringVar(&c.entity, "entity", "", "only of this entity of config.yaml")
	cmd.Flags().StringVar(&c.since, "since", "30d", "raised, or with a new post, in the last 2h, 7d or 4w")
	cmd.Flags().BoolVar(&c.muted, "muted", false, "only the muted, and the rules that mute")
	cmd.Flags().BoolVar(&c.all, "all", false, "the muted, the noise and the merged too")
	cmd.Flags().StringVar(&c.format, "format", "table", "table, json (one signal a line) or csv")
	return cmd
}

func (c choice) check(cmd *cobra.Command) (since time.Duration, err error) {
	switch {
	case !slices.Contains([]string{"table", "json", "csv"}, c.format):
		err = fmt.Errorf("--format %q is not known: table, json or csv", c.format)
	case c.level != "" && c.level != string(signal.Low) && c.level != string(signal.Strong):
		err = fmt.Errorf("--level %q is not known: weak or strong", c.level)
	default:
		since, err = span(c.since)
	}
	if err != nil {
		return 0, usageError{err, cmd.CommandPath()}
	}
	return since, checkKind(cmd, c.kind)
}

func (c choice) takes(f report.Finding) bool {
	if c.kind != "" && string(f.Kind) != c.kind || c.level != "" && string(f.Level) != c.level || c.entity != "" && f.Entity != c.entity {
		return false
	}
	if c.muted {
		return f.Standing.Muted != nil
	}
	return c.all || !f.Standing.Silent()
}

func (d *desk) list(ctx context.Context, c choice, found []report.Finding) error {
	w := d.command.OutOrStdout()
	switch c.format {
	case "json":
		out := newJSONLines(w)
		for _, f := range found {
			if err := out.Write(signalLine{f.Signal, f.Standing}); err != nil {
				return err
			}
		}
		return out.Close()
	case "csv":
		return d.listCSV(w, found)
	}
	d.listTable(w, found)
	if !c.muted && !c.all {
		return nil
	}
	book, err := d.store.Book(ctx)
	if err != nil {
		return err
	}
	for _, x := range book.Silences() {
		fmt.Fprintln(w, d.ruleLine(x))
	}
	return nil
}

// signalLine is a signal as machines read it.
type signalLine struct {
	signal.Signal
	Standing report.Standing `json:"standing"`
}

func (d *desk) listTable(w io.Writer, found []report.Finding) {
	if len(found) == 0 {
		fmt.Fprintln(w, "no signal here; --since 90d looks further back, --all shows the muted and the noise too")
		return
	}
	g := grid{head: []string{"ID", "RAISED", "KIND", "LEVEL", "TREND", "POSTS", "SOURCES", "STATE", "TITLE"}, flexible: []int{8}}
	for _, f := range found {
		g.add(short(f.ID), moment(f.RaisedAt, d.zone), string(f.Kind), string(f.Level), string(f.Trend), strconv.Itoa(len(f.Posts)), strconv.Itoa(len(f.Sources)),
			d.state(f.Standing), oneLine(f.Title.In(d.language)))
	}
	g.print(w, "")
	fmt.Fprintln(w, count(len(found), "signal"))
}

func (d *desk) listCSV(w io.Writer, found []report.Finding) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "raised", "first", "last", "kind", "level", "trend", "score", "entity", "posts", "sources", "observed", "expected", "judged", "muted", "muted_until", "part_of", "title"}}
	for _, f := range found {
		s := f.Standing
		muted, until := "", ""
		if s.Muted != nil {
			muted, until = "yes", ""
			if t, ok := instant(s.Muted.Until).(string); ok {
				until = t
			}
		}
		at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
		number := func(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }
		rows = append(rows, inert(f.ID, at(f.RaisedAt), at(f.FirstAt), at(f.LastAt), string(f.Kind), string(f.Level), string(f.Trend), number(f.Score), f.Entity,
			strconv.Itoa(len(f.Posts)), strconv.Itoa(len(f.Sources)), number(f.Observed), number(f.Expected), string(s.Judged), muted, until, s.Into, oneLine(f.Title.In(d.language))))
	}
	return out.WriteAll(rows)
}

// ruleLine says what a rule mutes, and how to end it.
func (d *desk) ruleLine(x report.Silence) string {
	line := d.pair("règle : ", "rule: ") + d.ruleWords(x.Rule) + " " + d.pair("muet", "muted")
	if !x.Until.IsZero() {
		line += d.pair(" jusqu’au ", " until ") + x.Until.In(d.zone).Format("2006-01-02 15:04")
	}
	line += d.pair(", par ", ", by ") + oneLine(x.By)
	if x.Why != "" {
		line += d.colon() + " " + oneLine(x.Why)
	}
	return line
}

func (d *desk) ruleWords(r report.Rule) string {
	words := ""
	for _, p := range [][2]string{{"--term ", r.Term}, {"--entity ", r.Entity}, {"--kind ", string(r.Kind)}} {
		if p[1] != "" {
			words += p[0] + report.ShellWord(oneLine(p[1])) + " "
		}
	}
	return words[:max(0, len(words)-1)]
}
