package story

import (
	"fmt"
	"strings"
	"testing"
	"time"
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
