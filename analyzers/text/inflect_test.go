package text

import "testing"

func TestInflected(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"bus", "bus", true}, {"bus", "buses", true}, {"compte", "comptes", true}, {"réseau", "réseaux", true}, {"cheval", "chevaux", true},
		{"client", "clientes", true}, {"opérateur", "opératrices", true}, {"vendeur", "vendeuses", true}, {"conseiller", "conseillère", true},
		{"sportif", "sportive", true}, {"public", "publiques", true}, {"professionnel", "professionnelle", true}, {"salarié", "salariées", true},
		{"ferme", "fermées", true}, {"fermer", "fermeront", true}, {"résilier", "résilié", true}, {"changer", "changeaient", true},
		{"démolir", "démolissent", true}, {"vendre", "vendus", true}, {"call", "calling", true}, {"close", "closed", true},
		{"carry", "carried", true}, {"stop", "stopped", true}, {"branch", "branches", true}, {"delivery", "deliveries", true}, {"phone", "phones", true},
		{"banque", "banquise", false}, {"mobile", "mobilité", false}, {"port", "porte", false}, {"vent", "vente", false}, {"de", "des", false},
		{"forfait", "forfaitaire", false}, {"box", "boxe", false}, {"agence", "agent", false}, {"bank", "banker", false}, {"", "s", false},
		{"internet", "international", false}, {"compte", "comptoir", false}, {"ligne", "ligue", false}, {"news", "new", true},
	} {
		a, b := Fold(tt.a), Fold(tt.b)
		if got := Inflected(a, b); got != tt.want || Inflected(b, a) != got {
			t.Errorf("Inflected(%q, %q) = %v, the other way %v, want %v", a, b, got, Inflected(b, a), tt.want)
		}
	}
}

func FuzzInflected(f *testing.F) {
	f.Add("compte", "comptes")
	f.Add("é", "ée")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a, b = Fold(a), Fold(b); Inflected(a, b) != Inflected(b, a) || !Inflected(a, a) {
			t.Errorf("Inflected(%q, %q) differs the other way round", a, b)
		}
	})
}
