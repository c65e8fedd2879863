package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vigie/analyzers/anomaly"
)

func newAnomalies() *cobra.Command {
	return &cobra.Command{
		Use:   "anomalies < SERIES",
		Short: "Score a series: CSV timestamp,value in, timestamp,value,score,anomaly out",
		Long: `Reads CSV with the columns timestamp and value from standard input and writes each row with a score,
0 to 1, and whether it is an anomaly (1 or 0). Each row is judged by the rows before it alone. A row
that cannot be read is told and left out.`,
		Example: "  vigie anomalies < mentions.csv | grep ',1$'",
		Args:    checked(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return anomalies(cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
}

func anomalies(in io.Reader, out, stderr io.Writer) error {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	w := csv.NewWriter(out)
	if err := w.Write([]string{"timestamp", "value", "score", "anomaly"}); err != nil {
		return err
	}
	d := anomaly.New()
	bad := 0
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var syntax *csv.ParseError
		if err != nil && !errors.As(err, &syntax) {
			return fmt.Errorf("read the series: %w", err)
		}
		var at time.Time
		var v float64
		if err == nil {
			at, v, err = point(row)
		}
		if err != nil {
			if !first || len(row) < 2 || !strings.EqualFold(strings.TrimSpace(row[0]), "timestamp") { // not the header
				line, _ := r.FieldPos(0)
				fmt.Fprintf(stderr, "line %d: left out: %v\n", line, err)
				bad++
			}
			continue
		}
		score, is := d.Add(at, v)
		flag := "0"
		if is {
			flag = "1"
		}
		if err := w.Write([]string{row[0], row[1], strconv.FormatFloat(score, 'f', 4, 64), flag}); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	if bad > 0 {
		return errQuiet
	}
	return nil
}

// point reads one row.
func point(row []string) (time.Time, float64, error) {
	if len(row) < 2 {
		return time.Time{}, 0, errors.New("two columns are needed: timestamp,value")
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(row[1]), 64)
	if err != nil || v-v != 0 { // NaN and infinities are no values
		return time.Time{}, 0, fmt.Errorf("%q is not a number", row[1])
	}
	s := strings.TrimSpace(row[0])
	for _, layout := range []string{"2006-01-02 15:04:05", time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, v, nil
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Unix(n, 0).UTC(), v, nil
	}
	return time.Time{}, 0, fmt.Errorf("%q is not a time: write 2026-11-21 14:05:00", row[0])
}
