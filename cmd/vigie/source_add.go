package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

func newSourceAdd(g *globals) *cobra.Command {
	a := adder{g: g}
	cmd := &cobra.Command{
		Use:   "add URL...",
		Short: "Find out what an address is, show its posts, and write it into config.yaml",
		Long: `Finds out what an address is (a feed, a blog, a forum, a social network), shows the posts that a
visit would take, and writes it at the end of sources: in config.yaml. Every other byte stays.

An address without scheme is tried with https, then with http. A source that is there already, under
any spelling of its address or by its feed, is told and left alone, which is no failure. One that
cannot be read is not added.`,
		Example: "  vigie source add blog.example.org\n  vigie source add https://forum.example.org --owner customer --tag mobility --dry-run",
		Args:    needs(-1, "an address, such as blog.example.org"),
		RunE:    a.run,
	}
	f := cmd.Flags()
	f.BoolVarP(&a.dry, "dry-run", "n", false, "show only, write nothing")
	f.BoolVarP(&a.yes, "yes", "y", false, "do not ask")
	f.StringVar(&a.as.Name, "name", "", "its name (default: its feed's title)")
	f.StringVar(&a.as.ID, "id", "", "a short word that never changes (default: its address)")
	f.StringVar(&a.as.Kind, "kind", "", "feed, blog, forum, social or intranet (default: found out)")
	f.StringVar(&a.as.Owner, "owner", "", "press, staff, customer, institution, competitor, company or satire")
	f.StringVar(&a.as.Language, "language", "", "fr, en, ... (default: what its feed says)")
	f.IntVar(&a.as.Audience, "audience", 0, "readers a month")
	f.StringSliceVar(&a.as.Tags, "tag", nil, "a tag; may be repeated")
	f.DurationVar(&a.as.Every, "every", 0, "a fixed interval between two visits, instead of one that follows what it publishes")
	f.StringVar(&a.as.TokenFile, "token-file", "", "file of the token that its host asks for, relative to config.yaml")
	f.BoolVar(&a.as.Leave, "leave", false, "its owner agreed to be read although text and data mining is reserved")
	return cmd
}

// adder adds sources of one command line.
type adder struct {
	g        *globals
	dry, yes bool
	as       config.Source // what the flags say
	config   config.Config
	prober   *crawlers.Crawler
	entries  map[string]string // id of a source by the address that it is read at
	out      io.Writer
}

func (a *adder) run(cmd *cobra.Command, args []string) error {
	var err error
	if a.config, err = a.g.load(); err != nil {
		return err
	}
	if len(args) > 1 && a.as.Name+a.as.ID != "" {
		return usageError{errors.New("--name and --id are those of one source: give one address"), cmd.CommandPath()}
	}
	trial := a.as
	trial.URL = "https://example.org"
	if err := trial.Check(); err != nil {
		return usageError{fmt.Errorf("--%w", err), cmd.CommandPath()}
	}
	if a.as.Audience < 0 {
		return usageError{fmt.Errorf("--audience %d: readers a month, 0 or more", a.as.Audience), cmd.CommandPath()}
	}
	o := app.Options{Config: a.config, Log: a.g.quietLog(cmd), Now: time.Now}
	a.prober, a.out = app.Prober(o), cmd.OutOrStdout()
	a.entries = entries(cmd.Context(), o)
	failures := 0
	for _, typed := range args {
		err := a.add(cmd, typed)
		switch {
		case err == nil:
		case len(args) == 1 || cmd.Context().Err() != nil:
			return err
		default:
			failures++
			complain(cmd.ErrOrStderr(), err, hintFor(err))
		}
	}
	if failures > 0 {
		return errQuiet
	}
	return nil
}

// entries are where the sources of the file are read, if the database can tell
// at once: a feed may be there already under its site's address.
func entries(ctx context.Context, o app.Options) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, quick)
	defer cancel()
	found := map[string]string{}
	known, _ := app.Health(ctx, o) // else the addresses of the file have to do
	for _, h := range known {
		if h.Entry != "" {
			found[config.Same(h.Entry)] = h.Source.ID
		}
	}
	return found
}

func (a *adder) add(cmd *cobra.Command, typed string) error {
	addresses, err := spelled(typed)
	if err != nil {
		return err
	}
	for _, address := range addresses {
		if s, ok := known(a.config.Sources, config.SourceID(address), address); ok {
			return a.there(s)
		}
	}
	if s, ok := known(a.config.Sources, a.as.ID, ""); ok {
		return hinted{fmt.Errorf("--id %q is that of %s (%s:%d)", s.ID, post.Masked(s.URL), a.g.config, s.Line), "choose another, or leave it out"}
	}
	l := a.look(cmd.Context(), addresses)
	if errors.Is(l.err, fetch.ErrReserved) {
		return hinted{l.fail(), "with the owner's leave: vigie source add --leave " + report.ShellWord(typed)}
	}
	if l.err != nil {
		return l.fail()
	}
	if s, ok := a.knownEntry(cmd.Context(), l); ok {
		fmt.Fprintf(a.out, "%s is read where a source is read already: %s\n", l.source.Shown(), oneLine(post.Masked(l.Entry)))
		return a.there(s)
	}
	s := a.entry(l)
	fmt.Fprintln(a.out, l.source.Shown())
	l.print(a.out, a.config.Zone())
	fmt.Fprintf(a.out, "for sources: in %s\n\n%s\n", a.g.config, indented(config.YAML(s)))
	return a.write(cmd, s)
}

// write puts the source into the file, unless it is only to be shown.
func (a *adder) write(cmd *cobra.Command, s config.Source) error {
	if a.dry {
		_, err := fmt.Fprintln(a.out, "nothing was written (--dry-run)")
		return err
	}
	if !a.yes && !confirm(cmd, "add it?", true) {
		_, err := fmt.Fprintln(a.out, "not added")
		return err
	}
	if err := config.AddSources(a.g.config, os.Getenv, s); err != nil {
		return byHand(err, "sources:\n"+indented(config.YAML(s)))
	}
	var err error
	if a.config, err = a.g.load(); err != nil {
		return err
	}
	s = a.config.Sources[len(a.config.Sources)-1]
	_, err = fmt.Fprintf(a.out, "added to %s; the way back: vigie source remove %s\na service that runs takes it up within seconds\n", a.g.config, report.ShellWord(s.ID))
	return err
}

// look tries the addresses in turn, the next only where the host may not speak
// TLS.
func (a *adder) look(ctx context.Context, addresses []string) look {
	var l look
	for i, address := range addresses {
		s := a.as
		s.URL = address
		src, err := a.config.Watch(s)
		if err != nil {
			return look{source: post.Source{URL: address}, err: err}
		}
		next := lookAt(ctx, a.prober, src)
		if i > 0 && next.err != nil && next.unsure() && errors.Is(next.err, fetch.ErrConnect) { // neither; the likelier one tells why
			return l
		}
		if l = next; l.err == nil || !l.unsure() {
			break
		}
	}
	return l
}

// there tells that a source is in the file already.
func (a *adder) there(s config.Source) error {
	where := a.g.config
	if s.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, s.Line)
	}
	_, err := fmt.Fprintf(a.out, "%s: already there, as %s (%s)\n", where, s.ID, post.Masked(s.URL))
	return err
}

// mostNear is how many sources of one host are asked where they are read.
const mostNear = 5

// knownEntry finds the source that is read at the same feed. Where the database
// could not tell, sites of the same host are asked.
func (a *adder) knownEntry(ctx context.Context, l look) (config.Source, bool) {
	if l.Entry == "" || l.Kind == post.Forum || l.Kind == post.Social {
		return config.Source{}, false
	}
	entry := config.Same(l.Entry)
	if s, ok := known(a.config.Sources, a.entries[entry], l.Entry); ok {
		return s, true
	}
	asked := 0
	for _, s := range a.config.Sources {
		site := s.Kind == string(post.Auto) || s.Kind == string(post.BlogSite)
		if !site || host(s.URL) != host(l.source.URL) || asked == mostNear {
			continue
		}
		asked++
		if near := lookAt(ctx, a.prober, a.inFile(s)); near.Entry != "" && config.Same(near.Entry) == entry {
			return s, true
		}
	}
	return config.Source{}, false
}

// entry is what the file will say: what the flags say, else what was found.
func (a *adder) entry(l look) config.Source {
	s := a.as
	s.URL = l.source.URL
	s.Name = cmp.Or(s.Name, tidy(l.Title))
	s.Kind = cmp.Or(s.Kind, string(l.Kind))
	if s.Kind == string(post.Auto) {
		s.Kind = ""
	}
	s.Language = cmp.Or(s.Language, primary(l.Language))
	return s
}

// byHand adds what to write where the file cannot be changed safely.
func byHand(err error, yaml string) error {
	if errors.Is(err, config.ErrByHand) {
		return hinted{err, "nothing was written; put this into the file yourself:\n" + yaml}
	}
	return hinted{err, "nothing was written"}
}

func indented(yaml string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(yaml, "\n"), "\n", "\n  ") + "\n"
}

// confirm asks where somebody sits there to answer; else the answer is yes.
func confirm(cmd *cobra.Command, question string, usual bool) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return true
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s [%s] ", question, map[bool]string{true: "Y/n", false: "y/N"}[usual])
	line, err := bufio.NewReader(in).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "":
		return usual && err == nil
	case "y", "yes", "o", "oui":
		return true
	}
	return false
}
