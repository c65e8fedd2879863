package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/crawlers"
)

// maxPage bounds what extract reads from standard input.
const maxPage = 64 << 20

func newExtract() *cobra.Command {
	var address, kind string
	kinds := []string{"auto", "article", "forum", "feed"}
	cmd := &cobra.Command{
		Use:     "extract --url URL < PAGE",
		Short:   "Read the posts out of a page: an article, a forum thread or a feed",
		Example: "  curl -s https://blog.example.org/post | vigie extract --url https://blog.example.org/post",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(kinds, kind) {
				return usageError{fmt.Errorf("--kind %q is not known: %s", kind, strings.Join(kinds, ", ")), cmd.CommandPath()}
			}
			body, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), maxPage))
			if err != nil {
				return fmt.Errorf("read the page: %w", err)
			}
			posts, err := crawlers.Extract(kind, address, body, time.Now().UTC())
			if err != nil {
				return hinted{fmt.Errorf("extract: %w", err), "say what it is with --kind article, forum or feed"}
			}
			out := newJSONLines(cmd.OutOrStdout())
			for _, p := range posts {
				if err := out.Write(p); err != nil {
					return err
				}
			}
			return out.Close()
		},
	}
	cmd.Flags().StringVar(&address, "url", "", "where the page came from")
	cmd.Flags().StringVar(&kind, "kind", "auto", strings.Join(kinds, ", "))
	_ = cmd.MarkFlagRequired("url") // the flag is there
	return cmd
}
