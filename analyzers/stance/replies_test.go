package stance

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestReplies reads replies and posts without a parent, in French and English,
// that were written for this and that no weight was trained on. The phrases of
// cues.txt were chosen with this file at hand, so it guards and does not measure.
func TestReplies(t *testing.T) {
	file, err := os.ReadFile("testdata/replies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r := reader(t)
	var all [classes][classes]int
	byLanguage := map[string]*[classes][classes]int{"fr": {}, "en": {}}
	for line := range strings.Lines(string(file)) {
		field := strings.Split(strings.TrimRight(line, "\n"), "\t")
		want := slices.Index(labels[:], field[0])
		got := r.Of(Post{Text: field[3], Parent: field[2], Reply: field[2] != ""})
		said := slices.Index(labels[:], got.Stance)
		all[want][said]++
		byLanguage[field[1]][want][said]++
		if want != said {
			t.Logf("%s, want %s: %s %v", got.Stance, labels[want], field[3], got.Cues)
		}
	}
	for language, table := range byLanguage {
		t.Logf("%s: macro-F1 %.3f", language, macroF1(*table))
	}
	if f1 := macroF1(all); f1 < .95 {
		t.Errorf("macro-F1 %.3f, floor .95: %v", f1, all)
	}
}
