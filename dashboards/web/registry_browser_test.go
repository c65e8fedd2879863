package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/crawlers/post"
)

// crisisID is the identifier of the ledger's crisis in force.
func (w *world) crisisID() string {
	return post.NewID("crisis", "Flotte : « 300 bus retirés »", w.at(21, 12, 4).UTC().Format(time.RFC3339Nano))
}

// registryPages are those of facts, crises and objections.
func registryPages(w *world) []visit {
	crisis := "/crises/" + w.crisisID()
	return []visit{
		{name: "alarmed", path: "/", of: "crisis"},
		{name: "facts", path: "/facts", of: "crisis"},
		{name: "nofacts", path: "/facts", of: "blank"},
		{name: "import", path: "/facts/import", of: "crisis"},
		{name: "fact", path: "/facts/fleet-2026?said=8", of: "crisis"},
		{name: "longfact", path: "/facts/layoffs-2026", of: "crisis"},
		{name: "retired", path: "/facts/keolane-fleet", of: "crisis"},
		{name: "newfact", path: "/facts/new", of: "crisis"},
		{name: "editfact", path: "/facts/fleet-2026/edit", of: "crisis"},
		{name: "crises", path: "/crises", of: "crisis"},
		{name: "nocrisis", path: "/crises", of: "blank"},
		{name: "newcrisis", path: "/crises/new?case=" + w.rumour(9).ID, of: "crisis"},
		{name: "crisis", path: crisis + "?said=11", of: "crisis"},
		{name: "statement", path: crisis + "?draft=" + w.rumour(9).ID + "&in=fr", of: "crisis"},
		{name: "report", path: crisis + "/report", of: "crisis"},
		{name: "opposition", path: "/opposition", of: "crisis"},
		{name: "noopposition", path: "/opposition", of: "blank"},
	}
}

// registrySite is what they are seen on; false for another world's name.
func registrySite(t *testing.T, of string, w *world) (http.Handler, bool) {
	switch of {
	case "crisis":
		w.handled()
		return crisisSite(t, w, newLedger(t, w)), true
	case "blank":
		o, c, l := optionsOf(w), &cabinet{now: w.now, files: map[string][]byte{}}, &ledger{world: w}
		o.Facts, o.Documents, o.Crises, o.Oppositions = c, c, l, l
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		return s, true
	}
	return nil, false
}

// testRegistry writes a fact in a browser: what is wrong stands beside its field,
// what was typed stays.
func testRegistry(t *testing.T, ctx context.Context) {
	w := newWorld(t)
	c := newCabinet(t, w)
	server := httptest.NewServer(factSite(t, w, c))
	t.Cleanup(server.Close)
	run := func(what, script string) {
		t.Helper()
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script)); err != nil || !ok {
			t.Fatalf("%s: %v %v", what, ok, err)
		}
	}
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
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/facts/new?lang=en")); err != nil {
		t.Fatal(err)
	}
	run("type", `document.querySelector("#f-metric").value = "Bus stops"; document.querySelector("#f-valid_from").value = "2026-11-01"; document.querySelector("form.plain .btn").click(); true`)
	arrives("the fault", `document.querySelector("#e-value")?.innerText.startsWith("Neither value") && document.querySelector("#f-metric").value === "Bus stops" && document.querySelector("#f-valid_from").value === "2026-11-01"`)
	run("axe", axe(t)+"; true")
	audit(t, ctx, visit{name: "faulty", lang: "en"})
	run("a file that is too large", `(() => { const f = document.querySelector("#f-file"), d = new DataTransfer(); f.setAttribute("data-max", "3");
		d.items.add(new File(["%PDF-1.7"], "stops.pdf")); f.files = d.files; f.dispatchEvent(new Event("change", {bubbles: true})); const no = f.validationMessage;
		f.setAttribute("data-max", "52428800"); f.dispatchEvent(new Event("change", {bubbles: true})); return no.includes("50 MB") && f.validationMessage === ""; })()`)
	run("write", `document.querySelector("#f-value").value = "412"; document.querySelector("form.plain .btn").click(); true`)
	arrives("it is written", `document.querySelector(".notice")?.innerText.startsWith("Written.") && document.querySelector("h1")?.innerText === "Bus stops" && document.querySelector(".scan a")?.innerText === "stops.pdf"`)
	run("undo", `document.querySelector(".notice button").click(); true`)
	arrives("it is taken back", `document.querySelector(".notice")?.innerText.startsWith("Retired.")`)
}
