package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// postsTold is how many of a signal's posts `show` tells, examples how many
// `explain` gives.
const (
	postsTold = 20
	examples  = 3
)

func newSignalsShow(d *desk) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show a signal: its posts, its sources, and what was said of it",
		Example: "  vigie signals show 3f2a9c1b",
		Args:    checked(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError{fmt.Errorf("--format %q is not known: text or json", format), cmd.CommandPath()}
			}
			return d.open(cmd, func(ctx context.Context) error {
				f, err := d.finding(ctx, args[0])
				if err != nil {
					return err
				}
				if format == "json" {
					enc := json.NewEncoder(cmd.OutOrStdout())
					enc.SetEscapeHTML(false)
					return enc.Encode(signalLine{f.Signal, f.Standing})
				}
				d.head(cmd.OutOrStdout(), f)
				d.evidence(cmd.OutOrStdout(), f)
				d.history(cmd.OutOrStdout(), f.Standing)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func newSignalsExplain(d *desk) *cobra.Command {
	return &cobra.Command{
		Use:     "explain ID",
		Short:   "Say why a signal was raised, and what would have kept it silent",
		Example: "  vigie signals explain 3f2a9c1b --language fr",
		Args:    checked(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(ctx context.Context) error {
				f, err := d.finding(ctx, args[0])
				if err != nil {
					return err
				}
				book, err := d.store.Book(ctx)
				if err != nil {
					return err
				}
				d.head(cmd.OutOrStdout(), f)
				d.reasons(cmd.OutOrStdout(), f)
				d.line(cmd.OutOrStdout(), d.pair("Précision", "Precision"), d.worth(report.PrecisionOf(book.Precision(), f.Kind, f.Level)))
				return nil
			})
		},
	}
}

// head names a signal and says how it stands.
func (d *desk) head(w io.Writer, f report.Finding) {
	fmt.Fprintln(w, oneLine(f.Title.In(d.language)))
	words := []string{short(f.ID), string(f.Kind), string(f.Level)}
	if f.Trend != "" {
		words = append(words, string(f.Trend))
	}
	if state := d.state(f.Standing); state != "" {
		words = append(words, state)
	}
	fmt.Fprintln(w, strings.Join(words, ", "))
	if f.Standing.Given != "" {
		d.line(w, d.pair("Titre d’origine", "Its own title"), f.Standing.Original.In(d.language))
	}
	for _, p := range f.Standing.Parts {
		muted := ""
		if p.Muted {
			muted = d.pair(" (muet : ses messages ne comptent pas ici)", " (muted: its posts do not count here)")
		}
		d.line(w, d.pair("Réunit", "With"), short(p.ID)+" "+p.Title.In(d.language)+muted)
	}
	if m := f.Standing.Muted; m != nil {
		by := d.pair("par ", "by ") + m.By
		if m.Rule != (report.Rule{}) {
			by += ", " + d.pair("règle ", "rule ") + d.ruleWords(m.Rule)
		}
		if m.Why != "" {
			by += d.colon() + " " + m.Why
		}
		d.line(w, d.pair("Muet", "Muted"), by)
	}
	d.line(w, d.pair("Levé", "Raised"), d.when(f.RaisedAt))
	d.line(w, d.pair("Messages", "Posts"), fmt.Sprintf("%d, %s – %s", len(f.Posts), d.when(f.FirstAt), d.when(f.LastAt)))
}

func (d *desk) line(w io.Writer, name, text string) {
	if text = oneLine(text); text != "" {
		fmt.Fprintf(w, "  %s%s %s\n", name, d.colon(), text)
	}
}

// colon is what stands between a name and what is named.
func (d *desk) colon() string { return d.pair(" :", ":") }

func (d *desk) when(t time.Time) string { return t.In(d.zone).Format("2006-01-02 15:04") }

// evidence tells the posts and the sources in order.
func (d *desk) evidence(w io.Writer, f report.Finding) {
	d.line(w, d.pair("Sources, dans l’ordre", "Sources, in order"), strings.Join(d.speakers(f, 0), ", "))
	if len(f.Items) > 0 {
		fmt.Fprintln(w)
	}
	d.posts(w, f.Items, postsTold)
	if n := len(f.Posts) - min(len(f.Items), postsTold); n > 0 {
		fmt.Fprintf(w, "  %s\n", fmt.Sprintf(d.pair("et %d de plus", "and %d more"), n))
	}
}

// speakers are the names of a signal's sources, at most n of them; 0: all.
func (d *desk) speakers(f report.Finding, n int) []string {
	var names []string
	for i, id := range f.Sources {
		if n > 0 && i == n {
			break
		}
		names = append(names, d.store.Source(id).Name)
	}
	return names
}

func (d *desk) posts(w io.Writer, items []report.Item, n int) {
	g := grid{flexible: []int{1, 2}}
	for _, it := range items[:min(len(items), n)] {
		g.add(d.when(it.Published), clip(oneLine(it.Source.Name), 24), oneLine(title(it)))
	}
	g.print(w, "  ")
}

// history tells what was said of a signal, oldest first.
func (d *desk) history(w io.Writer, s report.Standing) {
	if len(s.Said) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s%s\n", d.pair("Ce qu’on en a dit", "What was said of it"), d.colon())
	for _, v := range s.Said {
		line := fmt.Sprintf("%s  %s  %s", d.when(v.At), oneLine(v.Author), v.Action)
		switch v.Action {
		case report.Merge:
			line += " " + short(v.Value)
		case report.Undo:
			for _, u := range s.Said {
				if fmt.Sprint(u.Line) == v.Value {
					line += " " + string(u.Action)
				}
			}
		default:
			if v.Value != "" {
				line += " " + oneLine(v.Value)
			}
		}
		if v.Note != "" {
			line += " (" + oneLine(v.Note) + ")"
		}
		if v.Undone {
			line += ", " + d.pair("repris", "taken back")
		}
		fmt.Fprintf(w, "  %s\n", line)
	}
}

// reasons say why, and why not.
func (d *desk) reasons(w io.Writer, f report.Finding) {
	number := func(x float64) string { return phrase.Fixed(d.language, x, decimals(x)) }
	if f.Observed > 0 || f.Expected > 0 {
		over := ""
		if f.Signal.Hours > 0 {
			over = fmt.Sprintf(d.pair(" en %s h", " in %s h"), number(f.Signal.Hours))
		}
		d.line(w, d.pair("Observé", "Observed"), fmt.Sprintf(d.pair("%s%s ; attendu : %s", "%s%s; expected: %s"), number(f.Observed), over, number(f.Expected)))
	}
	test := f.Test
	if f.P > 0 {
		p := fmt.Sprintf("%.2g", f.P)
		if phrase.French(d.language) {
			p = strings.Replace(p, ".", ",", 1)
		}
		test = strings.TrimPrefix(test+", p = "+p, ", ")
	}
	d.line(w, "Test", test)
	d.line(w, "Score", phrase.Fixed(d.language, f.Score, 2))
	if f.Voices > 0 {
		d.line(w, d.pair("Voix indépendantes", "Independent voices"), fmt.Sprint(f.Voices))
	}
	d.line(w, d.pair("Termes", "Terms"), strings.Join(f.Terms, ", "))
	d.line(w, d.pair("Premières sources", "First sources"), strings.Join(d.speakers(f, examples), ", "))
	fmt.Fprintf(w, "%s%s\n", d.pair("Pourquoi", "Why"), d.colon())
	for _, why := range f.Why {
		fmt.Fprintf(w, "  - %s\n", oneLine(why.In(d.language)))
	}
	fmt.Fprintf(w, "%s%s\n", d.pair("Exemples", "Examples"), d.colon())
	d.posts(w, exampleItems(f), examples)
	d.line(w, d.pair("Ce qui l’aurait tu", "What would have kept it silent"), f.Silent.In(d.language))
}

// exampleItems are a few posts of a signal, each of another source as far as
// there are.
func exampleItems(f report.Finding) []report.Item {
	seen := map[string]bool{}
	var fresh, rest []report.Item
	for _, it := range f.Items {
		if seen[it.Source.ID] {
			rest = append(rest, it)
			continue
		}
		seen[it.Source.ID] = true
		fresh = append(fresh, it)
	}
	return slices.Concat(fresh, rest)
}

func decimals(x float64) int {
	if x == float64(int(x)) {
		return 0
	}
	return 1
}

// worth says how many of a rule's signals were worth it.
func (d *desk) worth(p report.Precision) string {
	t := p.Ever
	if t.Judged() == 0 {
		return d.pair("personne n’a encore jugé un signal de cette règle", "nobody has judged a signal of this rule yet")
	}
	low, high := t.Interval()
	kind := string(p.Kind)
	if p.Level != "" && p.Kind != signal.Ambassador {
		kind += " (" + string(p.Level) + ")"
	}
	return fmt.Sprintf(d.pair("%s : %d des %d jugés étaient utiles (%s à %s)", "%s: %d of %d that somebody judged were useful (%s to %s)"),
		kind, t.Useful, t.Judged(), phrase.Percent(d.language, low), phrase.Percent(d.language, high))
}
