package weaksignal

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// many adds n posts in the hours before at, in so many sources: ordinary words
// around those that text makes.
func (w *world) many(at time.Time, n, sources int, text func(i int) string, edit ...func(*annotation.Post)) {
	for i := range n {
		w.add(at.Add(-time.Duration(i+1)*7*time.Minute), fmt.Sprint("src", i%sources), w.sentence(3)+" "+text(i)+" "+w.sentence(3), edit...)
	}
}

func says(words ...string) func(int) string {
	return func(i int) string { return words[i%len(words)] }
}

// silences are what must not be taken for something that starts. Each happens in
// the 40 days before now; beside it, in the same posts, something does start.
var silences = []struct {
	name string
	add  func(w *world)
}{
	{"a feed that dates its archive anew", func(w *world) {
		for i := range 300 {
			w.add(now.Add(-time.Duration(i)*time.Minute), "src3", fmt.Sprintf("passerelle barrage %d %s", i, w.sentence(9)), func(p *annotation.Post) { p.Kind = post.Article })
		}
	}},
	{"one author, many posts, many sources", func(w *world) {
		w.many(now, 60, 1, says("gagnez une montre connectee", "offre montre connectee"), func(p *annotation.Post) { p.Author = "promo" })
	}},
	{"one spammer under many names", func(w *world) {
		for i := range 60 {
			w.add(now.Add(-time.Duration(i+1)*9*time.Minute), fmt.Sprint("src", i%20),
				fmt.Sprintf("Gagnez une montre connectée en deux clics, offre réservée aux lecteurs du forum, livraison gratuite, code %d", 1000+i), func(p *annotation.Post) { p.Author = fmt.Sprint("promo", i) })
		}
	}},
	{"one spammer under many names, who greets each time otherwise", func(w *world) {
		for i := range 60 {
			w.add(now.Add(-time.Duration(i+1)*9*time.Minute), fmt.Sprint("src", i%20),
				w.sentence(2)+" gagnez une montre connectée en deux clics, offre réservée aux lecteurs, livraison gratuite partout", func(p *annotation.Post) { p.Author = fmt.Sprint("promo", i) })
		}
	}},
	{"one text on 30 sites", func(w *world) {
		original := "first"
		for i := range 30 {
			w.add(now.Add(-time.Duration(i+1)*time.Minute), fmt.Sprint("src", i), fmt.Sprint("Site ", i, " : le préfet inaugure la passerelle"), func(p *annotation.Post) {
				p.Kind, p.Annotation.Story = post.Article, "s1"
				if i > 0 {
					p.Annotation.CopyOf = &original
				}
			})
		}
	}},
	{"words of a morning that comes every week", func(w *world) {
		for d := range 6 {
			w.many(now.AddDate(0, 0, -7*d), 25, 12, says("reprise rentree courage", "courage rentree difficile", "embouteillage rentree"))
		}
	}},
	{"words of the same day of every month", func(w *world) {
		for d := range 2 {
			w.many(now.AddDate(0, -d, 0), 25, 12, says("loyer prelevement echeance", "prelevement loyer mensualite"))
		}
	}},
	{"a match every week", func(w *world) {
		for d := range 5 {
			w.many(now.AddDate(0, 0, -7*d), 40, 15, says("match stade supporters", "stade foule match", "victoire match stade"))
		}
	}},
	{"a source added today that brings its archive", func(w *world) {
		for i := range 400 {
			w.add(now.Add(-time.Duration(i)*3*time.Hour), "newcomer", "recette cuisine four "+w.sentence(6), func(p *annotation.Post) { p.Author = fmt.Sprint("cook", i) })
		}
	}},
	{"ten sources added today", func(w *world) {
		for i := range 80 {
			w.add(now.Add(-time.Duration(i)*15*time.Minute), fmt.Sprint("newcomer", i%10), "recette cuisine four "+w.sentence(6))
		}
	}},
	{"a language newly watched", func(w *world) {
		w.many(now, 90, 15, says("Strassenbahn Verspätung Haltestelle", "Haltestelle Fahrplan Strassenbahn", "Fahrplan Verspätung"), func(p *annotation.Post) { p.Annotation.Language = "de" })
	}},
	{"an hour's shift of all clocks", func(w *world) {
		for d := range 30 {
			hour := 9 // the news of every evening comes at nine, today at eight
			if d == 0 {
				hour = 8
			}
			w.many(now.AddDate(0, 0, -d).Add(-time.Duration(hour)*time.Hour), 20, 10, says("journal resume emission", "emission resume direct"))
		}
	}},
	{"twice as much of the usual", func(w *world) {
		for i := range 80 {
			w.add(now.Add(-time.Duration(i)*15*time.Minute), fmt.Sprint("src", i%30), w.sentence(9))
		}
	}},
	{"one lively thread", func(w *world) {
		for i := range 30 {
			w.add(now.Add(-time.Duration(i)*5*time.Minute), "src4", fmt.Sprint("la passerelle neuve ", w.sentence(5)), func(p *annotation.Post) { p.Author = fmt.Sprint("a", i) })
		}
	}},
}

func TestSilence(t *testing.T) {
	for _, c := range silences {
		t.Run(c.name, func(t *testing.T) {
			inWorlds(t, 3, 0, func(seed uint64) error {
				w := seeded(45, seed)
				c.add(w)
				if got := detect(t, w, now); len(got) != 0 {
					return fmt.Errorf("%d signals, want none: %s, %v", len(got), got[0].Title.EN, got[0].Why)
				}
				smell := w.smell()
				got := detect(t, w, now)
				if len(got) != 1 || !tells(got[0], "brûlé") || !slices.Contains(got[0].Posts, smell[0]) {
					return fmt.Errorf("beside it %d signals, want the burning smell alone: %v", len(got), got)
				}
				return nil
			})
		})
	}
}

func tells(s signal.Signal, word string) bool {
	return strings.Contains(strings.Join(s.Terms, " "), word)
}

// TestStory wants a story of many wordings raised under the story's title.
func TestStory(t *testing.T) {
	w := newWorld(45)
	for i := range 8 {
		w.add(now.Add(-time.Duration(i+1)*time.Hour), fmt.Sprint("src", i), []string{"Incendie au dépôt nord", "Le dépôt nord a brûlé", "Dépôt nord : le feu est éteint"}[i%3]+" "+w.sentence(4),
			func(p *annotation.Post) {
				p.Annotation.Story, p.Annotation.StoryTitle = "s9", "Incendie au dépôt nord"
			})
	}
	got := detect(t, w, now)
	if len(got) != 1 || got[0].Story != "s9" || !strings.HasPrefix(got[0].Title.EN, "“Incendie au dépôt nord”:") || len(got[0].Terms) == 0 {
		t.Fatalf("signals %v, want one under the title of its story, with terms", got)
	}
	if s := got[0]; s.Hours == 0 || s.P == 0 || s.Voices != 8 || s.Language != "fr" || s.Class != "message" || s.Test == "" {
		t.Errorf("window %g h, p %g, %d voices, language %q, class %q, test %q: want all filled in", s.Hours, s.P, s.Voices, s.Language, s.Class, s.Test)
	}
}

// TestLouder wants each of what was silent raised once it is more than that: the
// guards are no deaf ears.
func TestLouder(t *testing.T) {
	for _, c := range []struct {
		name, word string
		add        func(w *world)
	}{
		{"many authors in their own words, not one", "montre", func(w *world) {
			w.many(now, 24, 12, says("montre connectee volee", "ma montre connectee perdue", "connectee montre cassee"))
		}},
		{"a story of 30 sites in their own words", "passerelle", func(w *world) {
			for i := range 30 {
				w.add(now.Add(-time.Duration(i+1)*time.Minute), fmt.Sprint("src", i), w.sentence(2)+" préfet passerelle "+w.sentence(5), func(p *annotation.Post) { p.Kind, p.Annotation.Story = post.Article, "s1" })
			}
		}},
		{"a match ten times as loud as each week's", "match", func(w *world) {
			for d := range 5 {
				w.many(now.AddDate(0, 0, -7*d), 4, 4, says("match stade supporters"))
			}
			w.many(now, 60, 20, says("match stade bagarre", "bagarre match supporters"))
		}},
		{"newcomers and as many known sources", "recette", func(w *world) {
			w.many(now, 20, 10, says("recette cuisine four"))
			for i := range 20 {
				w.add(now.Add(-time.Duration(i+1)*15*time.Minute), fmt.Sprint("newcomer", i%10), "recette cuisine four "+w.sentence(6))
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inWorlds(t, 8, 0, func(seed uint64) error {
				w := seeded(45, seed)
				c.add(w)
				if got := detect(t, w, now); len(got) != 1 || !tells(got[0], c.word) {
					return fmt.Errorf("signals %v, want one of %q", got, c.word)
				}
				return nil
			})
		})
	}
}
