package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/forecast"
	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

// spread draws the relays by hour, says what is to be expected, and counts the
// relays by class and language.
func (d *desk) spread(w io.Writer, c report.Case) {
	d.section(w, d.pair("Propagation", "Spread"))
	if len(c.Curve) > 0 {
		var perHour []float64
		for _, h := range c.Curve {
			perHour = append(perHour, h.Value)
		}
		drawn, hours, most := spark(perHour, max(12, terminalWidth(w)-60))
		each := d.pair("par heure", "an hour")
		if hours > 1 {
			each = fmt.Sprintf(d.pair("par %d h", "in %d h"), hours)
		}
		end := c.Curve[len(c.Curve)-1].At.Add(time.Hour)
		fmt.Fprintf(w, "  %s %s %s  %s\n", moment(c.Curve[0].At, d.zone), drawn, moment(end, d.zone), fmt.Sprintf(d.pair("%s %s au plus", "%s %s at most"), d.number(most), each))
	}
	if c.Handling.State != report.CaseClosed {
		d.line(w, d.pair("Prévision", "Forecast"), d.forecast(c.Forecast))
	}
	d.line(w, d.pair("Classes", "Classes"), tops(c.Classes))
	d.line(w, d.pair("Langues", "Languages"), tops(c.Languages))
}

// spark draws values as a row of blocks, at most width of them: hours is how many
// values each stands for, most the largest.
func spark(values []float64, width int) (drawn string, hours int, most float64) {
	hours = (len(values) + width - 1) / width
	var sums []float64
	for i, v := range values {
		if i%hours == 0 {
			sums = append(sums, 0)
		}
		sums[len(sums)-1] += v
		most = max(most, sums[len(sums)-1])
	}
	blocks := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, v := range sums {
		i := 0
		if v > 0 { // what is there stands out from what is not
			i = 1 + int(v/most*float64(len(blocks)-2)+0.5)
		}
		b.WriteRune(blocks[min(i, len(blocks)-1)])
	}
	return b.String(), hours, most
}

// forecast says in words what is to be expected.
func (d *desk) forecast(f forecast.Forecast) string {
	if len(f.Hours) == 0 {
		return d.pair("trop tôt pour la dire", "too early to say")
	}
	if f.Total.High < 0.5 {
		return fmt.Sprintf(d.pair("plus aucun relais dans les %d h, quatre fois sur cinq", "no more relays in the next %d h, four times in five"), len(f.Hours))
	}
	text := fmt.Sprintf(d.pair("dans les %d h, %s, entre %s et %s quatre fois sur cinq", "in the next %d h %s, between %s and %s four times in five"), len(f.Hours),
		d.relaysWord(f.Total.Expected), d.whole(f.Total.Low), d.whole(f.Total.High))
	return text + d.pair(" ; calculée le ", "; as of ") + d.when(f.From)
}

func (d *desk) relaysWord(n float64) string {
	return d.number(n) + " " + phrase.Plural(d.language, n, d.pair("relais", "relay"), d.pair("relais", "relays"))
}

// number writes a count, with a decimal where it is small and not whole.
func (d *desk) number(x float64) string {
	if x < 10 {
		return phrase.Fixed(d.language, x, decimals(x))
	}
	return phrase.Number(d.language, float64(int(x+0.5)))
}

// whole writes a bound: posts come in whole numbers.
func (d *desk) whole(x float64) string { return phrase.Number(d.language, math.Max(0, math.Round(x))) }

func tops(list []report.Top) string {
	var words []string
	for _, t := range list {
		name := t.Name
		if name == "" {
			name = t.Key
		}
		words = append(words, name+" "+strconv.Itoa(t.Posts))
	}
	return strings.Join(words, ", ")
}

// replies tells the answers that were given, with what the spread did around each.
func (d *desk) replies(w io.Writer, c report.Case) {
	if len(c.Handling.Replies) == 0 {
		return
	}
	d.section(w, d.pair("Réponses, avec leur effet", "Replies, with their effect"))
	for _, a := range c.Handling.Replies {
		to := d.pair("à tous", "to all")
		for i, p := range c.Path {
			if p.ID == a.To {
				to = fmt.Sprintf(d.pair("à #%d", "to #%d"), i+1)
			}
		}
		if a.Post != "" {
			to = d.pair("message de l’organisation", "the organisation’s own post")
		}
		fmt.Fprintf(w, "  %s  %s\n", d.when(a.At), oneLine(strings.Join(nonempty([]string{a.By, to, a.Link}), ", ")))
		if a.Text != "" {
			fmt.Fprintf(w, "    %s\n", clip(oneLine(a.Text), 160))
		}
		fmt.Fprintf(w, "    %s\n", d.effect(a.Effect))
	}
}

// effect says what the spread did around a reply, beside what was to be expected.
func (d *desk) effect(e *report.Effect) string {
	if e == nil {
		return d.pair("effet : trop tôt pour le dire", "effect: too early to say")
	}
	hours := d.number(e.Hours)
	t := e.Expected.Total
	text := fmt.Sprintf(d.pair("effet : %s dans les %s h avant, %d après ; sans réponse on en attendait %s (%s à %s, 80 %%)",
		"effect: %s in the %s h before, %d after; without a reply %s were to be expected (%s to %s, 80%%)"),
		d.relaysWord(float64(e.Before)), hours, e.After, d.number(t.Expected), d.whole(t.Low), d.whole(t.High))
	verdict := phrase.Spaced(d.language, d.pair(" : ", ": ")) + d.came(e)
	if e.ConfusedWith > 0 {
		verdict += fmt.Sprintf(d.pair(", avec %s aux mêmes heures", ", together with %s in the same hours"), d.counted(e.ConfusedWith, "autre réponse", "autres réponses", "other reply", "other replies"))
	}
	return text + verdict
}

// came says how what came stands to what was expected, with the chance of it.
func (d *desk) came(e *report.Effect) string {
	word := map[report.Came]string{
		report.CameBelow:   d.pair("moins qu’attendu (aussi peu sans réponse : %s)", "fewer than expected (so few without a reply: %s)"),
		report.CameAs:      d.pair("comme attendu", "as expected"),
		report.CameAbove:   d.pair("plus qu’attendu (autant sans réponse : %s)", "more than expected (so many without a reply: %s)"),
		report.CameUnclear: d.pair("on ne peut rien en dire (aussi peu sans réponse : %s)", "nothing can be said of it (so few without a reply: %s)"),
	}[e.Came]
	if e.Came == report.CameAs {
		return word
	}
	return fmt.Sprintf(word, phrase.Percent(d.language, e.Chance))
}

func newCasesContacts(d *desk) *cobra.Command {
	var format string
	cmd := d.onCase("contacts ID", "Rank whom to answer first, by a published formula, with the notice to send",
		checked(cobra.ExactArgs(1)), func(_ context.Context, c report.Case, _ []string) error {
			if format == "json" {
				out := newJSONLines(d.command.OutOrStdout())
				for _, x := range web.ShapeFile(d.config.PublicURL, c).Contacts {
					if err := out.Write(x); err != nil {
						return err
					}
				}
				return out.Close()
			}
			w := d.command.OutOrStdout()
			fmt.Fprintln(w, d.heading(c))
			d.contacts(w, c, len(c.Contacts))
			if len(c.Contacts) == 0 {
				return nil
			}
			return d.notice(w)
		})
	cmd.Long = `Ranks those who carry a rumour by what there is in answering them first. It concerns public posts of
this one case alone and ends when the case is closed; whoever objected (` + "`vigie opposition list`" + `) is left out.
The notice below it is what the law wants them told (article 14 GDPR).`
	cmd.Example = "  vigie cases contacts 3f2a9c1b\n  vigie cases reached 3f2a9c1b 4"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if format != "table" && format != "json" {
			return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&format, "format", "table", "table or json (one contact a line)")
	return cmd
}

// contacts ranks whom to answer first, at most n of them, with the formula.
func (d *desk) contacts(w io.Writer, c report.Case, n int) {
	if c.Handling.State == report.CaseClosed {
		fmt.Fprintf(w, "  %s\n", d.pair("le cas est clos : la liste est levée", "the case is closed: the list is gone"))
		return
	}
	fmt.Fprintf(w, "  %s\n", d.formula())
	at := map[string]int{}
	for i, p := range c.Path {
		at[p.ID] = i + 1
	}
	number := func(x float64) string { return phrase.Fixed(d.language, x, 2) }
	g := grid{head: []string{"POST", "WHO", "SOURCE", "LANG", "POSTS", "REACH", "CENTRAL", "RECENT", "PRIORITY", "CONTACTED"}, flexible: []int{1, 2}}
	for _, x := range c.Contacts[:min(n, len(c.Contacts))] {
		reached := ""
		if x.Reached {
			reached = d.pair("oui", "yes")
		}
		who := oneLine(x.Author)
		if who == "" {
			who = oneLine(x.Source.Name)
		}
		g.add("#"+strconv.Itoa(at[x.ID]), who, oneLine(x.Source.Name), x.Language, strconv.Itoa(x.Posts), number(x.Reach), number(x.Central), number(x.Recent), number(x.Priority), reached)
	}
	g.print(w, "  ")
	if len(c.Contacts) == 0 {
		fmt.Fprintf(w, "  %s\n", d.pair("personne à contacter", "nobody to contact"))
	}
	if more := len(c.Contacts) - n; more > 0 {
		fmt.Fprintf(w, "  %s\n", fmt.Sprintf(d.pair("et %d de plus ; `vigie cases contacts %s` les classe tous", "and %d more; `vigie cases contacts %s` ranks them all"), more, short(c.ID)))
	}
	if c.Opposed > 0 {
		fmt.Fprintf(w, "  %s\n", fmt.Sprintf(d.pair("%s, dont l’auteur s’y oppose, n’y figure pas", "left out, because their authors object: %s"), d.counted(c.Opposed, "relais", "relais", "relay", "relays")))
	}
}
