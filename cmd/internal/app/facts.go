package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/rumor"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/documents"
)

const (
	judgedAgain = 14 * 24 * time.Hour // how far back claims are judged by new facts, as rumours are looked for
	judgedPart  = 6 * time.Hour       // of the past at once
	judgedTurn  = time.Second         // what judging again may take before what is new is read
)

// readFactsFile reads the facts file that config.yaml names; none where it names
// none. The error names every fault with its place and remedy.
func readFactsFile(c config.Config) (fact.Facts, error) {
	if c.Facts == "" {
		return nil, nil
	}
	f, err := os.Open(c.Facts)
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	defer f.Close()
	var about []string
	for _, e := range c.Entities {
		about = append(about, e.ID)
	}
	return fact.Read(f, c.Facts, nil, claim.CheckAbout(about...))
}

// takeInFacts brings the registry what the facts file says that it did not say
// when it was last taken in, then takes the registry up.
func (s *Service) takeInFacts(ctx context.Context) error {
	if path := s.o.Config.Facts; path != "" {
		registry, err := s.store.Facts(ctx)
		if err != nil {
			return err
		}
		facts, err := documents.In(s.o.Config.Data).Take(filepath.Dir(path), s.facts, false)
		if err != nil {
			return fmt.Errorf("take in %s: %w", path, err)
		}
		origin := filepath.Base(path)
		fresh := append(registry.Merge(origin, facts), registry.Gone(origin, facts)...)
		if _, err := s.store.WriteFacts(ctx, fresh); err != nil {
			return fmt.Errorf("take in %s: %w", path, err)
		}
		for _, v := range fresh {
			s.touched[v.Fact.ID] = true
		}
		if len(fresh) > 0 {
			s.log.Info("the facts file is taken in", "file", path, "changes", len(fresh))
		}
	}
	_, err := s.holdFacts(ctx)
	return err
}

// holdFacts takes up the registry where somebody, here or in another process,
// has written to it since; false: nobody has.
func (s *Service) holdFacts(ctx context.Context) (bool, error) {
	line, err := s.store.FactsLine(ctx)
	if err != nil || s.registry != nil && line == s.registry.Line() {
		return false, err
	}
	registry, err := s.store.Facts(ctx)
	if err != nil {
		return false, err
	}
	if s.registry != nil {
		for _, e := range registry.Entries() {
			if old, known := s.registry.Entry(e.Fact.ID); !known || old.Line != e.Line {
				s.touched[e.Fact.ID] = true
			}
		}
	}
	s.registry, s.facts = registry, registry.Current()
	s.reader.Hold(s.facts)
	for i, d := range s.detectors {
		if _, ok := d.(*rumor.Detector); ok {
			s.detectors[i] = rumours(s.facts)
		}
	}
	return true, nil
}

// rejudging is how far the claims of the last weeks are judged by new facts: the
// posts published from next on are.
type rejudging struct {
	from, next    time.Time
	began         time.Time
	read, changed int
}

// HoldFacts takes up facts that have changed and goes on with judging the claims
// of the last weeks by them, the latest posts first, for a turn: what is new is
// read in between. True: something is to be looked at again.
func (s *Service) HoldFacts(ctx context.Context) (bool, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	fresh, err := s.holdFacts(ctx)
	if err != nil {
		return false, err
	}
	if fresh {
		s.log.Info("the facts have changed; the claims of the last two weeks are judged again", "facts", len(s.facts))
		s.judgeAgain()
	}
	if s.again == nil {
		return false, nil
	}
	if err := s.restore(ctx); err != nil {
		return false, err
	}
	changed := 0
	for turn := s.o.Now(); s.again.next.After(s.again.from); {
		n, err := s.judgePart(ctx, s.again)
		if err != nil {
			return changed > 0, err
		}
		changed += n
		if s.o.Now().Sub(turn) >= judgedTurn {
			break
		}
	}
	s.tellAgain()
	return changed > 0 || s.again == nil, nil
}

// judgeAgain begins to judge the claims of the last weeks again.
func (s *Service) judgeAgain() {
	now := s.o.Now()
	s.again = &rejudging{from: now.Add(-judgedAgain), next: now.Add(time.Hour), began: now}
}

// tellAgain tells how far judging again has come, and when it is done.
func (s *Service) tellAgain() {
	a := s.again
	if a.next.After(a.from) {
		s.log.Info("judging claims again", "back to", a.next.Format(time.DateOnly), "posts", a.read, "changed", a.changed)
		return
	}
	s.log.Info("the claims are judged by the facts of now", "posts", a.read, "changed", a.changed, "took", s.o.Now().Sub(a.began).Round(time.Millisecond))
	s.again = nil
}

// judgePart judges the claims of the next part of the past, and writes those
// posts of which a claim is judged otherwise.
func (s *Service) judgePart(ctx context.Context, a *rejudging) (int, error) {
	from := a.next.Add(-judgedPart)
	var changed []annotation.Post
	var kept []func()
	err := s.store.Each(ctx, from, a.next, func(p annotation.Post) error {
		if p.Annotation.ID == "" {
			return nil // not read yet: it will be, by the facts of now
		}
		a.read++
		if p, keep := s.judgeOne(p); keep != nil {
			changed, kept = append(changed, p), append(kept, keep)
		}
		return nil
	})
	if err == nil {
		err = s.store.SaveAnnotations(ctx, changed)
	}
	if err != nil {
		return 0, fmt.Errorf("judge claims again: %w", err)
	}
	for _, keep := range kept {
		keep()
	}
	a.next = from
	a.changed += len(changed)
	return len(changed), nil
}

// judgeOne judges a post's claims again, as Reader.Judge does; one that breaks it
// stays as it is.
func (s *Service) judgeOne(p annotation.Post) (out annotation.Post, keep func()) {
	defer func() {
		if broken := recover(); broken != nil {
			s.log.Error("the claims of a post could not be judged again", "post", p.ID, "url", p.URL, "err", broken)
			out, keep = p, nil
		}
	}()
	return s.reader.Judge(p, s.store.Source(p.Source))
}

// withdraw takes back the rumours that no longer are any, because the fact that
// they contradicted has changed, unless somebody has taken one up as a case: what
// becomes of that is theirs to say. Raised is what stands now.
func (s *Service) withdraw(ctx context.Context, raised []signal.Signal) error {
	if len(s.touched) == 0 || s.again != nil {
		return nil
	}
	open, err := s.store.Findings(ctx, string(signal.Rumor), s.o.Now().Add(-judgedAgain))
	if err != nil {
		return err
	}
	var back []signal.Signal
	for _, f := range open {
		stands := slices.ContainsFunc(raised, func(x signal.Signal) bool { return x.ID == f.ID })
		if stands || f.Rumour == nil || !s.touched[f.Rumour.Fact] || len(f.Standing.Said) > 0 {
			continue
		}
		x := f.Signal
		x.Level = signal.Noise
		x.Why = append([]signal.Text{phrase.Text("Le fait « %s » a changé : cela ne le contredit plus", "The fact “%s” has changed: this contradicts it no longer", f.Rumour.Fact)}, x.Why...)
		back = append(back, x)
	}
	if _, err := s.store.SaveSignals(ctx, back); err != nil {
		return err
	}
	clear(s.touched)
	return nil
}
