package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// row is one line of the table. Numbers that nobody gave are nil.
type row struct {
	Measure string             `json:"measure"`
	Unit    string             `json:"unit"`
	Ours    *float64           `json:"ours"`
	Floor   *float64           `json:"floor"`
	Best    *float64           `json:"best_published"`
	Must    *float64           `json:"must_reach"`
	Aim     *float64           `json:"aim"`
	Verdict string             `json:"verdict"`          // "pass", "short", "missing", "" where nothing is asked
	Judged  string             `json:"judged"`           // on which data, split how
	Beside  map[string]float64 `json:"beside,omitempty"` // other methods and figures on the same data
	Seconds float64            `json:"seconds"`

	less bool // less is better
}

// standard is what design/analysis.md holds a measure to.
type standard struct{ floor, best, must, aim float64 }

// none stands where nothing is known or asked.
const none = -1

type table struct {
	data  string
	folds int // of five, that sentiment is validated with
	rows  []row

	misses io.Writer // what was read wrong is named here; nil: nowhere

	name string
	mark time.Time
}

func (t *table) begin(name string) { t.name, t.mark = name, time.Now() }

// add makes a row of the current measure; the seconds are those since the last.
func (t *table) add(what, unit string, ours float64, s standard, judged string) *row {
	r := row{Measure: strings.TrimSpace(t.name + " " + what), Unit: unit, Ours: &ours, Floor: given(s.floor), Best: given(s.best), Must: given(s.must), Aim: given(s.aim), Judged: judged, Seconds: since(t.mark), less: unit == "h"}
	if r.Must != nil {
		r.Verdict = "short"
		if r.less && ours <= s.must || !r.less && ours >= s.must {
			r.Verdict = "pass"
		}
	}
	t.rows, t.mark = append(t.rows, r), time.Now()
	return &t.rows[len(t.rows)-1]
}

func (r *row) beside(name string, value float64) *row {
	if r.Beside == nil {
		r.Beside = make(map[string]float64)
	}
	r.Beside[name] = value
	return r
}

func (t *table) missing(err error) {
	t.rows = append(t.rows, row{Measure: t.name, Verdict: "missing", Judged: "not measured: " + err.Error()})
}

func given(v float64) *float64 {
	if v == none {
		return nil
	}
	return &v
}

// miss names what was read wrong, for who looks for the cause.
func (t *table) miss(format string, args ...any) {
	if t.misses != nil {
		fmt.Fprintf(t.misses, t.name+": "+format+"\n", args...)
	}
}

// absent tells that data are not there, which is no fault.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func number(v *float64, unit string) string {
	switch {
	case v == nil:
		return "-"
	case unit == "h" || unit == "points":
		return fmt.Sprintf("%.1f", *v)
	case unit == "count":
		return fmt.Sprintf("%.0f", *v)
	}
	return fmt.Sprintf("%.3f", *v)
}

func (t *table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "measure\tours\tfloor\tbest\tmust\taim\t\tsec\tjudged")
	passed, short := 0, 0
	for _, r := range t.rows {
		judged := r.Judged
		for _, name := range slices.Sorted(maps.Keys(r.Beside)) {
			v := r.Beside[name]
			judged += fmt.Sprintf("; %s %s", name, number(&v, beyond(v)))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%.1f\t%s\n", r.Measure, number(r.Ours, r.Unit), number(r.Floor, r.Unit), number(r.Best, r.Unit), number(r.Must, r.Unit), number(r.Aim, r.Unit), r.Verdict, r.Seconds, judged)
		switch r.Verdict {
		case "pass":
			passed++
		case "short":
			short++
		}
	}
	fmt.Fprintf(w, "\n%d pass, %d short of what ours must reach\n", passed, short)
	return w.Flush()
}

// beyond is the unit to print a figure with that stands beside.
func beyond(v float64) string {
	if v > 1 {
		return "points"
	}
	return ""
}
