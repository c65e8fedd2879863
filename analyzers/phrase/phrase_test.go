package phrase

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// shown makes the no-break spaces visible: _ is thin, ~ is hard.
func shown(s string) string { return strings.NewReplacer(Thin, "_", Hard, "~").Replace(s) }

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if shown(got) != want {
		t.Errorf("%s = %q, want %q", what, shown(got), want)
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		x      float64
		fr, en string
	}{
		{0, "0", "0"},
		{7, "7", "7"},
		{940, "940", "940"},
		{1240, "1_240", "1,240"},
		{-1240, "−1_240", "−1,240"},
		{92.4, "92,4", "92.4"},
		{0.256, "0,26", "0.26"},
		{-0.001, "0", "0"},
		{100, "100", "100"},
		{1234567.5, "1_234_567,5", "1,234,567.5"},
		{math.NaN(), "–", "–"},
		{math.Inf(1), "–", "–"},
		{2e20, "2,0~×~10^20", "2.0~×~10^20"},
	} {
		check(t, "fr", Number("fr", c.x), c.fr)
		check(t, "en", Number("en", c.x), c.en)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share  float64
		fr, en string
	}{
		{0.184, "18~%", "18%"},
		{0.004, "0,4~%", "0.4%"},
		{0, "0~%", "0%"},
		{1, "100~%", "100%"},
		{12.4, "1_240~%", "1,240%"},
		{-0.25, "−25~%", "−25%"},
	} {
		check(t, "fr", Percent("fr", c.share), c.fr)
		check(t, "en", Percent("en", c.share), c.en)
	}
}

func TestWords(t *testing.T) {
	check(t, "fr count", Count("fr", 1240, "bus", "bus"), "1_240~bus")
	check(t, "fr one and a half", Count("fr", 1.5, "heure", "heures"), "1,5~heure")
	check(t, "fr none", Count("fr", 0, "post", "posts"), "0~post")
	check(t, "en none", Count("en", 0, "post", "posts"), "0~posts")
	check(t, "en one", Count("en", 1, "post", "posts"), "1~post")
	check(t, "list", List("fr", []string{"a", "b", "c"}), "a, b et c")
	check(t, "list of two", List("en", []string{"a", "b"}), "a and b")
	check(t, "list of none", List("en", nil), "")
	check(t, "some", Some("fr", []string{"a", "b", "c", "d"}, 2), "a, b et 2~autres")
	check(t, "some and one", Some("en", []string{"a", "b", "c"}, 2), "a, b and 1~other")
	check(t, "quote", Quote("fr", " odeur de brûlé "), "«_odeur de brûlé_»")
	check(t, "quote", Quote("en", "burning smell"), "“burning smell”")
	check(t, "spaced", Spaced("fr", "Vrai ? Non : « faux » ; voir https://a.example/ à 21:40 !"), "Vrai_? Non_: «_faux_»_; voir https://a.example/ à 21:40_!")
	check(t, "excerpt", Excerpt("un  deux\ntrois quatre", 12), "un deux…")
	check(t, "excerpt whole", Excerpt("un deux", 12), "un deux")
	check(t, "than", Than("fr", 412, 349), "18~% de plus")
	check(t, "than", Than("en", 30, 60), "50% fewer")
	check(t, "than", Than("en", 90, 10), "9 times as many")
	check(t, "than nothing", Than("fr", 3, 0), "du jamais vu")
	check(t, "upper", Upper("événement"), "Événement")
}

func TestTimes(t *testing.T) {
	paris := time.FixedZone("CET", 3600)
	at := time.Date(2026, 11, 21, 14, 5, 0, 0, paris)
	check(t, "long", Long("fr", at), "samedi 21~novembre 2026, 14~h~05")
	check(t, "long", Long("en", at), "Saturday 21 November 2026, 14:05")
	check(t, "first", Date("fr", time.Date(2026, 11, 1, 0, 0, 0, 0, paris)), "1er~novembre 2026")
	check(t, "first", Date("en", time.Date(2026, 11, 1, 0, 0, 0, 0, paris)), "1 November 2026")
	check(t, "whole hour", Clock("fr", at.Add(-5*time.Minute)), "14~h")
	for _, c := range []struct {
		back   time.Duration
		fr, en string
	}{
		{5 * time.Minute, "14~h", "14:00"},
		{15 * time.Hour, "hier à 23~h~05", "yesterday at 23:05"},
		{48 * time.Hour, "jeudi 14~h~05", "Thursday 14:05"},
		{20 * 24 * time.Hour, "1er~novembre, 14~h~05", "1 November, 14:05"},
		{400 * 24 * time.Hour, "17~octobre 2025", "17 October 2025"},
	} {
		check(t, "when", When("fr", at.Add(-c.back).UTC(), at), c.fr)
		check(t, "when", When("en", at.Add(-c.back).UTC(), at), c.en)
	}
	for _, c := range []struct {
		d      time.Duration
		fr, en string
	}{
		{30 * time.Second, "30~secondes", "30~seconds"},
		{time.Minute, "1~minute", "1~minute"},
		{100 * time.Minute, "1~h~40", "1~h~40~min"},
		{4 * time.Hour, "4~heures", "4~hours"},
		{72 * time.Hour, "3~jours", "3~days"},
	} {
		check(t, "duration", Duration("fr", c.d), c.fr)
		check(t, "duration", Duration("en", c.d), c.en)
	}
}

func TestText(t *testing.T) {
	got := Text("%s : %s au lieu de %s", "%s: %s instead of %s",
		Quoted("retirés"), Counted(940, "bus", "bus", "bus", "buses"), 1240)
	check(t, "fr", got.FR, "«_retirés_»_: 940~bus au lieu de 1_240")
	check(t, "en", got.EN, "“retirés”: 940~buses instead of 1,240")
	got = Text("%[2]s puis %[1]s", "%[1]s", []string{"a", "b"}, Text("hausse de 18 %%", "up 18%%"))
	check(t, "fr", got.FR, "hausse de 18~% puis a et b")
}

func FuzzExcerpt(f *testing.F) {
	f.Add("un deux trois", 5)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if n < 1 || n > 1000 || !utf8.ValidString(s) {
			return
		}
		if got := utf8.RuneCountInString(Excerpt(s, n)); got > n {
			t.Errorf("Excerpt(%q, %d) has %d characters", s, n, got)
		}
		Spaced("fr", s)
	})
}

func BenchmarkText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Text("%s : %s", "%s: %s", 1240, "x")
	}
}
