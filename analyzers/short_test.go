package analyzers

import (
	"testing"

	"vigie/crawlers/post"
)

// TestFewWords reads words that might be in any language in that of their source, or
// else in the organisation's.
func TestFewWords(t *testing.T) {
	for _, c := range []struct{ home, source, text, want string }{
		{"", "", "Valmont a 512 agences", "fi"},
		{"fr", "", "Valmont a 512 agences", "fr"},
		{"", "fr", "Valmont a 512 agences", "fr"},
		{"fr", "", "Valmont has 512 branches", "en"},
		{"fr", "", "Hyvää huomenta kaikille, mitä kuuluu", "fi"},
		{"en", "fr", "Hyvää huomenta kaikille, mitä kuuluu", "fi"},
	} {
		r, err := New(Options{Language: c.home})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Read(post.Post{ID: "p", Text: c.text}, post.Source{ID: "s", Language: c.source}).Annotation
		if got.Language != c.want {
			t.Errorf("%q, of a source in %q of an organisation in %q: %s (%.2f), want %s", c.text, c.source, c.home, got.Language, got.LanguageScore, c.want)
		}
	}
}
