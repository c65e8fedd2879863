package app

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
)

// restore gives the reader back what it knew before a restart, in the order in
// which it came to know it: the stories and threads of the last weeks.
func (s *Service) restore(ctx context.Context) error {
	if s.restored {
		return nil
	}
	since := s.o.Now().Add(-analyzers.Memory)
	err := s.takeUp(s.reader, func(fn func(annotation.Post) error) error { return s.store.Taken(ctx, since, fn) })
	s.restored = err == nil
	return err
}

// restoreTo gives a reader what was known at a time, as far as publication tells.
func (s *Service) restoreTo(ctx context.Context, reader *analyzers.Reader, to time.Time) error {
	return s.takeUp(reader, func(fn func(annotation.Post) error) error {
		return s.store.Each(ctx, to.Add(-analyzers.Memory), to, fn)
	})
}

// takeUp restores what each hands over in parts, so that memory stays flat
// however many posts there are.
func (s *Service) takeUp(reader *analyzers.Reader, each func(fn func(annotation.Post) error) error) error {
	part := make([]annotation.Post, 0, readBatch)
	took, began := 0, s.o.Now()
	err := each(func(p annotation.Post) error {
		if part = append(part, p); len(part) == readBatch {
			reader.Restore(part, s.store.Source)
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
	reader.Restore(part, s.store.Source)
	return nil
}

// takeUpTold is how often a long start is told.
const takeUpTold = 10 * time.Second
