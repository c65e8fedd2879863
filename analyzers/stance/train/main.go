// Command train makes the weights of the stances anew from the data:
//
//	go run ./analyzers/stance/train ../shared/data/rumours/stance.jsonl analyzers/model
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vigie/analyzers/stance"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: train STANCE.JSONL MODEL-FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(data, folder string) error {
	weights, measures, err := stance.Train(data)
	if err != nil {
		return err
	}
	var table strings.Builder
	for _, m := range measures {
		name := "event that began at " + m.Event
		if m.Event == "" {
			name = "all together"
		}
		fmt.Fprintf(&table, "            %.3f  %s (%d posts)\n", m.MacroF1, name, m.Examples)
	}
	fmt.Print(table.String())
	card := filepath.Join(folder, "stance.txt")
	text, err := os.ReadFile(card)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(text), "Measure     ")
	_, tail, ok2 := strings.Cut(rest, "Limits      ")
	if !ok || !ok2 {
		return fmt.Errorf("write %s: it lacks the lines Measure and Limits", card)
	}
	tail, _, _ = strings.Cut(tail, "Weights     ")
	intro := "Macro-F1 over the four stances, each event by weights trained and shifted on the others\n"
	return os.WriteFile(card, []byte(head+"Measure     "+intro+table.String()+"Limits      "+tail+weights), 0o644)
}
