package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// forecastHours is how far ahead a case looks.
const forecastHours = 12

// Case returns the file of the rumour whose identifier begins as asked: the error
// is report.ErrNotFound or a *report.Unclear where there is none or several, and
// report.ErrNoCase where it is a signal of another kind.
func (s *Store) Case(ctx context.Context, asked string) (report.Case, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	c, err := s.caseOf(ctx, asked)
	if errors.Is(err, report.ErrNotFound) {
		var id string
		if id, err = s.SignalID(ctx, asked); err == nil {
			c, err = s.caseOf(ctx, id)
		}
	}
	if err != nil {
		return report.Case{}, fmt.Errorf("case %q: %w", asked, err)
	}
	return c, nil
}

func (s *Store) caseOf(ctx context.Context, id string) (report.Case, error) {
	var g ground
	var x signal.Signal
	asking, at := errgroup.WithContext(ctx)
	asking.Go(func() (err error) { g, err = s.ground(at); return err })
	asking.Go(func() (err error) { x, err = s.signal(at, id); return err })
	if err := asking.Wait(); err != nil {
		return report.Case{}, err
	}
	if x.Kind != signal.Rumor || x.Rumour == nil {
		return report.Case{}, fmt.Errorf("%q: %w", x.Title.EN, report.ErrNoCase)
	}
	found, err := s.stand(ctx, g.book, []signal.Signal{x})
	if err != nil {
		return report.Case{}, err
	}
	return s.fillCase(ctx, g, found[0])
}

// fillCase opens a case with its posts, and what follows from them.
func (s *Store) fillCase(ctx context.Context, g ground, f report.Finding) (report.Case, error) {
	answers, err := s.answersTo(ctx, []report.Finding{f})
	if err != nil {
		return report.Case{}, err
	}
	wanted := map[string]bool{}
	for _, r := range slices.Concat(f.Rumour.Relays, f.Rumour.Beside) {
		wanted[r.Post], wanted[r.From] = true, true
	}
	for _, id := range slices.Concat(f.Posts, answers[0]) {
		wanted[id] = true
	}
	delete(wanted, "")
	items, err := s.items(ctx, keys(wanted))
	if err != nil {
		return report.Case{}, err
	}
	published := make(map[string]time.Time, len(items))
	for id, item := range items {
		published[id] = item.Published
	}
	if len(f.Standing.Parts) > 0 {
		inOrder(f.Posts, published)
	}
	f.Rumour = present(*f.Rumour, published)
	now := s.now()
	named := report.Relays{Path: steps(f.Rumour.Relays, items), Beside: steps(f.Rumour.Beside, items), Opposed: g.opposed, Now: now}
	report.Unnamed(items, g.opposed)
	s.unnamed(f.Rumour, items, g.opposed)
	c := g.open(f, now)
	c.Items, c.Hours = pick(items, ends(c.Posts, itemsAlone)), perHour(c.Posts, published)
	c.Answers = pick(items, ends(answers[0], itemsAlone))
	c.Staff = c.Answers
	c.Path, c.Beside = steps(c.Rumour.Relays, items), steps(c.Rumour.Beside, items)
	left := c.Rumour.Left
	c.Classes, c.Languages = tops(c.Path, class, left.Classes), tops(c.Path, func(p report.Carried) string { return p.Language }, left.Languages)
	c.Handling.Replies = replies(c, relayTimes(c.Finding), now)
	named.Reached = reached(c.Handling)
	named.Closed = !c.Handling.Closed.IsZero() || c.Standing.Into != "" || c.Standing.Judged == report.Noise
	c.Contacts, c.Opposed = named.Contacts()
	c.Retracted = named.Retracted()
	return c, nil
}

// unnamed takes the names of those who object off the relays of a rumour: of
// items, and of posts that are not among them.
func (s *Store) unnamed(x *signal.Rumour, items map[string]report.Item, opposed []report.Opposition) {
	if x == nil || len(opposed) == 0 {
		return
	}
	for _, list := range [][]signal.Relay{x.Relays, x.Beside} {
		for i, r := range list {
			signed := report.Item{Author: r.Author, Source: s.Source(r.Source)}
			if items[r.Post].Opposed || slices.ContainsFunc(opposed, func(o report.Opposition) bool { return o.Takes(signed) }) {
				list[i].Author = ""
			}
		}
	}
}

// present is a rumour without the posts that are gone; published are those that
// are there.
func present(x signal.Rumour, published map[string]time.Time) *signal.Rumour {
	gone := func(r signal.Relay) bool { return published[r.Post].IsZero() }
	x.Relays, x.Beside = slices.DeleteFunc(slices.Clone(x.Relays), gone), slices.DeleteFunc(slices.Clone(x.Beside), gone)
	return &x
}

// steps gives relays their posts, oldest first; those that are gone are left
// out.
func steps(relays []signal.Relay, items map[string]report.Item) []report.Carried {
	var path []report.Carried
	for _, r := range relays {
		item, ok := items[r.Post]
		if !ok || item.ID == "" {
			continue
		}
		c := report.Carried{Item: item, By: r.By, Sure: r.Sure, Role: r.Role}
		if from, ok := items[r.From]; ok && from.ID != "" {
			c.From = &from
		}
		path = append(path, c)
	}
	slices.SortStableFunc(path, func(a, b report.Carried) int { return a.Published.Compare(b.Published) })
	return path
}

// class is what kind of source carries a post: who owns it, else what it is.
func class(c report.Carried) string { return cmp.Or(string(c.Source.Owner), string(c.Kind)) }

// tops counts the steps of a path and those that are left out of it.
func tops(path []report.Carried, of func(report.Carried) string, left map[string]int) []report.Top {
	counts := maps.Clone(left)
	if counts == nil {
		counts = map[string]int{}
	}
	for _, c := range path {
		counts[of(c)]++
	}
	list := make([]report.Top, 0, len(counts))
	for key, n := range counts {
		list = append(list, report.Top{Key: key, Name: key, Posts: n})
	}
	slices.SortFunc(list, func(a, b report.Top) int { return cmp.Or(cmp.Compare(b.Posts, a.Posts), cmp.Compare(a.Key, b.Key)) })
	return list
}

// replies are those that were taken down and the organisation's own posts that
// were seen, oldest first, each with its effect. Where the link of a reply to all
// leads to such a post both are one, sent when the post was published. A reply to
// one person that brings it up is not: it left later.
func replies(c report.Case, relays []time.Time, now time.Time) []report.Answer {
	all := slices.Clone(c.Handling.Replies)
	for _, own := range c.Beside {
		if own.Role != "official" {
			continue
		}
		there := false
		for i, a := range all {
			if a.Post == "" && a.To == "" && a.Link != "" && sameAddress(a.Link, own.URL) {
				all[i].Post, all[i].At, there = own.ID, own.Published, true
			}
		}
		if !there {
			all = append(all, report.Answer{At: own.Published, By: own.Source.Name, Text: own.Excerpt, Link: own.URL, Post: own.ID})
		}
	}
	slices.SortStableFunc(all, func(a, b report.Answer) int { return a.At.Compare(b.At) })
	for i, a := range all {
		var others []time.Time
		counted := map[string]bool{a.Post: a.Post != ""}
		for j, b := range all {
			if i != j && !counted[b.Post] {
				others = append(others, b.At)
				counted[b.Post] = b.Post != ""
			}
		}
		all[i].Effect = report.EffectOf(relays, a.At, others, now)
	}
	return all
}

func sameAddress(a, b string) bool {
	one, err := post.Canonical(a)
	two, fault := post.Canonical(b)
	return err == nil && fault == nil && one == two
}

// reached are the posts whose authors were contacted, or answered one by one.
func reached(h report.Handling) []string {
	all := slices.Clone(h.Reached)
	for _, a := range h.Replies {
		if a.To != "" {
			all = append(all, a.To)
		}
	}
	return all
}

// known looks up what a verdict speaks of.
func (s *Store) known(ctx context.Context) report.Known {
	return report.Known{
		Signal: func(id string) (signal.Signal, error) { return s.signal(ctx, id) },
		Fact: func(id string) (bool, error) {
			registry, err := s.facts(ctx)
			if err != nil {
				return false, err
			}
			_, ok := registry.Current().Find(id)
			return ok, nil
		},
	}
}
