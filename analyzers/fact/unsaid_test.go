package fact

import (
	"fmt"
	"testing"
)

func TestUnsaid(t *testing.T) {
	for _, tt := range []struct {
		name, value, fr, en string
		want                string
	}{
		{"grouped digits", "1 240", "1 240 bus sont en service.", "1,240 buses are in service.", "[]"},
		{"decimals", "92,4 %", "92,4 % des passages sont ponctuels.", "92.4% of services run on time.", "[]"},
		{"a new value, the old sentences", "512", "La banque a 812 agences.", "The bank has 812 branches.", "[fr en]"},
		{"one language was changed", "512", "La banque a 512 agences.", "The bank has 812 branches.", "[en]"},
		{"a statement has no figure", "aucun licenciement", "Aucun licenciement n’est prévu.", "", "[]"},
		{"no sentence", "512", "", "", "[]"},
	} {
		f := Fact{Value: tt.value, Statement: Statement{FR: tt.fr, EN: tt.en}}
		if got := fmt.Sprint(f.Unsaid()); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
