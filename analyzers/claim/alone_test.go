package claim

import "testing"

// TestEachFactByItself wants a fact to judge a sentence alike, whatever other facts
// there are of the entity.
func TestEachFactByItself(t *testing.T) {
	bare := Fact{ID: "fleet", Entity: "acme", Metric: "bus en service", Value: "1 240 bus"}
	full := bare
	full.Aliases = []string{"autobus"}
	other := Fact{ID: "stops", Entity: "acme", Metric: "arrêts", Aliases: []string{"stations"}, Value: "312", Unit: "arrêt"}
	row := Fact{ID: "stops", Entity: "acme", Metric: "arrêts", Value: "312 arrêts"}
	for _, text := range []string{"Acme avait 940 bus en service.", "Acme n'a plus que 940 bus en service.", "Acme a 1 240 bus en service."} {
		for _, c := range []struct {
			name        string
			judged, too Fact
		}{{"a bare fact beside a full one", bare, other}, {"a bare fact beside a bare one", bare, row}, {"a full fact beside a bare one", full, row}, {"a full fact beside a full one", full, other}} {
			want := on(New(Facts{c.judged}).Claims(text, "fr", nil, published), "fleet")
			if got := on(New(Facts{c.judged, c.too}).Claims(text, "fr", nil, published), "fleet"); got != want {
				t.Errorf("%s, %q: %s, by itself %s", c.name, text, got, want)
			}
		}
	}
}
