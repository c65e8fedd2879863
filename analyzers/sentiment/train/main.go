// Command train makes the sentiment model anew from the data:
//
//	go run ./analyzers/sentiment/train ../shared/data/sentiment analyzers/model
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vigie/analyzers/sentiment"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: train DATA-FOLDER MODEL-FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(data, folder string) error {
	file, measures, err := sentiment.Train(data, true)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "sentiment.bin"), file, 0o644); err != nil {
		return err
	}
	var table strings.Builder
	for _, m := range measures {
		fmt.Fprintf(&table, "            %s  %.3f  (%d tweets)\n", m.Language, m.MacroF1, m.Examples)
	}
	fmt.Print(table.String())
	card := filepath.Join(folder, "sentiment.txt")
	text, err := os.ReadFile(card)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(text), "Measure     ")
	_, tail, ok2 := strings.Cut(rest, "Limits      ")
	if !ok || !ok2 {
		return fmt.Errorf("write %s: it lacks the lines Measure and Limits", card)
	}
	intro := "Macro-F1, five-fold cross-validation by stretches of the training and validation parts\n"
	return os.WriteFile(card, []byte(head+"Measure     "+intro+table.String()+"Limits      "+tail), 0o644)
}
