package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vigie/dashboards/report"
)

// stateOpen chooses the cases that are not closed, as no choice does.
const stateOpen = ""

// rumoursPage is the body of the list of cases.
type rumoursPage struct {
	State  string
	Filter filter
	Open   []*caseRow
	Closed []*caseRow
	Silent int    // what people set aside
	Aside  string // address of the list of those
	Some   bool   // there are cases, if not of this choice
}

// toRumours leads those who type /cases to the list of them.
func toRumours(w http.ResponseWriter, r *http.Request) {
	to := url.URL{Path: "/rumours", RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, to.String(), http.StatusFound)
}

// caseRow is a case as lists show it.
type caseRow struct {
	*dossier
	Case   report.Case
	Versus versus
	Ahead  string // the forecast in words
	Relays int
}

// rumours is the list of cases: what is open first, by urgency.
func (s *Site) rumours(ctx context.Context, r *http.Request, v *view) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	all, err := s.Reports.Cases(ctx, v.Now.Add(-listed))
	if err != nil {
		return nil, err
	}
	body := &rumoursPage{State: r.URL.Query().Get("state"), Aside: "/signals?state=" + stateAll + "&kind=rumor"}
	heard := slices.DeleteFunc(slices.Clone(all), func(c report.Case) bool { return c.Standing.Silent() })
	body.Silent, body.Some = len(all)-len(heard), len(heard) > 0
	body.Filter = v.caseStates(r.URL.Query(), heard)
	for _, c := range heard {
		switch closed := c.Handling.State == report.CaseClosed; {
		case body.State != stateOpen && string(c.Handling.State) != body.State:
		case closed:
			body.Closed = append(body.Closed, v.caseRow(c))
		default:
			body.Open = append(body.Open, v.caseRow(c))
		}
	}
	slices.SortStableFunc(body.Open, func(a, b *caseRow) int { return report.Urgency(a.Case, b.Case) })
	slices.SortStableFunc(body.Closed, func(a, b *caseRow) int { return b.Case.Handling.Closed.Compare(a.Case.Handling.Closed) })
	return body, nil
}

func (v *view) caseRow(c report.Case) *caseRow {
	d := v.dossier(c.Finding)
	d.URL = casePage(c.ID)
	if len(c.Curve) > 0 {
		d.Spark = spark(upTo(c.Curve, v.Now))
	}
	row := &caseRow{dossier: d, Case: c, Versus: v.versus(c), Ahead: v.ahead(c, v.Now)}
	if c.Rumour != nil {
		row.Relays = c.Rumour.Spread()
	}
	return row
}

// casePage is the address of a case.
func casePage(id string) string { return "/cases/" + url.PathEscape(id) }

// caseStates are links to the cases of each state that there are.
func (v *view) caseStates(q url.Values, all []report.Case) filter {
	counts := map[string]int{}
	for _, c := range all {
		counts[string(c.Handling.State)]++
	}
	row := filter{Name: v.say("filter.state")}
	row.Links = append(row.Links, link{Name: v.say("filter.any_kind"), URL: "/rumours", Here: q.Get("state") == "", Count: len(all)})
	for _, state := range report.CaseStates() {
		s := string(state)
		if counts[s] > 0 || q.Get("state") == s {
			row.Links = append(row.Links, link{Name: v.known("casestate", s), URL: "/rumours?state=" + url.QueryEscape(s), Here: q.Get("state") == s, Count: counts[s]})
		}
	}
	return row
}

// due is a deadline in words.
type due struct {
	Text  string
	Short string // where its place says what it is
	Late  bool
	At    time.Time
}

func (v *voice) due(h report.Handling, now time.Time) due {
	switch at := h.Deadline; {
	case h.State == report.CaseClosed || at.IsZero():
		return due{}
	case h.State == report.CaseAnswered:
		return due{}
	case h.Late(now):
		late := v.say("case.late", now.Sub(at))
		return due{late, late, true, at}
	default:
		return due{v.say("case.due", at.Sub(now), v.comes(at, now)), v.say("case.due_in", at.Sub(now), v.comes(at, now)), false, at}
	}
}
