package rumor

import (
	"context"
	"fmt"
	"testing"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
)

// one is a story of n posts against one fact: relays that quote, link to and
// copy each other, several values, denials and questions.
func one(n int) *replay.Window {
	w := replay.NewWindow(0, 0, sources...)
	var posts []annotation.Post
	for i := range n {
		text := fmt.Sprintf("On me dit au dépôt numéro %d que seuls neuf cent quarante bus roulent encore dans toute la vallée cette semaine, témoin %d", i%97, i)
		p := told(fmt.Sprint("n", i), "forum", float64(i)/100, text, by(fmt.Sprint("a", i)))
		switch p.Annotation.Claims[0].Value = float64(940 + 100*(i%5)); i % 10 {
		case 3:
			p.Links = []string{fmt.Sprint("http://forum.localhost/n", i/2)}
		case 5:
			p.Text += " : c’est faux, vérification faite."
		case 6:
			p.Text, p.Annotation.Claims = "C’est vrai ? Une source ?", nil
		case 7:
			of := fmt.Sprint("n", i/2)
			p.Annotation.CopyOf = &of
		}
		posts = append(posts, p)
	}
	w.Add(posts...)
	return w
}

func BenchmarkOneStory(b *testing.B) {
	for _, n := range []int{1000, 10_000, 20_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w, d := one(n), New(facts, Default())
			b.ReportAllocs()
			for b.Loop() {
				if got, err := d.Detect(context.Background(), start.AddDate(0, 0, 10), w); err != nil || len(got) == 0 {
					b.Fatal(len(got), err)
				}
			}
		})
	}
}
