package sentiment

import (
	"bytes"
	"strings"
	"testing"
)

func loaded(tb testing.TB) *Model {
	tb.Helper()
	m, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestOf(t *testing.T) {
	m := loaded(t)
	for _, tt := range []struct{ text, lang, want string }{
		{"Encore vingt minutes de retard, c'est insupportable, quelle honte !", "fr", "negative"},
		{"Service nul, chauffeur désagréable, je suis déçu", "fr", "negative"},
		{"Ras le bol des pannes, vous êtes des incapables 😡", "fr", "negative"},
		{"J'adore les nouveaux bus, bravo à toute l'équipe !", "fr", "positive"},
		{"Super trajet ce matin, conducteur adorable 😍", "fr", "positive"},
		{"Le conseil se réunit mardi à 18 h", "fr", "neutral"},
		{"This is the worst service ever, I hate it", "en", "negative"},
		{"I love this new tram, great job!", "en", "positive"},
		{"The board meets on Tuesday at 6 pm", "en", "neutral"},
		{"Qué asco de servicio, siempre tarde, estoy harta", "es", "negative"},
		{"¡Me encanta el tranvía nuevo, muchas gracias!", "es", "positive"},
		{"Schon wieder verspätet, kein Bock mehr auf euch", "de", "negative"},
		{"Die neue Bahn ist einfach klasse, ich freu mich!", "de", "positive"},
		{"😡😡😡", "fr", "negative"},
		{"", "fr", "neutral"},
		{"…", "", "neutral"},
	} {
		if got := m.Of(tt.text, tt.lang); got.Label != tt.want {
			t.Errorf("Of(%q, %s) = %+v, want %s", tt.text, tt.lang, got, tt.want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, tt := range [][2]string{
		{"plain", "plain"},
		{`I\u2019m ok`, "I’m ok"},
		{`\ud83d\ude21!`, "😡!"},
		{`\ud83d alone`, "\ufffd alone"},
		{`C:\users \u12`, `C:\users \u12`},
		{`\u`, `\u`},
	} {
		if got := unescape(tt[0]); got != tt[1] {
			t.Errorf("unescape(%q) = %q, want %q", tt[0], got, tt[1])
		}
	}
}

func TestNegation(t *testing.T) {
	m := loaded(t)
	for _, tt := range [][3]string{
		{"fr", "Le service est bon", "Le service n'est pas bon"},
		{"fr", "Je suis content du trajet", "Je ne suis jamais content du trajet"},
		{"en", "The service is good", "The service is not good"},
		{"en", "I am happy with it", "I am not happy with it"},
	} {
		plain, negated := m.Of(tt[1], tt[0]).Score, m.Of(tt[2], tt[0]).Score
		if negated >= plain {
			t.Errorf("%q scores %v, %q %v", tt[1], plain, tt[2], negated)
		}
	}
}

func TestToward(t *testing.T) {
	m := loaded(t)
	s := "J'adore Kéolane, toujours à l'heure et très agréable, mais Translum est une honte, toujours en retard et nul."
	toward := func(name string) float64 {
		at := strings.Index(s, name)
		return m.Toward(s, "fr", at, at+len(name)).Score
	}
	if good, bad := toward("Kéolane"), toward("Translum"); good < .2 || bad > -.2 {
		t.Errorf("toward Kéolane %v, toward Translum %v", good, bad)
	}
	if got, want := m.Toward(s, "fr", 0, 0), m.Of(s, "fr"); got != want {
		t.Errorf("Toward nothing = %v, Of = %v", got, want)
	}
}

func TestReadLinear(t *testing.T) {
	weights := []float32{0, .5, -1, 2, -.001, 0}
	weights = append(weights, make([]float32, classes<<8-len(weights))...)
	var out bytes.Buffer
	if err := quantise(weights, 8).write(&out); err != nil {
		t.Fatal(err)
	}
	b := out.Bytes()
	l, err := readLinear(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range weights[:6] {
		if got := l.value[uint8(l.weights[i])]; got < want-.02 || got > want+.02 {
			t.Errorf("weight %d is %v, was %v", i, got, want)
		}
	}
	for _, bad := range [][]byte{nil, []byte("x"), b[:len(b)/2], []byte(fileMark)} {
		if _, err := readLinear(bytes.NewReader(bad)); err == nil {
			t.Errorf("%d bytes are read without an error", len(bad))
		}
	}
}

func FuzzToward(f *testing.F) {
	m := loaded(f)
	for _, s := range []string{"Bon, mais nul !!! 😡 \xff", "", "😡", "\xff\xfe", "مرحبا بالعالم، سيء", "Z̷͙͗a̴͚̅l̵̰̈́g̶͓̈́o̶, Tram nul", strings.Repeat("9", 400), "Merci la régie !", strings.Repeat("Bien. ", 200)} {
		f.Add(s, "fr", 1, 3)
		f.Add(s, "", 0, 0)
	}
	f.Fuzz(func(t *testing.T, s, lang string, start, end int) {
		got := m.Toward(s, lang, start, end)
		if got.Score < -1 || got.Score > 1 || got.Score != got.Score || got.Label == "" {
			t.Errorf("Toward(%q, %q, %d, %d) = %+v", s, lang, start, end, got)
		}
	})
}

func TestLong(t *testing.T) {
	m := loaded(t)
	for _, s := range []string{strings.Repeat("a", 1<<20), strings.Repeat("nul ", 1<<18), strings.Repeat("!", 1<<20), strings.Repeat("a\u0301", 1<<18)} {
		m.Toward(s, "fr", 10, 12)
		m.Of(s, "fr")
	}
}

func BenchmarkOf(b *testing.B) {
	m := loaded(b)
	b.ReportAllocs()
	for b.Loop() {
		m.Of("Encore vingt minutes de retard sur la ligne 3 ce matin, c'est insupportable, merci @translum", "fr")
	}
}
