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
	"vigie/dashboards/report"
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

// TakeInFacts brings the registry what the facts file says that it did not say
// when it was last taken in, retires what the file says no more, and takes the
// registry up. Who only asks leaves the file alone: it may be half written.
func (s *Service) TakeInFacts(ctx context.Context) error {
	path := s.o.Config.Facts
	facts, err := readFactsFile(s.o.Config)
	if err != nil {
		return err
	}
	author := fact.FromConfig
	if path != "" {
		author = filepath.Base(path)
		if facts, err = documents.In(s.o.Config.Data).Take(filepath.Dir(path), facts, false); err != nil {
			return fmt.Errorf("take in %s: %w", path, err)
		}
	}
	registry, err := s.store.Facts(ctx)
	if err != nil {
		return err
	}
	fresh := append(registry.Merge(author, facts), registry.Gone(author, facts)...)
	if _, err := s.store.WriteFacts(ctx, fresh); err != nil {
		return fmt.Errorf("take in the facts of %s: %w", author, err)
	}
	if len(fresh) > 0 {
		s.log.Info("the facts file is taken in", "file", author, "changes", len(fresh))
	}
	_, err = s.holdFacts(ctx)
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
	s.again, s.judged = nil, true
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

// withdraw takes back, after the claims were judged again, the rumours against a
// fact that none of their posts contradicts any longer. What somebody has taken up
// as a case, or merged, is theirs to say.
func (s *Service) withdraw(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	if !s.judged || s.again != nil {
		return nil
	}
	open, err := s.store.Findings(ctx, string(signal.Rumor), s.o.Now().Add(-judgedAgain))
	if err != nil {
		return err
	}
	first := s.o.Now()
	open = slices.DeleteFunc(open, func(f report.Finding) bool {
		st := f.Standing
		theirs := len(st.Said) > 0 || len(st.Parts) > 0 || st.Into != ""
		other := theirs || f.Rumour == nil || f.Rumour.Fact == "" || len(f.Items) == 0 // erased posts show nothing
		if !other && f.FirstAt.Before(first) {
			first = f.FirstAt
		}
		return other
	})
	var back []signal.Signal
	if len(open) > 0 {
		against, err := s.contradicted(ctx, first)
		if err != nil {
			return err
		}
		for _, f := range open {
			if !slices.ContainsFunc(f.Posts, func(id string) bool { return against[id][f.Rumour.Fact] }) {
				back = append(back, withdrawn(f.Signal))
			}
		}
	}
	if _, err := s.store.SaveSignals(ctx, back); err != nil {
		return err
	}
	s.judged = false
	return nil
}

// withdrawn is a rumour that is none.
func withdrawn(x signal.Signal) signal.Signal {
	x.Level = signal.Noise
	x.Why = append([]signal.Text{phrase.Text("Plus aucun de ses messages ne contredit le fait « %s » tel qu’il est écrit maintenant",
		"None of its posts contradicts the fact “%s” any longer, as it is written now", x.Rumour.Fact)}, x.Why...)
	return x
}

// contradicted are the facts that posts published since then contradict, by post:
// of those that are too old to be judged again, by the facts of now as well.
func (s *Service) contradicted(ctx context.Context, since time.Time) (map[string]map[string]bool, error) {
	posts, err := s.store.Posts(ctx, annotation.Filter{From: since, Compared: true})
	if err != nil {
		return nil, err
	}
	against := map[string]map[string]bool{}
	for _, p := range posts {
		p, _ := s.judgeOne(p)
		for _, c := range p.Annotation.Claims {
			if c.Verdict == "contradicts" {
				if against[p.ID] == nil {
					against[p.ID] = map[string]bool{}
				}
				against[p.ID][c.Fact] = true
			}
		}
	}
	return against, nil
}
