package sentiment

import (
	"strings"
	"testing"

	"vigie/analyzers/text"
)

// Two names in one post, judged differently.
func TestTowardEach(t *testing.T) {
	m := loaded(t)
	for _, tt := range []struct{ text, lang, first, want1, second, want2 string }{
		{"Translum nickel, Ferrovia une honte", "fr", "Translum", "positive", "Ferrovia", "negative"},
		{"translum au top, ferrovia une catastrophe", "fr", "translum", "positive", "ferrovia", "negative"},
		{"Translum une honte, Ferrovia impeccable", "fr", "Translum", "negative", "Ferrovia", "positive"},
		{"J'adore Translum mais Ferrovia est vraiment nul", "fr", "Translum", "positive", "Ferrovia", "negative"},
		{"Translum est génial et Ferrovia est une honte absolue", "fr", "Translum", "positive", "Ferrovia", "negative"},
		{"Ferrovia, quelle honte. Translum, bravo, service impeccable !", "fr", "Ferrovia", "negative", "Translum", "positive"},
		{"Les bus de Translum et Ferrovia sont nuls et toujours en retard", "fr", "Translum", "negative", "Ferrovia", "negative"},
		{"Translum is great, Ferrovia is a disgrace", "en", "Translum", "positive", "Ferrovia", "negative"},
		{"I love Translum and Ferrovia is a total disgrace", "en", "Translum", "positive", "Ferrovia", "negative"},
		{"Ferrovia is awful, whereas Translum is excellent and friendly", "en", "Ferrovia", "negative", "Translum", "positive"},
		{"Translum and Ferrovia are both terrible and always late", "en", "Translum", "negative", "Ferrovia", "negative"},
		{"I hate Ferrovia; Translum is wonderful", "en", "Ferrovia", "negative", "Translum", "positive"},
	} {
		a, b := strings.Index(tt.text, tt.first), strings.Index(tt.text, tt.second)
		spans := [2]text.Span{{Start: a, End: a + len(tt.first)}, {Start: b, End: b + len(tt.second)}}
		if got := m.Toward(tt.text, tt.lang, spans[0].Start, spans[0].End, spans[1]); got.Label != tt.want1 {
			t.Errorf("%q toward %s: %+v, want %s", tt.text, tt.first, got, tt.want1)
		}
		if got := m.Toward(tt.text, tt.lang, spans[1].Start, spans[1].End, spans[0]); got.Label != tt.want2 {
			t.Errorf("%q toward %s: %+v, want %s", tt.text, tt.second, got, tt.want2)
		}
	}
}

// One name set against another.
func TestCompared(t *testing.T) {
	m := loaded(t)
	for _, tt := range []struct{ text, lang, good, bad string }{
		{"Chez Translum ça fonctionne, pas comme Ferrovia", "fr", "Translum", "Ferrovia"},
		{"Contrairement à Ferrovia, Translum répond au téléphone et c'est rapide", "fr", "Translum", "Ferrovia"},
		{"J'ai quitté Ferrovia pour Translum", "fr", "Translum", "Ferrovia"},
		{"Translum est bien mieux que Ferrovia", "fr", "Translum", "Ferrovia"},
		{"Ferrovia est plus lent que Translum", "fr", "Translum", "Ferrovia"},
		{"Je préfère Translum à Ferrovia, toujours en retard", "fr", "Translum", "Ferrovia"},
		{"Ferrovia en panne toute la semaine, au moins Translum roule", "fr", "Translum", "Ferrovia"},
		{"Unlike Ferrovia, Translum runs on time", "en", "Translum", "Ferrovia"},
		{"Switched from Ferrovia to Translum last month", "en", "Translum", "Ferrovia"},
		{"I left Ferrovia for Translum", "en", "Translum", "Ferrovia"},
		{"Translum is so much better than Ferrovia", "en", "Translum", "Ferrovia"},
		{"Ferrovia is worse than Translum", "en", "Translum", "Ferrovia"},
		{"Translum > Ferrovia", "en", "Translum", "Ferrovia"},
	} {
		a, b := strings.Index(tt.text, tt.good), strings.Index(tt.text, tt.bad)
		good, bad := text.Span{Start: a, End: a + len(tt.good)}, text.Span{Start: b, End: b + len(tt.bad)}
		if got := m.Toward(tt.text, tt.lang, good.Start, good.End, bad); got.Label != "positive" {
			t.Errorf("%q toward %s: %+v, want positive", tt.text, tt.good, got)
		}
		if got := m.Toward(tt.text, tt.lang, bad.Start, bad.End, good); got.Label != "negative" {
			t.Errorf("%q toward %s: %+v, want negative", tt.text, tt.bad, got)
		}
	}
}
