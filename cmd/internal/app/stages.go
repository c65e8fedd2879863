package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	readBatch = 2000           // posts read between two writes
	followed  = 48 * time.Hour // how long a signal stays worth telling
)

// Read annotates every stored post that has not been read yet, and returns how
// many there were. Progress, where given, is told of every batch.
func (s *Service) Read(ctx context.Context, progress func(n int)) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if err := s.restore(ctx); err != nil {
		return 0, err
	}
	total := 0
	for {
		posts, err := s.store.Unread(ctx, readBatch)
		if err != nil || len(posts) == 0 {
			return total, err
		}
		read := make([]annotation.Post, len(posts))
		for i, p := range posts {
			read[i] = s.readOne(s.reader, s.store.Source(p.Source), p)
		}
		if err := s.store.SaveAnnotations(ctx, read); err != nil {
			return total, err
		}
		total += len(posts)
		if progress != nil {
			progress(len(posts))
		}
	}
}

// readOne annotates a post. One that breaks an annotator is kept without
// annotation, and told: it must not keep the others from being read.
func (s *Service) readOne(reader *analyzers.Reader, src post.Source, p post.Post) (out annotation.Post) {
	defer func() {
		if broken := recover(); broken != nil {
			s.log.Error("a post could not be read; it is kept without annotation", "post", p.ID, "url", p.URL, "err", broken)
			out = annotation.Post{Post: p, Annotation: annotation.Annotation{ID: p.ID, Language: "und"}}
		}
	}()
	return reader.Read(p, src)
}

// Reread annotates again every post published in the last span of time, after a
// change of entities, facts or models, and returns how many there were. Nothing
// appears twice: a post's new reading replaces the one before.
func (s *Service) Reread(ctx context.Context, span time.Duration, progress func(n int)) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	from := s.o.Now().Add(-span)
	reader, err := NewReader(s.o.Config, s.facts)
	if err != nil {
		return 0, err
	}
	if err := s.restoreTo(ctx, reader, from); err != nil {
		return 0, err
	}
	total := 0
	var batch []annotation.Post
	save := func() error {
		if err := s.store.SaveAnnotations(ctx, batch); err != nil {
			return err
		}
		total += len(batch)
		if progress != nil {
			progress(len(batch))
		}
		batch = batch[:0]
		return nil
	}
	err = s.store.Each(ctx, from, time.Time{}, func(p annotation.Post) error {
		if batch = append(batch, s.readOne(reader, s.store.Source(p.Source), p.Post)); len(batch) < readBatch {
			return nil
		}
		return save()
	})
	if err != nil {
		return total, err
	}
	return total, save()
}

// Detect lets every detector look at what is stored, saves what they raise, and
// returns the signals that are new or have changed their level.
func (s *Service) Detect(ctx context.Context) ([]signal.Signal, error) {
	var raised []signal.Signal
	now := s.o.Now()
	for _, d := range s.detectors {
		found, err := d.Detect(ctx, now, s.store)
		if err != nil {
			return nil, fmt.Errorf("detect: %w", err)
		}
		raised = append(raised, found...)
	}
	raised, err := evidence.Distinct(ctx, now, s.store, raised)
	if err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	changed, err := s.store.SaveSignals(ctx, raised)
	if err != nil {
		return nil, err
	}
	if err := s.withdraw(ctx); err != nil {
		return nil, err
	}
	if s.o.Found != nil {
		for _, c := range changed {
			s.o.Found(c)
		}
	}
	return changed, nil
}

// Alert tells those concerned of the signals of the last two days that they
// have not been told of, and reminds them of the deadlines that passed in these two
// days, however old the rumour is.
func (s *Service) Alert(ctx context.Context) error {
	if s.alerts == nil {
		return nil
	}
	found, err := s.store.Findings(ctx, "", s.o.Now().Add(-followed))
	if err != nil {
		return err
	}
	due, err := s.store.Overdue(ctx, s.o.Now().Add(-followed))
	if err != nil {
		return err
	}
	for _, f := range due {
		if !slices.ContainsFunc(found, func(g report.Finding) bool { return g.ID == f.ID }) {
			found = append(found, f)
		}
	}
	return s.alerts.Dispatch(ctx, found)
}
