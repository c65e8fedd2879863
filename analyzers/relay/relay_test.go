package relay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/relay"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

var window = replay.NewWindow(0, 0, post.Source{ID: "forum", Name: "Lignes et rails", URL: "http://forum.localhost", Owner: post.Customer},
	post.Source{ID: "gazette", Name: "La Gazette de Valmont", URL: "http://gazette.localhost", Owner: post.Press}, post.Source{ID: "blog", Name: "Tram", URL: "http://blog.localhost", Owner: post.Customer})

func told(id, source string, minutes float64, text string, edit ...func(*annotation.Post)) annotation.Post {
	p := annotation.Post{Post: post.Post{ID: id, Source: source, Kind: post.Blog, URL: "http://" + source + ".localhost/" + id, Dated: true,
		Published: start.Add(time.Duration(minutes * float64(time.Minute))), Text: text}}
	for _, e := range edit {
		e(&p)
	}
	return p
}

func TestPath(t *testing.T) {
	const said = "on me dit au dépôt que neuf cent quarante bus roulent encore dans la vallée"
	of := "a"
	first := told("a", "forum", 0, said)
	for _, c := range []struct {
		name string
		next annotation.Post
		want string // from, by, role
		sure float64
	}{
		{"an answer", told("x", "forum", 9, "oui", func(p *annotation.Post) { p.Parent = "a" }), "a reply relay", .98},
		{"an answer in its thread", told("x", "forum", 9, "oui", func(p *annotation.Post) { p.Thread = "7" }), "a reply relay", .6},
		{"another forum's thread of that number", told("x", "blog", 9, "oui", func(p *annotation.Post) { p.Thread = "7" }), "b time relay", .15},
		{"a copy", told("x", "blog", 9, "oui", func(p *annotation.Post) { p.Annotation.CopyOf = &of }), "a copy relay", .86},
		{"a link, written otherwise", told("x", "gazette", 9, "oui", func(p *annotation.Post) { p.Links = []string{"https://www.forum.localhost/a/#m3"} }), "a link bridge", .95},
		{"a quote", told("x", "gazette", 9, "On y lit : « "+said+" ».", func(p *annotation.Post) {}), "a quote bridge", .91},
		{"who names the source", told("x", "gazette", 9, "Selon Lignes et rails, il en reste peu."), "a quote bridge", .8},
		{"nothing but time", told("x", "blog", 9, "Il en reste peu."), "b time relay", .15},
	} {
		t.Run(c.name, func(t *testing.T) {
			first.Thread = "7"
			path := relay.Path([]annotation.Post{first, told("b", "blog", 5, "Il n’en reste guère.", func(p *annotation.Post) { p.Source = "other" }), c.next}, window)
			r := path[2]
			if path[2].Role == "bridge" && c.next.Source != "gazette" {
				r.Role = "relay" // the other source has no owner
			}
			if got := fmt.Sprint(r.From, " ", r.By, " ", r.Role); got != c.want || r.Sure != c.sure {
				t.Errorf("got %s, %v, want %s, %v", got, r.Sure, c.want, c.sure)
			}
			if path[0].Role != relay.RoleOrigin || path[0].From != "" {
				t.Errorf("the first one: %+v", path[0])
			}
		})
	}
}

func TestOrigin(t *testing.T) {
	link := func(url string) func(*annotation.Post) {
		return func(p *annotation.Post) { p.Links = append(p.Links, url) }
	}
	watched := map[string]bool{"forum.localhost": true, "blog.localhost": true, "gazette.localhost": true}
	second := told("b", "blog", 120, "Lu ailleurs.", link("http://forum.localhost/a"))
	for _, c := range []struct {
		name        string
		first       annotation.Post
		others      []annotation.Post
		around      relay.Around
		least, most float64
		why         string // in one of the reasons
	}{
		{"all lead back to it", told("a", "forum", 0, "Plus que 940."), []annotation.Post{second}, relay.Around{}, .8, .9, "other relay leads back"},
		{"alone", told("a", "forum", 0, "Plus que 940."), nil, relay.Around{}, .4, .6, "earliest post found"},
		{"it takes it from a page not watched, as another does", told("a", "forum", 0, "Lu ici.", link("http://example.org/x")), []annotation.Post{
			told("b", "blog", 120, "Lu ailleurs.", link("http://forum.localhost/a"), link("http://example.org/x"))}, relay.Around{}, .4, .7, "links to example.org, which is not watched"},
		{"it heard it, and links to a page not watched", told("a", "forum", 0, "On m’a dit ici que", link("http://example.org/x")), []annotation.Post{second}, relay.Around{Hearsay: "on m’a dit"}, .2, .4, "links to example.org"},
		{"a link in passing", told("a", "forum", 0, "Plus que 940.", link("http://example.org/bus")), []annotation.Post{second}, relay.Around{}, .75, .85, "links to example.org, which is not watched"},
		{"a watched page is none", told("a", "forum", 0, "Lu ici.", link("http://gazette.localhost/x")), []annotation.Post{second}, relay.Around{}, .8, .9, ""},
		{"it heard it", told("a", "forum", 0, "On m’a dit que"), []annotation.Post{second}, relay.Around{Hearsay: "on m’a dit"}, .5, .8, "heard it elsewhere"},
		{"sources were silent", told("a", "forum", 0, "Plus que 940."), []annotation.Post{second}, relay.Around{Gaps: []annotation.Gap{
			{Source: "gazette", From: start.Add(-3 * time.Hour), To: start.Add(-time.Hour)}}}, .75, .84, "La Gazette de Valmont"},
		{"silent long before", told("a", "forum", 0, "Plus que 940."), []annotation.Post{second}, relay.Around{Gaps: []annotation.Gap{
			{Source: "gazette", From: start.Add(-60 * time.Hour), To: start.Add(-50 * time.Hour)}}}, .8, .9, ""},
		{"two follow closely, of one page elsewhere", told("a", "forum", 0, "Plus que 940."), []annotation.Post{
			told("b", "blog", 2, "Lu.", link("http://example.org/x")), told("c", "gazette", 4, "Lu.", link("http://example.org/x"))}, relay.Around{}, .05, .3, "one page of example.org"},
		{"denied before it", told("a", "forum", 0, "Plus que 940."), []annotation.Post{second}, relay.Around{Before: []annotation.Post{told("z", "blog", -30, "Faux.")}}, .5, .8, "told elsewhere first"},
		{"it followed one that corrected itself", told("a", "forum", 0, "Plus que 940.", link("http://blog.localhost/z")), []annotation.Post{second}, relay.Around{
			Before: []annotation.Post{told("z", "blog", -30, "Corrigé.")}}, .4, .75, "not any more"},
		{"only a day", told("a", "forum", -480, "Plus que 940."), []annotation.Post{second}, relay.Around{}, .7, .84, "only the day"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.around.Watched = watched
			all := append([]annotation.Post{c.first}, c.others...)
			o := relay.NewOrigin(all, relay.Path(all, window), c.around, window)
			if o.Sure < c.least || o.Sure > c.most {
				t.Errorf("sure %v, want %v to %v: %+v", o.Sure, c.least, c.most, o.Why)
			}
			var en []string
			for _, w := range o.Why {
				if en = append(en, w.EN); w.FR == "" || w.FR == w.EN {
					t.Errorf("no French: %+v", w)
				}
			}
			if !strings.Contains(strings.Join(en, "|"), c.why) {
				t.Errorf("why %q, want %q in it", en, c.why)
			}
		})
	}
}

// TestNamed has a relay of a source whose name is a word of the language followed
// by one that says that word: it is quoted only where it is written as a name.
func TestNamed(t *testing.T) {
	w := replay.NewWindow(0, 0, post.Source{ID: "one", Name: "Transports", URL: "http://one.localhost"}, post.Source{ID: "two", Name: "Autre", URL: "http://two.localhost"})
	for said, want := range map[string]string{
		"Les transports sont en ruine.":                     "time",
		"Transports en ruine, lus hier.":                    "time",
		"Selon Transports, il en reste peu.":                "quote",
		"Les transports, dit Transports, sont en ruine.":    "time",
		"LES TRANSPORTS SONT EN RUINE ET LES TRANSPORTS...": "time",
	} {
		path := relay.Path([]annotation.Post{told("a", "one", 0, "Plus que 940."), told("b", "two", 9, said)}, w)
		if path[1].By != want {
			t.Errorf("%q: by %s, want %s", said, path[1].By, want)
		}
	}
}

func TestBounded(t *testing.T) {
	var path []signal.Relay
	for i := range relay.Most + 500 {
		r := signal.Relay{Post: fmt.Sprint(i), Sure: .5}
		if i > 0 {
			r.From = fmt.Sprint(i - 1)
		}
		path = append(path, r)
	}
	got := relay.Bounded(path)
	if len(got) != relay.Most || got[0].Post != "0" || got[len(got)-1].Post != fmt.Sprint(relay.Most+499) {
		t.Fatalf("%d relays from %s to %s", len(got), got[0].Post, got[len(got)-1].Post)
	}
	if r := got[200]; r.Post != "700" || r.From != "199" || r.Sure > .001 {
		t.Errorf("after what is left out: %+v", r)
	}
}
