package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vigie/analyzers/fact"
)

// sendFile posts a form with a file, as a browser does; no file where it has no
// name.
func sendFile(t *testing.T, s http.Handler, path string, fields map[string]string, field, name, content string) *http.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key, value := range fields {
		if err := m.WriteField(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		part, err := m.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func TestFacts(t *testing.T) {
	w := newWorld(t)
	site := factSite(t, w, newCabinet(t, w))
	for _, c := range []struct {
		path        string
		want, lacks []string
	}{
		{"/facts", []string{"3 facts to answer with", "Bus en service", "held against 1 rumour in thirty days", "In force", "Not yet in force", "Expired", "no document", "changed Tuesday 09:30 by analyst"}, []string{"Kéolane"}},
		{"/facts?state=retired", []string{"Bus de Kéolane"}, []string{"Bus en service"}},
		{"/facts?state=past", []string{"1.70\u00a0€"}, []string{"1.90\u00a0€"}},
		{"/facts?q=flotte", []string{"1 fact<", "Bus en service"}, []string{"Ponctualité"}},
		{"/facts?q=zzz", []string{"No fact of this choice.", "Show all"}, []string{"Bus en service"}},
		{"/facts/fleet-2026", []string{"1,240\u00a0bus", "Its 2 versions", "“le rapport d’octobre est paru”", "<del><bdi>1\u202f231</bdi></del>", `download><bdi>rapport 2026 — flotte.pdf</bdi>`, "from 1 November 2026", "Rumours that it was held against", "“300\u00a0buses are said"}, nil},
		{"/facts/layoffs-2026", []string{"It has no English sentence", "plan social"}, nil},
		{"/facts/keolane-fleet", []string{"Retired Monday 09:30 by someone on this page.", "nous ne répondons pas", "Put it back as it was here"}, []string{"/edit"}},
		{"/facts/nothing", []string{"There is no such page."}, nil},
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
	}
}

// TestFactForm writes, changes, takes back and puts back a fact as a reader does.
func TestFactForm(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	fields := map[string]string{"entity": "translum", "metric": "Lignes de bus", "value": "58", "unit": "lignes", "period": "2026", "aliases": "lignes\r\nbus lines\r\n", "statement_fr": "58 lignes."}
	lead := func(r *http.Response) string { return r.Header.Get("Location") }
	if got := lead(sendFile(t, site, "/facts/new", fields, "file", "..\\plan.pdf", "%PDF-1.7 plan")); got != "/facts/lignes-de-bus-2026?said=9" {
		t.Fatalf("a new fact leads to %q", got)
	}
	f := c.lines[8].Fact
	if f.File.Name != "plan.pdf" || f.File.Size != 13 || len(f.Aliases) != 2 || c.lines[8].Author != byPage {
		t.Errorf("written: %+v", c.lines[8])
	}
	page := body(t, get(t, site, "/facts/lignes-de-bus-2026?said=9", "Accept-Language", "en"))
	for _, want := range []string{"Written. Claims of the last fourteen days", `name="line" value="9"`, "/documents/" + f.File.Sum + "/plan.pdf"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a new fact lacks %q", want)
		}
	}
	fields["value"], fields["before"], fields["kept"], fields["kept_name"] = "59", "9", f.File.Sum, "plan.pdf"
	if got := lead(sendFile(t, site, "/facts/lignes-de-bus-2026/edit", fields, "", "", "")); got != "/facts/lignes-de-bus-2026?said=10" || c.lines[9].Fact.File != f.File {
		t.Fatalf("a change leads to %q, its document is %+v", got, c.lines[9].Fact.File)
	}
	// Somebody changed it since: what is typed stays, and can be written over it.
	fields["value"], fields["before"] = "60", "9"
	page = body(t, sendFile(t, site, "/facts/lignes-de-bus-2026/edit", fields, "", "", ""))
	for _, want := range []string{"Nothing was written", "changed it since", `value="60"`, `name="before" value="10"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a clash lacks %q", want)
		}
	}
	for _, x := range []struct{ action, line, leads string }{
		{"undo", "10", "?said=11"}, {"undo", "10", ""}, {"restore", "10", "?said=12"}, {"restore", "99", ""}, {"retire", "", "?said=13"}, {"undo", "13", "?said=14"}, {"nonsense", "", ""},
	} {
		r := sendFile(t, site, "/facts/lignes-de-bus-2026", map[string]string{"action": x.action, "line": x.line, "note": "n"}, "", "", "")
		want := x.leads
		if want != "" {
			want = "/facts/lignes-de-bus-2026" + want
		}
		if got := lead(r); got != want || want == "" && r.StatusCode != http.StatusConflict {
			t.Errorf("%s %s: %d to %q, want %q", x.action, x.line, r.StatusCode, got, want)
		}
	}
	if e, _ := fact.NewRegistry(c.lines).Entry("lignes-de-bus-2026"); e.Fact.Value != "59" || e.Action != fact.Put {
		t.Errorf("in the end it is %+v", e.Version)
	}
}

// TestFactFormFaults wants each fault beside its field, and all that was typed.
func TestFactFormFaults(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	for _, x := range []struct {
		name   string
		fields map[string]string
		file   string
		want   []string
	}{
		{"nothing", map[string]string{"metric": "m <b>", "note": "n"}, "", []string{`id="e-entity">No entity. Name the entity`, `id="e-value">Neither value nor statement`, `value="m &lt;b&gt;"`}},
		{"no day", map[string]string{"entity": "translum", "value": "1", "valid_from": "demain"}, "", []string{`id="e-valid_from">Not a day.`}},
		{"days that cross", map[string]string{"entity": "translum", "value": "1", "valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "", []string{`id="e-valid_until">It would hold until <code>2026-01-01</code>`, `value="2026-02-01"`}},
		{"an identifier that is taken", map[string]string{"entity": "translum", "value": "1", "id": "fleet-2026"}, "", []string{`id="e-id">Another fact has this identifier.`}},
		{"a document that is gone", map[string]string{"entity": "translum", "value": "1", "kept": strings.Repeat("0", 64), "kept_name": "x.pdf"}, "", []string{`id="e-file">The document is no longer there.`}},
		{"too large", map[string]string{"entity": "translum", "value": "77"}, strings.Repeat("x", documentMax+1), []string{`id="e-file">Larger than 50 MB.`, `value="77"`}},
		{"a fault beside a document", map[string]string{"entity": "translum"}, "%PDF", []string{`id="e-value">`, `name="kept" value="`, `name="kept_name" value="d.pdf"`}},
	} {
		name := ""
		if x.file != "" {
			name = "d.pdf"
		}
		r := sendFile(t, site, "/facts/new", x.fields, "file", name, x.file)
		page := body(t, r)
		if r.StatusCode != http.StatusUnprocessableEntity || len(c.lines) != 8 {
			t.Fatalf("%s: status %d, %d lines", x.name, r.StatusCode, len(c.lines))
		}
		for _, want := range x.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the form lacks %q", x.name, want)
			}
		}
	}
	fr := site.voices["fr"]
	for _, p := range fact.Check(fact.Fact{ID: "?", Aliases: []string{"a|b"}, From: w.now, Until: w.now.AddDate(0, 0, -2), File: fact.File{Sum: "x"}, Unit: strings.Repeat("x", 3000)}) {
		for _, english := range []string{p.Cause, p.Remedy} {
			if _, known := fr.fault(english); !known {
				t.Errorf("%q has no French", english)
			}
		}
	}
}

func TestFactImport(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	exported := body(t, get(t, site, "/facts.yaml"))
	look := func(name, content, write string) (*http.Response, string) {
		r := sendFile(t, site, "/facts/import", map[string]string{"write": write}, "file", name, content)
		return r, body(t, r)
	}
	if _, page := look("facts.yaml", exported, ""); !strings.Contains(page, "0 new, 0 changed, 5 the same") || !strings.Contains(page, "there is nothing to write") {
		t.Errorf("what was exported is not the same: %s", page)
	}
	changed := strings.Replace(exported, "92,4 %", "93 %", 1) + "- id: stops-2026\n  entity: translum\n  metric: arrêts\n  value: 412\n  file: plans/arrets.pdf\n"
	_, page := look("facts.yaml", changed, "")
	for _, want := range []string{"1 new, 1 changed, 4 the same", "<del><bdi>92,4 %</bdi></del>", "<ins><bdi>93 %</bdi></ins>", "arrêts", "1 fact names its document by a path", `name="write"`} {
		if !strings.Contains(page, want) {
			t.Errorf("what would change lacks %q", want)
		}
	}
	if len(c.lines) != 8 {
		t.Fatalf("looking wrote %d lines", len(c.lines)-8)
	}
	// The form that follows sends the text back with the line ends of forms.
	taken := map[string]string{"name": "facts.yaml", "content": strings.ReplaceAll(changed, "\n", "\r\n"), "write": "1", "line": "15"}
	r := sendFile(t, site, "/facts/import", taken, "", "", "")
	if page := body(t, r); r.StatusCode != http.StatusConflict || len(c.lines) != 8 || !strings.Contains(page, "facts have changed since you looked") || !strings.Contains(page, `name="line" value="16"`) {
		t.Errorf("writing over what nobody saw: status %d, %d lines", r.StatusCode, len(c.lines)-8)
	}
	taken["line"] = "16"
	r = sendFile(t, site, "/facts/import", taken, "", "", "")
	if got := r.Header.Get("Location"); got != "/facts?taken=2" || len(c.lines) != 10 {
		t.Errorf("writing leads to %q with %d lines", got, len(c.lines)-8)
	}
	for _, x := range []struct{ name, content, want string }{
		{"facts.yaml", "- id: a\n  entity: translum\n  colour: red\n", "line 3"},
		{"facts.csv", "id,entity,value\na,translum,1\na,translum,2\n", "<code>&#34;a&#34;</code> stands on line"},
		{"facts.yaml", "{", "Where"},
		{"facts.yaml", strings.Repeat("#", importMax+1), "larger than 2 MB"},
		{"", "", "No file came."},
	} {
		r, page := look(x.name, x.content, "1")
		if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, x.want) || len(c.lines) != 10 {
			t.Errorf("%s %.30q: status %d, %d lines, lacks %q", x.name, x.content, r.StatusCode, len(c.lines), x.want)
		}
	}
	if table := body(t, get(t, site, "/facts.csv")); !strings.Contains(table, "stops-2026") {
		t.Errorf("the table lacks the new fact: %s", table)
	}
}
