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
		{ID: "founded", Entity: "brumont", Metric: "fondation", Value: "1990"},
	}
	for _, tc := range []struct{ text, competitor, fact, want string }{
		{"Brumont compte 280 salariés.", "", "staff", Contradicts},
		{"Brumont compte 312 salariés.", "", "staff", Matches},
		{"En 2019, Brumont comptait 280 salariés.", "", "staff", "none"},
		{"Brumont comptait 280 salariés en 2019.", "", "staff", "none"},
		{"En 2026, Brumont compte 280 salariés.", "", "staff", Contradicts},
		{"Brumont a été fondé en 1985.", "", "founded", Contradicts},
		{"Brumont a été fondé en 1990.", "", "founded", Matches},
		{"Brumont existe depuis plus de 30 ans.", "", "founded", Matches},
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
		claims := New(facts).Claims(tc.text, "fr", named, time.Time{})
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

// TestSheetWhy shows what a reader is told where a figure is reckoned from the facts.
func TestSheetWhy(t *testing.T) {
	sheet := New(Facts{
		{ID: "born", Entity: "Ada Vireux", Metric: "Born", Value: "3 May 1950"},
		{ID: "died", Entity: "Ada Vireux", Metric: "Died", Value: "1 June 2001 (aged 51)"},
		{ID: "active", Entity: "Ada Vireux", Metric: "Years active", Value: "1972-1990"},
		{ID: "children", Entity: "Ada Vireux", Metric: "Children", Value: "Paul ; Anna ; Luc"},
		{ID: "budget", Entity: "Ada Vireux", Metric: "Budget", Value: "$20 million"},
		{ID: "boxoffice", Entity: "Ada Vireux", Metric: "Box office", Value: "$50 million"},
	})
	for _, tc := range []struct{ text, verdict, why string }{
		{"Ada Vireux died at the age of 70.", Contradicts, "says 70; the facts “Died”, 1 June 2001 (aged 51), and “Born”, 3 May 1950, give something else"},
		{"Ada Vireux died at the age of 51.", Matches, "51: agrees with the fact, 1 June 2001 (aged 51)"},
		{"Ada Vireux was active for 30 years.", Contradicts, "says 30 years; reckoned from the fact “Years active”, 1972-1990, it is otherwise"},
		{"Ada Vireux was active for less than 20 years.", Matches, "20 years: agrees with the fact, 1972-1990 (said as “at most”)"},
		{"Ada Vireux had 5 children.", Contradicts, "says 5 children; the fact “Children” lists 3: Paul ; Anna ; Luc"},
		{"It made 30 million dollars more than its budget.", Matches, "30 million dollars: agrees with the fact, $20 million"},
		{"It made less than its budget.", Contradicts, "says less than its budget; the facts “Box office”, $50 million, and “Budget”, $20 million, give something else"},
		{"Ada Vireux was born before 1940.", Contradicts, "says 1940; the fact: 3 May 1950"},
		{"Ada Vireux was born in late 1950.", Contradicts, "says 1950; the fact: 3 May 1950"},
		{"Ada Vireux was not active in 1980.", Contradicts, "denies 1980, which is the fact: 1972-1990"},
	} {
		claims := sheet.Claims(tc.text, "en", nil, published)
		if len(claims) != 1 || claims[0].Verdict != tc.verdict || strings.ReplaceAll(claims[0].Why, "\u00a0", " ") != tc.why {
			t.Errorf("%q: %+v, want %s: %s", tc.text, claims, tc.verdict, tc.why)
		}
	}
}

// TestEveryday wants no claim of what is but opening hours, a part, a hiring, or another
// figure of the same list, and a price a year compared with one a month.
func TestEveryday(t *testing.T) {
	c := New(Facts{
		{ID: "branches", Entity: "brumont", Metric: "agences", Aliases: []string{"branches"}, Value: "412", Unit: "agence"},
		{ID: "staff", Entity: "brumont", Metric: "salariés", Aliases: []string{"effectifs", "employees"}, Value: "9 800"},
		{ID: "fee", Entity: "brumont", Metric: "frais de tenue de compte", Aliases: []string{"account fee"}, Value: "2,50 €",
			Statement: Statement{EN: "The account fee is €2.50 a month."}},
		{ID: "closing", Entity: "brumont", Metric: "fermetures d’agences", DeniedBy: []string{"fermetures d’agences", "fermer des agences", "branch closures"}, Aliases: []string{"branch closures"},
			Statement: Statement{FR: "Aucune fermeture d’agence n’est prévue."}},
	})
	for _, tc := range []struct{ lang, fact, want, text string }{
		{"fr", "closing", "none", "Notre agence de Vannes fermera à 17 h mercredi pour inventaire."},
		{"fr", "closing", "none", "L'agence Brumont est exceptionnellement fermée mardi."},
		{"fr", "closing", "none", "Agence Brumont fermée pour travaux."},
		{"en", "closing", "none", "Your Brumont branch closes at 5 pm."},
		{"en", "closing", "none", "The Brumont branch is closed for stocktaking."},
		{"fr", "closing", Contradicts, "Brumont ferme ses agences lundi."},
		{"fr", "closing", Contradicts, "L'agence Brumont ferme définitivement lundi."},
		{"en", "closing", Contradicts, "Brumont branches are closing for good on Monday."},
		{"fr", "staff", Matches, "Brumont, 412 agences, 9 800 salariés et un bénéfice en hausse."},
		{"fr", "branches", Matches, "Brumont, 412 agences, 9 800 salariés et un bénéfice en hausse."},
		{"fr", "staff", Contradicts, "Brumont, 412 agences, 7 000 salariés et un bénéfice en hausse."},
		{"en", "staff", "none", "My branch has 3 employees left, Brumont does not care."},
		{"fr", "staff", "none", "Notre service compte 12 salariés chez Brumont."},
		{"en", "staff", "none", "My Brumont branch has 3 employees left."},
		{"en", "staff", Contradicts, "In our office we heard Brumont has 3,000 employees."},
		{"fr", "staff", Matches, "Brumont emploie 9,8 milliers de personnes."},
		{"fr", "staff", Contradicts, "Brumont emploie 7,8 milliers de personnes."},
		{"fr", "staff", "none", "Brumont va embaucher 9 800 personnes."},
		{"en", "staff", "none", "Brumont will hire 9,800 people."},
		{"en", "fee", Matches, "Brumont's account fee is €30 a year."},
		{"en", "fee", Contradicts, "Brumont's account fee is €60 a year."},
		{"fr", "fee", Matches, "Les frais de tenue de compte de Brumont : 2,50 € par mois."},
	} {
		claims := c.Claims(tc.text, tc.lang, nil, published)
		if got := on(claims, tc.fact); got != tc.want {
			t.Errorf("%q: %s is %s, want %s: %+v", tc.text, tc.fact, got, tc.want, claims)
		}
	}
}
