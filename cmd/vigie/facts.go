package main

import (
	"cmp"
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
	"vigie/analyzers/phrase"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

func newFacts() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "facts",
		Short: "The true figures: check sentences against them",
		Args:  checked(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFactsCheck())
	return cmd
}

func newFactsCheck() *cobra.Command {
	var path, format, lang string
	cmd := &cobra.Command{
		Use:   "check --facts FILE SENTENCE",
		Short: "Show the claims of a sentence and what the facts say of them",
		Long: `Shows the claims of a sentence, written now, and what the facts say of them: the verdicts that
vigie analyze and the service come to. With --config it knows your entities, so that a sentence
about a competitor is not judged by your facts, and takes that file's facts where --facts is missing.`,
		Example: `  vigie facts check --facts facts.yaml "Il ne reste que 940 bus en service."`,
		Args:    checked(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			sentence := strings.Join(args, " ")
			facts, reader, err := factsFor(cmd, path)
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
	cmd.Flags().StringVar(&path, "facts", "", "facts file (YAML; default: the one that --config names)")
	cmd.Flags().StringVar(&format, "format", "table", "table or json")
	cmd.Flags().StringVar(&lang, "language", "", "the language where the sentence does not tell: fr or en")
	return cmd
}

// factsFor reads the facts, and prepares the reader that vigie analyze has for them.
func factsFor(cmd *cobra.Command, path string) (claim.Facts, *analyzers.Reader, error) {
	var c config.Config
	if cmd.Flags().Changed("config") {
		var err error
		if c, err = (&globals{config: cmd.Flag("config").Value.String()}).load(); err != nil {
			return nil, nil, err
		}
	}
	if path == "" {
		path = c.Facts
	}
	if path == "" {
		return nil, nil, usageError{errors.New(`required flag "facts" not set: give --facts FILE, or --config with a file whose "facts" names one`), cmd.CommandPath()}
	}
	facts, err := readFacts(path)
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

// readFacts reads a facts file; no path, no facts.
func readFacts(path string) (claim.Facts, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	defer f.Close()
	facts, err := claim.ReadFacts(f, path)
	if err != nil {
		return nil, hinted{err, "mend these lines; the form of a facts file is in the README"}
	}
	return facts, nil
}
