package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const fleet = "facts set fleet-2026 --metric 'bus en service' --value '1 240' --unit bus --aliases 'bus | buses' --period 2026-11-01 --statement-fr '1 240 bus sont en service.'"

// TestFactsRegistry follows a fact's life: each line is typed after the one
// before.
func TestFactsRegistry(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := deskWorld(t)
	t.Chdir(filepath.Dir(path))
	if err := os.WriteFile("r\u202egnp.pdf", []byte("%PDF-1.7 the count"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, want string }{ // want is a pattern
		{"facts list", `^no fact yet; .vigie facts set ID.`},
		{"facts set fleet-2026", `error: nothing to change: give a field, such as --value`},
		{"facts set fleet-2026 --value '1 240'", `error: fact "fleet-2026": metric: no metric; say what .*\nhint: nothing was written`},
		{"facts set fleet-2026 --metric bus --valid-from 1/12/2026 --period 2026-13-45", `(?s)valid_from: "1/12/2026" is no day; write it as 2026-11-01\n.*period: period "2026-13-45" is no period;`},
		{"facts set fleet-2026 --metric bus --value 3 --entity nobody", `entity: "nobody" is not an entity of config.yaml; name one of translum`},
		{fleet + " --entity translum --dry-run", `^fleet-2026: would be written\n  entity: translum\n  metric: bus en service\n(?s).*statement_fr: 1 240 bus sont en service.\n$`},
		{"facts list", `^no fact yet`},
		{fleet + " --entity translum", `^fleet-2026: written\n(?s).*.vigie facts restore fleet-2026. takes it back\n$`},
		{"facts set fleet-2026 --value '1 250' --unit '' --why 'the December count'", `^fleet-2026: changed\n  value: 1 240 -> 1 250\n  unit: bus -> nothing\n`},
		{"facts set fleet-2026 --value '1 250'", `: it stands so already, since \d{4}-`},
		{"facts set flet-2026 --value 3", `(?s)error: .*hint: did you mean fleet-2026\?`},
		{"facts show fleet", `error: fact "fleet": not found\nhint: did you mean fleet-2026\?`},
		{"facts retire nonsense", `error: fact "nonsense": not found\nhint: .vigie facts list --all. names them`},
		{"facts document fleet-2026", `no document is kept with it\nhint: .vigie facts attach fleet-2026 FILE.`},
		{"facts attach fleet-2026 none.pdf", `error: attach a document: open none.pdf`},
		{"facts attach fleet-2026 .", `error: attach "\.": it is no file`},
		{"facts attach fleet-2026 r\u202egnp.pdf", `^fleet-2026: changed\n  file: nothing -> rgnp.pdf\n`},
		{"facts document fleet-2026", `^%PDF-1.7 the count$`},
		{"facts document fleet-2026 -o out.pdf", `^out.pdf: application/pdf, 18 bytes\n$`},
		{"facts document fleet-2026 -o out.pdf", `error: .*file exists\nhint: name a file that is not there yet`},
		{"facts retire fleet-2026 --why 'a recount'", `^fleet-2026: retired; no claim is held against it\n`},
		{"facts list", `^no fact here, of 1; --all shows the retired too`},
		{"facts list --all", `(?s)fleet-2026 +translum +bus en service +1,250 +2026-11-01 +retired .* rgnp.pdf\n1 fact\n`},
		{"facts restore fleet-2026", `^fleet-2026: put back\n`},
		{"facts restore fleet-2026 --version 9", `error: --version 9: fleet-2026 has 5 versions`},
		{"facts restore fleet-2026 --version 1 -n", `would be changed\n  value: 1 250 -> 1 240\n  unit: nothing -> bus\n  file: rgnp.pdf -> nothing\n$`},
		{"facts versions fleet-2026", `^  1  \S+ \S+  \S+  written\n  2  .*  changed \(the December count\)\n     value: 1 240 -> 1 250\n     unit: bus -> nothing\n  3  (?s).*  4  .*  retired \(a recount\)\n  5  .*  put back\n$`},
		{"facts show fleet-2026", `^fleet-2026, valid\n(?s).*  value +1 250\n.*application/pdf, 18 bytes, sha256 [0-9a-f]{64}\n.*\nVersions:\n  1  `},
		{"facts check 'Il ne reste que 940 bus en service.'", `contradicts +940.bus +fleet-2026`},
		{"facts list --language fr", `(?s)fleet-2026 +translum .* 1 250 .*\n1 fait\n`},
		{"facts show fleet-2026 --language fr", `(?s)^fleet-2026, en vigueur\n.*Versions\x{202f}?\x{00a0}?:\n  1  .*  écrit\n  2 .*  changé .*-> rien\n`},
		{"facts list --language de", `error: --language "de" is not known: en or fr`},
		{"facts list --entity zz", `error: --entity "zz" is not in .*: translum`},
		{"facts list --format xml", `error: --format "xml" is not known: table or json`},
	} {
		if got := entered(t, path, "", c.line); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("vigie %s said\n%s\nwhich is not %s", c.line, got, c.want)
		}
	}
	var shown factLine
	if err := json.Unmarshal([]byte(entered(t, path, "", "facts show fleet-2026 --format json")), &shown); err != nil || len(shown.History) != 5 || shown.State != "valid" || shown.History[1].Changes[0].After != "1 250" {
		t.Errorf("%+v, %v", shown, err)
	}
}

// TestFactsFiles takes files in and writes them.
func TestFactsFiles(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := deskWorld(t)
	t.Chdir(filepath.Dir(path))
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	type step struct{ line, want string }
	steps := func(list ...step) {
		t.Helper()
		for _, c := range list {
			if got := entered(t, path, "", c.line); !regexp.MustCompile(c.want).MatchString(got) {
				t.Errorf("vigie %s said\n%s\nwhich is not %s", c.line, got, c.want)
			}
		}
	}
	write("facts.yaml", "- id: fleet\n  entity: translum\n  metric: bus en service\n  aliases: [bus, buses]\n  value: 1 240\n  file: count.pdf\n- id: shops\n  entity: nobody\n  metric: boutiques\n  color: red\n  period: 2026-13-45\n")
	steps(step{"facts import facts.yaml", `(?s)facts.yaml:10: "color" is no field.*facts.yaml:7: shops: neither value nor statement.*facts.yaml:11: shops: period "2026-13-45".*facts.yaml:8: shops: "nobody" is not an entity.*fact "fleet": file "count.pdf": there is no such document.*hint: nothing was written`},
		step{"facts list --all", `^no fact yet`})
	write("facts.yaml", "- id: fleet\n  entity: translum\n  metric: bus en service\n  aliases: [bus, buses]\n  value: 1 240\n  file: count.pdf\n- id: shops\n  entity: translum\n  metric: boutiques\n  value: 204\n")
	write("count.pdf", "%PDF-1.7 the count")
	steps(step{"facts import facts.yaml --dry-run", `^new      fleet  bus en service  1,240\nnew      shops  boutiques  204\n2 facts would be written, 0 the same\n$`},
		step{"facts list", `^no fact yet`},
		step{"facts import facts.yaml", `2 facts written, 0 the same`},
		step{"facts import facts.yaml", `^0 facts written, 2 the same\n$`},
		step{"facts document fleet", `^%PDF-1.7 the count$`})
	// A table of some columns, as Excel saves it.
	write("table.csv", "\ufeffid;value\r\nfleet;1 250\r\n")
	steps(step{"facts import table.csv", `^changed  fleet\n         value: 1 240 -> 1 250\n1 fact written, 0 the same\n$`},
		step{"facts retire shops", `retired`},
		step{"facts import facts.yaml --why back", `(?s)^changed  fleet\n         value: 1 250 -> 1 240\nback     shops\n2 facts written`})
	yaml, table := entered(t, path, "", "facts export --documents docs"), entered(t, path, "", "facts export --format csv")
	if !strings.Contains(yaml, `/count.pdf"`) || strings.Contains(yaml, "sha256") || !strings.HasPrefix(table, "id,entity,metric,") {
		t.Errorf("exported:\n%s\n%s", yaml, table)
	}
	write("out.yaml", yaml)
	write("out.csv", table)
	steps(step{"facts import out.yaml", `^0 facts written, 2 the same`}, step{"facts import out.csv", `^0 facts written, 2 the same`},
		step{"facts export --documents docs", "count.pdf"},
		step{"facts export --documents ../docs", `error: --documents "../docs": name a folder below this one`},
		step{"facts import none.yaml", `error: read the facts: open none.yaml`})
	// Another service does not have the document, and says so.
	other := deskWorld(t)
	if got := entered(t, other, "", "facts import out.csv"); !strings.Contains(got, `file "count.pdf": a document that was never kept here; name its path beside the facts file instead`) {
		t.Errorf("without its document: %s", got)
	}
	if got := entered(t, other, "", "facts import out.yaml"); !strings.Contains(got, "2 facts written") {
		t.Errorf("with its document: %s", got)
	}
}

// meanwhile does something before the first byte is read.
type meanwhile struct {
	io.Reader
	do func()
}

func (m *meanwhile) Read(p []byte) (int, error) {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return m.Reader.Read(p)
}

// TestFactsMeanwhile changes a fact, and writes one that was not there, while a
// file is taken in: neither is written over.
func TestFactsMeanwhile(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := deskWorld(t)
	entered(t, path, "", fleet)
	file := "- id: fleet-2026\n  entity: translum\n  metric: bus en service\n  value: 900\n- id: shops\n  entity: translum\n  metric: boutiques\n  value: 200\n"
	late := &meanwhile{strings.NewReader(file), func() {
		entered(t, path, "", "facts set fleet-2026 --value '1 250'")
		entered(t, path, "", "facts set shops --metric boutiques --value 204")
	}}
	got := enteredFrom(t, path, late, "facts import - --format yaml")
	if !regexp.MustCompile(`(?s)error: fact "fleet-2026": id: .* changed it since, .*fact "shops": id: .* changed it since, .*look at that version, then write yours again`).MatchString(got) {
		t.Errorf("said\n%s", got)
	}
	if list := entered(t, path, "", "facts list"); !strings.Contains(list, "1,250") || !strings.Contains(list, "204") {
		t.Errorf("facts:\n%s", list)
	}
	if got := entered(t, path, file, "facts import - --format yaml"); !strings.Contains(got, "2 facts written") {
		t.Errorf("again: %s", got)
	}
}
