package sentiment

import (
	"strings"
	"testing"

	"vigie/analyzers/text"
)

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
		"Merci, aucun retard ce matin, trajet parfait.", "Super, plus aucune panne depuis lundi, bravo !",
		"Bravo aux équipes : l'incident est résolu.", "Great service, never late, thank you!", "No delays today, amazing journey, thanks.",
	} {
		if cue := Irony(s); cue != "" {
			t.Errorf("Irony(%q) = %q", s, cue)
		}
	}
}

// A sentence without end, with names at every comma, is bounded.
func TestTowardIsBounded(t *testing.T) {
	m := loaded(t)
	s := strings.Repeat("a,", 5000) + strings.Repeat("Acmee,Bcmee,", 200) + strings.Repeat("a,", 5000)
	var others []text.Span
	for at := 10_000; at < 10_000+12*200; at += 12 {
		others = append(others, text.Span{Start: at + 6, End: at + 11})
	}
	if window := sentenceAround(s, 10_000, 10_005); window.End-window.Start > 2*reach+5 {
		t.Errorf("%d bytes are looked at, want %d at most", window.End-window.Start, 2*reach+5)
	}
	if got := m.Toward(s, "en", 10_000, 10_005, others...); got.Label == "" {
		t.Errorf("toward = %+v", got)
	}
}
