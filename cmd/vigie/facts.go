package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/language"
	"vigie/analyzers/phrase"
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
		Use:     "check --facts FILE SENTENCE",
		Short:   "Show the claims of a sentence and what the facts say of them",
		Example: `  vigie facts check --facts facts.yaml "Il ne reste que 940 bus en service."`,
		Args:    checked(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			facts, err := readFacts(path)
			if err != nil {
				return err
			}
			sentence := strings.Join(args, " ")
			if lang == "" {
				detector, err := language.New()
				if err != nil {
					return err
				}
				lang, _ = detector.Of(sentence, "")
			}
			claims := claim.New(facts).Sheet().Claims(sentence, lang, nil, time.Time{})
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
				return printClaims(cmd, claims, facts)
			}
			return usageError{fmt.Errorf("--format %q is not known: table or json", format), cmd.CommandPath()}
		},
	}
	cmd.Flags().StringVar(&path, "facts", "", "facts file (YAML)")
	cmd.Flags().StringVar(&format, "format", "table", "table or json")
	cmd.Flags().StringVar(&lang, "language", "", "fr or en (default: found out)")
	_ = cmd.MarkFlagRequired("facts") // the flag is there
	return cmd
}

func printClaims(cmd *cobra.Command, claims []annotation.Claim, facts claim.Facts) error {
	if len(claims) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "no checkable claim found")
		return err
	}
	tw := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "VERDICT\tSAID\tFACT\tTRUE\tWHY")
	for _, c := range claims {
		said := strings.TrimSpace(c.Hedge + " " + phrase.Number("en", c.Value) + " " + c.Unit)
		truth := ""
		if f, ok := facts.Find(c.Fact); ok {
			truth = strings.TrimSpace(f.Value + " " + f.Unit)
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", c.Verdict, said, c.Fact, truth, c.Why)
	}
	return tw.Flush()
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
