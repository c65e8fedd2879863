package analyzers

import (
	"strings"
	"time"

	"vigie/crawlers/post"
)

const (
	recentPosts = 20_000 // whose answers are recognised
	recentBytes = 400    // of each, enough to see what it says
)

// recent remembers how the posts of the last Memory began, so that an answer can
// be read beside what it answers: the latest recentPosts.
type recent struct {
	text map[string]begun
	ring []string // keys, the oldest at next
	next int
	now  time.Time
}

type begun struct {
	text string
	at   time.Time
}

func newRecent() *recent { return &recent{text: make(map[string]begun)} }

// of is how the post with a key began.
func (r *recent) of(key string) string {
	if b := r.text[key]; r.now.Sub(b.at) < Memory {
		return b.text
	}
	return ""
}

func (r *recent) add(p post.Post, s string) {
	r.now = later(r.now, p.Published)
	key := keyOf(p.Source, p.ID)
	if b, known := r.text[key]; known && r.now.Sub(b.at) < Memory {
		return
	}
	if len(s) > recentBytes {
		s = s[:recentBytes]
		s = strings.ToValidUTF8(s, "") // a letter that the cut parted
	}
	_, known := r.text[key]
	r.text[key] = begun{strings.Clone(s), r.now}
	switch {
	case known:
	case len(r.ring) < recentPosts:
		r.ring = append(r.ring, key)
	default:
		delete(r.text, r.ring[r.next])
		r.ring[r.next] = key
		r.next = (r.next + 1) % recentPosts
	}
}
