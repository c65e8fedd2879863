package mention

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/analyzers/query"
)

const fr = "Encore vingt minutes de retard sur la ligne 3 : le dépôt de Lumières est fermé, l’aiguillage en panne. @translum_info #GrèveTram"

const en = "The Riverside depot was closed again; drivers' strike, 20 buses missing near the old town's bridge"

var namingQueries = []struct {
	query, text string
	want        string // the words it is found by, |-separated; "-" not at all; "" by its fields alone
}{
	{"retard AND aiguillage", fr, "retard"},
	{"retard ET aiguillage", fr, "retard"},
	{"metro OR aiguillage", fr, "aiguillage"},
	{"métro OU AIGUILLAGE", fr, "aiguillage"},
	{"retard NOT metro", fr, "retard"},
	{"retard SAUF aiguillage", fr, "-"},
	{"retard -aiguillage", fr, "-"},
	{"(metro OR tram*) retard", fr, "-"},
	{"(metro OR ligne) (panne OR greve)", fr, "ligne"},
	{`"depot de lumieres"`, fr, "dépôt de Lumières"},
	{`"dépôt * Lumières"`, fr, "dépôt de Lumières"},
	{`"dépôt Lumières"`, fr, "-"},
	{"ligne NEAR/3 retard", fr, "ligne"},
	{"retard NEAR/2 ligne", fr, "-"},
	{"panne PRES/4 (depot OR aiguillage)", fr, "panne"},
	{"aiguill*", fr, "aiguillage"},
	{"a*guill*ge", fr, "aiguillage"},
	{"aig?illage", fr, "aiguillage"},
	{"*ouage OR *aiguill*", fr, "aiguillage"},
	{"minute?", fr, "minutes"},
	{"#grevetram", fr, "#GrèveTram"},
	{"grevetram", fr, "#GrèveTram"},
	{"#grève*", fr, "#GrèveTram"},
	{"@translum_info", fr, "@translum_info"},
	{"@translum*", fr, "@translum_info"},
	{"l'aiguillage", fr, "l’aiguillage"},
	{"author:modele", fr, ""},
	{`author:"camille modele" retard`, fr, "retard"},
	{"auteur:(vallon OR modèle) ligne", fr, "ligne"},
	{"site:lignes.example retard", fr, "retard"},
	{"site:lignes-rails", fr, ""},
	{"site:autre.example retard", fr, "-"},
	{"kind:message retard", fr, "retard"},
	{"kind:article retard", fr, "-"},
	{"lang:fr retard", fr, "retard"},
	{"lang:(en OR de) retard", fr, "-"},
	{"url:/sujet/ retard", fr, "retard"},
	{"tag:vallee retard", fr, "retard"},
	{"after:2026-11-20 before:2026-11-21 retard", fr, "retard"},
	{"before:2026-11-20 retard", fr, "-"},
	{"depot AND strike", en, "depot"},
	{"depot AND (strike OR walkout) NOT france", en, "depot"},
	{`"riverside depot"`, en, "Riverside depot"},
	{"depot NEAR/4 closed", en, "depot"},
	{"buses NEAR/2 missing", en, "buses"},
	{"driver?", en, "drivers"},
	{"driv*rs", en, "drivers"},
	{"town", en, "town"},
	{`"old town's bridge"`, en, "old town's bridge"},
	{"strike -depot", en, "-"},
}

// TestQueries tries what an entity may ask for, as an analyst would write it.
func TestQueries(t *testing.T) {
	meta := query.Doc{Author: "Camille Modèle", Source: "lignes-rails", Host: "forum.lignes.example", Kind: "message", Language: "fr",
		URL: "https://forum.lignes.example/sujet/12?page=2", Tags: []string{"Vallée"}, Published: time.Date(2026, 11, 20, 7, 30, 0, 0, time.UTC)}
	for _, tt := range namingQueries {
		f, err := New([]Entity{{ID: "e", Query: tt.query}})
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		got := "-"
		if found := f.Find("", tt.text, meta); len(found) > 0 {
			var parts []string
			for _, m := range found {
				parts = append(parts, tt.text[m.Start:m.End])
			}
			got = strings.Join(parts, "|")
		}
		if got != tt.want {
			t.Errorf("%q in %q: found by %q, want %q", tt.query, tt.text, got, tt.want)
		}
	}
}

// TestNames tries names, handles and hashtags, with wildcards and accents.
func TestNames(t *testing.T) {
	e := Entity{ID: "e", Name: "Réseau Vallée", Aliases: []string{"Val'Bus", "Vallée Express*", "ResoVal", "R.V.", "Vallée & Cie", "l'Express de la Vallée"}, Handles: []string{"@reseau.vallee.example", "RV_info"}, Hashtags: []string{"#MaVallée", "ligneV"}}
	f, err := New([]Entity{e})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"Le RESEAU VALLEE dément":                      {"RESEAU VALLEE"},
		"réseau  vallée":                               {"réseau  vallée"},
		"Le Réseau-Vallée":                             {"Réseau-Vallée"},
		"#reseauvallee et @ReseauVallee":               {"#reseauvallee", "@ReseauVallee"},
		"Val’Bus en panne":                             {"Val’Bus"},
		"val'bus":                                      {"val'bus"},
		"Le Vallée Express12 est à quai":               {"Vallée Express12"},
		"resoval, RÉSOVAL":                             {"resoval", "RÉSOVAL"},
		"merci @reseau.vallee.example":                 {"@reseau.vallee.example"},
		"@rv_info ?":                                   {"@rv_info"},
		"rv_info":                                      nil,
		"#mavallee #LigneV":                            {"#mavallee", "#LigneV"},
		"ligneV":                                       nil,
		"ma vallée":                                    nil,
		"Vallée & Cie embauche":                        {"Vallée & Cie"},
		"L'express de la vallée":                       {"L'express de la vallée"},
		"https://www.reseau-vallee.example/horaires":   nil,
		"Les réseaux valléens":                         nil,
		"The Réseau Vallée's buses, Val'Bus's drivers": {"Réseau Vallée", "Val'Bus"},
	} {
		var got []string
		for _, m := range f.Find("", text, query.Doc{}) {
			got = append(got, text[m.Start:m.End])
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// TestFindsWhatMatches holds the finder against the query itself: what it asks
// first, to save time, must lose nothing.
func TestFindsWhatMatches(t *testing.T) {
	parts := []string{"tram", "bus*", "*ville", "r?t", "#tag", "@who", "l'eau", `"a b"`, `"a * c"`, `"a b*"`, "(", ")", "AND", "OR", "NOT", "-", "NEAR/1", "NEAR/3", "a", "b", "c", "lang:fr", "author:x", "kind:message"}
	words := []string{"tram", "busway", "trouville", "rt", "ret", "#tag", "tag", "@who", "who", "l'eau", "a", "b", "c", "#a", "@b"}
	rapid.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 9).Draw(t, "q"), " ")
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 9).Draw(t, "words"), " ")
		f, err := New([]Entity{{ID: "e", Query: q}})
		if err != nil {
			return
		}
		e, err := query.Parse(q)
		if err != nil {
			t.Fatal(err)
		}
		meta := query.Doc{Language: rapid.SampledFrom([]string{"fr", "en"}).Draw(t, "lang"), Author: "x", Kind: "message"}
		got := len(f.Find("", body, meta)) > 0
		meta.Words = query.Words(body)
		if want := query.Match(e, &meta); got != want {
			t.Fatalf("%q in %q: found %v, matches %v", q, body, got, want)
		}
	})
}
