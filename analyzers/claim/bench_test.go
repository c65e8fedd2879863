package claim

import (
	"testing"

	"vigie/analyzers/annotation"
)

// BenchmarkPosts reads posts with figures, with words of facts only, and with neither.
func BenchmarkPosts(b *testing.B) {
	c := New(sampleFacts(b))
	for name, s := range map[string]string{
		"figures": "Il ne reste que 940 bus chez Translum, contre 1 240 l'an dernier, d'après un syndicat.",
		"words":   "Encore un bus en retard chez Translum, la direction ne répond jamais aux voyageurs du soir.",
		"neither": "Quelle belle journée pour aller marcher au bord du lac avec les enfants et le chien, non ?",
	} {
		m := mentions(s)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var out []annotation.Claim
			for b.Loop() {
				out = c.Claims(s, "fr", m, published)
			}
			_ = out
		})
	}
}
