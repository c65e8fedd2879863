package analyzers_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"vigie/analyzers"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// TestAFewPostsOfOneCompany reads what a stranger wrote about a bank that has
// the name of a sea animal and of a train: few posts, nearly all of which name
// it. The rumour's relays are one story, and what has only the name in common
// is not.
func TestAFewPostsOfOneCompany(t *testing.T) {
	f, err := os.Open("testdata/bank.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := analyzers.New(analyzers.Options{Entities: []mention.Entity{
		{ID: "corail", Name: "Corail", Aliases: []string{"Banque Corail", "Corail Bank"}, Handles: []string{"@corailbank"}, Context: []string{"banque", "bank", "agence", "agences"}},
		{ID: "mandarine", Name: "Mandarine", Aliases: []string{"Mandarine Bank"}, Context: []string{"banque", "bank", "carte"}},
		{ID: "boreal", Name: "Crédit Boréal"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	story, size := map[string]string{}, map[string]int{}
	in := post.NewReader(f)
	for {
		p, _, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			continue // one line is no JSON
		}
		a := r.Read(p, post.Source{}).Annotation
		story[a.ID] = a.Story
		size[a.Story]++
	}
	if len(story) != 66 {
		t.Fatalf("%d posts read, want 66", len(story))
	}
	together := 0
	for _, relay := range []string{"r01", "r02", "r03", "r04", "r05", "r07", "r09", "r10", "r11"} {
		if story[relay] == story["r02"] {
			together++
		}
	}
	if together < 7 {
		t.Errorf("%d of 9 posts on the branches are one story, want 7", together)
	}
	for id, n := range size {
		if n > 16 {
			t.Errorf("story %s has %d of 66 posts, want a quarter at most", id, n)
		}
	}
	apart := []string{"t03", "t18", "p02", "p05", "l01", "l05", "m11", "r02"}
	for i, a := range apart {
		if j := slices.IndexFunc(apart[i+1:], func(b string) bool { return story[b] == story[a] }); j >= 0 {
			t.Errorf("%s and %s are one story", a, apart[i+1+j])
		}
	}
}
