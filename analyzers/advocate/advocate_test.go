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
		post.Source{ID: "grognon", Owner: post.Satire}, post.Source{ID: "site", Owner: post.Company},
		post.Source{ID: "rival", Owner: post.Competitor}, post.Source{ID: "collegue", Owner: post.Staff})
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

// TestWhatIsNoAnswer wants no post named that the ambassador does not answer.
func TestWhatIsNoAnswer(t *testing.T) {
	told := func(story string) func(*annotation.Post) {
		return func(p *annotation.Post) { p.Annotation.Story = story }
	}
	about := func(entity string) func(*annotation.Post) {
		return func(p *annotation.Post) { p.Annotation.Mentions = []annotation.Mention{{Entity: entity}} }
	}
	claims := func(fact, verdict string, denied bool) func(*annotation.Post) {
		return func(p *annotation.Post) {
			p.Annotation.Claims = []annotation.Claim{{Fact: fact, Verdict: verdict, Denied: denied}}
		}
	}
	for _, c := range []struct {
		name, source, text string
		edits              []func(*annotation.Post)
		want               bool
	}{
		{"the same story", "forum", "Une honte.", []func(*annotation.Post){negative("honte"), told("s-1")}, true},
		{"two shared terms", "forum", "Du monde à quai", []func(*annotation.Post){negative("monde", "quai")}, true},
		{"one shared term", "forum", "Du monde", []func(*annotation.Post){negative("monde")}, false},
		{"the organisation's name and one", "forum", "Translum, du monde", []func(*annotation.Post){negative("translum", "monde")}, false},
		{"stop words", "forum", "Du monde pour les autres", []func(*annotation.Post){negative("pour", "dans", "monde")}, false},
		{"another matter", "forum", "La priorité aux feux", []func(*annotation.Post){negative("priorité", "feux")}, false},
		{"a competitor's thread", "forum", "Du monde à quai", []func(*annotation.Post){negative("monde", "quai"), about("keolane")}, false},
		{"a competitor", "rival", "Du monde à quai", []func(*annotation.Post){negative("monde", "quai")}, false},
		{"staff", "collegue", "Du monde à quai", []func(*annotation.Post){negative("monde", "quai")}, false},
		{"satire", "grognon", "Du monde à quai", []func(*annotation.Post){negative("monde", "quai"), told("s-1")}, false},
		{"praise", "forum", "Du monde à quai", []func(*annotation.Post){func(p *annotation.Post) { p.Annotation.Terms = []string{"monde", "quai"} }, told("s-1")}, false},
		{"another fact", "forum", "Plus que 150 salariés", []func(*annotation.Post){claims("staff-2026", "contradicts", false)}, false},
		{"the same fact", "forum", "Plus que 940 bus", []func(*annotation.Post){claims("fleet-2026", "contradicts", false)}, true},
		{"a debunk by its claim", "forum", "Non, pas 940 bus", []func(*annotation.Post){negative("monde", "quai"), claims("fleet-2026", "matches", true), told("s-1")}, false},
		{"a debunk by its words", "forum", "Les 940 bus ? C’est faux, c’est une intox.", []func(*annotation.Post){claims("fleet-2026", "contradicts", false), told("s-1")}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := detect(t, at(9, "q", c.source, c.text, c.edits...),
				at(2, "a1", "carnet", explanation, staff("explains", "monde", "quai", "translum", "pour", "dans"), claims("fleet-2026", "matches", false), told("s-1")))
			if len(got) != 1 || (len(got[0].Argument.Answers) == 1) != c.want {
				t.Errorf("got %+v, want it answered: %v", got, c.want)
			}
		})
	}
}

// TestMostRelevantFirst wants what tells the same fact before what shares terms.
func TestMostRelevantFirst(t *testing.T) {
	got := detect(t, at(9, "terms", "forum", "Du monde à quai", negative("monde", "quai")),
		at(5, "fact", "blog", "Plus que 940 bus", func(p *annotation.Post) {
			p.Annotation.Claims = []annotation.Claim{{Fact: "fleet-2026", Verdict: "contradicts"}}
		}),
		at(2, "a1", "carnet", explanation, staff("explains", "monde", "quai"), func(p *annotation.Post) {
			p.Annotation.Claims = []annotation.Claim{{Fact: "fleet-2026", Verdict: "matches"}}
		}))
	if want := []string{"fact", "terms"}; len(got) != 1 || !reflect.DeepEqual(got[0].Argument.Answers, want) {
		t.Errorf("got %+v, want answers %v", got, want)
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
