package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/dashboards/report"
)

// TestCrises follows a crisis: each line is typed after the one before.
func TestCrises(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := caseWorld(t)
	follow(t, path, []step{
		{"crises list", `^no crisis; .vigie crises declare`},
		{"crises show x", `error: crisis "x": not found\nhint: none is declared`},
		{"crises declare", `error: vigie crises declare needs a title`},
		{"crises declare Buses --level 5", `error: --level 5: 1 \(watched\), 2 \(serious\) or 3 \(major\)`},
		{"crises declare Buses --case zzzz", `error: signal "zzzz": not found\nhint: .vigie cases list --all`},
		{"crises list --format csv", `--format "csv" is not known`},
		{"crises list", `^no crisis`}, // nothing was written
		{"crises declare 'The *false* count' --level 2 --case cccc --what 'A newspaper asks.'", `^\w{8} The \*false\* count: declared, level 2 serious, 1 case\n`},
	})
	var c report.Crisis
	if err := json.Unmarshal([]byte(entered(t, path, "", "crises list --format json")), &c); err != nil || len(c.Cases) != 1 || c.Cases[0] != fewer || c.Level != 2 {
		t.Fatalf("json: %+v: %v", c, err)
	}
	id := c.ID[:8]
	in := func(steps ...step) {
		t.Helper()
		for _, s := range steps {
			follow(t, path, []step{{strings.ReplaceAll(s.line, "ID", id), s.want}})
		}
	}
	in(
		step{"crises show zz", `hint: did you mean ` + id + ` \(The \*false\* count\)\?`},
		step{"crises duty ID spokesperson 'the head of press'", `: spokesperson: the head of press\n.vigie crises undo ` + id},
		step{"crises duty ID spokesperson nobody", `: spokesperson: nobody\n`},
		step{"crises duty ID spokesperson", `error: requires at least 3 arg`},
		step{"crises holding ID --in en -", `: holding statement: From standard input, in two lines.\n`},
		step{"crises holding ID ''", `error: there is no text`},
		step{"crises contact ID 'head of the depots' 'extension 4120'", `: head of the depots: extension 4120\n`},
		step{"crises decide ID 'the register | goes out'", `: decided: the register \| goes out\n`},
		step{"crises remark ID called", `: noted: called\n`},
		step{"crises level ID high", `error: level "high": 1 \(watched\)`},
		step{"crises level ID 3", `: level 3 major\n`},
		step{"crises level ID 3", `error: .*stands so already.*\nhint: .vigie crises show`},
		step{"crises attach ID cccc", `error: .*stands so already`},
		step{"crises attach ID bbbb", `error: .*only rumours have cases.*\nhint: .vigie signals show`},
		step{"crises attach ID dddd", `: case dddd1111 Plus que 900 bus is part of it\n`},
		step{"crises detach ID dddd", `: case dddd is no longer part of it\n`},
		step{"crises undo ID", `: taken back: detach dddd1111\n`},
		step{"crises detach ID zzzz", `error: .*\nhint: .vigie crises show ` + id + `. lists its cases`},
		step{"crises rename ID The count", `^` + id + ` The count: renamed\n`},
		step{"crises undo ID", `^` + id + ` The count: taken back: rename The count\n.vigie crises undo ` + id + ` \d+. takes that back`},
		step{"crises show ID", `(?s)^The \*false\* count\n` + id + `, open, level 3 major\n.*What happened: A newspaper asks.\n.*cccc1111 +new +3 +3 +940 bus +unverified\n.*dddd1111.*spokesperson +nobody.*extension 4120.*register`},
		step{"crises show ID --language fr", `ouverte, niveau 3 majeure`},
		step{"cases show cccc", `Crises: ` + id},
		step{"crises report ID", `(?s)^# Situation report: The \\\*false\\\* count\n.*level 3 major; open.*## What happened\n\nA newspaper asks.\n.*### Plus que 940 bus \(cccc1111\)\n\n- Said: 940 bus\n- True: unverified\n.*- Origin: [^\n]*, forum \([^\n]*\n.*\| spokesperson \| nobody \|\n.*> From standard input.*the register \\\| goes out \|\n.*## Timeline`},
		step{"crises log ID", `(?s)\n1 .*declare The \*false\* count +A newspaper asks.\n2 .* level 2\n3 .*attach cccc1111\n`},
		step{"crises log ID --format json", `"action":"declare","value":"The \*false\* count"`},
		step{"crises reopen ID", `error: crisis "` + id + `" is not closed`},
		step{"crises close ID", `error: --lesson is missing`},
		step{"crises close ID --lesson 'publish each month'", `: closed; lesson: publish each month\n`},
		step{"crises duty ID x y", `error: .*the crisis is closed.*\nhint: .vigie crises reopen ` + id},
		step{"crises list", `(?s)closed +3 major +2 .*\n1 crisis, 0 open\n`},
		step{"crises reopen ID", `: open again\n`},
		step{"crises undo ID 99", `error: crisis ".*" has no line "99"\nhint: .vigie crises log`},
		step{"crises undo ID 1", `: taken back: declare The \*false\* count\n`},
		step{"crises remark ID x", `error: .*its declaration was taken back`},
		step{"crises list", `^no crisis`},
	)
}

// TestDeadline reads what people type for a time.
func TestDeadline(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	now := time.Date(2026, 11, 21, 16, 0, 0, 0, zone)
	for _, c := range []struct{ typed, want string }{
		{"none", ""}, {"4h", "2026-11-21T20:00:00+02:00"}, {"2d", "2026-11-23T16:00:00+02:00"}, {"18:30", "2026-11-21T18:30:00+02:00"}, {"09:15", "2026-11-22T09:15:00+02:00"},
		{"2026-12-01", "2026-12-02T00:00:00+02:00"}, {"2026-12-01 09:00", "2026-12-01T09:00:00+02:00"}, {"2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"},
		{"", "error"}, {"noon", "error"}, {"25:00", "error"}, {"-4h", "error"},
	} {
		got, err := deadline(c.typed, now, zone)
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.typed, got, c.want)
		}
	}
}

// TestSpark draws counts: what is there stands out from what is not.
func TestSpark(t *testing.T) {
	for _, c := range []struct {
		values []float64
		width  int
		want   string
		hours  int
		most   float64
	}{
		{[]float64{0, 1, 4, 8}, 10, "▁▃▅█", 1, 8}, {[]float64{1, 100}, 10, "▂█", 1, 100}, {[]float64{0, 0}, 10, "▁▁", 1, 0},
		{[]float64{1, 1, 2, 0, 4}, 3, "▅▅█", 2, 4}, {[]float64{3}, 1, "█", 1, 3},
	} {
		got, hours, most := spark(c.values, c.width)
		if got != c.want || hours != c.hours || most != c.most {
			t.Errorf("%v in %d: got %s, %d, %v; want %s, %d, %v", c.values, c.width, got, hours, most, c.want, c.hours, c.most)
		}
	}
}

// TestWrapped wraps text whose letters are wide, and words longer than a line.
func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want []string
	}{
		{"one two three", 7, []string{"one two", "three"}}, {"", 5, nil}, {"abcdefgh ij", 5, []string{"abcde", "fgh", "ij"}}, {"巴士 巴士", 5, []string{"巴士", "巴士"}}, {"巴士巴士", 5, []string{"巴士", "巴士"}},
	} {
		if got := wrapped(c.text, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: got %q, want %q", c.text, c.n, got, c.want)
		}
	}
}
