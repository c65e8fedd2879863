package sentiment

import (
	"os"
	"testing"
)

// An article that reports is neutral, however many good words stand in it; one
// that judges is not.
func TestArticle(t *testing.T) {
	m := loaded(t)
	for name, want := range map[string]string{"report_fr": "neutral", "complaint_fr": "negative", "praise_fr": "positive", "report_en": "neutral", "complaint_en": "negative"} {
		b, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if len(b) <= long {
			t.Errorf("%s has %d bytes: no article", name, len(b))
		}
		if got := m.Of(string(b), name[len(name)-2:]); got.Label != want {
			t.Errorf("%s: %+v, want %s", name, got, want)
		}
	}
}
