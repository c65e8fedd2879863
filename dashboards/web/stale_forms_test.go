package web

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/fact"
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

// TestRefusedTextStays sends texts that are refused: they come back where they
// were typed.
func TestRefusedTextStays(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	at, first := "/cases/"+w.rumour(9).ID, w.rumour(9).Items[8].ID
	refused := func(name, form string, want ...string) {
		t.Helper()
		values, _ := url.ParseQuery(form)
		r := send(t, site, at, values, "Accept-Language", "en")
		page := body(t, r)
		if r.StatusCode != http.StatusUnprocessableEntity || strings.Contains(page, `hx-trigger="every`) {
			t.Errorf("%s: status %d, or the page makes itself new", name, r.StatusCode)
		}
		for _, want := range want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
	}
	refused("link of no web", "action=reply&value="+first+"&as=status&in=en&note=My+own+%3Cb%3E&link=ftp://x.example/a",
		"not an address of the web", `required data-typed>My own &lt;b&gt;</textarea>`, `value="ftp://x.example/a"`, `id="reply-`+first+`" open`, `name="as" value="status"`, `name="in" value="en"`)
	refused("a moment to come", "action=reply&note=Soon&sent=2099-01-02T03:04", "still to come", `name="sent" value="2099-01-02T03:04"`, `required data-typed>Soon</textarea>`)
	refused("to everybody", "action=reply&note=To+all&link=https://me:secret@x.example/", `id="reply-all" open`, `required data-typed>To all</textarea>`)
	refused("too long", "action=reply&note="+strings.Repeat("x", 5001), "more than 5,000", `required data-typed>`+strings.Repeat("x", 5001))
	refused("a remark too long", "action=remark&note="+strings.Repeat("y", 5001), "more than 5,000", strings.Repeat("y", 5001)+`</textarea>`)
	refused("no remark", "action=remark&note=", "there is no text")
	refused("a post of no contact", "action=reply&value=gone&note=Kept&link=javascript:alert(1)", `readonly aria-label="What you typed">`, "Kept</textarea>")
	send(t, site, at, url.Values{"action": {"state"}, "value": {"closed"}})
	refused("closed since", "action=reply&note=Kept+too&link=ftp://x.example/", "Kept too</textarea>")
	if len(w.said) != 1 {
		t.Errorf("%d lines were written", len(w.said)-1)
	}
}

// lines are the values that the notice of a page takes back, as its form sends
// them.
func lines(t *testing.T, page string) []string {
	t.Helper()
	_, notice, _ := strings.Cut(page, `class="notice"`)
	notice, _, _ = strings.Cut(notice, "</form>")
	var list []string
	for _, m := range regexp.MustCompile(`name="value" value="(\d+)"`).FindAllStringSubmatch(notice, -1) {
		list = append(list, m[1])
	}
	return list
}

// TestOneClickOneUndo takes back, and does again, all that one click wrote.
func TestOneClickOneUndo(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site := crisisSite(t, w, l)
	follow := func(path string, form url.Values) string {
		t.Helper()
		r := send(t, site, path, form)
		if r.StatusCode != http.StatusSeeOther {
			t.Fatalf("%v: status %d", form, r.StatusCode)
		}
		to := r.Header.Get("Location")
		if !strings.HasPrefix(to, "/cases") && !strings.HasPrefix(to, "/crises") {
			to = get(t, site, to).Header.Get("Location")
		}
		return body(t, get(t, site, to, "Accept-Language", "en"))
	}
	id, crisis := w.rumour(9).ID, "/crises/"+l.current()
	stands := func() (report.CaseState, int, int) {
		f, _ := w.Finding(t.Context(), id)
		c, _ := l.Crisis(t.Context(), l.current())
		return f.Standing.Handling.State, len(f.Standing.Handling.Replies), len(c.Duties)
	}
	page := follow("/cases/"+id, url.Values{"action": {"reply"}, "note": {"n"}, "answered": {"1"}})
	for _, want := range []report.CaseState{report.CaseNew, report.CaseAnswered} {
		list := lines(t, page)
		if len(list) != 2 {
			t.Fatalf("the notice takes back %v", list)
		}
		page = follow("/signals/"+id, url.Values{"action": {"undo"}, "value": list})
		if state, replies, _ := stands(); state != want || replies != map[report.CaseState]int{report.CaseAnswered: 1}[want] {
			t.Errorf("it is %s with %d replies, want %s", state, replies, want)
		}
	}
	page = follow(crisis, url.Values{"action": {"duties"}, "duty": {"legal", "writer"}, "who": {"Dominique", "Claude"}})
	for _, want := range []int{3, 5} {
		list := lines(t, page)
		if len(list) != 2 {
			t.Fatalf("the notice takes back %v", list)
		}
		page = follow(crisis, url.Values{"action": {"undo"}, "value": list})
		if _, _, duties := stands(); duties != want {
			t.Errorf("%d duties, want %d", duties, want)
		}
	}
	if got := numbers("3,x,,4," + strings.Repeat("1,", 500)); len(got) != linesMost || got[1] != 4 {
		t.Errorf("numbers: %v", got)
	}
}

// TestDutiesOfAnOldPage saves duties from a page on which one of them is no
// longer as it stands.
func TestDutiesOfAnOldPage(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site, at := crisisSite(t, w, l), "/crises/"+l.current()
	if page := body(t, get(t, site, at)); !strings.Contains(page, `name="duty" value="lead"><input type="hidden" name="was" value="Directrice de la communication">`) {
		t.Error("the page does not say what it shows")
	}
	send(t, site, at, url.Values{"action": {"duty"}, "value": {"lead"}, "note": {"A colleague"}})
	n := len(l.lines)
	send(t, site, at, url.Values{"action": {"duties"}, "duty": {"lead", "legal"}, "was": {"Directrice de la communication", ""}, "who": {"Directrice de la communication", "Dominique"}})
	if len(l.lines) != n+1 || l.lines[n].Value != "legal" {
		t.Errorf("written: %+v", l.lines[n:])
	}
}

// TestNewDocumentStays attaches a document and says of the one before that it is
// to go: the new one stays.
func TestNewDocumentStays(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	old := c.lines[7].Fact.File
	fields := map[string]string{"entity": "translum", "metric": "bus en service", "value": "1 240", "before": "8", "kept": old.Sum, "kept_name": old.Name, "drop": "1"}
	r := sendFile(t, site, "/facts/fleet-2026/edit", fields, "file", "new.pdf", "%PDF new")
	if got := c.lines[len(c.lines)-1].Fact.File; r.StatusCode != http.StatusSeeOther || len(c.lines) != 9 || got.Name != "new.pdf" {
		t.Errorf("status %d, the document is %+v", r.StatusCode, got)
	}
	n := len(c.files)
	if r = sendFile(t, site, "/facts/new", map[string]string{"entity": "translum"}, "other", "stray.pdf", "%PDF stray"); r.StatusCode != http.StatusUnprocessableEntity || len(c.files) != n {
		t.Errorf("a file of no field: status %d, %d files", r.StatusCode, len(c.files)-n)
	}
}

// fullDisk takes no document.
type fullDisk struct{ *cabinet }

func (fullDisk) Keep(string, io.Reader) (fact.File, error) {
	return fact.File{}, errors.New("no space left on device")
}

func TestFullDiskIsNoEmptyFile(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	o := optionsOf(w)
	var log strings.Builder
	o.Facts, o.Documents, o.Log = c, fullDisk{c}, slog.New(slog.NewTextHandler(&log, nil))
	site, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	page := body(t, sendFile(t, site, "/facts/new", map[string]string{"entity": "translum", "value": "1"}, "file", "a.pdf", "%PDF"))
	if !strings.Contains(page, "The document could not be stored") || !strings.Contains(log.String(), "no space left") {
		t.Errorf("the log says %q; on the page: %v", log.String(), strings.Contains(page, "could not be stored"))
	}
}

// TestAwayGivesTheFormBack sends forms while the database is away: what was typed
// comes back, on a page that stays.
func TestAwayGivesTheFormBack(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site, crisis := crisisSite(t, w, l), l.current()
	w.set(func(w *world) { w.err = errors.New("connection refused") })
	typed := url.Values{"action": {"reply"}, "value": {"x"}, "note": {"My own <b>\n\nwords."}}
	for path, enc := range map[string]string{"/cases/" + w.rumour(9).ID: "", "/signals/" + w.weak().ID: "", "/crises/" + crisis: "", "/opposition": "", "/facts/new": "multipart/form-data"} {
		r := send(t, site, path, typed, "Accept-Language", "en")
		if enc != "" {
			r = sendFile(t, site, path, map[string]string{"action": "reply", "note": typed.Get("note")}, "", "", "")
		}
		page := body(t, r)
		if r.StatusCode != http.StatusServiceUnavailable || strings.Contains(page, "hx-trigger") || strings.Contains(page, `http-equiv="refresh"`) {
			t.Errorf("%s: status %d, or the page makes itself new", path, r.StatusCode)
		}
		for _, want := range []string{`method="post" action="` + path + `"`, enc, "My own &lt;b&gt;\n\nwords.</textarea>", `name="action" hidden>`, "Nothing was written."} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", path, want)
			}
		}
	}
}

// TestCrisisKeepsWhatWasTyped refuses each text of a crisis and finds it again.
func TestCrisisKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site, at := crisisSite(t, w, l), "/crises/"+l.current()
	long := "Typed <b>" + strings.Repeat("x", 5001)
	shown := strings.Replace(long, "<b>", "&lt;b&gt;", 1)
	for _, c := range []struct{ action, value, note, want string }{
		{"contact", "Prefect", "", `<details id="contact" open>`},
		{"contact", "Prefect", "", `name="value" value="Prefect"`},
		{"contact", "", "01 99", `name="note" value="01 99"`},
		{"duty", "", "Claude", `name="note" value="Claude"`},
		{"decide", "", long, shown + "</textarea>"},
		{"remark", "", long, `name="note" value="` + shown + `"`},
		{"close", "", long, shown + "</textarea>"},
		{"reopen", "", "", `<textarea id="decide" name="note" rows="2" maxlength="5000" required dir="auto"></textarea>`},
	} {
		r := send(t, site, at, url.Values{"action": {c.action}, "value": {c.value}, "note": {c.note}})
		if page := body(t, r); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, c.want) {
			t.Errorf("%s %q: status %d, lacks %.80q", c.action, c.value, r.StatusCode, c.want)
		}
	}
	send(t, site, at, url.Values{"action": {"close"}})
	for _, c := range [][2]string{{"decide", "Publish <b>"}, {"holding", "We know <b>"}} {
		page := body(t, send(t, site, at, url.Values{"action": {c[0]}, "value": {"fr"}, "note": {c[1]}}))
		if !strings.Contains(page, strings.Replace(c[1], "<b>", "&lt;b&gt;</textarea>", 1)) {
			t.Errorf("%s in a crisis that is over: the text is gone", c[0])
		}
	}
}

// TestSentTwice sends each form twice, as a double click does: the second leads
// where the first did, and writes nothing. A minute later it does.
func TestSentTwice(t *testing.T) {
	w := newWorld(t)
	l, c := newLedger(t, w), newCabinet(t, w)
	o := optionsOf(w)
	o.Facts, o.Documents, o.Crises, o.Oppositions = c, c, l, l
	site, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	id := w.rumour(9).ID
	for _, x := range []struct{ path, form string }{
		{"/cases/" + id, "action=reply&note=1+240"},
		{"/cases/" + id, "action=remark&note=n"},
		{"/crises/" + l.current(), "action=decide&note=Publish"},
		{"/crises/new", "title=Again&what=w&level=2&case=" + id},
		{"/facts/new", "entity=translum&metric=gares&value=12"},
	} {
		form, _ := url.ParseQuery(x.form)
		written := func() int { return len(w.said) + len(l.lines) + len(c.lines) }
		once := send(t, site, x.path, form).Header.Get("Location")
		n := written()
		w.now = w.now.Add(time.Second)
		if got := send(t, site, x.path, form).Header.Get("Location"); got != once || once == "" || written() != n {
			t.Errorf("%s, twice: it leads to %q and then to %q, %d more lines", x.form, once, got, written()-n)
		}
		now := w.now
		w.now, c.now = now.Add(time.Minute), now.Add(time.Minute)
		if send(t, site, x.path, form); written() == n {
			t.Errorf("%s: a minute later nothing is written", x.form)
		}
	}
}
