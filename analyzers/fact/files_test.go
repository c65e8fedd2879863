package fact

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func date2026(month, day int) time.Time {
	return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// sample are facts with all that files find hard.
func sample() Facts {
	return Facts{
		{ID: "fleet-2026", Entity: "translum", Metric: "bus en service", Aliases: []string{"bus", "no", "buses: all", "it's", `"q"`}, Value: "1\u202f240", Unit: "bus", Period: "2026-11-01",
			Document: "https://translum.example/r.pdf#p=12", File: File{Sum: strings.Repeat("ab", 32), Name: "rapport, 2026 «é».pdf", Type: "application/pdf", Size: 1234},
			From: date2026(11, 1), Until: date2026(12, 1), Statement: Statement{FR: "Au 1er novembre : 1\u202f240 bus, # \\n.", EN: "1,240 buses; \"in service\"."}},
		{ID: "2027", Entity: "123", Metric: "=SUM(A1)", Value: "-5 %", Unit: "'=x", DeniedBy: []string{"plan social", "@all"}},
		{ID: "null", Entity: "yes", Metric: "~", Value: "[1, 2]", File: File{Name: "documents/a b.pdf"}},
		{ID: "été", Entity: "e", Metric: "m", Value: "{a: b}", Unit: "- x", Statement: Statement{EN: "!!str & *x %"}},
	}
}

func written(t *testing.T, name string, facts Facts) string {
	t.Helper()
	var b bytes.Buffer
	write := WriteYAML
	if strings.HasSuffix(name, ".csv") {
		write = WriteCSV
	}
	if err := write(&b, facts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"facts.yaml", "facts.csv"} {
		for _, want := range []Facts{sample(), nil} {
			text := written(t, name, want)
			got, err := Read(strings.NewReader(text), name, nil)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: got %+v\n%v\nwant %+v\nof\n%s", name, got, err, want, text)
			}
		}
	}
}

func TestInertCells(t *testing.T) {
	text := written(t, "facts.csv", sample())
	for _, want := range []string{",'=SUM(A1),", ",'-5 %,", ",''=x,"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestExcelTables(t *testing.T) {
	want := Facts{{ID: "fleet", Entity: "translum", Metric: "bus", Aliases: []string{"buses", "flotte, parc"}, Value: "1 240"}}
	for name, text := range map[string]string{
		"semicolon and BOM":   "\ufeffid;entity;metric;aliases;value\r\nfleet;translum;bus;buses | flotte, parc;1 240\r\n;;;;\r\n",
		"tabs":                "id\tentity\tmetric\taliases\tvalue\nfleet\ttranslum\tbus\tbuses|flotte, parc\t1 240\n",
		"commas, other order": "Value, ID ,Entity,metric,ALIASES,\n1 240,fleet,translum,bus,\"buses | flotte, parc\",\n",
		"sep":                 "sep=;\nid;entity;metric;aliases;value\nfleet;translum;bus;buses | flotte, parc;1 240\n",
	} {
		got, err := Read(strings.NewReader(text), "F.CSV", nil)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"f.csv", "id;entity;value;period;valid_from\na;translum;1;x;\nb;nobody;1;;1/2/2026\n\na;translum;;;;7\n;translum;1;;\n", `f.csv:2, column period: a: bad period; mend it
f.csv:3, column valid_from: "1/2/2026" is no day; write it as 2026-11-01
f.csv:3, column entity: b: "nobody" is not an entity of config.yaml; name one of translum
f.csv:5: cell 6, "7", is under no name; name its column, or put a text that holds a comma between quotes
f.csv:5, column id: id "a" stands on line 2 too; give each fact an id of its own
f.csv:5, column value: a: neither value nor statement; give the figure, or the statement in fr and en
f.csv:6, column id: a fact without id; give it one, such as fleet-2026`},
		{"f.csv", "id,colour,id,entity,value\na,red,b,translum,1\n", `f.csv:1: "colour" is no field of a fact; the fields are id, entity`},
		{"f.csv", "a,translum,1\n", `f.csv:1: "a" is no field`},
		{"f.csv", "", ``},
		{"f.csv", "id,entity,value\na,\"tr\"anslum,1\n", `f.csv:2: a quote that does not open or close a cell; write each " inside a cell twice`},
		{"f.csv", "id,entity,value\na,transl\xe9,1\n", `f.csv:2: letters that are not UTF-8; save it as "CSV UTF-8"`},
		{"f.yaml", "- id: a\n  entity: nobody\n  value: 1\n  colour: red\n  period: x\n  statement: {de: x, fr: y}\n", `f.yaml:4: "colour" is no field of a fact; the fields are ` + inFiles + `
f.yaml:6: statement has no "de"; its languages are fr and en
f.yaml:5: a: bad period; mend it
f.yaml:2: a: "nobody" is not an entity of config.yaml; name one of translum`},
		{"f.yaml", "- id: a\n  entity: [translum]\n  value: 1\n", `f.yaml:2: entity is not one value; write it on one line, between quotes if it holds : or #`},
		{"f.yaml", "- id: a b\n  entity: translum\n  value: 1\n  file: {name: x, sha256: zz}\n", `f.yaml:1: id "a b" is no name; write letters, digits, - and _, such as fleet-2026
f.yaml:4: a b: not a document that was kept; attach it again`},
		{"f.yaml", "- id: new\n  entity: translum\n  value: 1\n", `f.yaml:1: id "new" is an address of the pages; write another, such as new-2026`},
		{"f.yaml", "- id: a\n  entity: translum\n  value: 1\n  valid_from: 2026-11-02\n  valid_until: 2026-11-01\n  aliases: [a|b]\n", `f.yaml:5: a: it would hold until 2026-11-01, from 2026-11-02; give a later day, or none
f.yaml:6: a: a wording with "|" in it; write each as one of its own`},
		{"f.yaml", strings.Repeat("[", 5000), `f.yaml:1: more than 1000 open brackets; write it as a list`},
		{"f.yaml", "\n" + strings.Repeat("- ", 50000), `f.yaml:2: a line of over 64 KB; write it as a list`},
		{"f.yaml", strings.Repeat("x", mostFacts+1), `f.yaml:1: the file is over 8 MB; split it`},
	} {
		period := func(f Fact) []Problem {
			if f.Period == "x" {
				return []Problem{{"period", "bad period", "mend it"}}
			}
			return nil
		}
		_, err := Read(strings.NewReader(c.text), c.file, nil, period, Of("translum"))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%.60q: got\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

// TestPartialTable changes what its columns name and nothing else.
func TestPartialTable(t *testing.T) {
	known := sample()[:1]
	want := func(change func(*Fact)) Fact {
		f := sample()[0]
		change(&f)
		return f
	}
	for text, want := range map[string]Fact{
		"id,value\nfleet-2026,7\n":                                     want(func(f *Fact) { f.Value = "7" }),
		"id,value,aliases\nfleet-2026,,\n":                             want(func(f *Fact) { f.Value, f.Aliases = "", nil }),
		"id,file\nfleet-2026,\n":                                       want(func(f *Fact) { f.File = File{} }),
		"id,file\nfleet-2026,b.pdf\n":                                  want(func(f *Fact) { f.File = File{Name: "b.pdf"} }),
		"id,file\nfleet-2026,\"rapport, 2026 «é».pdf\"\n":              want(func(*Fact) {}),
		"id,file,file_sha256\nfleet-2026,\"rapport, 2026 «é».pdf\",\n": want(func(f *Fact) { f.File = File{Name: f.File.Name} }),
		"id,entity,metric,value\nfresh,e,m,1\n":                        {ID: "fresh", Entity: "e", Metric: "m", Value: "1"},
	} {
		got, err := Read(strings.NewReader(text), "f.csv", known)
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestManyFaults(t *testing.T) {
	_, err := Read(strings.NewReader("id\n"+strings.Repeat("\"a b\"\n", 1000)), "f.csv", nil)
	if n := strings.Count(fmt.Sprint(err), "\n"); n > 110 {
		t.Errorf("%d faults told", n)
	}
}

// FuzzFiles wants what was read to be written, in either form, and read again as
// it was.
func FuzzFiles(f *testing.F) {
	for _, name := range []string{"f.yaml", "f.csv"} {
		var b bytes.Buffer
		if name == "f.csv" {
			_ = WriteCSV(&b, sample())
		} else {
			_ = WriteYAML(&b, sample())
		}
		f.Add(b.String(), name == "f.csv")
	}
	f.Add("- id: a\n  entity: |\n    b\n  statement: {fr: \"\\u202f\\0\"}\n  value: !!str 1\n", false)
	f.Fuzz(func(t *testing.T, text string, table bool) {
		name := "f.yaml"
		if table {
			name = "f.csv"
		}
		facts, _ := Read(strings.NewReader(text), name, nil)
		for _, name := range []string{"f.yaml", "f.csv"} {
			out := written(t, name, facts)
			again, err := Read(strings.NewReader(out), name, nil)
			if err != nil || !reflect.DeepEqual(again, facts) {
				t.Fatalf("%s: %+v became %+v: %v\n%s", name, facts, again, err, out)
			}
		}
	})
}
