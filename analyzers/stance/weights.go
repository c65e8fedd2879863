package stance

import (
	"fmt"
	"strconv"
	"strings"
)

// writeWeights writes a table: a line for every feature, what it weighs for
// each stance.
func writeWeights(w [][classes]float64) []byte {
	var b strings.Builder
	b.WriteString("feature\t" + strings.Join(labels[:], "\t") + "\n")
	for i, name := range featureNames {
		b.WriteString(name)
		for _, v := range w[i] {
			fmt.Fprintf(&b, "\t%.4f", v)
		}
		b.WriteString("\n")
	}
	return []byte(b.String())
}

// readWeights reads what writeWeights wrote.
func readWeights(table []byte) ([][classes]float64, error) {
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")
	if len(lines) != len(featureNames)+1 {
		return nil, fmt.Errorf("read stance weights: not the %d of this version", len(featureNames))
	}
	w := make([][classes]float64, len(featureNames))
	for i, line := range lines[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != classes+1 || fields[0] != featureNames[i] {
			return nil, fmt.Errorf("read stance weights: %q is not %q", line, featureNames[i])
		}
		for c, field := range fields[1:] {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return nil, fmt.Errorf("read stance weights: %w", err)
			}
			w[i][c] = v
		}
	}
	return w, nil
}
