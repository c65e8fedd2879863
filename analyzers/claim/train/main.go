// Command train learns how the comparisons of a claim weigh and writes the file of
// the weights to standard output, its measures to standard error.
//
//	go run ./analyzers/claim/train FOLDER > analyzers/claim/weights.txt
package main

import (
	"fmt"
	"os"
	"time"

	"vigie/analyzers/claim"
)

func main() {
	folder := "../shared/data/claims"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	weights, measures, err := claim.Train(folder, time.Now())
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
	for _, m := range measures {
		name := "all folds"
		if m.Fold > 0 {
			name = fmt.Sprintf("fold %d", m.Fold)
		}
		fmt.Fprintf(os.Stderr, "%s: F1 %.3f, precision %.3f, recall %.3f on %d claims\n", name, m.F1, m.Precision, m.Recall, m.Examples)
	}
	fmt.Print(weights)
}
