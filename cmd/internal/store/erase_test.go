package store

import (
	"testing"

	"vigie/crawlers"
)

var _ crawlers.Eraser = (*Store)(nil)

// What is erased is in no answer and no table, whatever its version; the rest
// stays, and the same post may come again.
func TestErase(t *testing.T) {
	s := testStore(t)
	a, b := telling("a'); --", "blog", 1, "un bus"), telling("b", "blog", 2, "un tram")
	add(t, s, 2, a, b)
	save(t, s, read(a, "translum", -.5, "s-1"))
	if err := s.ErasePosts(t.Context(), []string{a.ID, "not there"}); err != nil {
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
