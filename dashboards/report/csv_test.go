package report

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

// Whatever a stranger can write is text in a spreadsheet, in every column.
func TestCSVIsInert(t *testing.T) {
	for _, sign := range []string{"=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"} {
		hostile := sign + `HYPERLINK("https://x.example")`
		var out strings.Builder
		c, err := NewCSV(&out, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Write(Item{ID: hostile, URL: hostile, Title: hostile, Excerpt: hostile, Source: post.Source{ID: hostile, Name: hostile},
			Kind: post.Kind(hostile), Author: hostile, Language: hostile, Sentiment: hostile, Story: hostile, Score: -0.5,
			Published: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)}); err != nil {
			t.Fatal(err)
		}
		if err := c.Flush(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != len(columns) {
			t.Fatalf("%q: got %d rows, %v", hostile, len(rows), err)
		}
		for i, name := range columns {
			got, want := rows[1][i], "'"+hostile
			switch name {
			case "published":
				want = "2026-11-21T09:00:00Z"
			case "score":
				want = "-0.5"
			}
			if got != want && got != strings.ReplaceAll(want, "\r", "") { // the reader drops returns
				t.Errorf("column %s: got %q, want %q", name, got, want)
			}
		}
	}
}
