package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// send posts a form, as a browser on the page does.
func send(t *testing.T, s http.Handler, path string, form url.Values, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// TestSaid does what a reader does, one thing after the other, and reads the page
// that each leads to.
func TestSaid(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	weak, wave := w.weak().ID, w.complaints().ID
	at := "/signals/" + weak
	rule := report.Rule{Term: "freinage"}.Key()
	for _, c := range []struct {
		name, path, form, leads string
		want, lacks             []string
	}{
		{"useful", at, "action=useful", at + "?said=1", []string{"Judged useful.", `name="value" value="1">Undo`, `value="clear" aria-pressed="true">Useful`, "This rule: 1 of 1 that somebody judged was useful (between 21% and 100%)."}, nil},
		{"noise", at, "action=noise", at + "?said=2", []string{"Marked as noise.", "away from the front page", "0 of 1"}, nil},
		{"undo", at, "action=undo&value=2", at + "?said=3", []string{"Taken back.", ">Redo<", "Judged useful."}, []string{"away from the front page"}},
		{"undo twice", at, "action=undo&value=2", at + "?fault=nothing", []string{"there was nothing to take back"}, nil},
		{"rename", at, "action=rename&value=Brakes+%3Cb%3Esmell", at + "?said=4", []string{"<h1>Brakes &lt;b&gt;smell</h1>", "Renamed “Brakes &lt;b&gt;smell”.", "It was called: “burning smell”, line 3"}, nil},
		{"mute for a week", at, "action=mute&days=7&note=the+works", at + "?said=5", []string{"Muted until 28 November, 14:05", "“the works”", "Let it be heard again"}, nil},
		{"unmute", at, "action=unmute", at + "?said=6", []string{"No longer muted."}, []string{"Let it be heard again"}},
		{"mute its like", at, "action=mute&subject=" + url.QueryEscape(rule), at + "?said=7", []string{"“freinage”: muted for good.", "By a rule: “freinage”."}, nil},
		{"end the rule", "/signals", "action=unmute&subject=" + url.QueryEscape(rule), "/signals?said=8", []string{"“freinage”: no longer muted.", "2 signals on the move"}, []string{"Rules that mute"}},
		{"merge", at, "action=merge&value=" + wave, at + "?said=9", nil, nil},
		{"merge back", "/signals/" + wave, "action=merge&value=" + weak, "/signals/" + wave + "?fault=circle", []string{"Nothing was changed: the one is part of the other", "Merged into it", "Brakes &lt;b&gt;smell</span>", `action="/signals/` + weak + `"`}, nil},
		{"split", at, "action=split", at + "?said=10", []string{"On its own again."}, nil},
		{"a line that is no number", at, "action=undo&value=x", at + "?fault=unread", []string{"what the form sent cannot be read"}, nil},
		{"days that are no number", at, "action=mute&days=7d", at + "?fault=unread", nil, nil},
		{"no day", at, "action=mute&days=0", at + "?fault=unread", nil, nil},
		{"days before", at, "action=mute&days=-1", at + "?fault=unread", nil, nil},
		{"too many days", at, "action=mute&days=99999", at + "?fault=unread", nil, nil},
		{"a rule of signs alone", at, "action=mute&subject=" + url.QueryEscape(report.Rule{Term: "!!!"}.Key()), at + "?fault=unread", nil, nil},
		{"split again", at, "action=split", at + "?fault=nothing", nil, nil},
		{"a fault that is none", "/signals/nobody", "action=noise", "/signals/nobody", []string{"There is no such page."}, nil},
	} {
		form, _ := url.ParseQuery(c.form)
		r := send(t, site, c.path, form)
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != c.leads {
			t.Errorf("%s: %d to %q, want 303 to %q", c.name, r.StatusCode, got, c.leads)
			continue
		}
		page := body(t, get(t, site, c.leads, "Accept-Language", "en"))
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

// TestHistoryColon holds the history to each language's typography.
func TestHistoryColon(t *testing.T) {
	w := newWorld(t)
	w.spoken()
	site := newSite(t, w)
	for lang, want := range map[string]string{"fr": "<bdi>analyst</bdi>\u202f: <span>", "en": "<bdi>analyst</bdi>: <span>"} {
		if page := body(t, get(t, site, "/signals/"+w.weak().ID+"?lang="+lang)); !strings.Contains(page, want) {
			t.Errorf("%s: the history lacks %q", lang, want)
		}
	}
}

func TestSayingIsGuarded(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	path := "/signals/" + w.weak().ID
	form := url.Values{"action": {"noise"}}
	for _, c := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"another origin", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"our page", []string{"Sec-Fetch-Site", "same-origin"}, http.StatusSeeOther},
	} {
		if got := send(t, site, path, form, c.headers...).StatusCode; got != c.want {
			t.Errorf("%s: status %d, want %d", c.name, got, c.want)
		}
	}
	if len(w.said) != 1 {
		t.Errorf("%d verdicts were written, want 1", len(w.said))
	}
	if got := send(t, site, path, url.Values{"note": {strings.Repeat("x", formMax)}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("a form too large: status %d", got)
	}
	w.set(func(w *world) { w.err = context.DeadlineExceeded })
	if got := send(t, site, path, form).StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("while the database is away: status %d", got)
	}
}

func TestPartLeadsToTheWhole(t *testing.T) {
	w := newWorld(t)
	w.spoken()
	site := newSite(t, w)
	part, whole := w.all()[3].ID, w.weak().ID
	r := get(t, site, "/signals/"+part+"?said=5")
	if got := r.Header.Get("Location"); r.StatusCode != http.StatusFound || got != "/signals/"+whole+"?said=5" {
		t.Errorf("%d to %q", r.StatusCode, got)
	}
}

// TestMutedPartIsTold wants the form of a merge, and the page of the whole, to
// say what a mute does to it.
func TestMutedPartIsTold(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	weak, wave := w.weak().ID, w.complaints().ID
	send(t, site, "/signals/"+weak, url.Values{"action": {"mute"}})
	if page := body(t, get(t, site, "/signals/"+weak, "Accept-Language", "en")); !strings.Contains(page, "what is muted lends the other nothing") {
		t.Error("the form of a merge does not say it")
	}
	send(t, site, "/signals/"+weak, url.Values{"action": {"merge"}, "value": {wave}})
	if page := body(t, get(t, site, "/signals/"+wave, "Accept-Language", "en")); !strings.Contains(page, "muted: its posts do not count here") {
		t.Error("the page of the whole does not say it")
	}
}

func TestChosenSignals(t *testing.T) {
	w := newWorld(t)
	w.spoken()
	site := newSite(t, w)
	if get(t, site, "/signals?said=3"); w.books != 1 {
		t.Errorf("a page reads what was said %d times", w.books)
	}
	for _, c := range []struct {
		path  string
		want  string
		lacks string
	}{
		{"/signals", "Freins qui chauffent", "Student card"},
		{"/signals?state=merged", "Student card", "Freins qui chauffent sur"},
		{"/signals?state=muted", "Muted for good, by analyst.", "Delays and evening"},
		{"/signals?state=noise", "A driver answers", "Delays and evening"},
		{"/signals?kind=complaints", "Delays and evening", "Freins qui chauffent"},
		{"/signals?level=strong", "Delays and evening", "Freins qui chauffent"},
		{"/signals?kind=spike", "No signal of this choice.", "Delays and evening"},
		{"/signals", "13 of 16 that somebody judged were useful (between 57% and 93%).", "Nobody has judged"},
		{"/ambassadors", "2 set aside", "A driver answers"},
	} {
		page := body(t, get(t, site, c.path, "Accept-Language", "en"))
		if !strings.Contains(page, c.want) || strings.Contains(page, c.lacks) {
			t.Errorf("%s: says %q: %v; says %q: %v", c.path, c.want, strings.Contains(page, c.want), c.lacks, strings.Contains(page, c.lacks))
		}
	}
}

func TestVerdictAPI(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	weak := w.weak().ID
	for _, c := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"/api/v1/signals/" + weak, `{"action":"noise","note":"n"}`, 200, `"judged":"noise"`},
		{"/api/v1/signals/" + weak, `{"action":"undo","value":"1"}`, 200, `"said":[{"line":1,`},
		{"/api/v1/signals/" + weak, `{"action":"undo","value":"1"}`, 409, "there is nothing to take back"},
		{"/api/v1/signals", `{"action":"mute","rule":{"kind":"weak_signal"}}`, 200, `"signal":"rule?kind=weak_signal"`},
		{"/api/v1/signals/nobody", `{"action":"noise"}`, 404, "not found"},
		{"/api/v1/signals/" + weak, `{"verdict":"noise"}`, 400, "unknown field"},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+c.path, strings.NewReader(c.body))
		rec := httptest.NewRecorder()
		site.ServeHTTP(rec, r)
		if got := rec.Body.String(); rec.Code != c.status || !strings.Contains(got, c.want) {
			t.Errorf("POST %s %s: %d %.200s, want %d %s", c.path, c.body, rec.Code, got, c.status, c.want)
		}
	}
	for path, want := range map[string]int{"/api/v1/signals?kind=weak_signal": 0, "/api/v1/signals?state=muted": 2, "/api/v1/signals?state=all": 6, "/api/v1/silences": 1, "/api/v1/precision": 0} {
		var list []json.RawMessage
		if err := json.Unmarshal([]byte(body(t, get(t, site, path))), &list); err != nil || len(list) != want {
			t.Errorf("%s: %d entries, want %d: %v", path, len(list), want, err)
		}
	}
	much := newWorld(t)
	much.spoken()
	metrics := body(t, get(t, newSite(t, much), "/metrics"))
	for _, want := range []string{`vigie_signals_judged{kind="weak_signal",level="weak",verdict="useful"} 12`, `vigie_signals_precision{kind="weak_signal",level="weak",period="all"} 0.8`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

// TestSignalMap places signals: none on another, none outside, numbered as in the
// list.
func TestSignalMap(t *testing.T) {
	w := newWorld(t)
	v := newSite(t, w).voices["en"]
	var list []*dossier
	for i := range 12 {
		f := w.weak()
		f.ID, f.Score = string(rune('a'+i)), 0.6
		if i%3 == 0 {
			f.Level = signal.Strong
		}
		list = append(list, &dossier{Finding: f, URL: "/signals/" + f.ID})
	}
	old := w.weak()
	old.LastAt = w.now.Add(-50 * time.Hour)
	list = append(list, &dossier{Finding: old, URL: "/signals/old"})
	m := v.signalMap(list, w.now)
	if m == nil || len(m.Spots) != 12 || list[4].N != 5 || list[12].N != 0 || len(m.Rows) != 12 {
		t.Fatalf("map: %+v", m)
	}
	for i, s := range m.Spots {
		if s.Y-s.R < 0 || s.Y+s.R > mapBase || (list[i].Level == signal.Strong) != (s.Y < mapMid) {
			t.Errorf("spot %d at %g, radius %g", i, s.Y, s.R)
		}
	}
	if got := v.signalMap(list[:1], w.now); got != nil {
		t.Errorf("a map of one signal: %+v", got)
	}
}

func TestGrowth(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name         string
		f            report.Finding
		last, before int
	}{
		{"over since ten", w.complaints(), 0, 26},
		{"still coming", w.weak(), 7, 4},
	} {
		if last, before, _ := growth(c.f, w.now); last != c.last || before != c.before {
			t.Errorf("%s: %d after %d, want %d after %d", c.name, last, before, c.last, c.before)
		}
	}
}

// The map stands on the side of the middle that the words beside it say.
func TestLeaning(t *testing.T) {
	for _, c := range []struct {
		g     float64
		trend signal.Trend
		want  float64
	}{{-1, signal.Rising, 0.35}, {2, signal.Rising, 2}, {1, signal.Fading, -0.35}, {-2, signal.Fading, -2}, {-1, signal.Stable, -1}, {1, "", 1}} {
		if got := leaning(c.g, c.trend); got != c.want {
			t.Errorf("%g, %s: %g, want %g", c.g, c.trend, got, c.want)
		}
	}
}

// testVerdict judges, renames and takes back in a browser, by keyboard alone.
func testVerdict(t *testing.T, ctx context.Context) {
	w := newWorld(t)
	address := running(t, w)
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"/signals/"+w.weak().ID+"?lang=en")); err != nil {
		t.Fatal(err)
	}
	// An action leads to another page: what is asked of the one before is asked again.
	arrives := func(what, expression string) {
		t.Helper()
		for {
			_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression))
			if err == nil {
				return
			}
			if text := err.Error(); !strings.Contains(text, "navigated") && !strings.Contains(text, "Cannot find context") {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
	press := func(what, selector string) {
		t.Helper()
		script := `(() => { const b = document.querySelector('` + selector + `'); b.focus(); b.click(); return document.activeElement !== null; })()`
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script)); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	press("noise", "button[value=noise]")
	arrives("it says so", `document.querySelector(".notice")?.innerText.includes("Marked as noise.")`)
	press("undo", ".notice button")
	arrives("it is taken back", `document.querySelector(".notice")?.innerText.includes("Taken back.") && document.querySelector("button[value=noise]")?.getAttribute("aria-pressed") === "false"`)
	press("rename", "#rename summary")
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("#title").value = "Brakes"; true`)); err != nil {
		t.Fatal(err)
	}
	press("rename", "#rename button")
	arrives("it has its title", `document.querySelector("h1")?.innerText === "Brakes"`)
}
