package rumor

import (
	"testing"
	"time"

	"vigie/analyzers/annotation"
)

func claims(list ...annotation.Claim) func(*annotation.Post) {
	return func(p *annotation.Post) {
		for i := range list {
			if list[i].Text == "" {
				list[i].Text = p.Text
			}
		}
		p.Annotation.Claims = list
	}
}

func answering(id string) func(*annotation.Post) {
	return func(p *annotation.Post) { p.Parent = id }
}

// TestBesideTheStory sets one post in the story of two relays, whose figure was not
// found false, and wants what it is: "" where it does not belong to the rumour.
func TestBesideTheStory(t *testing.T) {
	unknown := annotation.Claim{Value: 940, Unit: "bus", Verdict: "unknown"}
	truth := annotation.Claim{Value: 1240, Unit: "bus", Verdict: "matches", Fact: "fleet-2026"}
	for _, c := range []struct {
		name, text string
		edit       []func(*annotation.Post)
		want       string
	}{
		{"a sceptic supposes", "If Translum really had just 940 buses, mine would be gone. It is not.", []func(*annotation.Post){claims(unknown), answering("a")}, "question"},
		{"a sceptic in French", "S’il n’y avait que 940 bus, le mien serait supprimé.", []func(*annotation.Post){claims(unknown), answering("a")}, "question"},
		{"a sceptic who says so", "Si Translum avait 940 bus, on le saurait. C’est faux.", []func(*annotation.Post){claims(unknown), answering("a")}, "denial"},
		{"an answer that repeats it", "940 bus, et dire qu’on paie pour ça.", []func(*annotation.Post){claims(unknown), answering("a")}, "relay"},
		{"a portrait with the true figure", "Translum emploie 2 300 personnes et exploite 1 240 bus.", []func(*annotation.Post){claims(truth)}, ""},
		{"a range", "Between 900 and 1,300 buses: nobody really knows.", []func(*annotation.Post){claims(truth)}, ""},
		{"a comparison", "Kéolane a 600 bus, Translum 1 240.", []func(*annotation.Post){claims(truth)}, ""},
		{"the true figure in answer", "Translum exploite 1 240 bus.", []func(*annotation.Post){claims(truth), answering("a")}, "denial"},
		{"the true figure, with a link to it", "Le rapport dit 1 240 bus.", []func(*annotation.Post){claims(truth), links("http://ticket.localhost/a")}, "denial"},
		{"the true figure against it", "Non, Translum a toujours 1 240 bus.", []func(*annotation.Post){claims(truth)}, "denial"},
		{"the rumour named", "Cette rumeur de 940 bus est fausse, il y en a 1 240.", []func(*annotation.Post){claims(truth)}, "denial"},
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

// TestOriginUpstream wants the post that relays lead back to as the origin, though
// its own figure was not compared with the fact, and nothing that denies it.
func TestOriginUpstream(t *testing.T) {
	unknown := annotation.Claim{Value: 940, Unit: "bus", Verdict: "unknown"}
	for _, c := range []struct {
		name, text, origin string
		edit               []func(*annotation.Post)
	}{
		{"which gives the figure", "940 bus ouverts à tous, paraît-il.", "x", []func(*annotation.Post){claims(unknown)}},
		{"which has another one", "Translum a 300 stations.", "a", []func(*annotation.Post){claims(annotation.Claim{Value: 300, Unit: "stations", Verdict: "unknown"})}},
		{"which denies it", "940 bus ? C’est faux, et archi faux.", "a", []func(*annotation.Post){claims(unknown)}},
		{"which is satire", "940 bus dans mon garage.", "a", []func(*annotation.Post){claims(unknown), func(p *annotation.Post) { p.Source = "grognon" }}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := told("x", "forum", 0, c.text, c.edit...)
			got := detect(t, start.Add(8*time.Hour), x, told("a", "ticket", 3, "Plus que 940 bus.", links(x.URL)), told("b", "tram-co", 4, "Il ne reste que 940 bus.", answering("a")))
			if len(got) != 1 {
				t.Fatalf("%d rumours, want one", len(got))
			}
			if first := got[0].Rumour.Relays[0]; first.Post != c.origin || first.Role != "origin" {
				t.Errorf("origin %+v, want %s", first, c.origin)
			}
		})
	}
}
