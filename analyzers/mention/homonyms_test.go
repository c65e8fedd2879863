package mention

import (
	"os"
	"strings"
	"testing"

	"vigie/analyzers/query"
)

// homonyms are names that others bear, configured as an analyst would.
var homonyms = []Entity{
	{ID: "orange", Name: "Orange", Handles: []string{"orange"}, Hashtags: []string{"orange"},
		Context: []string{"opérateur*", "fibre", "forfait", "abonnement", "téléphon*", "internet", "box", "réseau mobile", "mobile*", "service client", "conseiller*"},
		Not:     []string{"jus d'orange", "ville d'Orange", "Vaucluse", "vigilance orange", "une orange", "orange mécanique", "gilet*"}},
	{ID: "sg", Name: "SG", Aliases: []string{"Société Générique"},
		Context: []string{"banque", "agence*", "compte*", "virement*", "bourse", "appli"},
		Not:     []string{"Paris SG", "ONU", "syndicat*", "Samsung"}},
	{ID: "regie", Name: "la Régie", Aliases: []string{"Régie des transports"},
		Context: []string{"bus", "tram*", "métro", "dépôt", "ligne*"},
		Not:     []string{"publicitaire", "technique", "lumière", "théâtre", "municipale", "en régie"}},
	{ID: "total", Name: "Total",
		Context: []string{"raffinerie*", "pompe*", "essence", "litre", "pétrol*", "station", "carburant*", "plein"},
		Not:     []string{"au total", "montant total", "un total", "total de"}},
	{ID: "free", Name: "Free", Aliases: []string{"Free Mobile"},
		Context: []string{"forfait*", "box", "freebox", "fibre", "mobile", "opérateur", "SMS", "débit"},
		Not:     []string{"en free lance", "free ride", "free party", "* free et", "gluten"}},
	{ID: "apple", Name: "Apple",
		Context: []string{"iPhone", "iPad", "Mac", "laptop", "store", "écouteur", "phone", "app"},
		Not:     []string{"apple juice", "apple pie", "orchard"}},
	{ID: "shell", Name: "Shell",
		Context: []string{"petrol", "pump", "pompe", "refinery", "raffinerie", "oil", "station", "fuel", "litre"},
		Not:     []string{"shell script", "beach", "in the Shell"}},
	{ID: "laposte", Name: "La Poste",
		Context: []string{"courrier", "colis", "facteur", "lettre", "timbre", "bureau", "recommandé"},
		Not:     []string{"poste de"}},
}

func TestHomonyms(t *testing.T) {
	f, err := New(homonyms)
	if err != nil {
		t.Fatal(err)
	}
	eachCase(t, "testdata/homonyms.tsv", func(entity, sentence string, want bool) {
		if got := names(f, sentence, entity); got != want {
			t.Errorf("%s in %q: %v, want %v", entity, sentence, got, want)
		}
	})
}

// TestWithoutContext gives the names alone: what is written as a common noun is
// none, and nothing that is written as a name is lost.
func TestWithoutContext(t *testing.T) {
	f, err := New([]Entity{{ID: "orange", Name: "Orange", Handles: []string{"orange"}}, {ID: "total", Name: "Total"}, {ID: "free", Name: "Free"}, {ID: "regie", Name: "la Régie"}, {ID: "keolane", Name: "Kéolane"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		entity, sentence string
		want             bool
	}{
		{"orange", "Orange augmente ses prix", true},
		{"orange", "un gilet orange", false},
		{"orange", "@orange, encore une panne ! orange, c'est fini", true},
		{"orange", "j'ai une veste orange", false},
		{"total", "Les salariés de Total débrayent", true},
		{"total", "TOTAL REFUSE", true},
		{"total", "Au total, 300 bus", false},
		{"free", "wifi free dans le bus", false},
		{"free", "Merci Free", true},
		{"regie", "La Régie ment", true},
		{"regie", "La régie ment", false},
		{"keolane", "kéolane, c'est nul", true},
	} {
		if got := names(f, tt.sentence, tt.entity); got != tt.want {
			t.Errorf("%s in %q: %v, want %v", tt.entity, tt.sentence, got, tt.want)
		}
	}
}

func names(f *Finder, s, entity string) bool {
	for _, m := range f.Find("", s, query.Doc{}) {
		if m.Entity == entity {
			return true
		}
	}
	return false
}

// eachCase reads lines of entity, yes or no, and sentence.
func eachCase(t *testing.T, file string, f func(entity, sentence string, want bool)) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if line[0] == '#' {
			continue
		}
		if len(cells) != 3 {
			t.Fatalf("%s: %q has no three cells", file, line)
		}
		f(cells[0], cells[2], cells[1] == "yes")
	}
}
