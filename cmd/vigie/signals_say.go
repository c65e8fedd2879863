package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// newSayings are the verbs that say one thing of one signal.
func newSayings(d *desk) []*cobra.Command {
	one := checked(cobra.ExactArgs(1))
	saying := func(use, about string, action report.Action, args cobra.PositionalArgs) *cobra.Command {
		var note string
		cmd := &cobra.Command{Use: use, Short: about, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				v := report.Verdict{Action: action, Note: note}
				f, err := d.finding(ctx, args[0])
				if err != nil {
					return err
				}
				v.Signal = f.ID
				if action == report.Rename {
					v.Value = args[1]
				}
				if action == report.Merge {
					into, err := d.finding(ctx, args[1])
					if err != nil {
						return err
					}
					v.Value = into.ID
				}
				return d.say(ctx, v)
			})
		}}
		cmd.Flags().StringVar(&note, "why", "", "a note for those who read it later")
		return cmd
	}
	two := checked(cobra.ExactArgs(2))
	return []*cobra.Command{
		saying("useful ID", "It was worth knowing", report.Useful, one),
		saying("noise ID", "It was not: away from the front page and the mails", report.Noise, one),
		saying("clear ID", "Neither useful nor noise, after all", report.Clear, one),
		saying("rename ID TITLE", "Give it a title, everywhere; an empty one gives it its own again", report.Rename, two),
		saying("merge ID INTO", "The first is part of the second, with its posts while it is not muted", report.Merge, two),
		saying("split ID", "It stands on its own again", report.Split, one),
	}
}

// say takes a verdict down and tells so.
func (d *desk) say(ctx context.Context, v report.Verdict) error {
	v.Author = login()
	said, err := d.store.Say(ctx, v)
	if err != nil {
		return sayingHint(v, err)
	}
	if rule, ok := report.ReadRule(said.Signal); ok {
		until, _ := time.Parse(time.RFC3339, said.Value)
		if said.Action == report.Unmute {
			_, err = fmt.Fprintf(d.command.OutOrStdout(), d.pair("règle : %s n’est plus muet\n", "rule: %s no longer muted\n"), d.ruleWords(rule))
			return err
		}
		_, err = fmt.Fprintln(d.command.OutOrStdout(), d.ruleLine(report.Silence{Rule: rule, Until: until, By: said.Author, Why: said.Note}))
		return err
	}
	f, err := d.store.Finding(ctx, said.Signal)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s %s: %s\n%s\n", short(f.ID), oneLine(f.Title.In(d.language)),
		cmp.Or(d.state(f.Standing), d.pair("rien n’est dit qui le change", "nothing is said that changes it")),
		"`vigie signals undo "+short(f.ID)+"` takes it back")
	return err
}

// sayingHint adds the way out to what cannot be said.
func sayingHint(v report.Verdict, err error) error {
	id := short(v.Signal)
	switch {
	case errors.Is(err, report.ErrCircle) && v.Action == report.Undo:
		return hinted{err, "what it is part of was said after that line: `vigie signals split " + id + "` parts them"}
	case errors.Is(err, report.ErrCircle):
		return hinted{err, fmt.Sprintf("`vigie signals split %s` parts them, then merge again", short(v.Value))}
	case errors.Is(err, report.ErrNothing) && v.Action == report.Unmute:
		return hinted{err, "`vigie signals list --muted` shows the signals and the rules that are muted"}
	case errors.Is(err, report.ErrNothing):
		return hinted{err, "`vigie signals show " + id + "` says what was said of it"}
	case errors.Is(err, report.ErrPast):
		return hinted{err, "name a time to come, or none to mute it for good"}
	}
	return err
}

func newSignalsUndo(d *desk) *cobra.Command {
	return &cobra.Command{
		Use: "undo ID", Short: "Take back what was last said of a signal", Args: checked(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				f, err := d.finding(ctx, args[0])
				if err != nil {
					return err
				}
				said := f.Standing.Said
				for i := len(said) - 1; i >= 0; i-- {
					if v := said[i]; !v.Undone && v.Action != report.Undo {
						return d.say(ctx, report.Verdict{Signal: f.ID, Action: report.Undo, Value: fmt.Sprint(v.Line)})
					}
				}
				return sayingHint(report.Verdict{Signal: f.ID}, fmt.Errorf("undo signal %q: %w", short(f.ID), report.ErrNothing))
			})
		},
	}
}

// muting is what the flags of mute and unmute say.
type muting struct {
	term, entity, kind, until, length, why string
}

func (m *muting) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.term, "term", "", "all signals with these words in a term or in the title")
	cmd.Flags().StringVar(&m.entity, "entity", "", "all signals of this entity of config.yaml")
	cmd.Flags().StringVar(&m.kind, "kind", "", "all signals of this kind: rumor, weak_signal, spike, complaints, ambassador")
}

func newSignalsMute(d *desk) *cobra.Command {
	var m muting
	cmd := &cobra.Command{
		Use:   "mute [ID]",
		Short: "Keep a signal, or all of a sort, off the front page and out of the mails",
		Long: `Keeps a signal, or with --term, --entity and --kind every signal of which all of these hold, off the
front page and out of the mails: for good, or for a while. It is followed and stored all the same, and
listed by ` + "`vigie signals list --muted`.",
		Example: "  vigie signals mute 3f2a9c1b --for 7d --why 'the works on line 3'\n  vigie signals mute --term 'travaux ligne 3' --until 2026-12-01",
		Args:    checked(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return d.mute(cmd, args, m, report.Mute) },
	}
	m.flags(cmd)
	cmd.Flags().StringVar(&m.until, "until", "", "up to this day, included (2026-12-01), or this time (RFC 3339)")
	cmd.Flags().StringVar(&m.length, "for", "", "for 12h, 7d or 4w")
	cmd.Flags().StringVar(&m.why, "why", "", "a note for those who read it later")
	return cmd
}

func newSignalsUnmute(d *desk) *cobra.Command {
	var m muting
	cmd := &cobra.Command{
		Use:     "unmute [ID]",
		Short:   "End a mute: of a signal, or the rule of these --term, --entity and --kind",
		Example: "  vigie signals unmute 3f2a9c1b\n  vigie signals unmute --term 'travaux ligne 3'",
		Args:    checked(cobra.MaximumNArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return d.mute(cmd, args, m, report.Unmute) },
	}
	m.flags(cmd)
	return cmd
}

func (d *desk) mute(cmd *cobra.Command, args []string, m muting, action report.Action) error {
	rule := report.Rule{Term: m.term, Entity: m.entity, Kind: signal.Kind(m.kind)}
	if err := checkKind(cmd, m.kind); err != nil {
		return err
	}
	if (len(args) == 1) == (rule != report.Rule{}) {
		return usageError{errors.New("name one signal, or the signals' --term, --entity or --kind"), cmd.CommandPath()}
	}
	return d.open(cmd, func(ctx context.Context) error {
		if err := d.rule(rule); err != nil {
			return err
		}
		until, err := m.end(time.Now(), d.zone)
		if err != nil {
			return usageError{err, cmd.CommandPath()}
		}
		v := report.Verdict{Signal: rule.Key(), Action: action, Value: until, Note: m.why}
		if len(args) == 1 {
			f, err := d.finding(ctx, args[0])
			if err != nil {
				return err
			}
			v.Signal = f.ID
		}
		return d.say(ctx, v)
	})
}

// end is when a mute ends, as it is written down; empty: never.
func (m muting) end(now time.Time, zone *time.Location) (string, error) {
	switch {
	case m.until != "" && m.length != "":
		return "", errors.New("--until and --for both say when it ends: give one")
	case m.length != "":
		d, err := span(m.length)
		if err != nil {
			return "", fmt.Errorf("--for %q is not a length of time: write 12h, 7d or 4w", m.length)
		}
		return now.Add(d).Format(time.RFC3339), nil
	case m.until != "":
		if t, err := time.Parse(time.RFC3339, m.until); err == nil {
			return t.Format(time.RFC3339), nil
		}
		day, err := time.ParseInLocation(time.DateOnly, m.until, zone)
		if err != nil {
			return "", fmt.Errorf("--until %q is not a day: write 2026-12-01", m.until)
		}
		return day.AddDate(0, 0, 1).Format(time.RFC3339), nil
	}
	return "", nil
}

func newSignalsPrecision(d *desk) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "precision",
		Short: "How many of each rule's signals were useful, of those that somebody judged",
		Long: `Tells of each kind of signal and level how many were useful, of those that somebody called useful or
noise, in the last ninety days and ever; and between what the true share lies (Wilson, 95 %).`,
		Args: checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "table" && format != "json" {
				return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				book, err := d.store.Book(ctx)
				if err != nil {
					return err
				}
				list := book.Precision()
				if format == "json" {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(append([]report.Precision{}, list...))
				}
				return d.precision(list)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json")
	return cmd
}

func (d *desk) precision(list []report.Precision) error {
	w := d.command.OutOrStdout()
	if len(list) == 0 {
		_, err := fmt.Fprintln(w, "nobody has judged a signal yet; `vigie signals useful ID` and `vigie signals noise ID` do")
		return err
	}
	g := grid{head: []string{"KIND", "LEVEL", "90 DAYS", "EVER", "SHARE", "BETWEEN"}}
	for _, p := range list {
		low, high := p.Ever.Interval()
		of := func(t report.Tally) string { return fmt.Sprintf("%d of %d", t.Useful, t.Judged()) }
		g.add(string(p.Kind), cmp.Or(string(p.Level), "all"), of(p.Recent), of(p.Ever), phrase.Percent("en", p.Ever.Share()),
			phrase.Percent("en", low)+" to "+phrase.Percent("en", high))
	}
	g.print(w, "")
	return nil
}
