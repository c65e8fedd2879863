package claim

import (
	"strings"
	"testing"
)

func TestMeasured(t *testing.T) {
	for _, c := range []struct{ lang, value, unit, want string }{
		{"fr", "312", "salarié", "312 salariés"},
		{"en", "312", "employee", "312 employees"},
		{"fr", "1", "salarié", "1 salarié"},
		{"fr", "1,5", "tonne", "1,5 tonne"},
		{"fr", "1 240", "bus", "1 240 bus"},
		{"en", "1 240", "bus", "1,240 bus"},
		{"fr", "1 240 bus", "bus", "1 240 bus"},
		{"fr", "2,4 millions", "client", "2,4 millions de clients"},
		{"fr", "3 millions", "usager", "3 millions d’usagers"},
		{"en", "2.4 million", "customer", "2.4 million customers"},
		{"en", "1 240 bus", "", "1,240 bus"},
		{"fr", "94", "voyageurs", "94 voyageurs"},
		{"fr", "1,2 Md€", "€", "1,2 Md€"},
		{"fr", "1,2 Md€", "EUR", "1,2 Md€"},
		{"en", "1,2 Md€", "EUR", "1.2 Md€"},
		{"fr", "92,4 %", "%", "92,4 %"},
		{"en", "92,4 %", "%", "92.4 %"},
		{"fr", "12", "km", "12 km"},
		{"fr", "12", "véhicule en service", "12 véhicules en service"},
		{"fr", "12", "ligne de bus", "12 lignes de bus"},
		{"fr", "2000", "bus", "2000 bus"},
		{"en", "1,240", "bus", "1,240 bus"},
		{"fr", "2026-11-01", "", "2026-11-01"},
		{"fr", "aucun", "bus", "aucun"},
	} {
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(Measured(c.lang, c.value, c.unit))
		if got != c.want {
			t.Errorf("Measured(%s, %q, %q) = %q, want %q", c.lang, c.value, c.unit, got, c.want)
		}
	}
}
