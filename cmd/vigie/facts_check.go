package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

func newFactsCheck(d *factDesk) *cobra.Command {
	var path, format, lang string
	cmd := &cobra.Command{
		Use:   "check --facts FILE SENTENCE",
		Short: "Show the claims of a sentence and what the facts say of them",
		Long: `Shows the claims of a sentence, written now, and what the facts say of them: the verdicts that
vigie analyze and the service come to. With --config it knows your entities, so that a sentence
about a competitor is not judged by your facts. Where --facts is missing it takes the facts file that
--config names, and where it names none the facts of that service's registry.`,
		Example: `  vigie facts check --facts facts.yaml "Il ne reste que 940 bus en service."`,
		Args:    checked(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			sentence := strings.Join(args, " ")
			facts, reader, err := d.factsFor(cmd, path)
			if err != nil {
				return err
			}
			read := reader.Read(post.Post{Text: sentence, Language: lang, Published: time.Now()}, post.Source{}).Annotation
			claims := read.Claims
			switch format {
			case "json":
				out := newJSONLines(cmd.OutOrStdout())
				for _, c := range claims {
					if err := out.Write(c); err != nil {
						return err
					}
				}
				return out.Close()
			case "table":
				return printClaims(cmd, claims, facts, read.Language)
			}
			return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
		},
	}
	cmd.Flags().StringVar(&path, "facts", "", "facts file (YAML or CSV; default: the one that --config names, else its registry)")
	cmd.Flags().StringVar(&format, "format", "table", "table or json")
	cmd.Flags().StringVar(&lang, "language", "", "the language where the sentence does not tell: fr or en")
	return cmd
}

// factsFor reads the facts, and prepares the reader that vigie analyze has for them.
func (d *factDesk) factsFor(cmd *cobra.Command, path string) (facts claim.Facts, _ *analyzers.Reader, err error) {
	var c config.Config
	named := cmd.Flags().Changed("config")
	if named {
		if c, err = d.g.load(); err != nil {
			return nil, nil, err
		}
	}
	switch path = cmp.Or(path, c.Facts); {
	case path != "":
		facts, err = readFacts(path)
	case named:
		err = d.open(cmd, func(context.Context) error { facts = d.registry.Current(); return nil })
	default:
		err = usageError{errors.New(`required flag "facts" not set: give --facts FILE, or --config with the configuration of a service`), cmd.CommandPath()}
	}
	if err != nil {
		return nil, nil, err
	}
	reader, err := app.NewReader(c, facts)
	return facts, reader, err
}

func printClaims(cmd *cobra.Command, claims []annotation.Claim, facts claim.Facts, lang string) error {
	if len(claims) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "no checkable claim found")
		return err
	}
	tw := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "VERDICT\tSAID\tFACT\tTRUE\tWHY")
	for _, c := range claims {
		truth := ""
		if f, ok := facts.Find(c.Fact); ok {
			truth = cmp.Or(claim.Measured(lang, f.Value, f.Unit), f.Statement.In(lang))
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", c.Verdict, saidOf(lang, c), c.Fact, truth, c.Why)
	}
	return tw.Flush()
}

// saidOf is the figure of a claim; a statement has none.
func saidOf(lang string, c annotation.Claim) string {
	value, unit := c.Value, c.Unit
	switch {
	case value == 0 && unit == "":
		return "–"
	case unit == "min" && value >= 60: // the base unit of a length of time
		value, unit = value/60, "h"
	}
	return strings.TrimSpace(c.Hedge + " " + phrase.Number(lang, value) + " " + claim.Plural(lang, claim.Sign(unit), value))
}

// readFacts reads a facts file; no path, no facts. The checks add to those that
// every facts file passes.
func readFacts(path string, checks ...func(fact.Fact) []fact.Problem) (claim.Facts, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	defer f.Close()
	facts, err := fact.Read(f, path, nil, append(checks, claim.Check)...)
	if err != nil {
		return nil, hinted{err, "mend these lines; the form of a facts file is in the README"}
	}
	return facts, nil
}
