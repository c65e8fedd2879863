package claim

import (
	"fmt"
	"testing"
	"time"
)

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestValidity wants each of two versions to judge the posts of its own time, and a
// fact without a version for a time to judge none of it.
func TestValidity(t *testing.T) {
	c := New(Facts{
		{ID: "fee-old", Entity: "brumont", Metric: "cotisation", Aliases: []string{"membership fee"}, Value: "40 €", From: day("2025-01-01"), Until: day("2026-03-01")},
		{ID: "fee-new", Entity: "brumont", Metric: "cotisation", Aliases: []string{"membership fee"}, Value: "55 €", From: day("2026-03-01")},
		{ID: "plan", Entity: "brumont", Metric: "plan social", Aliases: []string{"layoffs"}, Statement: Statement{FR: "Aucun plan social n'est prévu.", EN: "No layoffs are planned."}, From: day("2026-01-01"), Until: day("2026-07-01")},
	})
	for _, tc := range []struct{ published, text, want string }{
		{"2026-02-28", "La cotisation de Brumont est de 40 €.", "fee-old matches"},
		{"2026-02-28", "La cotisation de Brumont est de 55 €.", "fee-old contradicts"},
		{"2026-03-01", "La cotisation de Brumont est de 40 €.", "fee-new contradicts"},
		{"2026-03-01", "La cotisation de Brumont est de 55 €.", "fee-new matches"},
		{"2024-06-01", "La cotisation de Brumont est de 40 €.", ""},
		{"2026-09-01", "En 2025, la cotisation de Brumont était de 40 €.", "fee-old matches"},
		{"2026-09-01", "En 2025, la cotisation de Brumont était de 55 €.", "fee-old contradicts"},
		{"2025-06-01", "La cotisation de Brumont sera de 55 € en 2027.", "fee-new matches"},
		{"2026-09-01", "En 2019, la cotisation de Brumont était de 12 €.", ""},
		{"2026-09-01", "En 2026, la cotisation de Brumont est de 55 €.", "fee-new matches"},
		{"2026-02-01", "En 2026, la cotisation de Brumont est de 40 €.", "fee-old matches"},
		{"2026-02-01", "Brumont prépare un plan social.", "plan contradicts"},
		{"2026-07-01", "Brumont prépare un plan social.", ""},
		{"2025-12-31", "Brumont prépare un plan social.", ""},
	} {
		got := ""
		for _, cl := range c.Claims(tc.text, "fr", nil, day(tc.published)) {
			if cl.Verdict != Unknown {
				got += fmt.Sprint(cl.Fact, " ", cl.Verdict)
			}
		}
		if got != tc.want {
			t.Errorf("%s, %q: %q, want %q", tc.published, tc.text, got, tc.want)
		}
	}
}

// TestQuarters wants a figure of a part of the year to be held against that part only.
func TestQuarters(t *testing.T) {
	c := New(Facts{
		{ID: "year", Entity: "brumont", Metric: "chiffre d'affaires", Aliases: []string{"revenue"}, Value: "400 M€", Period: "2025"},
		{ID: "q3", Entity: "brumont", Metric: "chiffre d'affaires", Aliases: []string{"revenue"}, Value: "110 M€", Period: "2025-Q3"},
		{ID: "staff", Entity: "brumont", Metric: "salariés", Aliases: []string{"employees"}, Value: "312", Period: "2025"},
	})
	for _, tc := range []struct{ lang, fact, want, text string }{
		{"fr", "year", Matches, "En 2025, Brumont a fait un chiffre d'affaires de 400 M€."},
		{"fr", "year", Contradicts, "En 2025, Brumont a fait un chiffre d'affaires de 300 M€."},
		{"fr", "year", "none", "Au premier trimestre 2025, le chiffre d'affaires de Brumont est de 95 M€."},
		{"fr", "q3", "none", "Au premier trimestre 2025, le chiffre d'affaires de Brumont est de 95 M€."},
		{"fr", "q3", Contradicts, "Le chiffre d'affaires de Brumont au T3 2025 : 95 M€."},
		{"fr", "year", "none", "Le chiffre d'affaires de Brumont au T3 2025 : 95 M€."},
		{"en", "q3", Matches, "In the third quarter of 2025 Brumont's revenue was €110m."},
		{"en", "year", "none", "Brumont's revenue was €190m in the first half of 2025."},
		{"en", "q3", "none", "Brumont's revenue was €190m in H1 2025."},
		{"en", "year", "none", "Brumont's revenue was €30m in March 2025."},
		{"en", "staff", Matches, "At the end of the third quarter of 2025 Brumont had 312 employees."},
	} {
		claims := c.Claims(tc.text, tc.lang, nil, published)
		if got := on(claims, tc.fact); got != tc.want {
			t.Errorf("%q: %s is %s, want %s: %+v", tc.text, tc.fact, got, tc.want, claims)
		}
	}
}

// BenchmarkNew builds a checker of 1,000 facts: it is built anew while the service runs.
func BenchmarkNew(b *testing.B) {
	facts := manyFacts(1000)
	for b.Loop() {
		New(facts)
	}
}

// BenchmarkMany reads a post with figures by 1,000 facts.
func BenchmarkMany(b *testing.B) {
	c := New(manyFacts(1000))
	s := "Il ne reste que 940 lignes de Corvel chez Brumont, contre 1 240 l'an dernier, d'après un syndicat."
	for b.Loop() {
		c.Claims(s, "fr", nil, published)
	}
}

// manyFacts are facts of one organisation, each of another metric.
func manyFacts(n int) Facts {
	sites := []string{"usines", "dépôts", "agences", "lignes", "véhicules", "chantiers", "laboratoires", "écoles", "lits", "parkings"}
	towns := []string{"Vernay", "Corvel", "Morand", "Brissac", "Ostrel", "Dreval", "Lumel", "Tarnac", "Orly", "Senart"}
	var all Facts
	for i := range n {
		metric := fmt.Sprintf("%s de %s secteur %c%c", sites[i%10], towns[i/10%10], 'A'+i/100%26, 'A'+i/10%26)
		all = append(all, Fact{
			ID: fmt.Sprint("f", i), Entity: "brumont", Metric: metric, Aliases: []string{metric + " bis", fmt.Sprint("sites ", i)}, Value: fmt.Sprint(100 + i), Period: "2026",
			Statement: Statement{FR: "Brumont compte " + fmt.Sprint(100+i) + " " + metric + ".", EN: "Brumont has " + fmt.Sprint(100+i) + " " + metric + "."},
		})
	}
	return all
}

// TestMemory wants an article that has named the organisation to be about it for some
// sentences, and no longer.
func TestMemory(t *testing.T) {
	c := New(Facts{{ID: "staff", Entity: "brumont", Metric: "salariés", Aliases: []string{"effectif", "employees"}, Value: "312"}})
	const other = " Le secteur souffre. Les prix montent. Tout le monde attend."
	for text, want := range map[string]string{
		"Brumont va mal. L'effectif est tombé à 150 salariés.":                            Contradicts,
		"Brumont va mal. Cela dure. L'effectif est tombé à 150 salariés.":                 Contradicts,
		"Brumont va mal." + other + " L'effectif est tombé à 150 salariés.":               "none",
		"Brumont va mal." + other + " Chez Brumont, l'effectif est tombé à 150 salariés.": Contradicts,
	} {
		if got := on(c.Claims(text, "fr", nil, published), "staff"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
