package anomaly

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// layouts are how series write their times.
var layouts = []string{time.RFC3339, time.DateTime, "2006-01-02 15:04:05.999999", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly}

// Copy reads a series as CSV, timestamp and value, and writes it with the two
// columns score and anomaly (0 or 1), row by row. A header, a first row of two
// columns without a digit, is optional. Rows that cannot be read are left out, and
// told in bad.
func Copy(out io.Writer, in io.Reader) (bad []error, err error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	w := bufio.NewWriter(out)
	if _, err := w.WriteString("timestamp,value,score,anomaly\n"); err != nil {
		return nil, fmt.Errorf("write the series: %w", err)
	}
	d := New()
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		at, v, err := parseRow(line)
		if err != nil {
			if n > 1 || !isHeader(line) {
				bad = append(bad, fmt.Errorf("line %d: left out: %w", n, err))
			}
			continue
		}
		score, anomaly := d.Add(at, v)
		flag := 0
		if anomaly {
			flag = 1
		}
		if _, err := fmt.Fprintf(w, "%s,%s,%d\n", line, strconv.FormatFloat(score, 'f', -1, 64), flag); err != nil {
			return bad, fmt.Errorf("write the series: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return bad, fmt.Errorf("read the series: %w", err)
	}
	if err := w.Flush(); err != nil {
		return bad, fmt.Errorf("write the series: %w", err)
	}
	return bad, nil
}

func isHeader(line string) bool {
	return strings.Count(line, ",") == 1 && !strings.ContainsAny(line, "0123456789")
}

func parseRow(line string) (time.Time, float64, error) {
	stamp, value, ok := strings.Cut(line, ",")
	if !ok || strings.Contains(value, ",") {
		return time.Time{}, 0, fmt.Errorf("%q: want two columns, timestamp,value", line)
	}
	stamp, value = strings.Trim(stamp, "\" "), strings.Trim(value, "\" ")
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v-v != 0 { // NaN and infinities are no values
		return time.Time{}, 0, fmt.Errorf("value %q: not a number", value)
	}
	for _, l := range layouts {
		if at, err := time.Parse(l, stamp); err == nil {
			return at, v, nil
		}
	}
	if s, err := strconv.ParseInt(stamp, 10, 64); err == nil {
		return time.Unix(s, 0).UTC(), v, nil
	}
	return time.Time{}, 0, fmt.Errorf("timestamp %q: not a time; write it as 2006-01-02 15:04:05", stamp)
}
