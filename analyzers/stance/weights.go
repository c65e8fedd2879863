package stance

import (
	"fmt"
	"strconv"
	"strings"
)

const weightsMark = "Weights     "

func writeWeights(w [][classes]float64) string {
	var b strings.Builder
	b.WriteString(weightsMark + "support deny query comment, and what they weigh\n")
	for i, name := range featureNames {
		for _, v := range w[i] {
			fmt.Fprintf(&b, "%9.4f", v)
		}
		b.WriteString("  " + name + "\n")
	}
	return b.String()
}

// readWeights reads the weights at the end of the card.
func readWeights(card string) ([][classes]float64, error) {
	_, table, ok := strings.Cut(card, "\n"+weightsMark)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if !ok || len(lines) != len(featureNames)+1 {
		return nil, fmt.Errorf("read stance weights: not the %d of this version", len(featureNames))
	}
	w := make([][classes]float64, len(featureNames))
	for i, line := range lines[1:] {
		fields := strings.Fields(line)
		if len(fields) < classes+1 || strings.Join(fields[classes:], " ") != featureNames[i] {
			return nil, fmt.Errorf("read stance weights: %q is not %q", line, featureNames[i])
		}
		for c := range classes {
			v, err := strconv.ParseFloat(fields[c], 64)
			if err != nil {
				return nil, fmt.Errorf("read stance weights: %w", err)
			}
			w[i][c] = v
		}
	}
	return w, nil
}
