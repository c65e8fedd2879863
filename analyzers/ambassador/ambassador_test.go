package ambassador

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/crawlers/post"
)

var names = []string{"Réseau Translum", "Translum", "la Translum"}

type sentence struct {
	lang string
	yes  bool
	text string
}

func sentences(t testing.TB) []sentence { return sentencesOf(t, "testdata/sentences.txt") }

func sentencesOf(t testing.TB, file string) []sentence {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []sentence
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if p := strings.SplitN(sc.Text(), " | ", 3); len(p) == 3 && p[0][0] != '#' {
			out = append(out, sentence{p[0], p[1] == "yes", p[2]})
		}
	}
	return out
}

func TestSentences(t *testing.T) {
	judge(t, New(names), sentences(t))
}

// TestOtherOrganisations reads what staff and others say of five of other kinds.
func TestOtherOrganisations(t *testing.T) {
	judge(t, New([]string{"Corail", "Clinique des Tilleuls", "Translum", "Valénergie", "Alvéo"}), sentencesOf(t, "testdata/unseen.txt"))
}

// judge wants few others taken for staff, and few of the staff missed.
func judge(t *testing.T, f *Finder, list []sentence) {
	t.Helper()
	var hit, said, real int
	for _, s := range list {
		a := f.Of(s.text, "", "", s.lang)
		if s.yes {
			real++
		}
		if a.Is {
			said++
			if s.yes {
				hit++
			}
		}
		if a.Is != s.yes {
			t.Logf("%s: %q: is %v, want %v: %.2f %q", s.lang, s.text, a.Is, s.yes, a.Score, a.Cues)
		}
		for _, c := range a.Cues {
			if !strings.Contains(s.text, c) {
				t.Errorf("cue %q is not in %q", c, s.text)
			}
		}
	}
	precision, recall := float64(hit)/float64(said), float64(hit)/float64(real)
	t.Logf("%d sentences: precision %.3f, recall %.3f", len(list), precision, recall)
	if precision < 0.95 || recall < 0.9 {
		t.Errorf("precision %.3f, recall %.3f, want .95 and .90", precision, recall)
	}
}

func TestAttitude(t *testing.T) {
	f := New(names)
	for _, c := range []struct{ text, want string }{
		{"Je suis conducteur à la Translum et c'est faux : aucun bus n'a été retiré.", "defends"},
		{"Je suis régulateur à la Translum, voici pourquoi : la 3 attend parce que l'aiguillage est en panne.", "explains"},
		{"Je suis conducteur à la Translum et j'en ai marre, sous-effectif partout, la direction nous ment.", "criticises"},
		{"Je suis conducteur à la Translum. Bonjour.", "neutral"},
		{"I work for Translum and that is wrong, come and see.", "defends"},
		{"I work for Translum. The reason is simple: the points froze, which is why line 3 stopped.", "explains"},
		{"I work for Translum. We are understaffed and exhausted.", "criticises"},
		{"C'est faux, je suis client.", "neutral"},
	} {
		if got := f.Of(c.text, "", "", ""); got.Attitude != c.want {
			t.Errorf("%q: %s, want %s", c.text, got.Attitude, c.want)
		}
	}
}

func TestOwnerAndAuthor(t *testing.T) {
	f := New(names)
	for _, c := range []struct {
		text, author string
		owner        post.Owner
		want         bool
	}{
		{"Hier 94 personnes à 22 h 10.", "Carnet d'un conducteur", "", true},
		{"Hier 94 personnes à 22 h 10.", "Une passagère", "", false},
		{"Hier 94 personnes à 22 h 10.", "", post.Staff, true},
		{"Je suis conducteur à la Translum.", "", post.Satire, false},
		{"Je suis conducteur à la Translum.", "", post.Competitor, false},
		{"Je suis conducteur de tram, dit-il.", "", post.Press, false},
		{"Nous remettons en service deux bus dans notre atelier.", "Atelier bus", "", true},
	} {
		if got := f.Of(c.text, c.author, c.owner, "fr"); got.Is != c.want {
			t.Errorf("%q by %q of %q: %v (%.2f %q), want %v", c.text, c.author, c.owner, got.Is, got.Score, got.Cues, c.want)
		}
	}
}

// TestAnyOrganisation shows that no trade of one organisation is built in.
func TestAnyOrganisation(t *testing.T) {
	f := New([]string{"Banque Ardoise", "Ardoise"})
	for text, want := range map[string]bool{
		"Je suis conseillère à la Banque Ardoise.":                              true,
		"I'm an analyst at Ardoise, ask away.":                                  true,
		"I am a client of Ardoise.":                                             false,
		"Je suis conseiller chez Translum.":                                     false,
		"Je suis fan d'Ardoise depuis toujours.":                                false,
		"Je travaille à Ardoise, au service crédit.":                            true,
		"Ten years with Ardoise, the student offer is still the best for me.":   false,
		"After ten years with Ardoise we are moving our account.":               false,
		"I have spent ten years with Ardoise and my card still costs as much.":  false,
		"Dix ans chez Ardoise, et mon offre étudiante est toujours la même.":    false,
		"Ten years with Ardoise as an adviser, and I can tell you it is false.": true,
		"Ten years working the counter with Ardoise, I know the place.":         true,
		"Ten years with Ardoise, I work nights and nobody is bored.":            true,
		"Dix ans chez Ardoise, je bosse au guichet.":                            true,
		"Dix ans chez Ardoise comme conseillère, et j'y reste.":                 true,
	} {
		if got := f.Of(text, "", "", ""); got.Is != want {
			t.Errorf("%q: %v (%.2f %q), want %v", text, got.Is, got.Score, got.Cues, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range sentences(f) {
		f.Add(s.text, "")
	}
	f.Add("\xff« je suis \" conducteur", "\xfe")
	fd := New(names)
	f.Fuzz(func(t *testing.T, s, author string) {
		a := fd.Of(s, author, "", "fr")
		if a.Score < 0 || a.Score > 1 || a.Cues == nil || a.Attitude == "" {
			t.Errorf("%q: %+v", s, a)
		}
		for _, c := range a.Cues {
			if utf8.ValidString(s) && !utf8.ValidString(c) && c != author {
				t.Errorf("%q: cue %q is cut", s, c)
			}
		}
	})
}

func BenchmarkOf(b *testing.B) {
	f := New(names)
	s := sentences(b)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		f.Of(s[i%len(s)].text, "", "", "fr")
		i++
	}
}
