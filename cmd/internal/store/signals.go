package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

// SaveSignals takes in what the detectors raise at one tick. A signal that is
// known keeps the time it was first raised. It returns those that are new or
// have changed their level, as they are stored.
func (s *Store) SaveSignals(ctx context.Context, raised []signal.Signal) ([]signal.Signal, error) {
	if len(raised) == 0 {
		return nil, nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	s.signals.Lock()
	defer s.signals.Unlock()
	known, err := s.heldSignals(ctx, each(raised, func(x signal.Signal) string { return x.ID }))
	if err != nil {
		return nil, fmt.Errorf("save %d signals: %w", len(raised), err)
	}
	if raised, err = s.followed(ctx, raised, known); err != nil {
		return nil, fmt.Errorf("save %d signals: %w", len(raised), err)
	}
	rows, changed, err := s.unsaved(raised, known)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	if err := s.insert(ctx, "signals", signalFields(rows)); err != nil {
		return nil, fmt.Errorf("save %d signals: %w", len(rows), err)
	}
	return changed, nil
}

// unsaved returns the rows of those signals that are not as they are held, and
// which of them are new or have changed their level.
func (s *Store) unsaved(raised []signal.Signal, known map[string]heldSignal) (rows []signalRow, changed []signal.Signal, err error) {
	at := map[string]int{}
	now := s.now()
	for _, x := range raised {
		if x.ID == "" {
			return nil, nil, fmt.Errorf("save signal %q: it has no id", x.Title.EN)
		}
		h, old := known[x.ID]
		x = roundSignal(x)
		if old && h.raised.Before(x.RaisedAt) {
			x.RaisedAt = h.raised
		}
		body, err := json.Marshal(x)
		if err != nil {
			return nil, nil, fmt.Errorf("save signal %q: %w", x.ID, err)
		}
		if string(body) == h.body {
			continue
		}
		if !old || h.level != string(x.Level) {
			changed = append(changed, x)
		}
		r := signalRow{Signal: x, stood: stood(h.posts, x.Posts), body: string(body), version: max(versionAt(0, now), h.version+1)}
		// A detector that raises one thing twice at a tick means the last.
		known[x.ID] = heldSignal{raised: x.RaisedAt, level: string(x.Level), posts: r.stood, body: r.body, version: r.version}
		if i, again := at[x.ID]; again {
			rows[i] = r
			continue
		}
		at[x.ID] = len(rows)
		rows = append(rows, r)
	}
	return rows, changed, nil
}

// followed gives signals that no row has the identifier of the earlier one that
// they go on from, and adds that one to known.
func (s *Store) followed(ctx context.Context, raised []signal.Signal, known map[string]heldSignal) ([]signal.Signal, error) {
	held := map[string]heldSignal{}
	isKnown := func(id string) bool { _, ok := known[id]; return ok }
	out, err := evidence.Follow(raised, isKnown, func(x signal.Signal) ([]evidence.Earlier, error) { return s.earlier(ctx, x, held) })
	for _, x := range out {
		if h, ok := held[x.ID]; ok {
			known[x.ID] = h
		}
	}
	return out, err
}

// earlier finds what x may go on from, and adds it to held.
func (s *Store) earlier(ctx context.Context, x signal.Signal, held map[string]heldSignal) ([]evidence.Earlier, error) {
	var found []evidence.Earlier
	err := s.query(ctx, `SELECT id, entity, raised_at, first_at, last_at, posts, level, body, version FROM signals FINAL
		WHERE kind = {kind:String} AND last_at >= {since:DateTime64(3)} AND (hasAny(posts, {posts:Array(String)}) OR kind = {spike:String})`,
		params{"kind": string(x.Kind), "spike": string(signal.Spike), "since": moment(x.FirstAt.Add(-evidence.GoesOn)), "posts": x.Posts},
		func(rows driver.Rows) error {
			e := evidence.Earlier{Kind: x.Kind}
			var h heldSignal
			err := rows.Scan(&e.ID, &e.Entity, &h.raised, &e.FirstAt, &e.LastAt, &h.posts, &h.level, &h.body, &h.version)
			e.Raised = h.raised
			e.Stood = func(p string) bool { return slices.Contains(h.posts, p) }
			found, held[e.ID] = append(found, e), h
			return err
		})
	return found, err
}

// stoodMost is how many posts that a signal stood on are remembered.
const stoodMost = 2000

// stood adds to the posts that a signal ever stood on those of now, which come last.
func stood(before, now []string) []string {
	in := make(map[string]bool, len(now))
	for _, id := range now {
		in[id] = true
	}
	all := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return in[id] })
	all = append(all, now...)
	return all[max(0, len(all)-stoodMost):]
}

type signalRow struct {
	signal.Signal
	stood   []string // the posts that it ever stood on
	body    string
	version uint64
}

type heldSignal struct {
	raised      time.Time
	posts       []string // that it ever stood on
	level, body string
	version     uint64
}

// roundSignal gives the times the precision that they are kept with, so that
// the same signal is recognised as such.
func roundSignal(x signal.Signal) signal.Signal {
	x.RaisedAt, x.FirstAt, x.LastAt = floor(x.RaisedAt), floor(x.FirstAt), floor(x.LastAt)
	return x
}

func (x signalRow) answers() []string {
	if x.Argument == nil {
		return nil
	}
	return x.Argument.Answers
}

func (s *Store) heldSignals(ctx context.Context, ids []string) (map[string]heldSignal, error) {
	found := map[string]heldSignal{}
	err := s.query(ctx, "SELECT id, raised_at, posts, level, body, version FROM signals FINAL WHERE id IN {ids:Array(String)}", params{"ids": ids},
		func(rows driver.Rows) error {
			var id string
			var h heldSignal
			err := rows.Scan(&id, &h.raised, &h.posts, &h.level, &h.body, &h.version)
			found[id] = h
			return err
		})
	return found, err
}

func signalFields(rows []signalRow) []field {
	return []field{
		{"id", each(rows, func(r signalRow) string { return r.ID })},
		{"kind", each(rows, func(r signalRow) string { return string(r.Kind) })},
		{"level", each(rows, func(r signalRow) string { return string(r.Level) })},
		{"entity", each(rows, func(r signalRow) string { return r.Entity })},
		{"story", each(rows, func(r signalRow) string { return r.Story })},
		{"raised_at", each(rows, func(r signalRow) time.Time { return moment(r.RaisedAt) })},
		{"first_at", each(rows, func(r signalRow) time.Time { return moment(r.FirstAt) })},
		{"last_at", each(rows, func(r signalRow) time.Time { return moment(r.LastAt) })},
		{"score", each(rows, func(r signalRow) float64 { return r.Score })},
		{"posts", each(rows, func(r signalRow) []string { return r.stood })},
		{"answers", each(rows, signalRow.answers)},
		{"body", each(rows, func(r signalRow) string { return r.body })},
		{"version", each(rows, func(r signalRow) uint64 { return r.version })},
	}
}
