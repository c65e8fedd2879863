package spike

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// complain adds n negative posts that end at now, from as many authors.
func (w *world) complain(n int, d time.Duration, text string, edit ...func(*annotation.Post)) {
	for i := range n {
		w.n++
		p := annotation.Post{Post: post.Post{ID: fmt.Sprintf("c%05d", w.n), Kind: post.Message, Source: fmt.Sprint("forum", i%5),
			Author: fmt.Sprint("angry", i), Published: now.Add(-d + d*time.Duration(i)/time.Duration(n)), Text: fmt.Sprint(text, " ", w.n)}}
		p.Annotation.Mentions = []annotation.Mention{{Entity: "translum", Sentiment: annotation.Sentiment{Label: "negative", Score: -0.6}}}
		p.Annotation.Terms = []string{"ligne 3", "tram"}
		for _, e := range edit {
			e(&p)
		}
		w.Add(p)
	}
}

func complaints(t *testing.T, w *world) []signal.Signal {
	t.Helper()
	got, err := NewComplaints(Default(translum)).Detect(context.Background(), now, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestComplaintWaveNamesItsTheme(t *testing.T) {
	w := newWorld(30, 48)
	w.complain(14, 3*time.Hour, "Encore vingt minutes de retard ce matin, message")
	got := complaints(t, w)
	if len(got) != 1 {
		t.Fatalf("%d signals, want 1", len(got))
	}
	s := got[0]
	if s.Kind != signal.Complaints || !strings.Contains(s.Title.FR, "les retards") || !strings.Contains(s.Title.EN, "delays") {
		t.Errorf("kind %s, title %v: want complaints about delays", s.Kind, s.Title)
	}
	if strings.Contains(s.Title.EN, "times") || !strings.Contains(s.Title.FR, "d’habitude moins d’un") {
		t.Errorf("title %v: how many times hardly any is no news", s.Title)
	}
	if len(s.Posts) != 14 || len(s.Sources) != 5 || len(s.Why) < 4 {
		t.Errorf("%d posts of %d sources, %d reasons", len(s.Posts), len(s.Sources), len(s.Why))
	}
}

func TestNoComplaintWave(t *testing.T) {
	for _, c := range []struct {
		name string
		add  func(*world)
	}{
		{"ordinary days", func(*world) {}},
		{"a wave of praise", func(w *world) {
			w.complain(14, 3*time.Hour, "Jamais de retard, bravo, message", func(p *annotation.Post) { p.Annotation.Mentions[0].Sentiment.Label = "positive" })
		}},
		{"one angry author", func(w *world) {
			w.complain(14, 3*time.Hour, "Encore du retard, message", func(p *annotation.Post) { p.Author, p.Source = "x", "forum1" })
		}},
		{"one name on six forums, and three who complain as ever", func(w *world) {
			w.complain(14, time.Hour, "Encore du retard, message", func(p *annotation.Post) { p.Author, p.Source = "promo", fmt.Sprint("forum", w.n%6) })
			w.complain(3, time.Hour, "Encore du retard, message")
		}},
		{"themes that have nothing in common", func(w *world) {
			for _, s := range []string{"Trop cher", "Wagon sale", "Appli en rade", "Encore du retard", "Accueil glacial"} {
				w.complain(1, time.Hour, s, func(p *annotation.Post) { p.Annotation.Terms = []string{s} })
			}
		}},
		{"complaints as usual", func(w *world) {
			for d := range 28 {
				w.complain(6, 3*time.Hour, "Encore du retard, message", func(p *annotation.Post) { p.Published = p.Published.AddDate(0, 0, -d) })
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(30, 48)
			c.add(w)
			if got := complaints(t, w); len(got) != 0 {
				t.Errorf("%d signals, want none: %v", len(got), got[0].Title)
			}
		})
	}
}

func TestThemesOf(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Trente minutes de retard !", "delays"},
		{"The tram was late again", "delays"},
		{"Une odeur de brûlé dans la rame", "safety"},
		{"Le service client ne répond pas", "service"},
		{"Ma fille habite à Valmont", ""},
		{"Une latérale", ""}, // not "late"
	} {
		got := themesOf(annotation.Post{Post: post.Post{Text: c.text}})
		found := slices.ContainsFunc(got, func(t theme) bool { return t.id == c.want })
		if found != (c.want != "") || c.want == "" && len(got) != 0 {
			t.Errorf("themesOf(%q) = %v, want %q", c.text, got, c.want)
		}
	}
}
