package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"vigie/analyzers/claim"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/post"
)

func newCheck(g *globals) *cobra.Command {
	var offline bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Validate config.yaml, then try the database, the mail server and each source",
		Args:  checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			facts, err := readFacts(c.Facts)
			if err != nil {
				return err
			}
			if err := knownEntities(facts, c); err != nil {
				return err
			}
			k := checker{w: cmd.OutOrStdout()}
			k.ok(g.config, fmt.Sprintf("%d entities, %d facts, %d sources, %d alert routes", len(c.Entities), len(facts), len(c.Sources), len(c.Alerts)))
			if offline {
				return nil
			}
			o := app.Options{Config: c, Log: g.quietLog(cmd)}
			k.database(cmd.Context(), o)
			k.mail(cmd.Context(), c)
			k.sources(cmd.Context(), o, cmd.ErrOrStderr())
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if k.failed > 0 {
				return errQuiet
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&offline, "offline", false, "only the file itself")
	return cmd
}

// knownEntities tells of facts about somebody who is not looked for: no claim
// would ever be held against them.
func knownEntities(facts claim.Facts, c config.Config) error {
	for _, f := range facts {
		if f.Entity != "" && !slices.ContainsFunc(c.Entities, func(e config.Entity) bool { return e.ID == f.Entity }) {
			return hinted{fmt.Errorf("%s: fact %q is about %q, which is not one of the entities", c.Facts, f.ID, f.Entity),
				"write the id of one of the entities of config.yaml"}
		}
	}
	return nil
}

// checker prints one line a part and counts those that failed.
type checker struct {
	w      io.Writer
	failed int
}

func (k *checker) ok(what, detail string) { k.line("ok", what, detail) }

func (k *checker) fail(what string, err error) {
	k.failed++
	k.line("FAILED", what, err.Error())
	if hint := hintFor(err); hint != "" {
		fmt.Fprintf(k.w, "        hint: %s\n", hint)
	}
}

func (k *checker) line(state, what, detail string) {
	fmt.Fprintf(k.w, "%-6s  %-32s  %s\n", state, clip(oneLine(what), 48), oneLine(detail))
}

func (k *checker) database(ctx context.Context, o app.Options) {
	where := "embedded"
	if o.Config.ClickHouse.Address != "" {
		where = o.Config.ClickHouse.Address
	}
	s, err := app.Open(ctx, o)
	if err != nil {
		k.fail("database", serviceHint(err))
		return
	}
	defer s.Close()
	k.ok("database", where+", schema up to date")
}

func (k *checker) mail(ctx context.Context, c config.Config) {
	mailer, err := app.Mailer(c)
	switch {
	case err != nil:
		k.fail("mail", err)
	case mailer == nil:
		k.line("-", "mail", "no server named: no alert is sent")
	default:
		if err := mailer.Check(ctx); err != nil {
			k.fail("mail", hinted{err, "look at mail.server, mail.tls, mail.user and the password"})
			return
		}
		k.ok("mail", c.Mail.Server+" answers and takes the login")
	}
}

// sources tries each and tells in the order of the file.
func (k *checker) sources(ctx context.Context, o app.Options, stderr io.Writer) {
	watched := o.Config.Watched()
	if len(watched) == 0 {
		k.line("-", "sources", "none yet: add some under sources: in config.yaml")
		return
	}
	prober := app.Prober(o)
	found := make([]crawlers.Probed, len(watched))
	errs := make([]error, len(watched))
	bar := newProgress(stderr, "sources", int64(len(watched)))
	ticks := make(chan struct{})
	group := errgroup.Group{}
	group.SetLimit(o.Config.Crawl.Workers)
	go func() {
		defer close(ticks)
		for i, src := range watched {
			group.Go(func() error {
				found[i], errs[i] = prober.ProbeSource(ctx, src)
				ticks <- struct{}{}
				return nil
			})
		}
		_ = group.Wait() // errors stand in errs
	}()
	for range ticks {
		bar.Add(1)
	}
	bar.Close()
	for i, src := range watched {
		k.source(src, found[i], errs[i])
	}
}

func (k *checker) source(src post.Source, p crawlers.Probed, err error) {
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		k.fail(src.Name, err)
	default:
		detail := fmt.Sprintf("%s, %d posts listed", p.Kind, p.Items)
		if p.Kind == post.Forum {
			detail = fmt.Sprintf("forum (%s), %d threads", cmp.Or(p.Engine, "engine not known"), p.Threads)
		}
		if len(p.Posts) > 0 && p.Posts[0].Dated {
			detail += ", first of " + p.Posts[0].Published.Format(time.DateOnly)
		}
		if p.Entry != src.URL {
			detail += ", read at " + p.Entry
		}
		k.ok(src.Name, detail)
	}
}
