package analyzers

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// TestHold reads a few posts beside one fact, holds them against another, and
// wants their claims and flags to be those of a reader that knew it all along.
func TestHold(t *testing.T) {
	at := time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)
	posts := []post.Post{
		{ID: "opens", Thread: "opens", Kind: post.Message, Title: "940 bus ?", Text: "Il paraît qu'il ne reste que 940 bus en service chez Acme.", Author: "Aiguilleur"},
		{ID: "answers", Thread: "opens", Parent: "opens", Kind: post.Message, Title: "940 bus ?", Text: "Personne ne me l'a dit au dépôt.", Author: "Tangente"},
		{ID: "repeats", Thread: "opens", Parent: "opens", Kind: post.Message, Title: "940 bus ?", Text: "Mais si, Acme n'a plus que 940 bus en service !", Author: "Trolley"},
		{ID: "tells", Kind: post.Article, Title: "Acme au rapport", Text: "Acme compte 1 240 bus en service, selon son rapport. The network of Acme has only 1,240 buses in service, they say."},
		{ID: "silent", Kind: post.Status, Text: "Rien à dire d'Acme ce soir."},
	}
	facts := func(value string) claim.Facts {
		return claim.Facts{{ID: "fleet", Entity: "acme", Metric: "bus en service", Aliases: []string{"buses in service"}, Value: value, Unit: "bus"}}
	}
	reader := func(f claim.Facts) *Reader {
		r, err := New(Options{Entities: []mention.Entity{{ID: "acme", Name: "Acme", Kind: "company"}}, Facts: f})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	read := func(r *Reader) (out []annotation.Post) {
		for i, p := range posts {
			p.Source, p.Published = "s", at.Add(time.Duration(i)*time.Minute)
			out = append(out, r.Read(p, post.Source{ID: "s"}))
		}
		return out
	}
	for _, c := range []struct {
		then, now claim.Facts
		changed   int // posts
	}{
		{facts("1 240"), facts("940"), 3}, {facts("940"), facts("1 240"), 3}, {facts("1 240"), nil, 3}, {nil, facts("1 240"), 3}, {facts("1 240"), facts("1 240"), 0},
	} {
		r := reader(c.then)
		var again []annotation.Post
		changed := 0
		got, want := read(r), read(reader(c.now))
		r.Hold(c.now)
		for _, p := range got {
			_, _ = r.Judge(p, post.Source{ID: "s"}) // of which nothing is kept
			p, keep := r.Judge(p, post.Source{ID: "s"})
			if again = append(again, p); keep != nil {
				keep()
				changed++
			}
		}
		if changed != c.changed {
			t.Errorf("%v then %v: %d posts have other claims, want %d", c.then, c.now, changed, c.changed)
		}
		for i := range want {
			if d := cmp.Diff(want[i].Annotation.Claims, again[i].Annotation.Claims); d != "" {
				t.Errorf("%s, %v then %v: known all along (-), held again (+):\n%s", posts[i].ID, c.then, c.now, d)
			}
			if w, g := want[i].Annotation.Rumor, again[i].Annotation.Rumor; w.Is != g.Is {
				t.Errorf("%s, %v then %v: flagged %t (%.3f, %q), want %t (%.3f, %q)", posts[i].ID, c.then, c.now, g.Is, g.Score, g.Why, w.Is, w.Score, w.Why)
			}
		}
	}
}
