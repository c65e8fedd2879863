package store

import (
	"slices"
	"testing"

	"vigie/crawlers"
	"vigie/crawlers/post"
)

var _ crawlers.Eraser = (*Store)(nil)

// What is erased is in no answer and no table, whatever its version; the rest
// stays, and the same post may come again.
func TestErase(t *testing.T) {
	s := testStore(t)
	a, b := telling("a'); --", "blog", 1, "un bus"), telling("b", "blog", 2, "un tram")
	add(t, s, 2, a, b)
	save(t, s, read(a, "translum", -.5, "s-1"))
	if err := s.ErasePosts(t.Context(), "blog", []string{a.ID, "not there"}); err != nil {
		t.Fatal(err)
	}
	alone(t, s, "b")
	for _, query := range []string{"SELECT count() FROM posts WHERE id != 'b'", "SELECT count() FROM sightings WHERE post != 'b'"} {
		if n := countRows(t, s, query); n != 0 {
			t.Errorf("%s: got %d rows, want 0", query, n)
		}
	}
	add(t, s, 1, a)
	alone(t, s, a.ID, "b")
}

// A source takes back what it holds; of what another holds it only stops being
// seen to carry it. The latest version counts: an owner that came second holds.
func TestEraseOnlyOnesOwn(t *testing.T) {
	s := testStore(t)
	s.SetSources([]post.Source{
		{ID: "journal", URL: "https://flux.journal.example/rss"}, {ID: "metro", URL: "https://metro.journal.example/rss"},
		{ID: "tag", URL: "https://troll.example/tags/bus"}, {ID: "planet", URL: "https://planet.example/atom.xml"},
	})
	tests := []struct {
		name    string
		carried []string // in order
		by      string   // takes it back
		want    []string // who is still seen to carry it; nil: the post is gone
	}{
		{"its own", []string{"journal"}, "journal", nil},
		{"its own, carried by others", []string{"journal", "tag"}, "journal", nil},
		{"its own, carried by another first", []string{"tag", "journal"}, "journal", nil},
		{"the owner's", []string{"journal", "tag"}, "tag", []string{"journal"}},
		{"the owner's, carried before it", []string{"tag", "journal"}, "tag", []string{"journal"}},
		{"a neighbour's of the same domain", []string{"journal", "metro"}, "metro", []string{"journal"}},
		{"one that nobody owns, as the first", []string{"planet"}, "planet", nil},
		{"one that nobody owns, as the second", []string{"planet", "tag"}, "tag", []string{"planet"}},
		{"one that it never carried", []string{"journal", "planet"}, "tag", []string{"journal", "planet"}},
	}
	for _, tt := range tests {
		id := post.NewID(tt.name)
		for n, source := range tt.carried {
			p := telling(id, source, n, "Dit par "+source)
			p.URL = "https://www.journal.example/ligne-3"
			add(t, s, map[bool]int{true: 1}[n == 0], p)
		}
		if err := s.ErasePosts(t.Context(), tt.by, []string{id}); err != nil {
			t.Fatal(err)
		}
		held, err := s.heldPosts(t.Context(), []string{id})
		if _, there := held[id]; err != nil || there != (tt.want != nil) {
			t.Errorf("%s: post there %t, %v, want %t", tt.name, there, err, tt.want != nil)
		}
		seen, err := s.Sightings(t.Context(), id)
		var got []string
		for _, one := range seen {
			got = append(got, one.Source)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: carried by %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}
