package rumor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

var facts = []Fact{
	{ID: "fleet-2026", Entity: "translum", Value: "1 240 bus", Document: "Rapport d’exploitation 2026, p. 12",
		Statement: signal.Text{FR: "1 240 bus sont en service.", EN: "1,240 buses are in service."}},
	{ID: "layoffs-2026", Entity: "translum",
		Statement: signal.Text{FR: "Aucun licenciement n’est prévu.", EN: "No layoffs are planned."}},
}

var sources = []post.Source{
	{ID: "lignes-rails", Owner: post.Customer}, {ID: "ticket", Owner: post.Customer}, {ID: "tram-co", Owner: post.Customer},
	{ID: "english", Owner: post.Customer, Language: "en"}, {ID: "gazette", Owner: post.Press, Audience: 60_000},
	{ID: "courrier", Owner: post.Press, Audience: 400_000},
	{ID: "intox-stop", Owner: post.Customer}, {ID: "grognon", Owner: post.Satire}, {ID: "translum", Owner: post.Company},
	{ID: "carnet", Owner: post.Staff}, {ID: "forum", Owner: post.Customer},
}

// told builds a post that says 940 buses are left, h hours after the start.
func told(id, source string, h float64, text string, edit ...func(*annotation.Post)) annotation.Post {
	p := annotation.Post{Post: post.Post{ID: id, Source: source, Kind: post.Blog, URL: "http://" + source + ".localhost/" + id,
		Published: start.Add(time.Duration(h * float64(time.Hour))), Text: text}}
	p.Annotation.Language, p.Annotation.Stance = "fr", "comment"
	p.Annotation.Story = "s-1"
	p.Annotation.Claims = []annotation.Claim{{Text: text, Value: 940, Unit: "bus", Verdict: "contradicts", Fact: "fleet-2026"}}
	for _, e := range edit {
		e(&p)
	}
	return p
}

func noClaim(p *annotation.Post) { p.Annotation.Claims = nil }
func stance(s string) func(*annotation.Post) {
	return func(p *annotation.Post) { p.Annotation.Stance = s }
}
func by(author string) func(*annotation.Post) {
	return func(p *annotation.Post) { p.Author, p.Kind = author, post.Message }
}
func links(url string) func(*annotation.Post) {
	return func(p *annotation.Post) { p.Links = append(p.Links, url) }
}

func detect(t *testing.T, at time.Time, posts ...annotation.Post) []signal.Signal {
	t.Helper()
	w := replay.NewWindow(0, 0, sources...)
	w.Add(posts...)
	got, err := New(facts, Default()).Detect(context.Background(), at, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// spreading is the rumour of the sample world, with all that only looks like it.
func spreading() []annotation.Post {
	english := func(p *annotation.Post) { p.Annotation.Language = "en" }
	return []annotation.Post{
		told("p01", "lignes-rails", 0, "Un collègue m’assure que 300 bus auraient été retirés, il n’en resterait que 940.", by("rail42"),
			func(p *annotation.Post) {
				c := p.Annotation.Claims[0]
				c.Value = 300
				p.Annotation.Claims = append(p.Annotation.Claims, c)
			}),
		told("p02", "lignes-rails", 1, "C’est vrai ? Quelqu’un a une source pour ces 940 bus ?", by("zoe"), stance("query"),
			func(p *annotation.Post) { p.Parent = "p01" }),
		told("p03", "ticket", 3, "On l’a lu sur un forum bien informé : plus que 940 bus dans toute la vallée, une honte.", links("https://www.lignes-rails.localhost/p01#m3")),
		told("p04", "tram-co", 5, "Selon nos informations, il ne reste que 940 bus."),
		told("p05", "english", 6, "Reportedly only 940 buses are left in the whole valley.", english, links("http://ticket.localhost/p03/")),
		told("p06", "intox-stop", 7, "Non, il ne reste pas 940 bus : c’est faux, vérification faite.", stance("deny"), links("http://ticket.localhost/p03")),
		told("p07", "grognon", 7.5, "Il ne reste que 940 bus, et ils sont tous dans mon garage."),
		told("p08", "gazette", 8, "Il ne resterait que 940 bus dans la vallée, selon des blogs.", links("http://tram-co.localhost/p04")),
		told("p09", "translum", 9, "Contrairement à la rumeur des 940 bus, le réseau en exploite 1 240.", func(p *annotation.Post) {
			c := p.Annotation.Claims[0]
			c.Value, c.Verdict = 1240, "matches"
			p.Annotation.Claims = append(p.Annotation.Claims, c)
		}),
		told("p10", "carnet", 9.5, "Je suis conducteur chez Translum : 940 ? Au dépôt on en compte 1 240.", func(p *annotation.Post) {
			p.Annotation.Ambassador = annotation.Ambassador{Is: true, Attitude: "explains"}
		}),
	}
}

func TestRumorIsFollowedFromItsOrigin(t *testing.T) {
	got := detect(t, start.Add(10*time.Hour), spreading()...)
	if len(got) != 1 {
		t.Fatalf("%d signals, want 1: the values 300 and 940 are one rumour", len(got))
	}
	s := got[0]
	var path []string
	for _, r := range s.Rumour.Relays {
		path = append(path, fmt.Sprintf("%s<%s %s", r.Post, r.From, r.Role))
	}
	want := []string{"p01< origin", "p03<p01 relay", "p04<p03 relay", "p05<p03 relay", "p08<p04 bridge"}
	if !reflect.DeepEqual(path, want) {
		t.Errorf("path %v, want %v", path, want)
	}
	if s.Level != signal.Strong || s.Score < 0.7 || s.Entity != "translum" || s.Trend != signal.Stable {
		t.Errorf("level %s, score %v, entity %s, trend %s", s.Level, s.Score, s.Entity, s.Trend)
	}
	if s.Rumour.Said != "940\u00a0bus" || s.Rumour.True != "1 240 bus" || s.Rumour.Document == "" {
		t.Errorf("said %q, true %q, document %q", s.Rumour.Said, s.Rumour.True, s.Rumour.Document)
	}
	if want := "“940\u00a0bus” instead of 1,240 bus: "; !strings.HasPrefix(s.Title.EN, want) {
		t.Errorf("English title %q, want %q first", s.Title.EN, want)
	}
	for _, lang := range []string{"fr", "en"} {
		var why []string
		for _, w := range s.Why {
			why = append(why, w.In(lang))
		}
		t.Log(s.Title.In(lang), "|", strings.Join(why, " | "))
	}
}

// TestUnits wants what is counted in the plural, and no unit twice.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		fact        Fact
		value       float64
		unit, title string
	}{
		{Fact{Value: "312"}, 150, "salarié", "« 150 salariés » au lieu de 312 salariés"},
		{Fact{Value: "1,2 Md€"}, 3e9, "EUR", "« 3 000 000 000 € » au lieu de 1,2 Md€"},
		{Fact{Value: "1,2", Unit: "Md€"}, 3e9, "EUR", "« 3 000 000 000 € » au lieu de 1,2 Md€"},
	} {
		c.fact.ID = "fleet-2026"
		edit := func(p *annotation.Post) { p.Annotation.Claims[0].Value, p.Annotation.Claims[0].Unit = c.value, c.unit }
		w := replay.NewWindow(0, 0, sources...)
		w.Add(told("a", "ticket", 0, "On le dit.", edit), told("b", "tram-co", 1, "On le redit.", edit))
		got, err := New([]Fact{c.fact}, Default()).Detect(context.Background(), start.Add(2*time.Hour), w)
		if err != nil || len(got) != 1 {
			t.Fatal(len(got), err)
		}
		title := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got[0].Title.FR)
		if !strings.HasPrefix(title, c.title) {
			t.Errorf("title %q, want %q first", title, c.title)
		}
	}
}

func TestRumorIsRaisedAtItsSecondRelay(t *testing.T) {
	posts := spreading()
	if got := detect(t, start.Add(2*time.Hour), posts[:2]...); len(got) != 0 {
		t.Errorf("%d signals from one relay and a question, want none", len(got))
	}
	two := detect(t, start.Add(3*time.Hour+time.Minute), posts[:3]...)
	all := detect(t, start.Add(10*time.Hour), posts...)
	if len(two) != 1 || len(all) != 1 || two[0].ID != all[0].ID {
		t.Errorf("at two relays %d signals, at all %d: want one each, under one ID", len(two), len(all))
	}
}

// TestStrongIsForWhatChangesTheMatter wants few small relays weak, and the press,
// a large audience or many voices strong.
func TestStrongIsForWhatChangesTheMatter(t *testing.T) {
	posts := spreading()
	voices := func(n int) (out []annotation.Post) {
		for i := range n {
			out = append(out, told(fmt.Sprint("v", i), "forum", float64(i)/10, fmt.Sprint("Plus que 940 bus, je l’ai compté ", i), by(fmt.Sprint("u", i))))
		}
		return out
	}
	for _, c := range []struct {
		name  string
		posts []annotation.Post
		want  signal.Level
	}{
		{"two relays", posts[:3], signal.Low},
		{"three small sources", posts[:4], signal.Low},
		{"four small sources", posts[:7], signal.Low},
		{"and the newspaper", posts[:8], signal.Strong},
		{"five voices", voices(5), signal.Low},
		{"six voices", voices(6), signal.Strong},
		{"large audience", append(voices(1), told("w", "courrier", 1, "Il n’y a que 940 bus.")), signal.Strong},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := detect(t, start.Add(9*time.Hour), c.posts...)
			if len(got) != 1 || got[0].Level != c.want {
				t.Errorf("got %+v, want one rumour, %s", got, c.want)
			}
		})
	}
}

func TestWhatIsNoRumor(t *testing.T) {
	for _, c := range []struct {
		name  string
		posts []annotation.Post
		want  int
	}{
		{"one author, three posts", []annotation.Post{
			told("a", "forum", 0, "940 bus", by("x")), told("b", "forum", 1, "oui, 940 bus", by("x")), told("c", "forum", 2, "940 !", by("x"))}, 0},
		{"only debunks", []annotation.Post{
			told("a", "intox-stop", 0, "940 bus : c’est faux", stance("deny")), told("b", "ticket", 1, "Non, 940 bus est une intox"),
			told("c", "tram-co", 1, "Les 940 bus ? Fake, hoax.")}, 0},
		{"only questions", []annotation.Post{
			told("a", "forum", 0, "940 bus, vraiment ?", by("x")), told("b", "forum", 1, "Une source pour ces 940 bus ?", by("y"), stance("query"))}, 0},
		{"satire", []annotation.Post{told("a", "grognon", 0, "940 bus"), told("b", "ticket", 0.5, "940 bus")}, 0},
		{"claims that match", []annotation.Post{
			told("a", "ticket", 0, "1 240 bus", func(p *annotation.Post) { p.Annotation.Claims[0].Verdict = "matches" }),
			told("b", "tram-co", 0, "1 240 bus", func(p *annotation.Post) { p.Annotation.Claims[0].Verdict = "matches" })}, 0},
		{"one relay with reach", []annotation.Post{told("a", "courrier", 0, "Il n’y a que 940 bus.")}, 1},
		{"two of a forum", []annotation.Post{told("a", "forum", 0, "940 bus", by("x")), told("b", "forum", 1, "oui, plus que 940 bus", by("y"))}, 1},
		{"two values apart", []annotation.Post{
			told("a", "ticket", 0, "940 bus"), told("b", "tram-co", 1, "940 bus"),
			told("c", "forum", 2, "700 bus", by("x"), func(p *annotation.Post) { p.Annotation.Claims[0].Value = 700 }),
			told("d", "english", 3, "700 buses", func(p *annotation.Post) { p.Annotation.Claims[0].Value = 700 })}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := detect(t, start.Add(5*time.Hour), c.posts...); len(got) != c.want {
				t.Errorf("%d signals, want %d", len(got), c.want)
			}
		})
	}
}

func TestUnverifiedStory(t *testing.T) {
	doubts := func(p *annotation.Post) { p.Annotation.Doubt = 0.6 }
	posts := []annotation.Post{
		told("a", "ticket", 0, "Il paraît que le dépôt nord va fermer.", noClaim, doubts),
		told("b", "tram-co", 1, "On raconte que le dépôt nord serait fermé au printemps.", noClaim, doubts),
		told("c", "forum", 2, "C’est vrai pour le dépôt ? Une source ?", noClaim, by("x"), stance("query")),
		told("d", "forum", 3, "J’ai entendu la même chose pour le dépôt nord.", noClaim, by("y")),
	}
	got := detect(t, start.Add(5*time.Hour), posts...)
	if len(got) != 1 || got[0].Level != signal.Low || len(got[0].Rumour.Relays) != 3 {
		t.Fatalf("got %+v, want one weak rumour of 3 relays", got)
	}
	if want := "fewer than 2 voices passed it on in two days (3 if nobody doubted it); one fewer is enough where they have 100,000 readers"; !strings.Contains(got[0].Silent.EN, want) {
		t.Errorf("silent %q, want %q in it", got[0].Silent.EN, want)
	}
	official := told("e", "translum", 4, "Le dépôt nord fermera bien en mars.", noClaim)
	if got := detect(t, start.Add(5*time.Hour), append(posts, official)...); len(got) != 0 {
		t.Errorf("%d signals once the organisation answers for it, want none", len(got))
	}
}

func BenchmarkDetect(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	w := replay.NewWindow(0, 0, sources...)
	for i := range 20_000 {
		p := told(fmt.Sprint("n", i), "forum", r.Float64()*300, "Rien à voir avec les bus, il fait beau ce matin sur la vallée.", noClaim, by(fmt.Sprint("a", i%500)))
		p.Annotation.Story = fmt.Sprint("s-", i%2000)
		w.Add(p)
	}
	w.Add(spreading()...)
	d := New(facts, Default())
	b.ReportAllocs()
	for b.Loop() {
		if got, err := d.Detect(context.Background(), start.Add(301*time.Hour), w); err != nil || len(got) == 0 {
			b.Fatal(len(got), err)
		}
	}
}
