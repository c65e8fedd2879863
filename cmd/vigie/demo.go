package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"vigie/cmd/internal/app"
)

const (
	demoPort  = 8080
	demoPorts = 20 // tried, from demoPort on
)

func newDemo(g *globals) *cobra.Command {
	var listen string
	var seed int64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show it all on this machine: a sample organisation, its web and its mailbox",
		Long: `Serves a sample web on loopback (a fictional transport operator, two competitors, some 40 sites,
30 days of posts), crawls it for real, and serves the pages. A rumour spreads while you watch; the
alert mails are at /outbox. Nothing leaves this machine, and nothing is kept afterwards.`,
		Args: checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ln, taken, err := demoListener(cmp.Or(listen, os.Getenv("VIGIE_LISTEN")))
			if err != nil {
				return err
			}
			defer ln.Close()
			t := newTeller(cmd.OutOrStdout(), terminalLanguage(os.Getenv))
			if taken {
				t.say(fmt.Sprintf(t.words.taken, demoPort, ln.Addr().(*net.TCPAddr).Port))
			}
			folder, err := os.MkdirTemp("", "vigie-demo-")
			if err != nil {
				return fmt.Errorf("make a folder for the demo: %w", err)
			}
			defer os.RemoveAll(folder)
			return serviceHint(runDemo(cmd.Context(), app.DemoOptions{Listener: ln, Folder: folder, Seed: seed, Log: g.quietLog(cmd)}, t))
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address of the pages (default: VIGIE_LISTEN, else localhost:8080 or the next free port)")
	cmd.Flags().Int64Var(&seed, "seed", 1, "another sample web")
	return cmd
}

func runDemo(ctx context.Context, o app.DemoOptions, t *teller) error {
	d, err := app.NewDemo(o)
	if err != nil {
		return err
	}
	o2 := d.Options
	t.expect(len(o2.Config.Sources))
	o2.Found, o2.Crawled = t.found, t.crawled
	frugal()
	t.say(t.words.starting)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.Serve(ctx) })
	group.Go(func() error { return app.Serve(ctx, o2, func(string) { t.ready(o2.Config.PublicURL) }) })
	return group.Wait()
}

// demoListener takes the address asked for, else port 8080 or the next free one.
func demoListener(listen string) (ln net.Listener, taken bool, err error) {
	if listen != "" {
		ln, err = net.Listen("tcp", listen)
		if err != nil {
			return nil, false, hinted{fmt.Errorf("serve the pages: %w", err), "name another address with --listen, or none for the next free port"}
		}
		return ln, false, nil
	}
	for port := demoPort; port < demoPort+demoPorts; port++ {
		ln, err = net.Listen("tcp", net.JoinHostPort("localhost", strconv.Itoa(port)))
		if err == nil {
			return ln, port != demoPort, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, false, hinted{fmt.Errorf("serve the pages: %w", err), "name a free address with --listen"}
}

// terminalLanguage is what the environment asks for: French, else English.
func terminalLanguage(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if strings.HasPrefix(v, "fr") {
				return "fr"
			}
			return "en"
		}
	}
	return "en"
}

// clock is how the terminal shows times.
func clock(t time.Time) string { return t.Format("15:04:05") }
