package analyzers

import "strings"

const (
	recentPosts = 20_000 // whose answers are recognised
	recentBytes = 400    // of each, enough to see what it says
)

// recent remembers how the latest posts began, so that an answer can be read
// beside what it answers. Its memory is bounded.
type recent struct {
	text map[string]string
	ring []string // IDs, the oldest at next
	next int
}

func newRecent() *recent { return &recent{text: make(map[string]string)} }

func (r *recent) add(id, s string) {
	if _, known := r.text[id]; known {
		return
	}
	if len(s) > recentBytes {
		s = s[:recentBytes]
	}
	r.text[id] = strings.Clone(s)
	if len(r.ring) < recentPosts {
		r.ring = append(r.ring, id)
		return
	}
	delete(r.text, r.ring[r.next])
	r.ring[r.next] = id
	r.next = (r.next + 1) % recentPosts
}
