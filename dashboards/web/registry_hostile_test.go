package web

import (
	"net/url"
	"strings"
	"testing"

	"vigie/analyzers/fact"
	"vigie/dashboards/report"
)

// TestHostileRegistry fills every field of facts, crises and objections with what
// strangers may write, and looks at every page that shows it.
func TestHostileRegistry(t *testing.T) {
	w := newWorld(t)
	c, l := newCabinet(t, w), newLedger(t, w)
	o := optionsOf(w)
	o.Facts, o.Documents, o.Crises, o.Oppositions = c, c, l, l
	site, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	x := c.lines[7].Fact
	x.ID = "evil"
	x.Metric, x.Value, x.Unit, x.Period, x.Document, x.Entity = attack, attack, attack, attack, "javascript:alert(1)", attack
	x.Aliases, x.DeniedBy, x.Statement, x.File.Name = []string{attack}, []string{attack}, fact.Statement{FR: attack, EN: attack}, attack
	c.lines = append(c.lines, fact.Version{Line: 9, Action: fact.Put, Author: attack, Origin: attack, Note: attack, Fact: x})
	id := l.current()
	for i, a := range []report.CrisisAction{report.CrisisRename, report.CrisisDuty, report.CrisisHolding, report.CrisisContact, report.CrisisDecide, report.CrisisRemark} {
		l.lines = append(l.lines, report.CrisisLine{Line: int64(50 + i), Crisis: id, At: w.now, Author: attack, Action: a, Value: attack, Note: attack})
	}
	l.list = append(l.list, report.Opposition{Line: 9, Person: attack, Source: attack, Author: attack, Note: attack, At: w.now})
	pages := map[string]string{
		"a file": body(t, sendFile(t, site, "/facts/import", nil, "file", attack+".csv", "id,entity,value,metric\n"+`x,`+"\""+strings.ReplaceAll(attack, `"`, `""`)+"\"\n")),
		"a form": body(t, sendFile(t, site, "/facts/new", map[string]string{"id": attack, "metric": attack, "valid_from": attack, "statement_fr": attack}, "", "", "")),
		"a name": body(t, send(t, site, "/crises/new", url.Values{"what": {attack}})),
		"a line": body(t, send(t, site, "/crises/"+id, url.Values{"action": {"holding"}, "value": {attack}})),
		"a mark": body(t, send(t, site, "/opposition", url.Values{"action": {"add"}, "note": {attack}, "source": {attack}})),
	}
	for _, path := range []string{"/", "/facts", "/facts?q=" + url.QueryEscape(attack), "/facts?entity=" + url.QueryEscape(attack), "/facts/evil?said=9", "/facts/evil/edit", "/facts/new?metric=" + url.QueryEscape(attack),
		"/crises", "/crises/" + id + "?said=55", "/crises/" + id + "/report", "/crises/new?case=" + url.QueryEscape(attack), "/opposition"} {
		pages[path] = body(t, get(t, site, path))
	}
	for name, page := range pages {
		if !strings.Contains(page, "</html>") || !whole(page) {
			t.Errorf("%s: the page is not whole", name)
		}
		for _, bad := range []string{"<script>", "<img", `href="javascript:`, `"><` + "img"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s lets %q through", name, bad)
			}
		}
	}
	if !strings.Contains(pages["/facts/evil?said=9"], "&lt;script&gt;") {
		t.Error("the hostile fact does not show")
	}
}
