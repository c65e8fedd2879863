package app

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// restore gives the reader back what it knew before a restart, in the order in
// which it came to know it: the stories and threads of the last weeks.
func (s *Service) restore(ctx context.Context) error {
	if s.restored {
		return nil
	}
	since := s.o.Now().Add(-analyzers.Memory)
	return s.restoreFrom(s.store.Source, func(fn func(annotation.Post) error) error { return s.store.Taken(ctx, since, fn) })
}

// restoreFrom gives the service a reader that knows what each hands over, or
// leaves it the one that it has: a database that goes away midway must not leave
// half of it, to be taken up twice.
func (s *Service) restoreFrom(source sourceOf, each posts) error {
	reader, err := NewReader(s.o.Config, s.facts)
	if err != nil {
		return err
	}
	if err := s.takeUp(reader, source, each); err != nil {
		return err
	}
	s.reader, s.restored = reader, true
	return nil
}

// posts hands stored posts to fn, one after another; sourceOf is what is known of
// a source.
type (
	posts    func(fn func(annotation.Post) error) error
	sourceOf func(id string) post.Source
)

// restoreTo gives a reader what was known at a time, as far as publication tells.
func (s *Service) restoreTo(ctx context.Context, reader *analyzers.Reader, to time.Time) error {
	return s.takeUp(reader, s.store.Source, func(fn func(annotation.Post) error) error {
		return s.store.Each(ctx, to.Add(-analyzers.Memory), to, fn)
	})
}

// takeUp restores what each hands over in parts, so that memory stays flat
// however many posts there are.
func (s *Service) takeUp(reader *analyzers.Reader, source sourceOf, each posts) error {
	part := make([]annotation.Post, 0, readBatch)
	took, began := 0, s.o.Now()
	err := each(func(p annotation.Post) error {
		if part = append(part, p); len(part) == readBatch {
			reader.Restore(part, source)
			part = part[:0]
		}
		took++
		if now := s.o.Now(); now.Sub(began) > takeUpTold {
			s.log.Info("taking up the stories of the last weeks", "posts", took)
			began = now
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("take up the stories: %w", err)
	}
	reader.Restore(part, source)
	return nil
}

// takeUpTold is how often a long start is told.
const takeUpTold = 10 * time.Second
