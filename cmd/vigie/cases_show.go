package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

// How many relays, and contacts, `show` tells without --all.
const (
	pathTold     = 30
	contactsTold = 5
)

func newCasesShow(d *desk) *cobra.Command {
	var format string
	var all bool
	cmd := d.onCase("show ID", "Show a case: claim and fact, origin, path, spread, whom to answer first, replies",
		checked(cobra.ExactArgs(1)), func(_ context.Context, c report.Case, _ []string) error {
			if format == "json" {
				return d.caseJSON(c)
			}
			d.printCase(d.command.OutOrStdout(), c, all, time.Now())
			return nil
		})
	cmd.Example = "  vigie cases show 3f2a9c1b\n  vigie cases show 3f2a9c1b --all --language fr\n  vigie cases show 3f2a9c1b --format json | jq '.path[].author'"
	ask := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := textFormat(cmd, format); err != nil {
			return err
		}
		return ask(cmd, args)
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().BoolVar(&all, "all", false, "every relay and every contact")
	return cmd
}

func textFormat(cmd *cobra.Command, format string) error {
	if format == "text" || format == "json" {
		return nil
	}
	return usageError{fmt.Errorf("--format %q is not known: text or json", format), cmd.CommandPath()}
}

func (d *desk) caseJSON(c report.Case) error {
	enc := json.NewEncoder(d.command.OutOrStdout())
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(web.ShapeFile(d.config.PublicURL, c))
}

func (d *desk) printCase(w io.Writer, c report.Case, all bool, now time.Time) {
	d.caseHead(w, c, now)
	d.beside(w, c)
	d.originOf(w, c)
	d.path(w, c, all)
	d.spread(w, c)
	told := contactsTold
	if all {
		told = len(c.Contacts)
	}
	d.section(w, d.pair("À qui répondre d’abord", "Whom to answer first"))
	d.contacts(w, c, told)
	d.replies(w, c)
	if len(c.Staff) > 0 {
		d.section(w, d.pair("Réponses du personnel", "What staff answer"))
		d.posts(w, c.Staff, len(c.Staff))
	}
	fmt.Fprintf(w, "\n%s\n", fmt.Sprintf(d.pair("`vigie cases log %s` dit ce qui a été fait, `vigie cases draft %s` rédige une réponse", "`vigie cases log %s` says what was done, `vigie cases draft %s` drafts a reply"), short(c.ID), short(c.ID)))
}

func (d *desk) section(w io.Writer, title string) { fmt.Fprintf(w, "\n%s\n", title) }

// caseHead names a case, and says how it stands and in whose hands it is.
func (d *desk) caseHead(w io.Writer, c report.Case, now time.Time) {
	fmt.Fprintln(w, oneLine(c.Title.In(d.language)))
	words := []string{short(c.ID), d.standing(c), string(c.Level), "score " + phrase.Fixed(d.language, c.Score, 2)}
	if c.Trend != "" {
		words = append(words, string(c.Trend))
	}
	fmt.Fprintln(w, strings.Join(words, ", "))
	if c.Standing.Given != "" {
		d.line(w, d.pair("Titre d’origine", "Its own title"), c.Standing.Original.In(d.language))
	}
	for _, p := range c.Standing.Parts {
		d.line(w, d.pair("Réunit", "With"), short(p.ID)+" "+p.Title.In(d.language))
	}
	h := c.Handling
	owner := h.Owner
	if owner == "" {
		owner = fmt.Sprintf(d.pair("personne ; `vigie cases assign %s me` le prend", "nobody; `vigie cases assign %s me` takes it"), short(c.ID))
	}
	d.line(w, d.pair("Suivi par", "Handled by"), owner)
	if at := h.Deadline; !at.IsZero() && h.State != report.CaseClosed {
		d.line(w, d.pair("Échéance", "Deadline"), d.when(at)+", "+d.due(c, now))
	}
	if !h.Closed.IsZero() {
		d.line(w, d.pair("Clos", "Closed"), d.when(h.Closed))
	}
	var crises []string
	for _, id := range c.Crises {
		crises = append(crises, short(id))
	}
	d.line(w, d.pair("Crises", "Crises"), strings.Join(crises, ", "))
	d.line(w, d.pair("Levé", "Raised"), d.when(c.RaisedAt))
	d.line(w, d.pair("Vu", "Seen"), fmt.Sprintf("%s, %s, %s – %s", d.counted(relays(c), "relais", "relais", "relay", "relays"),
		d.counted(len(c.Sources), "source", "sources", "source", "sources"), d.when(c.FirstAt), d.when(c.LastAt)))
	for i, why := range c.Why {
		name := ""
		if i == 0 {
			name = d.pair("Pourquoi", "Why")
		}
		d.item(w, name, why.In(d.language))
	}
}

// item is a line of a list whose name stands before its first entry alone.
func (d *desk) item(w io.Writer, name, text string) {
	if name != "" {
		fmt.Fprintf(w, "  %s%s\n", name, d.colon())
	}
	fmt.Fprintf(w, "    - %s\n", oneLine(text))
}

// counted writes how many; in English with a plain space, for grep.
func (d *desk) counted(n int, frOne, frMany, enOne, enMany string) string {
	text := phrase.Counted(float64(n), frOne, frMany, enOne, enMany)(d.language)
	if !phrase.French(d.language) {
		text = strings.ReplaceAll(text, phrase.Hard, " ")
	}
	return text
}

// beside puts what is said beside what is true.
func (d *desk) beside(w io.Writer, c report.Case) {
	said, truth := d.said(c)
	left, right := []string{d.pair("CE QUI EST DIT", "SAID"), said, "", ""}, []string{d.pair("CE QUI EST VRAI", "TRUE"), truth, "", ""}
	if r := c.Rumour; r != nil && r.Claim != said {
		left[2] = phrase.Quote(d.language, oneLine(r.Claim))
	}
	if len(c.Path) > 0 {
		left[3] = oneLine(fmt.Sprintf("%s, %s", c.Path[0].Source.Name, d.when(c.Path[0].Published)))
	}
	switch f := c.Fact; {
	case f != nil:
		if s := oneLine(f.Statement.In(d.language)); s != truth {
			right[2] = s
		}
		about := []string{f.ID, f.Metric, f.Period, f.Document, f.File.Name}
		if c.FactWas != "" {
			about = append(about, fmt.Sprintf(d.pair("changé depuis : il disait %s", "changed since: it said %s"), c.FactWas))
		}
		if c.Handling.Against == f.ID {
			about = append(about, d.pair("choisi par une personne", "chosen by a person"))
		}
		right[3] = oneLine(strings.Join(nonempty(about), ", "))
	case c.Rumour != nil && c.Rumour.True != "": // as it was when it was raised
		right[2] = oneLine(c.Rumour.Truth.In(d.language))
		right[3] = oneLine(strings.Join(nonempty([]string{c.Rumour.Fact, c.Rumour.Document}), ", "))
	default:
		right[2] = fmt.Sprintf(d.pair("aucun fait n’en parle ; `vigie cases fact %s FAIT` en oppose un", "no fact speaks of it; `vigie cases fact %s FACT` holds one against it"), short(c.ID))
	}
	fmt.Fprintln(w)
	sideBySide(w, left, right)
}

func nonempty(list []string) []string {
	var some []string
	for _, s := range list {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}

// sideBySide prints paragraphs in two columns, each beginning at the height of the
// one beside it.
func sideBySide(w io.Writer, left, right []string) {
	half := max(20, min(60, (terminalWidth(w)-5)/2))
	for i := range left {
		a, b := wrapped(left[i], half), wrapped(right[i], half)
		for j := range max(len(a), len(b)) {
			var x, y string
			if j < len(a) {
				x = a[j]
			}
			if j < len(b) {
				y = b[j]
			}
			fmt.Fprintln(w, strings.TrimRight("  "+x+strings.Repeat(" ", half-columns(x)+3)+y, " "))
		}
	}
}

// wrapped is a text in lines of at most n columns.
func wrapped(text string, n int) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(text, " ") {
		for columns(word) > n { // longer than a line: an address
			if line != "" {
				lines, line = append(lines, line), ""
			}
			head := strings.TrimSuffix(cut(word, n+1), "…")
			if head == "" || head == word {
				break
			}
			lines, word = append(lines, head), strings.TrimPrefix(word, head)
		}
		switch {
		case line == "":
			line = word
		case columns(line)+1+columns(word) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// originOf says where a rumour began, how sure that is, and why.
func (d *desk) originOf(w io.Writer, c report.Case) {
	if c.Rumour == nil || len(c.Path) == 0 {
		return
	}
	o, first := c.Rumour.Origin, c.Path[0]
	sure := d.pair("ce qui a été vu en premier", "the earliest that was seen")
	if o.Sure > 0 {
		sure = fmt.Sprintf(d.pair("sûre à %s", "%s sure"), d.percent(o.Sure))
	}
	d.section(w, d.pair("Origine, ", "Origin, ")+sure)
	fmt.Fprintf(w, "  %s  %s\n", d.when(first.Published), oneLine(strings.Join(nonempty([]string{first.Source.Name, first.Author, first.URL}), ", ")))
	for _, why := range o.Why {
		fmt.Fprintf(w, "  - %s\n", oneLine(why.In(d.language)))
	}
}

// path tells who carried it from whom, and who stands beside.
func (d *desk) path(w io.Writer, c report.Case, all bool) {
	at := map[string]int{}
	for i, p := range c.Path {
		at[p.ID] = i + 1
	}
	d.section(w, fmt.Sprintf(d.pair("Chemin, %s", "Path, %s"), d.counted(len(c.Path), "relais", "relais", "relay", "relays")))
	g := grid{head: []string{"#", "TIME", "SOURCE", "AUTHOR", "FROM", "SURE", "ROLE", "TEXT"}, flexible: []int{2, 3, 7}}
	shown := c.Path
	if !all {
		shown = shown[:min(len(shown), pathTold)]
	}
	for i, p := range shown {
		from, sure := "", ""
		if p.From != nil {
			from = "#" + strconv.Itoa(at[p.From.ID])
			if at[p.From.ID] == 0 {
				from = clip(oneLine(p.From.Source.Name), 20)
			}
			from = strings.TrimSpace(from + " " + p.By)
			if p.Sure > 0 {
				sure = d.percent(p.Sure)
			}
		}
		g.add(strconv.Itoa(i+1), d.when(p.Published), clip(oneLine(p.Source.Name), 24), clip(oneLine(p.Author), 20), from, sure, p.Role, oneLine(title(p.Item)))
	}
	g.print(w, "  ")
	if n := len(c.Path) - len(shown); n > 0 {
		fmt.Fprintf(w, "  %s\n", fmt.Sprintf(d.pair("et %d de plus ; --all les montre", "and %d more; --all shows them"), n))
	}
	if len(c.Beside) == 0 {
		return
	}
	d.section(w, fmt.Sprintf(d.pair("À côté, sans la relayer, %s", "Beside it, without carrying it, %s"), d.counted(len(c.Beside), "message", "messages", "post", "posts")))
	g = grid{head: []string{"TIME", "SOURCE", "AUTHOR", "ROLE", "TEXT"}, flexible: []int{1, 2, 4}}
	for _, p := range c.Beside {
		g.add(d.when(p.Published), clip(oneLine(p.Source.Name), 24), clip(oneLine(p.Author), 20), p.Role, oneLine(title(p.Item)))
	}
	g.print(w, "  ")
}
