package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

// step is one post of a path: "id source author from", hours before noon.
func step(hours float64, line string) Carried {
	f := append(strings.Split(line, " "), "", "", "")
	c := Carried{Role: "relay", Item: Item{ID: f[0], Author: strings.ReplaceAll(f[2], "_", " "), Published: noon.Add(-time.Duration(hours * float64(time.Hour)))}}
	c.Source = map[string]post.Source{
		"press": {ID: "press", Name: "La Gazette", Owner: post.Press, Audience: 99_999}, "forum": {ID: "forum", Audience: 999},
		"own": {ID: "own", Owner: post.Company, Audience: 5000}, "joke": {ID: "joke", Owner: post.Satire}, "big": {ID: "big", Audience: 30_000_000},
	}[f[1]]
	if c.Source.ID == "" {
		c.Source = post.Source{ID: f[1], Name: f[1]}
	}
	if f[3] != "" {
		c.From = &Item{ID: f[3]}
	}
	return c
}

// ranking writes contacts as their latest post and whether they were reached.
func ranking(list []Contact) string {
	var out []string
	for _, c := range list {
		mark := ""
		if c.Reached {
			mark = "*"
		}
		out = append(out, fmt.Sprint(c.ID, "x", c.Posts, mark))
	}
	return strings.Join(out, " ")
}

// TestPriority writes the published formula out, number by number.
func TestPriority(t *testing.T) {
	r := Relays{Now: noon, Path: []Carried{
		step(48, "a forum Ana"), step(24, "b press _ a"), step(12, "c blog Cléo b"), step(0, "d forum Ana b"), step(72, "e big _"),
	}}
	got, _ := r.Contacts()
	want := map[string]struct{ reach, central, recent, priority float64 }{
		// Ana, two posts, the latest now: b took it from a, and c from b; of the three others 2.
		// log(1000)/log(1000001) = 6.907755/13.815512 = 0.5; 2/3; 0.5^(0/24) = 1: 0.4 × 0.5 + 0.4 × 0.666667 + 0.2 × 1.
		"d": {0.5, 0.666667, 1, 0.666667},
		// La Gazette: c and d took it from b; of the four others 2. log(100000)/log(1000001) = 11.512925/13.815512 = 0.833333;
		// 0.5^(24/24) = 0.5: 0.4 × 0.833333 + 0.4 × 0.5 + 0.2 × 0.5.
		"b": {0.833333, 0.5, 0.5, 0.633333},
		// No readers known, nobody after: 0.5^(12/24) = 0.707107: 0.2 × 0.707107.
		"c": {0, 0, 0.707107, 0.141421},
		// More than a million readers: at most 1. 0.5^(72/24) = 0.125: 0.4 × 1 + 0.2 × 0.125.
		"e": {1, 0, 0.125, 0.425},
	}
	for _, c := range got {
		w := want[c.ID]
		for _, x := range [][2]float64{{c.Reach, w.reach}, {c.Central, w.central}, {c.Recent, w.recent}, {c.Priority, w.priority}} {
			if math.Abs(x[0]-x[1]) > 2e-6 {
				t.Errorf("%s: got reach %f, central %f, recent %f: %f; want %+v", c.ID, c.Reach, c.Central, c.Recent, c.Priority, w)
			}
		}
	}
	if got := ranking(got); got != "dx2 bx1 ex1 cx1" {
		t.Errorf("order: %s", got)
	}
	if w := ContactWeights(); math.Abs(w.Reach+w.Central+w.Recent-1) > 1e-9 {
		t.Errorf("the weights make %f", w.Reach+w.Central+w.Recent)
	}
}

func TestContacts(t *testing.T) {
	path := []Carried{step(5, "a forum Ana"), step(4, "b forum Bo a"), step(3, "c blog"), step(2, "d blog"), step(1, "e blog Ana")}
	against := func(person, source string) Relays {
		return Relays{Path: path, Now: noon, Opposed: []Opposition{{Person: person, Source: source}}}
	}
	handled := step(1, "f social Jean_Dupont")
	handled.AuthorURL = "https://social.localhost/@JDupont/"
	denial := step(1, "z forum Bo")
	denial.Role = "denial"
	question := step(1, "z forum Bo")
	question.Role = "question"
	earlier := step(9, "z forum Bo")
	earlier.Role = "denial"
	circle := []Carried{step(3, "a forum Ana c"), step(2, "b forum Bo a"), step(1, "c blog Cy b")}
	for _, c := range []struct {
		name string
		of   Relays
		want string
		out  int
	}{
		{"by author and source, without author by source", Relays{Path: path, Now: noon}, "ax1 bx1 ex1 dx2", 0},
		{"nothing", Relays{Now: noon}, "", 0},
		{"closed", Relays{Path: path, Now: noon, Closed: true, Opposed: []Opposition{{Person: "ana"}}}, "", 0},
		{"contacted come last", Relays{Path: path, Now: noon, Reached: []string{"c", "a"}}, "bx1 ex1 ax1* dx2*", 0},
		{"who objects everywhere", against("ANA", ""), "bx1 dx2", 2},
		{"who objects in one source", against(" @Ána ", "forum"), "bx1 ex1 dx2", 1},
		{"who objects elsewhere", against("Ana", "press"), "ax1 bx1 ex1 dx2", 0},
		{"another name that begins so", against("An", ""), "ax1 bx1 ex1 dx2", 0},
		{"nobody objects", against(" @ ", ""), "ax1 bx1 ex1 dx2", 0},
		{"a source without authors objects", against("Blog", ""), "ax1 bx1 ex1", 2},
		{"a last dot or comma does not count", Relays{Path: []Carried{step(2, "a forum Sosthène_R."), step(1, "b blog sosthene_r")}, Now: noon, Opposed: []Opposition{{Person: "sosthène r,"}}}, "", 2},
		{"a dot within counts", Relays{Path: []Carried{step(1, "a forum Sosthène.R")}, Now: noon, Opposed: []Opposition{{Person: "sosthène r."}}}, "ax1", 0},
		{"nothing but dots", Relays{Path: path, Now: noon, Opposed: []Opposition{{Person: " ., "}}}, "ax1 bx1 ex1 dx2", 0},
		{"a handle", Relays{Path: []Carried{handled}, Now: noon, Opposed: []Opposition{{Person: "@jdupont"}}}, "", 1},
		{"a handle with its server", Relays{Path: []Carried{step(1, "f social jdupont@social.localhost")}, Now: noon, Opposed: []Opposition{{Person: "@JDupont@social.localhost"}}}, "", 1},
		{"a handle without its server", Relays{Path: []Carried{step(1, "f social jdupont@social.localhost")}, Now: noon, Opposed: []Opposition{{Person: "jdupont"}}}, "", 1},
		{"our own and satire", Relays{Path: []Carried{step(1, "a own Chef"), step(1, "b joke"), step(1, "c blog")}, Now: noon}, "cx1", 0},
		{"who has denied it since", Relays{Path: path, Beside: []Carried{denial}, Now: noon}, "ax1 ex1 dx2", 0},
		{"who asks too", Relays{Path: path, Beside: []Carried{question}, Now: noon}, "ax1 bx1 ex1 dx2", 0},
		{"who denied it before", Relays{Path: path, Beside: []Carried{earlier}, Now: noon}, "ax1 bx1 ex1 dx2", 0},
		{"one name written in two ways", Relays{Path: []Carried{step(2, "a forum Éva_B"), step(1, "b forum @eva__b")}, Now: noon}, "bx2", 0},
		{"a circle", Relays{Path: circle, Now: noon}, "bx1 ax1 cx1", 0},
		{"taken from a post that is gone", Relays{Path: []Carried{step(2, "a forum Ana x"), step(1, "b blog Bo a")}, Now: noon}, "ax1 bx1", 0},
	} {
		got, out := c.of.Contacts()
		if ranking(got) != c.want || out != c.out {
			t.Errorf("%s: got %q, %d objecting; want %q, %d", c.name, ranking(got), out, c.want, c.out)
		}
	}
}

// TestRetracted names those whom the ranking leaves out because they took the
// rumour back.
func TestRetracted(t *testing.T) {
	path := []Carried{step(5, "a forum Ana"), step(4, "b forum Bo a"), step(3, "c press"), step(6, "d own")}
	deny := func(hours float64, line string) Carried {
		c := step(hours, line)
		c.Role = "denial"
		return c
	}
	said := []Carried{deny(1, "x forum Bo"), deny(2, "y press"), deny(9, "z forum Ana"), deny(1, "w blog Cy"), deny(1, "v own"), deny(0.5, "u press")}
	for _, c := range []struct {
		name string
		of   Relays
		want string
	}{
		{"two of them, the first first", Relays{Path: path, Beside: said, Now: noon}, "y x"},
		{"once the case is closed too", Relays{Path: path, Beside: said, Closed: true, Now: noon}, "y x"},
		{"not who objects", Relays{Path: path, Beside: said, Opposed: []Opposition{{Person: "Bo"}}, Now: noon}, "y"},
		{"nobody", Relays{Path: path, Now: noon}, ""},
	} {
		var ids []string
		for _, r := range c.of.Retracted() {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLongPath ranks a path in which each took it from the one before.
func TestLongPath(t *testing.T) {
	r := Relays{Now: noon}
	for i := range 2000 {
		c := step(float64(2000-i)/100, fmt.Sprintf("p%d s%d", i, i))
		if i > 0 {
			c.From = &Item{ID: fmt.Sprint("p", i-1)}
		}
		r.Path = append(r.Path, c)
	}
	got, _ := r.Contacts()
	if len(got) != 2000 || got[0].ID != "p0" || got[0].Central != 1 {
		t.Errorf("%d contacts, the first %s, central %f", len(got), got[0].ID, got[0].Central)
	}
}

// TestTakes holds what people write when they object against who posts are of.
func TestTakes(t *testing.T) {
	jean := Item{Author: "Jean Dupont", AuthorURL: "https://mastodon.social/@jean"}
	member := Item{Author: "Ana", AuthorURL: "https://forum.localhost/member.php?u=12"}
	asked := Item{Author: "pg", AuthorURL: "https://news.localhost/user?id=pg"}
	for _, c := range []struct {
		person string
		item   Item
		want   bool
	}{
		{"jean@mastodon.social", jean, true}, {"@Jean@mastodon.social", jean, true}, {"@jean", jean, true}, {"Jean Dupont", jean, true},
		{"jean@elsewhere.localhost", jean, false}, {"mastodon.social", jean, false},
		{"https://mastodon.social/@jean", jean, true}, {" https://www.mastodon.social/@Jean/ ", jean, true}, {"https://mastodon.social/@jeanne", jean, false}, {"https://mastodon.social/", jean, false},
		{"https://mastodon.social/@jean", Item{Author: "jean@mastodon.social"}, true}, {"https://mastodon.social/@jean", Item{Author: "jean"}, false},
		{"https://forum.localhost/member.php?u=12", member, true}, {"https://forum.localhost/member.php?u=13", member, false}, {"https://forum.localhost/member.php", member, false},
		{"member.php", member, false}, {"user", asked, false}, {"pg", asked, true}, {"https://news.localhost/user?id=pg", asked, true},
	} {
		if got := (Opposition{Person: c.person}).Takes(c.item); got != c.want {
			t.Errorf("%q takes %s (%s): %v, want %v", c.person, c.item.Author, c.item.AuthorURL, got, c.want)
		}
	}
}
