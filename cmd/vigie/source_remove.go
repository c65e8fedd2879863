package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/config"
)

func newSourceRemove(g *globals) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:     "remove ID...",
		Aliases: []string{"rm"},
		Short:   "Take sources out of config.yaml; their stored posts stay",
		Long: `Takes sources out of config.yaml, each with the comments that hang below its keys, and prints what
was taken out, so that it can be put back. Every other byte of the file stays. The posts that were
stored stay too, until they are older than retention.posts.`,
		Args: needs(-1, "the id of a source"),

		ValidArgsFunction: completed(g),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			var ids []string
			for _, name := range args {
				s, ok := named(c.Sources, name)
				if !ok {
					return hinted{fmt.Errorf("source %q is not in %s", name, g.config), "`vigie source list` lists them"}
				}
				if !slices.Contains(ids, s.ID) {
					ids = append(ids, s.ID)
				}
			}
			if !yes && !confirm(cmd, fmt.Sprintf("take %s out of %s?", strings.Join(ids, ", "), g.config), false) {
				fmt.Fprintln(cmd.ErrOrStderr(), "nothing was removed")
				return errQuiet
			}
			taken, err := config.RemoveSources(g.config, os.Getenv, ids...)
			if err != nil {
				return byHand(err, "(without "+strings.Join(ids, ", ")+")")
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "removed from %s; the posts stored from it stay. To put it back, under sources:\n", g.config)
			_, err = fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(taken, "\r\n"))
			return err
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}
