package analyzers

import (
	"cmp"
	"container/list"
	"time"

	"vigie/crawlers/post"
)

// recentThreads is how many threads' replies are recognised.
const recentThreads = 20_000

// threads remembers which post opened a thread, and what story it tells. A thread
// is forgotten when it has been still for Memory, or is the one of recentThreads
// that has been still the longest.
type threads struct {
	of    map[string]*list.Element // of *opening
	order *list.List               // the one written to last at the back
	now   time.Time
}

type opening struct {
	key, post, story string
	last             time.Time
}

func newThreads() *threads {
	return &threads{of: make(map[string]*list.Element), order: list.New()}
}

// keyOf is an identifier that no other source has: those that a file or a forum
// numbers itself are told apart by their source.
func keyOf(source, id string) string {
	if id == "" || post.IsID(id) {
		return id
	}
	return source + "\x00" + id
}

// opened returns how the thread of p began; ok is false where p opens it, or
// stands in none.
func (t *threads) opened(p post.Post) (o opening, ok bool) {
	for _, id := range []string{p.Thread, p.Parent} { // a thread may have no key but its first post
		if e, known := t.of[keyOf(p.Source, id)]; known && id != "" {
			if o = *e.Value.(*opening); later(t.now, p.Published).Sub(o.last) < Memory {
				return o, o.post != keyOf(p.Source, p.ID)
			}
		}
	}
	return opening{}, false
}

// add takes up a post. The one that opens a thread stays that.
func (t *threads) add(p post.Post, story string) {
	t.now = later(t.now, p.Published)
	key := keyOf(p.Source, cmp.Or(p.Thread, p.ID)) // answers to an answer tell the same story
	if e, known := t.of[key]; known {
		o := e.Value.(*opening)
		if t.now.Sub(o.last) >= Memory {
			o.post, o.story = keyOf(p.Source, p.ID), story
		}
		o.last = t.now
		t.order.MoveToBack(e)
		return
	}
	t.of[key] = t.order.PushBack(&opening{key, keyOf(p.Source, p.ID), story, t.now})
	if t.order.Len() > recentThreads {
		oldest := t.order.Remove(t.order.Front()).(*opening)
		delete(t.of, oldest.key)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
