package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

func newSourceTest(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "test ID|URL...",
		Short:   "Read sources now, storing nothing: what they are, what a visit would take, what is wrong",
		Example: "  vigie source test blog.example.org\n  vigie source test https://news.example.org/rss",
		Args:    needs(-1, "the id of a source, or an address"),

		ValidArgsFunction: completed(g),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			a := adder{g: g, config: c, prober: app.Prober(app.Options{Config: c, Log: g.quietLog(cmd), Now: time.Now})}
			failures := 0
			for _, typed := range args {
				l, err := a.test(cmd, typed)
				if err != nil {
					return err
				}
				if err := cmd.Context().Err(); err != nil {
					return err
				}
				out := cmd.OutOrStdout()
				fmt.Fprintln(out, l.source.Shown())
				l.about(out, "access", l.access())
				if err := l.fail(); err != nil {
					failures++
					complain(cmd.ErrOrStderr(), err, hintFor(err))
					continue
				}
				l.print(out, c.Zone())
			}
			if failures > 0 {
				return errQuiet
			}
			return nil
		},
	}
}

// test looks at a source of the file, as it is configured, or at an address.
func (a *adder) test(cmd *cobra.Command, typed string) (look, error) {
	if s, ok := named(a.config.Sources, typed); ok {
		return lookAt(cmd.Context(), a.prober, a.inFile(s)), nil
	}
	addresses, err := spelled(typed)
	if err != nil {
		return look{}, hinted{fmt.Errorf("%q is neither a source of %s nor an address", typed, a.g.config), "`vigie source list` lists the sources"}
	}
	return a.look(cmd.Context(), addresses), nil
}

// inFile is a source of the file as crawlers take it.
func (a *adder) inFile(s config.Source) post.Source {
	all := a.config.Watched()
	return all[slices.IndexFunc(all, func(w post.Source) bool { return w.ID == s.ID })]
}
