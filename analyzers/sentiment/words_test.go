package sentiment

import (
	"strings"
	"testing"

	"vigie/analyzers/text"
)

// Slang, elisions and what only looks like a negation, each beside its opposite.
func TestWords(t *testing.T) {
	m := loaded(t)
	for _, tt := range []struct{ lang, better, worse string }{
		{"fr", "J'kiffe c'te nouvelle ligne", "Il est relou c'te tram"},
		{"fr", "Il est chanmé ce bus, j'kiffe grave", "Il est chelou ce bus, j'ai le seum"},
		{"fr", "Le nouveau tram est un truc de ouf, trop stylé", "Le nouveau tram est pas ouf"},
		{"fr", "Le trajet est pas mal", "Le trajet est pas terrible"},
		{"fr", "C'est pas mal du tout", "C'est mal du tout"},
		{"fr", "Il n'y a que du bon dans ce réseau", "Il n'y a pas de bon dans ce réseau"},
		{"fr", "Le tram est plus agréable", "Le tram n'est plus agréable"},
		{"fr", "Aucun souci ce matin", "Que des soucis ce matin"},
		{"en", "Nothing but good things to say", "Nothing good to say"},
		{"en", "not bad at all", "bad, all of it"},
	} {
		if better, worse := m.Of(tt.better, tt.lang).Score, m.Of(tt.worse, tt.lang).Score; better <= worse {
			t.Errorf("%q scores %v, %q %v", tt.better, better, tt.worse, worse)
		}
	}
	for _, tt := range []struct{ lang, text, want string }{
		{"fr", "c'te ligne est trop relou", "negative"},
		{"fr", "le service est pas terrible", "negative"},
		{"fr", "pas mal du tout le nouveau tram !", "positive"},
		{"fr", "j'kiffe trop le nouveau tram", "positive"},
	} {
		if got := m.Of(tt.text, tt.lang); got.Label != tt.want {
			t.Errorf("Of(%q) = %+v, want %s", tt.text, got, tt.want)
		}
	}
}

func TestPhrasesAreRead(t *testing.T) {
	p := &phrases{words: map[string][]int{}, begins: map[string][]int{}, written: map[string]bool{}, spelling: map[string]string{}}
	for _, bad := range []string{"", "2", "+x", "*3"} {
		if err := p.add(bad+" ", []string{"a"}); err == nil {
			t.Errorf("weight %q is read", bad)
		}
	}
	if err := p.add("-2", strings.Fields("# (petites) heures/jours ~ attend*")); err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]int{"3 heures attendues": 1, "3 petites heures a nous faire encore attendre": 0, "3 jours a attendre": 1, "heures attendues": 0, "3 jours. Attendre": 0} {
		if got := len(p.find(nil, p.spell(nil, s, text.Tokens(s)))); got != want {
			t.Errorf("%d phrases in %q, want %d", got, s, want)
		}
	}
}
