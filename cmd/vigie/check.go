package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"vigie/analyzers/fact"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/documents"
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
			var ids []string
			for _, e := range c.Entities {
				ids = append(ids, e.ID)
			}
			facts, err := readFacts(c.Facts, fact.Of(ids...))
			if err != nil {
				return err
			}
			if _, err := documents.In(c.Data).Take(filepath.Dir(c.Facts), facts, true); err != nil {
				return fmt.Errorf("%s: %w", c.Facts, err)
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
	what = cut(oneLine(what), 32)
	fmt.Fprintf(k.w, "%-6s  %s%*s  %s\n", state, what, 32-columns(what), "", oneLine(detail))
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
		k.line("-", "sources", "none yet: `vigie source add blog.example.org` adds one")
		return
	}
	for _, l := range lookAtAll(ctx, o, watched, stderr) {
		k.source(l)
	}
}

func (k *checker) source(l look) {
	switch {
	case errors.Is(l.err, context.Canceled):
	case l.err != nil:
		k.fail(l.source.Name, hinted{plainError{l.why(), l.err}, l.hint()})
	default:
		k.ok(l.source.Name, l.words())
	}
}
