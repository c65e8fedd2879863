package language

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParts(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct{ text, whole, want string }{
		{"", "fr", ""},
		{"Le tram est encore en retard ce matin.", "fr", "fr"},
		{"Le tram est encore en retard ce matin. The company says that nothing is wrong with the line.", "fr", "fr en"},
		{"Le tram est encore en retard ce matin. Wow. No way! Quelle honte pour la ville, vraiment.", "fr", "fr"},
		{"Only 940 buses are left in service, they say. Est-ce vrai ? L'entreprise affirme que tout va bien. What do you think about it, dear neighbours?", "en", "en fr en"},
		{"Translum répond : « We are not planning any layoffs this year » et tout le monde rit. Lamentable.", "fr", "fr en fr"},
		{`The minister said "il ne reste que neuf cents bus dans la ville" and nobody asked why.`, "en", "en fr en"},
		{"Il a dit “non, jamais de la vie” et il est parti sans se retourner.", "fr", "fr"},
		{`Un guillemet " qui ne se ferme pas, comme souvent sur les forums de la ville.`, "fr", "fr"},
	} {
		var got []string
		for _, p := range d.Parts(tt.text, tt.whole) {
			got = append(got, p.Language)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("Parts(%q) = %v, want %s", tt.text, got, tt.want)
		}
	}
}

// TestPartsOfALongText wants its end on the border of a letter, and nothing lost.
func TestPartsOfALongText(t *testing.T) {
	d := detector(t)
	for pad := range 4 {
		s := strings.Repeat("x", pad) + strings.Repeat("été 😡. Où ça ? ", parted/18+20)
		if len(s) <= parted {
			t.Fatalf("%d bytes are not long", len(s))
		}
		parts := d.Parts(s, "fr")
		for _, p := range parts {
			if !utf8.ValidString(s[p.Start:p.End]) {
				t.Errorf("%d bytes before it: %+v cuts a letter", pad, p)
			}
		}
		if n := len(parts); n == 0 || parts[n-1].End != len(s) {
			t.Errorf("%d bytes before it: %+v leaves the end out", pad, parts)
		}
	}
}

func TestMixed(t *testing.T) {
	for _, tt := range []struct {
		text, whole string
		want        bool
	}{
		{"Le tram est encore en retard ce matin, et personne ne nous dit pourquoi.", "fr", false},
		{"Ils ont sorti « The Lord of Rings » en version longue, quelle merveille.", "fr", false},
		{"Le PDG : “We are very sorry for what happened to you.” Sans blague.", "fr", true},
		{"He said il ne reste plus rien dans les caisses, and left.", "en", true},
		{"A coup d'état, a déjà vu, a tour de force.", "en", false},
		{"We are sorry and they know", "de", false},
		{"", "fr", false},
	} {
		if got := Mixed(tt.text, tt.whole); got != tt.want {
			t.Errorf("Mixed(%q, %s) = %v, want %v", tt.text, tt.whole, got, tt.want)
		}
	}
}

func BenchmarkMixed(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Mixed("Encore vingt minutes de retard sur la ligne 3 ce matin, c'est insupportable, merci @translum", "fr")
	}
}
