package spike

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"vigie/analyzers/evidence"
)

const (
	mostTerms = 5    // of an entity that are looked at in a tick
	hourTerms = 2048 // of an entity that are remembered of an hour
)

// table says how often terms stand in the complaints of an hour, by the terms'
// keys, which rise. Of more than hourTerms the rarest are left out.
type table struct {
	keys  []uint64
	posts []uint32
}

func keyOf(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// newTable keeps the most frequent terms. Which of the equally frequent are left
// out is another choice each hour, so that none of them is always.
func newTable(counts map[uint64]uint32, hour int64) table {
	keys := slices.Collect(maps.Keys(counts))
	if len(keys) > hourTerms {
		turn := func(k uint64) uint64 { return (k ^ uint64(hour)) * 0x9e3779b97f4a7c15 }
		slices.SortFunc(keys, func(a, b uint64) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(turn(a), turn(b)))
		})
		keys = slices.Clone(keys[:hourTerms])
	}
	slices.Sort(keys)
	t := table{keys: keys, posts: make([]uint32, len(keys))}
	for i, k := range keys {
		t.posts[i] = counts[k]
	}
	return t
}

// among calls fn with the place in rising of each term of the table that is there.
func (t table) among(rising []uint64, fn func(i int, posts float64)) {
	i := 0
	for j, k := range t.keys {
		for i < len(rising) && rising[i] < k {
			i++
		}
		if i == len(rising) {
			return
		}
		if rising[i] == k {
			fn(i, float64(t.posts[j]))
		}
	}
}

// usage is how many complaints there are before a window and in it, and how many
// of them have each of some terms.
type usage struct {
	before    float64
	had, have []float64
}

// usages counts for each window, in one pass over the hours.
func (d *Complaints) usages(entity string, rising []uint64, at time.Time) []usage {
	out := make([]usage, len(d.c.Windows))
	for i := range out {
		out[i] = usage{had: make([]float64, len(rising)), have: make([]float64, len(rising))}
	}
	for h, t := range d.hours {
		end := time.Unix(h, 0).Add(time.Hour)
		for _, e := range []string{entity, ""} {
			for w, window := range d.c.Windows {
				if !end.After(at.Add(-window)) {
					out[w].before += float64(t.counts[[2]string{e, ""}])
				}
			}
			t.terms[e].among(rising, func(i int, posts float64) {
				for w, window := range d.c.Windows {
					if end.After(at.Add(-window)) {
						out[w].have[i] += posts
					} else {
						out[w].had[i] += posts
					}
				}
			})
		}
	}
	return out
}

// candidates are the terms that stand in enough of an entity's late complaints,
// by their keys.
func (d *Complaints) candidates(entity string, at time.Time) map[uint64]string {
	recent, names := make(map[uint64]uint32), make(map[uint64]string)
	for h, t := range d.hours {
		if !d.late(h, at) {
			continue
		}
		for _, e := range []string{entity, ""} {
			for i, k := range t.terms[e].keys {
				recent[k] += t.terms[e].posts[i]
				names[k] = t.names[k]
			}
		}
	}
	maps.DeleteFunc(names, func(k uint64, _ string) bool { return int(recent[k]) < d.c.MinPosts })
	return names
}

// terms returns the terms of an entity that its complaints have more often than
// is usual, the most unlikely first.
func (d *Complaints) terms(entity string, all *Series, at time.Time) []theme {
	names := d.candidates(entity, at)
	if len(names) == 0 {
		return nil
	}
	rising := slices.Sorted(maps.Keys(names))
	chance := make(map[string]float64)
	for w, u := range d.usages(entity, rising, at) {
		verdict := all.Judge(at, d.c.Windows[w])
		for i, k := range rising {
			if v := u.verdict(verdict, i); d.c.unusual(v) && v.P < cmp.Or(chance[names[k]], 1) {
				chance[names[k]] = v.P
			}
		}
	}
	found := slices.SortedFunc(maps.Keys(chance), func(a, b string) int { return cmp.Or(cmp.Compare(chance[a], chance[b]), cmp.Compare(a, b)) })
	var out []theme
	for _, text := range found[:min(len(found), mostTerms)] {
		out = append(out, theme{id: "term " + text, term: text})
	}
	return out
}

// verdict is the one on the posts of a window that have the term: what is usual
// of all complaints, times the share of them that had it before the window.
func (u usage) verdict(all Verdict, term int) Verdict {
	v := all
	share := min(1, (u.had[term]+0.5)/(u.before+1))
	v.Observed, v.Expected = u.have[term], max(all.Expected*share, 0.1)
	v.Variance = v.Expected * max(1.5, all.Variance/max(all.Expected, 0.1))
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	return v
}
