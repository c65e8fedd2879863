package mention

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/query"
)

var entities = []Entity{
	{ID: "translum", Name: "Réseau Translum", Aliases: []string{"Translum", "la Translum"}, Handles: []string{"@translum_info"}, Hashtags: []string{"MaLigne3"}},
	{ID: "keolane", Name: "Kéolane"},
	{ID: "translum-jobs", Name: "Translum Recrutement"},
	{ID: "orange", Name: "Orange", Handles: []string{"orange"}, Context: []string{"opérateur", "fibre", "forfait*", "téléphon*", "réseau mobile"}, Not: []string{"jus d'orange", "ville d'Orange", "Vaucluse"}},
	{ID: "sg", Name: "SG", Aliases: []string{"Société Générique"}, Context: []string{"banque", "agence", "compte*"}},
	{ID: "regie", Name: "la Régie", Aliases: []string{"Régie des transports"}, Context: []string{"bus", "tram", "métro"}, Not: []string{"publicitaire"}},
	{ID: "ceo", Name: "Camille Vallon", Query: `("directrice générale" NEAR/5 translum) OR author:vallon`},
	{ID: "wild", Name: "Lumibus*"},
}

func finder(tb testing.TB) *Finder {
	tb.Helper()
	f, err := New(entities)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestFind(t *testing.T) {
	f := finder(t)
	for _, tt := range []struct {
		text string
		want []string // entity:what
	}{
		{"", nil},
		{"Rien à dire.", nil},
		{"TRANSLUM ment", []string{"translum:TRANSLUM"}},
		{"Le réseau translum et la Translum", []string{"translum:réseau translum", "translum:la Translum"}},
		{"L’entreprise d’Translum's", []string{"translum:Translum"}},
		{"#RéseauTranslum #translum @Translum_Info @translum", []string{"translum:#RéseauTranslum", "translum:#translum", "translum:@Translum_Info", "translum:@translum"}},
		{"#maligne3 en panne", []string{"translum:#maligne3"}},
		{"Translumière, translums", nil},
		{"Keolane contre KÉOLANE", []string{"keolane:Keolane", "keolane:KÉOLANE"}},
		{"Translum Recrutement embauche", []string{"translum-jobs:Translum Recrutement"}},
		{"Orange augmente ses forfaits", []string{"orange:Orange"}},
		{"La fibre d'Orange est en panne", []string{"orange:Orange"}},
		{"I bought an orange and a banana", nil},
		{"Une veste orange pour mon téléphone", nil},
		{"Mon opérateur orange me facture deux fois", []string{"orange:orange"}},
		{"Les opérateurs se valent, j'ai fui orange", []string{"orange:orange"}},
		{"Le forfait de ski : quinze mots plus loin, après une très longue phrase qui ne parle que de neige, une veste orange", nil},
		{"Un jus d'orange et un forfait", nil},
		{"Orange, Vaucluse : la fibre arrive", nil},
		{"@orange répondez !", []string{"orange:@orange"}},
		{"Ma banque, la SG, ferme", []string{"sg:SG"}},
		{"le sg de la banque", nil},
		{"ISG banque", nil},
		{"La Société Générique ferme ; SG se tait", []string{"sg:Société Générique", "sg:SG"}},
		{"La régie supprime des bus", []string{"regie:La régie"}},
		{"La régie publicitaire du bus", nil},
		{"La directrice générale de Translum a parlé", []string{"ceo:directrice générale", "translum:Translum"}},
		{"La directrice générale a parlé", nil},
		{"Les Lumibus10 arrivent", []string{"wild:Lumibus10"}},
	} {
		var got []string
		for _, m := range f.Find("", tt.text, query.Doc{}) {
			got = append(got, m.Entity+":"+tt.text[m.Start:m.End])
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("Find(%q): %s", tt.text, d)
		}
	}
}

func TestOffsetsWithTitle(t *testing.T) {
	got := finder(t).Find("Été chez Translum", "Kéolane rit", query.Doc{})
	body := Body("Été chez Translum", "Kéolane rit")
	if len(got) != 2 || body[got[0].Start:got[0].End] != "Translum" || body[got[1].Start:got[1].End] != "Kéolane" {
		t.Errorf("Find = %+v in %q", got, body)
	}
}

func TestByAuthor(t *testing.T) {
	got := finder(t).Find("", "Bonjour à tous", query.Doc{Author: "Camille Vallon"})
	if len(got) != 1 || got[0].Entity != "ceo" || got[0].Start != 0 || got[0].End != 0 {
		t.Errorf("Find = %+v, want ceo at 0 to 0", got)
	}
}

// TestFaults wants all faults, always in the order of the configuration.
func TestFaults(t *testing.T) {
	bad := []Entity{
		{ID: "a", Name: "…", Handles: []string{"@!"}, Hashtags: []string{"#?"}},
		{ID: "b", Name: "B", Query: "(x", Not: []string{"*"}},
		{ID: "c", Name: "C", Query: "NOT banque"},
	}
	want := strings.Join([]string{
		`entity "a": no letter or figure in the name "…"`,
		`entity "a": "@!" is no name after @`,
		`entity "a": "#?" is no name after #`,
		`entity "b", not "*": query, character 1 ("\"*\""): no letter or figure to search for; add letters, as in bus*`,
		`entity "b": query, character 1 ("("): unclosed parenthesis, opened here; close it with )`,
		`entity "c": query, character 1 ("NOT"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
	}, "\n")
	for range 20 {
		_, err := New(bad)
		if err == nil {
			t.Fatal("no error")
		}
		if d := cmp.Diff(want, err.Error()); d != "" {
			t.Fatalf("New: %s", d)
		}
	}
}

func FuzzFind(f *testing.F) {
	fi := finder(f)
	f.Add("Titre", "Translum, SG banque @orange \xff L’Orange fibre")
	f.Fuzz(func(t *testing.T, title, body string) {
		s := Body(title, body)
		at := 0
		for _, m := range fi.Find(title, body, query.Doc{}) {
			if m.Start < at || m.End < m.Start || m.End > len(s) {
				t.Fatalf("Find(%q, %q): %+v", title, body, m)
			}
			at = m.Start
		}
	})
}

func TestLong(t *testing.T) {
	f := finder(t)
	for _, s := range []string{strings.Repeat("a", 1<<20), strings.Repeat("la ", 1<<18), strings.Repeat("Translum ", 1<<16), strings.Repeat("SG ", 1<<17), strings.Repeat("orange ", 1<<16)} {
		f.Find("", s, query.Doc{})
	}
}

// BenchmarkFind is one short post, with few entities and with many, which share
// words of their names and of their queries.
func BenchmarkFind(b *testing.B) {
	for _, n := range []int{1, 10, 1000} {
		many := append([]Entity{}, entities[:1]...)
		for i := 1; i < n; i++ {
			many = append(many, Entity{ID: fmt.Sprint("e", i), Name: fmt.Sprint("Ligne Numéro ", i), Aliases: []string{fmt.Sprint("Marque", i)}, Handles: []string{fmt.Sprint("marque", i)},
				Query: fmt.Sprintf(`(retard OR panne) AND (entreprise%d OR "groupe numéro%d") lang:fr`, i, i)})
		}
		f, err := New(many)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Find("", "Encore vingt minutes de retard sur la ligne 3 ce matin, c'est insupportable, merci @translum_info et la Translum", query.Doc{})
			}
		})
	}
}
