package rumor_test

import (
	"fmt"
	"testing"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/analyzers/replay"
	"vigie/analyzers/rumor"
	"vigie/crawlers/post"
)

// TestAsRead tells carrying from what looks like it as the whole reader reads it,
// figures, stance and all.
func TestAsRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"On lit partout qu’il ne reste que 940 bus chez Translum. C’est faux, j’ai vérifié.", "denial"},
		{"Non, Translum n’a pas 940 bus : le chiffre est faux.", "denial"},
		{"« C’est faux », répond Translum. Mais bien sûr ! Il ne reste que 940 bus en service chez Translum, tout le monde le voit.", "relay"},
		{"Translum annonce 1 240 bus en service. C’est faux. Translum n’a plus que 940 bus en service.", "relay"},
		{"C’est faux : Translum n’a pas perdu 300 bus, il n’y a pas 940 bus en service chez Translum.", "denial"},
		{"Mise à jour : mea culpa, Translum n’a pas 940 bus en service, j’avais mal lu.", "denial"},
		{"Je me suis trompé hier : les 940 bus en service de Translum, c’était une bêtise. Toutes mes excuses.", "denial"},
		{"Il paraît que Translum n’a plus que 940 bus en service.", "relay"},
		{"I was wrong: Translum does not have 940 buses in service. I apologise for the post.", "denial"},
		{"“That is false”, says Translum. Yeah right. Translum has only 940 buses in service.", "relay"},
		{"Translum n’a que 940 bus en service, c’est vrai ? Quelqu’un a une source ?", "question"},
	} {
		r, err := analyzers.New(analyzers.Options{Entities: []mention.Entity{{ID: "translum", Name: "Translum"}}, Organisation: "translum",
			Facts: claim.Facts{{ID: "fleet-2026", Entity: "translum", Metric: "bus en service", Aliases: []string{"buses in service", "bus"}, Value: "1 240", Unit: "bus"}}})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		w := replay.NewWindow(0, 0, sources...)
		for i, text := range []string{"Translum n’a plus que 940 bus en service.", "Plus que 940 bus en service chez Translum, quelle honte.", c.text} {
			src := post.Source{ID: fmt.Sprint("s", i), Owner: post.Customer}
			w.Add(r.Read(post.Post{ID: fmt.Sprint(i), Source: src.ID, Kind: post.Message, Author: fmt.Sprint("a", i), Text: text, Published: at.Add(time.Duration(i) * time.Hour), Dated: true}, src))
		}
		got, err := rumor.New([]rumor.Fact{{ID: "fleet-2026", Entity: "translum", Value: "1 240 bus"}}, rumor.Default()).Detect(t.Context(), at.Add(4*time.Hour), w)
		if err != nil || len(got) != 1 {
			t.Errorf("%q: %d rumours, %v", c.text, len(got), err)
			continue
		}
		role := "none"
		for _, x := range append(got[0].Rumour.Relays, got[0].Rumour.Beside...) {
			if x.Post == "2" {
				role = x.Role
			}
		}
		if role != c.want {
			t.Errorf("%q is %s, want %s", c.text, role, c.want)
		}
	}
}

var sources = []post.Source{{ID: "s0", Owner: post.Customer}, {ID: "s1", Owner: post.Customer}, {ID: "s2", Owner: post.Customer}}
