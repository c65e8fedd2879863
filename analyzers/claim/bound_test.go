package claim_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// TestAnswers wants the claims of an answer, and none of the title that it repeats,
// with a full stop between them or not.
func TestAnswers(t *testing.T) {
	reader, err := analyzers.New(analyzers.Options{Facts: factsIn(t, "testdata/orvanne.yaml"),
		Entities: []mention.Entity{{ID: "orvanne", Name: "Orvanne", Aliases: []string{"Banque Orvanne"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, tc := range []struct{ title, text, want string }{
		{"Orvanne n'a plus que 90 agences", "Et la banque compte 4 000 salariés, pas plus.", "orv-effectif"},
		{"Orvanne n'a plus que 90 agences", "et 4 000 salariés", "orv-effectif"},
		{"Orvanne n'a plus que 90 agences.", "Quelle honte.", ""},
		{"Orvanne n'a plus que 90 agences", "quelle honte", ""},
		{"Orvanne n'a plus que 90 agences", "n'a plus que 90 agences", "orv-agences"},
	} {
		n := strconv.Itoa(i)
		at := time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)
		reader.Read(post.Post{ID: "a" + n, Thread: n, Title: tc.title, Text: "Je l'ai lu ce matin.", Published: at}, post.Source{Language: "fr"})
		claims := reader.Read(post.Post{ID: "b" + n, Thread: n, Parent: "a" + n, Title: tc.title, Text: tc.text, Published: at.Add(time.Minute)}, post.Source{Language: "fr"}).Annotation.Claims
		got := ""
		for _, c := range claims {
			if c.Verdict == claim.Contradicts {
				got += c.Fact
			}
			if strings.Contains(c.Text, "\n") {
				t.Errorf("%q, %q: claim %q goes over the title", tc.title, tc.text, c.Text)
			}
		}
		if got != tc.want {
			t.Errorf("%q, %q: contradicted %q, want %q: %+v", tc.title, tc.text, got, tc.want, claims)
		}
	}
}

// TestLongSentence wants the figures behind a very long list to be read, and the list
// to cost no more than its length: twice as many figures leave as many claims.
func TestLongSentence(t *testing.T) {
	c := claim.New(factsIn(t, "testdata/orvanne.yaml"))
	for _, unit := range []string{"9 ", "1 % ", "1/2 ", "2026-11-21 ", "bus!ligne,3.", "12 12 "} {
		for _, n := range []int{1000, 8000} {
			claims := c.Claims(strings.Repeat(unit, n/len(unit))+". Orvanne compte 90 agences.", "fr", nil, time.Time{})
			found := false
			for _, cl := range claims {
				found = found || cl.Verdict == claim.Contradicts && cl.Fact == "orv-agences"
			}
			if len(claims) > 16 || !found && len(claims) < 16 {
				t.Errorf("%q for %d bytes: %d claims, the last sentence among them: %v", unit, n, len(claims), found)
			}
		}
	}
}
