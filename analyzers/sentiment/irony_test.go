package sentiment

import "testing"

func TestIrony(t *testing.T) {
	m := loaded(t)
	for _, s := range []string{
		"Merci pour le retard, bravo, super service !",
		"Merci la régie !",
		"Bravo Translum, encore une panne, on adore",
		"Quel plaisir d'être coincé 40 minutes dans le tram, merci beaucoup",
		"Service « impeccable » ce matin, magnifique",
		"Génial, le tram est à l'heure #ironie",
		"J'adore ce nouveau bus 🙃",
		"Ligne 3 bloquée, excellent 👏👏",
		"Super organisation /s",
		"Merci pour rien, super équipe",
		"Great job, delayed again, love it, thank you so much!",
		"Thanks for nothing, wonderful service",
		"What a \"great\" service, I love it",
		"Stuck for an hour, amazing 👏",
	} {
		if Irony(s) == "" {
			t.Errorf("Irony(%q) is not suspected", s)
		}
		if got := m.Of(s, ""); got.Label == "positive" {
			t.Errorf("Of(%q) = %+v", s, got)
		}
	}
	for _, s := range []string{
		"", "Super trajet ce matin, conducteur adorable 😍", "Merci au conducteur de la ligne 3 pour sa gentillesse !",
		"Merci la Translum pour le nouveau bus, très confortable !", "Bravo à toute l'équipe 👏", "Thank you to the driver, great ride!",
		"I love the new tram", "Le tram est en retard",
	} {
		if cue := Irony(s); cue != "" {
			t.Errorf("Irony(%q) = %q", s, cue)
		}
	}
}
