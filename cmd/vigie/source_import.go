package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/opml"
	"vigie/crawlers/post"
)

func newSourceImport(g *globals) *cobra.Command {
	im := opmlImport{g: g}
	cmd := &cobra.Command{
		Use:   "import FILE.opml",
		Short: "Add the sources of an OPML file, - for standard input",
		Long: `Adds the feeds and sites of an OPML file, as other readers export it, to sources: in config.yaml.
Folders and categories become tags. What is there already, or stands twice in the file, is counted
and left out; what names no address of the web is told with its line, and the command then ends with
1. Broken XML is read as far as it can be. With --test each is read first, and those that cannot be
read are left out.`,
		Example: "  vigie source import feeds.opml --tag press --owner press\n  curl -s https://example.org/list.opml | vigie source import - --dry-run",
		Args:    needs(1, "an OPML file, or - for standard input"),
		RunE:    im.run,
	}
	cmd.Flags().StringSliceVar(&im.tags, "tag", nil, "a tag for all of them; may be repeated")
	cmd.Flags().StringVar(&im.owner, "owner", "", "whose they are, where the file does not say: press, staff, customer, institution, competitor, ...")
	cmd.Flags().BoolVarP(&im.dry, "dry-run", "n", false, "list them, write nothing")
	cmd.Flags().BoolVar(&im.test, "test", false, "read each, and leave out those that cannot be read")
	return cmd
}

// opmlImport is one import.
type opmlImport struct {
	g                         *globals
	tags                      []string
	owner                     string
	dry, test                 bool
	fresh                     []config.Source
	twice, there, bad, silent int
	out, errs                 io.Writer
}

func (im *opmlImport) run(cmd *cobra.Command, args []string) error {
	im.out, im.errs = cmd.OutOrStdout(), cmd.ErrOrStderr()
	if err := (config.Source{URL: "https://example.org", Owner: im.owner}).Check(); err != nil {
		return usageError{fmt.Errorf("--%w", err), cmd.CommandPath()}
	}
	c, err := im.g.load()
	if err != nil {
		return err
	}
	list, err := readOPML(cmd.InOrStdin(), args[0])
	if err != nil {
		return err
	}
	im.take(list, filepath.Base(args[0]), c.Sources)
	if im.test {
		if err := im.try(cmd, c); err != nil {
			return err
		}
	}
	if im.dry {
		fmt.Fprint(im.out, config.YAML(im.fresh...))
	} else if len(im.fresh) > 0 {
		if err := config.AddSources(im.g.config, os.Getenv, im.fresh...); err != nil {
			return byHand(err, "(`vigie source import --dry-run` prints the list)")
		}
	}
	im.summary(len(list.Sources))
	if im.bad > 0 {
		return errQuiet
	}
	return nil
}

func readOPML(stdin io.Reader, path string) (opml.List, error) {
	in := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return opml.List{}, fmt.Errorf("import: %w", err)
		}
		defer f.Close()
		in = f
	}
	list, err := opml.Parse(in)
	if errors.Is(err, opml.ErrNone) {
		return list, hinted{fmt.Errorf("import %s: %w", path, err), "export the list from the other reader as OPML; posts come in with `vigie import`"}
	}
	return list, err
}

// take sorts out what is new; the rest is counted or told.
func (im *opmlImport) take(list opml.List, file string, there []config.Source) {
	inFile, seen := map[string]bool{}, map[string]bool{}
	for _, s := range there {
		inFile["id "+cmp.Or(s.ID, config.SourceID(s.URL))], inFile[config.Same(s.URL)] = true, true
	}
	faults := slices.Clone(list.Faults)
	for _, o := range list.Sources {
		s := im.source(o)
		if err := s.Check(); err != nil {
			faults = append(faults, opml.Fault{Line: o.Line, Cause: "left out: " + err.Error()})
			continue
		}
		switch spellings := []string{"id " + cmp.Or(s.ID, config.SourceID(s.URL)), config.Same(s.URL)}; {
		case slices.ContainsFunc(spellings, func(k string) bool { return inFile[k] }):
			im.there++
		case slices.ContainsFunc(spellings, func(k string) bool { return seen[k] }):
			im.twice++
		default:
			im.fresh = append(im.fresh, s)
			seen[spellings[0]], seen[spellings[1]] = true, true
		}
	}
	im.bad = len(faults)
	slices.SortStableFunc(faults, func(a, b opml.Fault) int { return a.Line - b.Line })
	for _, f := range faults {
		fmt.Fprintf(im.errs, "%s:%d: %s\n", file, f.Line, oneLine(f.Cause))
	}
}

// source is an outline as config.yaml has it.
func (im *opmlImport) source(o opml.Source) config.Source {
	s := config.Source{URL: o.URL(), Name: oneLine(o.Name), ID: oneLine(o.ID), Kind: o.Kind, Owner: cmp.Or(o.Owner, im.owner),
		Language: primary(o.Language), Audience: o.Audience, Every: o.Every, Schedule: o.Schedule}
	if s.Kind == "" && o.Feed != "" {
		s.Kind = string(post.Feed)
	}
	for _, t := range slices.Concat(o.Tags, im.tags) {
		if t = oneLine(t); t != "" && !slices.Contains(s.Tags, t) {
			s.Tags = append(s.Tags, t)
		}
	}
	return s
}

// try reads each, lists them, and keeps those that can be read.
func (im *opmlImport) try(cmd *cobra.Command, c config.Config) error {
	var sources []post.Source
	for _, s := range im.fresh {
		src, err := c.Watch(s)
		if err != nil {
			return err
		}
		sources = append(sources, src)
	}
	looks := lookAtAll(cmd.Context(), app.Options{Config: c, Log: im.g.quietLog(cmd), Now: time.Now}, sources, im.errs)
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	k := checker{w: im.errs}
	var alive []config.Source
	read := map[string]bool{} // addresses that a source is read at
	for _, s := range c.Sources {
		read[config.Same(s.URL)] = true
	}
	for i, l := range looks {
		at := config.Same(cmp.Or(l.Entry, l.source.URL))
		if l.err == nil && read[at] && at != config.Same(l.source.URL) {
			k.line("-", l.source.Name, "is read where a source is read already: "+post.Masked(l.Entry))
			im.there++
			continue
		}
		k.source(l)
		if l.err == nil {
			s := im.fresh[i]
			s.Language = cmp.Or(s.Language, primary(l.Language))
			alive, read[at] = append(alive, s), true
		}
	}
	im.silent, im.fresh = k.failed, alive
	return nil
}

func (im *opmlImport) summary(all int) {
	verb := "added to " + im.g.config
	if im.dry {
		verb = "would be added"
	}
	text := fmt.Sprintf("%s in the file: %d %s", count(all, "source"), len(im.fresh), verb)
	for _, part := range []struct {
		n    int
		what string
	}{{im.there, "already there"}, {im.twice, "twice in the file"}, {im.silent, "could not be read"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	if im.bad > 0 {
		text += ", " + count(im.bad, "fault") + " told above"
	}
	fmt.Fprintln(im.errs, text)
}
