package app

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// A restart reads what is remembered again in stretches of time, each of about as
// many posts as one write: memory stays flat however many there are.
const (
	shortestStretch = time.Minute
	longestStretch  = 24 * time.Hour
)

// restore gives the reader back what it knew before a restart: the stories and
// threads of the last weeks.
func (s *Service) restore(ctx context.Context) error {
	if s.restored {
		return nil
	}
	if err := takeUp(ctx, s.store, s.reader, s.o.Now()); err != nil {
		return err
	}
	s.restored = true
	return nil
}

// takeUp lets the reader restore the posts published in the last
// analyzers.Memory before to.
func takeUp(ctx context.Context, posts stored, reader *analyzers.Reader, to time.Time) error {
	stretch := time.Hour
	for from := to.Add(-analyzers.Memory); from.Before(to); {
		end := from.Add(stretch)
		if end.After(to) {
			end = to
		}
		read, err := posts.Posts(ctx, annotation.Filter{From: from, To: end})
		if err != nil {
			return fmt.Errorf("take up the stories: %w", err)
		}
		reader.Restore(read, posts.Source)
		from = end
		switch {
		case len(read) > readBatch:
			stretch = max(shortestStretch, stretch/2)
		case len(read) < readBatch/4:
			stretch = min(longestStretch, stretch*2)
		}
	}
	return nil
}

// stored is where posts stand in order of publication.
type stored interface {
	Posts(ctx context.Context, f annotation.Filter) ([]annotation.Post, error)
	Source(id string) post.Source
}
