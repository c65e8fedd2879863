// Command train makes the models anew from the data, each with its card: where
// it comes from, on which data, how good it is.
//
//	go run ./cmd/train [--data ../shared/data] [--out analyzers] [--date 2026-11-21] [--quick] [name...]
//
// The same data give the same bytes on the same kind of processor. No clock is
// read: a card keeps its date unless --date gives another.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// model is one model: the file of its weights and its card, below the folder
// of the analyzers, and how both are made.
type model struct {
	name    string
	weights string
	card    string
	train   func(order) (result, error)
}

// order is what is asked of a training.
type order struct {
	data  string // folder
	quick bool   // weights only, no measure
}

// result is what a training gives. A measure is a line of the card.
type result struct {
	weights  []byte
	intro    string // of the measures: what they are, split how
	measures []string
}

func models() []model {
	return []model{
		{"sentiment", "model/sentiment.bin", "model/sentiment.txt", trainSentiment},
		{"stance", "model/stance.tsv", "model/stance.txt", trainStance},
		{"rumor", "rumor/weights.bin", "model/rumor.txt", trainRumor},
		{"forecast", "forecast/usual.json", "model/forecast.txt", trainForecast},
		{"story", "story/usual.tsv", "model/usual.txt", trainStory},
		{"claim", "claim/weights.txt", "model/claim.txt", trainClaim},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	all := models()
	var names []string
	for _, m := range all {
		names = append(names, m.name)
	}
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintf(out, "usage: train [--data FOLDER] [--out FOLDER] [--date YYYY-MM-DD] [--quick] [name...]\nnames: %s\n", strings.Join(names, " "))
	}
	data := flags.String("data", "../shared/data", "folder of the data")
	folder := flags.String("out", "analyzers", "folder of the analyzers, whose models are written")
	date := flags.String("date", "", "date of the cards of what changed; without it they keep theirs")
	quick := flags.Bool("quick", false, "weights only: the measures of the cards stay")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, asked := range flags.Args() {
		if !slices.Contains(names, asked) {
			return fmt.Errorf("no model is called %q: there are %s", asked, strings.Join(names, ", "))
		}
	}
	if *date != "" {
		if _, err := time.Parse(time.DateOnly, *date); err != nil {
			return fmt.Errorf("--date is %q: give it as 2026-11-21", *date)
		}
	}
	size := 0
	for _, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if flags.NArg() > 0 && !slices.Contains(flags.Args(), m.name) {
			continue
		}
		n, err := m.make(order{*data, *quick}, *folder, *date, out)
		if err != nil {
			return fmt.Errorf("train %s: %w", m.name, err)
		}
		size += n
	}
	fmt.Fprintf(out, "%d bytes of weights together\n", size)
	return nil
}

// make trains, and writes the weights and the card. It returns the weights' size.
func (m model) make(o order, folder, date string, out io.Writer) (int, error) {
	fmt.Fprintf(out, "training %s\n", m.name)
	r, err := m.train(o)
	if err != nil {
		return 0, err
	}
	for _, line := range r.measures {
		fmt.Fprintf(out, "  %s\n", line)
	}
	file := filepath.Join(folder, filepath.FromSlash(m.weights))
	old, err := os.ReadFile(file)
	changed := err != nil || string(old) != string(r.weights)
	if err := write(file, r.weights); err != nil {
		return 0, err
	}
	verdict := "as it was"
	if changed {
		verdict = "changed"
	}
	fmt.Fprintf(out, "  %s: %d bytes, %s\n", file, len(r.weights), verdict)
	if !changed {
		date = ""
	}
	return len(r.weights), m.describe(folder, date, r)
}

// describe writes the card.
func (m model) describe(folder, date string, r result) error {
	file := filepath.Join(folder, filepath.FromSlash(m.card))
	c, err := readCard(file)
	if err != nil {
		return err
	}
	if date != "" {
		c.set("Date", date)
	}
	if len(r.measures) > 0 {
		c.set("Measure", strings.Join(append([]string{r.intro}, r.measures...), "\n"))
	}
	c.set("Size", fmt.Sprintf("%d bytes", len(r.weights)))
	return write(file, []byte(c.String()))
}

func write(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}
