package advocate

import (
	"context"
	"reflect"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func at(hours float64, id, source, text string, edit ...func(*annotation.Post)) annotation.Post {
	p := annotation.Post{Post: post.Post{ID: id, Source: source, Kind: post.Blog, URL: "http://" + source + ".localhost/" + id,
		Published: now.Add(-time.Duration(hours * float64(time.Hour))), Text: text}}
	p.Annotation.Mentions = []annotation.Mention{{Entity: "translum"}}
	p.Annotation.Sentiment.Label = "neutral"
	for _, e := range edit {
		e(&p)
	}
	return p
}

func negative(terms ...string) func(*annotation.Post) {
	return func(p *annotation.Post) {
		p.Annotation.Sentiment = annotation.Sentiment{Label: "negative", Score: -0.7}
		p.Annotation.Terms = terms
	}
}

func staff(attitude string, terms ...string) func(*annotation.Post) {
	return func(p *annotation.Post) {
		p.Annotation.Ambassador = annotation.Ambassador{Is: true, Score: 0.9, Cues: []string{"je suis conducteur chez Translum"}, Attitude: attitude}
		p.Annotation.Terms = terms
	}
}

const explanation = "Bonjour à tous ! Je suis conducteur chez Translum. La ligne 3 porte 94 voyageurs par rame après 22 h, c’est pour cela qu’un soir sur deux je laisse du monde à quai. Bonne journée."

func detect(t *testing.T, posts ...annotation.Post) []signal.Signal {
	t.Helper()
	w := replay.NewWindow(0, 0, post.Source{ID: "carnet", Name: "Carnet d’un conducteur", Owner: post.Staff},
		post.Source{ID: "grognon", Owner: post.Satire}, post.Source{ID: "site", Owner: post.Company})
	w.Add(posts...)
	got, err := New(Default()).Detect(context.Background(), now, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAmbassadorAnswersComplaints(t *testing.T) {
	got := detect(t,
		at(240, "old", "forum", "Trop de monde sur la ligne 3", negative("ligne 3", "monde")),
		at(20, "c1", "forum", "Encore une soirée à quai sur la ligne 3, trop de monde", negative("ligne 3", "soir", "monde")),
		at(15, "c2", "blog", "Le prix du ticket, une honte", negative("ticket", "prix")),
		at(14, "c3", "grognon", "La ligne 3 avance, mon chat aussi", negative("ligne 3", "soir")),
		at(12, "c4", "autre", "Rien que du monde le soir", negative("soir", "monde")),
		at(3, "a1", "carnet", explanation, staff("explains", "ligne 3", "soir", "monde")),
		at(1, "c5", "forum", "ligne 3 le soir, du monde", negative("ligne 3", "soir")),
	)
	if len(got) != 1 {
		t.Fatalf("%d signals, want 1", len(got))
	}
	s := got[0]
	if want := []string{"c1", "c4"}; !reflect.DeepEqual(s.Argument.Answers, want) {
		t.Errorf("answers %v, want %v", s.Argument.Answers, want)
	}
	if want := "La ligne 3 porte 94 voyageurs par rame après 22 h, c’est pour cela qu’un soir sur deux je laisse du monde à quai."; s.Argument.Quote != want {
		t.Errorf("quote %q, want %q", s.Argument.Quote, want)
	}
	if s.Level != signal.Strong || s.Entity != "translum" || s.Title.FR == "" || s.Title.EN == "" {
		t.Errorf("level %s, entity %s, title %v", s.Level, s.Entity, s.Title)
	}
}

func TestAmbassadorAnswersTheRumour(t *testing.T) {
	claims := func(verdict string) func(*annotation.Post) {
		return func(p *annotation.Post) {
			p.Annotation.Claims = []annotation.Claim{{Fact: "fleet-2026", Verdict: verdict}}
		}
	}
	got := detect(t, at(9, "r1", "blog", "Plus que 940 bus", claims("contradicts")),
		at(2, "a1", "carnet", "Au dépôt on en compte 1 240.", staff("defends"), claims("matches")))
	if len(got) != 1 || !reflect.DeepEqual(got[0].Argument.Answers, []string{"r1"}) {
		t.Errorf("got %+v, want one signal that answers r1", got)
	}
}

func TestNoAmbassador(t *testing.T) {
	original := "x"
	for _, c := range []struct {
		name string
		post annotation.Post
	}{
		{"staff who complain", at(1, "a", "carnet", explanation, staff("criticises"))},
		{"staff who only say so", at(1, "a", "carnet", explanation, staff("neutral"))},
		{"a customer who defends", at(1, "a", "forum", explanation, func(p *annotation.Post) { p.Annotation.Ambassador.Attitude = "defends" })},
		{"the organisation's own site", at(1, "a", "site", explanation, staff("explains"))},
		{"a copy", at(1, "a", "blog", explanation, staff("explains"), func(p *annotation.Post) { p.Annotation.CopyOf = &original })},
		{"an old one", at(100, "a", "carnet", explanation, staff("explains"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := detect(t, c.post); len(got) != 0 {
				t.Errorf("%d signals, want none", len(got))
			}
		})
	}
}
