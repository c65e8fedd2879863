package store

import (
	"fmt"
	"testing"

	"vigie/analyzers/annotation"
)

// TestLatestRows reads posts of which older rows say something else, and rows that
// were sent twice, before the engine has merged them.
func TestLatestRows(t *testing.T) {
	s := testStore(t)
	a, b := telling("a", "forum", 0, "Odeur de brûlé"), telling("b", "blog", 1, "Odeur de brûlé, dit-on")
	add(t, s, 2, a, b)
	if err := s.conn.Exec(t.Context(), "SYSTEM STOP MERGES posts"); err != nil {
		t.Fatal(err)
	}
	copyOf := func(of string) annotation.Post {
		p := read(b, "translum", -0.5, "s-new")
		p.Annotation.CopyOf = &of
		return p
	}
	save(t, s, read(a, "translum", -0.5, "s-old"), copyOf("a"))
	save(t, s, read(a, "translum", -0.5, "s-new"))
	if err := s.conn.Exec(t.Context(), "INSERT INTO posts SELECT * FROM posts"); err != nil {
		t.Fatal(err)
	}
	stories := func(story, want string) {
		t.Helper()
		found, err := s.Posts(t.Context(), annotation.Filter{Story: story})
		got := ""
		for _, p := range found {
			got += fmt.Sprint(p.ID, " ", p.Annotation.Story, " ")
		}
		if err != nil || got != want {
			t.Errorf("posts of story %s: got %q, %v, want %q", story, got, err, want)
		}
	}
	copies := func(want int) {
		t.Helper()
		items, err := s.items(t.Context(), []string{"a", "b"})
		if err != nil || len(items) != 2 || items["a"].Copies != want || items["a"].Story != "s-new" {
			t.Errorf("items: %+v, %v, want %d copies", items, err, want)
		}
	}
	stories("s-old", "")
	stories("s-new", "a s-new b s-new ")
	copies(1)
	save(t, s, read(b, "", 0, "s-other"))
	stories("s-new", "a s-new ")
	copies(0)
	if got := mustPost(t, s, "b").Annotation.Story; got != "s-other" {
		t.Errorf("story of b: %s", got)
	}
}
