package claim

import "testing"

// TestWordsBeside holds sentences whose words near a figure or a statement say what it is
// of, or only how it is told.
func TestWordsBeside(t *testing.T) {
	facts := Facts{
		{ID: "cameras", Entity: "Oudrelle", Metric: "vidéosurveillance", Statement: Statement{FR: "Oudrelle ne vend pas les données des abonnés.", EN: "Oudrelle does not sell subscribers' data."},
			DeniedBy: []string{"revente de données", "vend les données", "sells data", "selling data"}},
		{ID: "fares", Entity: "Oudrelle", Metric: "hausse des abonnements", Aliases: []string{"hausse des prix", "augmente ses abonnements", "price rise", "prices rise"}, Value: "2,5 %", Period: "2026"},
		{ID: "heat", Entity: "Oudrelle", Metric: "prix du gaz", Aliases: []string{"gas price"}, Value: "1,20 €", Unit: "par m³"},
		{ID: "bio", Entity: "Oudrelle", Metric: "part du bio", Aliases: []string{"bio", "organic share"}, Value: "70 %"},
		{ID: "pool", Entity: "Oudrelle", Metric: "coût de la piscine", Aliases: []string{"piscine", "pool"}, Value: "24 M€"},
		{ID: "rooms", Entity: "Oudrelle", Metric: "chambres", Aliases: []string{"rooms"}, Value: "1 100", Unit: "chambres"},
		{ID: "staff", Entity: "Oudrelle", Metric: "salariés", Aliases: []string{"employees", "staff"}, Value: "3 200", Unit: "personnes", Period: "2026"},
		{ID: "sales", Entity: "Oudrelle", Metric: "chiffre d'affaires", Aliases: []string{"revenue"}, Value: "640 M€", Period: "2025"},
		{ID: "wait", Entity: "Oudrelle", Metric: "temps d'attente", Aliases: []string{"attente", "waiting time"}, Value: "40 minutes", Period: "2026"},
	}
	c := New(facts)
	for _, tc := range []struct{ lang, fact, want, text string }{
		{"fr", "cameras", Contradicts, "Oudrelle vend les données de tout le monde sans prévenir personne."},
		{"fr", "cameras", Contradicts, "Sans rien demander à personne, Oudrelle vend les données des abonnés."},
		{"en", "cameras", Contradicts, "Oudrelle is selling data without telling anyone."},
		{"fr", "cameras", Matches, "Oudrelle ne vend pas les données."},
		{"fr", "cameras", Matches, "Oudrelle continue sans revente de données."},
		{"fr", "fares", Contradicts, "Oudrelle augmente ses abonnements de 9 % en 2026."},
		{"fr", "fares", Matches, "Oudrelle augmente ses abonnements de 2,5 % en 2026."},
		{"en", "fares", Contradicts, "Oudrelle prices rise by 8% in 2026."},
		{"en", "heat", Matches, "Gas price at Oudrelle: €1.20 per cubic metre."},
		{"en", "heat", Contradicts, "Gas price at Oudrelle: €2.90 per cubic metre."},
		{"fr", "heat", Matches, "Le prix du gaz chez Oudrelle est de 1,20 € par mètre cube."},
		{"en", "heat", "none", "Gas price at Oudrelle: €90 per delivery."},
		{"fr", "bio", Contradicts, "Un quart à peine de la cantine d'Oudrelle est bio."},
		{"en", "bio", Matches, "Stop spreading that nonsense about Oudrelle having an organic share of 10%: the figure is 70%."},
		{"fr", "pool", Contradicts, "La piscine d'Oudrelle coûtera de 60 à 80 millions d'euros."},
		{"fr", "pool", Matches, "La piscine d'Oudrelle ne coûtera pas 60 millions d'euros mais 24."},
		{"en", "pool", Contradicts, "The Oudrelle pool will cost EUR 88m."},
		{"fr", "rooms", "none", "Oudrelle compte 80 chambres de luxe."},
		{"fr", "rooms", Contradicts, "Oudrelle compte 80 chambres."},
		{"en", "staff", "none", "About 400 Oudrelle employees work in logistics."},
		{"en", "staff", Contradicts, "Only 400 employees work at Oudrelle."},
		{"en", "sales", "none", "In the first nine months of 2025 Oudrelle made revenue of €450m."},
		{"fr", "sales", "none", "Sur les neuf premiers mois, Oudrelle a réalisé 450 millions d'euros de chiffre d'affaires."},
		{"en", "wait", "none", "Four years ago the waiting time at Oudrelle was three hours."},
		{"fr", "wait", "none", "Trois heures d'attente chez Oudrelle hier soir, mais bien accueillis."},
		{"fr", "wait", Contradicts, "Chez Oudrelle, le temps d'attente moyen est de trois heures."},
		{"fr", "staff", "none", "Est-ce que Oudrelle n'a vraiment plus que 900 salariés ?"},
		{"en", "staff", "none", "Does anyone know if Oudrelle is down to 900 employees?"},
		{"fr", "staff", "none", "Combien de salariés a Oudrelle, 900 ?"},
		{"fr", "staff", Contradicts, "Oudrelle n'a que 900 salariés, c'est vrai ?"},
		{"en", "staff", Contradicts, "Do you know that Oudrelle has only 900 employees?"},
	} {
		claims := c.Claims(tc.text, tc.lang, nil, published)
		if got := on(claims, tc.fact); got != tc.want {
			t.Errorf("%s: %q: %s is %s, want %s: %+v", tc.lang, tc.text, tc.fact, got, tc.want, claims)
		}
	}
}
