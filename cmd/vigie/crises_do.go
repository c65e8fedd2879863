package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vigie/dashboards/report"
)

// newCrisisVerbs are those that write one line.
func newCrisisVerbs(d *desk) []*cobra.Command {
	level := d.onCrisis("level ID 1|2|3", "Say how serious it is: 1 watched, 2 serious, 3 major", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		n, err := strconv.Atoi(args[0])
		if err != nil || n < 1 || n > 3 {
			return usageError{fmt.Errorf("level %q: 1 (watched), 2 (serious) or 3 (major)", args[0]), d.command.CommandPath()}
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisLevel, Value: args[0]}, d.pair("niveau ", "level ")+d.level(n))
	})
	attach := d.onCrisis("attach ID CASE", "A case is part of it", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		x, err := d.file(ctx, args[0])
		if err != nil {
			return err
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisAttach, Value: x.ID}, fmt.Sprintf(d.pair("le cas %s en fait partie", "case %s is part of it"), d.heading(x)))
	})
	detach := d.onCrisis("detach ID CASE", "A case is no longer part of it", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisDetach, Value: args[0]}, fmt.Sprintf(d.pair("le cas %s n’en fait plus partie", "case %s is no longer part of it"), args[0]))
	})
	reopen := d.onCrisis("reopen ID", "Open a closed crisis again", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Crisis, _ []string) error {
		if c.Closed.IsZero() {
			return hinted{fmt.Errorf("crisis %q is not closed", short(c.ID)), "`vigie crises list` says which are"}
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisReopen}, d.pair("de nouveau ouverte", "open again"))
	})
	level.Example = "  vigie crises level 91c0d2aa 3"
	attach.Example = "  vigie crises attach 91c0d2aa 3f2a9c1b"
	return []*cobra.Command{level, attach, detach, d.newDuty(), d.newHolding(), d.newContact(),
		d.newCrisisText("decide ID TEXT|-", "Take down what was decided", report.CrisisDecide, d.pair1("décidé : ", "decided: ")),
		d.newCrisisText("remark ID TEXT|-", "Write a line into its log", report.CrisisRemark, d.pair1("noté : ", "noted: ")),
		d.newCrisisRename(), reopen}
}

// pair1 is pair for a language that is known later.
func (d *desk) pair1(fr, en string) func() string { return func() string { return d.pair(fr, en) } }

// newCrisisText is a verb whose line is a text.
func (d *desk) newCrisisText(use, about string, action report.CrisisAction, told func() string) *cobra.Command {
	return d.onCrisis(use, about, checked(cobra.MinimumNArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		text, err := d.mustText(args)
		if err != nil {
			return err
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: action, Note: text}, told()+clip(oneLine(text), 80))
	})
}

// mustText is the text of a line; none is a wrong command line.
func (d *desk) mustText(words []string) (string, error) {
	text, err := typedText(d.command, words)
	if err == nil && text == "" {
		err = usageError{errors.New("there is no text to take down"), d.command.CommandPath()}
	}
	return text, err
}

func (d *desk) newDuty() *cobra.Command {
	cmd := d.onCrisis("duty ID DUTY WHO", "Say who does what; nobody: no one", checked(cobra.MinimumNArgs(3)), func(ctx context.Context, c report.Crisis, args []string) error {
		duty, who := oneLine(args[0]), oneLine(strings.Join(args[1:], " "))
		told := duty + d.colon() + " " + who
		switch who {
		case "me":
			who = login()
			told = duty + d.colon() + " " + who
		case "nobody", "none", "":
			who, told = "", duty+d.colon()+" "+d.pair("personne", "nobody")
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisDuty, Value: duty, Note: who}, told)
	})
	cmd.Example = "  vigie crises duty 91c0d2aa spokesperson 'the head of press'\n  vigie crises duty 91c0d2aa 'answers forums' me\n  vigie crises duty 91c0d2aa spokesperson nobody"
	return cmd
}

func (d *desk) newHolding() *cobra.Command {
	var lang string
	cmd := d.onCrisis("holding ID [--in fr|en] TEXT|-", "Take down a statement to hold the line with, until more is known", checked(cobra.MinimumNArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		if !slices.Contains([]string{"", "fr", "en"}, lang) {
			return usageError{fmt.Errorf("--in %q is not known: fr or en", lang), d.command.CommandPath()}
		}
		text, err := d.mustText(args)
		if err != nil {
			return err
		}
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisHolding, Value: oneLine(lang), Note: text}, d.pair("déclaration d’attente : ", "holding statement: ")+clip(oneLine(text), 80))
	})
	cmd.Example = "  vigie crises holding 91c0d2aa --in en 'We are checking, and answer before noon.'"
	cmd.Flags().StringVar(&lang, "in", "", "the language that it is in: fr, en")
	return cmd
}

func (d *desk) newContact() *cobra.Command {
	cmd := d.onCrisis("contact ID WHO HOW", "Take down whom to reach, and how; the same name again takes its place", checked(cobra.MinimumNArgs(3)), func(ctx context.Context, c report.Crisis, args []string) error {
		who, how := oneLine(args[0]), oneLine(strings.Join(args[1:], " "))
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisContact, Value: who, Note: how}, who+d.colon()+" "+how)
	})
	cmd.Long = `Takes down whom to reach and how: of those whom the organisation appoints, never of people who write
about it.`
	cmd.Example = "  vigie crises contact 91c0d2aa 'head of the depots' 'extension 4120'"
	return cmd
}

func (d *desk) newCrisisRename() *cobra.Command {
	return d.onCrisis("rename ID TITLE", "Give it another title", checked(cobra.MinimumNArgs(2)), func(ctx context.Context, c report.Crisis, args []string) error {
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisRename, Value: strings.Join(args, " ")}, d.pair("renommée", "renamed"))
	})
}

func newCrisesClose(d *desk) *cobra.Command {
	var lesson string
	cmd := d.onCrisis("close ID --lesson TEXT", "Close it, with what was learned", checked(cobra.ExactArgs(1)), func(ctx context.Context, c report.Crisis, _ []string) error {
		return d.inCrisis(ctx, report.CrisisLine{Crisis: c.ID, Action: report.CrisisClose, Note: lesson}, d.pair("close ; leçon : ", "closed; lesson: ")+clip(oneLine(lesson), 80))
	})
	cmd.Example = "  vigie crises close 91c0d2aa --lesson 'publish the register each month'"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if strings.TrimSpace(lesson) == "" {
			return usageError{errors.New("--lesson is missing: say in a sentence what was learned"), cmd.CommandPath()}
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&lesson, "lesson", "", "what was learned")
	return cmd
}

func newCrisesUndo(d *desk) *cobra.Command {
	cmd := d.onCrisis("undo ID [LINE]", "Take back what was last done, or the line of that number in its log", checked(cobra.RangeArgs(1, 2)), func(ctx context.Context, c report.Crisis, args []string) error {
		n := len(c.Log)
		if len(args) == 1 {
			var err error
			if n, err = strconv.Atoi(args[0]); err != nil || n < 1 || n > len(c.Log) {
				return hinted{fmt.Errorf("crisis %q has no line %q", short(c.ID), args[0]), "`vigie crises log " + short(c.ID) + "` numbers its lines"}
			}
		}
		for ; n > 0; n-- {
			l := c.Log[n-1]
			if len(args) == 0 && (l.Undone || l.Action == report.CrisisUndo) {
				continue
			}
			undo := report.CrisisLine{Crisis: c.ID, Action: report.CrisisUndo, Value: strconv.FormatInt(l.Line, 10), Author: login()}
			if _, err := d.store.WriteCrisis(ctx, undo); err != nil {
				return d.crisisHint(undo, err)
			}
			_, err := fmt.Fprintf(d.command.OutOrStdout(), "%s%s %s\n%s\n", d.crisisName(c), d.colon(), d.pair("repris : ", "taken back: ")+d.crisisDeed(c, l),
				fmt.Sprintf(d.pair("`vigie crises undo %s %d` reprend cette reprise", "`vigie crises undo %s %d` takes that back"), short(c.ID), len(c.Log)+1))
			return err
		}
		return d.crisisHint(report.CrisisLine{Crisis: c.ID}, fmt.Errorf("undo crisis %q: %w", short(c.ID), report.ErrNothing))
	})
	cmd.Example = "  vigie crises undo 91c0d2aa\n  vigie crises undo 91c0d2aa 4"
	return cmd
}
