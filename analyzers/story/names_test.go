package story

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTerms wants words that a person understands: whole names, no stop words, no
// figures, and usual words only where there is little else.
func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		lang, title, text string
		want              []string // in any order
	}{
		{"fr", "", "Rame arrêtée à Hôtel-Dieu, Emmanuel Modèle est sur place.", []string{"rame", "arrêtée", "Hôtel-Dieu", "Emmanuel Modèle"}},
		{"fr", "", "Emmanuel Modèle quitte la start-up Lumibus.", []string{"Emmanuel Modèle", "quitte", "start-up", "Lumibus"}},
		{"fr", "", "Encore Translum ! Peut-être viendra-t-il, dit-elle, avec 300 bus.", []string{"Translum", "viendra", "bus"}},
		{"fr", "Modèle part", "Camille Modèle part. Modèle reste.", []string{"Camille Modèle", "part", "reste"}},
		{"fr", "", "Dans les Bouches-du-Rhône, les pompiers", []string{"Bouches-du-Rhône", "pompiers"}},
		{"en", "Singer Attends Winter Gala In London Palace", "", []string{"singer", "attends", "winter", "gala", "london", "palace"}},
		{"en", "", "People think that today is a good day to go", []string{"think", "good", "people"}},
		{"fr", "", "#MaLigne3 😡 @translum https://x.example/a 12 450", []string{"MaLigne3"}},
		{"", "", "🚍", nil},
	} {
		_, _, got := New(Options{}).Add("p", time.Time{}, tt.lang, tt.title, tt.text)
		missing, extra := []string{}, []string{}
		for _, w := range tt.want {
			if !slices.Contains(got, w) {
				missing = append(missing, w)
			}
		}
		for _, w := range got {
			if !slices.Contains(tt.want, w) {
				extra = append(extra, w)
			}
		}
		if d := cmp.Diff([][]string{{}, {}}, [][]string{missing, extra}); d != "" {
			t.Errorf("terms of %q %q: got %q, want %q", tt.title, tt.text, got, tt.want)
		}
	}
}
