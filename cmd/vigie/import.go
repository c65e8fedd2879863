package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/cmd/internal/app"
	"vigie/crawlers/post"
)

const (
	importBatch = 1000
	hopeless    = 20 // lines without one post: another kind of file
)

func newImport(g *globals) *cobra.Command {
	var source, kind string
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Take in posts from JSON Lines files, - for standard input",
		Long: `Takes in posts, one JSON object a line, and reads them as if they had been crawled.
Only "text" is needed. Known: id, url (or link), source, kind, author (or user), published (or
timestamp, ts, date), title, text, thread, parent, language, links.

An id need only be the source's own: a post is stored under 32 hexadecimal digits made of its
source and its id, and so are its thread and its parent, which are of the same source. An id of
that form is kept as it is; without one, the url stands in, else what the post says. A date ahead
of now, or before the web, does not count: the post is then of the moment of the import. A line
that is not a post is told and left out. Importing a file twice changes nothing; two files that
count from 1 need names, or --source, of their own.`,
		Example: "  vigie import archive.jsonl\n  zcat old/*.gz | vigie import --source archive -",
		Args:    checked(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := post.Kind(kind).Check(); err != nil {
				return usageError{fmt.Errorf("--kind: %w", err), cmd.CommandPath()}
			}
			s, err := open(g, cmd)
			if err != nil {
				return err
			}
			defer s.Close()
			if err := takeIn(cmd, s); err != nil {
				return err
			}
			im := importer{service: s, cmd: cmd, source: source, kind: post.Kind(kind)}
			for _, f := range files {
				if err := im.file(cmd.Context(), f); err != nil {
					return im.interrupted(err)
				}
			}
			return im.interrupted(im.finish(cmd.Context()))
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "source of posts that name none (default: the file's name)")
	cmd.Flags().StringVar(&kind, "kind", string(post.Article), "kind of posts that name none: article, blog, message, comment, status")
	return cmd
}

// importer counts what came in over all files.
type importer struct {
	service          *app.Service
	cmd              *cobra.Command
	source           string
	kind             post.Kind
	read, added, bad int
}

func (im *importer) file(ctx context.Context, path string) error {
	in, size := io.Reader(os.Stdin), int64(-1)
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil {
			size = info.Size()
		}
		in = f
	}
	source := im.source
	if source == "" {
		source = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	bar := newProgress(im.cmd.ErrOrStderr(), "import "+filepath.Base(path), size)
	defer bar.Close()
	r := post.NewReader(io.TeeReader(in, bar))
	now := time.Now().UTC()
	var batch []post.Post
	for {
		p, _, err := r.Next()
		var line *post.LineError
		switch {
		case errors.Is(err, io.EOF):
			return im.store(ctx, batch)
		case errors.As(err, &line):
			if im.leaveOut(path, line.Line, line.Err); im.read == 0 && im.bad == hopeless {
				return hinted{fmt.Errorf("import %s: no post in its first %d lines", path, hopeless), "the file should hold one JSON object a line; see `vigie import --help`"}
			}
			continue
		case err != nil:
			return fmt.Errorf("import %s: %w", path, err)
		}
		if p, err = post.Adopt(p, source, im.kind, now); err != nil {
			im.leaveOut(path, r.Line(), err)
			continue
		}
		im.read++
		if batch = append(batch, p); len(batch) == importBatch {
			if err := im.store(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
}

// interrupted tells how far an import had come when it was stopped.
func (im *importer) interrupted(err error) error {
	if errors.Is(err, context.Canceled) {
		fmt.Fprintf(im.cmd.ErrOrStderr(), "interrupted: %d posts read, %d new ones stored; import again to go on, nothing doubles\n", im.read, im.added)
	}
	return err
}

// leaveOut tells of a line that is no post.
func (im *importer) leaveOut(path string, line int, why error) {
	im.bad++
	fmt.Fprintf(im.cmd.ErrOrStderr(), "%s:%d: left out: %v\n", path, line, why)
}

func (im *importer) store(ctx context.Context, batch []post.Post) error {
	if len(batch) == 0 {
		return nil
	}
	n, err := im.service.Store().AddPosts(ctx, batch)
	im.added += n
	if err != nil {
		return hinted{fmt.Errorf("import: %w", err), "import the file again: what is stored already stays once"}
	}
	return nil
}

// finish reads what came in, unless a running service does.
func (im *importer) finish(ctx context.Context) error {
	out := im.cmd.ErrOrStderr()
	fmt.Fprintf(out, "%d posts read, %d new, %d lines left out\n", im.read, im.added, im.bad)
	if im.service.Shared() {
		fmt.Fprintln(out, "the running service analyzes them now")
	} else {
		bar := newProgress(out, "analyze", int64(im.added))
		defer bar.Close()
		if _, err := im.service.Read(ctx, func(n int) { bar.Add(n) }); err != nil {
			return hinted{fmt.Errorf("analyze: %w", err), "the posts are stored; `vigie serve` or another import analyzes them"}
		}
	}
	if im.bad > 0 {
		return errQuiet
	}
	return nil
}
