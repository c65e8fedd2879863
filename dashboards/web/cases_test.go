package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// TestCaseSaid handles a case as a person does, one thing after the other, and
// reads the page that each leads to.
func TestCaseSaid(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	id, first := w.rumour(9).ID, w.rumour(9).Items[0].ID
	at := "/cases/" + id
	for _, c := range []struct {
		name, form, leads string
		want, lacks       []string
	}{
		{"verifying", "action=state&value=verifying", "?said=1", []string{"State: being verified.", `value="verifying" aria-pressed="true"`, "<b>To do:</b> find the document", "The rumour is being verified: this answer holds the line"}, nil},
		{"false", "action=state&value=false", "?said=2", []string{`<span class="pill false">false</span>`, "answer voie_unique (Lignes &amp; Rails) first"}, []string{"this answer holds the line"}},
		{"no state", "action=state&value=perhaps", "?fault=unread", nil, nil},
		{"undo", "action=undo&value=2", "?said=3", []string{"Taken back.", `value="verifying" aria-pressed="true"`}, nil},
		{"owner", "action=assign&value=Camille+%3Cb%3E", "?said=4", []string{`value="Camille &lt;b&gt;"`, "Handled by Camille &lt;b&gt;."}, nil},
		{"nobody", "action=assign&value=", "?said=5", []string{"Handled by nobody."}, nil},
		{"deadline from a button", "action=due&hours=4", "?said=6", []string{"due in 4\u00a0hours (18:05)"}, nil},
		{"deadline from the box", "action=due&at=2026-11-22T09:30", "?said=7", []string{"(tomorrow 09:30)", `value="2026-11-22T09:30"`}, nil},
		{"deadline in the past", "action=due&at=2026-11-20T09:30", "?fault=past", []string{"that time is past"}, nil},
		{"deadline that is none", "action=due&at=tomorrow", "?fault=unread", nil, nil},
		{"too many hours", "action=due&hours=100000", "?fault=unread", nil, nil},
		{"no deadline", "action=due", "?said=8", []string{"No deadline.", `<p class="when">none</p>`}, nil},
		{"remark", "action=remark&note=two%0Alines", "?said=9", []string{"Remark added.", "“two lines”"}, nil},
		{"a fact by hand", "action=against&value=fleet-2026", "?said=10", []string{"This fact was chosen by hand."}, nil},
		{"no such fact", "action=against&value=none", "?fault=unread", nil, nil},
		{"contacted", "action=reached&value=" + first, "?said=11", []string{`<span class="st">contacted</span>`, "answer"}, nil},
		{"reply", "action=reply&value=" + first + "&note=1+240&link=https://forum.example/9&sent=2026-11-21T13:40&answered=1", "?said=12,13", []string{"reply 1", `<span class="st">answered (reply 1)</span>`, `href="https://forum.example/9"`, `<span class="pill answered">`, "too early to say"}, nil},
		{"reply taken back", "action=undo&value=12", "?said=14", []string{`<span class="pill verifying">`, "Mark as contacted"}, []string{"(reply 1)"}},
		{"sent after all", "action=undo&value=14", "?said=15", []string{`<span class="pill answered">`, "(reply 1)"}, nil},
		{"close", "action=state&value=closed", "?said=16", []string{"The case is closed: nobody is ranked any more."}, []string{"Mark as contacted", "article14", `class="late"`}},
		{"open again", "action=state&value=false", "?said=17", []string{"Mark as contacted"}, nil},
	} {
		form, _ := url.ParseQuery(c.form)
		r := send(t, site, at, form)
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != at+c.leads {
			t.Errorf("%s: %d to %q, want 303 to %q", c.name, r.StatusCode, got, at+c.leads)
			continue
		}
		page := body(t, get(t, site, at+c.leads, "Accept-Language", "en"))
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", c.name, want)
			}
		}
		for _, lacks := range c.lacks {
			if strings.Contains(page, lacks) {
				t.Errorf("%s: the page says %q", c.name, lacks)
			}
		}
	}
}

// TestReplySent takes a reply down after it was sent, in the organisation's zone.
func TestReplySent(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	form := url.Values{"action": {"reply"}, "note": {"1 240"}, "sent": {"2026-11-21T09:40"}}
	if r := send(t, site, "/cases/"+w.rumour(9).ID, form); r.StatusCode != http.StatusSeeOther || len(w.said) != 1 || !w.said[0].Sent.Equal(w.at(21, 9, 40)) {
		t.Errorf("status %d, said %+v", r.StatusCode, w.said)
	}
}

// TestCaseAddresses holds old links and mails to the file of the case.
func TestCaseAddresses(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	rumour, weak := w.rumour(9).ID, w.weak().ID
	for _, c := range []struct{ path, leads string }{
		{"/signals/" + rumour, "/cases/" + rumour},
		{"/signals/" + rumour + "?said=3&lang=fr", "/cases/" + rumour + "?said=3&lang=fr"},
		{"/cases/" + weak, "/signals/" + weak},
		{"/cases", "/rumours"},
		{"/cases/?state=closed", "/rumours?state=closed"},
	} {
		if r := get(t, site, c.path); r.StatusCode != http.StatusFound || r.Header.Get("Location") != c.leads {
			t.Errorf("%s: %d to %q, want %q", c.path, r.StatusCode, r.Header.Get("Location"), c.leads)
		}
	}
	if r := get(t, site, "/cases/nobody"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a case that there is not: %d", r.StatusCode)
	}
	w.set(func(w *world) { w.err = fmt.Errorf("connection refused") })
	if r := get(t, site, "/cases/"+rumour); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a database: %d", r.StatusCode)
	}
}

// TestCaseOffers wants what a case can be merged into to be rumours, and what can be
// held against it to speak the page's language.
func TestCaseOffers(t *testing.T) {
	w := newWorld(t)
	o := optionsOf(w)
	o.Facts = newCabinet(t, w)
	site, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	page := body(t, get(t, site, "/cases/"+w.rumour(9).ID, "Accept-Language", "en"))
	for _, f := range w.all() {
		if offered := strings.Contains(page, `<option value="`+f.ID+`">`); offered != (f.Kind == signal.Rumor && f.ID != w.rumour(9).ID && f.Standing.Into == "") {
			t.Errorf("%s %q: offered %t", f.Kind, f.Title.EN, offered)
		}
	}
	if !strings.Contains(page, "selected>As of 1 November 2026") {
		t.Errorf("the facts to hold are not in English: %s", regexp.MustCompile(`(?s)<select id="held".*?</select>`).FindString(page))
	}
}

// TestDrafts reads the answer in the form and language that a link asks for.
func TestDrafts(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	id, items := w.rumour(9).ID, w.rumour(9).Items
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"", []string{"Bonjour,\n\nAu 1er novembre 2026", "Madame, Monsieur,", `lang="en" required>Hello,`, `id="reply-all"`}},
		{"?to=all&as=holding&in=en", []string{`id="reply-all" open`, "We have read what has been said since 09:40 today"}},
		{"?to=" + items[8].ID + "&as=status&in=fr", []string{`id="reply-` + items[8].ID + `" open`, "Une question"}},
		{"?to=" + items[8].ID + "&as=poem&in=xx", []string{`id="reply-` + items[8].ID + `" open`}},
		{"?to=nobody&as=status", []string{`id="reply-all"`}},
	} {
		page := body(t, get(t, site, "/cases/"+id+c.query, "Accept-Language", "en"))
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%q: the page lacks %q", c.query, want)
			}
		}
	}
}

func TestRumoursList(t *testing.T) {
	w := newWorld(t)
	w.handled()
	site := newSite(t, w)
	for _, c := range []struct {
		path  string
		want  string
		lacks string
	}{
		{"/rumours", "handled by <bdi>Camille, communication</bdi>", "No case in this state."},
		{"/rumours?state=answered", "more by tomorrow 02:05", "Closed"},
		{"/rumours?state=true", "No case in this state.", "Camille"},
		{"/rumours?state=%3Cscript%3E", "No case in this state.", "<script>"},
	} {
		page := body(t, get(t, site, c.path, "Accept-Language", "en"))
		if !strings.Contains(page, c.want) || strings.Contains(strings.SplitN(page, "<main", 2)[1], c.lacks) {
			t.Errorf("%s: says %q: %v", c.path, c.want, strings.Contains(page, c.want))
		}
	}
	empty := newWorld(t)
	empty.empty = true
	if page := body(t, get(t, newSite(t, empty), "/rumours", "Accept-Language", "en")); !strings.Contains(page, "No rumour in thirty days.") {
		t.Error("an empty list does not say what to do")
	}
}

// TestTodayHandled says on the front page what was done about the rumour, and
// no longer counts it once its case is closed.
func TestTodayHandled(t *testing.T) {
	w := newWorld(t)
	w.handled()
	page := body(t, get(t, newSite(t, w), "/", "Accept-Language", "en"))
	for _, want := range []string{
		`<span class="pill answered">answered</span>`, "handled by <bdi>Camille, communication</bdi>", "2 replies, last: 13:00", "two replies (last 13:00)",
		"<b>To do:</b> ", `Rumours <span class="n rumour">1</span>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("a handled rumour: the front page does not say %q", want)
		}
	}
	w.said = append(w.said, report.Verdict{Line: 9, Signal: w.rumour(9).ID, Action: report.State, Value: string(report.CaseClosed), At: w.at(21, 14, 0), Kind: signal.Rumor, Level: signal.Strong})
	page = body(t, get(t, newSite(t, w), "/", "Accept-Language", "en"))
	for _, gone := range []string{"To do:", "A false figure", `class="n rumour"`} {
		if strings.Contains(page, gone) {
			t.Errorf("a closed case: the front page still says %q", gone)
		}
	}
	if !strings.Contains(page, "Closed today") {
		t.Error("a closed case: the front page does not say that it was closed today")
	}
}

// TestRetracted says who took the rumour back, above the contacts that they are
// left out of, at their relay, in the summary and among what replies changed.
func TestRetracted(t *testing.T) {
	w := newWorld(t)
	w.handled()
	path := "/cases/" + w.rumour(9).ID
	said := []string{"1 of those who relayed it took it back:", "Took it back: 13:55", "of those who carried it took it back. ", "Since the first reply, 1 of those"}
	before := body(t, get(t, newSite(t, w), path, "Accept-Language", "en"))
	w.corrected = true
	after := body(t, get(t, newSite(t, w), path, "Accept-Language", "en"))
	for _, x := range said {
		if strings.Contains(before, x) || !strings.Contains(after, x) {
			t.Errorf("%q: before %t, after %t", x, strings.Contains(before, x), strings.Contains(after, x))
		}
	}
}

// TestUrgency orders the cases as somebody who has little time reads them.
func TestUrgency(t *testing.T) {
	now := time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)
	of := func(state report.CaseState, due time.Duration, score float64) report.Case {
		c := report.Case{Finding: report.Finding{Signal: signal.Signal{Score: score}}, Handling: report.Handling{State: state}}
		if due != 0 {
			c.Handling.Deadline = now.Add(due)
		}
		return c
	}
	late, soon, later, never, done := of(report.CaseNew, -time.Hour, .1), of(report.CaseFalse, time.Hour, .2), of(report.CaseNew, 5*time.Hour, .9), of(report.CaseNew, 0, .9), of(report.CaseAnswered, -9*time.Hour, 1)
	for i, pair := range [][2]report.Case{{late, soon}, {soon, later}, {later, never}, {never, done}, {of(report.CaseNew, time.Hour, .9), soon}} {
		if report.Urgency(pair[0], pair[1]) >= 0 || report.Urgency(pair[1], pair[0]) <= 0 {
			t.Errorf("pair %d is in the wrong order", i)
		}
	}
}

func TestCasesAPI(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	id := w.rumour(9).ID
	var list []struct {
		ID       string
		Relays   int
		Handling struct{ State string }
		Contacts []any
	}
	read := func(path string, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(body(t, get(t, site, path))), into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	read("/api/v1/cases", &list)
	if len(list) != 1 || list[0].ID != id || list[0].Relays != 9 || list[0].Handling.State != "new" || list[0].Contacts != nil {
		t.Errorf("list: %+v", list)
	}
	if read("/api/v1/cases?state=closed", &list); len(list) != 0 {
		t.Errorf("closed: %+v", list)
	}
	var file struct {
		Page     string
		Path     []struct{ ID, From, By, Role string }
		Contacts []struct{ Priority float64 }
		Forecast *struct{ Hours []any }
		Weights  struct{ Reach float64 }
	}
	read("/api/v1/cases/"+id, &file)
	if file.Page != "https://vigie.example/cases/"+id || len(file.Path) != 9 || file.Path[2].From == "" || len(file.Contacts) == 0 || file.Forecast == nil || file.Weights.Reach != .4 {
		t.Errorf("file: %+v", file)
	}
	send(t, site, "/cases/"+id, url.Values{"action": {"state"}, "value": {"closed"}})
	if read("/api/v1/cases/"+id, &file); len(file.Contacts) != 0 || file.Forecast != nil {
		t.Errorf("a closed case still has %d contacts", len(file.Contacts))
	}
	for path, want := range map[string]int{"/api/v1/cases/nobody": 404, "/api/v1/cases/" + w.weak().ID: 400} {
		if got := get(t, site, path).StatusCode; got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
}
