package claim

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
)

var published = time.Date(2026, 11, 21, 9, 40, 0, 0, time.UTC)

func sampleFacts(t testing.TB) Facts {
	t.Helper()
	f, err := os.Open("testdata/facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	facts, err := ReadFacts(f, "facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// mentions finds the sample organisations in s, as the mention annotator would.
func mentions(s string) []annotation.Mention {
	var out []annotation.Mention
	for name, entity := range map[string]string{"Réseau Translum": "translum", "Translum": "translum", "Kéolane": "keolane", "Métropolis": "metropolis"} {
		for at := 0; ; {
			i := strings.Index(s[at:], name)
			if i < 0 {
				break
			}
			at += i + len(name)
			out = append(out, annotation.Mention{Entity: entity, Start: at - len(name), End: at})
		}
	}
	slices.SortFunc(out, func(a, b annotation.Mention) int { return a.Start - b.Start })
	return out
}

type sentenceCase struct{ lang, fact, verdict, text string }

func sentenceCases(t testing.TB) []sentenceCase { return casesIn(t, "testdata/sentences.txt") }

func casesIn(t testing.TB, name string) []sentenceCase {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sentenceCase
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if p := strings.SplitN(sc.Text(), " | ", 4); len(p) == 4 && p[0][0] != '#' {
			out = append(out, sentenceCase{p[0], p[1], p[2], p[3]})
		}
	}
	return out
}

// on is the verdict on a fact: the worst, since one false figure is enough.
func on(claims []annotation.Claim, fact string) string {
	got := "none"
	for _, c := range claims {
		if c.Fact == fact && c.Verdict != Unknown && got != Contradicts {
			got = c.Verdict
		}
	}
	return got
}

func TestSentences(t *testing.T) {
	c := New(sampleFacts(t))
	confusion := map[[2]string]int{}
	cases := sentenceCases(t)
	for _, tc := range cases {
		claims := c.Claims(tc.text, tc.lang, mentions(tc.text), published)
		got := on(claims, tc.fact)
		confusion[[2]string{tc.verdict, got}]++
		if got != tc.verdict {
			t.Errorf("%s: %q: %s is %s, want %s: %+v", tc.lang, tc.text, tc.fact, got, tc.verdict, claims)
		}
	}
	t.Logf("%d sentences, %v", len(cases), confusion)
}

// TestSheet judges sentences that are typed in, of the facts' time and entity.
func TestSheet(t *testing.T) {
	facts := Facts{
		{ID: "staff", Entity: "brumont", Metric: "salariés", Aliases: []string{"effectif", "employees"}, Value: "312", Unit: "salarié", Period: "2026-11-01"},
		{ID: "sales", Entity: "brumont", Metric: "chiffre d'affaires", Value: "1,2 Md€", Unit: "€", Period: "2025"},
		{ID: "debt", Entity: "brumont", Metric: "dette", Value: "300 M€"},
	}
	for _, tc := range []struct{ text, competitor, fact, want string }{
		{"Brumont compte 280 salariés.", "", "staff", Contradicts},
		{"Brumont compte 312 salariés.", "", "staff", Matches},
		{"En 2019, Brumont comptait 280 salariés.", "", "staff", "none"},
		{"Brumont comptait 280 salariés en 2019.", "", "staff", "none"},
		{"En 2026, Brumont compte 280 salariés.", "", "staff", Contradicts},
		{"En 2019 c'était mieux, aujourd'hui Brumont compte 280 salariés.", "", "staff", Contradicts},
		{"En 2019, le chiffre d'affaires était de 900 M€.", "", "debt", "none"},
		{"En 2019, le chiffre d'affaires était de 900 M€.", "", "sales", "none"},
		{"Kéolane compte 280 salariés.", "Kéolane", "staff", "none"},
		{"Brumont compte 280 salariés, Kéolane en a 900.", "Kéolane", "staff", Contradicts},
	} {
		var named []annotation.Mention
		if i := strings.Index(tc.text, tc.competitor); tc.competitor != "" {
			named = append(named, annotation.Mention{Entity: "keolane", Start: i, End: i + len(tc.competitor)})
		}
		claims := New(facts).Sheet().Claims(tc.text, "fr", named, time.Time{})
		if got := on(claims, tc.fact); got != tc.want {
			t.Errorf("%q: %s is %s, want %s: %+v", tc.text, tc.fact, got, tc.want, claims)
		}
		for _, c := range claims {
			if strings.Contains(c.Why, "salarié (") || strings.Contains(c.Why, "€\u00a0€") {
				t.Errorf("%q: why %q, want a plural and one unit", tc.text, c.Why)
			}
		}
	}
}
