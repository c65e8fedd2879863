package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"vigie/dashboards/report"
)

// act takes down what is done to a case, and says what holds now and the way back.
func (d *desk) act(ctx context.Context, c report.Case, v report.Verdict, told func(report.Case) string) error {
	if err := d.take(ctx, c, v); err != nil {
		return err
	}
	return d.told(ctx, c.ID, told)
}

func (d *desk) take(ctx context.Context, c report.Case, v report.Verdict) error {
	if v.Signal == "" {
		v.Signal = c.ID
	}
	v.Author = login()
	_, err := d.store.Say(ctx, v)
	return d.caseHint(c, v, err)
}

func (d *desk) told(ctx context.Context, id string, told func(report.Case) string) error {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.command.OutOrStdout(), "%s%s %s\n%s\n", d.heading(c), d.colon(), oneLine(told(c)),
		fmt.Sprintf(d.pair("`vigie cases undo %s` le reprend", "`vigie cases undo %s` takes it back"), short(c.ID)))
	return err
}

// caseHint adds the way out to what cannot be said of a case.
func (d *desk) caseHint(c report.Case, v report.Verdict, err error) error {
	id := short(c.ID)
	switch {
	case errors.Is(err, report.ErrCircle):
		return hinted{err, fmt.Sprintf("`vigie cases split %s` parts them, then merge again", short(v.Value))}
	case errors.Is(err, report.ErrNothing) && v.Action == report.Split:
		return hinted{err, fmt.Sprintf("it is part of no other; `vigie cases show %s` says what is part of it", id)}
	case errors.Is(err, report.ErrNothing) && v.Action == report.Against:
		return hinted{err, "nobody has chosen a fact: the one that was found stands against it"}
	case errors.Is(err, report.ErrNothing):
		return hinted{err, "`vigie cases log " + id + "` says what was done"}
	case errors.Is(err, report.ErrPast):
		return hinted{err, "name a time to come, or none"}
	}
	return err
}

func newCasesState(d *desk) *cobra.Command {
	var why string
	cmd := d.onCase("state ID STATE", "Say where it stands: "+stateNames(), checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		state, err := knownState(args[0])
		if err != nil {
			return usageError{err, d.command.CommandPath()}
		}
		if state == c.Handling.State {
			return hinted{fmt.Errorf("case %q is %s already", short(c.ID), state), "`vigie cases log " + short(c.ID) + "` says since when"}
		}
		return d.act(ctx, c, report.Verdict{Action: report.State, Value: string(state), Note: why}, stateOf)
	})
	cmd.Example = "  vigie cases state 3f2a9c1b verifying\n  vigie cases state 3f2a9c1b partly_true --why 'true of one depot alone'"
	why1(cmd, &why)
	return cmd
}

func why1(cmd *cobra.Command, why *string) {
	cmd.Flags().StringVar(why, "why", "", "a note for those who read the log later")
}

func newCasesClose(d *desk) *cobra.Command {
	var as, why string
	cmd := d.onCase("close ID --as false|true|partly_true --why TEXT", "State what it was found to be, then close it", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Case, _ []string) error {
		if c.Handling.State == report.CaseClosed {
			return hinted{fmt.Errorf("case %q is closed already", short(c.ID)), "`vigie cases reopen " + short(c.ID) + "` opens it again"}
		}
		found, note := report.CaseState(as), why
		if finding(c) != found {
			if err := d.take(ctx, c, report.Verdict{Action: report.State, Value: as, Note: why}); err != nil {
				return err
			}
		}
		return d.act(ctx, c, report.Verdict{Action: report.State, Value: string(report.CaseClosed), Note: note}, func(c report.Case) string {
			return stateOf(c) + d.pair(" ; le classement des relais et l’échéance sont levés", "; the ranking of its relays and its deadline are gone")
		})
	})
	cmd.Long = `States what a case was found to be, then closes it: two lines of its log, with the reason. The ranking
of its relays and its deadline go; posts, log and replies stay.`
	cmd.Example = "  vigie cases close 3f2a9c1b --as false --why 'the register says 1,240; answered in the forum'"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		state, err := knownState(as)
		switch {
		case as == "" || err != nil || finding(report.Case{Handling: report.Handling{State: state}}) == "":
			err = fmt.Errorf("--as %q does not say what it was found to be: false, true or partly_true", as)
		case strings.TrimSpace(why) == "":
			err = errors.New("--why is missing: say in a sentence what shows it, for those who read the log later")
		}
		if err != nil {
			return usageError{err, cmd.CommandPath()}
		}
		as = string(state)
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&as, "as", "", "what it was found to be: false, true or partly_true")
	why1(cmd, &why)
	return cmd
}

func newCasesReopen(d *desk) *cobra.Command {
	var why string
	cmd := d.onCase("reopen ID", "Open a closed case again, to be verified", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Case, _ []string) error {
		if c.Handling.State != report.CaseClosed {
			return hinted{fmt.Errorf("case %q is not closed: it is %s", short(c.ID), stateOf(c)), "`vigie cases list --state closed` lists the closed"}
		}
		return d.act(ctx, c, report.Verdict{Action: report.State, Value: string(report.CaseVerifying), Note: why}, stateOf)
	})
	why1(cmd, &why)
	return cmd
}

func newCasesAssign(d *desk) *cobra.Command {
	cmd := d.onCase("assign ID WHO", "Say who handles it; me: yourself, nobody: no one", checked(cobra.MinimumNArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		who := strings.TrimSpace(strings.Join(args, " "))
		switch who {
		case "me":
			who = login()
		case "nobody", "none":
			who = ""
		}
		return d.act(ctx, c, report.Verdict{Action: report.Assign, Value: who}, func(c report.Case) string {
			if c.Handling.Owner == "" {
				return d.pair("personne ne le suit", "nobody handles it")
			}
			return d.pair("suivi par ", "handled by ") + c.Handling.Owner
		})
	})
	cmd.Example = "  vigie cases assign 3f2a9c1b me\n  vigie cases assign 3f2a9c1b 'press office'\n  vigie cases assign 3f2a9c1b nobody"
	return cmd
}

func newCasesDue(d *desk) *cobra.Command {
	cmd := d.onCase("due ID TIME|4h|none", "Say until when it is to be answered", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		now := time.Now()
		at, err := deadline(args[0], now, d.zone)
		if err != nil {
			return usageError{err, d.command.CommandPath()}
		}
		if c.Handling.State == report.CaseClosed {
			return hinted{fmt.Errorf("case %q is closed: it has no deadline", short(c.ID)), "`vigie cases reopen " + short(c.ID) + "` opens it again"}
		}
		return d.act(ctx, c, report.Verdict{Action: report.Due, Value: at}, func(c report.Case) string {
			if c.Handling.Deadline.IsZero() {
				return d.pair("sans échéance", "no deadline")
			}
			return d.pair("échéance ", "deadline ") + d.when(c.Handling.Deadline) + ", " + d.due(c, now)
		})
	})
	cmd.Example = "  vigie cases due 3f2a9c1b 4h\n  vigie cases due 3f2a9c1b 18:30\n  vigie cases due 3f2a9c1b '2026-12-01 09:00'\n  vigie cases due 3f2a9c1b none"
	return cmd
}

func newCasesFact(d *desk) *cobra.Command {
	cmd := d.onCase("fact ID FACT|none", "Hold a fact of the registry against it; none: the one that was found", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		id := args[0]
		if id == "none" {
			id = ""
		} else if err := d.knownFact(ctx, id); err != nil {
			return err
		}
		return d.act(ctx, c, report.Verdict{Action: report.Against, Value: id}, func(c report.Case) string {
			if c.Fact == nil {
				return d.pair("aucun fait ne lui est opposé", "no fact is held against it")
			}
			_, truth := d.said(c)
			return fmt.Sprintf(d.pair("le fait %s lui est opposé : %s", "fact %s is held against it: %s"), c.Fact.ID, truth)
		})
	})
	cmd.Example = "  vigie cases fact 3f2a9c1b fleet\n  vigie cases fact 3f2a9c1b none"
	return cmd
}

// knownFact checks that a fact is in force, and offers the nearest where it is not.
func (d *desk) knownFact(ctx context.Context, id string) error {
	registry, err := d.store.Facts(ctx)
	if err != nil {
		return err
	}
	all := registry.Current()
	if _, ok := all.Find(id); ok {
		return nil
	}
	var like []string
	for _, f := range all {
		if levenshtein.ComputeDistance(f.ID, id) <= 2 || strings.HasPrefix(f.ID, id) || len(all) <= 8 {
			like = append(like, f.ID)
		}
	}
	hint := "`vigie facts list` names them"
	if len(like) > 0 {
		hint = "in force: " + strings.Join(like, ", ")
	}
	return hinted{fmt.Errorf("fact %q is not in force", id), hint}
}

func newCasesRemark(d *desk) *cobra.Command {
	cmd := d.onCase("remark ID TEXT|-", "Write a line into its log; - reads it from standard input", checked(cobra.MinimumNArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		text, err := typedText(d.command, args)
		if err != nil {
			return err
		}
		if text == "" {
			return usageError{errors.New("there is no text to take down"), d.command.CommandPath()}
		}
		return d.act(ctx, c, report.Verdict{Action: report.Remark, Note: text}, func(report.Case) string {
			return d.pair("noté : ", "noted: ") + clip(oneLine(text), 80)
		})
	})
	cmd.Example = "  vigie cases remark 3f2a9c1b 'the depot was called: 1,240 it is'"
	return cmd
}

func newCasesMerge(d *desk) *cobra.Command {
	var why string
	cmd := d.onCase("merge ID INTO", "The first is part of the second: one rumour, told twice", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		into, err := d.file(ctx, args[0])
		if err != nil {
			return err
		}
		if into.ID == c.ID {
			return hinted{fmt.Errorf("case %q cannot be part of itself", short(c.ID)), "name the case that it is part of: `vigie rumors` lists them"}
		}
		return d.act(ctx, c, report.Verdict{Action: report.Merge, Value: into.ID, Note: why}, func(report.Case) string {
			return d.pair("fait partie de ", "part of ") + d.heading(into)
		})
	})
	why1(cmd, &why)
	return cmd
}

func newCasesSplit(d *desk) *cobra.Command {
	var why string
	cmd := d.onCase("split ID", "It stands on its own again", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Case, _ []string) error {
		return d.act(ctx, c, report.Verdict{Action: report.Split, Note: why}, func(report.Case) string {
			return d.pair("de nouveau à part", "on its own again")
		})
	})
	why1(cmd, &why)
	return cmd
}

func newCasesUndo(d *desk) *cobra.Command {
	cmd := d.onCase("undo ID [LINE]", "Take back what was last done, or the line of that number in its log", checked(cobra.RangeArgs(1, 2)), func(ctx context.Context, c report.Case, args []string) error {
		n := len(c.Log)
		if len(args) == 1 {
			var err error
			if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || n > len(c.Log) {
				return hinted{fmt.Errorf("case %q has no line %q", short(c.ID), args[0]), "`vigie cases log " + short(c.ID) + "` numbers its lines"}
			}
			if v := c.Log[n-1]; v.Undone {
				return hinted{fmt.Errorf("line %d of case %q is taken back already", n, short(c.ID)), "`vigie cases log " + short(c.ID) + "` says what was done"}
			}
		}
		for ; n > 0; n-- {
			if n > 1 && len(args) == 0 && !c.Log[n-2].Undone && report.Together(c.Log[n-2], c.Log[n-1]) {
				continue // it goes with the reply
			}
			if v := c.Log[n-1]; len(args) == 1 || !v.Undone && v.Action != report.Undo {
				if err := d.take(ctx, c, report.Verdict{Signal: v.Signal, Action: report.Undo, Value: fmt.Sprint(v.Line)}); err != nil {
					return err
				}
				return d.undone(ctx, c.ID, n, d.deed(c, v))
			}
		}
		return d.caseHint(c, report.Verdict{}, fmt.Errorf("undo case %q: %w", short(c.ID), report.ErrNothing))
	})
	cmd.Example = "  vigie cases undo 3f2a9c1b\n  vigie cases undo 3f2a9c1b 4"
	return cmd
}
