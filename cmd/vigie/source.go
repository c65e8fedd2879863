package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"vigie/cmd/internal/config"
)

func newSource(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "source",
		Short: "The sources in config.yaml: add, list, test, remove, import, export",
		Long: `The sources that are watched stand in config.yaml. These commands read and change that list, and
leave every other byte of the file as it is. A service that runs takes a change up within seconds.`,
		Example: "  vigie source add blog.example.org\n  vigie source list --by owner\n  vigie source import feeds.opml --test",
		Aliases: []string{"sources"},
		Args:    subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newSourceAdd(g), newSourceList(g), newSourceTest(g), newSourceRemove(g), newSourceImport(g), newSourceExport(g))
	return cmd
}

// subcommand refuses arguments of a command that only holds others, and tells
// which one may have been meant. Cobra does so only for a root command that has
// no check of its own.
func subcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	cmd.SuggestionsMinimumDistance = 2
	near := cmd.SuggestionsFor(args[0])
	if len(near) == 0 {
		return usageError{fmt.Errorf("unknown command %q for %q", args[0], cmd.CommandPath()), cmd.CommandPath()}
	}
	slices.SortStableFunc(near, func(a, b string) int {
		return levenshtein.ComputeDistance(a, args[0]) - levenshtein.ComputeDistance(b, args[0])
	})
	return usageError{fmt.Errorf("unknown command %q for %q; did you mean %q?", args[0], cmd.CommandPath(), near[0]), cmd.CommandPath()}
}

// needs asks for n arguments, or for at least one where n is below 0.
func needs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 || n > 0 && len(args) > n {
			return usageError{fmt.Errorf("%s needs %s", cmd.CommandPath(), what), cmd.CommandPath()}
		}
		return nil
	}
}

// known finds the source of config.yaml that address, another spelling of it,
// or id names.
func known(sources []config.Source, id, address string) (config.Source, bool) {
	i := slices.IndexFunc(sources, func(s config.Source) bool {
		return s.ID == id || address != "" && config.Same(s.URL) == config.Same(address)
	})
	if i < 0 {
		return config.Source{}, false
	}
	return sources[i], true
}

// named finds the source of config.yaml that somebody means by its id, name or
// address.
func named(sources []config.Source, name string) (config.Source, bool) {
	if s, ok := known(sources, name, ""); ok {
		return s, true
	}
	i := slices.IndexFunc(sources, func(s config.Source) bool { return s.Name == name || s.URL == name })
	if i < 0 && strings.ContainsAny(name, "./") {
		if !strings.Contains(name, "://") {
			name = "https://" + name
		}
		return known(sources, name, name)
	}
	if i < 0 {
		return config.Source{}, false
	}
	return sources[i], true
}

// spelled are the addresses that what was typed may mean, the likeliest first.
func spelled(typed string) ([]string, error) {
	full := strings.TrimSpace(typed)
	schemes := []string{""}
	if !strings.Contains(full, "://") {
		schemes = []string{"https://", "http://"}
	}
	u, err := url.Parse(schemes[0] + full)
	if err != nil || u.Hostname() == "" || len(schemes) > 1 && !strings.ContainsAny(u.Host, ".:") && u.Host != "localhost" {
		return nil, hinted{fmt.Errorf("%q is not an address of the web", typed), "write it as blog.example.org or https://blog.example.org/feed"}
	}
	if err := (config.Source{URL: u.String()}).Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", u.Redacted(), err)
	}
	for i := range schemes {
		schemes[i] += full
	}
	return schemes, nil
}

// completed offers the ids of the sources to the shell.
func completed(g *globals) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		c, err := g.load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var ids []string
		for _, s := range c.Sources {
			ids = append(ids, cobra.CompletionWithDesc(s.ID, oneLine(s.Name)))
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
}

// host is that of an address, without what sites put before it.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}
