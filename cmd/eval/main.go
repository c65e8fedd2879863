// Command eval measures what the service reads, finds and extracts on the real
// data that stand beside the repository, and prints a table: ours, the floor of
// a trivial method, the best published value, what ours must reach.
//
//	go run ./cmd/eval [--data ../shared/data] [--json] [--misses] [--folds 5] [name...]
//
// Names are those of the first column up to a space: "sentiment" runs all its
// rows. A measure whose data are missing says so and fails nothing.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// measure is one family of rows. Its function adds them to the table.
type measure struct {
	name string
	run  func(context.Context, *table) error
}

func measures() []measure {
	return []measure{
		{"language", languages}, {"sentiment", sentiments}, {"stance", stances}, {"rumours", rumours}, {"forecast", forecasts}, {"relay", relays},
		{"claims", claims}, {"figures", figures},
		{"stories", stories}, {"copies", copies}, {"topics", topics}, {"volume", volumes}, {"articles", articles},
		{"forums", forums}, {"feeds", feeds}, {"robots", robots}, {"dates", dates},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	all := measures()
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = m.name
	}
	flags := flag.NewFlagSet("eval", flag.ContinueOnError)
	flags.SetOutput(progress)
	flags.Usage = func() {
		fmt.Fprintf(progress, "usage: eval [--data FOLDER] [--json] [--misses] [--folds 1..5] [name...]\nnames: %s\n", strings.Join(names, " "))
	}
	data := flags.String("data", "../shared/data", "folder of the data")
	asJSON := flags.Bool("json", false, "print JSON")
	folds := flags.Int("folds", 5, "of five, to validate sentiment with; each takes about 25 s of one core")
	misses := flags.Bool("misses", false, "name what was read wrong, on stderr")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, asked := range flags.Args() {
		if !slices.Contains(names, asked) {
			return fmt.Errorf("no measure is called %q: there are %s", asked, strings.Join(names, ", "))
		}
	}
	if *folds < 1 || *folds > 5 {
		return fmt.Errorf("--folds is %d: give 1 to 5", *folds)
	}
	t := &table{data: *data, folds: *folds}
	if *misses {
		t.misses = progress
	}
	for _, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if flags.NArg() > 0 && !slices.Contains(flags.Args(), m.name) {
			continue
		}
		fmt.Fprintf(progress, "measuring %s\n", m.name)
		t.begin(m.name)
		if err := m.run(ctx, t); err != nil {
			if !absent(err) {
				return fmt.Errorf("measure %s: %w", m.name, err)
			}
			t.missing(err)
		}
	}
	if *asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(t.rows)
	}
	return t.print(out)
}

// since is the seconds since a moment, to a tenth.
func since(at time.Time) float64 { return float64(time.Since(at).Round(100*time.Millisecond)) / 1e9 }
