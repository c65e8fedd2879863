package story

import (
	"fmt"
	"testing"
	"time"
)

func TestHeadline(t *testing.T) {
	own := func(fold string) bool { return fold == "translum" }
	for _, tt := range []struct{ in, want string }{
		{"Trois cents bus manquent à Valmont - Le Courrier", "Trois cents bus manquent à Valmont"},
		{"Des bus manquent à Valmont - Transports | Le Courrier du Val", "Des bus manquent à Valmont"},
		{"Des bus manquent à Valmont | courrier.example", "Des bus manquent à Valmont"},
		{"Grève - Translum répond aux usagers", "Grève - Translum répond aux usagers"},
		{"Odeur de brûlé sur la ligne 3 - plusieurs rames arrêtées", "Odeur de brûlé sur la ligne 3 - plusieurs rames arrêtées"},
		{"TRANSLUM : 300 BUS RETIRÉS CE MATIN", "Translum : 300 bus retirés ce matin"},
		{"300 BUS RETIRÉS, TRANSLUM NIE", "300 bus retirés, Translum nie"},
		{"RT @bus_fan: Odeur de brûlé dans la rame 🔥 https://x.example/1 #ligne3 #Translum", "Odeur de brûlé dans la rame"},
		{"#Translum retire 300 bus", "Translum retire 300 bus"},
		{"Re:  carte   refusée\nà la borne", "carte refusée à la borne"},
		{"🚍", ""},
		{"\xff\xfe", ""},
	} {
		if got, _ := headline(tt.in, own); got != tt.want {
			t.Errorf("headline %q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestTitle wants the headline that says what the story is about, which then
// stays, and a sentence where no post has a title.
func TestTitle(t *testing.T) {
	type item struct{ title, text string }
	for _, tt := range []struct {
		posts []item
		want  []string // after each post
	}{
		{[]item{
			{"Vous n'allez pas croire ce qui arrive aux bus", "300 bus retirés sans remplacement chez Translum, il n'en resterait que 940."},
			{"Translum : 300 bus retirés sans remplacement - Le Courrier", "Les 300 bus retirés par Translum ne seront pas remplacés, il en reste 940."},
			{"300 BUS RETIRÉS SANS REMPLACEMENT CHEZ TRANSLUM", "Selon un conducteur, 300 bus retirés, aucun remplacement, 940 restent."},
			{"Des bus retirés chez Translum", "300 bus retirés, pas de remplacement, il en reste 940, dit un conducteur."},
		}, []string{
			"Vous n'allez pas croire ce qui arrive aux bus", "Translum : 300 bus retirés sans remplacement",
			"Translum : 300 bus retirés sans remplacement", "Translum : 300 bus retirés sans remplacement",
		}},
		{[]item{
			{"", "Ras le bol. Odeur de brûlé dans la rame ce soir sur la ligne 3. @translum 😡 https://x.example/a"},
			{"", "Encore cette odeur de brûlé dans la rame, ligne 3."},
		}, []string{"Odeur de brûlé dans la rame ce soir sur la ligne 3.", "Odeur de brûlé dans la rame ce soir sur la ligne 3."}},
	} {
		x := New(Options{Names: []string{"Translum"}})
		for i, p := range tt.posts {
			s, _, _ := x.Add(fmt.Sprint("p", i), start.Add(time.Duration(i)*time.Hour), "fr", p.title, p.text)
			if got := x.Title(s); got != tt.want[i] {
				t.Errorf("title after %q: got %q, want %q", p, got, tt.want[i])
			}
		}
	}
}
