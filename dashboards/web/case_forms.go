package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/dashboards/report"
)

// hoursMost is the longest deadline that a button sets, in hours.
const hoursMost = 24 * 31

// caseForm fills in what only forms of cases say: a deadline comes from a box, in
// the organisation's zone, or from now in hours.
func (s *Site) caseForm(form url.Values, v report.Verdict) (report.Verdict, error) {
	v.Link = form.Get("link")
	if asked := form.Get("sent"); asked != "" && v.Action == report.Reply {
		at, err := time.ParseInLocation(boxTime, asked, s.Zone)
		if err != nil {
			return v, report.ErrSaid
		}
		v.Sent = at
	}
	if v.Action != report.Due {
		return v, nil
	}
	if asked := form.Get("hours"); asked != "" {
		hours, err := strconv.Atoi(asked)
		if err != nil || hours < 1 || hours > hoursMost {
			return v, report.ErrSaid
		}
		v.Value = s.Now().Add(time.Duration(hours) * time.Hour).Format(time.RFC3339)
		return v, nil
	}
	if asked := form.Get("at"); asked != "" {
		at, err := time.ParseInLocation(boxTime, asked, s.Zone)
		if err != nil {
			return v, report.ErrSaid
		}
		v.Value = at.Format(time.RFC3339)
	}
	return v, nil
}

// unsaidText is a text that somebody typed and that was refused: the page of the
// case comes again with it.
func (s *Site) unsaidText(v report.Verdict, form url.Values, key string) http.Handler {
	return s.page("case", func(ctx context.Context, r *http.Request, w *view) (any, error) {
		who := v.Value
		if who == "" {
			who = allRelays
		}
		to := *r.URL
		if to.RawQuery = ""; v.Action == report.Reply {
			to.RawQuery = url.Values{"to": {who}, "as": {form.Get("as")}, "in": {form.Get("in")}}.Encode()
		}
		w.URL, w.typed = &to, v
		body, err := s.caseFile(ctx, r, w)
		b, ok := body.(*caseFile)
		if err != nil || !ok {
			return body, err
		}
		w.Status, w.Refresh = http.StatusUnprocessableEntity, 0
		b.Notice = &notice{Fault: "unsaid." + key}
		if v.Action == report.Remark {
			b.Remark = v.Note
		} else if !b.drafted(v.Value) {
			b.Notice.Typed = v.Note
		}
		return b, nil
	})
}

// drafted tells whether the page has a draft of the answer to a post, or to all.
func (b *caseFile) drafted(post string) bool {
	of := func(k contact) bool { return k.Draft.To == post }
	return !b.Closed() && (post == "" || slices.ContainsFunc(b.Contacts, of) || slices.ContainsFunc(b.Others, of))
}

// andAnswered puts a case whose reply was sent into its state, where the form
// asks for that, and returns that line: one that is closed stays closed, and is
// told so.
func (s *Site) andAnswered(ctx context.Context, form url.Values, said report.Verdict) (more []int64, closed bool) {
	if said.Action != report.Reply || form.Get("answered") == "" {
		return nil, false
	}
	f, err := s.Reports.Finding(ctx, said.Signal)
	switch {
	case err != nil:
	case f.Standing.Handling.State == report.CaseClosed:
		return nil, true
	case f.Standing.Handling.State != report.CaseAnswered:
		if said, err = s.say(ctx, report.Verdict{Signal: said.Signal, Author: byPage, Action: report.State, Value: string(report.CaseAnswered)}); err == nil {
			return []int64{said.Line}, false
		}
	}
	if err != nil { // the reply is written, and the page shows the state
		s.Log.Warn("a case that was answered was not put into its state", "case", said.Signal, "error", err)
	}
	return nil, false
}

// undone takes back the lines that a form names after the first: those which
// are gone already do not matter.
func (s *Site) undone(ctx context.Context, form url.Values, first report.Verdict) (more []int64, err error) {
	values := form["value"]
	if first.Action != report.Undo || len(values) < 2 {
		return nil, nil
	}
	for _, first.Value = range values[1:min(len(values), linesMost)] {
		said, err := s.say(ctx, first)
		if err != nil && !errors.Is(err, report.ErrNothing) {
			return more, err
		}
		if err == nil {
			more = append(more, said.Line)
		}
	}
	return more, nil
}

// linesMost is how many lines one form takes back.
const linesMost = 100

// joined writes line numbers into an address, numbers reads them.
func joined(lines []int64) string {
	var list []string
	for _, n := range lines {
		list = append(list, strconv.FormatInt(n, 10))
	}
	return strings.Join(list, ",")
}

func numbers(said string) []int64 {
	var list []int64
	for one := range strings.SplitSeq(said, ",") {
		if n, ok := number64(one); ok && len(list) < linesMost {
			list = append(list, n)
		}
	}
	return list
}
