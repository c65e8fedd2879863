package stance

import (
	"strings"
	"testing"
)

func reader(tb testing.TB) *Reader {
	tb.Helper()
	r, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestOf(t *testing.T) {
	r := reader(t)
	for _, tt := range []struct {
		post Post
		want string
	}{
		{Post{Text: "300 bus ont été retirés sans remplacement, il n'en reste que 940", Opens: true}, Support},
		{Post{Text: "BREAKING: only 940 buses are left in service https://t.example/a", Opens: true}, Support},
		{Post{Text: "BREAKING: only 940 buses are left in service https://t.example/a"}, Comment},
		{Post{Text: "À quelle heure passe le prochain bus ?"}, Comment},
		{Post{Text: "Encore en retard, c'est n'importe quoi, ras le bol de ce réseau"}, Comment},
		{Post{Text: "La direction dit non à la hausse des tarifs"}, Comment},
		{Post{Text: "Stop spreading the story of the 940 buses, it is false"}, Deny},
		{Post{Text: "Somebody says that 300 buses are gone. Any truth in that?"}, Query},
		{Post{Text: "Faux : il reste 1 240 bus en service, et non 940. L'entreprise dément."}, Deny},
		{Post{Text: "Est-ce vrai que 300 bus ont été retirés ? Quelqu'un a une source ?"}, Query},
		{Post{Text: "C'est faux, arrêtez de mentir", Reply: true}, Deny},
		{Post{Text: "That is a lie, stop spreading this, it's not true", Reply: true}, Deny},
		{Post{Text: "Vraiment ? Une source ?", Reply: true}, Query},
		{Post{Text: "c'est vrai ?", Reply: true}, Query},
		{Post{Text: "Is this true? Any proof?", Reply: true}, Query},
		{Post{Text: "@someone where did you hear that?", Reply: true}, Query},
		{Post{Text: "Mouais, difficile à croire.", Reply: true}, Query},
		{Post{Text: "J'ai du mal à y croire, à leur histoire", Reply: true}, Query},
		{Post{Text: "Hard to believe, not buying it.", Reply: true}, Query},
		{Post{Text: "Translum denies any fare rise: no ticket gets dearer."}, Deny},
		{Post{Text: "Translum is not closing any depot, said Ms Modèle, its head."}, Deny},
		{Post{Text: "Aucune ligne n'est supprimée, assure la direction de Translum."}, Deny},
		{Post{Text: "The driver said that she is not paid."}, Comment},
		{Post{Text: "Is Translum closing any depot? The driver said so."}, Comment},
		{Post{Text: "pff, triste époque", Reply: true}, Comment},
		{Post{Text: "Omg so sad, thoughts with them", Reply: true}, Comment},
		{Post{Text: "", Reply: true}, Comment},
	} {
		if got := r.Of(tt.post); got.Stance != tt.want {
			t.Errorf("Of(%+v) = %+v, want %s", tt.post, got, tt.want)
		}
	}
}

func TestDoubt(t *testing.T) {
	r := reader(t)
	for _, tt := range []struct {
		text     string
		from, to float64
	}{
		{"", 0, 0},
		{"Le tram 3 passe toutes les dix minutes.", 0, .05},
		{"The tram runs every ten minutes.", 0, .05},
		{"Il paraît que 300 bus auraient été retirés", .5, 1},
		{"J'ai entendu dire que la ligne 3 serait supprimée", .5, 1},
		{"C'est vrai ? Une source ?", .5, 1},
		{"À prendre avec des pincettes, je doute du chiffre", .5, 1},
		{"C'est faux !", .4, 1},
		{"Il n'en resterait que 940", .3, 1},
		{"On voudrait plus de bus", 0, .05},
		{"Is this true? Source?", .5, 1},
		{"Allegedly 300 buses are gone, hard to believe", .5, 1},
		{"À quelle heure passe le prochain bus ?", .1, .4},
		{"Je confirme, j'y étais, c'est officiel", 0, .1},
	} {
		if got := r.Of(Post{Text: tt.text}).Doubt; got < tt.from || got > tt.to {
			t.Errorf("doubt of %q is %v, want %v to %v; cues %v", tt.text, got, tt.from, tt.to, r.Of(Post{Text: tt.text}).Cues)
		}
	}
}

func TestReadCues(t *testing.T) {
	for _, bad := range []string{"nothing", "nokind | a"} {
		if _, err := readCues(bad); err == nil {
			t.Errorf("readCues(%q) gives no error", bad)
		}
	}
}

func FuzzOf(f *testing.F) {
	r := reader(f)
	for _, s := range []string{"C'est faux ?! \xff @a “b”", "", "😡", "\xff\xfe", "هل هذا صحيح؟", "Z̷͙͗a̴͚̅l̵̰̈́g̶͓̈́o̶ ?", strings.Repeat("9", 400), "RT @a", "“@"} {
		f.Add(s, "parent ?", true)
	}
	f.Fuzz(func(t *testing.T, s, parent string, reply bool) {
		got := r.Of(Post{Text: s, Parent: parent, Reply: reply})
		if got.Stance == "" || !(got.Doubt >= 0 && got.Doubt <= 1) {
			t.Errorf("Of(%q) = %+v", s, got)
		}
	})
}

func TestLong(t *testing.T) {
	r := reader(t)
	for _, s := range []string{strings.Repeat("a", 1<<20), strings.Repeat("faux ? ", 1<<17), strings.Repeat("?", 1<<20)} {
		r.Of(Post{Text: s, Parent: s})
	}
}

func BenchmarkOf(b *testing.B) {
	r := reader(b)
	b.ReportAllocs()
	for b.Loop() {
		r.Of(Post{Text: "Encore vingt minutes de retard sur la ligne 3 ce matin, c'est vrai cette histoire de 300 bus ?", Reply: true})
	}
}
