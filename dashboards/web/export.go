package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"vigie/dashboards/report"
)

// An export holds the latest exported posts of a search, a few tens of megabytes
// for as long as it takes to ask for them. They are asked for at once: posts that
// arrive between two pages would push others over the edge, and into both.
const exported = 10_000

// writer writes posts in one format. The first call comes before any post.
type writer struct {
	ext, mime string
	open      func(w io.Writer, zone *time.Location) (item func(report.Item) error, end func() error, err error)
}

// export makes the handler of one format.
func (s *Site) export(f writer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		search := s.readSearch(r).search
		search.Limit, search.Offset = exported, 0
		res, err := s.Reports.Search(r.Context(), search)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.mime)
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="mentions-%s.%s"`, s.Now().In(s.Zone).Format(time.DateOnly), f.ext))
		h.Set("Vigie-Total", strconv.Itoa(res.Total))
		if err := pour(w, f, s.Zone, res.Items); err != nil {
			// Half a file must not look whole: the connection is cut.
			s.Log.Warn("export cut short", "error", err)
			panic(http.ErrAbortHandler)
		}
	})
}

func pour(w io.Writer, f writer, zone *time.Location, items []report.Item) error {
	item, end, err := f.open(w, zone)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := item(it); err != nil {
			return err
		}
	}
	return end()
}

var writeCSV = writer{"csv", "text/csv; charset=utf-8", func(w io.Writer, zone *time.Location) (func(report.Item) error, func() error, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // spreadsheets take a file without it for Latin-1
		return nil, nil, err
	}
	c, err := report.NewCSV(w, zone)
	return c.Write, c.Flush, err
}}

var writeJSON = writer{"json", "application/json; charset=utf-8", func(w io.Writer, _ *time.Location) (func(report.Item) error, func() error, error) {
	_, err := io.WriteString(w, "[")
	comma := "\n"
	item := func(i report.Item) error {
		body, err := json.Marshal(itemShape(i))
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", comma, body)
		}
		comma = ",\n"
		return err
	}
	end := func() error { _, err := io.WriteString(w, "\n]\n"); return err }
	return item, end, err
}}

// refuse answers a request that is not a page's: a fault of the query is the
// asker's, what is not there is not found, the rest is the database's.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	shape := faultShape{}
	status := http.StatusServiceUnavailable
	fault, faulty := asFault(err)
	switch {
	case r.Context().Err() != nil:
		return
	case faulty:
		status = http.StatusBadRequest
		shape.Error.Message = fault.Error()
		shape.Error.Start, shape.Error.End = &fault.Pos, &fault.End
	case unsaid(err) != "":
		status = http.StatusConflict
		if errors.Is(err, report.ErrSaid) || errors.Is(err, report.ErrPast) {
			status = http.StatusBadRequest
		}
		shape.Error.Message = err.Error()
	case errors.Is(err, report.ErrNotFound):
		status = http.StatusNotFound
		shape.Error.Message = "not found"
	default:
		s.Log.Warn("no answer", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "5")
		shape.Error.Message = "the database does not answer; try again in a moment"
	}
	reply(w, status, shape)
}
