package analyzers_test

import (
	"testing"

	"vigie/analyzers"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// TestReadTowardEach reads what a post says of each of those it names, in the
// language in which it says so, and marks irony rather than guess at it.
func TestReadTowardEach(t *testing.T) {
	r, err := analyzers.New(analyzers.Options{Entities: []mention.Entity{{ID: "translum", Name: "Translum"}, {ID: "ferrovia", Name: "Ferrovia"}}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text               string
		translum, ferrovia string
		uncertain          bool
	}{
		{"Translum nickel ce matin, Ferrovia une honte absolue.", "positive", "negative", false},
		{"Ferrovia is a disgrace, Translum was great today.", "positive", "negative", false},
		{"Translum a été parfait hier, merci au conducteur et à toute l’équipe. Ferrovia was terrible and rude, I hate this awful company.", "positive", "negative", false},
		{"Translum a été parfait hier, merci au conducteur et à toute l’équipe, j’étais ravie et je le dis. Un ami m’écrit : « Ferrovia was terrible and rude, I hate this awful company ». Bon.", "positive", "negative", false},
		{"Bravo Translum, encore quarante minutes de retard, quelle réussite !", "", "", true},
	}
	for _, tt := range tests {
		a := r.Read(post.Post{ID: post.NewID(tt.text), Text: tt.text}, post.Source{}).Annotation
		for _, m := range a.Mentions {
			if want := map[string]string{"translum": tt.translum, "ferrovia": tt.ferrovia}[m.Entity]; want != "" && m.Sentiment.Label != want {
				t.Errorf("%q: %s toward %s, want %s", tt.text, m.Sentiment.Label, m.Entity, want)
			}
		}
		if a.Sentiment.Uncertain != tt.uncertain || tt.uncertain && a.Sentiment.Label == "positive" {
			t.Errorf("%q: %+v, uncertain should be %t", tt.text, a.Sentiment, tt.uncertain)
		}
	}
}

// That posts name the company that is watched does not make them one story.
func TestANameIsNoStory(t *testing.T) {
	r, err := analyzers.New(analyzers.Options{Entities: []mention.Entity{{ID: "corail", Name: "Corail", Aliases: []string{"Banque Corail"}}}})
	if err != nil {
		t.Fatal(err)
	}
	stories := map[string]string{}
	for _, text := range []string{
		"L’appli Corail plante encore ce matin, impossible de se connecter.",
		"Corail sponsorise le tournoi de tennis de Quimper cet été.",
		"Taux du prêt immobilier chez Corail : 3,1 % sur vingt ans.",
		"Mon conseiller Corail part à la retraite, il va me manquer.",
		"Plan social chez Corail ? Les syndicats s’inquiètent.",
	} {
		story := r.Read(post.Post{ID: post.NewID(text), Text: text, Language: "fr"}, post.Source{}).Annotation.Story
		if other, told := stories[story]; told {
			t.Errorf("%q and %q are one story", other, text)
		}
		stories[story] = text
	}
}
