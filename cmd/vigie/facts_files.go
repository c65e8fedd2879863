package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"vigie/analyzers/fact"
)

func newFactsImport(d *factDesk) *cobra.Command {
	var why, format string
	var dry bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take in the facts of a file, YAML or CSV; - for standard input",
		Long: `Takes in all facts of a file, or, where one of them has a fault, none: each fault is told with its place.
A fact that is there already becomes a new version where the file says something else; those that the
file does not have stay. A document that the file names by a path, beside the file, is kept with its fact.
The columns of a table are: ` + strings.Join(fact.Fields(), ", ") + `.
" | " parts the wordings of a list; in a column that the table does not have, known facts keep what they have.`,
		Example: "  vigie facts import facts.yaml --dry-run\n  vigie facts import facts.csv --why 'annual report 2026'",
		Args:    needs(1, "a file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "" {
				if err := formatOf(cmd, format, "yaml", "csv"); err != nil {
					return err
				}
			}
			return d.open(cmd, func(ctx context.Context) error { return d.takeIn(ctx, cmd, args[0], format, why, dry) })
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "yaml or csv (default: by the file's name)")
	noteFlag(cmd, &why)
	dryFlag(cmd, &dry)
	return cmd
}

func (d *factDesk) takeIn(ctx context.Context, cmd *cobra.Command, path, format, why string, dry bool) error {
	facts, err := d.read(cmd.InOrStdin(), path, format, dry)
	if err != nil {
		return hinted{err, "nothing was written; mend this, then import the file again"}
	}
	w := cmd.OutOrStdout()
	versions := make([]fact.Version, len(facts))
	for i, f := range facts {
		versions[i] = fact.Version{Line: d.registry.LineOf(f.ID), Author: login(), Action: fact.Put, Note: why, Fact: f}
	}
	written, same := 0, 0
	for _, v := range versions {
		_, fresh, err := d.registry.Next(v, d.store.CheckFact)
		if err != nil {
			return refused(fmt.Errorf("fact %q: %w", v.Fact.ID, err))
		}
		before, known := d.registry.Entry(v.Fact.ID)
		switch {
		case !fresh:
			same++
			continue
		case !known:
			fmt.Fprintf(w, "new      %s  %s  %s\n", v.Fact.ID, oneLine(v.Fact.Metric), oneLine(truthOf(v.Fact, d.language)))
		case before.Action == fact.Retire:
			fmt.Fprintf(w, "back     %s\n", v.Fact.ID)
		default:
			fmt.Fprintf(w, "changed  %s\n", v.Fact.ID)
		}
		if known {
			d.changes(w, fact.Diff(before.Fact, v.Fact), true, "         ")
		}
		written++
	}
	if !dry {
		if _, err := d.store.WriteFacts(ctx, versions); err != nil {
			return refused(err)
		}
	}
	_, err = fmt.Fprintf(w, "%s %s, %d the same\n", count(written, "fact"), map[bool]string{true: "would be written", false: "written"}[dry], same)
	return err
}

// read reads a file of facts, with its documents.
func (d *factDesk) read(stdin io.Reader, path, format string, dry bool) (fact.Facts, error) {
	r, name, beside := stdin, "standard input", "."
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("read the facts: %w", err)
		}
		defer f.Close()
		r, name, beside = f, path, filepath.Dir(path)
	}
	read := fact.Read
	switch format {
	case "csv":
		read = fact.ReadCSV
	case "yaml":
		read = fact.ReadYAML
	}
	facts, err := read(r, name, d.registry.Known(), d.store.CheckFact)
	taken, missing := d.kept.Take(beside, facts, dry || err != nil)
	if err := errors.Join(err, missing); err != nil {
		return nil, err
	}
	return taken, nil
}

func newFactsExport(d *factDesk) *cobra.Command {
	var format, folder string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the facts as YAML or CSV to standard output",
		Long: `Writes the facts that are not retired, as ` + "`vigie facts import`" + ` reads them. With --documents the documents
are written too, into that folder, and the file names them there.`,
		Example: "  vigie facts export > facts.yaml\n  vigie facts export --documents documents > facts.yaml\n  vigie facts export --format csv > facts.csv",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := formatOf(cmd, format, "yaml", "csv"); err != nil {
				return err
			}
			if folder != "" && !filepath.IsLocal(folder) {
				return usageError{fmt.Errorf("--documents %q: name a folder below this one, as the file of facts will", folder), cmd.CommandPath()}
			}
			return d.open(cmd, func(context.Context) error {
				facts := d.registry.Current()
				if folder != "" {
					for i := range facts {
						if err := d.copyOut(&facts[i], folder); err != nil {
							return err
						}
					}
				}
				if format == "csv" {
					return fact.WriteCSV(cmd.OutOrStdout(), facts)
				}
				return fact.WriteYAML(cmd.OutOrStdout(), facts)
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "yaml", "yaml or csv")
	cmd.Flags().StringVar(&folder, "documents", "", "write the documents into this folder too")
	return cmd
}

// copyOut writes the document of a fact into a folder of its checksum, and lets
// the fact name it there.
func (d *factDesk) copyOut(f *fact.Fact, folder string) error {
	if !f.File.Kept() {
		return nil
	}
	path := filepath.Join(folder, f.File.Sum[:8], f.File.Name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write the document of %q: %w", f.ID, err)
	}
	if err := d.copyTo(f.File, path); err != nil && !written(path, f.File) {
		return err
	}
	f.File = fact.File{Name: filepath.ToSlash(path)}
	return nil
}

// written tells whether a file holds the bytes of a document, of an export before.
func written(path string, file fact.File) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == file.Sum
}

// copyTo writes a document, whose bytes are still what they were, to a new file.
func (d *factDesk) copyTo(file fact.File, path string) error {
	if err := d.kept.Verify(file.Sum); err != nil {
		return err
	}
	r, err := d.kept.Open(file.Sum)
	if err != nil {
		return err
	}
	defer r.Close()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		err = fmt.Errorf("write the document: %w", err)
		if errors.Is(err, fs.ErrExist) {
			err = hinted{err, "name a file that is not there yet"}
		}
		return err
	}
	_, err = io.Copy(out, r)
	return errors.Join(err, out.Close())
}

func newFactsDocument(d *factDesk) *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "document ID", Short: "Write the document of a fact to a file or to standard output", Args: checked(cobra.ExactArgs(1)), ValidArgsFunction: d.ids,
		Long:    "Writes the document that is kept with a fact, after making sure that its bytes are what they were.",
		Example: "  vigie facts document fleet-2026 --output rapport.pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.open(cmd, func(context.Context) error {
				e, err := d.entry(args[0])
				if err != nil {
					return err
				}
				file := e.Fact.File
				if !file.Kept() {
					return hinted{fmt.Errorf("fact %q: no document is kept with it", e.Fact.ID), "`vigie facts attach " + e.Fact.ID + " FILE` keeps one"}
				}
				if output != "" {
					if err := d.copyTo(file, output); err != nil {
						return err
					}
					_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %d bytes\n", output, file.Type, file.Size)
					return err
				}
				return d.print(cmd.OutOrStdout(), file)
			})
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "a file to write, which is not there yet")
	return cmd
}

// print writes a document to standard output, unless that is a terminal and the
// document no text.
func (d *factDesk) print(w io.Writer, file fact.File) error {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return usageError{fmt.Errorf("%s (%s) is nothing for a terminal: name a file with --output", file.Name, file.Type), "vigie facts document"}
	}
	if err := d.kept.Verify(file.Sum); err != nil {
		return err
	}
	r, err := d.kept.Open(file.Sum)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}
