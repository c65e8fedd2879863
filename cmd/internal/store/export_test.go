package store

import "testing"

// Empty returns an empty store that lives as long as the benchmark.
func Empty(b *testing.B) *Store { return benchStore(b, "ticks") }

// BenchPosts is how many posts a benchmark works on.
func BenchPosts() int { return benchPosts() }

// Restart forgets what a process remembers of the table.
func (s *Store) Restart() { s.counted, s.carried = counted{}, carried{} }

// Fill runs a statement.
func (s *Store) Fill(b *testing.B, statement string, p map[string]any) {
	b.Helper()
	if err := s.conn.Exec(b.Context(), statement, params(p).named()...); err != nil {
		b.Fatal(err)
	}
}
