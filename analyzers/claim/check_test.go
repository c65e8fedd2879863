package claim

import (
	"strings"
	"testing"
)

func TestReadFacts(t *testing.T) {
	facts := sampleFacts(t)
	if len(facts) != 6 {
		t.Fatalf("%d facts, want 6", len(facts))
	}
	f, ok := facts.Find("punctuality-2026")
	if !ok || f.Value != "92,4 %" || f.Period != "2026" || len(f.Aliases) != 4 || f.Statement.In("en") != "92.4% of departures are on time." {
		t.Errorf("punctuality-2026 = %+v", f)
	}
	if _, ok := facts.Find("none"); ok {
		t.Error("found a fact that is not there")
	}
}

func TestReadFactsFaults(t *testing.T) {
	const file = `- id: a
  entity: translum
  metric: bus
  value: 12 %
  unit: €
- id: a
  metric: ""
  colour: red
  aliases: bus
- entity: x
  metric: y
  value: [1, 2]
  statement: {fr: s, de: t}
  period: {a: b}
- just text
- id: b
  entity: translum
  metric: bus
  value: "3"
  period: 2026-13-45
  valid_from: 1/11/2026
- id: c
  id: c
  entity: translum
  metric: bus
  value: "3"
  period: 2026-02-31
  color: red
`
	facts, err := ReadFacts(strings.NewReader(file), "facts.yaml")
	if err == nil || len(facts) != 0 {
		t.Fatalf("%d facts and error %v, want none and faults", len(facts), err)
	}
	for _, want := range []string{
		`facts.yaml:5: a: unit "€" does not fit value "12 %"; give the unit once, in value or in unit`,
		`facts.yaml:6: id "a" stands on line 1 too; give each fact an id of its own`,
		`facts.yaml:8: "colour" is no field of a fact; the fields are id, entity,`,
		`facts.yaml:9: aliases is not a list; write aliases: [first, second]`,
		`facts.yaml:6: a: no entity; name the entity of config.yaml that it is about`,
		`facts.yaml:7: a: no metric;`,
		`facts.yaml:6: a: neither value nor statement;`,
		`facts.yaml:10: a fact without id;`,
		`facts.yaml:12: value is not one value;`,
		`facts.yaml:13: statement has no "de"; its languages are fr and en`,
		`facts.yaml:14: period is not one value;`,
		`facts.yaml:15: not a fact;`,
		`facts.yaml:20: b: period "2026-13-45" is no period; write 2026, 2026-11, 2026-Q3 or 2026-11-01`,
		`facts.yaml:21: valid_from: "1/11/2026" is no day; write it as 2026-11-01`,
		`facts.yaml:23: id stands twice; keep one`,
		`facts.yaml:27: c: period "2026-02-31" is no period;`,
		`facts.yaml:28: "color" is no field of a fact;`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestPeriods(t *testing.T) {
	for period, want := range map[string]bool{
		"2026": true, "2026-11": true, "2026-Q3": true, "T3-2026": true, "1er novembre 2026": true, "November 1, 2026": true, "hiver 2026": true,
		"2024-25": true, "1960s": true, "20th century": true, "1er semestre 2026": true, "S1 2026": true, "premier trimestre 2026": true,
		"2026-13": false, "2026-13-45": false, "31 février 2026": false, "2026-Q7": false, "11/2026": false, "2026-00-10": false, "soon": false,
	} {
		if got := len(Check(Fact{Metric: "bus", Period: period})) == 0; got != want {
			t.Errorf("period %q: is one %v, want %v", period, got, want)
		}
	}
}

func TestReadFactsNotYAML(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"- id: a\n  entity: [b\n", "facts.yaml:"},
		{"id: a\nentity: b\n", "facts.yaml:1: not a list of facts; begin each fact with \"- id: ...\""},
		{"- id: a\n\tentity: b\n", "facts.yaml:2: not YAML"},
	} {
		_, err := ReadFacts(strings.NewReader(c.file), "facts.yaml")
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: error %v, want %q", c.file, err, c.want)
		}
	}
	for _, empty := range []string{"", "# nothing yet\n", "[]", "facts: []"} {
		if facts, err := ReadFacts(strings.NewReader(empty), "facts.yaml"); err != nil || len(facts) != 0 {
			t.Errorf("%q: %v, %v, want no fact and no error", empty, facts, err)
		}
	}
}
