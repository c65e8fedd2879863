package claim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Measure is how well contradictions are told, on claims that hold a digit.
type Measure struct {
	Fold              int // 0: all folds together
	Examples          int
	F1                float64
	Precision, Recall float64
}

const folds = 5

type example struct {
	x            [features]float64
	contradicted bool
	said         bool // a figure differs: the layer may call it a contradiction
	fold         int
}

// written is when the claims of InfoTabS were written, as the ages in its sheets say:
// what "for 30 years" means hangs on it.
func written() time.Time { return time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC) }

// Train trains the layer on the training part of InfoTabS in a folder
// (../shared/data/claims), and returns the file of the weights.
func Train(folder string) ([]byte, error) {
	examples, err := readExamples(folder, "train")
	if err != nil {
		return nil, fmt.Errorf("train claims: %w", err)
	}
	return writeLayer(fit(examples)), nil
}

// Validate says what five folds tell of the same training, then all together;
// all claims of a sheet are in one fold.
func Validate(folder string) (measures []Measure, err error) {
	examples, err := readExamples(folder, "train")
	if err != nil {
		return nil, fmt.Errorf("validate claims: %w", err)
	}
	var hit, said, real, all int
	for k := range folds {
		var learn, test []example
		for _, ex := range examples {
			if ex.fold == k {
				test = append(test, ex)
			} else {
				learn = append(learn, ex)
			}
		}
		h, s, t := count(fit(learn), test)
		measures = append(measures, measureOf(k+1, len(test), h, s, t))
		hit, said, real, all = hit+h, said+s, real+t, all+len(test)
	}
	return append(measures, measureOf(0, all, hit, said, real)), nil
}

func measureOf(fold, n, hit, said, real int) Measure {
	return Measure{fold, n, 2 * float64(hit) / float64(max(1, said+real)), float64(hit) / float64(max(1, said)), float64(hit) / float64(max(1, real))}
}

func count(l *layer, examples []example) (hit, said, real int) {
	for i := range examples {
		ex := &examples[i]
		yes := ex.said && l.score(&ex.x) >= l.threshold
		if yes {
			said++
		}
		if ex.contradicted {
			real++
			if yes {
				hit++
			}
		}
	}
	return hit, said, real
}

// fit is logistic regression by gradient descent, then the threshold of the best F1.
func fit(examples []example) *layer {
	const rounds, rate, l2 = 400, 1.0, 2e-4
	l := &layer{}
	var speed [features]float64
	for range rounds {
		var grad [features]float64
		for i := range examples {
			ex := &examples[i]
			d := l.score(&ex.x)
			if ex.contradicted {
				d--
			}
			for j, v := range ex.x {
				grad[j] += d * v
			}
		}
		for j := range grad {
			g := grad[j]/float64(len(examples)) + l2*l.weights[j]
			speed[j] += g * g
			l.weights[j] -= rate * g / (math.Sqrt(speed[j]) + 1e-8) * 0.5
		}
	}
	best := -1.0
	for t := 0.2; t < 0.7; t += 0.01 {
		l2 := layer{l.weights, t}
		if f := func() float64 { h, s, r := count(&l2, examples); return 2 * float64(h) / float64(max(1, s+r)) }(); f > best+1e-4 {
			best, l.threshold = f, t
		}
	}
	return l
}

func writeLayer(l *layer) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# How the comparisons of a sentence with a sheet of facts weigh: a logistic layer.\n")
	fmt.Fprintf(&b, "# Its card is analyzers/model/claim.txt.\n")
	fmt.Fprintf(&b, "threshold: %.2f\n", l.threshold)
	for i, n := range featureNames {
		fmt.Fprintf(&b, "%s: %.3f\n", n, l.weights[i])
	}
	return b.Bytes()
}

func readExamples(folder, part string) ([]example, error) {
	sheets := map[string]*Checker{}
	fold := map[string]int{}
	err := eachJSON(filepath.Join(folder, part+"-facts.jsonl"), func(s struct {
		Table string
		Facts map[string][]string
	}) {
		var facts Facts
		for _, key := range slices.Sorted(maps.Keys(s.Facts)) {
			if key != "title" {
				facts = append(facts, Fact{ID: key, Entity: strings.Join(s.Facts["title"], " "), Metric: key, Value: strings.Join(s.Facts[key], " ; ")})
			}
		}
		sheets[s.Table], fold[s.Table] = New(facts), len(sheets)%folds
	})
	if err != nil {
		return nil, err
	}
	var out []example
	err = eachJSON(filepath.Join(folder, part+".jsonl"), func(c struct{ Table, Claim, Label string }) {
		if k := sheets[c.Table]; k != nil && strings.ContainsAny(c.Claim, "0123456789") {
			r := reading{Checker: k, text: readAs(c.Claim, "en", true), published: written()}
			r.place(nil)
			r.span, r.sheet = sentenceSpan{to: len(r.tokens)}, k.only()
			all := r.report(r.quantities)
			out = append(out, example{r.weighed(all), c.Label == "contradicted", blame(all) >= 0 || r.negatedAll(all) && slices.ContainsFunc(all, func(f reported) bool { return f.found }), fold[c.Table]})
		}
	})
	return out, err
}

func eachJSON[T any](name string, f func(T)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
		f(v)
	}
	return lines.Err()
}
