package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// A source speaks for its own host. Whoever else carries a post is seen to
// carry it, and cannot put words in its mouth.
func TestOnlyTheOwnerRewords(t *testing.T) {
	const address = "https://www.journal.example/ligne-3"
	type carried struct{ source, text string }
	tests := []struct {
		name  string
		posts []carried
		want  carried
		seen  []string
	}{
		{"a longer forgery after the owner", []carried{{"journal", "Vrai."}, {"troll", "Faux, et plus long."}}, carried{"journal", "Vrai."}, []string{"journal", "troll"}},
		{"a forgery before the owner", []carried{{"troll", "Faux, et plus long."}, {"journal", "Vrai."}}, carried{"journal", "Vrai."}, []string{"troll", "journal"}},
		{"the same words before the owner", []carried{{"troll", "Vrai."}, {"journal", "Vrai."}}, carried{"journal", "Vrai."}, []string{"troll", "journal"}},
		{"a forgery again after the owner", []carried{{"troll", "Vrai."}, {"journal", "Vrai."}, {"troll", "Faux, et plus long."}}, carried{"journal", "Vrai."}, []string{"troll", "journal"}},
		{"the owner mends its text", []carried{{"journal", "Vrai, disait-on."}, {"journal", "Vrai."}}, carried{"journal", "Vrai."}, []string{"journal"}},
		{"two who do not own it", []carried{{"planet", "Vu."}, {"troll", "Faux, et plus long."}}, carried{"planet", "Vu."}, []string{"planet", "troll"}},
		{"the first of those mends its text", []carried{{"planet", "Vu, disait-on."}, {"planet", "Vu."}}, carried{"planet", "Vu."}, []string{"planet"}},
		{"an import does not speak for the owner", []carried{{"journal", "Vrai."}, {"archive", "Faux, et plus long."}}, carried{"journal", "Vrai."}, []string{"journal", "archive"}},
		{"an import of the same source replaces", []carried{{"archive", "Avant, en long."}, {"archive", "Après."}}, carried{"archive", "Après."}, []string{"archive"}},
	}
	s := testStore(t)
	s.SetSources([]post.Source{
		{ID: "journal", URL: "https://flux.journal.example/rss"}, {ID: "troll", URL: "https://journal.example.troll.example/feed"},
		{ID: "planet", URL: "https://planet.example/atom.xml"},
	})
	for _, together := range []bool{false, true} {
		for i, tt := range tests {
			id := post.NewID(tt.name, map[bool]string{true: "in one batch"}[together])
			var posts []post.Post
			for n, c := range tt.posts {
				p := telling(id, c.source, n, c.text)
				p.URL = address
				posts = append(posts, p)
			}
			if together {
				add(t, s, 1, posts...)
			} else {
				for n, p := range posts {
					add(t, s, map[bool]int{true: 1}[n == 0], p)
				}
			}
			got := mustPost(t, s, id)
			if got := (carried{got.Source, got.Text}); got != tt.want {
				t.Errorf("%d %s, in one batch %t: got %v, want %v", i, tt.name, together, got, tt.want)
			}
			sightings, err := s.Sightings(t.Context(), id)
			var seen []string
			for _, one := range sightings {
				seen = append(seen, one.Source)
			}
			found, searchErr := s.Search(t.Context(), report.Search{Limit: 100})
			at := slices.IndexFunc(found.Items, func(i report.Item) bool { return i.ID == id })
			if searchErr != nil || at < 0 {
				t.Fatalf("%s: not found: %v", tt.name, searchErr)
			}
			var others []string
			for _, source := range found.Items[at].Carriers {
				others = append(others, source.ID)
			}
			if diff := cmp.Diff(slices.DeleteFunc(slices.Clone(tt.seen), func(id string) bool { return id == tt.want.source }), others, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, in one batch %t: who else carries it (want -, got +):\n%s", tt.name, together, diff)
			}
			if diff := cmp.Diff(tt.seen, seen); err != nil || diff != "" {
				t.Errorf("%s, in one batch %t: %v; who carried it (want -, got +):\n%s", tt.name, together, err, diff)
			}
		}
	}
}

func TestDomain(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.journal.example/a":      "journal.example",
		"https://Feeds.Journal.co.uk:8443/a": "journal.co.uk",
		"https://one.blogspot.com/a":         "one.blogspot.com",
		"https://a.journal.localhost:80/":    "a.journal.localhost",
		"http://localhost:80/":               "localhost",
		"http://127.0.0.1:80/":               "127.0.0.1",
		"http://[2001:db8::1]/":              "2001:db8::1",
		"https://intranet/a":                 "intranet",
		"https://www.café.example./a":        "xn--caf-dma.example",
		"https://xn--caf-dma.example/a":      "xn--caf-dma.example",
		"https://blogspot.com/":              "blogspot.com",
		"nonsense":                           "",
		"":                                   "",
	} {
		if got := post.Domain(host(address)); got != want {
			t.Errorf("domain of %q: got %q, want %q", address, got, want)
		}
	}
}
