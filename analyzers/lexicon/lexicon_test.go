package lexicon

import (
	"strings"
	"testing"

	"vigie/analyzers/text"
)

func TestRead(t *testing.T) {
	for _, lang := range []string{"fr", "en", "de", "es", "it", "pt"} {
		for _, name := range Names(lang) {
			if name == "" {
				continue
			}
			list, err := Read(name)
			if err != nil {
				t.Error(err)
			}
			own := strings.HasPrefix(name, "service") || strings.HasPrefix(name, "ours")
			if len(list) < 1000 && !own || len(list) < 50 {
				t.Errorf("%s holds %d words", name, len(list))
			}
			for word := range list {
				if text.Fold(word) != word {
					t.Errorf("%s: %q is not folded", name, word)
				}
			}
		}
	}
	emoji, err := Read("emoji")
	if err != nil || emoji["😍"] < .5 || emoji["😡"] > -.1 {
		t.Errorf("emoji: %v, 😍 %v, 😡 %v", err, emoji["😍"], emoji["😡"])
	}
	if _, err := Read("none"); err == nil {
		t.Error("a list that does not exist is read")
	}
}
