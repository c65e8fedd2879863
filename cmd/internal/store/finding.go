package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// How many of a finding's posts are shown, alone and in a list.
const (
	itemsAlone  = 500
	itemsListed = 60
)

// FindingsMax is how many signals Findings returns at the most, but for those that
// others of them are part of.
const FindingsMax = 500

// Finding returns a signal with its posts; report.ErrNotFound where there is
// none.
func (s *Store) Finding(ctx context.Context, id string) (report.Finding, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	found, err := s.findings(ctx, "id = {id:String}", params{"id": id}, itemsAlone)
	if err != nil {
		return report.Finding{}, fmt.Errorf("signal %q: %w", id, err)
	}
	// Of a part, what it is part of was found too.
	i := slices.IndexFunc(found, func(f report.Finding) bool { return f.ID == id })
	if i < 0 {
		return report.Finding{}, fmt.Errorf("signal %q: %w", id, report.ErrNotFound)
	}
	return found[i], nil
}

// Findings returns the signals of a kind (empty: of all kinds) that were raised
// or had a new post since then, the latest first, without those that the
// detectors found to be noise; each with what people said of it, the silent too.
func (s *Store) Findings(ctx context.Context, kind string, since time.Time) ([]report.Finding, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	found, err := s.findings(ctx, `({kind:String} = '' OR kind = {kind:String}) AND level != 'noise'
		AND greatest(raised_at, last_at) >= {since:DateTime64(3)}`, params{"kind": kind, "since": moment(since)}, itemsListed)
	if err != nil {
		return nil, fmt.Errorf("signals: %w", err)
	}
	return found, nil
}

// Overdue returns the rumours of whose cases somebody set a deadline that has
// passed since then, however long ago they had a relay; each as Findings does.
func (s *Store) Overdue(ctx context.Context, since time.Time) ([]report.Finding, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	due := book.DueSince(since)
	if len(due) == 0 {
		return nil, nil
	}
	found, err := s.findings(ctx, "id IN {due:Array(String)} AND kind = {kind:String} AND level != 'noise'", params{"due": due, "kind": string(signal.Rumor)}, itemsListed)
	if err != nil {
		return nil, fmt.Errorf("overdue cases: %w", err)
	}
	return found, nil
}

// findings returns the signals for which where holds, and those that they are
// part of, latest first, each with at most limit of its posts.
func (s *Store) findings(ctx context.Context, where string, p params, limit int) ([]report.Finding, error) {
	signals, err := s.signalsBy(ctx, where, p)
	if err != nil || len(signals) == 0 {
		return nil, err
	}
	book, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.stand(ctx, book, signals)
	if err != nil {
		return nil, err
	}
	return found, s.fill(ctx, found, limit)
}

// fill adds the posts to signals: those of all of them are fetched at once.
func (s *Store) fill(ctx context.Context, found []report.Finding, limit int) error {
	answers, err := s.answersTo(ctx, found)
	if err != nil {
		return err
	}
	wanted, all := map[string]bool{}, map[string]bool{}
	for _, f := range found {
		for _, id := range f.Posts {
			all[id] = true
		}
	}
	times, err := s.times(ctx, keys(all))
	if err != nil {
		return err
	}
	shown := make([][]string, len(found))
	for i, f := range found {
		if len(f.Standing.Parts) > 0 {
			inOrder(f.Posts, times)
		}
		shown[i] = ends(f.Posts, limit)
		for _, id := range append(slices.Clone(shown[i]), answers[i]...) {
			wanted[id] = true
		}
	}
	items, err := s.items(ctx, keys(wanted))
	if err != nil {
		return err
	}
	opposed, err := s.oppositions(ctx)
	if err != nil {
		return err
	}
	report.Unnamed(items, opposed)
	for i := range found {
		s.unnamed(found[i].Rumour, items, opposed)
		found[i].Items = pick(items, shown[i])
		found[i].Answers = pick(items, ends(answers[i], limit))
		found[i].Hours = perHour(found[i].Posts, times)
	}
	return nil
}

func keys(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for id := range set {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// ends is a list cut to its first and last entries.
func ends(ids []string, limit int) []string {
	if len(ids) <= limit {
		return ids
	}
	return append(slices.Clone(ids[:limit/2]), ids[len(ids)-(limit-limit/2):]...)
}

// answersTo returns, for an ambassador post, the posts that it answers, and for
// any other signal the ambassador posts that answer one of its posts.
func (s *Store) answersTo(ctx context.Context, found []report.Finding) ([][]string, error) {
	answers := make([][]string, len(found))
	carries := map[string][]int{} // post -> findings that hold it
	for i, f := range found {
		if f.Kind == signal.Ambassador {
			if f.Argument != nil {
				answers[i] = f.Argument.Answers
			}
			continue
		}
		for _, id := range f.Posts {
			carries[id] = append(carries[id], i)
		}
	}
	if len(carries) == 0 {
		return answers, nil
	}
	err := s.query(ctx, `SELECT posts, answers FROM signals FINAL WHERE kind = 'ambassador' AND level != 'noise' AND notEmpty(answers)
		ORDER BY first_at, id`, nil, func(rows driver.Rows) error {
		var posts, answered []string
		if err := rows.Scan(&posts, &answered); err != nil {
			return err
		}
		told := map[int]bool{}
		for _, id := range answered {
			for _, i := range carries[id] {
				if !told[i] {
					told[i] = true
					answers[i] = append(answers[i], posts...)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ambassador posts that answer: %w", err)
	}
	return answers, nil
}

// times returns when posts were published.
func (s *Store) times(ctx context.Context, ids []string) (map[string]time.Time, error) {
	found := make(map[string]time.Time, len(ids))
	err := s.query(ctx, "SELECT id, published FROM posts WHERE id IN {ids:Array(String)}", params{"ids": ids}, func(rows driver.Rows) error {
		var id string
		var at time.Time
		err := rows.Scan(&id, &at)
		found[id] = at
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("times of %d posts: %w", len(ids), err)
	}
	return found, nil
}

// perHour counts posts by hour, from the first to the last, empty hours too; of
// a spread over more than two weeks it leaves the empty ones out.
func perHour(ids []string, times map[string]time.Time) []report.Hour {
	counts := map[time.Time]int{}
	for _, id := range ids {
		if at, ok := times[id]; ok {
			counts[at.UTC().Truncate(time.Hour)]++
		}
	}
	if len(counts) == 0 {
		return nil
	}
	filled := slices.SortedFunc(maps.Keys(counts), time.Time.Compare)
	first, last := filled[0], filled[len(filled)-1]
	if last.Sub(first) <= 14*24*time.Hour {
		filled = nil
		for hour := first; !hour.After(last); hour = hour.Add(time.Hour) {
			filled = append(filled, hour)
		}
	}
	hours := make([]report.Hour, len(filled))
	for i, hour := range filled {
		hours[i] = report.Hour{At: hour, Figure: report.Figure{Value: float64(counts[hour])}}
	}
	return hours
}
