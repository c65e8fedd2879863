package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// stand adds what people made of signals, and to those that others were merged
// into their parts' evidence. Of a part that was found, the signal that it is
// part of comes with it.
func (s *Store) stand(ctx context.Context, book *report.Book, found []signal.Signal) ([]report.Finding, error) {
	asked := len(found)
	have := map[string]signal.Signal{}
	wanted := map[string]bool{}
	for _, x := range found {
		have[x.ID] = x
		root := book.Root(x.ID)
		wanted[root] = true
		for _, id := range book.Parts(root) {
			wanted[id] = true
		}
	}
	maps.DeleteFunc(wanted, func(id string, _ bool) bool { _, ok := have[id]; return ok })
	if len(wanted) > 0 {
		more, err := s.signalsBy(ctx, "id IN {ids:Array(String)}", params{"ids": keys(wanted)})
		if err != nil {
			return nil, err
		}
		for _, x := range more {
			have[x.ID] = x
			if book.Root(x.ID) == x.ID {
				found = append(found, x)
			}
		}
	}
	out := make([]report.Finding, 0, len(found))
	for i, x := range found {
		f := standing(book, x, have)
		// What came with a part, and is noise with it too, nobody asked for.
		if i < asked || f.Level != signal.Noise {
			out = append(out, f)
		}
	}
	return out, nil
}

// standing is a signal with the evidence of its parts, but for the muted: a mute
// is not undone by a merge. Rules are held against the whole.
func standing(book *report.Book, x signal.Signal, have map[string]signal.Signal) report.Finding {
	var parts []report.Part
	for _, id := range book.Parts(x.ID) {
		p := report.Part{ID: id}
		if part, ok := have[id]; ok {
			st := book.Of(part)
			p.Title, p.Muted = named(part.Title, st), st.Muted != nil
			if !p.Muted {
				x = absorb(x, part)
			}
		}
		parts = append(parts, p)
	}
	st := book.Of(x)
	st.Parts = parts
	x.Title = named(x.Title, st)
	return report.Finding{Signal: x, Standing: st}
}

// named is the title that a person gave a signal, else its own.
func named(own signal.Text, st report.Standing) signal.Text {
	if st.Given == "" {
		return own
	}
	return signal.Text{FR: st.Given, EN: st.Given}
}

// absorb is a signal with the evidence of another that is part of it, and as
// serious as the more serious of them.
func absorb(x, part signal.Signal) signal.Signal {
	x.Posts, x.Sources, x.Terms = union(x.Posts, part.Posts), union(x.Sources, part.Sources), union(x.Terms, part.Terms)
	if part.FirstAt.Before(x.FirstAt) {
		x.FirstAt = part.FirstAt
	}
	if part.LastAt.After(x.LastAt) {
		x.LastAt = part.LastAt
	}
	if part.RaisedAt.Before(x.RaisedAt) {
		x.RaisedAt = part.RaisedAt
	}
	if part.Level == signal.Strong || x.Level == signal.Noise {
		x.Level = part.Level
	}
	x.Score, x.Voices = max(x.Score, part.Score), max(x.Voices, part.Voices)
	switch {
	case x.Rumour == nil:
		x.Rumour = part.Rumour
	case part.Rumour != nil:
		both := asOne(*x.Rumour, *part.Rumour)
		x.Rumour = &both
	}
	return x
}

// asOne is a rumour with the relays of another that is part of it, and with its fact
// where it has none itself. What carries the one is not beside the other. Where the earlier of them began is where both did.
func asOne(x, part signal.Rumour) signal.Rumour {
	if x.Fact == "" {
		x.Said, x.True, x.Fact, x.Document, x.Truth = part.Said, part.True, part.Fact, part.Document, part.Truth
	}
	if len(part.Relays) > 0 && (len(x.Relays) == 0 || part.Relays[0].At.Before(x.Relays[0].At)) {
		x.Origin = part.Origin
	}
	x.Relays, x.Beside = eachOnce(x.Relays, part.Relays), eachOnce(x.Beside, part.Beside)
	carry := map[string]bool{}
	for _, r := range x.Relays {
		carry[r.Post] = true
	}
	x.Beside = slices.DeleteFunc(x.Beside, func(r signal.Relay) bool { return carry[r.Post] })
	x.Left = leftOf(x.Left, part.Left)
	for i := range x.Relays {
		if i > 0 && x.Relays[i].Role == "origin" {
			x.Relays[i].Role = "relay"
		}
	}
	return x
}

// leftOf counts what two rumours leave out together.
func leftOf(a, b signal.Left) signal.Left {
	if len(a.Times) == 0 || len(b.Times) == 0 {
		return map[bool]signal.Left{true: b, false: a}[len(a.Times) == 0]
	}
	sum := func(a, b map[string]int) map[string]int {
		both := maps.Clone(a)
		for key, n := range b {
			both[key] += n
		}
		return both
	}
	times := slices.Concat(a.Times, b.Times)
	slices.SortStableFunc(times, func(a, b signal.Tally) int { return a.At.Compare(b.At) })
	return signal.Left{Times: times, Classes: sum(a.Classes, b.Classes), Languages: sum(a.Languages, b.Languages)}
}

// eachOnce is the posts of both lists, each once, oldest first.
func eachOnce(a, b []signal.Relay) []signal.Relay {
	both := slices.Concat(a, b)
	slices.SortStableFunc(both, func(a, b signal.Relay) int { return a.At.Compare(b.At) })
	seen := map[string]bool{}
	return slices.DeleteFunc(both, func(r signal.Relay) bool {
		again := seen[r.Post]
		seen[r.Post] = true
		return again
	})
}

// union is a list with what another adds to it.
func union(a, b []string) []string {
	in := make(map[string]bool, len(a))
	for _, s := range a {
		in[s] = true
	}
	out := slices.Clone(a)
	for _, s := range b {
		if !in[s] {
			in[s] = true
			out = append(out, s)
		}
	}
	return out
}

// inOrder puts posts of several signals into the order of their publication.
func inOrder(posts []string, times map[string]time.Time) {
	slices.SortStableFunc(posts, func(a, b string) int { return times[a].Compare(times[b]) })
}
