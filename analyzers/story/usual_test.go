package story

import (
	"os"
	"strings"
	"testing"
)

// TestUsual counts the usual words anew where the data are, and wants the table
// that is embedded.
func TestUsual(t *testing.T) {
	if _, err := os.Stat(data); err != nil {
		t.Skipf("no data: %v", err)
	}
	got, err := Train(data)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != usualFile {
		t.Errorf("got %d lines, want the %d that are embedded: make train", strings.Count(string(got), "\n"), strings.Count(usualFile, "\n"))
	}
}

func TestUsualWords(t *testing.T) {
	for _, w := range []struct {
		lang, word string
		usual      bool
	}{
		{"fr", "jour", true}, {"fr", "vraiment", true}, {"en", "today", true}, {"en", "people", true},
		{"fr", "sobriete", false}, {"fr", "tramway", false}, {"en", "covid", false}, {"en", "stadium", false},
	} {
		if got := usual()[hash(stem(w.lang, w.word))].of(w.lang) > 0.002; got != w.usual {
			t.Errorf("%s %q: usual %v, want %v", w.lang, w.word, got, w.usual)
		}
	}
}
