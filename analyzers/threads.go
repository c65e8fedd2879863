package analyzers

import (
	"cmp"

	"vigie/crawlers/post"
)

// recentThreads is how many threads' replies are recognised.
const recentThreads = 20_000

// threads remembers which post opened a thread, and what story it tells. Its
// memory is bounded.
type threads struct {
	of   map[string]opening
	ring []string // keys, the oldest at next
	next int
}

type opening struct{ post, story string }

func newThreads() *threads { return &threads{of: make(map[string]opening)} }

// opened returns how the thread of p began; ok is false where p opens it, or
// stands in none.
func (t *threads) opened(p post.Post) (o opening, ok bool) {
	if o, ok = t.of[p.Thread]; ok && p.Thread != "" {
		return o, o.post != p.ID
	}
	o, ok = t.of[p.Parent] // a thread that has no key but its first post
	return o, ok && p.Parent != "" && o.post != p.ID
}

// add takes up the post that opens a thread; a later one changes nothing.
func (t *threads) add(p post.Post, story string) {
	key := cmp.Or(p.Thread, p.ID) // answers to an answer tell the same story
	if _, known := t.of[key]; known {
		return
	}
	t.of[key] = opening{p.ID, story}
	if len(t.ring) < recentThreads {
		t.ring = append(t.ring, key)
		return
	}
	delete(t.of, t.ring[t.next])
	t.ring[t.next] = key
	t.next = (t.next + 1) % recentThreads
}
