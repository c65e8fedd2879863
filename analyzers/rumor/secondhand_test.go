package rumor

import (
	"fmt"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

func TestPassesHearsayOn(t *testing.T) {
	for text, want := range map[string]bool{
		"D’après mes sources, le chantier du stade est arrêté.":                    true,
		"Le trésorier du club serait en fuite à l’étranger.":                       true,
		"Le toit de la piscine serait fissuré.":                                    true,
		"Les vestiaires seraient fissurés.":                                        true,
		"Le musée n’aurait plus que trois gardiens.":                               true,
		"Apparemment la cantine ferme vendredi.":                                   true,
		"On murmure que la direction s’en va.":                                     true,
		"Une infirmière m’a dit que le scanner est en panne depuis un mois.":       true,
		"La patinoire ferme, un voisin me l’a confirmé.":                           true,
		"Le maire démissionne. Rien d’officiel.":                                   true,
		"A driver told me they scrap the night line.":                              true,
		"Rumour has it that the library is sold.":                                  true,
		"I hear that the pool stays shut all summer.":                              true,
		"The mayor is said to have resigned.":                                      true,
		"Ce serait bien d’ouvrir le dimanche.":                                     false,
		"Il serait utile de prévenir.":                                             false,
		"Il serait temps de réparer le toit.":                                      false,
		"La piscine serait ouverte si la mairie payait.":                           false,
		"Le conseiller m’a dit que mon dossier était complet.":                     false,
		"Personne ne m’a dit que la ligne était fermée.":                           false,
		"The clerk told me to come back on Monday.":                                false,
		"Nobody told me the pool was shut.":                                        false,
		"J’aurais aimé un accueil plus chaleureux.":                                false,
		"What is said in the council stays in the council. They are said members.": false,
	} {
		if got := readText(text).hearsay > 0; got != want {
			t.Errorf("%q passes hearsay on: %v, want %v", text, got, want)
		}
		if got := hedgeIn(annotation.Post{Post: post.Post{Text: text}}) != ""; got != want {
			t.Errorf("%q has a hedge to show: %v, want %v", text, got, want)
		}
	}
}

func TestSatireThatSaysSo(t *testing.T) {
	for text, want := range map[string]bool{
		"[Satire] La mairie rachète la lune.":                          true,
		"La mairie rachète la lune #humour":                            true,
		"La mairie rachète la lune, 3 milliards. #Parodie, évidemment": true,
		"Great, the council buys the moon /s":                          true,
		"The council buys the moon. This is satire.":                   true,
		"Ce procès est une parodie de justice.":                        false,
		"La satire politique se porte bien.":                           false,
		"See https://x.example/s":                                      false,
		"Quel humour, ce guichet !":                                    false,
	} {
		if got := marked(text); got != want {
			t.Errorf("%q is marked as satire: %v, want %v", text, got, want)
		}
	}
	joke := told("c", "forum", 2, "Plus que 940 bus, et tous roses #humour", by("x"))
	got := detect(t, start.Add(5*time.Hour), told("a", "ticket", 0, "940 bus"), told("b", "tram-co", 1, "940 bus"), joke)
	if len(got) != 1 || len(got[0].Rumour.Relays) != 2 {
		t.Fatalf("got %+v, want one rumour of two relays", got)
	}
}

// TestHearsayAlone passes something on that no fact speaks of and nobody doubts.
func TestHearsayAlone(t *testing.T) {
	roof := "Il paraît que la verrière de la gare de Translum est fissurée et menace de tomber."
	said := func(n int, source, text string, edit ...func(*annotation.Post)) annotation.Post {
		p := told(fmt.Sprint("p", n), source, float64(n), text, append([]func(*annotation.Post){noClaim, by(fmt.Sprint("u", n))}, edit...)...)
		p.Annotation.Doubt = Doubt(p)
		p.Annotation.Mentions = []annotation.Mention{{Entity: "translum"}}
		return p
	}
	ask := func(text string) annotation.Post { return said(9, "forum", text, stance("query")) }
	for _, c := range []struct {
		name  string
		posts []annotation.Post
		want  int // relays, none: silence
	}{
		{"three voices of two sources, in the same words", []annotation.Post{said(0, "forum", roof), said(1, "forum", roof), said(2, "ticket", roof)}, 3},
		{"in other words", []annotation.Post{said(0, "forum", roof), said(1, "english", "On me dit que la verrière de la gare serait fissurée."),
			said(2, "ticket", "Apparemment une verrière fissurée à la gare, on nous le cache.")}, 3},
		{"one links to the others", []annotation.Post{said(0, "forum", roof), said(1, "ticket", "D’après mes infos, la verrière de la gare est fissurée."),
			said(2, "tram-co", "Faites passer !", links("http://forum.localhost/p0"))}, 3},
		{"in three words", []annotation.Post{said(0, "forum", "Apparemment Translum ferme."), said(1, "ticket", "Apparemment Translum ferme."), said(2, "ticket", "On murmure que Translum ferme.")}, 3},
		{"two voices", []annotation.Post{said(0, "forum", roof), said(1, "ticket", roof)}, 0},
		{"three of one source", []annotation.Post{said(0, "forum", roof), said(1, "forum", roof), said(2, "forum", roof)}, 0},
		{"two, of which one has reach", []annotation.Post{said(0, "forum", roof), said(1, "courrier", roof)}, 2},
		{"three that say other things", []annotation.Post{said(0, "forum", roof), said(1, "ticket", "Il paraît que le café du quai ferme ses portes."),
			said(2, "tram-co", "On raconte que le directeur part à la retraite.")}, 0},
		{"the company tells it", []annotation.Post{said(0, "forum", roof), said(1, "forum", roof), said(2, "ticket", roof), said(3, "translum", "La verrière de la gare est fissurée.")}, 0},
		{"a question about something else is no doubt", []annotation.Post{said(0, "forum", roof), said(1, "ticket", roof), ask("Joli cliché, quel objectif as-tu pris ? What lens?")}, 0},
		{"two satires", []annotation.Post{said(0, "forum", roof), said(1, "ticket", roof+" #humour"), said(2, "tram-co", "[Satire] "+roof)}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := detect(t, start.Add(12*time.Hour), c.posts...)
			relays := 0
			for _, s := range got {
				relays += len(s.Rumour.Relays)
			}
			if relays != c.want || len(got) > 1 {
				t.Errorf("%d rumours of %d relays, want %d relays: %+v", len(got), relays, c.want, got)
			}
		})
	}
}
