package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

const (
	likeShown  = 5    // identifiers that are offered in the place of a wrong one
	likeAmong  = 5000 // signals among which they are looked for: the latest
	likeWithin = 2    // letters that differ
)

// signal returns one signal as the detectors left it.
func (s *Store) signal(ctx context.Context, id string) (signal.Signal, error) {
	found, err := s.signalsBy(ctx, "id = {id:String}", params{"id": id})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("signal %q: %w", id, report.ErrNotFound)
	}
	if err != nil {
		return signal.Signal{}, err
	}
	return found[0], nil
}

// signalsBy returns the signals for which where holds, latest first.
func (s *Store) signalsBy(ctx context.Context, where string, p params) ([]signal.Signal, error) {
	var found []signal.Signal
	err := s.query(ctx, "SELECT body FROM signals FINAL WHERE "+where+" ORDER BY raised_at DESC, score DESC, id LIMIT {most:UInt32}",
		p.with("most", FindingsMax), func(rows driver.Rows) error {
			var body string
			var x signal.Signal
			if err := rows.Scan(&body); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(body), &x)
			found = append(found, x)
			return err
		})
	return found, err
}

// SignalID returns the identifier that begins as asked. Where none or several
// do, the error is a *report.Unclear.
func (s *Store) SignalID(ctx context.Context, asked string) (string, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	asked = strings.ToLower(strings.TrimSpace(asked))
	var all []report.Part
	err := s.query(ctx, "SELECT id, body FROM signals FINAL WHERE {asked:String} != '' AND startsWith(id, {asked:String}) ORDER BY id LIMIT {most:UInt32}",
		params{"asked": asked, "most": likeShown + 1}, scanParts(&all))
	if err != nil {
		return "", fmt.Errorf("signal %q: %w", asked, err)
	}
	for _, p := range all {
		if len(all) == 1 || p.ID == asked {
			return p.ID, nil
		}
	}
	if len(all) > 0 {
		return "", s.unclear(ctx, &report.Unclear{Asked: asked, Many: true, Like: all[:min(len(all), likeShown)]})
	}
	err = s.query(ctx, "SELECT id, body FROM signals FINAL ORDER BY raised_at DESC, id LIMIT {most:UInt32}", params{"most": likeAmong}, scanParts(&all))
	if err != nil {
		return "", fmt.Errorf("signal %q: %w", asked, err)
	}
	return "", s.unclear(ctx, &report.Unclear{Asked: asked, Like: nearest(asked, all)})
}

// unclear gives what may be meant the titles that people gave.
func (s *Store) unclear(ctx context.Context, u *report.Unclear) error {
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	for i, p := range u.Like {
		u.Like[i].Title = named(p.Title, book.Of(signal.Signal{ID: p.ID}))
	}
	return u
}

func scanParts(all *[]report.Part) func(driver.Rows) error {
	return func(rows driver.Rows) error {
		var id, body string
		if err := rows.Scan(&id, &body); err != nil {
			return err
		}
		var x signal.Signal
		err := json.Unmarshal([]byte(body), &x)
		*all = append(*all, report.Part{ID: id, Title: x.Title})
		return err
	}
}

// nearest are the identifiers whose beginning differs least from what was asked,
// and those whose title holds it.
func nearest(asked string, all []report.Part) []report.Part {
	type near struct {
		report.Part
		off int
	}
	var some []near
	for _, p := range all {
		off := distance(asked, p.ID[:min(len(p.ID), len(asked))])
		if words := (report.Rule{Term: asked}); words.Takes(signal.Signal{ID: p.ID, Title: p.Title}) {
			off = 0
		}
		if off <= likeWithin && off < len(asked) {
			some = append(some, near{p, off})
		}
	}
	slices.SortStableFunc(some, func(a, b near) int { return cmp.Compare(a.off, b.off) })
	out := make([]report.Part, 0, likeShown)
	for _, n := range some[:min(len(some), likeShown)] {
		out = append(out, n.Part)
	}
	return out
}

// distance counts the letters to change, add or take away from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// SignalTitles names the signals that were raised or had a new post since then,
// the latest first, without those that are part of others.
func (s *Store) SignalTitles(ctx context.Context, since time.Time) ([]report.Part, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	signals, err := s.signalsBy(ctx, "level != 'noise' AND greatest(raised_at, last_at) >= {since:DateTime64(3)}", params{"since": moment(since)})
	if err != nil {
		return nil, fmt.Errorf("titles of signals: %w", err)
	}
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	var list []report.Part
	for _, x := range signals {
		if st := book.Of(x); st.Into == "" {
			list = append(list, report.Part{ID: x.ID, Title: named(x.Title, st), Kind: x.Kind, Muted: st.Muted != nil})
		}
	}
	return list, nil
}
