package main

import (
	"fmt"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"vigie/cmd/internal/app"
	"vigie/crawlers/post"
)

func newCrawl(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "crawl [SOURCE...]",
		Short: "Visit sources once, now: those named by id, name or address, else all",
		RunE: func(cmd *cobra.Command, names []string) error {
			s, err := open(g, cmd)
			if err != nil {
				return err
			}
			defer s.Close()
			sources, err := chosen(s.Config().Watched(), names)
			if err != nil {
				return err
			}
			if err := takeIn(cmd, s); err != nil {
				return err
			}
			failures, err := crawlAll(cmd, s, sources)
			if err != nil {
				return err
			}
			if !s.Shared() {
				if _, err := s.Read(cmd.Context(), nil); err != nil {
					return err
				}
				if _, err := s.Detect(cmd.Context()); err != nil {
					return err
				}
			}
			if failures > 0 {
				return errQuiet
			}
			return nil
		},
	}
}

// crawlAll visits sources side by side, tells of each as it ends, and returns
// how many failed.
func crawlAll(cmd *cobra.Command, s *app.Service, sources []post.Source) (failures int, err error) {
	bar := newProgress(cmd.ErrOrStderr(), "crawl", int64(len(sources)))
	defer bar.Close()
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(cmd.Context())
	group.SetLimit(s.Config().Crawl.Workers)
	for _, src := range sources {
		group.Go(func() error {
			v, err := s.Crawl(ctx, src)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			bar.Add(1)
			if v.Error != "" {
				failures++
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%-9s %4d posts, %4d new  %s%s\n", v.Outcome, v.Items, v.New, src.Name, reason(v.Error))
			return nil
		})
	}
	return failures, group.Wait()
}

func reason(s string) string {
	if s == "" {
		return ""
	}
	return ": " + oneLine(s)
}

// chosen picks the sources that names name, all where there are none.
func chosen(all []post.Source, names []string) ([]post.Source, error) {
	if len(names) == 0 {
		if len(all) == 0 {
			return nil, hinted{fmt.Errorf("no source to crawl"), "add one: vigie source add https://blog.example.org"}
		}
		return all, nil
	}
	var out []post.Source
	for _, name := range names {
		i := slices.IndexFunc(all, func(s post.Source) bool { return s.ID == name || s.Name == name || s.URL == name })
		if i < 0 {
			return nil, hinted{fmt.Errorf("source %q is not in the configuration", name), "`vigie source list` names them"}
		}
		out = append(out, all[i])
	}
	return out, nil
}

func newAlert(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "alert",
		Short: "Send the alerts that are due and were not sent",
		Args:  checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := open(g, cmd)
			if err != nil {
				return err
			}
			defer s.Close()
			return s.Alert(cmd.Context())
		},
	}
}
