package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

// filing is what the flags of `vigie rumors` and `vigie cases list` ask for.
type filing struct {
	states                       []string
	entity, owner, since, format string
	all, overdue                 bool
	open                         bool // only those that are not closed
}

func newRumors(g *globals) *cobra.Command {
	d := &desk{g: g, names: "vigie rumors --all"}
	cmd := newFiling(d, filing{open: true})
	cmd.Use, cmd.Aliases, cmd.Short = "rumors", []string{"rumours", "rumor", "rumour"}, "The rumours that are open: what is said, what is true, until when to answer"
	cmd.Long = `Lists the rumours whose case is not closed, the most urgent first: what is said beside what is true, how many
carry it, since when, and until when to answer. Those that somebody muted, called noise or merged into
others are left out; --all shows these and the closed. ` + "`vigie cases show ID`" + ` opens one.`
	cmd.Example = "  vigie rumors\n  vigie rumors --overdue\n  vigie rumors --state new,verifying --since 24h\n  vigie rumors --format json | jq -r .claim"
	d.speaks(cmd)
	return cmd
}

func newCasesList(d *desk) *cobra.Command {
	cmd := newFiling(d, filing{})
	cmd.Use, cmd.Aliases, cmd.Short = "list", []string{"ls"}, "List the cases in every state, latest first"
	cmd.Long = `Lists the cases that are not closed, and those with a relay or a change in the last while; latest first.
Those that somebody muted, called noise or merged into others are left out: --all shows them.`
	cmd.Example = "  vigie cases list --state closed --since 12w\n  vigie cases list --owner me --overdue"
	return cmd
}

// newFiling is a command that lists cases.
func newFiling(d *desk, c filing) *cobra.Command {
	cmd := &cobra.Command{
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usageError{fmt.Errorf("%q: %s lists, and takes flags alone; `vigie cases show %s` shows one", args[0], cmd.CommandPath(), args[0]), cmd.CommandPath()}
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			back, err := c.check(cmd)
			if err != nil {
				return err
			}
			return d.open(cmd, func(ctx context.Context) error {
				if err := d.rule(report.Rule{Entity: c.entity}); err != nil {
					return err
				}
				now := time.Now()
				found, err := d.store.Cases(ctx, now.Add(-back))
				if err != nil {
					return err
				}
				found = slices.DeleteFunc(found, func(x report.Case) bool { return !c.takes(x, now, back) })
				if c.open {
					slices.SortStableFunc(found, report.Urgency)
				}
				return d.listCases(c, found, now)
			})
		},
	}
	cmd.Flags().StringSliceVar(&c.states, "state", nil, "only in these states: "+stateNames()+"; open: all but closed")
	cmd.Flags().StringVar(&c.entity, "entity", "", "only of this entity of config.yaml")
	cmd.Flags().StringVar(&c.owner, "owner", "", "only those that this person handles; me: yourself, nobody: those without")
	cmd.Flags().StringVar(&c.since, "since", "", "only with a relay or a change in the last 2h, 7d or 4w (default: all that are open, and 30d of the closed)")
	cmd.Flags().BoolVar(&c.overdue, "overdue", false, "only those past their deadline")
	cmd.Flags().BoolVar(&c.all, "all", false, "the closed, the muted, what somebody called noise, and the merged too")
	cmd.Flags().StringVar(&c.format, "format", "table", "table or json (one case a line)")
	return cmd
}

func stateNames() string {
	var names []string
	for _, s := range report.CaseStates() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// knownState reads a state as people write it.
func knownState(s string) (report.CaseState, error) {
	state := report.CaseState(strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(s))))
	if state == "partly" {
		state = report.CasePartly
	}
	if !slices.Contains(report.CaseStates(), state) {
		return "", fmt.Errorf("%q is not a state: %s", s, stateNames())
	}
	return state, nil
}

// closedBack is how far back the closed are listed where nobody says.
const closedBack = 30 * 24 * time.Hour

func (c *filing) check(cmd *cobra.Command) (back time.Duration, err error) {
	back = closedBack
	if c.format != "table" && c.format != "json" {
		err = fmt.Errorf("--format %q is not known: table or json", c.format)
	}
	var states []string
	for _, s := range c.states {
		state, bad := knownState(s)
		switch {
		case s == "open":
			for _, x := range report.CaseStates() {
				if x != report.CaseClosed {
					states = append(states, string(x))
				}
			}
		case bad != nil:
			err = fmt.Errorf("--state %w, or open", bad)
		}
		states = append(states, string(state))
	}
	c.states = states
	if c.since != "" && err == nil {
		back, err = span(c.since)
	}
	if c.owner == "me" {
		c.owner = login()
	}
	if err != nil {
		return 0, usageError{err, cmd.CommandPath()}
	}
	return back, nil
}

func (c filing) takes(x report.Case, now time.Time, back time.Duration) bool {
	h := x.Handling
	state := cmp.Or(h.State, report.CaseNew)
	switch {
	case len(c.states) > 0 && !slices.Contains(c.states, string(state)), c.entity != "" && x.Entity != c.entity, c.overdue && !x.Handling.Late(now):
		return false
	case c.owner == "nobody" && h.Owner != "", c.owner != "" && c.owner != "nobody" && h.Owner != c.owner:
		return false
	case c.since != "" && touched(x).Before(now.Add(-back)):
		return false
	case c.open && len(c.states) == 0 && !c.all && state == report.CaseClosed:
		return false
	}
	return c.all || !x.Standing.Silent()
}

// standing is the state of a case, and what keeps it silent.
func (d *desk) standing(x report.Case) string {
	if x.Standing.Silent() {
		return stateOf(x) + ", " + d.state(x.Standing)
	}
	return stateOf(x)
}

// touched is when a case last had a relay or a change.
func touched(x report.Case) time.Time {
	at := x.LastAt
	for _, v := range x.Standing.Said {
		if v.At.After(at) {
			at = v.At
		}
	}
	if x.RaisedAt.After(at) {
		at = x.RaisedAt
	}
	return at
}

func (d *desk) listCases(c filing, found []report.Case, now time.Time) error {
	w := d.command.OutOrStdout()
	if c.format == "json" {
		out := newJSONLines(w)
		for _, x := range found {
			if err := out.Write(web.ShapeCase(d.config.PublicURL, x)); err != nil {
				return err
			}
		}
		return out.Close()
	}
	if len(found) == 0 {
		return d.noCase(w, c)
	}
	g := grid{head: []string{"ID", "STATE", "LEVEL", "SCORE", "RELAYS", "SOURCES", "SINCE", "DEADLINE", "OWNER", "SAID", "TRUE"}, flexible: []int{9, 10}}
	open, overdue := 0, 0
	for _, x := range found {
		said, truth := d.said(x)
		g.add(short(x.ID), d.standing(x), string(x.Level), phrase.Fixed("en", x.Score, 2), strconv.Itoa(relays(x)), strconv.Itoa(len(x.Sources)),
			moment(x.FirstAt, d.zone), d.due(x, now), oneLine(x.Handling.Owner), said, truth)
		if x.Handling.State != report.CaseClosed {
			open++
		}
		if x.Handling.Late(now) {
			overdue++
		}
	}
	g.print(w, "")
	line := count(len(found), "rumour")
	if open < len(found) {
		line += fmt.Sprintf(", %d open", open)
	}
	if overdue > 0 {
		line += fmt.Sprintf(", %d overdue", overdue)
	}
	_, err := fmt.Fprintln(w, line)
	return err
}

// noCase says why nothing is listed, and what shows more.
func (d *desk) noCase(w io.Writer, c filing) error {
	text := "no rumour here; --all shows the muted and the noise too, --since 90d the closed of long ago"
	if c.open {
		text = "no rumour is open; --all shows the closed, the muted and the noise too"
	}
	if len(c.states) > 0 || c.entity != "" || c.owner != "" || c.overdue || c.since != "" {
		text = "no rumour is as these flags ask; fewer of them, or --all, show more"
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

// relays is how many posts carry a rumour.
func relays(x report.Case) int {
	if x.Rumour == nil {
		return len(x.Posts)
	}
	return x.Rumour.Spread()
}

// deadline reads when a case is due: a length of time from now, a time of day, a
// day, a moment; empty for none.
func deadline(s string, now time.Time, zone *time.Location) (string, error) {
	s = strings.TrimSpace(s)
	if s == "none" {
		return "", nil
	}
	if length, err := span(s); err == nil {
		return now.Add(length).Format(time.RFC3339), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.Format(time.RFC3339), nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.Format(time.RFC3339), nil
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil { // that day included
		return t.AddDate(0, 0, 1).Format(time.RFC3339), nil
	}
	if t, err := time.Parse("15:04", s); err == nil {
		y, m, day := now.In(zone).Date()
		at := time.Date(y, m, day, t.Hour(), t.Minute(), 0, 0, zone)
		if !at.After(now) {
			at = time.Date(y, m, day+1, t.Hour(), t.Minute(), 0, 0, zone)
		}
		return at.Format(time.RFC3339), nil
	}
	return "", errors.New(strconv.Quote(s) + " is no time: write 4h, 18:30, 2026-12-01, '2026-12-01 18:30' or none")
}

// deadlineOf is the moment that a line of a log says, where it says one.
func deadlineOf(v report.Verdict) (time.Time, error) {
	if v.Action != report.Due {
		return time.Time{}, errors.New("no deadline")
	}
	return time.Parse(time.RFC3339, v.Value)
}
