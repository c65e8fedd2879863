package main

import (
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
	"vigie/dashboards/reply"
	"vigie/dashboards/report"
)

func newCasesDraft(d *desk) *cobra.Command {
	var to, form string
	cmd := d.onCase("draft ID", "Draft a reply from the fact, in the language of the post that it answers", checked(cobra.ExactArgs(1)), func(_ context.Context, c report.Case, _ []string) error {
		var post report.Item
		lang, shape := d.language, reply.Statement
		if to != "" {
			p, err := d.relay(c, to)
			if err != nil {
				return err
			}
			post, lang, shape = p.Item, reply.Language(p.Language), reply.FormFor(p.Item)
		}
		if d.command.Flags().Changed("language") {
			lang = d.language
		}
		if form != "" {
			shape = reply.Form(form)
		}
		draft, err := d.answering().Draft(c, post, lang, shape)
		if err != nil {
			return err
		}
		return d.printDraft(c, draft, to)
	})
	cmd.Long = `Drafts a reply from the fact that is held against a rumour: a comment, status or letter to who wrote the
post that --to names, in its language or in that of --language; without --to a statement to all. Where no fact can be brought yet
it holds the line. The text goes to standard output, what to see to before it is sent to standard error.
It sends nothing: ` + "`vigie cases reply`" + ` takes down what you sent.`
	cmd.Example = "  vigie cases draft 3f2a9c1b\n  vigie cases draft 3f2a9c1b --to 2\n  vigie cases draft 3f2a9c1b --to 2 --form journalist --language en > letter.txt"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if form != "" && !slices.Contains(reply.Forms(), reply.Form(form)) {
			return usageError{fmt.Errorf("--form %q is not known: %s", form, formNames()), cmd.CommandPath()}
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&to, "to", "", "the relay that it answers: its number in the path, its identifier or address (default: all)")
	cmd.Flags().StringVar(&form, "form", "", "how it is written: "+formNames()+" (default: as suits the post)")
	return cmd
}

func formNames() string {
	var names []string
	for _, f := range reply.Forms() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// answering is who answers.
func (d *desk) answering() reply.Desk {
	o := d.config.Organisation
	return reply.Desk{Organisation: o.Name, Language: o.Language, Contact: d.config.Contact(), Keeps: int(d.config.Retention.Posts), Now: time.Now().In(d.zone)}
}

func (d *desk) printDraft(c report.Case, draft reply.Draft, to string) error {
	w, aside := d.command.OutOrStdout(), d.command.ErrOrStderr()
	if draft.Subject != "" {
		fmt.Fprintf(w, "%s%s %s\n\n", d.subject(draft.Lang), phrase.Spaced(draft.Lang, map[bool]string{true: " :", false: ":"}[phrase.French(draft.Lang)]), oneLine(draft.Subject))
	}
	fmt.Fprintln(w, strings.TrimRight(screened(draft.Text), "\n"))
	for _, x := range draft.Warnings {
		fmt.Fprintf(aside, "%s %s\n", d.pair("à voir :", "see to:"), oneLine(x.In(d.language)))
	}
	flag := ""
	if to != "" {
		flag = " --to " + to
	}
	_, err := fmt.Fprintf(aside, d.pair("une fois envoyé : `vigie cases reply %s%s --link ADRESSE -` note ce qui l’a été\n", "once sent: `vigie cases reply %s%s --link ADDRESS -` takes down what was\n"), short(c.ID), flag)
	return err
}

func (d *desk) subject(lang string) string {
	if phrase.French(lang) {
		return "Objet"
	}
	return "Subject"
}

// screened is text of several lines without what would move the cursor.
func screened(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, oneLine(line))
	}
	return strings.Join(lines, "\n")
}

// notice prints what those on the list are to be told.
func (d *desk) notice(w io.Writer) error {
	text, err := d.answering().Notice(d.language)
	if err != nil {
		return err
	}
	d.section(w, d.pair("À envoyer à qui y figure (article 14 du RGPD)", "To be sent to those on it (article 14 GDPR)"))
	for line := range strings.Lines(screened(text)) {
		fmt.Fprintln(w, strings.TrimRight("  "+strings.TrimRight(line, "\n"), " "))
	}
	return nil
}

// formula is how contacts are ranked, with every factor.
func (d *desk) formula() string {
	x := report.ContactWeights()
	number := func(x float64) string { return phrase.Fixed(d.language, x, 1) }
	return fmt.Sprintf(d.pair("priorité = %s audience (REACH) + %s place (CENTRAL) + %s fraîcheur (RECENT), chacune de 0 à 1 ; qui a été contacté vient en dernier",
		"priority = %s reach + %s central + %s recent, each from 0 to 1; those who were contacted come last"), number(x.Reach), number(x.Central), number(x.Recent))
}

func newCasesReply(d *desk) *cobra.Command {
	var to, link, at string
	var answered bool
	cmd := d.onCase("reply ID [--to POST] [--link URL] TEXT|-", "Take down a reply that was sent; - reads its text from standard input", checked(cobra.MinimumNArgs(1)), func(ctx context.Context, c report.Case, args []string) error {
		text, err := typedText(d.command, args)
		if err != nil {
			return err
		}
		if text == "" {
			return usageError{errors.New("there is no text: give what was sent, or - and the text on standard input"), d.command.CommandPath()}
		}
		v := report.Verdict{Action: report.Reply, Note: text, Link: link}
		if at != "" {
			if v.Sent, err = past(at, time.Now(), d.zone); err != nil {
				return usageError{err, d.command.CommandPath()}
			}
		}
		who := d.pair("à tous", "to all")
		if to != "" {
			p, err := d.relay(c, to)
			if err != nil {
				return err
			}
			v.Value, who = p.ID, d.postNumber(c, p.ID)+" "+oneLine(strings.Join(nonempty([]string{p.Author, p.Source.Name}), ", "))
		}
		if err := d.take(ctx, c, v); err != nil {
			return err
		}
		if !d.command.Flags().Changed("answered") {
			answered = to == "" // one relay of many is not the rumour
		}
		if answered && c.Handling.State != report.CaseClosed {
			if err := d.take(ctx, c, report.Verdict{Action: report.State, Value: string(report.CaseAnswered)}); err != nil {
				return err
			}
		}
		return d.told(ctx, c.ID, func(c report.Case) string {
			told := fmt.Sprintf(d.pair("réponse notée, %s (%s caractères) ; état : %s", "reply taken down, %s (%s characters); state: %s"), who, phrase.Number(d.language, float64(len([]rune(text)))), stateOf(c))
			if c.Handling.State != report.CaseAnswered && c.Handling.State != report.CaseClosed {
				told += fmt.Sprintf(d.pair(", `vigie cases state %s answered` le dit répondu", ", `vigie cases state %s answered` says it is answered"), short(c.ID))
			}
			return told
		})
	})
	cmd.Long = `Takes down a reply that you sent, where it can be read, and which post it answers: the case's page and
` + "`vigie cases show`" + ` tell the spread before and after it. A reply to all says that the case is answered too,
as --answered does; ` + "`vigie cases undo`" + ` takes back both. It sends nothing.`
	cmd.Example = "  vigie cases reply 3f2a9c1b --to 2 --link https://forum.example.org/t/12#p9 'There are 1,240 buses.'\n  vigie cases reply 3f2a9c1b - < statement.txt"
	cmd.Flags().StringVar(&to, "to", "", "the relay that it answers: its number in the path, its identifier or address (default: all)")
	cmd.Flags().StringVar(&link, "link", "", "where it can be read")
	cmd.Flags().StringVar(&at, "at", "", "when it was sent: 2h ago, 14:30, '2026-12-01 14:30' (default: now)")
	cmd.Flags().BoolVar(&answered, "answered", false, "say that the case is answered too (default: for a reply to all)")
	return cmd
}

// past reads when something was done: a length of time ago, a time of day, the
// last one, or a moment.
func past(s string, now time.Time, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "ago"))
	if length, err := span(s); err == nil {
		return now.Add(-length), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	if t, err := time.Parse("15:04", s); err == nil {
		y, m, day := now.In(zone).Date()
		at := time.Date(y, m, day, t.Hour(), t.Minute(), 0, 0, zone)
		if at.After(now) {
			at = time.Date(y, m, day-1, t.Hour(), t.Minute(), 0, 0, zone)
		}
		return at, nil
	}
	return time.Time{}, errors.New(strconv.Quote(s) + " is no time: write 2h, 14:30 or '2026-12-01 14:30'")
}

func newCasesReached(d *desk) *cobra.Command {
	cmd := d.onCase("reached ID POST", "Say that who wrote this relay was contacted: they come last in the ranking", checked(cobra.ExactArgs(2)), func(ctx context.Context, c report.Case, args []string) error {
		p, err := d.relay(c, args[0])
		if err != nil {
			return err
		}
		who := oneLine(strings.Join(nonempty([]string{p.Author, p.Source.Name}), ", "))
		if slices.Contains(c.Handling.Reached, p.ID) {
			return hinted{fmt.Errorf("%s was contacted already", who), "`vigie cases log " + short(c.ID) + "` says when"}
		}
		return d.act(ctx, c, report.Verdict{Action: report.Reached, Value: p.ID}, func(report.Case) string {
			return d.postNumber(c, p.ID) + " " + who + d.pair(", contacté", " contacted")
		})
	})
	cmd.Example = "  vigie cases reached 3f2a9c1b 4"
	return cmd
}
