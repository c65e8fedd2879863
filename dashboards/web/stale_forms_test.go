package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"vigie/dashboards/report"
)

// TestReplyLeavesAClosedCase sends replies from pages that were opened before the
// case was answered, and closed: the state is written once, the case stays closed.
func TestReplyLeavesAClosedCase(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	id := w.rumour(9).ID
	at := "/cases/" + id
	reply := url.Values{"action": {"reply"}, "note": {"1 240"}, "answered": {"1"}}
	for _, c := range []struct {
		note, leads, says string
		before            report.CaseState
		lines             int
	}{
		{"first", "?said=", "first”", "", 2},
		{"second", "?said=", "second”", "", 1},
		{"third", "?said=4&closed=1", "The case is closed, and stays so.", report.CaseClosed, 1},
	} {
		if c.before != "" {
			w.said = w.said[:2] // as if the second had not been
			send(t, site, at, url.Values{"action": {"state"}, "value": {string(c.before)}})
		}
		n := len(w.said)
		reply.Set("note", c.note)
		r := send(t, site, at, reply)
		leads := r.Header.Get("Location")
		if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(leads, at+c.leads) || len(w.said)-n != c.lines {
			t.Errorf("%s: %d to %q, %d lines, want %d", c.note, r.StatusCode, leads, len(w.said)-n, c.lines)
		}
		if page := body(t, get(t, site, leads, "Accept-Language", "en")); !strings.Contains(page, c.says) {
			t.Errorf("%s: the page lacks %q", c.note, c.says)
		}
	}
	f, err := w.Finding(t.Context(), id)
	if err != nil || f.Standing.Handling.State != report.CaseClosed {
		t.Errorf("in the end the case is %q: %v", f.Standing.Handling.State, err)
	}
}
