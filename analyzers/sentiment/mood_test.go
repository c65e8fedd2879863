package sentiment

import (
	"os"
	"strings"
	"testing"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// rows reads a file of testdata: tab-separated, what should be read first, the
// text last.
func rows(t *testing.T, name string) (all [][]string) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(f) == 4 {
			all = append(all, f)
		}
	}
	return all
}

// judged counts what is read as written down, and logs the rest with -v.
func judged(t *testing.T, name string, floor float64, read func(lang, about, s string) annotation.Sentiment) {
	t.Helper()
	all := rows(t, name)
	right := 0
	for _, f := range all {
		got := read(f[1], f[2], f[3])
		if got.Label == f[0] {
			right++
		} else {
			t.Logf("%s %s: got %s %.2f, want %s: %s", f[1], f[2], got.Label, got.Score, f[0], f[3])
		}
	}
	share := float64(right) / float64(len(all))
	t.Logf("%s: %d of %d (%.3f)", name, right, len(all), share)
	if share < floor {
		t.Errorf("%s: %.3f read right, floor %.2f", name, share, floor)
	}
}

// The texts of mood.tsv and toward.tsv were written by somebody who knew nothing
// of how they are read. Phrases were added after a look at every other line; of
// the lines not looked at .83 were read right at that time, and .73 of toward.tsv.
// mood_b.tsv and mood_c.tsv, toward_b.tsv and toward_c.tsv are of the same kind
// by others; nothing is trained on them, but they chose between ways.
func TestMood(t *testing.T) {
	m := loaded(t)
	of := func(lang, _, s string) annotation.Sentiment { return m.Of(s, lang) }
	judged(t, "mood.tsv", .87, of)
	judged(t, "mood_b.tsv", .76, of)
	judged(t, "mood_c.tsv", .80, of)
}

func TestTowardSet(t *testing.T) {
	towardSet(t, "toward.tsv", .83)
	towardSet(t, "toward_b.tsv", .80)
	towardSet(t, "toward_c.tsv", .81)
}

func towardSet(t *testing.T, name string, floor float64) {
	t.Helper()
	m := loaded(t)
	named := map[string][]string{}
	for _, f := range rows(t, name) {
		named[f[3]] = append(named[f[3]], f[2])
	}
	judged(t, name, floor, func(lang, entity, s string) annotation.Sentiment {
		at := strings.Index(s, entity)
		if at < 0 {
			t.Fatalf("%q is not in %q", entity, s)
		}
		var others []text.Span
		for _, other := range named[s] {
			if from := strings.Index(s, other); other != entity {
				others = append(others, text.Span{Start: from, End: from + len(other)})
			}
		}
		return m.Toward(s, lang, at, at+len(entity), others...)
	})
}

// The label follows from the score, whatever the text.
func TestScoreAgreesWithLabel(t *testing.T) {
	m := loaded(t)
	texts := []string{"", "😡", "🙂", "Merci la régie !", "Bravo, encore en panne", strings.Repeat("Très bon service. ", 60), strings.Repeat("Service nul. ", 60)}
	for _, name := range []string{"mood.tsv", "mood_c.tsv", "toward.tsv", "toward_b.tsv", "toward_c.tsv"} {
		for _, f := range rows(t, name) {
			texts = append(texts, f[3])
		}
	}
	for _, s := range texts {
		for _, lang := range []string{"fr", "en", "de", ""} {
			for _, got := range []annotation.Sentiment{m.Of(s, lang), m.Toward(s, lang, 0, len(s)/2)} {
				want := "neutral"
				if got.Score >= decided {
					want = "positive"
				} else if got.Score <= -decided {
					want = "negative"
				}
				if got.Label != want || got.Score > 1 || got.Score < -1 {
					t.Errorf("Of(%q, %s) = %+v, want %s", s, lang, got, want)
				}
			}
		}
	}
}

// What is learned from is well formed, and is not what is judged by.
func TestSamples(t *testing.T) {
	judge := map[string]bool{}
	for _, name := range []string{"mood.tsv", "mood_b.tsv", "mood_c.tsv", "toward.tsv", "toward_b.tsv", "toward_c.tsv"} {
		for _, f := range rows(t, name) {
			judge[text.Index(f[3])] = true
		}
	}
	for _, lang := range sampled {
		all, err := readSamples(lang)
		if err != nil {
			t.Fatal(err)
		}
		var of [classes]int
		for _, s := range all {
			of[s.class]++
			if judge[text.Index(s.text)] {
				t.Errorf("%s: %q is both learned from and judged by", lang, s.text)
			}
		}
		if min(of[negative], of[neutral], of[positive]) < 100 {
			t.Errorf("%s: %v samples of the classes", lang, of)
		}
	}
	if _, err := readSamples("xx"); err == nil {
		t.Error("samples that do not exist are read")
	}
}

// Who is only named beside a quarrel is not judged by it.
func TestTowardRoles(t *testing.T) {
	m := loaded(t)
	for _, tt := range []struct{ text, lang, name, want string }{
		{"En sortant de Translum je me suis fait bousculer par un cycliste, quel crétin.", "fr", "Translum", "neutral"},
		{"Translum a annoncé une hausse des tarifs en mars.", "fr", "Translum", "neutral"},
		{"Le collectif Rivages dénonce les mensonges de Translum.", "fr", "Translum", "negative"},
		{"Des voleurs se font passer pour Translum au téléphone.", "fr", "Translum", "neutral"},
		{"Translum gave me the discount Ferrovia wouldn't.", "en", "Translum", "positive"},
		{"Translum gave me the discount Ferrovia wouldn't.", "en", "Ferrovia", "negative"},
		{"Translum beats Ferrovia any day.", "en", "Translum", "positive"},
		{"Translum beats Ferrovia any day.", "en", "Ferrovia", "negative"},
		{"That rude driver nearly hit me outside Translum.", "en", "Translum", "neutral"},
		{"I was warned about Translum, but they were kind and quick.", "en", "Translum", "positive"},
	} {
		at := strings.Index(tt.text, tt.name)
		if got := m.Toward(tt.text, tt.lang, at, at+len(tt.name)); got.Label != tt.want {
			t.Errorf("%q toward %s: %+v, want %s", tt.text, tt.name, got, tt.want)
		}
	}
}
