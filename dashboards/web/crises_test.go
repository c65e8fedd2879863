package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestCrises(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site := crisisSite(t, w, l)
	at := "/crises/" + l.current()
	for _, c := range []struct {
		path        string
		want, lacks []string
	}{
		{"/", []string{`class="alarm"`, "Crisis, serious:", "Flotte"}, nil},
		{"/crises", []string{"A crisis is in force", "Level 2, serious", "lead: Directrice", "A closed one", "The lesson:", "Panne de Noël"}, nil},
		{"/crises/new?case=" + w.rumour(9).ID, []string{`value="` + w.rumour(9).ID + `" checked`, `value="“300 buses are said`, "A small cell meets"}, nil},
		{at, []string{"Directeur de l’exploitation", "standard téléphonique", "Aucun bus n’a été retiré", "First relay: Lignes", "The press takes it up: Le Quotidien du Val", "Publier le décompte", "Préfecture, astreinte", "(taken back)", "<b>2, serious</b>", "Case added: “300 buses"}, nil},
		{at + "?draft=" + w.rumour(9).ID + "&in=fr", []string{`option value="fr" selected`, "Le chiffre à retenir"}, nil},
		{at + "/report", []string{"Situation report", "Saturday 21 November 2026, 14:05", "Posts that carry it", "No reply has gone out.", "The figures of this period stand on", "Publier le décompte", "data-print"}, []string{"Note reprise."}},
		{"/crises/none", []string{"There is no such page."}, nil},
	} {
		page := body(t, get(t, site, c.path, "Accept-Language", "en"))
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", c.path, want)
			}
		}
		for _, lacks := range c.lacks {
			if strings.Contains(page, lacks) {
				t.Errorf("%s says %q", c.path, lacks)
			}
		}
		if !whole(page) {
			t.Errorf("%s: words are missing", c.path)
		}
	}
	if page := body(t, get(t, crisisSite(t, w, &ledger{world: w}), "/crises", "Accept-Language", "en")); !strings.Contains(page, "No crisis: good") || strings.Contains(page, `<p class="wrap"><a href="/crises/`) {
		t.Error("a page without a crisis is not calm")
	}
}

// TestCrisisSaid does what the cell does, one thing after the other.
func TestCrisisSaid(t *testing.T) {
	w := newWorld(t)
	l := &ledger{world: w}
	site := crisisSite(t, w, l)
	r := send(t, site, "/crises/new", url.Values{"title": {"  "}, "what": {"<b>typed"}, "level": {"3"}})
	if page := body(t, r); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "&lt;b&gt;typed") || !strings.Contains(page, `value="3" checked`) {
		t.Errorf("a crisis without a name: status %d", r.StatusCode)
	}
	r = send(t, site, "/crises/new", url.Values{"title": {"Fleet"}, "what": {"w"}, "level": {"3"}, "case": {w.rumour(9).ID}})
	at := "/crises/" + l.current()
	if got := r.Header.Get("Location"); r.StatusCode != http.StatusSeeOther || got != at+"?said=1" || len(l.lines) != 3 {
		t.Fatalf("declaring leads to %q, %d lines", got, len(l.lines))
	}
	for _, c := range []struct {
		form, leads string
		want        []string
	}{
		{"action=duty&value=lead&note=Claude", "?said=4", []string{"Lead: Claude."}},
		{"action=duties&duty=lead&who=Claude&duty=legal&who=Dominique&duty=writer&who=", "?said=5", []string{"Legal: Dominique."}},
		{"action=holding&value=en&note=We+know.", "?said=6", []string{"New statement (English).", "We know.</textarea>"}},
		{"action=holding&value=en&note=+", "", []string{"something is missing", `<option value="en" selected`}},
		{"action=holding&value=fr&note=" + strings.Repeat("x", 5001), "", []string{"more than 5,000", strings.Repeat("x", 5001)}},
		{"action=level&value=1", "?said=7", []string{"Level: watched."}},
		{"action=level&value=1", "", []string{"it stands so already"}},
		{"action=level&value=9", "", []string{"cannot be read"}},
		{"action=detach&value=" + w.rumour(9).ID, "?said=8", []string{"Case taken out"}},
		{"action=undo&value=8", "?said=9", []string{"Taken back.", ">Redo<"}},
		{"action=undo&value=8", "", []string{"nothing to take back"}},
		{"action=decide&note=Publish", "?said=10", []string{"Publish"}},
		{"action=declare&value=Another", "", []string{"cannot be read"}},
		{"action=attach&value=" + w.weak().ID, "", []string{"only a rumour can be part"}},
		{"action=close&note=Sooner", "?said=11", []string{"Sooner", "Open it again"}},
		{"action=decide&note=Late", "", []string{"the crisis is closed"}},
		{"action=reopen", "?said=12", []string{"Opened again."}},
	} {
		form, _ := url.ParseQuery(c.form)
		r := send(t, site, at, form, "Accept-Language", "en")
		if got := r.Header.Get("Location"); c.leads != "" && got != at+c.leads || c.leads == "" && r.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%.60s: %d to %q, want %q", c.form, r.StatusCode, got, c.leads)
			continue
		}
		page := body(t, r)
		if c.leads != "" {
			page = body(t, get(t, site, at+c.leads, "Accept-Language", "en"))
		}
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%.60s: the page lacks %.60q", c.form, want)
			}
		}
	}
	if got := send(t, site, at, url.Values{"action": {"remark"}, "note": {"n"}}, "Sec-Fetch-Site", "cross-site").StatusCode; got != http.StatusForbidden || len(l.lines) != 12 {
		t.Errorf("another site: status %d, %d lines", got, len(l.lines))
	}
}

func TestRegistryAPI(t *testing.T) {
	w := newWorld(t)
	l := newLedger(t, w)
	site := crisisSite(t, w, l)
	for path, want := range map[string]string{
		"/api/v1/facts":                 `"state":"valid","page":"https://vigie.example/facts/fleet-2026","document_url":"https://vigie.example/documents/`,
		"/api/v1/facts?state=retired":   `[{"id":"keolane-fleet"`,
		"/api/v1/facts/fleet-2026":      `"history":[{"line":1,`,
		"/api/v1/facts/none":            `"not found"`,
		"/api/v1/crises":                `"level":2`,
		"/api/v1/crises/" + l.current(): `"holding":[{"line":9,`,
		"/api/v1/crises/none":           `"not found"`,
	} {
		r := get(t, site, path)
		page := body(t, r)
		if !strings.Contains(page, want) || !json.Valid([]byte(page)) || strings.Contains(page, ":null") {
			t.Errorf("%s: %d %.300s, want %s", path, r.StatusCode, page, want)
		}
	}
}

func TestOpposition(t *testing.T) {
	w := newWorld(t)
	l := &ledger{world: w}
	site := crisisSite(t, w, l)
	for _, c := range []struct {
		form   string
		status int
		want   string
	}{
		{"action=add&person=voie_unique&source=" + rails.ID + "&note=mail", http.StatusSeeOther, "voie_unique</bdi></b>, <bdi>Lignes &amp; Rails"},
		{"action=add&person=Ticket", http.StatusSeeOther, "wherever they write <span"},
		{"action=add&person=+&note=typed", http.StatusUnprocessableEntity, `value="typed"`},
		{"action=add&person=X&source=nowhere", http.StatusUnprocessableEntity, "there is no such source"},
		{"action=withdraw&line=1", http.StatusSeeOther, "1 objection<"},
		{"action=withdraw&line=1", http.StatusUnprocessableEntity, "no longer on the list"},
		{"action=nonsense", http.StatusUnprocessableEntity, "a name is missing"},
	} {
		form, _ := url.ParseQuery(c.form)
		r := send(t, site, "/opposition", form, "Accept-Language", "en")
		page := body(t, r)
		if r.StatusCode == http.StatusSeeOther {
			page = body(t, get(t, site, r.Header.Get("Location"), "Accept-Language", "en"))
		}
		if r.StatusCode != c.status || !strings.Contains(page, c.want) {
			t.Errorf("%s: status %d, lacks %q", c.form, r.StatusCode, c.want)
		}
	}
	page := body(t, get(t, site, "/opposition", "Accept-Language", "en"))
	for _, want := range []string{"article 14", "legitimate interest", "Réseau Translum", "intérêt légitime", `data-copy="notice-fr"`} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ToUpper(want[:1])+want[1:]) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got := send(t, site, "/opposition", url.Values{"action": {"withdraw"}, "line": {"2"}}, "Sec-Fetch-Site", "cross-site").StatusCode; got != http.StatusForbidden || len(l.list) != 1 {
		t.Errorf("another site: status %d", got)
	}
}
