package rumor

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
)

// roles are what each post is, by its identifier.
func rolesOf(s signal.Signal) map[string]string {
	out := make(map[string]string)
	for _, r := range s.Rumour.Relays {
		out[r.Post] = r.Role
	}
	for _, r := range s.Rumour.Beside {
		out[r.Post] = r.Role
	}
	return out
}

// matching adds the true figure before the false one, as its own sentence.
func matching(sentence string) func(*annotation.Post) {
	return func(p *annotation.Post) {
		p.Annotation.Claims = append([]annotation.Claim{{Text: sentence, Value: 1240, Unit: "bus", Verdict: "matches", Fact: "fleet-2026"}}, p.Annotation.Claims...)
	}
}

// TestWhoCarriesIt sets one post beside two plain relays and wants its role.
func TestWhoCarriesIt(t *testing.T) {
	for _, c := range []struct {
		name, text string
		edit       []func(*annotation.Post)
		want       string
	}{
		{"a denial that quotes the figure", "On lit partout « il ne reste que 940 bus ». C’est faux, j’ai vérifié.", nil, "denial"},
		{"a denial in English", "They say only 940 buses are left. That is not true, the claim is false.", nil, "denial"},
		{"who mocks the denial", "« C’est faux », nous répond la direction. Mais bien sûr ! Il ne reste que 940 bus, tout le monde le voit.", nil, "relay"},
		{"who mocks it in English", "“This is false”, says the company. Yeah right. Only 940 buses are left.", nil, "relay"},
		{"who calls the true figure false", "Translum annonce 1 240 bus. C’est faux. Il n’en reste que 940.", []func(*annotation.Post){matching("Translum annonce 1 240 bus."),
			func(p *annotation.Post) { p.Annotation.Claims[1].Text = "Il n’en reste que 940." }}, "relay"},
		{"the true figure, then the false one denied", "Translum a 1 240 bus. On lit partout 940. C’est faux.", []func(*annotation.Post){matching("Translum a 1 240 bus."),
			func(p *annotation.Post) { p.Annotation.Claims[1].Text = "On lit partout 940." }}, "denial"},
		{"edited since, it corrects itself", "Mise à jour : mea culpa, les 940 bus que j’annonçais ici étaient une erreur de lecture.", []func(*annotation.Post){
			func(p *annotation.Post) { p.Updated = p.Published.Add(time.Hour) }}, "denial"},
		{"who apologises", "Je me suis trompé hier avec mes 940 bus, toutes mes excuses.", nil, "denial"},
		{"who apologises in English", "I was wrong about the 940 buses, I apologise for spreading it.", nil, "denial"},
		{"a question", "940 bus, c’est vrai ? Une source ?", []func(*annotation.Post){stance("query"), by("q")}, "question"},
		{"doubt in print", "Si c’est vrai, il ne reste que 940 bus.", nil, "relay"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := detect(t, start.Add(5*time.Hour), told("a", "ticket", 0, "Plus que 940 bus."), told("b", "tram-co", 1, "Il ne reste que 940 bus."),
				told("x", "forum", 2, c.text, append([]func(*annotation.Post){by("x")}, c.edit...)...))
			if len(got) != 1 {
				t.Fatalf("%d rumours, want one", len(got))
			}
			if r := rolesOf(got[0])["x"]; r != c.want && !(c.want == "relay" && r == "bridge") {
				t.Errorf("%q is a %q, want %q", c.text, r, c.want)
			}
		})
	}
}

// TestWhoRelaysAndApologises keeps the relay that stands, beside what takes it back.
func TestWhoRelaysAndApologises(t *testing.T) {
	got := detect(t, start.Add(5*time.Hour), told("a", "forum", 0, "Plus que 940 bus.", by("ann")), told("b", "forum", 1, "Il ne reste que 940 bus.", by("bob")),
		told("c", "forum", 2, "Je me suis trompée avec les 940 bus, désolée.", by("ann")))
	if len(got) != 1 {
		t.Fatalf("%d rumours, want one", len(got))
	}
	if r := rolesOf(got[0]); r["a"] != "origin" || r["b"] != "relay" || r["c"] != "denial" {
		t.Errorf("roles %v", r)
	}
}

// TestBeside wants all that only looks like a relay told apart, oldest first.
func TestBeside(t *testing.T) {
	got := detect(t, start.Add(10*time.Hour), spreading()...)
	var beside []string
	for _, r := range got[0].Rumour.Beside {
		beside = append(beside, r.Post+" "+r.Role+"<"+r.From)
	}
	want := "[p02 question<p01 p06 denial<p03 p07 satire< p09 official< p10 denial<]"
	if fmt.Sprint(beside) != want {
		t.Errorf("beside %v, want %s", beside, want)
	}
	if o := got[0].Rumour.Origin; o.Sure < .5 || o.Sure > .95 || len(o.Why) < 2 {
		t.Errorf("origin %+v", o)
	}
}

// TestOneThread raises a claim from the answers of one thread, which carry, deny
// and ask.
func TestOneThread(t *testing.T) {
	in := func(p *annotation.Post) { p.Thread, p.Parent = "t", "a" }
	doubts := func(p *annotation.Post) { p.Annotation.Doubt = 0.6 }
	posts := []annotation.Post{
		told("a", "forum", 0, "Il paraît que le dépôt nord va fermer.", noClaim, by("ann"), doubts),
		told("b", "forum", 1, "On m’a dit la même chose : le dépôt nord fermerait.", noClaim, by("bob"), in, doubts),
		told("c", "forum", 2, "J’ai entendu que le dépôt nord serait fermé au printemps.", noClaim, by("cat"), in),
		told("d", "forum", 3, "C’est vrai ? Une source ?", noClaim, by("dan"), stance("query"), in),
		told("e", "forum", 4, "Non, c’est faux, rien de vrai.", noClaim, by("eve"), stance("deny"), in),
	}
	got := detect(t, start.Add(5*time.Hour), posts...)
	if len(got) != 1 {
		t.Fatalf("%d rumours, want one", len(got))
	}
	if r := fmt.Sprint(rolesOf(got[0])); r != "map[a:origin b:relay c:relay d:question e:denial]" {
		t.Errorf("roles %s", r)
	}
	if got := detect(t, start.Add(5*time.Hour), posts[:3]...); len(got) != 0 {
		t.Errorf("%d rumours that nobody doubts, want none", len(got))
	}
	denied := told("f", "translum", 4.5, "Il n’en est rien : la rumeur de la fermeture du dépôt nord est infondée.", noClaim)
	got = detect(t, start.Add(5*time.Hour), append(posts, denied)...)
	if len(got) != 1 || rolesOf(got[0])["f"] != "official" {
		t.Errorf("once the organisation denies it: %d rumours, want the same with its denial beside", len(got))
	}
}

// TestThousands keeps a large rumour's signal bounded, its counts whole.
func TestThousands(t *testing.T) {
	var posts []annotation.Post
	for i := range 5000 {
		posts = append(posts, told(fmt.Sprintf("n%04d", i), "forum", float64(i)/1000, fmt.Sprint("Plus que 940 bus, témoin ", i), by(fmt.Sprint("a", i))))
		if i%10 == 0 {
			posts = append(posts, told(fmt.Sprint("q", i), "forum", float64(i)/1000, "C’est faux, 940 est une intox", by(fmt.Sprint("d", i))))
		}
	}
	got := detect(t, start.Add(6*time.Hour), posts...)
	if len(got) != 1 {
		t.Fatalf("%d rumours, want one", len(got))
	}
	s := got[0]
	if len(s.Rumour.Relays) != relay.Most || len(s.Posts) != relay.Most || len(s.Rumour.Beside) != relay.MostBeside || s.Observed != 5000 {
		t.Errorf("%d relays, %d posts, %d beside, %v observed", len(s.Rumour.Relays), len(s.Posts), len(s.Rumour.Beside), s.Observed)
	}
	if l := s.Rumour.Left; s.Rumour.Spread() != 5000 || len(l.Times) != 25 || !maps.Equal(l.Classes, map[string]int{"customer": 4000}) || !maps.Equal(l.Languages, map[string]int{"fr": 4000}) {
		t.Errorf("left out: %+v", l)
	}
	kept := make(map[string]bool)
	for _, r := range s.Rumour.Relays {
		if kept[r.Post] = true; r.From != "" && !kept[r.From] {
			t.Fatalf("%s is from %s, which is left out", r.Post, r.From)
		}
	}
}
