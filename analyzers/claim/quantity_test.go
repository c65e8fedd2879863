package claim

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// shownQuantities is a text's quantities as "value unit noun" for tables.
func shownQuantities(s, lang string) string {
	t := read(s, lang)
	var out []string
	for i := range t.quantities {
		q := &t.quantities[i]
		switch {
		case q.dim == dated:
			out = append(out, "date "+q.date.String())
		case q.low != q.high:
			out = append(out, strings.TrimSpace(fmt.Sprintf("%g-%g %s %s", q.low, q.high, q.unit, q.noun)))
		default:
			out = append(out, strings.TrimSpace(strings.Join(strings.Fields(fmt.Sprintf("%s %.6g %s %s", q.hedge, q.value, q.unit, q.noun)), " ")))
		}
	}
	return strings.Join(out, "; ")
}

func TestQuantities(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"fr", "1 240 bus", "1240 bus"},
		{"fr", "1\u202f240 bus", "1240 bus"},
		{"fr", "1.240 bus", "1240 bus"},
		{"en", "1,240 buses", "1240 bus"},
		{"en", "1,234,567.5 km", "1.23457e+09 m"},
		{"fr", "1.234.567,5 €", "1.23457e+06 EUR"},
		{"fr", "un chiffre d'affaires de 1,2 Md€", "1.2e+09 EUR"},
		{"fr", "1,2 milliard d'euros", "1.2e+09 EUR"},
		{"fr", "48 M€ et 12 k€", "4.8e+07 EUR; 12000 EUR"},
		{"en", "€1.2bn and $3m", "1.2e+09 EUR; 3e+06 USD"},
		{"en", "$62.1 million", "6.21e+07 USD"},
		{"fr", "douze pour cent", "12 %"},
		{"fr", "12,5 % des bus", "12.5 %"},
		{"en", "twelve per cent", "12 %"},
		{"en", "12.5% of buses", "12.5 %"},
		{"fr", "un bus sur trois", "33.3333 % bus"},
		{"en", "1 in 3 buses", "33.3333 %"},
		{"en", "one out of four", "25 %"},
		{"fr", "la moitié des bus", "50 %"},
		{"fr", "les deux tiers des rames", "66.6667 %"},
		{"en", "half of the buses", "50 %"},
		{"en", "twelve hundred buses", "1200 bus"},
		{"fr", "mille deux cent quarante bus", "1240 bus"},
		{"fr", "quatre-vingt-dix-sept agents", "97 agent"},
		{"fr", "vingt et un trams", "21 tram"},
		{"en", "two hundred and five drivers", "205 driver"},
		{"fr", "une centaine de bus", "about 100 bus"},
		{"en", "two dozen trams", "about 24 tram"},
		{"fr", "1,2 million de voyageurs", "1.2e+06 voyageur"},
		{"fr", "entre 900 et 1 000 bus", "900-1000  bus"},
		{"fr", "de 40 à 48 M€", "4e+07 EUR; 4.8e+07 EUR"},
		{"fr", "900-1000 bus", "900-1000  bus"},
		{"fr", "près de 940 bus", "about 940 bus"},
		{"en", "at least 940 buses", "at least 940 bus"},
		{"fr", "plus de 940 bus", "at least 940 bus"},
		{"fr", "moins de 940 bus", "at most 940 bus"},
		{"en", "~940 buses", "about 940 bus"},
		{"fr", "45 minutes de retard", "45 min"},
		{"fr", "un trajet de 2 heures", "120 min"},
		{"en", "a 349.3 cm canvas", "3.493 m"},
		{"fr", "le samedi 21 novembre 2026, 14 h 05", "date 2026-11-21"},
		{"fr", "le 1er novembre 2026", "date 2026-11-01"},
		{"en", "November 1, 2026", "date 2026-11-01"},
		{"en", "in 2019 the fleet", "date 2019"},
		{"en", "on 2026-11-01", "date 2026-11-01"},
		{"fr", "le 21/11/2026", "date 2026-11-21"},
		{"en", "2010-2014", "date 2010-2014"},
		{"en", "in the 1960s", "date 1960-1969"},
		// nothing that counts
		{"fr", "à 21 h 40", ""},
		{"fr", "21h40", ""},
		{"en", "at 21:40 or 9 pm", ""},
		{"fr", "la ligne 3 et le bus 34", ""},
		{"fr", "p. 12, n° 5, article 14", ""},
		{"fr", "01 23 45 67 89", ""},
		{"en", "+33 1 23 45 67 89", ""},
		{"fr", "tome XIV", ""},
		{"fr", "la 3e fois", ""},
		{"en", "the 3rd time, 24/7", ""},
		{"en", "version 1.2.3, NaN, inf, 1e999", ""},
		{"en", strings.Repeat("9", 400), ""},
		{"fr", "un bus", ""},
	} {
		if got := shownQuantities(c.text, c.lang); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

func FuzzClaims(f *testing.F) {
	for _, tc := range sentenceCases(f) {
		f.Add(tc.text, tc.lang)
	}
	for _, s := range []string{"", "🚍", strings.Repeat("9", 400), "\xff\xfe 12 %", "1 1 1 1 1", "sur 3 in 4 out of", "-/-,. 1/", "entre et à 3", "9:9:9", "12\u202f", "½ of", "１２ %", "n°"} {
		f.Add(s, "fr")
	}
	c := New(sampleFacts(f))
	f.Fuzz(func(t *testing.T, s, lang string) {
		for _, cl := range c.Claims(s, lang, mentions(s), published) {
			if cl.Value != cl.Value || cl.Value > 1e300 || cl.Why == "" || cl.Verdict == "" {
				t.Errorf("%q: %+v", s, cl)
			}
		}
	})
}

func FuzzSheet(f *testing.F) {
	f.Add("Ada was active for over a decade until the late 1990's", "Years active", "1972-1990 ; 1995-present")
	f.Add("died in her 40s, at half a million", "Died", "1 June 2001 (aged 51)")
	f.Add("between 1999 and 2009, 3 to 2", "Length", "3:45")
	f.Fuzz(func(t *testing.T, s, metric, value string) {
		c := New(Facts{{ID: "a", Entity: "Ada", Metric: metric, Value: value}, {ID: "b", Entity: "Ada", Metric: "Born", Value: "3 May 1950"}})
		for _, cl := range c.Claims(s, "en", nil, time.Time{}) {
			if cl.Value != cl.Value || cl.Value > 1e300 || cl.Why == "" || cl.Verdict == "" {
				t.Errorf("%q: %+v", s, cl)
			}
		}
	})
}

func FuzzReadFacts(f *testing.F) {
	f.Add("- id: a\n  entity: b\n  metric: c\n  value: 1 %\n")
	f.Add("facts:\n  - {id: a}\n")
	f.Fuzz(func(t *testing.T, s string) {
		facts, _ := ReadFacts(strings.NewReader(s), "f")
		New(facts).Claims("12 bus", "fr", nil, time.Time{})
	})
}

func BenchmarkSheet(b *testing.B) {
	c := New(sampleFacts(b))
	b.ReportAllocs()
	for b.Loop() {
		c.Claims("Translum runs only 940 buses, and punctuality has sunk to 71.5%.", "en", nil, published)
	}
}

func BenchmarkClaims(b *testing.B) {
	c := New(sampleFacts(b))
	const s = "Incroyable : 300 bus auraient été retirés sans remplacement chez Translum, il n'en resterait que 940 selon un conducteur. À 21 h 40, personne sur la ligne 3."
	m := mentions(s)
	b.ReportAllocs()
	for b.Loop() {
		c.Claims(s, "fr", m, published)
	}
}

// Figures of millions in groups of three, with each space that people write.
func TestGroupsOfThree(t *testing.T) {
	for s, want := range map[string]float64{
		"2 450 000 clients": 2450000, "1 240 567 clients": 1240567, "12 345 678 clients": 12345678,
		"1 000 000 clients": 1000000, "3 000 000 clients": 3000000, "1 240 bus": 1240, "184 500 000 €": 184500000,
	} {
		claims := New(nil).Claims("Banque Corail a "+s+".", "fr", nil, time.Time{})
		if len(claims) != 1 || claims[0].Value != want {
			t.Errorf("%q: %+v, want %.0f", s, claims, want)
		}
	}
}
