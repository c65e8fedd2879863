package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

var columns = []string{"id", "url", "source", "kind", "author", "published", "title", "excerpt", "language", "sentiment", "score", "story", "source_name"}

// CSV writes posts as a table for spreadsheets and scripts, the same for both.
type CSV struct {
	w    *csv.Writer
	zone *time.Location
}

// NewCSV writes the head of a table to w; times will be those of zone.
func NewCSV(w io.Writer, zone *time.Location) (*CSV, error) {
	c := &CSV{csv.NewWriter(w), zone}
	return c, c.w.Write(columns)
}

// Write adds one post.
func (c *CSV) Write(i Item) error {
	row := []string{i.ID, i.URL, i.Source.ID, string(i.Kind), i.Author, i.Published.In(c.zone).Format(time.RFC3339), i.Title, i.Excerpt,
		i.Language, i.Sentiment, "", i.Story, i.Source.Name}
	for n, text := range row {
		row[n] = inert(text)
	}
	row[10] = strconv.FormatFloat(i.Score, 'f', -1, 64) // ours, and a number that may be below zero
	return c.w.Write(row)
}

// Flush writes what is held back, and tells whether all went well.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// WriteLedger writes the days of a ledger as a table: of the sources that were
// down for more than half of a day the identifiers, each with its hours; one without was not visited yet.
func WriteLedger(w io.Writer, days []Footing, zone *time.Location) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"day", "expected", "answered", "posts", "down", "down_sources"}}
	for _, d := range days {
		var down []string
		for _, o := range d.Down {
			since := fmt.Sprintf("%d h", len(o.Hours))
			if len(o.Hours) == 0 {
				since = "not visited yet"
			}
			down = append(down, fmt.Sprintf("%s (%s)", o.Source.ID, since))
		}
		rows = append(rows, []string{d.From.In(zone).Format(time.DateOnly), strconv.Itoa(d.Expected), strconv.Itoa(d.Answered),
			strconv.Itoa(d.Posts), strconv.Itoa(len(down)), inert(strings.Join(down, "; "))})
	}
	return c.WriteAll(rows)
}

// inert keeps a spreadsheet from taking a stranger's text for a formula; some
// take the wide signs of Chinese and Japanese for the plain ones.
func inert(s string) string {
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
