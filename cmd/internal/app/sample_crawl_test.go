package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/cmd/internal/config"
	"vigie/cmd/internal/demo"
	"vigie/crawlers"
	"vigie/crawlers/post"
)

// crawledWorld crawls the sample web as it stands some time after its start,
// over HTTP and with the real crawlers, and returns its posts in order of time.
func crawledWorld(t *testing.T, seed int64, after time.Duration) ([]post.Post, config.Config) {
	t.Helper()
	now := func() time.Time { return worldStart.Add(after) }
	d, err := NewDemo(DemoOptions{Listener: listen(t), Folder: t.TempDir(),
		Web: demo.Options{Seed: seed, Start: worldStart, Now: now, Slow: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("sample web: %v", err)
		}
	}()
	o := d.Options
	o.Config.Crawl.Delay = 0
	kept := &shelf{posts: map[string]post.Post{}, visits: map[string]crawlers.Visit{}}
	c := crawlers.New(crawlers.Options{Fetcher: fetcher(o), Sink: kept, Visits: kept, Now: now, Pages: 1000})
	var group sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, src := range o.Config.Watched() {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for fresh := 1; fresh > 0; {
				v, err := c.Run(ctx, src)
				if err != nil {
					t.Errorf("crawl %s: %v", src.ID, err)
					return
				}
				fresh = v.New
			}
		})
	}
	group.Wait()
	posts := make([]post.Post, 0, len(kept.posts))
	for _, p := range kept.posts {
		posts = append(posts, p)
	}
	slices.SortFunc(posts, func(a, b post.Post) int {
		if n := a.Published.Compare(b.Published); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return posts, o.Config
}

// shelf keeps what was crawled.
type shelf struct {
	mu     sync.Mutex
	posts  map[string]post.Post
	visits map[string]crawlers.Visit
}

// AddPosts keeps posts, each once.
func (s *shelf) AddPosts(_ context.Context, posts []post.Post) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := 0
	for _, p := range posts {
		if _, known := s.posts[p.ID]; !known {
			added++
		}
		s.posts[p.ID] = p
	}
	return added, nil
}

// Last returns the latest visit of each address.
func (s *shelf) Last(_ context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]crawlers.Visit{}
	for _, u := range urls {
		if v, ok := s.visits[source+" "+u]; ok {
			out[u] = v
		}
	}
	return out, nil
}

// Save keeps visits.
func (s *shelf) Save(_ context.Context, visits ...crawlers.Visit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range visits {
		s.visits[v.Source+" "+v.URL] = v
	}
	return nil
}
