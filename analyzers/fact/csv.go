package fact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// WriteCSV writes facts as a table, a row each, for spreadsheets; Read takes it in
// again as it was.
func WriteCSV(w io.Writer, facts Facts) error {
	out := csv.NewWriter(w)
	rows := [][]string{Fields()}
	for _, f := range facts {
		var row []string
		for _, c := range columns() {
			row = append(row, inert(c.get(f)))
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

// inert keeps a spreadsheet from taking text for a formula; some take the wide
// signs of Chinese and Japanese for the plain ones.
func inert(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// alive undoes inert.
func alive(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && formula(rest) {
		return rest
	}
	return s
}

func formula(s string) bool {
	return strings.IndexAny(strings.TrimLeft(s, "'"), "=+-@\t\r\n＝＋－＠") == 0
}

// mostFaults is how many faults of a table are told: a file of another kind has
// one in each row.
const mostFaults = 100

func (rd *reader) table(data []byte) {
	if !utf8.Valid(data) {
		at := bytes.Count(data[:invalid(data)], []byte("\n")) + 1
		rd.fault(at, "", "letters that are not UTF-8", `save it as "CSV UTF-8"`)
		return
	}
	skipped := 0
	if first, rest, _ := bytes.Cut(data, []byte("\n")); bytes.HasPrefix(bytes.ToLower(first), []byte("sep=")) { // for Excel
		data, skipped = rest, 1
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.FieldsPerRecord = comma(data), -1
	var head []string
	for len(rd.faults) < mostFaults {
		row, err := in.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &syntax):
			rd.fault(syntax.Line+skipped, "", "a quote that does not open or close a cell", `write each " inside a cell twice`)
			return
		case head == nil:
			if head = rd.head(row, skipped); head == nil {
				return
			}
		case strings.Join(row, "") != "":
			rd.row(head, row, func(i int) int { line, _ := in.FieldPos(i); return line + skipped })
		}
	}
	rd.fault(1, "", fmt.Sprintf("more than %d faults", mostFaults), "mend these first")
}

func invalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// comma is what stands between the cells: of three signs the one that the head has
// most of.
func comma(data []byte) rune {
	head, _, _ := bytes.Cut(bytes.TrimLeft(data, "\r\n"), []byte("\n"))
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := bytes.Count(head, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// head reads the names of the columns; nil: there are none.
func (rd *reader) head(row []string, skipped int) []string {
	var head []string
	for _, name := range row {
		name = strings.ToLower(clean(name))
		known := slices.Contains(Fields(), name)
		switch {
		case name != "" && !known:
			rd.fault(1+skipped, "", fmt.Sprintf("%q is no field of a fact", name), "the fields are "+strings.Join(Fields(), ", "))
		case known && slices.Contains(head, name):
			rd.fault(1+skipped, name, "it stands twice", "keep one")
		}
		head = append(head, name)
	}
	if !slices.Contains(head, "id") {
		rd.fault(1+skipped, "", "no column id", "begin with a row that names the columns: id, entity, metric, value, ...")
		return nil
	}
	return head
}

// begun is the fact that a row changes: the one that is known, but for a document
// that is another, or a new one.
func (rd *reader) begun(head, row []string) Fact {
	cell := func(name string) string {
		if i := slices.Index(head, name); i >= 0 && i < len(row) {
			return clean(alive(row[i]))
		}
		return ""
	}
	f, _ := rd.known.Find(cell("id"))
	if slices.Contains(head, "file") && cell("file") != f.File.Name || slices.Contains(head, "file_sha256") {
		f.File = File{}
	}
	return f
}

func (rd *reader) row(head, row []string, line func(i int) int) {
	before, bad := len(rd.faults), map[string]bool{}
	f := rd.begun(head, row)
	for i, cell := range row {
		switch {
		case i >= len(head) || head[i] == "":
			if clean(cell) != "" {
				rd.fault(line(i), "", fmt.Sprintf("cell %d, %.40q, is under no name", i+1, cell), "name its column, or put a text that holds a comma between quotes")
			}
		default:
			if err := Set(&f, head[i], alive(cell)); err != nil {
				p := err.(Problem)
				bad[head[i]] = true
				if slices.Contains(Fields(), head[i]) { // else it was told of the head
					rd.fault(line(i), head[i], p.Cause, p.Remedy)
				}
			}
		}
	}
	rd.take(f, before, bad, func(field string) (int, string) {
		at := slices.IndexFunc(head, func(h string) bool { return h == field || strings.HasPrefix(h, field+"_") })
		if at < 0 || at >= len(row) {
			return line(0), field
		}
		return line(at), head[at]
	})
}
