package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

func newCases(g *globals) *cobra.Command {
	d := &desk{g: g, names: "vigie cases list --all"}
	cmd := &cobra.Command{
		Use:     "cases",
		Aliases: []string{"case"},
		Short:   "The files of rumours: claim and fact, path, whom to answer, what was done",
		Long: `Every rumour has a file, its case: what is said beside what is true, where it began and who carried it
from whom, how it spreads and what is to be expected, whom to answer first, and the log of what was
done. Each verb is a line of that log with your name; ` + "`vigie cases undo ID`" + ` takes the last one back.
It works beside a running service and without.

ID is an identifier or the beginning of one. POST is the number of a relay, as ` + "`vigie cases show ID`" + ` numbers
them, its identifier or the beginning of one, or its address.`,
		Example: `  vigie cases show 3f2a9c1b
  vigie cases assign 3f2a9c1b me
  vigie cases state 3f2a9c1b verifying
  vigie cases draft 3f2a9c1b --to 2 > answer.txt
  vigie cases reply 3f2a9c1b --to 2 --link https://forum.example.org/t/12#p9 - < answer.txt
  vigie cases close 3f2a9c1b --as false --why 'the register says 1,240'`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	d.speaks(cmd)
	cmd.AddCommand(newCasesList(d), newCasesShow(d), newCasesLog(d), newCasesContacts(d), newCasesDraft(d), newCasesReply(d), newCasesReached(d),
		newCasesState(d), newCasesClose(d), newCasesReopen(d), newCasesAssign(d), newCasesDue(d), newCasesFact(d), newCasesRemark(d),
		newCasesMerge(d), newCasesSplit(d), newCasesUndo(d))
	return cmd
}

// speaks adds the flag that says in which language.
func (d *desk) speaks(cmd *cobra.Command) {
	cmd.PersistentFlags().StringVar(&d.language, "language", terminalLanguage(os.Getenv), "of titles and reasons: en or fr")
}

// file is the case whose identifier begins as asked.
func (d *desk) file(ctx context.Context, asked string) (report.Case, error) {
	id, err := d.store.SignalID(ctx, asked)
	if err != nil {
		return report.Case{}, err
	}
	c, err := d.store.Case(ctx, id)
	if errors.Is(err, report.ErrNoCase) {
		err = hinted{err, "`vigie signals show " + short(id) + "` shows it"}
	}
	return c, err
}

// onCase is a command about one case.
func (d *desk) onCase(use, about string, args cobra.PositionalArgs, do func(ctx context.Context, c report.Case, args []string) error) *cobra.Command {
	return &cobra.Command{Use: use, Short: about, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		return d.open(cmd, func(ctx context.Context) error {
			c, err := d.file(ctx, args[0])
			if err != nil {
				return err
			}
			return do(ctx, c, args[1:])
		})
	}}
}

// relay is the post of a case's path that asked names: by its number, its
// identifier or the beginning of one, or its address.
func (d *desk) relay(c report.Case, asked string) (report.Carried, error) {
	var like []report.Carried
	for i, p := range c.Path {
		if asked == strconv.Itoa(i+1) || asked == p.ID || asked != "" && asked == p.URL {
			return p, nil
		}
		if asked != "" && strings.HasPrefix(p.ID, strings.ToLower(asked)) {
			like = append(like, p)
		}
	}
	if len(like) == 1 {
		return like[0], nil
	}
	err := fmt.Errorf("post %q carries no part of case %q", asked, short(c.ID))
	if len(like) > 1 {
		err = fmt.Errorf("post %q of case %q: several begin so", asked, short(c.ID))
	}
	return report.Carried{}, hinted{err, fmt.Sprintf("`vigie cases show %s` numbers its relays, 1 to %d", short(c.ID), len(c.Path))}
}

// finding is what a case was found to be: its state, or, once it is answered or
// closed, the last before that says so.
func finding(c report.Case) report.CaseState {
	found := []report.CaseState{report.CaseFalse, report.CaseTrue, report.CasePartly}
	if slices.Contains(found, c.Handling.State) {
		return c.Handling.State
	}
	said := c.Standing.Said
	for i := len(said) - 1; i >= 0; i-- {
		s := report.CaseState(said[i].Value)
		if said[i].Action != report.State || said[i].Undone {
			continue
		}
		if slices.Contains(found, s) {
			return s
		}
		if s == report.CaseNew || s == report.CaseVerifying { // looked at anew
			break
		}
	}
	return ""
}

// stateOf names the state of a case, with what it was found to be.
func stateOf(c report.Case) string {
	state := string(cmp.Or(c.Handling.State, report.CaseNew))
	if f := finding(c); f != "" && string(f) != state {
		state += " (" + string(f) + ")"
	}
	return state
}

// due says how long is left, or how long it is past: short enough for a table.
func (d *desk) due(c report.Case, now time.Time) string {
	h := c.Handling
	switch {
	case h.Deadline.IsZero() || h.State == report.CaseAnswered || h.State == report.CaseClosed:
		return ""
	case h.Late(now):
		return d.pair("en retard ", "overdue ") + brief(now.Sub(h.Deadline))
	}
	return d.pair("dans ", "in ") + brief(h.Deadline.Sub(now))
}

// brief is a length of time in few letters: 40m, 3h05, 17h, 5d.
func brief(length time.Duration) string {
	length = length.Round(time.Minute)
	hours, minutes := int(length/time.Hour), int(length%time.Hour/time.Minute)
	switch {
	case hours == 0:
		return fmt.Sprintf("%dm", minutes)
	case hours < 10 && minutes > 0:
		return fmt.Sprintf("%dh%02d", hours, minutes)
	case hours < 48:
		return fmt.Sprintf("%dh", hours)
	}
	return fmt.Sprintf("%dd", hours/24)
}

// said is what is claimed, true what holds against it, each as short as it is.
func (d *desk) said(c report.Case) (said, truth string) {
	if c.Rumour != nil {
		said, truth = cmp.Or(c.Rumour.Said, c.Rumour.Claim), cmp.Or(c.Rumour.True, c.Rumour.Truth.In(d.language))
	}
	if f := c.Fact; f != nil {
		truth = cmp.Or(figure(f.Value, f.Unit), f.Statement.In(d.language))
	}
	return oneLine(cmp.Or(said, c.Title.In(d.language))), oneLine(cmp.Or(truth, d.pair("non vérifié", "unverified")))
}

// figure is a value with its unit, where it does not say it itself.
func figure(value, unit string) string {
	if value == "" || unit == "" || strings.Contains(value, unit) {
		return value
	}
	return value + " " + unit
}

// heading names a case in a line, with how it stands.
func (d *desk) heading(c report.Case) string {
	return short(c.ID) + " " + oneLine(c.Title.In(d.language))
}

// typedText is the text of a remark or reply: the words, or standard input for -.
func typedText(cmd *cobra.Command, words []string) (string, error) {
	if len(words) == 1 && words[0] == "-" {
		body, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), textMost))
		if err != nil {
			return "", fmt.Errorf("read the text: %w", err)
		}
		return strings.TrimSpace(string(body)), nil
	}
	return strings.TrimSpace(strings.Join(words, " ")), nil
}

// textMost is how much is read of standard input, in bytes.
const textMost = 1 << 20

func (d *desk) percent(share float64) string { return phrase.Percent(d.language, share) }
