// Command train fits the weights of package rumor to the threads of a folder:
//
//	go run ./analyzers/rumor/train ../shared/data/rumours analyzers/rumor/weights.bin
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"vigie/analyzers/rumor"
	"vigie/analyzers/rumor/pheme"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want the folder with %v, and the file to write", pheme.Events)
	}
	var threads []rumor.Example
	for _, event := range pheme.Events {
		t, err := pheme.Load(filepath.Join(args[0], event+".jsonl"))
		if err != nil {
			return err
		}
		threads = append(threads, t...)
	}
	weights, err := rumor.Train(threads)
	if err != nil {
		return fmt.Errorf("train on %d threads: %w", len(threads), err)
	}
	if err := os.WriteFile(args[1], weights, 0o644); err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	fmt.Printf("%d threads, %d bytes\n", len(threads), len(weights))
	return nil
}
