package web

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

func get(t *testing.T, h http.Handler, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://vigie.example"+path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPagesSay(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	thin, hard := "\u202f", "\u00a0"
	for _, c := range []struct {
		path, lang string
		status     int
		want       []string
	}{
		{"/", "fr", 200, []string{"Un chiffre faux, «" + thin + "940 bus" + thin + "», circule depuis 9" + hard + "h" + hard + "40" + thin + "; cinq sources le portent, dont un journal très lu.", "<b>18" + hard + "% de plus</b> qu’un samedi habituel", "Ce qui est vrai", "Rapport d’exploitation 2026, p. 12", "38" + thin + "000", "Vos équipes répondent", "Le Quotidien du Val"}},
		{"/", "en", 200, []string{"A false figure, “940 bus”, has been going round since 09:40; five sources carry it, among them a much-read newspaper.", "<b>18% more</b> than on a usual Saturday", "What is true", "<b>To do:</b> check the fact and its document"}},
		{"/cases/" + w.rumour(9).ID, "fr", 200, []string{"Le chemin, message par message", "<b>À faire" + thin + ":</b> vérifiez le fait et son document", "Origine probable", "cite Ticket (Le Ticket déchiré)", "Silence avec moins de deux relais"}},
		{"/signals/" + w.speech().ID, "fr", 200, []string{"4 messages auxquels il répond", "Ce qui dit que l’auteur y travaille"}},
		{"/signals/none", "en", 404, []string{"There is no such page."}},
		{"/rumours", "en", 200, []string{"To handle, the most urgent first", "<s><bdi>940" + hard + "bus</bdi></s>"}},
		{"/signals", "fr", 200, []string{"Vague de plaintes, en recul", "Carte étudiante", "Les trente derniers jours"}},
		{"/ambassadors", "fr", 200, []string{"94" + hard + "personnes", "12 messages auxquels il répond"}},
		{"/mentions?period=30d", "fr", 200, []string{"1" + thin + "632 messages trouvés", `value="entity:translum"`, "/mentions.csv?period=30d&amp;q=entity%3Atranslum\"", "page 1 sur 66", "/mentions?period=30d&amp;q=entity%3Atranslum&#43;AND&#43;site%3A%22lignes-rails%22", "vide" + thin + ": tous les messages"}},
		{"/mentions?period=30d&q=", "fr", 200, []string{`name="q" type="search" value=""`, "/mentions.csv?period=30d&amp;q=\"", "/mentions?period=30d&amp;q=site%3A%22lignes-rails%22", "/mentions?period=7d&amp;q=\""}},
		{"/mentions?q=sentiment:negative", "fr", 200, []string{`href="/mentions?q=" aria-current="true">négatif`}},
		{"/mentions?q=introuvable", "fr", 200, []string{"Élargissez la période"}},
		{"/sources", "fr", 200, []string{"43 sources sur 45 répondent", "elle n’a pas répondu à temps", "<code><bdi>no answer within 20 s</bdi></code>", "jamais", "<h2><bdi>Répondent, mais rien ne peut y être lu</bdi>", "rien de neuf depuis 9" + hard + "jours"}},
		{"/sources?by=owner", "en", 200, []string{`<a href="/sources?by=owner" aria-current="true">who speaks</a>`, "<h2><bdi>press</bdi>", "174,000 readers a month", "0 of 2 answer"}},
		{"/sources?by=tag", "en", 200, []string{"<h2><bdi>humour</bdi>", "<h2><bdi>Without a tag</bdi>"}},
		{"/sources?by=audience", "en", 200, []string{"<h2><bdi>100,000 readers a month and more</bdi> <span class=\"soft\">1</span>", "<h2><bdi>10,000 to 100,000 readers a month</bdi>", "<h2><bdi>Fewer than 1,000 readers a month</bdi>", "<h2><bdi>Readers not known</bdi>"}},
		{"/sources?by=audience&group=1", "fr", 200, []string{"<h2><bdi>Moins de 1" + thin + "000 lecteurs par mois</bdi>", "Blog de la ligne 11"}},
		{"/sources?by=audience&group=7", "fr", 404, []string{"Cette page n’existe pas."}},
		{"/sources?by=nonsense", "en", 200, []string{`aria-current="true">state</a>`}},
		{"/sources?q=QUOTIDIEN", "en", 200, []string{`value="QUOTIDIEN"`, "/sources/quotidien-val", "/sources?by=owner&amp;q=QUOTIDIEN"}},
		{"/sources?q=nobody", "en", 200, []string{"No source of this name."}},
		{"/sources?group=nobody", "en", 404, []string{"There is no such page."}},
		{"/sources/quotidien-val", "fr", 200, []string{"Elle n’a pas répondu à temps.", "Dernière lecture réussie", "<code>vigie source test quotidien-val</code>", "n’a pas répondu pendant 5 heures, entre 3" + hard + "h et 8" + hard + "h", "intervalle de 40" + hard + "minutes", "par hub.example", "48" + hard + "ko"}},
		{"/sources/lignes-rails", "en", 200, []string{"every 40" + hard + "minutes, after what it publishes", "All its posts", "did not answer for 5 hours, between 03:00 and 08:00"}},
		{sourcePage(odd), "en", 200, []string{"Forum Bus", "&#39;forum.example.org/bus?x=1&amp;y=&#39;\\&#39;&#39;é%2F&#39;\\&#39;&#39;#a&#39;"}},
		{"/sources/depeche-lumiere", "fr", 200, []string{"Pas encore visitée.", "<p class=\"none\">pas encore visitée</p>"}},
		{"/sources/", "en", 404, []string{"There is no such page."}},
		{"/sources/nobody", "fr", 404, []string{"Cette page n’existe pas."}},
		{"/coverage", "fr", 200, []string{"25 jours sur 28", "Blog de la ligne 0", "3 autres", "La Dépêche de Lumière</bdi></a> <span class=\"soft\">(pas encore visitée)"}},
		{"/alerts", "fr", 200, []string{"550 no such mailbox", "échec", "13" + hard + "h" + hard + "53"}},
		{"/nowhere", "fr", 404, []string{"Cette page n’existe pas."}},
	} {
		r := get(t, site, c.path, "Accept-Language", c.lang)
		got := body(t, r)
		if r.StatusCode != c.status {
			t.Errorf("%s in %s: status %d, want %d", c.path, c.lang, r.StatusCode, c.status)
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s in %s does not say %q", c.path, c.lang, want)
			}
		}
		if !whole(got) {
			t.Errorf("%s in %s lacks words:\n%s", c.path, c.lang, got)
		}
	}
}

// TestNegativeShare reads the sentence on the tone: its usual only where it is
// known, its link to the posts it counts, and nothing without a mention.
func TestNegativeShare(t *testing.T) {
	w := newWorld(t)
	const link = `<a href="/mentions?from=2026-11-21&amp;q=entity%3Atranslum&#43;AND&#43;sentiment%3Anegative&amp;to=2026-11-21">`
	for _, c := range []struct {
		name   string
		change func(*report.Today)
		want   string
	}{
		{"known", func(*report.Today) {}, "31% of the day’s mentions are negative (usually 27%). " + link},
		{"too little past", func(t *report.Today) { t.NegativeKnown, t.NegativeUsual = false, 0 }, "31% of the day’s mentions are negative. " + link},
		{"no mention", func(t *report.Today) { t.Mentions.Value, t.Negative = 0, 0 }, ""},
	} {
		site := newSite(t, w)
		site.Reports = edited{w, c.change}
		got := body(t, get(t, site, "/", "Accept-Language", "en"))
		if c.want == "" && strings.Contains(got, "mentions are negative") || !strings.Contains(got, c.want) {
			t.Errorf("%s: the page does not say %q, or does not keep silent", c.name, c.want)
		}
	}
}

// edited is a world whose front page is another.
type edited struct {
	*world
	change func(*report.Today)
}

func (e edited) Today(ctx context.Context, s report.Scope) (report.Today, error) {
	t, err := e.world.Today(ctx, s)
	e.change(&t)
	return t, err
}

// TestHeaders holds every answer to the policy: nothing inline, nothing from elsewhere.
func TestHeaders(t *testing.T) {
	site := newSite(t, newWorld(t))
	for _, path := range []string{"/", "/mentions", "/nowhere", "/healthz", "/api/v1/today", site.assets.url("vigie.css")} {
		r := get(t, site, path)
		if got := r.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'self';") || strings.Contains(got, "unsafe") {
			t.Errorf("%s: policy %q", path, got)
		}
		if got := r.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, got)
		}
	}
	page := body(t, get(t, site, "/"))
	for _, inline := range []string{" style=", "<style", " onclick=", "javascript:", "<script>"} {
		if strings.Contains(page, inline) {
			t.Errorf("the page holds %q, which the policy forbids", inline)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "https://vigie.example/", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a form of another site is answered %d, want 403", w.Code)
	}
}

func TestLanguage(t *testing.T) {
	site := newSite(t, newWorld(t))
	for _, c := range []struct{ path, header, cookie, want string }{
		{"/", "", "", "fr"},
		{"/", "en-GB,en;q=0.9,fr;q=0.5", "", "en"},
		{"/", "de,en;q=0.5", "", "en"},
		{"/", "de", "", "fr"},
		{"/", "en", "lang=fr", "fr"},
		{"/?lang=en", "fr", "lang=fr", "en"},
		{"/?lang=xx", "en", "", "en"},
		{"/", ";;;q=x", "lang=../../etc", "fr"},
	} {
		r := get(t, site, c.path, "Accept-Language", c.header, "Cookie", c.cookie)
		if got := r.Header.Get("Content-Language"); got != c.want {
			t.Errorf("%s with %q and %q: language %q, want %q", c.path, c.header, c.cookie, got, c.want)
		}
	}
	if got := get(t, site, "/?lang=en").Header.Get("Set-Cookie"); !strings.Contains(got, "lang=en") || !strings.Contains(got, "HttpOnly") || !strings.Contains(got, "Secure") {
		t.Errorf("the choice is kept as %q", got)
	}
}

func TestAway(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	if r := get(t, site, "/"); r.StatusCode != 200 {
		t.Fatalf("status %d before", r.StatusCode)
	}
	down := errors.New("dial tcp 127.0.0.1:9000: connect: connection refused")
	later := w.now
	site.Now = func() time.Time { return later }
	later = later.Add(keepToday)
	w.set(func(w *world) { w.err = down })
	for _, path := range []string{"/", "/mentions", "/rumours", "/sources", "/alerts", "/signals/x"} {
		r := get(t, site, path, "Accept-Language", "fr")
		got := body(t, r)
		if r.StatusCode != 503 || r.Header.Get("Retry-After") == "" {
			t.Errorf("%s: status %d, Retry-After %q, want 503 and one", path, r.StatusCode, r.Header.Get("Retry-After"))
		}
		for _, want := range []string{"La base de données ne répond pas.", "Dernière réponse", "14\u00a0h\u00a005"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
		if strings.Contains(got, "127.0.0.1") {
			t.Errorf("%s shows the inside of the error", path)
		}
	}
	if r := get(t, site, "/healthz"); r.StatusCode != 503 {
		t.Errorf("/healthz: %d, want 503", r.StatusCode)
	}
	if r := get(t, site, "/api/v1/coverage"); r.StatusCode != 503 {
		t.Errorf("/api/v1/coverage: %d, want 503", r.StatusCode)
	}
	w.set(func(w *world) { w.err = nil })
	later = later.Add(keepToday)
	if r := get(t, site, "/"); r.StatusCode != 200 {
		t.Errorf("status %d after it came back, want 200", r.StatusCode)
	}
}

func TestFragment(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	full := body(t, get(t, site, "/"))
	_, seen, _ := strings.Cut(full, `"Vigie-Seen":"`)
	seen = seen[:12]
	again := get(t, site, "/", "HX-Request", "true", "Vigie-Seen", seen)
	if got := body(t, again); again.Header.Get("HX-Reswap") != "none" || strings.Contains(got, "<main") || !strings.Contains(got, `id="state" hx-swap-oob="true"`) {
		t.Errorf("what the reader has already is sent again: %s", got)
	}
	later := w.now.Add(keepToday)
	site.Now = func() time.Time { return later }
	w.set(func(w *world) { w.posts = 10 })
	got := body(t, get(t, site, "/", "HX-Request", "true", "Vigie-Seen", seen))
	for _, want := range []string{`<main class="wrap" id="page"`, "six sources le portent", `id="nav" aria-label="Rubriques" hx-swap-oob="true"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the part that changed does not hold %q", want)
		}
	}
	if strings.Contains(got, "<html") {
		t.Error("the part that changed is a whole page")
	}
}

func TestExports(t *testing.T) {
	site := newSite(t, newWorld(t))
	r := get(t, site, "/mentions.csv?period=all")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body(t, r), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 48 {
		t.Fatalf("csv: %d rows, want 48: %v", len(rows), err)
	}
	if got, want := strings.Join([]string{rows[1][0], rows[1][5], rows[1][12], rows[1][4]}, "|"), post.NewID("lignes-rails", "1")+"|2026-11-21T09:40:00+01:00|Lignes & Rails|voie_unique"; got != want {
		t.Errorf("first row %q, want %q", got, want)
	}
	if got, want := r.Header.Get("Content-Disposition"), `attachment; filename="mentions-2026-11-21.csv"`; got != want {
		t.Errorf("file %q, want %q", got, want)
	}
	var items []map[string]any
	if err := json.Unmarshal([]byte(body(t, get(t, site, "/mentions.json?period=all"))), &items); err != nil || len(items) != 47 {
		t.Errorf("json: %d posts, want 47: %v", len(items), err)
	}
	if r := get(t, site, "/mentions.csv?q=("); r.StatusCode != 400 {
		t.Errorf("export of a query that cannot be read: %d, want 400", r.StatusCode)
	}
}

func TestAPI(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/api/v1/today", 200, []string{`"headline":{"fr":"Un chiffre faux`, `"negative_usual":0.27`, `"page":"https://vigie.example/signals/` + w.rumour(9).ID + `"`, `"rumour":{"claim"`}},
		{"/api/v1/search?q=bus", 200, []string{`"total":1632`, `"day":"2026-11-21"`, `"sources":[{"key":"lignes-rails"`}},
		{"/api/v1/search?q=introuvable", 200, []string{`"items":[]`, `"total":0`}},
		{"/api/v1/search?q=bus+AND+(", 400, []string{`"message":"query, character`, `"start":`, `"end":`}},
		{"/api/v1/signals?kind=weak_signal", 200, []string{`"kind":"weak_signal"`}},
		{"/api/v1/signals/none", 404, []string{`{"error":{"message":"not found"}}`}},
		{"/api/v1/coverage", 200, []string{`"expected":45`, `"answered":43`, `"state":"broken"`, `"fault":"slow"`, `"silent":true`, `"last_new":"2026-11-12T`, `"usual_s":93600`}},
		{"/api/v1/coverage?days=2", 200, []string{`"days":[{"from":"2026-11-20T00:00:00+01:00"`, `"down":[{"source":"usagers-34"`}},
		{"/api/v1/sources/quotidien-val", 200, []string{`"state":"broken"`, `"wait_s":2400`, `"visits":[{"at":"2026-11-21T14:05:00+01:00","took_s":20,"outcome":"broken","fault":"slow"`, `"push":{"hub":"https://hub.example/"`}},
		{"/api/v1/sources/depeche-lumiere", 200, []string{`"state":"waiting"`, `"hours":[]`, `"visits":[]`, `"items":[]`}},
		{"/api/v1" + sourcePage(odd), 200, []string{`"name":"Forum Bus"`}},
		{"/api/v1/sources/nobody", 404, []string{`"not found"`}},
		{"/api/v1/nothing", 404, []string{`"not found"`}},
	} {
		r := get(t, site, c.path)
		got := body(t, r)
		if r.StatusCode != c.status || !json.Valid([]byte(got)) || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: status %d, want %d; valid %t; type %q", c.path, r.StatusCode, c.status, json.Valid([]byte(got)), r.Header.Get("Content-Type"))
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s in %.600s", c.path, want, got)
			}
		}
	}
}

func TestStatic(t *testing.T) {
	site := newSite(t, newWorld(t))
	r := get(t, site, site.assets.url("vigie.css"))
	if got := r.Header.Get("Cache-Control"); r.StatusCode != 200 || !strings.Contains(got, "immutable") {
		t.Errorf("style: %d, %q", r.StatusCode, got)
	}
	if r := get(t, site, site.assets.url("vigie.css"), "If-None-Match", r.Header.Get("ETag")); r.StatusCode != 304 {
		t.Errorf("the style is sent again: %d", r.StatusCode)
	}
	if r := get(t, site, "/static/0000/vigie.css"); r.StatusCode != 200 || r.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("an old address: %d, %q", r.StatusCode, r.Header.Get("Cache-Control"))
	}
	for _, path := range []string{"/static/0000/../web.go", "/static/0000/nothing.js", "/static/0000/%2e%2e/web.go"} {
		if r := get(t, site, path); r.StatusCode == 200 {
			t.Errorf("%s is served", path)
		}
	}
}

func TestOutboxAndMetrics(t *testing.T) {
	w := newWorld(t)
	site, err := New(Options{Reports: w, Zone: w.zone, Now: func() time.Time { return w.now }, Demo: true, PublicURL: "https://vigie.example", Outbox: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "mail at "+r.URL.Path) })})
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, get(t, site, "/outbox/7")); got != "mail at /outbox/7" {
		t.Errorf("outbox says %q", got)
	}
	if got := body(t, get(t, site, "/")); !strings.Contains(got, `href="/outbox/"`) || !strings.Contains(got, "Démonstration") {
		t.Error("the demo’s page does not lead to the outbox, or does not say that it is one")
	}
	if got := body(t, get(t, newSite(t, w), "/")); strings.Contains(got, "/outbox") {
		t.Error("a page leads to an outbox that is not there")
	}
	if got := body(t, get(t, site, "/metrics")); !strings.Contains(got, `vigie_http_request_duration_seconds_count{route="GET /{$}",status="200"} 1`) {
		t.Errorf("metrics do not count the page")
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("a site without reports is built")
	}
	if _, err := New(Options{Reports: newWorld(t), Languages: []string{"de"}}); err == nil || !strings.Contains(err.Error(), `"de"`) {
		t.Errorf("a language without words gives %v", err)
	}
}

// A name that points here but is not ours is another site's: with it, its
// scripts could read the pages in a reader's browser.
func TestForeignNameIsRefused(t *testing.T) {
	for host, want := range map[string]bool{
		"vigie.example.org": true, "VIGIE.example.org:443": true, "localhost:8080": true, "127.0.0.1:8080": true, "[::1]:8080": true,
		"evil.example": false, "localhost.evil.example": false, "": false,
	} {
		if got := ours(host, "https://vigie.example.org"); got != want {
			t.Errorf("%q: got %v, want %v", host, got, want)
		}
	}
}
