package story

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var start = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// sample is posts of four stories, the first letter of the identifier, and two
// copies, ending in c.
var sample = []struct{ id, lang, title, text string }{
	{"a1", "fr", "Des bus manquent", "300 bus auraient été retirés sans remplacement, il n'en resterait que 940 selon un conducteur."},
	{"b1", "fr", "", "Odeur de brûlé dans la rame ce soir sur la ligne 3, personne ne sait d'où ça vient."},
	{"a2", "fr", "", "Vous avez vu ? 300 bus retirés et aucun remplacement prévu, plus que 940 en circulation."},
	{"c1", "fr", "Carte étudiante", "Ma carte étudiante est refusée à la borne depuis lundi, obligé de payer plein tarif."},
	{"a3c", "fr", "Repris", "300 bus auraient été retirés sans remplacement, il n’en resterait que 940 selon un conducteur !"},
	{"b2", "fr", "", "Encore cette odeur de brûlé, rame 3 du matin, ça pique la gorge."},
	{"d1", "en", "Missing buses", "Only 940 buses are left after 300 were withdrawn without replacement, a driver says."},
	{"c2", "fr", "", "Carte étudiante refusée à la borne de la gare, et le guichet est fermé."},
	{"d2c", "en", "", "RT @bus_fan: Only 940 buses are left after 300 were withdrawn without replacement, a driver says. https://x.example/1"},
	{"b3", "fr", "Odeur de brûlé", "Une odeur de brûlé persistante signalée par plusieurs voyageurs dans les rames de la ligne 3."},
}

func TestStories(t *testing.T) {
	x := New(Options{})
	first := map[byte]string{}
	for i, p := range sample {
		got, copyOf, terms := x.Add(p.id, start.Add(time.Duration(i)*time.Hour), p.lang, p.title, p.text)
		if first[p.id[0]] == "" {
			first[p.id[0]] = ID(p.id)
		}
		if want := first[p.id[0]]; got != want {
			t.Errorf("story of %s (%q) = %s, want %s", p.id, p.text, got, want)
		}
		if isCopy := strings.HasSuffix(p.id, "c"); isCopy != (copyOf != nil) {
			t.Errorf("copy of %s = %v, want one: %v", p.id, copyOf, isCopy)
		}
		if len(terms) < 3 {
			t.Errorf("terms of %s = %q, want more", p.id, terms)
		}
	}
	if len(x.byID) != 4 {
		t.Errorf("%d open stories, want 4", len(x.byID))
	}
}

// TestRestore reads half, restores it into a new index, and wants the other half
// to be told as if nothing had happened.
func TestRestore(t *testing.T) {
	for cut := range sample {
		whole, again := New(Options{}), New(Options{})
		for i, p := range sample {
			at := start.Add(time.Duration(i) * time.Hour)
			want, wantCopy, _ := whole.Add(p.id, at, p.lang, p.title, p.text)
			if i < cut {
				again.Restore(p.id, at, p.lang, p.title, p.text, Stored{Story: want, CopyOf: wantCopy})
				continue
			}
			got, gotCopy, _ := again.Add(p.id, at, p.lang, p.title, p.text)
			if got != want || (gotCopy == nil) != (wantCopy == nil) || gotCopy != nil && *gotCopy != *wantCopy {
				t.Errorf("restored at %d: %s is in %s copy of %v, want %s, %v", cut, p.id, got, gotCopy, want, wantCopy)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	x := New(Options{MaxStories: 50, MaxCopies: 20})
	for i := range 2000 {
		x.Add(fmt.Sprint("p", i), start.Add(time.Duration(i)*time.Minute), "en", "",
			fmt.Sprintf("alpha%d beta%d gamma%d delta%d epsilon%d zeta%d", i, i, i, i, i, i))
	}
	if len(x.byID) > 50 || len(x.stories) > 50 || len(x.postings) > 50*6 || len(x.copies.ring) != 20 || len(x.copies.bands) > 20*bands {
		t.Errorf("%d stories in %d slots, %d postings, %d sketches, %d bands", len(x.byID), len(x.stories), len(x.postings), len(x.copies.ring), len(x.copies.bands))
	}
	x.Add("late", start.Add(60*24*time.Hour), "en", "", "something quite different happens now")
	if len(x.byID) != 1 {
		t.Errorf("%d stories open after two months, want 1", len(x.byID))
	}
}

func TestOdd(t *testing.T) {
	x := New(Options{})
	for i, s := range []string{"", "🚍", "   ", "\xff\xfe", strings.Repeat("x", 1<<20), strings.Repeat("bus ", 1<<18), "مرحبا بالعالم", "940"} {
		id := fmt.Sprint("o", i)
		if got, _, _ := x.Add(id, time.Time{}, "und", "", s); got == "" {
			t.Errorf("%.20q has no story", s)
		}
	}
	if got := ID("0123456789abcdef0123456789abcdef"); got != "s-0123456789abcdef" {
		t.Errorf("ID = %q", got)
	}
	if a, b := ID("https://one.example/first/post"), ID("https://one.example/first/other"); a == b {
		t.Errorf("two posts begin %q", a)
	}
}

func FuzzAdd(f *testing.F) {
	for _, p := range sample {
		f.Add(p.title, p.text, int64(0))
	}
	x := New(Options{MaxStories: 100, MaxCopies: 100})
	n := 0
	f.Fuzz(func(t *testing.T, title, text string, at int64) {
		n++
		if s, _, _ := x.Add(fmt.Sprint(n), time.Unix(at%(1<<33), 0), "fr", title, text); s == "" {
			t.Errorf("%q, %q: no story", title, text)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	var texts []string
	lines(b, "stories/tweets.jsonl", func(l string) { texts = append(texts, l) })
	x := New(Options{})
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		x.Add("p", start.Add(time.Duration(i)*time.Second), "en", "", texts[i%len(texts)])
		i++
	}
}

// weeks is posts of more than two months: stories that grow, fall asleep and come
// back, others that last, in three languages, with copies and altered copies.
func weeks(n int) (posts []struct {
	id, lang, title, text string
	at                    time.Time
}) {
	r := rand.New(rand.NewSource(11))
	at := start
	for i := range n {
		at = at.Add(time.Duration(r.Intn(int(70*24*time.Hour) * 2 / n)))
		topic := r.Intn(5) // these last
		if r.Intn(2) == 0 {
			topic = 5 + i/40 + r.Intn(3)
		}
		p := struct {
			id, lang, title, text string
			at                    time.Time
		}{id: fmt.Sprint("p", i), lang: []string{"fr", "fr", "en", ""}[r.Intn(4)], at: at}
		for range 8 {
			p.text += fmt.Sprintf("mot%dx%d ", topic, r.Intn(20))
		}
		switch r.Intn(4) {
		case 0:
			p.title = fmt.Sprintf("Le mot%dx%d de mot%dx%d manque", topic, r.Intn(20), topic, r.Intn(20))
		case 1:
			if i > 0 {
				p.text = posts[max(0, i-1-r.Intn(200))].text + []string{"", "12 fois", "13 fois"}[r.Intn(3)]
			}
		}
		posts = append(posts, p)
	}
	return posts
}

// TestRestoreMemory stops after weeks, restores no more than the posts of Memory,
// and wants the rest to be told as if nothing had happened.
func TestRestoreMemory(t *testing.T) {
	posts := weeks(2400)
	for _, o := range []Options{{}, {MaxStories: 30, MaxCopies: 40}} {
		whole := New(o)
		var was []Stored
		copied, titles := 0, map[string]bool{}
		for _, p := range posts {
			s, copyOf, _ := whole.Add(p.id, p.at, p.lang, p.title, p.text)
			was = append(was, Stored{Story: s, Title: whole.Title(s), CopyOf: copyOf})
			if titles[whole.Title(s)] = true; copyOf != nil {
				copied++
			}
		}
		if len(titles) < 30 || copied < 100 {
			t.Fatalf("%d titles, %d copies: too few to tell", len(titles), copied)
		}
		for _, cut := range []int{600, 1100, 1600, 2100} {
			again, restored := New(o), 0
			for i, p := range posts {
				switch {
				case i < cut && posts[cut].at.Sub(p.at) > Memory:
				case i < cut:
					again.Restore(p.id, p.at, p.lang, p.title, p.text, was[i])
					restored++
				default:
					s, copyOf, _ := again.Add(p.id, p.at, p.lang, p.title, p.text)
					got := Stored{Story: s, Title: again.Title(s), CopyOf: copyOf}
					if d := cmp.Diff(got, was[i]); d != "" {
						t.Fatalf("%+v, restored at %d from %d posts: post %d differs (-got +want):\n%s", o, cut, restored, i, d)
					}
				}
			}
		}
	}
}
