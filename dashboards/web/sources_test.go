package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/dashboards/report"
)

// Ten thousand sources are groups, and pages of them.
func TestManySources(t *testing.T) {
	w := newWorld(t)
	w.many = 10_000
	site := newSite(t, w)
	for _, by := range groupings {
		page := body(t, get(t, site, "/sources?by="+by, "Accept-Language", "en"))
		if rows := strings.Count(page, "<tr><td data-label="); rows < 10 || rows > 600 || len(page) > 800_000 {
			t.Errorf("by %s: %d rows, %d bytes", by, rows, len(page))
		}
	}
	page := body(t, get(t, site, "/sources", "Accept-Language", "en"))
	if !strings.Contains(page, `<a href="/sources?group=fine">Show all: 9,9`) {
		t.Error("the page does not lead to the rest of a group")
	}
	page = body(t, get(t, site, "/sources?group=fine&page=3", "Accept-Language", "en"))
	for _, want := range []string{"page 3 of 100", `href="/sources?group=fine&amp;page=2" rel="prev"`, `href="/sources?group=fine&amp;page=4" rel="next"`, "Blog de la ligne 300<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the third page lacks %q", want)
		}
	}
	if rows := strings.Count(page, "<tr><td data-label="); rows != groupPage {
		t.Errorf("the third page: %d rows, want %d", rows, groupPage)
	}
}

func TestStateGroup(t *testing.T) {
	for _, c := range []struct {
		h    report.Health
		want string
	}{
		{report.Health{State: "ok"}, "fine"},
		{report.Health{State: "empty"}, "fine"},
		{report.Health{State: "empty", Fault: "layout"}, "unread"},
		{report.Health{State: "broken", Fault: "layout"}, "unread"},
		{report.Health{State: "empty", Fault: "nothing"}, "unread"},
		{report.Health{State: "broken", Fault: "gone"}, "broken"},
		{report.Health{State: "refused", Fault: "robots"}, "refused"},
		{report.Health{State: "unchanged", Silent: true}, "silent"},
		{report.Health{State: "waiting"}, "waiting"},
	} {
		if got := stateGroup(c.h); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.h, got, c.want)
		}
	}
}

// Every fault has a reason and something to do, and an unknown one has too.
func TestReasons(t *testing.T) {
	site := newSite(t, newWorld(t))
	faults := strings.Fields("robots reserved private name connect tls slow cut busy denied gone server status large redirects unreadable layout nothing other")
	for lang, v := range site.voices {
		for _, fault := range append(faults, "of-tomorrow") {
			h := report.Health{State: "broken", Fault: fault, Status: 1503}
			h.Source.ID = "a b"
			if got := v.reason(h, site.Now()); got == "" || !whole(got) || strings.Contains(got, "⟦") {
				t.Errorf("%s: reason of %s: %q", lang, fault, got)
			}
			steps := v.remedy(h)
			if len(steps) == 0 || !whole(fmt.Sprint(steps)) || strings.Contains(fmt.Sprint(steps), "%s") {
				t.Errorf("%s: remedy of %s: %q", lang, fault, steps)
			}
			if fault != "of-tomorrow" && v.words["reason."+fault].Other == "" {
				t.Errorf("%s: %s has no words of its own", lang, fault)
			}
		}
		if got := v.because("server", 503); !strings.Contains(got, "503") {
			t.Errorf("%s: %q does not say the status", lang, got)
		}
		if got := v.remedy(report.Health{State: "ok"}); got != nil {
			t.Errorf("%s: something to do about a source that is well: %q", lang, got)
		}
	}
}

// A day of which no hour is known to be lost, with nothing that answered, was
// not listened to yet; it has no hours to speak of.
func TestDayWords(t *testing.T) {
	w := newWorld(t)
	v := newSite(t, w).voices["en"]
	from, to := w.at(20, 0, 0), w.at(21, 0, 0)
	for _, c := range []struct {
		down []report.Outage
		want string
	}{
		{nil, "answered all day"},
		{[]report.Outage{{Source: dispatch, Whole: true}}, "not listened to yet"},
		{[]report.Outage{{Source: dispatch, Whole: true, Hours: hoursFrom(from, 24)}}, "did not answer"},
		{[]report.Outage{{Source: dispatch, Hours: hoursFrom(from, 2)}}, "did not answer for 2 hours, between 00:00 and 02:00"},
	} {
		if got, _, _ := v.dayWords(report.Footing{From: from, To: to, Expected: 1, Down: c.down}); got != c.want {
			t.Errorf("%v: got %q, want %q", c.down, got, c.want)
		}
	}
}

// A secret in a source's address is shown nowhere, and nothing is found by it.
func TestSecretAddress(t *testing.T) {
	site := newSite(t, newWorld(t))
	for path, want := range map[string]string{
		"/sources":                    "Atelier bus",
		"/sources?q=key%3D":           "Atelier bus",
		"/sources?q=" + sesame[:6]:    "No source of this name.",
		"/sources/atelier-bus":        `<a href="http://atelier-bus.localhost/" rel="noopener noreferrer nofollow ugc"><bdi>http://atelier-bus.localhost/feed?key=…</bdi></a>`,
		sourcePage(odd):               `<a href="https://forum.example.org/" rel="noopener noreferrer nofollow ugc"><bdi>https://forum.example.org/bus?x=1&amp;token=…</bdi></a>`,
		"/api/v1/coverage?days=30":    `"url":"http://atelier-bus.localhost/feed?key=…"`,
		"/api/v1/sources/atelier-bus": `"entry":"http://atelier-bus.localhost/feed?key=…"`,
		"/api/v1" + sourcePage(odd):   `"error":"https://forum.example.org/bus?x=1\u0026token=…: connection refused"`,
		"/coverage.csv":               "expected",
	} {
		got := body(t, get(t, site, path, "Accept-Language", "en"))
		if !strings.Contains(got, want) {
			t.Errorf("%s does not say %q: %.900s", path, want, got)
		}
		if strings.Contains(got, sesame) {
			t.Errorf("%s gives the secret away", path)
		}
	}
}

func TestInterval(t *testing.T) {
	v := newSite(t, newWorld(t)).voices["en"]
	h := report.Health{State: "ok", Wait: time.Hour}
	h.Source.Every, h.Source.Fastest, h.Source.Slowest = time.Hour, 10*time.Minute, 24*time.Hour
	for _, c := range []struct {
		change func(*report.Health)
		want   string
	}{
		{func(*report.Health) {}, "every 1 hour, after what it publishes"},
		{func(h *report.Health) { h.Wait = 10 * time.Minute }, "every 10 minutes: as often as allowed, for it publishes much"},
		{func(h *report.Health) { h.Wait = 24 * time.Hour }, "every 24 hours: as rarely as allowed, for it publishes little"},
		{func(h *report.Health) { h.State = "broken" }, "every 1 hour: less often while it does not answer"},
		{func(h *report.Health) { h.Wait = 0 }, "every 1 hour, as config.yaml says"},
		{func(h *report.Health) { h.Source.Fastest, h.Source.Slowest = 0, 0 }, "every 1 hour, as config.yaml says"},
		{func(h *report.Health) { h.Wait, h.Source.Every = 0, 0 }, ""},
	} {
		one := h
		c.change(&one)
		if got := strings.ReplaceAll(v.interval(one), "\u00a0", " "); got != c.want {
			t.Errorf("%+v: got %q, want %q", one, got, c.want)
		}
	}
}

func TestCoverageCSV(t *testing.T) {
	r := get(t, newSite(t, newWorld(t)), "/coverage.csv")
	got := body(t, r)
	if !strings.HasPrefix(got, "\ufeffday,expected,answered,posts,down,down_sources\n2026-10-25,45,45,563,0,\n") || strings.Count(got, "\n") != 29 ||
		!strings.Contains(got, "2026-11-21,45,43,535,2,usagers-34 (14 h); depeche-lumiere (not visited yet)\n") {
		t.Errorf("got %s", got)
	}
	if got := r.Header.Get("Content-Disposition"); got != `attachment; filename="coverage-2026-11-21.csv"` {
		t.Errorf("file %q", got)
	}
}

// What pages count stands on the sources of the same time.
func TestFooting(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	for path, want := range map[string]string{
		"/":                         "The figures of this period stand on 43 of 45 sources: those that answered in it. For more than half of it Usagers 34 did not answer.",
		"/mentions?period=7d":       "The figures of this period stand on 43 of 45 sources",
		"/mentions?period=all":      "Figures stand on 43 of 45 sources.",
		"/rumours":                  "Figures stand on 43 of 45 sources.",
		"/api/v1/today":             `"footing":{"from":"2026-11-21T00:00:00+01:00"`,
		"/api/v1/search?q=bus":      `"footing":{"from":`,
		"/mentions?from=2030-01-01": "Figures stand on 43 of 45 sources.",
	} {
		if got := body(t, get(t, site, path, "Accept-Language", "en")); !strings.Contains(got, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}

// Hubs are other sites: they may post, and only under /websub/.
func TestPush(t *testing.T) {
	w := newWorld(t)
	post := func(site http.Handler, path string) int {
		r := httptest.NewRequest(http.MethodPost, "https://vigie.example"+path, strings.NewReader("<feed/>"))
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", "https://hub.example")
		rec := httptest.NewRecorder()
		site.ServeHTTP(rec, r)
		return rec.Code
	}
	site, err := New(Options{Reports: w, Now: func() time.Time { return w.now }, PublicURL: "https://vigie.example", Push: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/websub/abc" {
			t.Errorf("the hub is at %s", r.URL.Path)
		}
		rw.WriteHeader(http.StatusAccepted)
	})})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/websub/abc": 202, "/sources": 403, "/websub": 403} {
		if got := post(site, path); got != want {
			t.Errorf("POST %s: %d, want %d", path, got, want)
		}
	}
	if got := post(newSite(t, w), "/websub/abc"); got != 404 {
		t.Errorf("without subscriptions: %d, want 404", got)
	}
}

func TestSourceMetrics(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	got := body(t, get(t, site, "/metrics"))
	for _, want := range []string{`vigie_source_state{state="broken"} 1`, `vigie_source_state{state="refused"} 0`, `vigie_source_state{state="waiting"} 1`, "vigie_source_silent 1"} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("metrics lack %s", want)
		}
	}
	w.set(func(w *world) { w.err = errors.New("connection refused") })
	r := get(t, site, "/metrics")
	if got := body(t, r); r.StatusCode != 200 || strings.Contains(got, "vigie_source_state") || !strings.Contains(got, "vigie_http_request") {
		t.Errorf("without a database: %d, %s", r.StatusCode, got)
	}
}
